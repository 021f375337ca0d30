"""What a text source holds, in reading order: prose and grids of cells, before anything is understood of them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from ocr.files.kangxi import plain_han

Ruler = Literal["counted", "spanned", "spaced"]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph or a heading; `level` is 1 to 6 where the source marks a heading, otherwise 0."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as the source wrote it. `column` counts from 0; spans count from 1."""

    text: str
    column: int
    column_span: int = 1
    row_span: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the cells that begin in it, from left to right, and the line as the source wrote it, for people."""

    cells: tuple[Cell, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of cells, ragged where the source is; `width` is the number of columns that it means to have.

    `ruler` says what a column number is worth: `counted` is the number of cells before it (Markdown, tabs), `spanned`
    the true place in a grid with spans (HTML, DOCX), `spaced` the place where the text stands among spaces.
    """

    rows: tuple[Row, ...]
    ruler: Ruler
    width: int


Block = Text | Grid


@dataclass(frozen=True, slots=True)
class Place:
    """A cell together with where it begins: `row` and `index` point at `grid.rows[row].cells[index]`."""

    row: int
    index: int
    cell: Cell

    @property
    def text(self) -> str:
        """The text of the cell."""
        return self.cell.text

    @property
    def blank(self) -> bool:
        """True where nothing is printed in the cell."""
        return not self.cell.text.strip()


Slots = tuple[tuple[Place | None, ...], ...]


def slots(grid: Grid) -> Slots:
    """The grid's rows as squares, each with the cell that covers it; None where the source gives no cell.

    A row ends with its last covered square, so its length is the number of columns that the source gave it.
    """
    board: list[list[Place | None]] = [[] for _ in grid.rows]
    for row_number, row in enumerate(grid.rows):
        for index, cell in enumerate(row.cells):
            place = Place(row_number, index, cell)
            for line in board[row_number : row_number + cell.row_span]:
                line.extend([None] * (cell.column + cell.column_span - len(line)))
                for column in range(cell.column, cell.column + cell.column_span):
                    line[column] = line[column] or place
    return tuple(tuple(line) for line in board)


def distinct(places: Sequence[Place | None]) -> list[Place]:
    """The cells in these squares from left to right, each once."""
    return list(dict.fromkeys(place for place in places if place is not None))


def usual_width(widths: Sequence[int]) -> int:
    """The number of columns that most rows have; of equals the one met first, 0 for none."""
    return Counter(widths).most_common(1)[0][0] if widths else 0


def transposed(grid: Grid) -> Grid | None:
    """The grid with rows and columns exchanged; None for a ragged one, where that would invent places."""
    board = slots(grid)
    if not board or any(len(line) != grid.width or None in line for line in board):
        return None
    cells: list[list[Cell]] = [[] for _ in range(grid.width)]
    for row_number, line in enumerate(board):
        for place in distinct(line):
            if place.row == row_number:
                cell = place.cell
                cells[cell.column].append(Cell(cell.text, row_number, cell.row_span, cell.column_span))
    return Grid(tuple(Row(tuple(row)) for row in cells), grid.ruler, len(grid.rows))


# What no font prints and no reader sees; it would make a blank cell look filled.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def printable(text: str) -> str:
    """The text without characters that leave no mark on paper."""
    return _UNSEEN.sub("", text)


def tidy(block: Block) -> Block:
    """The block without characters that leave no mark on paper, and with ordinary characters for their look-alikes."""
    if isinstance(block, Text):
        return Text(plain_han(printable(block.text)), block.level)
    rows = [Row(tuple(map(_tidy_cell, row.cells)), row.source) for row in block.rows]
    return Grid(tuple(rows), block.ruler, block.width)


def _tidy_cell(cell: Cell) -> Cell:
    return replace(cell, text=plain_han(printable(cell.text)))
