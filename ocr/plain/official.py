"""A form's table in its official layout, filled with what the source prints."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from archive.forms import Block, Form, FormTable
from ocr.plain.align import Alignment, Reading
from ocr.plain.blocks import Grid, Place, distinct, slots
from ocr.plain.labels import label_columns, looks_like_value, read_label
from ocr.plain.sheet import Kind, Sheet, SheetCell
from ocr.plain.tree import spans

ALIKE = 75  # of 100: a corner or an upper label, which nobody else in the table resembles


@dataclass(frozen=True, slots=True)
class Official:
    """The table as typeset, the source's texts that have no place in it, and the metrics whose row was refused, by row."""

    sheet: Sheet
    rest: tuple[str, ...]
    refused: dict[str, tuple[str, ...]]


class _Source:
    """The texts of a table's grids, taken out one by one as they find their place."""

    def __init__(self, grids: Sequence[tuple[int, Grid]], alignment: Alignment, table: str) -> None:
        self._texts = [
            ((number, place), place.text)
            for number, grid in grids
            for place in distinct([place for line in slots(grid) for place in line])
            if not place.blank
        ]
        self._all = {text for _, text in self._texts}
        self._labels = {key: at for key, at in alignment.labels.items() if key[1] == table}

    def take(self, at: tuple[int, Place]) -> None:
        self._texts = [(place, text) for place, text in self._texts if place != at]

    def take_text(self, text: str) -> None:
        """Copies of a label, as a merged cell written out has them."""
        self._texts = [(place, other) for place, other in self._texts if other != text]

    def label(self, kind: str, table: str, block: int, index: int) -> str | None:
        """What the source prints as the label of a row or a column."""
        at = self._labels.get((kind, table, block, index))
        if at is None:
            return None
        self.take_text(at[1].text)
        return at[1].text

    def common(self, official: str) -> str | None:
        """A text that the source prints in many places, such as a unit or a corner."""
        self.take_text(official)
        return official if official in self._all else None

    def group(self, official: str) -> str | None:
        """What the source prints for an upper label, a title or a corner."""
        wanted = read_label(official)
        for _, text in self._texts:
            label = read_label(text)
            same_number = label.number == wanted.number
            if same_number and fuzz.ratio(label.words, wanted.words) >= ALIKE:
                self.take_text(text)
                return text
        return None

    @property
    def rest(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._texts)


class _Maker:
    """Gathers the cells of one table; names count on."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self.cells: list[SheetCell] = []

    def add(
        self,
        text: str | None,
        official: str,
        at: tuple[int, int],
        span: tuple[int, int] = (1, 1),
        kind: Kind = "label",
    ) -> None:
        """A label: the source's text, or the form's where the source has none."""
        shown = official if text is None else text
        name = f"{self._prefix}-{len(self.cells)}"
        self.cells.append(SheetCell(name, shown, *at, *span, kind=kind, printed=text is not None))

    def value(self, reading: Reading | None, metric: str, at: tuple[int, int], span: int) -> None:
        """A value: the source's text, blank where it has none."""
        text = reading.text if reading and reading.text is not None else ""
        found = reading is not None and reading.text is not None
        name = f"{self._prefix}-{len(self.cells)}"
        self.cells.append(SheetCell(name, text, *at, 1, span, metric=metric, found=found))


def official_sheet(
    form: Form, table: FormTable, grids: Sequence[tuple[int, Grid]], alignment: Alignment, prefix: str
) -> Official | None:
    """The table in its official layout; None where it would not show what the source does.

    So it is where the source states a metric twice, and where most of its values were refused a place.
    """
    metrics = [metric for metric in form.metrics if metric.table == table.id]
    readings = {metric.id: alignment.readings.get(metric.id, []) for metric in metrics}
    if any(len(found) > 1 for found in readings.values()):
        return None
    single = {metric: found[0] for metric, found in readings.items() if found}
    if sum(reading.text is None for reading in single.values()) * 2 > len(single):
        return None
    source = _Source(grids, alignment, table.id)
    refused = _refused(single, source, grids)
    for reading in single.values():
        if reading.place is not None:
            source.take((reading.grid, reading.place))
    maker = _Maker(prefix)
    columns = _draw(form, table, source, maker, single.get)
    return Official(Sheet(table.id, columns, in_order(maker.cells)), source.rest, refused)


def in_order(cells: Sequence[SheetCell]) -> tuple[SheetCell, ...]:
    """The cells as one reads them: row by row, from left to right."""
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))


def _refused(
    single: dict[str, Reading], source: _Source, grids: Sequence[tuple[int, Grid]]
) -> dict[str, tuple[str, ...]]:
    """The rows whose values found no place, by the row as the source writes it; their texts are shown there."""
    rows: dict[str, list[str]] = {}
    lines = {grid.rows[at].source: (number, at) for number, grid in grids for at in range(len(grid.rows))}
    for metric, reading in single.items():
        if reading.text is None and reading.row:
            rows.setdefault(reading.row, []).append(metric)
    for row in rows:
        number, at = lines[row]
        grid = dict(grids)[number]
        for index, cell in enumerate(grid.rows[at].cells):
            if looks_like_value(cell.text):
                source.take((number, Place(at, index, cell)))
    return {row: tuple(metrics) for row, metrics in rows.items()}


def _draw(
    form: Form, table: FormTable, source: _Source, maker: _Maker, reading_of: Callable[[str], Reading | None]
) -> int:
    if table.id == "statistics":
        return _draw_list(form, table, source, maker, reading_of)
    depth = label_columns(table)
    width = depth + max(len(block.columns) for block in table.blocks)
    top = 0
    for number, block in enumerate(table.blocks):
        if block.title:
            maker.add(source.group(block.title), block.title, (top, 0), (1, width), "heading")
            top += 1
        top = _draw_header(table, number, block, source, maker, (top, depth, width))
        top = _draw_rows(form, table, number, source, maker, reading_of, (top, depth, width))
    return width


def _draw_header(
    table: FormTable, number: int, block: Block, source: _Source, maker: _Maker, frame: tuple[int, int, int]
) -> int:
    top, depth, width = frame
    levels = max(len(column.labels) for column in block.columns)
    if depth:
        maker.add(source.common(block.corner) or source.group(block.corner), block.corner, (top, 0), (levels, depth))
    for level, first, count in spans([column.labels for column in block.columns]):
        labels = block.columns[first].labels
        leaf = level == len(labels) - 1
        down = levels - level if leaf else 1
        across = count + (width - depth - len(block.columns) if first + count == len(block.columns) else 0)
        text = source.label("column", table.id, number, first) if leaf else source.group(labels[level])
        maker.add(text, labels[level], (top + level, depth + first), (down, across))
    return top + levels


def _draw_rows(
    form: Form,
    table: FormTable,
    number: int,
    source: _Source,
    maker: _Maker,
    reading_of: Callable[[str], Reading | None],
    frame: tuple[int, int, int],
) -> int:
    top, depth, width = frame
    block = table.blocks[number]
    groups = list(spans([row.labels for row in block.rows])) if depth else []
    for at, row in enumerate(block.rows):
        for level, first, count in groups:
            if first == at:
                leaf = level == len(row.labels) - 1
                text = source.label("row", table.id, number, at) if leaf else source.group(row.labels[level])
                maker.add(text, row.labels[level], (top + at, level), (count, depth - level if leaf else 1))
        for column in range(len(block.columns)):
            last = column == len(block.columns) - 1
            metric = form.metric_at(table.id, number, at, column).id
            span = width - depth - column if last else 1
            maker.value(reading_of(metric), metric, (top + at, depth + column), span)
    return top + len(block.rows)


def _draw_list(
    form: Form, table: FormTable, source: _Source, maker: _Maker, reading_of: Callable[[str], Reading | None]
) -> int:
    """The long table of edition 2014: indicator, unit, figure; headings between its rows."""
    block = table.blocks[0]
    for column, label in enumerate((block.corner, "单位")):
        maker.add(source.group(label), label, (0, column))
    maker.add(source.label("column", table.id, 0, 0), block.columns[0].labels[0], (0, 2))
    top = 1
    shown: set[str] = set()
    for at, row in enumerate(block.rows):
        for heading in row.labels[:-1]:
            if heading in block.headings and heading not in shown:
                maker.add(source.group(heading), heading, (top, 0), (1, 3))
                shown.add(heading)
                top += 1
        maker.add(source.label("row", table.id, 0, at), row.labels[-1], (top, 0))
        metric = form.metric_at(table.id, 0, at, 0).id
        unit = row.unit or ""
        maker.add(source.common(unit), unit, (top, 1))
        maker.value(reading_of(metric), metric, (top, 2), 1)
        top += 1
    return 3
