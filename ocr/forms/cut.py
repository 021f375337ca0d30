"""Rows that a page break cuts in two: the last row of a page and the first of the next are one row of the form.

Either half may hold the label, or a part of it, and either half may hold the values.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from archive.forms import Form, FormTable
from ocr.forms.align import PlacedGrid, RowMatch
from ocr.forms.labels import row_likeness
from ocr.note import CellNote

# Both halves together must look like a label of the form at least this much, and more than each half alone by the gain.
JOINT = 0.8
GAIN = 0.04


@dataclass(frozen=True, slots=True)
class Strip:
    """One printed row at the edge of a page: its label ("" where none is printed there) and its value cells."""

    grid: PlacedGrid
    label: str
    values: tuple[CellNote, ...]


def join_cut_rows(form: Form, matches: Sequence[RowMatch], grids: Sequence[PlacedGrid]) -> list[RowMatch]:
    """The matches with each cut row as one; its page is that of the first half, as its box."""
    joined = list(matches)
    for first, second in itertools.pairwise(grids):
        if second.page == first.page + 1:
            joined = _join_pair(form, joined, first, second)
    return joined


def _join_pair(form: Form, matches: list[RowMatch], first: PlacedGrid, second: PlacedGrid) -> list[RowMatch]:
    above = [m for m in matches if m.grid is first]
    below = [m for m in matches if m.grid is second]
    if not above or not below:
        return matches
    width = len(above[-1].cells)
    upper, lower = _strip(first, width, last=True), _strip(second, width, last=False)
    if upper is None or lower is None:
        return matches
    place = _joint_place(form, upper, lower, above[-1], below[0])
    if place is None:
        return matches
    table, block, row = place
    halves = {id(c) for c in (*upper.values, *lower.values)}
    kept = [m for m in matches if not halves & {id(c) for c in m.cells}]
    cells = tuple(_joined_cell(a, b) for a, b in zip(upper.values, lower.values, strict=True))
    label = above[-1].label
    merged = RowMatch(table, block, row, first, label, 1.0, cells, _both_print(upper, lower))
    return [*kept, merged]


def _both_print(upper: Strip, lower: Strip) -> tuple[str, ...]:
    both = any(a.text and b.text for a, b in zip(upper.values, lower.values, strict=True))
    return ("换页处两半行均有数值",) if both else ()


def _strip(grid: PlacedGrid, width: int, *, last: bool) -> Strip | None:
    """The outermost lattice row of a grid, where it has a label cell and the given number of value cells."""
    cells = grid.note.cells
    edge = max(c.bottom for c in cells) if last else 0
    row = sorted((c for c in cells if c.top <= edge <= c.bottom), key=lambda c: c.left)
    values = tuple(c for c in row[-width:] if c.top == c.bottom == edge)
    if len(values) != width or len(row) <= width or width == 0:
        return None
    return Strip(grid, row[-width - 1].text, values)


def _joint_place(
    form: Form, upper: Strip, lower: Strip, above: RowMatch, below: RowMatch
) -> tuple[FormTable, int, int] | None:
    """The form's row that both halves make up, None where each is a row of its own."""
    if not upper.label or not lower.label:
        return _blank_half(upper, above, below)
    scored = [
        (row_likeness(upper.label + lower.label, row), table, b, r, row)
        for table in form.tables
        for b, block in enumerate(table.blocks)
        for r, row in enumerate(block.rows)
    ]
    score, table, b, r, row = max(scored, key=lambda s: s[0])
    apart = max(row_likeness(upper.label, row), row_likeness(lower.label, row))
    return (table, b, r) if score >= max(JOINT, apart + GAIN) else None


def _blank_half(upper: Strip, above: RowMatch, below: RowMatch) -> tuple[FormTable, int, int]:
    """One half has no label at all: the row is that of the half that has one."""
    owner = above if upper.label else below
    return (owner.table, owner.block, owner.row)


def _joined_cell(upper: CellNote, lower: CellNote) -> CellNote:
    """The half with print; the box stays that of the first half unless only the second has print."""
    if lower.text and not upper.text:
        return lower
    if lower.ink != "none" and upper.ink == "none":
        return lower
    return upper
