"""Readings of cells -> observations: every metric of the edition once, sure, in doubt, or not there."""

from collections.abc import Mapping, Sequence

from archive.forms import FormTable, Metric, load_form
from archive.records import Box, CellReading, Finding, Observation, Status
from ocr.forms.presence import present_tables
from ocr.forms.values import Parsed, parse_value
from ocr.plain.align import Alignment, Reading
from ocr.plain.blocks import Block, Text
from ocr.plain.labels import row_index

SURE, UNSURE = 1.0, 0.5
TRACES = 2  # lines that look like a table's rows; one may be chance
SOME_LINE = 80  # characters; a longer line is prose that speaks of a row's subject

Spot = tuple[int, Box]


def observe(alignment: Alignment, blocks: Sequence[Block], spots: Mapping[str, Spot]) -> tuple[Observation, ...]:
    """The observations in the form's order; `spots` are the page and box of each metric's cell."""
    form = load_form(alignment.edition)
    gone = {table.id for table in form.tables if is_absent(table, alignment, blocks)}
    return tuple(_observation(metric, alignment, gone, spots.get(metric.id)) for metric in form.metrics)


def is_absent(table: FormTable, alignment: Alignment, blocks: Sequence[Block]) -> bool:
    """True where the report has no such table: no grid holds its rows, no lines look like them, no labels stand about."""
    if alignment.used.get(table.id):
        return False
    index = row_index(table)
    lines = [line for block in blocks for line in _short_lines(block)]
    if len({line for line in lines if index.find(line)}) >= TRACES:
        return False
    return table.id not in present_tables(load_form(alignment.edition), lines)


def _short_lines(block: Block) -> list[str]:
    if isinstance(block, Text):
        return [line for line in block.text.split("\n") if len(line) < SOME_LINE]
    return [cell.text for row in block.rows for cell in row.cells if len(cell.text) < SOME_LINE]


def absence(table: FormTable, alignment: Alignment) -> Finding:
    """The one finding for a table that the report does not have."""
    metrics = tuple(metric.id for metric in load_form(alignment.edition).metrics if metric.table == table.id)
    message = f"原件无此表：{table.title}"
    return Finding(relation=f"absent.{table.id}", grade="hint", metrics=metrics, message=message, likely="document")


def _observation(metric: Metric, alignment: Alignment, gone: set[str], spot: Spot | None) -> Observation:
    readings = alignment.readings.get(metric.id, [])
    if not readings:
        status = Status.ABSENT if metric.table in gone else Status.MISSING
        return Observation(metric=metric.id, value=None, unit=metric.unit, raw=None, status=status)
    values = [_parse(reading) for reading in readings]
    doubt = _doubt(readings, values)
    agreed = len({parsed.value for parsed in values}) == 1
    first = readings[0]
    return Observation(
        metric=metric.id,
        value=values[0].value if agreed else None,
        unit=metric.unit,
        raw=first.text if first.text is not None else first.row,
        status=_status(values[0], doubt),
        confidence=UNSURE if doubt else SURE,
        page=spot[0] if spot else None,
        box=spot[1] if spot else None,
        readings=tuple(_views(readings)),
        candidates=_candidates(readings, values) if doubt else (),
        reason=doubt,
    )


def _status(parsed: Parsed, doubt: str | None) -> Status:
    if doubt:
        return Status.DOUBTFUL
    return Status.NOT_STATED if parsed.states_nothing else Status.CERTAIN


def _parse(reading: Reading) -> Parsed:
    if reading.text is None:
        return Parsed(None, reading.doubt or "此列没有对应的格")
    return parse_value(reading.text, reading.metric, reading.unit)


def _doubt(readings: Sequence[Reading], values: Sequence[Parsed]) -> str | None:
    for reading, parsed in zip(readings, values, strict=True):
        if reading.doubt or parsed.doubt:
            return reading.doubt or parsed.doubt
    stated = {(parsed.value, parsed.states_nothing) for parsed in values}
    return f"原件有{len(readings)}处填报此项，各处不一" if len(stated) > 1 else None


def _views(readings: Sequence[Reading]) -> list[CellReading]:
    views = []
    for reading in readings:
        for reader, text in (("counted", reading.counted), ("placed", reading.placed)):
            if text is not None:
                views.append(CellReading(reader=reader, raw=text, confidence=UNSURE if reading.doubt else SURE))
    return views


def _candidates(readings: Sequence[Reading], values: Sequence[Parsed]) -> tuple[str, ...]:
    """Every value that some way of reading leads to, once each."""
    others = [
        parse_value(text, reading.metric, reading.unit).value
        for reading in readings
        for text in (reading.counted, reading.placed)
        if text is not None
    ]
    found = [parsed.value for parsed in values] + others
    return tuple(dict.fromkeys(value for value in found if value is not None))
