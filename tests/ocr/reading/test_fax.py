"""Faxes: coarse black and white dots, often taken for squares that they are not."""

import difflib

import cv2
import numpy as np
import pytest
from pdf2image import convert_from_bytes

from ocr.engines import Engines
from ocr.image.fax import is_dots
from ocr.image.prepare import prepare
from ocr.page import Image, Points
from tests.ocr.reading.papers import PROSE, STYLE, TITLE, body, page, pdf_of_html

SQUEEZED, COARSE = (1686, 1146), (827, 1170)


def faxed(size: tuple[int, int], image: Image | None = None) -> Image:
    fine = cv2.GaussianBlur(page() if image is None else image, (0, 0), 0.5)
    small = cv2.resize(fine, size, interpolation=cv2.INTER_AREA)
    return np.where(small < 175, 0, 255).astype(np.uint8)


def title_place(scan: Image, engines: Engines) -> tuple[Points, float, tuple[int, ...]]:
    """Where the title's middle stands on the scan, fractions; how much of the prose is read; the working image's shape."""
    (prepared,) = prepare(scan, 144.0, engines.sight)
    words = engines.reader.read_page(prepared.image)
    left, top, right, bottom = max(words, key=lambda w: difflib.SequenceMatcher(None, w.text, TITLE).ratio()).box
    text, wanted = "".join(word.text for word in words), PROSE * 4
    found = difflib.SequenceMatcher(None, text, wanted, autojunk=False).get_matching_blocks()
    place = prepared.to_scan(np.array([[(left + right) / 2, (top + bottom) / 2]]))[0]
    return place, sum(block.size for block in found) / len(wanted), prepared.image.shape


def test_a_squeezed_fax_gets_its_height_back(engines: Engines) -> None:
    whole, _, _ = title_place(page(), engines)
    place, read, (height, width) = title_place(faxed(SQUEEZED), engines)
    assert height / width == pytest.approx(2**0.5, rel=0.02)
    assert read > 0.95
    assert np.abs(place - whole).max() < 0.006


def test_a_squeezed_fax_that_lies_on_its_side_does_too(engines: Engines) -> None:
    upright, _, _ = title_place(faxed(SQUEEZED), engines)
    place, read, (height, width) = title_place(np.ascontiguousarray(np.rot90(faxed(SQUEEZED), -1)), engines)
    assert height / width == pytest.approx(2**0.5, rel=0.02)
    assert read > 0.95
    assert np.abs(place - [1 - upright[1], upright[0]]).max() < 0.006


def test_a_coarse_fax_is_as_high_as_it_was(engines: Engines) -> None:
    _, read, (height, width) = title_place(faxed(COARSE), engines)
    assert height / width == pytest.approx(2**0.5, rel=0.02)
    assert read > 0.8


def test_rows_that_stand_so_close_that_two_pass_for_one_hide_no_squeeze(engines: Engines) -> None:
    close = STYLE.replace("padding: 4px", "padding: 0; line-height: 1.02") + "h1, h3, p { display: none }"
    image = np.asarray(convert_from_bytes(pdf_of_html(body(40), close), dpi=200, grayscale=True)[0])
    (prepared,) = prepare(faxed(SQUEEZED, image), 144.0, engines.sight)
    assert prepared.image.shape[0] > prepared.image.shape[1]
    (prepared,) = prepare(faxed(COARSE, image), 100.0, engines.sight)
    assert prepared.image.shape[0] == pytest.approx(2**0.5 * prepared.image.shape[1], rel=0.02)


def test_only_black_and_white_are_dots() -> None:
    assert is_dots(faxed(COARSE))
    assert not is_dots(cv2.GaussianBlur(page(), (0, 0), 1.0).astype(np.uint8))
    assert not is_dots(cv2.cvtColor(faxed(COARSE), cv2.COLOR_GRAY2RGB).astype(np.uint8))
