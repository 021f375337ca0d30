"""Grids of a text source + an edition's form -> what each metric's cell says, and which cell that is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archive.forms import Block, Form, Metric, load_form
from archive.records import Edition
from ocr.plain.blocks import Grid, Place, distinct, transposed
from ocr.plain.cells import CellText, Plan, read_cells
from ocr.plain.header import Seat, find_seats, is_spread
from ocr.plain.labels import money_unit
from ocr.plain.rows import FormRow, SortedGrid, sort_rows

Claim = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one row of one grid says about one metric. `grid` counts the grids; `doubt` is None where it is sure."""

    metric: Metric
    text: str | None
    doubt: str | None
    grid: int
    place: Place | None
    counted: str | None = None
    placed: str | None = None
    unit: str | None = None
    row: str = ""


@dataclass(slots=True)
class Alignment:
    """All that the grids say in the form's terms.

    `labels` names the cells that are labels of the form: ("row", table, block, row) or ("column", table, block, column)
    -> (grid, cell). `used` are the grids that hold a row of the form, by table.
    """

    edition: Edition
    readings: dict[str, list[Reading]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[tuple[str, str, int, int], tuple[int, Place]] = field(default_factory=dict)
    used: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class _Memory:
    """What a table's last header said, for what follows a break: the column order by block, and the last row's rank."""

    orders: dict[int, tuple[int, ...]] = field(default_factory=dict)
    last: int = -1


def align(grids: Sequence[Grid], edition: Edition) -> Alignment:
    """Read all grids of one report; the form's labels decide what a row and a column are, never their place alone."""
    form = load_form(edition)
    result = Alignment(edition)
    memories: dict[str, _Memory] = defaultdict(_Memory)
    for number, grid in enumerate(grids):
        sorted_grid = _best_side(grid, edition)
        for table in dict.fromkeys(row.table for row in sorted_grid.rows):
            result.used[table].append(number)
        _read_grid(sorted_grid, number, form, memories, result)
    return result


def _best_side(grid: Grid, edition: Edition) -> SortedGrid:
    """The grid as it stands, or with rows and columns exchanged where only so it has the form's rows."""
    upright = sort_rows(grid, edition)
    turned = transposed(grid) if _score(upright) < 2 else None
    if turned is None:
        return upright
    other = sort_rows(turned, edition)
    return other if _score(other) > _score(upright) else upright


def _score(sorted_grid: SortedGrid) -> int:
    return sum(len(row.after) for row in sorted_grid.rows if row.header or row.label) if sorted_grid.headers else 0


def _read_grid(
    sorted_grid: SortedGrid, number: int, form: Form, memories: Mapping[str, _Memory], result: Alignment
) -> None:
    rows = _without_blank_doubles(sorted_grid.rows)
    claims = _settle_claims(rows, form)
    suspects = _suspects(sorted_grid)
    for row, (claim, sure) in zip(rows, claims, strict=True):
        block = form.table(row.table).blocks[claim[0]]
        memory = memories[row.table]
        rank = _rank(form, row.table, claim)
        plan = _plan(row, block, claim[0], sorted_grid, memory, rank)
        _remember(memory, claim[0], plan, rank, row)
        cells = read_cells(row, sorted_grid, plan)
        doubt = None if sure else "行名在表中不止一处，次序与格式不符"
        if row.number in suspects and row.blank:
            doubt = "相邻行的数值没有行名，可能属于此行"
        _note_labels(result, number, row, claim, plan)
        unit = _row_unit(sorted_grid, row)
        for column, cell in cells.items():
            metric = form.metric_at(row.table, *claim, column)
            seat = plan.seats.get(column)
            result.readings[metric.id].append(_reading(metric, cell, doubt, number, seat, unit, sorted_grid, row))


def _reading(
    metric: Metric,
    cell: CellText,
    doubt: str | None,
    number: int,
    seat: Seat | None,
    unit: str | None,
    sorted_grid: SortedGrid,
    row: FormRow,
) -> Reading:
    return Reading(
        metric=metric,
        text=cell.place.text if cell.place else ("" if row.blank else None),
        doubt=doubt or cell.doubt,
        grid=number,
        place=cell.place,
        counted=cell.counted,
        placed=cell.placed,
        unit=(seat.unit if seat else None) or unit,
        row=sorted_grid.grid.rows[row.number].source,
    )


def _without_blank_doubles(rows: Sequence[FormRow]) -> list[FormRow]:
    """Blank rows without a label count only where no row without a label holds a value."""
    printed = any(row.label is None and not row.blank for row in rows)
    return [row for row in rows if row.label is not None or not row.blank or not printed]


def _settle_claims(rows: Sequence[FormRow], form: Form) -> list[tuple[Claim, bool]]:
    """For each row the one row of the form that it is, and whether that is sure.

    A label that the form prints twice is settled by the row before it, which must be the form's row before.
    """
    settled: list[tuple[Claim, bool]] = []
    for at, row in enumerate(rows):
        before = _rank(form, row.table, settled[-1][0]) if at and rows[at - 1].table == row.table else -1
        followers = [claim for claim in row.claims if _rank(form, row.table, claim) == before + 1]
        chain = at > 0 and settled[-1][1]
        if len(row.claims) == 1:
            settled.append((row.claims[0], True))
        elif len(followers) == 1 and chain:
            settled.append((followers[0], True))
        else:
            later = [claim for claim in row.claims if _rank(form, row.table, claim) > before]
            settled.append(((later or list(row.claims))[0], False))
    return settled


def _rank(form: Form, table: str, claim: Claim) -> int:
    """The place of a row in its table, counted over all blocks."""
    blocks = form.table(table).blocks
    return sum(len(block.rows) for block in blocks[: claim[0]]) + claim[1]


def _suspects(sorted_grid: SortedGrid) -> set[int]:
    """Blank rows that figures without a label may belong to: the nearest blank one on each side of a stray row."""
    blanks = {row.number for row in sorted_grid.rows if row.blank}
    found: set[int] = set()
    for stray in sorted_grid.strays:
        found.update(sorted(number for number in blanks if number < stray)[-1:])
        found.update(sorted(number for number in blanks if number > stray)[:1])
    return found


def _plan(row: FormRow, block: Block, at: int, sorted_grid: SortedGrid, memory: _Memory, rank: int) -> Plan:
    """By the header above the row; without one, by the order in the table's earlier part, if its rows go on here."""
    natural = tuple(range(len(block.columns)))
    if row.header:
        seats = find_seats(row.header, block)
        if seats and is_spread(seats):
            order = tuple(sorted(seats, key=lambda entry: seats[entry].columns))
            complete = len(seats) == len(natural)
            full = order if complete else natural
            return Plan(full, seats, settled=True, trusted=complete and _is_clear(sorted_grid, row, seats))
        return Plan(natural, {}, settled=False, trusted=False)
    order = memory.orders.get(at, ())
    if not order or rank <= memory.last:
        return Plan(natural, {}, settled=False, trusted=False)
    seats = _consensus(sorted_grid, order)
    return Plan(order, seats, settled=True, trusted=bool(seats))


def _is_clear(sorted_grid: SortedGrid, row: FormRow, seats: Mapping[int, Seat]) -> bool:
    """True where no row under this header has its label below a header cell of values."""
    first = min(seat.columns[0] for seat in seats.values())
    return all(other.last < first for other in sorted_grid.rows if other.header is row.header)


def _consensus(sorted_grid: SortedGrid, order: Sequence[int]) -> dict[int, Seat]:
    """Where the columns stand by the rows that fill them exactly; nowhere if these disagree."""
    rows = [row for row in sorted_grid.rows if row.header is None]
    starts = {row.last + 1 for row in rows if len(row.after) == len(order) and _ends_table(row, sorted_grid)}
    if len(starts) != 1:
        return {}
    start = starts.pop()
    if any(row.last >= start for row in rows):
        return {}
    return {entry: Seat((start + at,)) for at, entry in enumerate(order)}


def _ends_table(row: FormRow, sorted_grid: SortedGrid) -> bool:
    return len(sorted_grid.board[row.number]) == sorted_grid.grid.width


def _remember(memory: _Memory, block: int, plan: Plan, rank: int, row: FormRow) -> None:
    if plan.settled and row.header and len(plan.seats) == len(plan.order):
        memory.orders[block] = plan.order
    memory.last = max(memory.last, rank) if row.header is None else rank


def _note_labels(result: Alignment, number: int, row: FormRow, claim: Claim, plan: Plan) -> None:
    if row.label is not None:
        result.labels.setdefault(("row", row.table, *claim), (number, row.label))
    for column, seat in plan.seats.items():
        if seat.place is not None:
            result.labels.setdefault(("column", row.table, claim[0], column), (number, seat.place))


def _row_unit(sorted_grid: SortedGrid, row: FormRow) -> str | None:
    """The unit of money that the row's own label or unit column names."""
    line = sorted_grid.board[row.number][: row.last + 1]
    units = {unit for place in distinct(line) if (unit := money_unit(place.text))}
    return units.pop() if len(units) == 1 else None


def with_doubt(readings: Iterable[Reading], doubt: str) -> list[Reading]:
    """The same readings, none of them sure."""
    return [replace(reading, doubt=reading.doubt or doubt) for reading in readings]
