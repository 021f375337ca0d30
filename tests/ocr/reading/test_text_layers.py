"""A text layer is used where it is sound, and never where it is not."""

import base64
from collections.abc import Callable

import numpy as np
import pikepdf
import pytest

from archive.records import PageReading
from ocr.files.kangxi import plain_han
from ocr.files.soundness import same_text
from ocr.note import PageNote
from ocr.page import split_notes
from tests.ocr.reading.papers import PROSE, TITLE, body, changed, digital, encoded, page, pdf_of_html, scanned


def text_of(reading: PageReading) -> str:
    return "".join(word.text for word in reading.words)


def test_a_digital_page_is_read_from_its_layer(read: Callable[[bytes], PageReading]) -> None:
    reading = read(digital())
    assert reading.source == "text"
    assert TITLE in text_of(reading)
    assert text_of(reading).count("结转下年度继续办理72件") == 4
    assert "859" in [word.text for word in reading.words]


def test_words_lie_on_their_ink(read: Callable[[bytes], PageReading]) -> None:
    height, width = page().shape
    for word in read(digital()).words:
        left, top, right, bottom = word.box
        inside = page()[int(top * height) : int(bottom * height) + 1, int(left * width) : int(right * width) + 1]
        assert (inside < 160).any(), word.text


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_with_a_turn_is_read_as_a_viewer_shows_it(read: Callable[[bytes], PageReading], degrees: int) -> None:
    """The drawing is turned one way and /Rotate turns it back."""

    def turn(pdf: pikepdf.Pdf) -> None:
        sheet = pdf.pages[0]
        width, height = 595.2756, 841.8898
        matrix = {90: f"0 1 -1 0 {height} 0", 180: f"-1 0 0 -1 {width} {height}", 270: f"0 -1 1 0 0 {width}"}[degrees]
        sheet.contents_add(f"q {matrix} cm".encode(), prepend=True)
        sheet.contents_add(b"Q")
        if degrees != 180:
            sheet.MediaBox = [0, 0, height, width]
        sheet.Rotate = degrees

    plain, turned = read(digital()), read(changed(digital(), turn))
    assert turned.source == "text"
    assert (turned.width, turned.height) == (plain.width, plain.height)
    assert text_of(turned) == text_of(plain)
    boxes = [np.array([word.box for word in reading.words]) for reading in (plain, turned)]
    assert np.abs(boxes[0] - boxes[1]).max() < 0.003


def test_a_page_drawn_sideways_is_recognised(read: Callable[[bytes], PageReading]) -> None:
    def sideways(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Rotate = 90

    reading = read(changed(digital(), sideways))
    assert reading.source == "recognised"
    assert TITLE in text_of(reading)


def test_an_invisible_layer_over_a_scan_is_not_believed(read: Callable[[bytes], PageReading]) -> None:
    def hide(pdf: pikepdf.Pdf) -> None:
        sheet = pdf.pages[0]
        sheet.contents_add(b"BT /F 12 Tf 3 Tr 100 700 Td (Wrong text that nobody sees, 1234567890) Tj ET")
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        sheet.Resources.Font = pikepdf.Dictionary(F=font)

    reading = read(changed(scanned(page()), hide))
    assert reading.source == "recognised"
    assert "Wrong" not in text_of(reading)
    assert TITLE in text_of(reading)


def test_a_layer_whose_digits_mean_others_is_not_believed(read: Callable[[bytes], PageReading]) -> None:
    """The fonts' maps to Unicode are changed, as broken converters do: every 8 says 3."""

    def lie(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and b"beginbfchar" in (data := item.read_bytes()):
                item.write(data.replace(b"<0038>", b"<0033>"))

    spoilt = changed(digital(), lie)
    assert spoilt != digital()
    reading = read(spoilt)
    assert reading.source == "recognised"
    assert "859" in [word.text for word in reading.words]


def test_a_table_pasted_as_a_picture_is_recognised(read: Callable[[bytes], PageReading]) -> None:
    picture = base64.b64encode(encoded(page()[1000:1500, 100:1554])).decode()
    html = f"<h1>{TITLE}</h1>{f'<p>{PROSE}</p>' * 3}<img style='width: 100%' src='data:image/png;base64,{picture}'>"
    reading = read(pdf_of_html(html))
    assert reading.source == "recognised"
    assert "859" in text_of(reading)


def test_a_small_picture_does_no_harm(read: Callable[[bytes], PageReading]) -> None:
    chart = "".join(
        f"<i style='display: inline-block; width: 20px; height: {h}px; background: #36c'></i>" for h in (40, 90, 60)
    )
    assert read(pdf_of_html(body() + chart)).source == "text"


def test_private_characters_are_no_text(read: Callable[[bytes], PageReading]) -> None:
    def private(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and b"beginbfchar" in (data := item.read_bytes()):
                item.write(data.replace(b"> <", b"> <E").replace(b"<EE", b"<E"))

    reading = read(changed(digital(), private))
    assert reading.source == "recognised"


def test_radicals_become_the_characters_meant() -> None:
    assert plain_han("⼯作⽅案，⺠政⻅⾯") == "工作方案，民政见面"
    assert plain_han("ABC 中文（一）") == "ABC 中文（一）"


@pytest.mark.parametrize(
    ("layer", "seen", "same"),
    [
        ("859", "859", True),
        ("0", "O", True),
        ("859", "889", False),
        ("政府信息公开", "政府信息公升", True),
        ("。", "", True),
        ("abc", "政府", False),
    ],
)
def test_what_counts_as_the_same(layer: str, seen: str, same: bool) -> None:
    assert same_text(layer, seen) is same


@pytest.mark.parametrize(("rules", "grids"), [("border-bottom: 1pt solid #000", 0), ("border: 1pt solid #000", 1)])
def test_a_frame_whose_rules_part_rows_alone_is_no_table_of_one_column(
    read: Callable[[bytes], PageReading], rules: str, grids: int
) -> None:
    """It would take all labels of its rows for one cell's text, and their numbers with them."""
    style = f"table {{ border: 1pt solid #000; border-collapse: collapse; width: 100% }} td {{ {rules}; padding: 4px }}"
    rows = "".join(f"<tr><td>{n}、申请数量</td><td>件</td><td>{n}</td></tr>" for n in range(2, 8))
    layout = read(pdf_of_html(f"<table>{rows}</table>", style)).layout
    notes = [PageNote.model_validate_json(note) for note in split_notes(layout or "")]
    assert sum(len(note.grids) for note in notes) == grids
