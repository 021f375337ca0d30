"""Rows that a page break cuts in two: the last row of a page and the first of the next are one row of the form.

Either half may hold the label, or a part of it, and either half may hold the values.
"""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.forms import Form, FormTable
from ocr.forms.align import PlacedGrid, RowMatch
from ocr.forms.labels import row_likeness
from ocr.note import CellNote

# Both halves together must look like a label of the form at least this much, and more than each half alone by the gain.
JOINT = 0.8
GAIN = 0.04
LOST = "换页处另一半行有数值而无标题"
_HAN = re.compile("[\u4e00-\u9fff]")


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
    above = [m for m in matches if m.grid is first and m.cells]
    below = [m for m in matches if m.grid is second and m.cells]
    if not above and not below:
        return matches
    # Of a table that begins or ends with the cut row, only the half with the label is known.
    near, far = (above or below)[-1 if above else 0], (below or above)[0 if below else -1]
    width = len(near.cells)
    upper, lower = _strip(first, width, last=True), _strip(second, width, last=False)
    place = _joint_place(form, upper, lower, near, far) if upper is not None and lower is not None else None
    if upper is None or lower is None or place is None:
        return _doubted_beside(matches, first, second)
    table, block, row = place
    halves = {id(c) for c in (*upper.values, *lower.values)}
    kept = [m for m in matches if not halves & {id(c) for c in m.cells}]
    cells = tuple(_joined_cell(a, b) for a, b in zip(upper.values, lower.values, strict=True))
    merged = RowMatch(table, block, row, first, near.label, 1.0, cells, _both_print(upper, lower))
    return [*kept, merged]


def _doubted_beside(matches: list[RowMatch], first: PlacedGrid, second: PlacedGrid) -> list[RowMatch]:
    """The matches; a blank row at the page break is in doubt where values without a label stand on its other side."""
    last, edges = max(c.bottom for c in first.note.cells), {id(first): second, id(second): first}
    found = []
    for match in matches:
        other = edges.get(id(match.grid))
        at_edge = match.label.bottom == last if match.grid is first else match.label.top == 0
        lost = other is not None and at_edge and _is_blank(match.cells) and _has_lone_values(other, last=other is first)
        found.append(replace(match, doubts=(*match.doubts, LOST)) if lost else match)
    return found


def _is_blank(cells: Sequence[CellNote]) -> bool:
    return not any(cell.text or cell.ink == "print" for cell in cells)


def _has_lone_values(grid: PlacedGrid, *, last: bool) -> bool:
    """Whether the outermost row of a grid has values and no label."""
    edge = max(c.bottom for c in grid.note.cells) if last else 0
    texts = [c.text for c in grid.note.cells if c.top <= edge <= c.bottom and c.text]
    return any(text[:1].isdigit() for text in texts) and not any(_HAN.search(text) for text in texts)


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
        return _blank_half(upper, lower, above, below)
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
    """The half with print; the box stays that of the first half unless only the second has print."""
    if lower.text and not upper.text:
        return lower
    if lower.ink != "none" and upper.ink == "none":
        return lower
    return upper
