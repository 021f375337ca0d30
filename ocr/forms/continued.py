"""Tables without rules that go on over a page break: the next page's columns are those of the page before.

A page on which no row is full and no header is printed cannot tell its columns by itself. Its note then keeps a loose grid:
the stripes in which its values stand, and the gaps between them. Pages of a text layer have one system of coordinates, so
that the columns proven on one page hold on the next; scanned pages are not laid down alike, and are left alone.
"""

from collections.abc import Sequence

from archive.forms import forms
from ocr.forms.align import PlacedGrid, align_rows
from ocr.note import CellNote, GridNote, Ink, PageNote

INK: tuple[Ink, ...] = ("none", "specks", "print")


def continued(notes: Sequence[PageNote]) -> list[PageNote]:
    """The notes in their order, loose grids that a page before proves among their grids by words."""
    found: list[PageNote] = []
    for note in notes:
        found.append(_with_columns(note, found[-1]) if found else note)
    return found


def _with_columns(note: PageNote, before: PageNote) -> PageNote:
    alike = note.source == before.source == "text" and note.size == before.size and note.page == before.page + 1
    if not alike or not note.loose:
        return note
    grids = [grid for loose in note.loose if (grid := _proven(loose, before.direct)) is not None]
    return note.model_copy(update={"direct": (*grids, *note.direct)})


def _proven(loose: GridNote, before: Sequence[GridNote]) -> GridNote | None:
    return next((_by_columns(loose, grid.xs) for grid in reversed(before) if grid.firm and _goes_on(grid, loose)), None)


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
        printed = sum(is_stripe(cell) and cell.ink == "print" for cell in row)
        if len(placed) < len(values) or sum(bool(cell.readings) for cell in placed) != printed:
            return None
        cells += [label, *placed]
    return loose.model_copy(update={"xs": tuple(xs), "cells": tuple(cells), "firm": True})


def is_stripe(cell: CellNote) -> bool:
    """In a loose grid the label is followed by a gap, a stripe of values, a gap, and so on."""
    return cell.left > 0 and cell.left % 2 == 0


def _cell(row: Sequence[CellNote], column: int, left: float, right: float) -> CellNote | None:
    """The one cell of a row in a column: its value, or the widest part of the paper there."""
    within = [c for c in row if is_stripe(c) and c.ink == "print" and left <= c.box[0] and c.box[2] <= right]
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
