"""Every number of a text layer is held against the page: one that is not printed so is not believed."""

from collections.abc import Callable

import pikepdf
import pytest

from archive.records import PageReading
from tests.ocr.reading.papers import body, changed, pdf_of_html

Read = Callable[[bytes], PageReading]

OVER = "position: absolute; left: 0; top: 0; width: 100%; height: 100%; background: #fff"
SPOILT = {
    "white": "<span style='color: #fff'>805</span>",
    "white beside": "12<span style='color: #fff'>5</span>",
    "patched": f"<span style='position: relative'>805<i style='{OVER}'></i></span>",
}


def with_cell(cell: str) -> bytes:
    """A digital page with many numbers, and one more row whose number is `cell`."""
    row = f"<tr><td>四、结转下年度继续办理</td><td>72</td><td>{cell}</td></tr>"
    return pdf_of_html(body().replace("</table>", row + "</table>"))


def numbers(reading: PageReading) -> list[str]:
    return [word.text for word in reading.words if word.text.strip().isdigit()]


def test_a_page_whose_numbers_stand_is_read_from_its_layer(read: Read) -> None:
    reading = read(with_cell("<b>805</b>"))
    assert reading.source == "text"
    assert "805" in numbers(reading)


@pytest.mark.parametrize("cell", SPOILT.values(), ids=SPOILT)
def test_one_number_that_is_not_printed_so_spoils_the_layer(read: Read, cell: str) -> None:
    reading = read(with_cell(cell))
    assert reading.source == "recognised"


def test_a_font_of_one_cell_that_names_another_digit_is_found(read: Read) -> None:
    def lie(pdf: pikepdf.Pdf) -> None:
        fonts = pdf.pages[0].Resources.Font
        own = next(font for font in fonts.values() if "Liberation" in str(font.BaseFont))
        own.ToUnicode.write(own.ToUnicode.read_bytes().replace(b"<0038>", b"<0033>"))

    page = with_cell("<span style='font-family: Liberation Serif'>382</span>")
    assert read(page).source == "text"
    reading = read(changed(page, lie))
    assert reading.source == "recognised"
    assert "332" not in numbers(reading)


def test_the_mark_of_a_footnote_is_no_digit_of_its_number(read: Read) -> None:
    reading = read(with_cell("805<sup style='font-size: 60%'>3</sup>"))
    assert "8053" not in numbers(reading)
    assert {"805", "3"} <= set(numbers(reading))


@pytest.mark.parametrize("mark", ["M1 0 h2 v12 h-2 z", "M1 0 h2 v8 h-2 z", "M0 6 h4 v1 h-4 z"])
def test_a_number_beside_a_drawn_mark_is_not_said(read: Read, mark: str) -> None:
    reading = read(with_cell(f"805<svg width='4' height='12'><path d='{mark}'/></svg>"))
    assert "805" not in numbers(reading)
    assert "859" in numbers(reading)


def test_a_number_that_is_struck_out_is_not_said(read: Read) -> None:
    reading = read(with_cell("<s>805</s>"))
    assert "805" not in numbers(reading)
    assert "859" in numbers(reading)
