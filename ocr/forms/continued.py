"""Tables without rules that go on over a page break: the next page's columns are those of the page before.

A page on which no row is full and no header is printed cannot tell its columns by itself. Its note then keeps a loose grid:
the stripes in which its values stand, and the gaps between them. Pages of a text layer have one system of coordinates, so
that the columns proven on one page hold on the next. Scanned pages are not laid down alike: their stripes must be spread so that
they fit into the columns in one way only, however far the page was shifted.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from archive.forms import forms
from ocr.forms.align import PlacedGrid, align_rows
from ocr.note import CellNote, GridNote, Ink, PageNote

SAME_SIZE = 0.03
"""How far the sizes of two scanned pages may differ, as a share."""
STEP = 0.0005
"""Shares of the page's width: how fine the shifts of a scanned page are tried."""
FARTHEST, LIKELY = 1.5, 0.75
"""Widths of a column: how far shifts are tried, and how far a page may be shifted; an adjacent column is one away."""
WIDEST = 1.2
"""Widths of a usual column: how wide the outer ones are at most, whose outer edges nothing shows."""
INK: tuple[Ink, ...] = ("none", "specks", "print")


def continued(notes: Sequence[PageNote]) -> list[PageNote]:
    """The notes in their order, loose grids that a page before proves among their grids by words."""
    found: list[PageNote] = []
    for note in notes:
        found.append(_with_columns(note, found[-1]) if found else note)
    return found


def _with_columns(note: PageNote, before: PageNote) -> PageNote:
    if not note.loose or not _follows(note, before):
        return note
    scanned = note.source == "recognised"
    grids = [grid for loose in note.loose if (grid := _proven(loose, before.direct, scanned=scanned)) is not None]
    return note.model_copy(update={"direct": (*grids, *note.direct)})


def _follows(note: PageNote, before: PageNote) -> bool:
    """Whether it is the next page, of the same kind and size; that of scans differs by what straightening cuts off."""
    sizes = [abs(a / b - 1) for a, b in zip(note.size, before.size, strict=True)]
    alike = note.size == before.size if note.source == "text" else max(sizes) <= SAME_SIZE
    return note.source == before.source and alike and note.page == before.page + 1


def _proven(loose: GridNote, before: Sequence[GridNote], *, scanned: bool) -> GridNote | None:
    grid = next((grid for grid in reversed(before) if grid.firm and _goes_on(grid, loose)), None)
    if grid is None:
        return None
    xs = _moved(grid.xs, loose) if scanned else grid.xs
    return _by_columns(loose, xs) if xs else None


def _moved(xs: Sequence[float], loose: GridNote) -> tuple[float, ...]:
    """The columns' edges as they stand on the page of the loose rows; none where the stripes fit in no way, or in several."""
    stripes = sorted({(cell.box[0], cell.box[2]) for cell in loose.cells if is_stripe(cell.left)})
    pitch = median(b - a for a, b in pairwise(xs[1:]))
    inner = (max(xs[1], xs[2] - WIDEST * pitch), *xs[2:-1], min(xs[-1], xs[-2] + WIDEST * pitch))
    shifts = [STEP * i for i in range(-round(FARTHEST * pitch / STEP), round(FARTHEST * pitch / STEP) + 1)]
    ways: dict[tuple[int, ...], list[float]] = {}
    for shift in shifts:
        places = [_place(stripe, inner, shift) for stripe in stripes]
        if None not in places and len({*places}) == len(places):
            ways.setdefault(tuple(place for place in places if place is not None), []).append(shift)
    if len(ways) != 1:
        return ()
    (fitting,) = ways.values()
    shift = (fitting[0] + fitting[-1]) / 2
    return (min(xs[0] + shift, loose.xs[0]), *(x + shift for x in inner)) if abs(shift) <= LIKELY * pitch else ()


def _place(stripe: tuple[float, float], edges: Sequence[float], shift: float) -> int | None:
    """The one column that holds a stripe on a page that is moved to the right by `shift`."""
    columns = enumerate(pairwise(edges))
    return next((i for i, (a, b) in columns if a + shift <= stripe[0] and stripe[1] <= b + shift), None)


def _goes_on(grid: GridNote, loose: GridNote) -> bool:
    """Whether the loose rows follow the grid's in one block of a form."""
    for form in forms():
        above, below = (align_rows(form, [PlacedGrid(1, 0, note)]) for note in (grid, loose))
        blocks = {(m.table.id, m.block) for m in (*above, *below)}
        if above and below and len(blocks) == 1 and max(m.row for m in above) < min(m.row for m in below):
            return True
    return False


def _by_columns(loose: GridNote, xs: Sequence[float]) -> GridNote | None:
    """The loose rows in these columns; None where a value stands across an edge or two stand in one column."""
    cells: list[CellNote] = []
    for label in (cell for cell in loose.cells if cell.left == 0):
        row = [cell for cell in loose.cells if cell.top == label.top and cell.left > 0]
        values = [_cell(row, column, xs[column], xs[column + 1]) for column in range(1, len(xs) - 1)]
        placed = [cell for cell in values if cell is not None]
        printed = [cell for cell in row if is_stripe(cell.left) and cell.ink == "print"]
        if len(placed) < len(values) or not all(_is_inside(cell, xs) for cell in printed):
            return None
        cells += [label, *placed]
    return loose.model_copy(update={"xs": tuple(xs), "cells": tuple(cells), "firm": True})


def _is_inside(cell: CellNote, xs: Sequence[float]) -> bool:
    return any(a <= cell.box[0] and cell.box[2] <= b for a, b in pairwise(xs[1:]))


def is_stripe(column: int) -> bool:
    """In a loose grid the label is followed by a gap, a stripe of values, a gap, and so on."""
    return column > 0 and column % 2 == 0


def _cell(row: Sequence[CellNote], column: int, left: float, right: float) -> CellNote | None:
    """The one cell of a row in a column: its value, or the widest part of the paper there."""
    within = [c for c in row if is_stripe(c.left) and c.ink == "print" and left <= c.box[0] and c.box[2] <= right]
    if len(within) > 1:
        return None
    parts = sorted((c for c in row if _common(c, left, right) > 0), key=lambda c: -_common(c, left, right))
    if not within and not parts:
        return None
    ink = INK[max(INK.index(c.ink) for c in parts)] if not within else within[0].ink
    best = within[0] if within else parts[0]
    return best.model_copy(update={"left": column, "right": column, "ink": ink})


def _common(cell: CellNote, left: float, right: float) -> float:
    return min(cell.box[2], right) - max(cell.box[0], left)
