"""Dashed rules become solid; print, columns of ones and dotted leaders of prose stay as they are."""

from itertools import pairwise

import cv2
import numpy as np
import pytest
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

from ocr.page import Image
from ocr.tables.ruled.dashes import with_solid_rules
from ocr.tables.ruled.rules import find_rules
from tests.ocr.test_slant import fonts

DPI = 200.0
XS, YS = (100, 400, 520, 640, 760), (100, 160, 220, 330)


def paper() -> Image:
    return np.full((500, 900), 255, np.uint8)


def dashed(image: Image, start: tuple[int, int], end: tuple[int, int], dash: int = 14) -> None:
    """Dashes and gaps of one length, beginning with half a dash at the corner."""
    length = max(end[0] - start[0], end[1] - start[1])
    way = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)
    for at in range(-dash // 2, length, 2 * dash):
        a, b = max(at, 0), min(at + dash, length)
        ends = [(round(start[0] + way[0] * t), round(start[1] + way[1] * t)) for t in (a, b)]
        cv2.line(image, ends[0], ends[1], 0, 2)


def table() -> Image:
    image = paper()
    for y in YS:
        for left, right in pairwise(XS):
            dashed(image, (left, y), (right, y))
    for x in XS:
        for top, bottom in pairwise(YS):
            dashed(image, (x, top), (x, bottom))
    return image


def test_a_dashed_table_has_all_its_rules() -> None:
    rules = find_rules(with_solid_rules(table(), DPI), DPI)
    lying = sorted(round(r.at) for r in rules if r.direction == "horizontal" and r.length > 600)
    assert len(lying) == len(YS)
    assert np.allclose(lying, YS, atol=3)
    for x in XS:
        length = sum(r.length for r in rules if r.direction == "vertical" and abs(r.at - x) <= 3)
        assert length >= 0.9 * (YS[-1] - YS[0])


def printed(lines: list[str], pitch: int) -> Image:
    image = Picture.fromarray(paper())
    font = ImageFont.truetype(next(path for path in fonts() if "CJK-Regular" in path), 24)
    for number, line in enumerate(lines):
        ImageDraw.Draw(image).text((100, 40 + number * pitch), line, font=font, fill=0)
    return np.asarray(image)


def specks() -> Image:
    chance = np.random.default_rng(5)
    image = paper()
    for x, y in chance.integers((0, 0), (880, 490), (3000, 2)):
        image[y : y + chance.integers(1, 5), x : x + chance.integers(2, 9)] = 0
    return image


@pytest.mark.parametrize(
    "image",
    [
        pytest.param(printed(["1   1   1"] * 9, 34), id="columns of ones"),
        pytest.param(printed(["一二三王工土干十丁七上下士壬"] * 6, 40), id="characters of lying strokes"),
        pytest.param(printed(["—   —   —   —"] * 9, 40), id="dashes for blanks"),
        pytest.param(paper(), id="nothing"),
        pytest.param(specks(), id="specks"),
    ],
)
def test_print_is_no_rule(image: Image) -> None:
    assert with_solid_rules(image, DPI) is image
