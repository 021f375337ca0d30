"""A narrow digit that touches a rule is no blank; rules that slant, are double, or end in a corner are nothing."""

import cv2
import numpy as np
import pytest

from ocr.note import Ink
from ocr.page import Image, WorkPage
from ocr.tables.cells import CellContent
from ocr.tables.ink import ink_of
from ocr.tables.ruled.grid import Grid, GridCell
from ocr.tables.voices.touching import with_touching_print

LEFT, TOP, RIGHT, BOTTOM = 100, 50, 200, 94


def cell(slant: int = 0) -> Image:
    """A cell of half an inch between rules of three pixels; those that stand slant by so many pixels."""
    image = np.full((200, 300), 255, np.uint8)
    for x in (LEFT, RIGHT):
        cv2.line(image, (x + slant, TOP), (x, BOTTOM), 0, 3)
    for y in (TOP, BOTTOM):
        cv2.line(image, (LEFT, y), (RIGHT, y), 0, 3)
    return image


def told(image: Image) -> tuple[Ink, Ink]:
    """What the cell's ink is taken for, before and after its sides were looked at."""
    box = (LEFT + 1.0, TOP + 1.0, RIGHT - 1.0, BOTTOM - 1.0)
    work = WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda points: points)
    ink = ink_of(image, box, work.dpi)[0]
    grid = Grid((LEFT, RIGHT), (TOP, BOTTOM), (GridCell(0, 0, 0, 0, box),))
    (content,) = with_touching_print(work, grid, [CellContent(ink, None, ())])
    return ink, content.ink


def one(image: Image, foot: int) -> Image:
    """A one of 16 pixels, its stem left of its foot's end at `foot`."""
    cv2.line(image, (foot - 4, 64), (foot - 4, 80), 0, 2)
    cv2.line(image, (foot - 6, 80), (foot, 80), 0, 2)
    return image


@pytest.mark.parametrize("foot", [RIGHT - 2, RIGHT - 1, RIGHT, LEFT + 7])
def test_a_one_whose_foot_touches_the_rule_is_print(foot: int) -> None:
    assert told(one(cell(), foot)) == ("none", "print")


@pytest.mark.parametrize("slant", [0, 2, 4])
def test_rules_alone_leave_a_cell_blank(slant: int) -> None:
    assert told(cell(slant)) == ("none", "none")


def test_a_double_rule_leaves_a_cell_blank() -> None:
    image = cell()
    cv2.line(image, (RIGHT - 5, TOP), (RIGHT - 5, BOTTOM), 0, 1)
    assert told(image) == ("none", "none")


@pytest.mark.parametrize("grey", [0, 190])
def test_a_one_that_stands_apart_from_the_rule_beside_it_is_print(grey: int) -> None:
    """Set right in a narrow column, five pixels from a rule that slants, and half as dark."""
    image = cell(2)
    cv2.line(image, (RIGHT - 6, 64), (RIGHT - 6, 78), grey, 2)
    assert told(image) == ("none", "print")


def test_what_a_dashed_rule_leaves_beside_a_cells_edge_is_nothing() -> None:
    image = cell()
    for top in (56, 70, 84):
        cv2.line(image, (RIGHT - 6, top), (RIGHT - 6, top + 8), 0, 2)
    assert told(image) == ("none", "none")
