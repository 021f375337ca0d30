"""Rows that a page break cuts in two: the last row of a page and the first of the next are one row of the form.

Either half may hold the label, or a part of it, and either half may hold the values.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.forms import Form, FormTable
from ocr.forms.align import PlacedGrid, RowMatch
from ocr.forms.labels import row_likeness, row_units
from ocr.forms.values import NOTHING, clean
from ocr.note import CellNote

# Both halves together must look like a label of the form at least this much, and more than each half alone by the gain.
JOINT = 0.8
GAIN = 0.04
LOST = "换页处另一半行有数值而无标题"
EMPTY = "换页处整行空白，需核对"
_HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Strip:
    """One printed row at the edge of a page: its label ("" where none is printed there) and its value cells."""

    grid: PlacedGrid
    label: str
    values: tuple[CellNote, ...]


def join_cut_rows(form: Form, matches: Sequence[RowMatch], grids: Sequence[PlacedGrid]) -> list[RowMatch]:
    """The matches with each cut row as one; each value keeps the page of its half."""
    joined = list(matches)
    for first, second in itertools.pairwise(grids):
        if second.page == first.page + 1:
            joined = _join_pair(form, joined, first, second)
    return [replace(m, doubts=(*m.doubts, EMPTY)) if _may_be_half(m, joined) else m for m in joined]


def _may_be_half(match: RowMatch, matches: Sequence[RowMatch]) -> bool:
    """Whether a blank row may have left its values on the other side of a page break: the only blank row of its block."""
    if match.after is not None or len(match.cells) < 2 or not _is_blank(match.cells):
        return False
    block = [m for m in matches if (m.table.id, m.block) == (match.table.id, match.block) and len(m.cells) > 1]
    if any(m is not match and _is_blank(m.cells) for m in block):
        return False
    own = [m.label.top for m in block if m.grid is match.grid]
    begins = match.label.top == min(own) and any(m.grid.order < match.grid.order for m in block)
    ends = match.label.top == max(own) and any(m.grid.order > match.grid.order for m in block)
    return begins or ends


def _join_pair(form: Form, matches: list[RowMatch], first: PlacedGrid, second: PlacedGrid) -> list[RowMatch]:
    above = [m for m in matches if m.grid is first and m.cells]
    below = [m for m in matches if m.grid is second and m.cells]
    if not above and not below:
        return matches
    # Of a table that begins or ends with the cut row, only the half with the label is known.
    near, far = (above or below)[-1 if above else 0], (below or above)[0 if below else -1]
    # Fewer cells than the form's columns have lost a rule: the first of them would pass for the label.
    width = max(len(near.cells), len(near.table.blocks[near.block].columns))
    start = _first(second, width, below)
    upper = _strip(first, width, _last(first))
    lower = _rest_of(form, upper, second, start) or _strip(second, width, start)
    place = _joint_place(form, upper, lower, near, far) if upper is not None and lower is not None else None
    if upper is None or lower is None or place is None:
        return _doubted_beside(matches, first, second, start)
    table, block, row = place
    halves = {id(c) for c in (*upper.values, *lower.values)}
    kept = [m for m in matches if not halves & {id(c) for c in m.cells}]
    cells = tuple(_joined_cell(a, b) for a, b in zip(upper.values, lower.values, strict=True))
    merged = RowMatch(table, block, row, first, near.label, 1.0, cells, _both_print(upper, lower), second)
    return [*kept, merged]


def _rest_of(form: Form, upper: Strip | None, second: PlacedGrid, start: int) -> Strip | None:
    """The row above `start` whose label is the rest of that of the row above the page break: a seal over its value hides it."""
    if upper is None or not upper.label:
        return None
    levels = sorted({c.top for c in second.note.cells if c.top < start})
    strips = (_strip(second, len(upper.values), level) for level in levels)
    return next((row for row in strips if row and row.label and _joint_label(form, upper, row)), None)


def _doubted_beside(matches: list[RowMatch], first: PlacedGrid, second: PlacedGrid, start: int) -> list[RowMatch]:
    """The matches; a row without numbers at the page break is in doubt where values of no row stand on its other side.

    What a seal or a stamp leaves in blank cells does not make them values.
    """
    last = _last(first)
    lost = {id(first): _has_lone_values(second, start, matches), id(second): _has_lone_values(first, last, matches)}
    found = []
    for match in matches:
        at_edge = match.label.bottom == last if match.grid is first else match.label.top == start
        beside = lost.get(id(match.grid), False) and at_edge and not _has_numbers(match.cells)
        found.append(replace(match, doubts=(*match.doubts, LOST)) if beside else match)
    return found


def _is_blank(cells: Sequence[CellNote]) -> bool:
    """Whether nothing is printed in a row's cells but the unit of an indicator."""
    return not any(cell.text or cell.ink == "print" for cell in cells if clean(cell.text) not in row_units())


def _has_numbers(cells: Sequence[CellNote]) -> bool:
    """Whether any of a row's cells begins with a digit."""
    return any(cell.text[:1].isdigit() for cell in cells)


def _has_lone_values(grid: PlacedGrid, edge: int, matches: Sequence[RowMatch]) -> bool:
    """Whether a lattice row of a grid has values, and is no row of the form: it has no label, or a part of one."""
    known = any(m.grid is grid and m.label.top <= edge <= m.label.bottom for m in matches)
    return not known and _has_numbers([c for c in grid.note.cells if c.top <= edge <= c.bottom])


def _last(grid: PlacedGrid) -> int:
    """The last lattice row of a grid."""
    return max(c.bottom for c in grid.note.cells)


def _first(grid: PlacedGrid, width: int, matches: Sequence[RowMatch]) -> int:
    """The first lattice row of a grid that is a row of the form or may hold values; 0 where there is none.

    A header that is printed again stands above it: its Chinese words are no values.
    """
    known = {m.label.top for m in matches}
    strips = ((level, _strip(grid, width, level)) for level in sorted({c.top for c in grid.note.cells}))
    return next((level for level, row in strips if row and (level in known or _holds_values(row))), 0)


def _holds_values(row: Strip) -> bool:
    return all(clean(c.text) in NOTHING | row_units() or not _HAN.search(c.text) for c in row.values)


def _both_print(upper: Strip, lower: Strip) -> tuple[str, ...]:
    both = any(a.text and b.text for a, b in zip(upper.values, lower.values, strict=True))
    return ("换页处两半行均有数值",) if both else ()


def _strip(grid: PlacedGrid, width: int, edge: int) -> Strip | None:
    """A lattice row of a grid, where it has a label cell and the given number of value cells."""
    row = sorted((c for c in grid.note.cells if c.top <= edge <= c.bottom), key=lambda c: c.left)
    values = tuple(c for c in row[-width:] if c.top == c.bottom == edge)
    if len(values) != width or len(row) <= width or width == 0:
        return None
    return Strip(grid, row[-width - 1].text, values)


def _joint_place(
    form: Form, upper: Strip, lower: Strip, above: RowMatch, below: RowMatch
) -> tuple[FormTable, int, int] | None:
    """The form's row that both halves make up, None where each is a row of its own."""
    if not upper.label or not lower.label:
        return _blank_half(upper, lower, above, below)
    return _joint_label(form, upper, lower)


def _joint_label(form: Form, upper: Strip, lower: Strip) -> tuple[FormTable, int, int] | None:
    """The form's row of which each half has a part of the label."""
    scored = [
        (row_likeness(upper.label + lower.label, row), table, b, r, row)
        for table in form.tables
        for b, block in enumerate(table.blocks)
        for r, row in enumerate(block.rows)
    ]
    score, table, b, r, row = max(scored, key=lambda s: s[0])
    apart = max(row_likeness(upper.label, row), row_likeness(lower.label, row))
    return (table, b, r) if score >= max(JOINT, apart + GAIN) else None


def _blank_half(upper: Strip, lower: Strip, above: RowMatch, below: RowMatch) -> tuple[FormTable, int, int] | None:
    """One half has no label at all: the row is that of the half that has one, if it was found at the edge."""
    owner, strip = (above, upper) if upper.label else (below, lower)
    return (owner.table, owner.block, owner.row) if owner.label.text == strip.label else None


def _joined_cell(upper: CellNote, lower: CellNote) -> CellNote:
    """The half with print; the first where neither has any."""
    if lower.text and not upper.text:
        return lower
    if lower.ink != "none" and upper.ink == "none":
        return lower
    return upper
