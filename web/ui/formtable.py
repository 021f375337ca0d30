"""The official form as an HTML table: merged header cells made from the form's data, one value cell a metric.

Pure: a form table goes in, rows of cells come out; the template adds the values.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import groupby, takewhile
from typing import Literal

from archive.forms import Block, Column, FormTable, Row, load_form
from archive.records import Edition, Record

Scope = Literal["col", "colgroup", "row", "rowgroup"]
Path = tuple[str, ...]


class Head(Record):
    """One header cell: the text as printed on the form, its English where the form has one, and how far it reaches."""

    text: str
    en: str = ""
    scope: Scope
    columns: int = 1
    rows: int = 1
    depth: int = 0


class Value(Record):
    """The place of one metric's value; `unit` is printed where the form has a column for it."""

    metric: str
    columns: int = 1


class Line(Record):
    """One row: header cells, the unit where the form prints one a row, then the values."""

    heads: tuple[Head, ...]
    unit: str | None = None
    values: tuple[Value, ...] = ()


class Sheet(Record):
    """One table of the form as rows; `width` is its number of columns."""

    id: str
    title: str
    en: str
    section: int
    width: int
    lines: tuple[Line, ...]
    indented: bool = False

    @property
    def head(self) -> tuple[Line, ...]:
        """The lines above all values that head the columns; none where blocks with heads of their own follow one another."""
        top = tuple(takewhile(_heads_columns, self.lines))
        return top if not any(map(_heads_columns, self.lines[len(top) :])) else ()

    @property
    def body(self) -> tuple[Line, ...]:
        """The lines below the head."""
        return self.lines[len(self.head) :]


@cache
def sheets(edition: Edition) -> tuple[Sheet, ...]:
    """Every table of an edition's form, in printed order; none for edition `none`."""
    return tuple(sheet(table) for table in load_form(edition).tables) if edition != "none" else ()


def sheet(table: FormTable) -> Sheet:
    """Lay out one table of the form."""
    lists = any(row.unit for block in table.blocks for row in block.rows)
    label_columns = max((len(row.labels) for block in table.blocks for row in block.rows), default=0)
    value_columns = max(len(block.columns) for block in table.blocks)
    lines = [
        line
        for block in table.blocks
        for line in (_list_lines(block) if lists else _block_lines(block, label_columns, value_columns))
    ]
    width = 3 if lists else label_columns + value_columns
    return Sheet(
        id=table.id,
        title=table.title,
        en=table.en,
        section=table.section,
        width=width,
        lines=tuple(_glossed(line, dict(table.heads)) for line in lines),
        indented=lists,
    )


def _glossed(line: Line, english: Mapping[str, str]) -> Line:
    heads = tuple(head.model_copy(update={"en": english.get(head.text, head.en)}) for head in line.heads)
    return line.model_copy(update={"heads": heads})


def _block_lines(block: Block, label_columns: int, value_columns: int) -> list[Line]:
    title = Head(text=block.title, scope="colgroup", columns=label_columns + value_columns)
    spans = _spread(len(block.columns), value_columns)
    head = _header_lines(block, label_columns, spans)
    body = _body_lines(block, label_columns, spans)
    return [*([Line(heads=(title,))] if block.title else []), *head, *body]


def _header_lines(block: Block, label_columns: int, spans: Sequence[int]) -> list[Line]:
    depth = max(len(column.labels) for column in block.columns)
    corner = [Head(text=block.corner, scope="col", columns=label_columns, rows=depth)] if label_columns else []
    levels = [_header_level(block.columns, spans, level, depth) for level in range(depth)]
    return [Line(heads=(*(corner if level == 0 else ()), *heads)) for level, heads in enumerate(levels)]


def _header_level(columns: Sequence[Column], spans: Sequence[int], level: int, depth: int) -> list[Head]:
    """The header cells of one level: neighbours under one path are one cell, a short path's last cell reaches down."""
    heads = []
    for _, group in groupby(zip(columns, spans, strict=True), key=lambda pair: pair[0].labels[: level + 1]):
        members = list(group)
        column, reach = members[0][0], sum(span for _, span in members)
        if level >= len(column.labels):
            continue
        last = level == len(column.labels) - 1
        rows = depth - level if last else 1
        heads.append(
            Head(
                text=column.labels[level],
                en=_leaf(column.en) if last else "",
                scope="col" if last else "colgroup",
                columns=reach,
                rows=rows,
            )
        )
    return heads


def _body_lines(block: Block, label_columns: int, spans: Sequence[int]) -> list[Line]:
    starts = _row_groups(block.rows)
    lines = []
    for number, row in enumerate(block.rows):
        heads = tuple(
            Head(
                text=text,
                en=_leaf(row.en) if level == len(row.labels) - 1 else "",
                scope="row" if level == len(row.labels) - 1 else "rowgroup",
                columns=label_columns - level if level == len(row.labels) - 1 else 1,
                rows=starts[number, level],
            )
            for level, text in enumerate(row.labels)
            if (number, level) in starts
        )
        values = tuple(
            Value(metric=block.metric.format(row=row.id, column=column.id), columns=span)
            for column, span in zip(block.columns, spans, strict=True)
        )
        lines.append(Line(heads=heads, values=values))
    return lines


def _row_groups(rows: Sequence[Row]) -> dict[tuple[int, int], int]:
    """Where a label cell starts, as (row, level), and how many rows it spans."""
    starts: dict[tuple[int, int], int] = {}
    for level in range(max((len(row.labels) for row in rows), default=0)):
        for path, group in groupby(enumerate(rows), key=lambda pair: pair[1].labels[: level + 1]):
            members = [number for number, _ in group]
            if len(path) > level:
                starts[members[0], level] = len(members)
    return starts


def _list_lines(block: Block) -> list[Line]:
    """A long list of indicators: a heading once for each group, rows indented under it, the unit in a column of its own."""
    header = Line(
        heads=tuple(Head(text=text, scope="col") for text in (block.corner, "单位", block.columns[0].labels[0]))
    )
    lines, said = [header], set[Path]()
    for row in block.rows:
        for level in range(len(row.labels) - 1):
            path = row.labels[: level + 1]
            if path not in said:
                said.add(path)
                lines.append(Line(heads=(Head(text=path[-1], scope="rowgroup", columns=3, depth=level),)))
        said.add(row.labels)
        head = Head(text=row.labels[-1], en=row.en, scope="row", depth=len(row.labels) - 1)
        value = Value(metric=block.metric.format(row=row.id, column=block.columns[0].id))
        lines.append(Line(heads=(head,), unit=row.unit, values=(value,)))
    return lines


def _heads_columns(line: Line) -> bool:
    return all(head.scope in ("col", "colgroup") for head in line.heads) and not line.values


def _spread(columns: int, width: int) -> list[int]:
    """How many of `width` grid columns each of `columns` takes: the last takes what is left."""
    return [1] * (columns - 1) + [width - columns + 1]


def _leaf(english: str) -> str:
    """The part of an English name that its group does not already say."""
    return english.rpartition(": ")[2] if english else ""
