"""What every recognition engine keeps to (`ocr.page.OcrEngine`): the engines of the settings, one suite."""

import numpy as np
import pytest
from pdf2image import convert_from_bytes

from archive.errors import EngineMissing, SettingsInvalid
from ocr.engines import NAMES, Engines, fingerprint, open_engines
from ocr.page import Image, OcrEngine
from tests.ocr.reading.papers import PROSE, TITLE, page, pdf_of_html

NUMBERS = ("859", "18", "0", "76.1239", "1033", "-2")


@pytest.fixture(scope="module", params=NAMES)
def engine(request: pytest.FixtureRequest) -> OcrEngine:
    try:
        engines: Engines = open_engines(request.param)
    except EngineMissing as missing:
        pytest.skip(str(missing))
    return engines.reader


@pytest.fixture(scope="module")
def lines() -> list[Image]:
    """One crop per number, cut as cells are: the print and a little paper around it."""
    paper = "@page { size: 100px 40px; margin: 0 } body { margin: 6px 10px; font: 16px 'Noto Serif CJK SC' }"
    pdf = pdf_of_html("".join(f"<div style='break-after: page'>{number}</div>" for number in NUMBERS), paper)
    pages = [np.asarray(image) for image in convert_from_bytes(pdf, dpi=200, grayscale=True)]
    return [cut_to_print(page) for page in pages[: len(NUMBERS)]]


def cut_to_print(image: Image, margin: int = 10) -> Image:
    rows, columns = (np.flatnonzero((image < 128).any(axis=axis)) for axis in (1, 0))
    return image[max(rows[0] - margin, 0) : rows[-1] + margin, max(columns[0] - margin, 0) : columns[-1] + margin]


def test_lines_are_read_in_the_order_given(engine: OcrEngine, lines: list[Image]) -> None:
    read = engine.read_lines(lines)
    assert [line.text for line in read] == list(NUMBERS)
    assert [line.text for line in engine.read_lines(lines[::-1])] == list(NUMBERS)[::-1]


def test_a_careful_reading_reads_the_same(engine: OcrEngine, lines: list[Image]) -> None:
    assert [line.text for line in engine.read_lines(lines, careful=True)] == list(NUMBERS)


def test_every_character_has_a_place_and_a_confidence(engine: OcrEngine, lines: list[Image]) -> None:
    for image, line in zip(lines, engine.read_lines(lines), strict=True):
        assert "".join(char.text for char in line.chars) == line.text
        assert all(0 <= char.confidence <= 1 for char in line.chars)
        assert 0 <= line.confidence <= 1
        middles = [(char.left + char.right) / 2 for char in line.chars]
        assert middles == sorted(middles)
        ink = np.flatnonzero((image < 128).any(axis=0))
        assert ink[0] - 12 <= middles[0]
        assert middles[-1] <= ink[-1] + 12


def test_blank_and_tiny_crops_give_nothing(engine: OcrEngine) -> None:
    blank = [np.full(size, 255, np.uint8) for size in ((40, 200), (1, 1), (60, 3))]
    assert [line.text for line in engine.read_lines(blank)] == ["", "", ""]
    assert engine.read_lines([]) == []


def test_colour_is_read_like_grey(engine: OcrEngine, lines: list[Image]) -> None:
    assert engine.read_lines([np.stack([lines[0]] * 3, axis=2)])[0].text == NUMBERS[0]


def test_a_page_is_read_in_order_with_boxes_on_its_ink(engine: OcrEngine) -> None:
    words = engine.read_page(page())
    text = "".join(word.text for word in words)
    assert text.index(TITLE[:8]) < text.index("总体情况") < text.index(PROSE[:8]) < text.index("上年结转政府")
    for word in words:
        left, top, right, bottom = (round(edge) for edge in word.box)
        assert 0 <= left < right <= page().shape[1]
        assert 0 <= top < bottom <= page().shape[0]
        assert (page()[top:bottom, left:right] < 128).any()
        assert "".join(char.text for char in word.chars) == word.text
        assert all(left - 12 <= (char.left + char.right) / 2 <= right + 12 for char in word.chars)


def test_lines_are_found_without_reading(engine: OcrEngine) -> None:
    assert len(engine.detect(page())) > 40
    assert engine.detect(np.full((2339, 1654), 255, np.uint8)) == []


def test_chinese_is_read_without_spaces(engine: OcrEngine) -> None:
    assert not any(" " in word.text for word in engine.read_page(page()) if not word.text.isascii())


@pytest.mark.parametrize("name", NAMES)
def test_a_fingerprint_names_versions_without_loading(name: str) -> None:
    assert any(char.isdigit() for char in fingerprint(name))
    assert fingerprint(name) == fingerprint(name)


def test_an_unknown_engine_is_said_at_once() -> None:
    with pytest.raises(SettingsInvalid, match="rapidocr"):
        open_engines("none such")
