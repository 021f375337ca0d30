"""Blank places beside print that nobody could read, where no rules tell whose it is: they are not blank for sure."""

from collections.abc import Sequence
from dataclasses import replace

from ocr.tables.cells import CellContent
from ocr.tables.grid import Grid


def with_unsure_blanks(grid: Grid, contents: Sequence[CellContent]) -> list[CellContent]:
    """The contents of a table by the words' places; a blank beside unread print in its row has specks."""
    unread = {
        (cell.top, column)
        for cell, content in zip(grid.cells, contents, strict=True)
        if content.ink == "print" and not content.readings
        for column in (cell.left - 1, cell.right + 1)
    }
    return [
        replace(content, ink="specks") if (cell.top, cell.left) in unread and _is_blank(content) else content
        for cell, content in zip(grid.cells, contents, strict=True)
    ]


def _is_blank(content: CellContent) -> bool:
    return content.ink == "none" and not content.readings
