"""Ruled tables whose rules fell apart, as hairlines do on faxes: one outline holds the values of several rows.

The places of the words tell their rows where the rules do not: such a table is told as one without rules.
"""

from collections.abc import Sequence

from archive.boxes import stands_in
from ocr.note import CellNote, GridNote, PageNote

LEAST = 4
"""Values that stand in one outline with values of other rows: fewer are a slip of the words' places."""
PIECE = 0.5
"""Of the values in a table's rows: rules that bound fewer are a piece of the table's."""
WHOLE = 0.5
"""Of the numbers within the rules: so many at least must have a row by the words' places."""
COVERED = 0.3
"""Of a grid's height that rules bound as well."""


def broken_grids(note: PageNote) -> frozenset[int]:
    """The ruled grids, by their index, that the grids by the words' places tell better, with all that bound these."""
    if note.source == "text":
        return frozenset()
    broken = [grid for at, grid in enumerate(note.grids) if _is_broken(at, grid, note)]
    better = [found for found in note.direct if any(covers(grid, found) for grid in broken)]
    return frozenset(
        at
        for at, grid in enumerate(note.grids)
        if any(covers(grid, found) for found in better) or any(_is_part(grid, found) for found in note.direct)
    )


def _is_part(ruled: GridNote, found: GridNote) -> bool:
    """Whether lying rules alone bound some rows of a grid by words, so that each row's values are in one cell."""
    inner = [cell for cell in found.cells if _is_value(cell)]
    shared = [sum(stands_in(value.box, cell.box) for value in inner) for cell in ruled.cells]
    return sum(count for count in shared if count > 1) >= max(LEAST, PIECE * sum(shared))


def covers(ruled: GridNote, grid: GridNote) -> bool:
    """Whether rules bound the rows of a grid by words."""
    common = min(ruled.box[3], grid.box[3]) - max(ruled.box[1], grid.box[1])
    return common > COVERED * (grid.box[3] - grid.box[1])


def _is_broken(at: int, ruled: GridNote, note: PageNote) -> bool:
    values = [cell for grid in note.direct if covers(ruled, grid) for cell in grid.cells if _is_value(cell)]
    if sum(stands_in(value.box, ruled.box) for value in values) < PIECE * len(values):
        return True
    numbers = [word for word in note.words if word.grid == at and word.text[:1].isdigit() and word.text[-1:].isdigit()]
    mixed = sum(_mixed(cell, values) for cell in ruled.cells if cell.text)
    return mixed >= LEAST and len(values) >= WHOLE * len(numbers)


def _is_value(cell: CellNote) -> bool:
    return cell.top > 0 and cell.left > 0 and any(char.isdigit() for char in cell.text)


def _mixed(cell: CellNote, values: Sequence[CellNote]) -> int:
    """How many values stand in a cell, where they are of more than one row."""
    inside = [value for value in values if stands_in(value.box, cell.box)]
    return len(inside) if len({value.box[1] for value in inside}) > 1 else 0
