"""Where on the page a value stands, with its row and the header of its column; found from the scan's own cells. Pure.

Boxes of records are of the page as scanned. `Turn` says how far the page must be turned anticlockwise, in degrees, for its
rows to run across; what is computed and returned here are boxes of the page so turned.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

from archive.boxes import middle
from archive.forms import LONE, Form, Metric
from archive.records import Box, Observation, Table

Turn = Literal[0, 90, 180, 270]

# Room around a cell in shares of its own size, and around a row in shares of its height.
ACROSS, UP, ROOM = 0.6, 0.7, 0.45
MOST_ACROSS = 0.04
LEAST_WIDTH, LEAST_HEIGHT = 0.03, 0.012
HEADER_ROWS = 6
"""Rows' heights that a header may take where its own cells are not known."""


@dataclass(frozen=True)
class Cut:
    """A part of a page to show, and what in it to frame."""

    page: int
    turn: Turn
    box: Box
    frame: Box | None = None

    @property
    def within(self) -> tuple[float, float] | None:
        """Where the frame begins and ends across the part, in fractions of its width."""
        if self.frame is None:
            return None
        left, wide = self.box[0], self.box[2] - self.box[0]
        return (self.frame[0] - left) / wide, (self.frame[2] - left) / wide


@dataclass(frozen=True)
class Place:
    """Where a value stands. `inferred`: its own cell was not found, its row and column were."""

    page: int
    box: Box
    inferred: bool
    cell: Cut
    row: Cut
    head: Cut | None


@dataclass(frozen=True)
class _Seat:
    """A value's metric and box, on a page turned upright."""

    metric: Metric
    page: int
    box: Box


def place_of(form: Form, observations: Iterable[Observation], tables: Sequence[Table], metric: Metric) -> Place | None:
    """The place of a metric's value, None where neither it nor its row was found."""
    metrics = {one.id: one for one in form.metrics}
    found = [(metrics[o.metric], o) for o in observations if o.metric in metrics and o.page is not None and o.box]
    scanned = [_Seat(m, o.page, o.box) for m, o in found if m.table == metric.table and o.page and o.box]
    own = next((seat for seat in scanned if seat.metric.id == metric.id), None)
    page = own.page if own else _page_of_row(scanned, metric)
    if page is None:
        return None
    turn = _turn([seat for seat in scanned if seat.page == page])
    seats = [_Seat(seat.metric, seat.page, turned(seat.box, turn)) for seat in scanned]
    box = next((seat.box for seat in seats if seat.metric.id == metric.id), None) or _crossing(seats, metric, page)
    cells = [
        turned(cell.box, turn)
        for table in tables
        for cell in table.cells
        if cell.page == page and cell.box and table.form in (metric.table, "disputes")
    ]
    mates = [seat.box for seat in seats if seat.page == page and _same_row(seat.metric, metric)]
    return Place(
        page=page,
        box=box,
        inferred=own is None,
        cell=Cut(page, turn, _around(box), box),
        row=Cut(page, turn, _row(box, mates, cells), box),
        head=_head(seats, metric, page, turn, box, cells),
    )


def turned(box: Box, turn: Turn) -> Box:
    """A box of the page as scanned, on the page turned anticlockwise."""
    left, top, right, bottom = box
    if turn == 90:
        return (top, 1 - right, bottom, 1 - left)
    if turn == 270:
        return (1 - bottom, left, 1 - top, right)
    return (1 - right, 1 - bottom, 1 - left, 1 - top) if turn == 180 else box


def _turn(seats: Sequence[_Seat]) -> Turn:
    """From the way in which neighbours of a row follow each other."""
    steps = [
        (middle(b.box)[0] - middle(a.box)[0], middle(b.box)[1] - middle(a.box)[1])
        for a, b in pairwise(sorted(seats, key=lambda s: (s.metric.block, s.metric.row, s.metric.column)))
        if _same_row(a.metric, b.metric)
    ]
    if not steps:
        return 0
    across, down = median(x for x, _ in steps), median(y for _, y in steps)
    if abs(across) >= abs(down):
        return 0 if across > 0 else 180
    return 90 if down > 0 else 270


def _page_of_row(seats: Sequence[_Seat], metric: Metric) -> int | None:
    """The page on which the row of a value stands that was not found, or the nearest row."""
    near = [seat for seat in seats if seat.metric.block == metric.block]
    nearest = min(near, key=lambda seat: abs(seat.metric.row - metric.row), default=None)
    return nearest.page if nearest and abs(nearest.metric.row - metric.row) <= 1 else None


def _crossing(seats: Sequence[_Seat], metric: Metric, page: int) -> Box:
    """Where row and column cross; the whole row or the stretch beside it where only one is known."""
    here = [seat for seat in seats if seat.page == page and seat.metric.block == metric.block]
    rows = [seat.box for seat in here if seat.metric.row == metric.row]
    near = rows or [seat.box for seat in here if abs(seat.metric.row - metric.row) <= 1]
    columns = [seat.box for seat in seats if seat.metric.block == metric.block and seat.metric.column == metric.column]
    top, bottom = median(box[1] for box in near), median(box[3] for box in near)
    if not rows and here:
        top, bottom = min(box[1] for box in near), max(box[3] for box in near)
    if columns:
        return (median(box[0] for box in columns), top, median(box[2] for box in columns), bottom)
    return (min(box[0] for box in near), top, max(box[2] for box in near), bottom)


def _around(box: Box) -> Box:
    wide, high = max(box[2] - box[0], LEAST_WIDTH), max(box[3] - box[1], LEAST_HEIGHT)
    across = min(wide * ACROSS, MOST_ACROSS)
    return _on_page((box[0] - across, box[1] - high * UP, box[2] + across, box[3] + high * UP))


def _row(box: Box, mates: Sequence[Box], cells: Sequence[Box]) -> Box:
    """The whole row from the table's left edge, labels and all."""
    row = [*mates, box]
    top, bottom = min(one[1] for one in row), max(one[3] for one in row)
    level = [cell for cell in cells if cell[1] < bottom and top < cell[3]]
    left = min((cell[0] for cell in level), default=0.0)
    right = max([cell[2] for cell in level] + [one[2] for one in row])
    room = (bottom - top) * ROOM
    return _on_page((left - 0.01, top - room, right + 0.01, bottom + room))


def _head(seats: Sequence[_Seat], metric: Metric, page: int, turn: Turn, box: Box, cells: Sequence[Box]) -> Cut | None:
    """The header above the first row of the value's block, if it is on this page and says something."""
    here = [seat for seat in seats if seat.page == page]
    block = [seat for seat in here if seat.metric.block == metric.block]
    first = min(block, key=lambda seat: seat.metric.row, default=None)
    if first is None or metric.id.endswith(f".{LONE}") or first.metric.row > 0:
        return None
    bottom = min(seat.box[1] for seat in block if seat.metric.row == first.metric.row)
    above = max((seat.box[3] for seat in here if seat.metric.block < metric.block), default=0.0)
    heads = [c for c in cells if c[3] <= bottom + 0.004 and c[1] >= above - 0.004 and c[0] < box[2] and box[0] < c[2]]
    high = max(box[3] - box[1], LEAST_HEIGHT)
    top = min((cell[1] for cell in heads), default=max(above, bottom - HEADER_ROWS * high))
    across = min(max(box[2] - box[0], LEAST_WIDTH) * ACROSS, MOST_ACROSS)
    return Cut(page, turn, _on_page((box[0] - across, top - 0.003, box[2] + across, bottom + 0.003)))


def _same_row(one: Metric, other: Metric) -> bool:
    return (one.table, one.block, one.row) == (other.table, other.block, other.row)


def _on_page(box: Box) -> Box:
    left, top, right, bottom = (min(1.0, max(0.0, side)) for side in box)
    return (left, top, right, bottom)
