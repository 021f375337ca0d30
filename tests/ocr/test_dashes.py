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


def joint(start: int, end: int, y: int, image: Image) -> None:
    """Dashes of a cell's edge as browsers draw them: one at each end, so that two cells' meet in one mark or nearly."""
    count = round((end - start - 14) / 27) + 1
    for place in np.linspace(start, end - 14, count).round().astype(int).tolist():
        cv2.line(image, (place, y), (place + 13, y), 0, 2)


@pytest.mark.parametrize("gap", [0, 6], ids=["two dashes in one", "a short gap"])
def test_dashes_that_meet_where_two_cells_do_are_a_rule_like_the_others(gap: int) -> None:
    image = paper()
    for y in YS:
        for left, right in pairwise(XS):
            joint(left + gap // 2, right - gap // 2, y, image)
    rules = find_rules(with_solid_rules(image, DPI), DPI)
    assert sorted(round(r.at) for r in rules if r.length > 600) == pytest.approx(YS, abs=3)


def test_dashed_rules_of_a_row_that_the_page_ends_in_are_solid_to_its_end() -> None:
    image = table()
    image[310:] = 255
    solid = with_solid_rules(image, DPI)
    assert all((solid[222:300, x - 1 : x + 2].min(axis=1) < 128).all() for x in XS)
    lone = table()
    lone[222:, 200:] = 255
    unchanged = with_solid_rules(lone, DPI)
    assert (unchanged[230:320, XS[0]] > 128).any(), "one column alone may end anywhere"


def test_dashed_rules_of_a_bent_page_are_followed() -> None:
    image = table()
    bend = np.round(9 * np.sin(np.arange(900) / 900 * np.pi)).astype(int)
    bent = np.stack([np.roll(image[:, x], bend[x]) for x in range(900)], axis=1)
    solid = with_solid_rules(bent, DPI)
    for y in YS[1:-1]:
        course = np.array([solid[y + bend[x] - 2 : y + bend[x] + 3, x].min() for x in range(XS[0] + 4, XS[-1] - 4)])
        assert (course < 128).all()


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


def test_a_stroke_of_a_digit_in_a_low_row_that_meets_no_rule_is_none() -> None:
    image = paper()
    rows = (100, 137, 174)
    for y in rows:
        dashed(image, (XS[0], y), (XS[-1], y))
    stroke, rule = 590, 700
    cv2.line(image, (stroke, 104), (stroke, 128), 0, 2)
    for top, bottom in pairwise(rows):
        cv2.line(image, (rule, top), (rule, top + 12), 0, 2)
        cv2.line(image, (rule, bottom - 12), (rule, bottom), 0, 2)
    solid = with_solid_rules(image, DPI)
    assert (solid[130:134, stroke - 2 : stroke + 3] == 255).all()
    assert (solid[100:174, rule - 2 : rule + 3].min(axis=1) < 128).all()
