"""Header rows of a grid -> which column of the form stands in which column of the grid."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.forms import Block
from ocr.plain.blocks import Grid, Place, Slots, distinct
from ocr.plain.labels import column_index, column_names, money_unit, read_label
from ocr.plain.tree import spans


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """One column of the grid: its lowest printed header cell, and the texts above it from the top down."""

    leaf: Place | None
    above: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """Consecutive header rows. `width` is None where they differ in width: their labels may have shifted.

    `lines` are their cells as written, row by row.
    """

    rows: tuple[int, ...]
    columns: tuple[HeaderColumn, ...]
    width: int | None
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a column of the form stands: the grid columns it covers, its header cell, and the money unit in it."""

    columns: tuple[int, ...]
    place: Place | None = None
    unit: str | None = None


def read_header(grid: Grid, board: Slots, rows: Sequence[int]) -> Header:
    """Put the cells of some consecutive rows above each other."""
    widths = {len(board[row]) if None not in board[row] else None for row in rows}
    width = widths.pop() if len(widths) == 1 else None
    columns = tuple(_column(board, rows, column, spanned=grid.ruler == "spanned") for column in range(width or 0))
    lines = tuple(tuple(place.text for place in distinct(board[row])) for row in rows)
    return Header(tuple(rows), columns, width, lines)


def _column(board: Slots, rows: Sequence[int], column: int, *, spanned: bool) -> HeaderColumn:
    own = [board[row][column] if column < len(board[row]) else None for row in rows]
    lowest = max((at for at, place in enumerate(own) if place and not place.blank), default=None)
    if lowest is None:
        return HeaderColumn(None, ())
    leaf = own[lowest]
    above: list[str] = []
    for at in range(lowest):
        place = own[at]
        if not spanned and (place is None or place.blank):
            place = _nearest_left(board[rows[at]], column)
        if place is not None and place != leaf and not place.blank:
            above.append(place.text)
    return HeaderColumn(leaf, tuple(above))


def _nearest_left(line: Sequence[Place | None], column: int) -> Place | None:
    """A merged header cell that lost its span keeps its text at its left end."""
    return next((place for place in reversed(line[:column]) if place and not place.blank), None)


def find_seats(header: Header, block: Block) -> dict[int, Seat]:
    """The block's columns that the header names, each at one place; a label met twice apart names none."""
    index = column_index(block)
    found: dict[int, list[int]] = {}
    for at, column in enumerate(header.columns):
        hit = index.find(column.leaf.text) if column.leaf else None
        entries = () if hit is None or hit.residue else hit.entries
        if len(entries) > 1:
            entries = tuple(entry for entry in entries if _is_under(block.columns[entry].labels, column.above))
        if len(entries) == 1:
            found.setdefault(entries[0], []).append(at)
    return {entry: _seat(header, columns) for entry, columns in found.items() if _is_one(header, columns)}


def _is_under(labels: tuple[str, ...], above: Sequence[str]) -> bool:
    if len(labels) < 2:
        return False
    wanted = read_label(labels[-2]).words
    return any(read_label(text).words == wanted for text in above)


def _is_one(header: Header, columns: Sequence[int]) -> bool:
    """True for a run of columns under one cell, or under copies of it (a merged cell written out)."""
    texts = {header.columns[at].leaf.text for at in columns if header.columns[at].leaf}  # type: ignore[union-attr]
    return columns[-1] - columns[0] == len(columns) - 1 and len(texts) == 1


def _seat(header: Header, columns: Sequence[int]) -> Seat:
    leaf = header.columns[columns[0]].leaf
    return Seat(tuple(columns), leaf, money_unit(leaf.text) if leaf else None)


def is_spread(seats: dict[int, Seat]) -> bool:
    """True where the seats stand in the grid without sharing a column."""
    columns = [column for seat in seats.values() for column in seat.columns]
    return len(columns) == len(set(columns))


def collapsed_order(header: Header, block: Block) -> tuple[int, ...]:
    """The block's columns where the header has the form's cells and no other, each once, in the form's order; else none.

    So are tables that lost all spans, as when a page is copied as text: no cell stands in for a merged one, and a row
    has its labels and exactly as many cells as there are columns. Where only some of the form's uppermost labels are
    there, a part of the table stands as a table of its own.
    """
    tops = {read_label(text).words for text in header.lines[0]}
    entries = tuple(at for at, column in enumerate(block.columns) if read_label(column.labels[0]).words in tops)
    columns = [block.columns[at] for at in entries]
    levels: dict[int, list[tuple[str, ...]]] = {}
    for level, first, _ in spans([column.labels for column in columns]) if columns else ():
        leaf = level == len(columns[first].labels) - 1
        names = column_names(columns[first]) if leaf else (columns[first].labels[level],)
        levels.setdefault(level, []).append(names)
    if len(levels) < 2 or len(levels) != len(header.lines):
        return ()
    corner = len(header.lines[0]) - len(levels[0])
    lines = [header.lines[0][corner:] if corner in {0, 1} else (), *header.lines[1:]]
    return entries if all(_are(line, levels[level]) for level, line in enumerate(lines)) else ()


def _are(texts: Sequence[str], labels: Sequence[tuple[str, ...]]) -> bool:
    """True where each text is one of the names that stand in the same place."""
    known = [{read_label(name).words for name in names} for names in labels]
    return len(texts) == len(known) and all(read_label(t).words in names for t, names in zip(texts, known, strict=True))
