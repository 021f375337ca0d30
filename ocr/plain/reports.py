"""Typeset pages -> the reports that their notes hold. Needs nothing that typesets."""

from collections.abc import Sequence

from archive.forms import load_form
from archive.records import PageReading, ReportReading, Table
from archive.relations import check
from ocr.plain.note import ReportNote
from ocr.text.identity import identify
from ocr.text.lines import Line, flow
from ocr.text.sections import SectionSplit, split_sections


def reports(pages: Sequence[PageReading], filename: str) -> tuple[ReportReading, ...]:
    """The reports that typeset pages hold, from their notes; see `archive.ports.Reader.assemble`."""
    return tuple(_assembled(ReportNote.model_validate_json(page.layout), filename) for page in pages if page.layout)


def _assembled(note: ReportNote, filename: str) -> ReportReading:
    form = load_form(note.edition) if note.edition != "none" else None
    lines = [
        Line(line.text, line.page, line.box, "cell" if line.is_cell else "text", line.table, line.pieces, whole=True)
        for line in note.lines
    ]
    split = split_sections(lines, form)
    identity = identify(split.head, flow(lines).text, split.tail, filename)
    return ReportReading(
        title=identity.title,
        office_name=identity.office_name,
        year=identity.year,
        edition=note.edition,
        scope=identity.scope,
        period=identity.period,
        pages=note.pages,
        preamble=split.preamble,
        sections=split.sections,
        tables=_in_sections(note, split),
        observations=note.observations,
        findings=(*note.findings, *(check(note.edition, note.observations) if form else ())),
    )


def _in_sections(note: ReportNote, split: SectionSplit) -> tuple[Table, ...]:
    """The tables, each with the number of the section that it stands in; none for one that a text shows elsewhere."""
    numbers = {section.number for section in split.sections}
    places = [split.where[start] if start >= 0 else None for start in note.starts]
    return tuple(
        table.model_copy(update={"section": place if place in numbers else None})
        for table, place in zip(note.tables, places, strict=True)
    )
