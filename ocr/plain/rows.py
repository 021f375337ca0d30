"""Rows of a grid told apart: header rows, rows of the form, and rows with figures that no label claims."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from archive.forms import FormTable, load_form
from archive.records import Edition
from ocr.plain.blocks import Grid, Place, Slots, distinct, slots
from ocr.plain.header import Header, read_header
from ocr.plain.labels import Hit, Index, holds_digits, holds_figure, looks_like_value, row_index, row_places

FIGURE_FIRST = "行名之前有数值"


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row that a label of the form claims.

    `claims` are the (block, row) that the label names: more than one where the form prints a label twice. `last` is the
    grid's last label column, -1 where the form's row has no label. `after` are the cells behind it. `flaw` says why the
    whole row is in doubt.
    """

    number: int
    table: str
    claims: tuple[tuple[int, int], ...]
    label: Place | None
    last: int
    after: tuple[Place, ...]
    header: Header | None
    flaw: str | None = None

    @property
    def blank(self) -> bool:
        """True where nothing stands behind the label."""
        return all(place.blank for place in self.after)


@dataclass(slots=True)
class SortedGrid:
    """A grid with its rows told apart; `strays` are the numbers of rows with figures that no label claims."""

    grid: Grid
    board: Slots
    rows: list[FormRow] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Known:
    """The labels of one table of a form, ready to be found."""

    table: FormTable
    rows: Index
    places: tuple[tuple[int, int], ...]
    leaves: Index
    uppers: Index

    @property
    def unlabelled(self) -> bool:
        """True for a table whose only row has no label."""
        return all(not row.labels for block in self.table.blocks for row in block.rows)


Labelled = tuple[int, Place, list[tuple[_Known, Hit]]]
"""A cell's last column, the cell, and the rows of the form that it names."""


@cache
def _known(edition: Edition) -> tuple[_Known, ...]:
    return tuple(_know(table) for table in load_form(edition).tables)


def _know(table: FormTable) -> _Known:
    columns = [column for block in table.blocks for column in block.columns]
    return _Known(
        table,
        row_index(table),
        tuple(row_places(table)),
        Index([(column.labels[-1], *column.aliases) for column in columns]),
        Index([column.labels[:-1] for column in columns]),
    )


def sort_rows(grid: Grid, edition: Edition) -> SortedGrid:
    """Tell the rows of a grid apart by the labels of an edition's form."""
    sorted_grid = SortedGrid(grid, slots(grid))
    header: Header | None = None
    run: list[int] = []
    for number in range(len(grid.rows)):
        if _is_header(sorted_grid.board[number], edition):
            run.append(number)
            header = read_header(grid, sorted_grid.board, run)
            continue
        if run and header:
            sorted_grid.headers.append(header)
        run = []
        _sort_row(sorted_grid, number, header, edition)
    if run and header:
        sorted_grid.headers.append(header)
    return sorted_grid


def _is_header(line: Sequence[Place | None], edition: Edition) -> bool:
    places = [place for place in distinct(line) if not place.blank]
    if any(holds_figure(place.text) for place in places if not _rows_of(place, edition)):
        return False
    columns = {read.text for read in places if _is_column(read, edition)}
    rows = [place for place in places if _rows_of(place, edition)]
    return len(columns) > 1 or (len(columns) == 1 and not rows)


def _is_column(place: Place, edition: Edition) -> bool:
    for known in _known(edition):
        for index in (known.leaves, known.uppers):
            hit = index.find(place.text)
            if hit and not hit.residue:
                return True
    return False


def _rows_of(place: Place, edition: Edition) -> list[tuple[_Known, Hit]]:
    found = [(known, known.rows.find(place.text)) for known in _known(edition) if not known.unlabelled]
    return [(known, hit) for known, hit in found if hit]


def _sort_row(sorted_grid: SortedGrid, number: int, header: Header | None, edition: Edition) -> None:
    line = sorted_grid.board[number]
    labelled = [(at, place, found) for at, place, found in _labels(line, number, edition) if found]
    if labelled:
        sorted_grid.rows.append(_form_row(sorted_grid, number, labelled, header))
    elif header and _states_values(line) and (known := _unlabelled_table(header, edition)):
        sorted_grid.rows.append(_bare_row(sorted_grid, number, known, header))
    elif any(holds_figure(place.text) for place in distinct(line) if place.row == number):
        sorted_grid.strays.append(number)


def _labels(line: Sequence[Place | None], number: int, edition: Edition) -> Iterator[Labelled]:
    """Per cell that begins in this row: its last column, itself, and the rows of the form that it names."""
    for place in distinct(line):
        if place.row == number and not place.blank:
            yield place.cell.column + place.cell.column_span - 1, place, _rows_of(place, edition)


def _form_row(
    sorted_grid: SortedGrid,
    number: int,
    labelled: list[Labelled],
    header: Header | None,
) -> FormRow:
    line = sorted_grid.board[number]
    last, label, found = labelled[-1]
    known, hit = found[0]
    end = _label_end(line, last)
    return FormRow(
        number=number,
        table=known.table.id,
        claims=tuple(known.places[entry] for entry in hit.entries),
        label=label,
        last=end,
        after=tuple(distinct(line[end + 1 :])),
        header=header,
        flaw=_flaw(line, labelled, hit, end),
    )


def _label_end(line: Sequence[Place | None], last: int) -> int:
    """A label may go on in the next cells: words, or the column of units, but nothing that looks like a value."""
    end = last
    while end + 1 < len(line) and (place := line[end + 1]) and not place.blank and not looks_like_value(place.text):
        end += 1
    return end


def _flaw(line: Sequence[Place | None], labelled: list[Labelled], hit: Hit, end: int) -> str | None:
    last = labelled[-1][1]
    labels = {place for _, place, _ in labelled}
    more = [place for place in distinct(line[: end + 1]) if place.cell.column > last.cell.column]
    if hit.residue or any(holds_digits(place.text) for place in more):
        return f"行名“{last.text}”中含有数字"
    if any(place and place not in labels and holds_figure(place.text) for place in line[: last.cell.column]):
        return FIGURE_FIRST
    return None


def _unlabelled_table(header: Header, edition: Edition) -> _Known | None:
    """The table that this header belongs to, if its only row has no label."""
    for known in _known(edition):
        texts = [text for line in header.lines for text in line if text]
        named = sum((known.leaves.find(text) or known.uppers.find(text)) is not None for text in texts)
        if known.unlabelled and named > 1 and named * 2 > len(texts):
            return known
    return None


def _states_values(line: Sequence[Place | None]) -> bool:
    """True for a row of values, or of blanks; a row of words alone is a note."""
    places = distinct(line)
    return bool(places) and (
        any(looks_like_value(p.text) and not p.blank for p in places) or all(p.blank for p in places)
    )


def _bare_row(sorted_grid: SortedGrid, number: int, known: _Known, header: Header) -> FormRow:
    line = sorted_grid.board[number]
    end = _label_end(line, -1)
    after = tuple(distinct(line[end + 1 :]))
    return FormRow(number, known.table.id, ((0, 0),), None, end, after, header)
