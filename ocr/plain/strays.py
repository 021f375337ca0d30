"""Figures in a table that no label claims: which blanks they may belong to, so that these are not sure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archive.forms import FormTable
from ocr.plain.blocks import distinct
from ocr.plain.labels import row_places
from ocr.plain.rows import FormRow, SortedGrid

At = tuple[int, int]
"""(number of the grid, number of the row in it)"""


@dataclass(frozen=True, slots=True)
class _Line:
    """A row in the order of the whole document; `row` is None for a stray one."""

    at: At
    row: FormRow | None


def doubtful_blanks(grids: Sequence[SortedGrid], tables: Sequence[FormTable]) -> set[At]:
    """The rows whose blank cells may be the place of stray figures.

    These are the neighbours of a stray row, and the nearest blank row on each side of it. Where a table has more strays
    than rows missing, its figures have been torn off somewhere: then none of its blanks is sure.
    """
    lines = [line for number, grid in enumerate(grids) for line in _lines(number, grid)]
    found: set[At] = set()
    for at, line in enumerate(lines):
        if line.row is None:
            for side in (lines[:at][::-1], lines[at + 1 :]):
                found.update(_nearest(side))
    return found | _flooded(lines, tables)


def _lines(number: int, grid: SortedGrid) -> Iterator[_Line]:
    """The rows of a grid that has rows of the form, or nothing but figures; a foreign table's are its own."""
    if not grid.rows and not _is_bare(grid):
        return
    rows: list[_Line] = [_Line((number, row.number), row) for row in grid.rows]
    strays = [_Line((number, stray), None) for stray in grid.strays]
    yield from sorted([*rows, *strays], key=lambda line: line.at)


def _is_bare(grid: SortedGrid) -> bool:
    texts = [place.text for row in grid.board for place in distinct(row)]
    return not any(char.isalpha() for text in texts for char in text)


def _nearest(side: Sequence[_Line]) -> list[At]:
    rows = [line for line in side if line.row is not None]
    blanks = [line for line in rows if line.row is not None and line.row.blank]
    return [line.at for line in (*rows[:1], *blanks[:1])]


def _flooded(lines: Sequence[_Line], tables: Sequence[FormTable]) -> set[At]:
    found: set[At] = set()
    for table in tables:
        rows = [line for line in lines if line.row is not None and line.row.table == table.id]
        grids = {line.at[0] for line in rows}
        strays = sum(line.row is None and line.at[0] in grids for line in lines)
        claimed = {claim for line in rows if line.row for claim in line.row.claims}
        if strays > len(set(row_places(table)) - claimed):
            found.update(line.at for line in rows)
    return found
