"""A cell is blank where it looks like bare paper: faint strokes in it are print, grain and the page's back are not."""

import numpy as np
import pytest

from archive.records import CellReading
from ocr.page import Image, WorkPage
from ocr.tables.cells import CellContent
from ocr.tables.ink import ink_of
from ocr.tables.ruled.grid import Grid, GridCell
from ocr.tables.voices.faint import with_faint_print

WIDE, HIGH = 160.0, 120.0
PRINT = CellContent("print", (20.0, 20.0, 40.0, 40.0), (CellReading(reader="cell", raw="8", confidence=0.99),))


def blank_beside_print(image: Image) -> CellContent:
    """What is found in the left one of two cells; in the right one a number is printed."""
    cells = tuple(GridCell(0, 0, i, i, (WIDE * i, 0.0, WIDE * (i + 1), HIGH)) for i in range(2))
    grid = Grid((0.0, WIDE, 2 * WIDE), (0.0, HIGH), cells)
    work = WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda points: points)
    blank = CellContent(*ink_of(image, cells[0].box, 200.0), ())
    return with_faint_print(work, image, grid, [blank, PRINT])[0]


def paper(noise: float = 2.0) -> Image:
    random = np.random.default_rng(7)
    return np.asarray(np.clip(250 + random.normal(0, noise, (120, 320)), 0, 255), dtype=np.uint8)


def stroke(image: Image, left: int, grey: int) -> None:
    image[40:62, left : left + 3] = grey


@pytest.mark.parametrize("noise", [0.0, 2.0, 8.0])
def test_bare_paper_is_blank(noise: float) -> None:
    assert blank_beside_print(paper(noise)).ink == "none"


def test_a_faint_stroke_is_print() -> None:
    image = paper()
    stroke(image, 70, 222)
    assert ink_of(image, (0.0, 0.0, WIDE, HIGH), 200.0)[0] == "none"
    found = blank_beside_print(image)
    assert found.ink == "print"
    assert found.print_box is not None


def test_pieces_of_faint_strokes_are_print_on_a_clean_page_alone() -> None:
    image = paper()
    image[40:48, 70:73] = 215
    assert blank_beside_print(image).ink == "print"
    for left in range(170, 310, 20):
        stroke(image, left, 222)
        image[62:84, left : left + 3] = 222
    assert blank_beside_print(image).ink == "none"


def test_heavy_rules_of_a_low_row_are_no_grain_of_its_paper() -> None:
    """Double rules are half of what is dark in a low row, and far darker than the pale digit beside one of them."""
    image = paper()
    for y in (40, 44, 76, 80):
        image[y - 1 : y + 2] = 40
    image[54:68, 150:153], image[54:68, 143:146] = 170, 170
    cells = tuple(GridCell(0, 0, i, i, (WIDE * i, 44.0, WIDE * (i + 1), 76.0)) for i in range(2))
    grid = Grid((0.0, WIDE, 2 * WIDE), (44.0, 76.0), cells)
    work = WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda points: points)
    blank = CellContent("none", None, ())
    assert with_faint_print(work, image, grid, [blank, PRINT])[0].ink == "print"
