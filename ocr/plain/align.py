"""Grids of a text source + an edition's form -> what each metric's cell says, and which cell that is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from archive.forms import Block, Form, FormTable, Metric, load_form
from archive.records import Edition
from ocr.plain.blocks import Grid, Place, distinct, transposed
from ocr.plain.cells import CellText, Plan, read_cells
from ocr.plain.header import Header, Seat, collapsed_order, find_seats, is_spread
from ocr.plain.labels import label_columns, money_unit
from ocr.plain.rows import FIGURE_FIRST, FormRow, SortedGrid, sort_rows
from ocr.plain.strays import doubtful_blanks

Claim = tuple[int, int]
MOST = 0.8  # of a table's rows: the others are short, and refused


@dataclass(frozen=True, slots=True)
class Reading:
    """What one row of one grid says about one metric. `grid` counts the grids; `doubt` is None where it is sure.

    `text` and `place` are None where the row was refused; `row` is then what people need to see, `label` where it stands.
    """

    metric: Metric
    text: str | None
    doubt: str | None
    grid: int
    place: Place | None
    counted: str | None = None
    placed: str | None = None
    unit: str | None = None
    row: str = ""
    label: Place | None = None


@dataclass(slots=True)
class Alignment:
    """All that the grids say in the form's terms.

    `labels` names the cells that are labels of the form: ("row", table, block, row) or ("column", table, block, column)
    -> (grid, cell). `grids` are those given, turned where their rows are the form's columns; `used` names those that
    hold a row of the form, by table.
    """

    edition: Edition
    grids: tuple[Grid, ...] = ()
    readings: dict[str, list[Reading]] = field(default_factory=lambda: defaultdict(list))
    labels: dict[tuple[str, str, int, int], tuple[int, Place]] = field(default_factory=dict)
    used: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


@dataclass(slots=True)
class _Memory:
    """What a table's last header said, for what follows a break: column order by block, last row's rank, its width.

    `deepest` is the last column in which any row of the table, in any of its parts, has its label; `exact` as in `Plan`.
    """

    orders: dict[int, tuple[int, ...]] = field(default_factory=dict)
    last: int = -1
    width: int = 0
    deepest: int = -1
    exact: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row in the order of the whole document, the row of the form that it is, and whether that is sure."""

    grid: int
    sorted_grid: SortedGrid
    row: FormRow
    claim: Claim
    sure: bool = True


def align(grids: Sequence[Grid], edition: Edition) -> Alignment:
    """Read all grids of one report; the form's labels decide what a row and a column are, never their place alone."""
    form = load_form(edition)
    sorted_grids = [_best_side(grid, edition) for grid in grids]
    result = Alignment(edition, tuple(sorted_grid.grid for sorted_grid in sorted_grids))
    orphaned = doubtful_blanks(sorted_grids, form.tables)
    memories: dict[str, _Memory] = defaultdict(_Memory)
    entries = _settle_claims(_entries(sorted_grids), form)
    for entry in entries:
        memory = memories[entry.row.table]
        memory.deepest = max(memory.deepest, entry.row.last)
    for entry in entries:
        if entry.grid not in result.used[entry.row.table]:
            result.used[entry.row.table].append(entry.grid)
        _read_row(entry, form, memories[entry.row.table], result, orphaned=(entry.grid, entry.row.number) in orphaned)
    return result


def _entries(sorted_grids: Sequence[SortedGrid]) -> list[_Entry]:
    return [
        _Entry(number, sorted_grid, row, row.claims[0])
        for number, sorted_grid in enumerate(sorted_grids)
        for row in _without_blank_doubles(sorted_grid.rows)
    ]


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


def _read_row(entry: _Entry, form: Form, memory: _Memory, result: Alignment, *, orphaned: bool) -> None:
    row, claim = entry.row, entry.claim
    rank = _rank(form, row.table, claim)
    table = form.table(row.table)
    plan = _plan(row, table.blocks[claim[0]], claim[0], entry.sorted_grid, memory, rank)
    plan = replace(plan, depth=label_columns(table), compact=_is_compact(entry.sorted_grid, table))
    _remember(memory, claim[0], plan, rank, row)
    memory.width = entry.sorted_grid.grid.width
    _note_labels(result, entry.grid, row, claim, plan)
    if row.label is None and not plan.settled and len(row.after) != len(plan.order):
        return  # figures below a header that says nothing of them: no metric can be named
    unit = _row_unit(entry.sorted_grid, row)
    for column, cell in read_cells(row, entry.sorted_grid, plan).items():
        metric = form.metric_at(row.table, *claim, column)
        seat = plan.seats.get(column)
        result.readings[metric.id].append(
            Reading(
                metric=metric,
                text=cell.place.text if cell.place else ("" if row.blank else None),
                doubt=_entry_doubt(entry, cell, orphaned=orphaned) or cell.doubt,
                grid=entry.grid,
                place=cell.place,
                counted=cell.counted,
                placed=cell.placed,
                unit=(seat.unit if seat else None) or unit,
                row=entry.sorted_grid.grid.rows[row.number].source,
                label=row.label or next(iter(row.after), None),
            )
        )


def _entry_doubt(entry: _Entry, cell: CellText, *, orphaned: bool) -> str | None:
    if not entry.sure:
        return "行名在表中不止一处，次序与格式不符"
    if orphaned and (cell.place is None or cell.place.blank):
        return "表中有数值没有行名，可能属于此格"
    return None


def _without_blank_doubles(rows: Sequence[FormRow]) -> list[FormRow]:
    """Blank rows without a label count only where no row without a label holds a value."""
    printed = any(row.label is None and not row.blank for row in rows)
    return [row for row in rows if row.label is not None or not row.blank or not printed]


def _settle_claims(entries: Sequence[_Entry], form: Form) -> list[_Entry]:
    """Settle which row of the form each row is.

    A label that the form prints twice belongs to the row above it that the form puts it under, if all rows between the
    two stand in the form's order; otherwise it is not sure.
    """
    settled: list[_Entry] = []
    for entry in entries:
        row = entry.row
        proven = [
            claim for claim in row.claims if len(row.claims) == 1 or _follows_its_parent(claim, row, settled, form)
        ]
        if len(proven) == 1:
            settled.append(replace(entry, claim=proven[0]))
        else:
            rank = _rank(form, row.table, settled[-1].claim) if settled else -1
            later = [claim for claim in row.claims if _rank(form, row.table, claim) > rank]
            settled.append(replace(entry, claim=(later or list(row.claims))[0], sure=False))
    return settled


def _follows_its_parent(claim: Claim, row: FormRow, settled: Sequence[_Entry], form: Form) -> bool:
    """True where the rows just before are the form's, from the row that this one stands under on."""
    rows = form.table(row.table).blocks[claim[0]].rows
    parents = [at for at, other in enumerate(rows) if other.labels == rows[claim[1]].labels[:-1]]
    if not parents:
        return False
    chain = [(claim[0], at) for at in range(parents[0], claim[1])]
    before = settled[-len(chain) :]
    return [entry.claim for entry in before if entry.sure and entry.row.table == row.table] == chain


def _rank(form: Form, table: str, claim: Claim) -> int:
    """The place of a row in its table, counted over all blocks."""
    blocks = form.table(table).blocks
    return sum(len(block.rows) for block in blocks[: claim[0]]) + claim[1]


def _plan(row: FormRow, block: Block, at: int, sorted_grid: SortedGrid, memory: _Memory, rank: int) -> Plan:
    """By the header above the row; without one, by the order in the table's earlier part, if its rows go on here."""
    natural = tuple(range(len(block.columns)))
    if row.header:
        seats = find_seats(row.header, block)
        if seats and is_spread(seats):
            order = tuple(sorted(seats, key=lambda entry: seats[entry].columns))
            complete = len(seats) == len(natural) or (row.label is None and _fills(row.header, seats))
            full = order if complete else natural
            return Plan(
                full,
                seats,
                settled=True,
                trusted=complete and memory.deepest < min(seats.values(), key=lambda seat: seat.columns).columns[0],
            )
        order = collapsed_order(row.header, block)
        exact = bool(order) and _all_exact(sorted_grid, row, len(order))
        return Plan(order if exact else natural, {}, settled=exact, trusted=False, exact=exact)
    order = memory.orders.get(at, ())
    bare = [other for other in sorted_grid.rows if other.header is None]
    if not order or rank <= memory.last or any(other.flaw == FIGURE_FIRST for other in bare):
        return Plan(natural, {}, settled=False, trusted=False)
    exact = memory.exact and _all_exact(sorted_grid, row, len(natural))
    width = sorted_grid.grid.width
    alike = sum(len(sorted_grid.board[other.number]) == width for other in bare)
    return Plan(order, {}, settled=True, trusted=False, firm=alike > 1 or width == memory.width, exact=exact)


def _is_compact(sorted_grid: SortedGrid, table: FormTable) -> bool:
    """True where each header of the table is as wide as its own labels and columns, with no blank cell to fill up."""
    labels = label_columns(table)
    rows = [row for row in sorted_grid.rows if row.table == table.id]
    wide = [labels + len(table.blocks[row.claims[0][0]].columns) for row in rows]
    return all(row.header is not None and row.header.width == own for row, own in zip(rows, wide, strict=True))


def _all_exact(sorted_grid: SortedGrid, row: FormRow, count: int) -> bool:
    """True where nearly all rows under the same header have as many cells behind their labels as there are columns."""
    rows = [other for other in sorted_grid.rows if other.header is row.header]
    return sum(len(other.after) == count for other in rows) >= len(rows) * MOST


def _fills(header: Header, seats: Mapping[int, Seat]) -> bool:
    """True where every column from the first seat on is one: a part of a table that stands as a table of its own."""
    columns = sorted(at for seat in seats.values() for at in seat.columns)
    return columns == list(range(columns[0], len(header.columns)))


def _remember(memory: _Memory, block: int, plan: Plan, rank: int, row: FormRow) -> None:
    if plan.settled and row.header and (plan.exact or len(plan.seats) == len(plan.order)):
        memory.orders[block] = plan.order
        memory.exact = plan.exact
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
