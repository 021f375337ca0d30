"""Tables of the form written out as text sources write them, every cell knowing which metric it states."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from archive.forms import Block, FormTable, load_form
from archive.records import Edition


@dataclass(frozen=True)
class Square:
    """One cell: its text, the metric that it states, and whether it belongs to the header."""

    text: str
    metric: str | None = None
    header: bool = False


Rows = list[list[Square]]
Values = Callable[[str], str]


def write(rows: Sequence[Sequence[Square]], *, dashes: int | None = 0) -> str:
    """The rows as a pipe table, with a line of dashes after row `dashes`."""
    lines = ["| " + " | ".join(square.text for square in row) + " |" for row in rows]
    if dashes is not None and rows:
        lines.insert(dashes + 1, "|" + "---|" * len(rows[0]))
    return "\n".join(lines)


def table_rows(table: FormTable, edition: Edition, values: Values, *, expanded: bool = False) -> Rows:
    """The table in true columns: labels in as many columns as they are deep, merged cells blank or repeated."""
    if table.id == "disclosure":
        return [row for at in range(len(table.blocks)) for row in _disclosure_block(table, at, edition, values)]
    if table.id == "statistics":
        return _statistics(table, edition, values)
    return _one_block(table, edition, values, expanded=expanded)


def _disclosure_block(table: FormTable, at: int, edition: Edition, values: Values) -> Rows:
    block = table.blocks[at]
    width = 1 + max(len(b.columns) for b in table.blocks)
    title = [Square(block.title, header=True)]
    head = [Square(block.corner, header=True), *(Square(column.labels[-1], header=True) for column in block.columns)]
    return [_filled(row, width) for row in (title, head, *_data(table, at, edition, values, depth=1, expanded=False))]


def _statistics(table: FormTable, edition: Edition, values: Values) -> Rows:
    head = [Square(text, header=True) for text in ("统计指标", "单位", "统计数")]
    rows = [head]
    for number, row in enumerate(table.blocks[0].rows):
        metric = load_form(edition).metric_at(table.id, 0, number, 0)
        rows.append([Square(row.labels[-1]), Square(row.unit or ""), Square(values(metric.id), metric.id)])
    return rows


def _one_block(table: FormTable, edition: Edition, values: Values, *, expanded: bool) -> Rows:
    block = table.blocks[0]
    depth = max(len(row.labels) for row in block.rows)
    return [
        *_header(block, depth, expanded=expanded),
        *_data(table, 0, edition, values, depth=depth, expanded=expanded),
    ]


def _header(block: Block, depth: int, *, expanded: bool) -> Rows:
    levels = max(len(column.labels) for column in block.columns)
    rows = [[Square(block.corner if at == 0 or expanded else "", header=True)] * min(depth, 1) for at in range(levels)]
    for at, row in enumerate(rows):
        row.extend([row[0] if expanded else Square("", header=True)] * (depth - 1) if depth else [])
        above: tuple[str, ...] = ()
        for column in block.columns:
            label = column.labels[at] if at < len(column.labels) else (column.labels[-1] if expanded else "")
            shown = "" if not expanded and column.labels[: at + 1] == above and at < len(column.labels) - 1 else label
            row.append(Square(shown, header=True))
            above = column.labels[: at + 1]
    return rows


def _data(table: FormTable, at: int, edition: Edition, values: Values, *, depth: int, expanded: bool) -> Rows:
    rows: Rows = []
    before: tuple[str, ...] = ()
    for number, row in enumerate(table.blocks[at].rows):
        labels = [
            Square("" if not expanded and row.labels[: level + 1] == before[: level + 1] else label)
            for level, label in enumerate(row.labels)
        ]
        fill = [labels[-1] if expanded and labels else Square("")] * (depth - len(labels))
        metrics = [
            load_form(edition).metric_at(table.id, at, number, j).id for j in range(len(table.blocks[at].columns))
        ]
        rows.append([*labels, *fill, *(Square(values(metric), metric) for metric in metrics)])
        before = row.labels
    return rows


def truncated(rows: Rows, depth: int) -> Rows:
    """The other shape of real exports: rows with one label as `shifted`, the others in true columns, cut at the right."""
    squeezed = shifted(rows, depth)
    width = len(squeezed[0])
    return [
        short if short[0].header or not any(square.text for square in row[1:depth]) else row[:width]
        for short, row in zip(squeezed, rows, strict=True)
    ]


def collapsed(rows: Rows, _: int) -> Rows:
    """The shape of a page copied as text: merged cells once, where they begin, and nothing in their other places."""
    return [[square for square in row if square.metric or square.text] for row in rows]


def shifted(rows: Rows, depth: int) -> Rows:
    """The shape of real exports: the header has one label column, and a row's values begin right after its label.

    Every row is as wide as the header and one filler; rows with two labels fit exactly, and what is wider is cut.
    """
    width = len(rows[0]) - depth + 2
    squeezed = []
    for row in rows:
        labels = [square for square in row[:depth] if square.text] or [Square("", header=row[0].header)]
        squeezed.append(_filled([*labels, *row[depth:]], width)[:width])
    return squeezed


def _filled(row: Sequence[Square], width: int) -> list[Square]:
    header = row[0].header if row else False
    return [*row, *[replace(Square(""), header=header)] * (width - len(row))]
