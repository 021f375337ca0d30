"""What a typeset document's pages remember of it, so that its reports can be put together from the pages alone."""

from archive.records import Box, Edition, Finding, Observation, Record, Run, Table


class LineNote(Record):
    """One paragraph or one cell, in reading order; see `ocr.text.lines.Line`."""

    text: str
    page: int
    box: Box
    is_cell: bool = False
    table: str = ""
    pieces: tuple[Run, ...] = ()


class ReportNote(Record):
    """One report: its lines, and what was read from its tables. `starts` are the lines that the tables begin with.

    It stands on the first page of the report.
    """

    edition: Edition
    pages: tuple[int, ...]
    lines: tuple[LineNote, ...]
    observations: tuple[Observation, ...] = ()
    tables: tuple[Table, ...] = ()
    starts: tuple[int, ...] = ()
    findings: tuple[Finding, ...] = ()
