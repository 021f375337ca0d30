"""A plain table that a person called a table of the form: its cells by place become values, all of them in doubt.

Where labels cannot be read, only the shape is left to go by: rows and columns of values must be exactly as many as the
form has, or nothing is taken. What does not fit is refused, not shifted. Pure functions.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, takewhile

from archive.derived.corrections import typed_value
from archive.errors import InvalidValue
from archive.forms import Form, Metric, load_form
from archive.records import Edition, Observation, Status, Table, TableCell

BY_PLACE = "表由人指定，数值按行列位置取，需核对"
"""Why such a value is in doubt; no relation lifts this doubt."""

# Digits, what stands for nothing, and signs: a cell that holds more is no value but a label.
_VALUE = re.compile(r"[\s\d,，.．·:：+＋\-—－–―/／\\|()（）无零?？]*")
_NOTHING = re.compile(r"[\s\-—－–―/／无]*")
_NOT_FOUND = frozenset({Status.MISSING, Status.ABSENT})

Line = tuple[TableCell, ...]


def with_named(
    edition: Edition, observations: Sequence[Observation], form: Form, named: Mapping[str, Sequence[Table]]
) -> tuple[Observation, ...]:
    """The observations; those that were not found are taken from the tables that people named, where these fit.

    `named` holds for every table of the form its parts in printed order.
    """
    taken: dict[str, TableCell] = {}
    for table, parts in named.items():
        taken |= placed(form, table, parts)
    return tuple(
        _seen(edition, one, taken[one.metric]) if one.metric in taken and one.status in _NOT_FOUND else one
        for one in observations
    )


def placed(form: Form, table: str, parts: Sequence[Table]) -> dict[str, TableCell]:
    """The cell of every metric of a form's table; empty where the parts together do not have its shape."""
    asked = asked_lines(form, table)
    found = [line for part in parts for line in value_lines(part, asked)]
    if [len(line) for line in found] != [len(line) for line in asked]:
        return {}
    return {
        metric.id: cell
        for line, cells in zip(asked, found, strict=True)
        for metric, cell in zip(line, cells, strict=True)
    }


def tables_of(edition: Edition | None) -> tuple[str, ...]:
    """The ids of the tables of an edition's form."""
    return tuple(table.id for table in load_form(edition).tables) if edition not in (None, "none") else ()


def asked_lines(form: Form, table: str) -> list[tuple[Metric, ...]]:
    """The metrics of a form's table line by line, as it prints them."""
    metrics = [metric for metric in form.metrics if metric.table == table]
    return [tuple(line) for _, line in groupby(metrics, key=lambda metric: (metric.block, metric.row))]


def value_lines(part: Table, asked: Sequence[Sequence[Metric]]) -> list[Line]:
    """The rows of a table that end in values, as wide as lines of the form are; none where their columns are not the same."""
    widths = sorted({len(line) for line in asked}, reverse=True)
    rows = groupby(sorted(part.cells, key=lambda cell: (cell.row, cell.column)), key=lambda cell: cell.row)
    lines = [line for line in (_line(tuple(row), widths, labelled=len(asked) > 1) for _, row in rows) if line]
    columns = {width: {tuple(c.column for c in line) for line in lines if len(line) == width} for width in widths}
    return lines if all(len(places) <= 1 for places in columns.values()) else []


def _line(row: Line, widths: Iterable[int], *, labelled: bool) -> Line:
    """The values at the end of a row; none where it is no row of values, or where nothing stands before them."""
    count = _values_at_end(row)
    width = next((width for width in widths if width <= count), 0)
    if not width or (not labelled and len(row) != width):
        return ()
    line, before = row[len(row) - width :], row[: len(row) - width]
    if labelled and (line[0].column == 0 or (width == 1 and _says_nothing(before))):
        return ()
    return line


def _values_at_end(row: Line) -> int:
    sure = takewhile(lambda cell: cell.row_span == 1 and _VALUE.fullmatch(cell.text), reversed(row))
    return sum(1 for _ in sure)


def _says_nothing(before: Line) -> bool:
    """Whether neither a label nor a unit stands beside a single value: headings of groups have blanks, too."""
    return not before or _NOTHING.fullmatch(before[-1].text) is not None


def _seen(edition: Edition, observation: Observation, cell: TableCell) -> Observation:
    """The observation as the cell has it: in doubt, with its place and what each reader saw."""
    try:
        value = None if _NOTHING.fullmatch(cell.text) else typed_value(edition, observation.metric, cell.text)
    except InvalidValue:
        value = None
    return observation.model_copy(
        update={
            "value": value,
            "raw": cell.text,
            "status": Status.DOUBTFUL,
            "confidence": cell.confidence,
            "page": cell.page,
            "box": cell.box,
            "readings": cell.readings,
            "reason": BY_PLACE,
        }
    )
