"""The official forms, one TOML file an edition: which sections, tables, rows and columns there are, and what they mean."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import field_validator

from archive.records import Edition, Record

Kind = Literal["count", "signed", "amount"]
LONE = "value"  # the id of a column that a metric's label need not name, for the table has no other
EDITIONS: tuple[Edition, ...] = ("2014", "2019", "2021")


class FormSection(Record):
    """One headed part that the form prescribes."""

    number: int
    title: str
    aliases: tuple[str, ...] = ()
    en: str = ""


class _Labelled(Record):
    """What a form names: `labels` is the path of its cells, as printed, and `aliases` replace the last of them."""

    id: str
    labels: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    unit: str | None = None
    kind: Kind = "count"
    en: str = ""


class Column(_Labelled):
    """One column of values; its header cells from the top down."""


class Row(_Labelled):
    """One row of values; its label cells from the left."""


class Block(Record):
    """A header and the rows under it. `metric` is the pattern of its ids; `headings` are rows that carry no value."""

    title: str
    corner: str = ""
    metric: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    headings: tuple[str, ...] = ()


class FormTable(Record):
    """One table of the form; `section` is the number of the section it stands in, 0 for one of its own.

    `heads` is the English of head cells as printed: of groups, which no metric's name holds, and of columns too narrow for theirs.
    """

    id: str
    section: int
    title: str
    en: str = ""
    unit: str | None = None
    heads: tuple[tuple[str, str], ...] = ()
    blocks: tuple[Block, ...]

    @field_validator("heads", mode="before")
    @classmethod
    def _pairs(cls, given: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """A form is a key of what is remembered of it, which a mapping cannot be."""
        return tuple(given.items())


class Metric(Record):
    """One cell of the form: its stable id, its place, its unit, and what numbers it takes.

    `kind`: `count` is a whole number from 0, `signed` a whole number, `amount` a decimal from 0.
    """

    id: str
    table: str
    block: int
    row: int
    column: int
    unit: str | None
    kind: Kind
    label: str
    en: str


class Form(Record):
    """An edition of the form. `years` are the first and last year reported on that it was made for."""

    edition: Edition
    years: tuple[int, int]
    sections: tuple[FormSection, ...] = ()
    tables: tuple[FormTable, ...]

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """Every metric, in printed order."""
        return _metrics(self.edition)

    def table(self, table_id: str) -> FormTable:
        """The table of this id; raises KeyError."""
        return {table.id: table for table in self.tables}[table_id]

    def metric_at(self, table_id: str, block: int, row: int, column: int) -> Metric:
        """The metric of one cell; raises KeyError."""
        return _places(self.edition)[table_id, block, row, column]


@cache
def load_form(edition: Edition) -> Form:
    """The form of an edition other than `none`; raises KeyError for an edition that has no form."""
    if edition not in EDITIONS:
        raise KeyError(edition)
    text = (files(__package__) / f"{edition}.toml").read_text(encoding="utf-8")
    return Form.model_validate(tomllib.loads(text))


def forms() -> tuple[Form, ...]:
    """All forms, oldest first."""
    return tuple(load_form(edition) for edition in EDITIONS)


@cache
def metric(metric_id: str) -> Metric:
    """The newest form's metric of this id; raises KeyError."""
    for form in reversed(forms()):
        for candidate in form.metrics:
            if candidate.id == metric_id:
                return candidate
    raise KeyError(metric_id)


@cache
def _metrics(edition: Edition) -> tuple[Metric, ...]:
    return tuple(
        _metric(table, index, row, column)
        for table in load_form(edition).tables
        for index, block in enumerate(table.blocks)
        for row in range(len(block.rows))
        for column in range(len(block.columns))
    )


@cache
def _places(edition: Edition) -> dict[tuple[str, int, int, int], Metric]:
    return {(m.table, m.block, m.row, m.column): m for m in _metrics(edition)}


def _metric(table: FormTable, index: int, row_number: int, column_number: int) -> Metric:
    block = table.blocks[index]
    row, column = block.rows[row_number], block.columns[column_number]
    return Metric(
        id=block.metric.format(row=row.id, column=column.id),
        table=table.id,
        block=index,
        row=row_number,
        column=column_number,
        unit=row.unit or column.unit or table.unit,
        kind=row.kind if row.kind != "count" else column.kind,
        label=" / ".join(_label_parts(row, column)),
        en=": ".join(part for part in (row.en, "" if column.id == LONE else column.en) if part),
    )


def _label_parts(row: Row, column: Column) -> list[str]:
    if column.id == LONE:
        return [row.labels[-1]]
    return [*row.labels[-1:], *(column.labels[-1:] if row.labels else column.labels)]
