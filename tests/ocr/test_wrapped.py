"""A number that a narrow column of a digital page wraps is one number; two under one another, or one across an edge, are not."""

import numpy as np
import pytest

from ocr.page import Char, OcrEngine, WorkPage, WorkWord
from ocr.tables.cells import read_cells
from ocr.tables.ruled.grid import Grid, GridCell

DIGIT, HIGH = 10.0, 20.0


def word(text: str, left: float, top: float) -> WorkWord:
    chars = tuple(Char(c, 1.0, left + DIGIT * n, left + DIGIT * (n + 1)) for n, c in enumerate(text))
    return WorkWord(text, (left, top, left + DIGIT * len(text), top + HIGH), 1.0, chars)


def read(lines: list[str], width: float, engine: OcrEngine) -> str:
    words = tuple(word(text, 5.0, 5.0 + HIGH * n) for n, text in enumerate(lines))
    image = np.full((80, 400), 255, dtype=np.uint8)
    work = WorkPage(number=1, image=image, words=words, source="text", to_scan=lambda points: points, dpi=100)
    cell = GridCell(0, 0, 0, 0, (0.0, 0.0, width, 80.0))
    (content,) = read_cells(work, Grid((0.0, width), (0.0, 80.0), (cell,)), engine)
    return content.readings[0].raw


class NoEngine:
    """A text layer is not recognised."""

    name = "none"

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"{name} was asked")


@pytest.mark.parametrize(
    ("lines", "width", "raw"),
    [
        (["85", "1"], 40.0, "851"),
        (["12", "34", "5"], 40.0, "12345"),
        (["85", "1"], 80.0, "85 1"),
        (["8", "15"], 40.0, "8 15"),
    ],
    ids=["wrapped", "wrapped twice", "room for one more", "longer below"],
)
def test_digits_go_on_below_where_the_line_has_no_room(lines: list[str], width: float, raw: str) -> None:
    assert read(lines, width, NoEngine()) == raw  # type: ignore[arg-type]


def test_a_number_across_the_edge_of_its_cell_is_not_read_in_part() -> None:
    with pytest.raises(IndexError):
        read(["128"], 19.0, NoEngine())  # type: ignore[arg-type]


def test_the_mark_of_a_footnote_stands_apart() -> None:
    mark = WorkWord("3", (25.0, 3.0, 31.0, 15.0), 1.0, (Char("3", 1.0, 25.0, 31.0),))
    image = np.full((80, 400), 255, dtype=np.uint8)
    words = (word("85", 5.0, 5.0), mark)
    work = WorkPage(number=1, image=image, words=words, source="text", to_scan=lambda points: points, dpi=100)
    cell = GridCell(0, 0, 0, 0, (0.0, 0.0, 80.0, 80.0))
    (content,) = read_cells(work, Grid((0.0, 80.0), (0.0, 80.0), (cell,)), NoEngine())  # type: ignore[arg-type]
    assert content.readings[0].raw == "85 3"
