"""Files that are damaged, locked or meant to harm are refused with a reason and a remedy, and the reader lives on."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from archive.errors import DanganError, ReadingFailed, RefusedFile
from ocr.reader import ChildReader
from tests.ocr.reading.papers import digital, encoded, page


def huge_png(side: int) -> bytes:
    """A well-formed PNG of side x side black pixels, a few hundred kilobytes long."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def locked(password: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(digital())) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user=password, owner="owner", R=6))
    return out.getvalue()


def empty_pages(count: int) -> bytes:
    pdf = pikepdf.new()
    for _ in range(count):
        pdf.add_blank_page(page_size=(595, 842))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def nested_forms(depth: int) -> bytes:
    """Forms that call one another more and more often: minutes of work for a renderer that follows them."""
    pdf = pikepdf.new()
    page_ = pdf.add_blank_page(page_size=(595, 842))
    inner = pdf.make_stream(b"0 0 10 10 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9])
    for _ in range(depth):
        resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
        inner = pdf.make_stream(
            b"/F Do " * 12, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9], Resources=resources
        )
    page_.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
    page_.Contents = pdf.make_stream(b"/F Do")
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


BAD = {
    "empty.pdf": (b"", "empty"),
    "cut.pdf": (digital()[: len(digital()) * 2 // 3], "damaged"),
    "cut-tail.pdf": (digital()[:-40], "damaged"),
    "locked.pdf": (locked("secret"), "password"),
    "not.pdf": (b"%PDF-1.7\nthis is no PDF\n%%EOF", "damaged"),
    "cut.png": (encoded(page())[:20000], "damaged"),
    "cut.jpg": (encoded(page(), "JPEG")[:20000], "damaged"),
    "cut.tif": (encoded(page(), "TIFF")[:20000], "damaged"),
    "many.pdf": (empty_pages(6000), "more than"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused(reader: ChildReader, tmp_path: Path, name: str) -> None:
    content, word = BAD[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RefusedFile) as refused:
        reader.outline(path, name)
    assert refused.value.filename == name
    assert word in refused.value.reason
    assert refused.value.remedy


def test_a_png_of_60000_pixels_square_is_refused_before_it_is_unpacked(reader: ChildReader, tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(huge_png(60_000))
    with pytest.raises(RefusedFile, match=r"huge\.png"):
        reader.outline(path, "huge.png")


def test_a_pdf_that_keeps_a_renderer_busy_fails_in_time_and_the_reader_lives_on(
    reader: ChildReader, tmp_path: Path, engines: object
) -> None:
    path = tmp_path / "bomb.pdf"
    path.write_bytes(nested_forms(9))
    quick = ChildReader("rapidocr", 1, wall=15.0)
    try:
        assert quick.outline(path, "bomb.pdf").pages == 1
        with pytest.raises(ReadingFailed, match="page 1"):
            list(quick.read_pages(path, "application/pdf", 1, 1))
        good = tmp_path / "good.png"
        good.write_bytes(encoded(np.full((1200, 900), 255, np.uint8)))
        assert quick.outline(good, "good.png").pages == 1
    finally:
        quick.close()


def test_a_giant_page_is_scaled_down(reader: ChildReader, tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(14_000, 14_000))
    path = tmp_path / "giant.pdf"
    pdf.save(path)
    ((reading, _),) = reader.read_pages(path, "application/pdf", 1, 1)
    assert max(reading.width, reading.height) <= 4700
    assert reading.source == "blank"


def test_an_owner_password_alone_keeps_nobody_from_reading(reader: ChildReader, tmp_path: Path) -> None:
    path = tmp_path / "owned.pdf"
    path.write_bytes(locked(""))
    assert reader.outline(path, "owned.pdf").pages == 1


def test_a_file_that_is_gone_is_an_error_of_ours(reader: ChildReader, tmp_path: Path) -> None:
    with pytest.raises(DanganError):
        reader.outline(tmp_path / "nowhere.pdf", "nowhere.pdf")
