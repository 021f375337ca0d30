"""Numbers that are set against a rule: the rule is found, ends their crop, and takes nothing of them when it is painted over."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

from ocr.page import Char, Image, WorkWord
from ocr.tables.cells import CellContent
from ocr.tables.ink import crop_of, ink_of
from ocr.tables.ruled.grid import Grid, GridCell, find_grids
from ocr.tables.ruled.rules import RuleLine, find_rules, without_rules
from ocr.tables.unruled.bounded import bounded
from tests.ocr.test_slant import fonts

DPI = 200.0
XS, YS = (100, 300, 400, 500, 600), (100, 150, 200, 250, 300, 350)
PAPER = 250
"""Lighter is paper."""


def table(text: str = "0", gap: int = 2, thick: int = 2, at: Sequence[int] = XS) -> Image:
    """Each cell but those of the first column holds a text that ends `gap` pixels before the rule at its right."""
    image = Picture.new("L", (760, 450), 255)
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(fonts()[0], 30)
    for top in YS[:-1]:
        for right in at[2:]:
            left, upper, end, lower = draw.textbbox((0, 0), text, font=font)
            draw.text((right - gap - end, top + 25 - (upper + lower) / 2), text, font=font, fill=0)
            assert left <= end
    drawn = np.asarray(image).copy()
    for y in YS:
        cv2.line(drawn, (at[0], y), (at[-1], y), 0, thick)
    for x in at:
        cv2.line(drawn, (x, YS[0]), (x, YS[-1]), 0, thick)
    return drawn


@pytest.mark.parametrize("text", ["0", "36", "1"])
def test_a_rule_behind_a_number_is_a_rule_in_every_row(text: str) -> None:
    image = table(text)
    (grid,) = find_grids(image, find_rules(image, DPI), DPI)
    assert len(grid.cells) == (len(XS) - 1) * (len(YS) - 1)


def test_a_rule_runs_on_beside_marks_whose_places_the_reader_knows_roughly() -> None:
    image = table("/")
    words = [
        WorkWord("//", (310.0, top + 5.0, 510.0, top + 45.0), 1.0, (Char("/", 1, 380, 420), Char("/", 1, 480, 520)))
        for top in YS[:-1]
    ]
    (grid,) = find_grids(image, find_rules(image, DPI), DPI, words)
    assert len(grid.cells) == (len(XS) - 1) * (len(YS) - 1)


@pytest.mark.parametrize("gap", [1, 2, 4])
def test_a_crop_shows_the_whole_number_and_no_rule(gap: int) -> None:
    """As much ink as the number has without any rule beside it."""
    cell = (300.0, 100.0, 400.0, 150.0)
    image = table("36", gap)
    ink, place = ink_of(image, cell, DPI)
    assert ink == "print"
    assert place is not None
    whole = int((255 - table("36", gap + 40).astype(int)[105:146, 305:360]).sum())
    shown = int((255 - crop_of(image, place, cell, DPI).astype(int)).sum())
    assert abs(shown - whole) <= 0.05 * whole


def test_painting_a_rule_over_leaves_the_number_beside_it() -> None:
    image = table("36", gap=2)
    bare = without_rules(image, find_rules(image, DPI), DPI)
    number = slice(108, 143), slice(330, 398)
    assert np.array_equal(bare[number], image[number])
    assert (bare[108:143, 399:402] > PAPER).all()


def test_a_cell_that_words_lead_to_ends_at_the_rules_beside_its_print() -> None:
    image = table("36", gap=2)
    wide = Grid((260.0, 460.0), (100.0, 150.0), (GridCell(0, 0, 0, 0, (260.0, 100.0, 460.0, 150.0)),))
    rules = find_rules(image, DPI)
    (cell,) = bounded(wide, [CellContent("print", (360.0, 110.0, 399.0, 140.0), ())], rules).cells
    assert cell.box == pytest.approx((300.0, 100.0, 400.0, 150.0), abs=1.5)
    (blank,) = bounded(wide, [CellContent("none", None, ())], rules).cells
    assert blank.box == (260.0, 100.0, 460.0, 150.0)


def test_a_thick_rule_drawn_in_steps_is_painted_as_thick_as_it_is() -> None:
    image = np.full((200, 700), 255, np.uint8)
    cv2.rectangle(image, (40, 97), (659, 102), 60, -1)
    for left in range(60, 560, 90):
        image[96, left : left + 40] = 60
        image[103, left + 40 : left + 90] = 60
    bare = without_rules(image, [RuleLine("horizontal", 40, 659, 99.5)], 200.0)
    assert (bare == 255).all()
