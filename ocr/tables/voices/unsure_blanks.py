"""Blank places in a row with print that nobody could read, where no rules tell whose it is: they are not blank for sure.

The row may be placed beside its print, where a fax leaves pieces of a rule.
"""

from collections.abc import Sequence
from dataclasses import replace

from ocr.tables.cells import CellContent
from ocr.tables.ruled.grid import Grid


def with_unsure_blanks(grid: Grid, contents: Sequence[CellContent]) -> list[CellContent]:
    """The contents of a table by the words' places; a blank in a row with unread print has specks."""
    unread = {
        cell.top
        for cell, content in zip(grid.cells, contents, strict=True)
        if content.ink == "print" and not content.readings
    }
    return [
        replace(content, ink="specks") if cell.top in unread and _is_blank(content) else content
        for cell, content in zip(grid.cells, contents, strict=True)
    ]


def _is_blank(content: CellContent) -> bool:
    return content.ink == "none" and not content.readings
