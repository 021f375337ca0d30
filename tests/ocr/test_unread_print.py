"""Print of ruled cells that seemed blank is read for a person to go by, and stays in doubt."""

from collections.abc import Sequence

import numpy as np

from archive.records import CellReading
from ocr.page import Char, Image, LineText, PixelBox, WorkPage, WorkWord
from ocr.tables.cells import CellContent
from ocr.tables.ruled.grid import Grid, GridCell
from ocr.tables.voices.unread import with_print_read, with_words_found

CELLS = tuple(GridCell(0, 0, i, i, (100.0 * i, 0.0, 100.0 * (i + 1), 40.0)) for i in range(2))
GRID = Grid((0.0, 100.0, 200.0), (0.0, 40.0), CELLS)
BLANK, UNREAD = CellContent("none", None, ()), CellContent("print", None, ())
READ = CellContent("print", (20.0, 10.0, 40.0, 30.0), (CellReading(reader="cell", raw="8", confidence=0.99),))


class Reader:
    """Reads every crop as one text."""

    name = "reader"

    def __init__(self, text: str, sure: float) -> None:
        self._line = LineText(text, sure, tuple(Char(char, sure, 0, 0) for char in text))

    def read_lines(self, images: Sequence[Image], *, careful: bool = False) -> list[LineText]:
        return [self._line for _ in images]

    def detect(self, image: Image) -> list[PixelBox]:
        raise NotImplementedError

    def read_page(self, image: Image) -> list[WorkWord]:
        raise NotImplementedError


def read(contents: Sequence[CellContent], text: str, sure: float) -> list[CellContent]:
    image = np.full((40, 200), 255, np.uint8)
    work = WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda points: points)
    return with_print_read(work, GRID, contents, Reader(text, sure))


def test_a_number_in_unread_print_is_read_and_in_doubt() -> None:
    first, second = read([UNREAD, READ], "29", 0.95)
    assert (first.ink, [r.raw for r in first.readings]) == ("specks", ["29"])
    assert second == READ


def test_grain_that_reads_as_digits_and_print_that_is_no_number_stay_unread() -> None:
    assert read([UNREAD, READ], "2032", 0.6)[0] == UNREAD
    assert read([UNREAD, READ], "C", 0.99)[0] == UNREAD
    assert read([BLANK, READ], "29", 0.99)[0] == BLANK


def test_a_number_found_by_itself_in_a_cell_that_seems_blank_is_its_print() -> None:
    word = WorkWord("29", (70.0, 10.0, 95.0, 30.0), 0.99, (), lone=True)
    first, second = with_words_found(GRID, [BLANK, READ], [word])
    assert (first.ink, first.print_box, first.readings) == ("print", word.box, ())
    assert second == READ
    assert with_words_found(GRID, [BLANK, READ], [WorkWord("29", word.box)])[0] == BLANK
