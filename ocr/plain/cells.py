"""One row of a grid -> the text of each of the form's columns, identified in two ways that must agree.

By counting: the cells behind the row's label are the form's columns in the header's order. By position: the cell below
the header's own cell. A row that is shorter or longer than its table is refused, unless nothing is printed in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ocr.plain.blocks import Place
from ocr.plain.header import Seat
from ocr.plain.labels import holds_figure
from ocr.plain.rows import FormRow, SortedGrid


@dataclass(frozen=True, slots=True)
class Plan:
    """How a row's values are found: `order` are the form's columns from left to right, `seats` where they stand.

    `settled` is False where the order is only the form's own, for no header says it. `trusted` is False where labels of
    the table stand below header cells of values, so that positions alone prove nothing. `firm` is False where nothing
    but the row itself says how wide its table is. `depth` is the number of label columns of the form.
    `exact` is True where no cell stands in for a merged one, so that a row's cells can be counted without a width;
    `compact` is True where all headers of a table are just as wide as their own columns.
    """

    order: tuple[int, ...]
    seats: Mapping[int, Seat]
    settled: bool
    trusted: bool
    firm: bool = True
    depth: int = 1
    exact: bool = False
    compact: bool = False


@dataclass(frozen=True, slots=True)
class CellText:
    """What one column of the form says in one row: the cell (None where the source gives none) and why it is in doubt.

    `counted` and `placed` are the texts that each of the two ways leads to, None where that way does not apply.
    """

    place: Place | None
    doubt: str | None
    counted: str | None = None
    placed: str | None = None


def read_cells(row: FormRow, sorted_grid: SortedGrid, plan: Plan) -> dict[int, CellText]:
    """The text of every column in `plan.order`."""
    counted = _count(row, plan)
    placed = _place(row, sorted_grid, plan)
    if row.blank and not row.flaw:
        return {column: CellText((placed or counted or {}).get(column), None) for column in plan.order}
    doubt = row.flaw or _doubt(row, sorted_grid, plan, counted, placed)
    found = {} if doubt and _disagree(counted, placed) else counted or placed or {}
    return {
        column: CellText(
            place=found.get(column),
            doubt=doubt or _cell_doubt(row, found.get(column), column, plan, placed),
            counted=_text(counted, column),
            placed=_text(placed, column),
        )
        for column in plan.order
    }


def _text(cells: Mapping[int, Place] | None, column: int) -> str | None:
    place = (cells or {}).get(column)
    return place.text if place else None


def _count(row: FormRow, plan: Plan) -> dict[int, Place] | None:
    """Cell by cell behind the label, where only one run of as many cells as columns holds all that is printed."""
    places, length = row.after, len(plan.order)
    printed = [at for at, place in enumerate(places) if not place.blank]
    if not printed:
        return None
    first, last = max(0, printed[-1] - length + 1), min(printed[0], len(places) - length)
    return dict(zip(plan.order, places[first : first + length], strict=True)) if first == last else None


def _place(row: FormRow, sorted_grid: SortedGrid, plan: Plan) -> dict[int, Place] | None:
    """The cell below each header cell; None where a label stands there or a printed cell belongs to no column."""
    line = sorted_grid.board[row.number]
    columns = [at for seat in plan.seats.values() for at in seat.columns]
    if not columns or min(columns) <= row.last or max(columns) >= len(line):
        return None
    below = {entry: _below(line, seat) for entry, seat in plan.seats.items()}
    held = {place for places in below.values() for place in places}
    if any(not place.blank for place in _shared(below)):
        return None
    missed = any(not place.blank and place not in held for place in row.after)
    if missed and len(plan.seats) == len(plan.order):
        return None
    return {entry: places[0] for entry, places in below.items() if _is_single(places)}


def _shared(below: Mapping[int, Sequence[Place]]) -> set[Place]:
    """Cells that stand below more than one column of the form."""
    once = [place for places in below.values() for place in set(places)]
    return {place for place in once if once.count(place) > 1}


def _below(line: Sequence[Place | None], seat: Seat) -> list[Place]:
    """The printed cell, or copies of it, below a seat; the blank one where nothing is printed."""
    places = [place for at in seat.columns if (place := line[at]) is not None]
    return [place for place in places if not place.blank] or places[:1]


def _is_single(places: Sequence[Place]) -> bool:
    return bool(places) and len({place.text for place in places}) == 1


def _doubt(
    row: FormRow,
    sorted_grid: SortedGrid,
    plan: Plan,
    counted: Mapping[int, Place] | None,
    placed: Mapping[int, Place] | None,
) -> str | None:
    """Why no value of this row can be trusted, None where they can."""
    grid = sorted_grid.grid
    if plan.exact:
        fits = len(row.after) == len(plan.order)
        return None if fits else f"此行在行名之后有{len(row.after)}格，应有{len(plan.order)}格，数值可能错位"
    width = max((place.cell.column + place.cell.column_span for place in (*row.after, row.label) if place), default=0)
    expected = row.header.width if row.header else grid.width
    lone = (width != grid.width and not plan.compact) or not plan.firm
    if width != expected or (lone and not _all_printed(counted)):
        return f"此行有{width}格，本表应有{grid.width}格，数值可能错位"
    if grid.ruler == "spaced" and not _all_printed(counted):
        return "各列以空格对齐，空格处不能确定"
    if not plan.settled:
        return "表头未能辨认，列的次序不明"
    if counted and placed is None and _clashes(row, sorted_grid.board[row.number], plan):
        return "按顺序数得的格与表头所在的列不一致"
    if counted and placed:
        return "按顺序数得的格与表头所在的列不一致" if _disagree(counted, placed) else None
    if counted and list(plan.order) != sorted(plan.order):
        return "表头的列次序与格式不同，而此行不在表头之下"
    if counted:
        return "行名之后的空格可能属于行名，数值可能错位" if _may_be_filler(row, plan, counted) else None
    if placed is None or not plan.trusted:
        return "此行的格数与表头不符"
    return None


def _all_printed(counted: Mapping[int, Place] | None) -> bool:
    return counted is not None and not any(place.blank for place in counted.values())


def _may_be_filler(row: FormRow, plan: Plan, counted: Mapping[int, Place]) -> bool:
    """True where the first cell is blank and the label is not in the last label column: the blank may be a label's.

    A table that lost columns at its right would then show every value one column too far to the left.
    """
    first = min(counted.values(), key=lambda place: place.cell.column)
    return first.blank and row.last < plan.depth - 1


def _disagree(counted: Mapping[int, Place] | None, placed: Mapping[int, Place] | None) -> bool:
    """True where the two ways lead to different cells, or one of them to none; two blanks alike would prove nothing."""
    if counted is None or placed is None:
        return True
    return any(counted[entry] != place for entry, place in placed.items())


def _clashes(row: FormRow, line: Sequence[Place | None], plan: Plan) -> bool:
    """True unless the header's cells stand over this row's labels, as where an export lost the header's merged cells."""
    columns = [at for seat in plan.seats.values() for at in seat.columns]
    over = [place for at in columns if at <= row.last and (place := line[at])]
    return bool(columns) and (not over or any(place.blank or holds_figure(place.text) for place in over))


def _cell_doubt(
    row: FormRow, place: Place | None, column: int, plan: Plan, placed: Mapping[int, Place] | None
) -> str | None:
    if column not in plan.seats and plan.seats:
        return "此列的表头未能辨认"
    if placed is not None and column not in placed:
        return "此列的表头下不止一个数值"
    if place is None:
        return "此列没有对应的格"
    if place.row != row.number or place.cell.row_span > 1:
        return "此格与其他行合并"
    return None
