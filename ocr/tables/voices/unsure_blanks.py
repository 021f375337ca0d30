"""Blank places in a row with print that nobody could read, where no rules tell whose it is: they are not blank for sure.

The row may be placed beside its print, where a fax leaves pieces of a rule. Where no value tells where a row stands, what
lies there may be a piece of a rule, and is no mark for a blank. Where rules, some of them lost, lead to print around the place,
it may be this place's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from archive.boxes import stands_in
from ocr.page import PixelBox
from ocr.tables.cells import PARTLY_READ, CellContent, may_be_value
from ocr.tables.ruled.grid import Grid, GridCell


def with_unsure_blanks(
    grid: Grid,
    contents: Sequence[CellContent],
    ruled: Iterable[tuple[Grid, Sequence[CellContent]]] = (),
    *,
    guessed: bool = False,
) -> list[CellContent]:
    """The contents of a table by the words' places; a blank beside unread print has specks, and in a ruled cell with a value.

    `ruled` are the page's ruled tables. `guessed`: no value tells where its row stands; the unread print has specks, too.
    """
    unread = {cell.top for cell, content in zip(grid.cells, contents, strict=True) if _is_unread(content)}
    partly = [cell for cell, content in zip(grid.cells, contents, strict=True) if _is_partly_read(content)]
    printed = _printed(ruled)
    found = list(contents)
    for i, cell in enumerate(grid.cells):
        beside = cell.top in unread or any(_is_beside(cell, other) for other in partly)
        if _is_unsure(found[i], guessed=guessed) and (beside or any(stands_in(cell.box, box) for box in printed)):
            found[i] = replace(found[i], ink="specks")
    return found


def _printed(ruled: Iterable[tuple[Grid, Sequence[CellContent]]]) -> list[PixelBox]:
    """The ruled cells with print that is no label's."""
    pairs = (pair for grid, contents in ruled for pair in zip(grid.cells, contents, strict=True))
    return [
        cell.box
        for cell, content in pairs
        if content.ink == "print" and all(may_be_value(r.raw) for r in content.readings)
    ]


def _is_unread(content: CellContent) -> bool:
    return content.ink == "print" and not content.readings


def _is_partly_read(content: CellContent) -> bool:
    """Whether print stands beside a cell's words, which may be its neighbour's: a digit just beyond the edge between them."""
    return any(reading.reader == "page" and reading.confidence <= PARTLY_READ for reading in content.readings)


def _is_beside(cell: GridCell, other: GridCell) -> bool:
    return cell.top == other.top and (cell.right + 1 == other.left or other.right + 1 == cell.left)


def _is_unsure(content: CellContent, *, guessed: bool) -> bool:
    return not content.readings and (content.ink == "none" or (guessed and content.ink == "print"))
