"""The pages of one document -> its reports: tables to observations, lines to sections, a title to an identity."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from archive.forms import Form, forms
from archive.records import (
    Finding,
    Observation,
    PageReading,
    ReportReading,
    Run,
    Section,
    Status,
    Table,
    TableCell,
)
from archive.relations import check
from ocr.align import Placed, PlacedGrid, RowMatch, align_rows, place_row
from ocr.cut import join_cut_rows
from ocr.disputes import leaf_levels, place_disputes
from ocr.doubtful import with_alternatives
from ocr.furniture import without_furniture
from ocr.identity import identify, split_reports
from ocr.lines import Line, PlacedWord, flow, page_lines
from ocr.note import CellNote, GridNote, PageNote
from ocr.observe import observe
from ocr.page import split_notes
from ocr.presence import present_tables
from ocr.sections import split_sections
from ocr.suggest import suggested_form
from ocr.weigh import weigh

# A form is recognised by at least this many of its rows or headers.
LEAST_ROWS = 3


@dataclass(frozen=True, slots=True)
class Fit:
    """How the tables fit one form: rows by rules, rows by the words' places, and the table of disputes."""

    form: Form
    ruled: tuple[RowMatch, ...]
    worded: tuple[RowMatch, ...]
    disputes: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Recovered:
    """The tables of one report held against the form that fits them best; `form` is None where none does."""

    form: Form | None
    matches: tuple[RowMatch, ...] = ()
    placed: tuple[Placed, ...] = ()
    direct: tuple[Placed, ...] = ()


def assemble(pages: Sequence[PageReading], filename: str) -> tuple[ReportReading, ...]:
    """See `archive.ports.Reader`."""
    notes = [PageNote.model_validate_json(note) for page in pages for note in split_notes(page.layout)]
    grids = _placed_grids(notes, lambda note: note.grids)
    direct = _placed_grids(notes, lambda note: note.direct)
    tables = {grid.order: _table_name(grid) for grid in grids}
    lines = without_furniture(_document_lines(notes, tables)).lines
    found = (
        _report(
            [lines[i] for i in span],
            grids,
            direct,
            tables,
            filename,
            _pages_of(span, lines, pages, whole=len(spans) == 1),
        )
        for spans in [split_reports(lines)]
        for span in spans
    )
    return tuple(with_alternatives(report, pages) for report in found)


def _pages_of(span: range, lines: Sequence[Line], pages: Sequence[PageReading], *, whole: bool) -> tuple[int, ...]:
    if whole:
        return tuple(page.number for page in pages)
    return tuple(sorted({lines[i].page for i in span}))


def _placed_grids(notes: Sequence[PageNote], grids_of: Callable[[PageNote], tuple[GridNote, ...]]) -> list[PlacedGrid]:
    found = [(note.page, grid) for note in notes for grid in grids_of(note)]
    return [PlacedGrid(page, order, grid) for order, (page, grid) in enumerate(found)]


def _table_name(grid: PlacedGrid) -> str:
    """The form's table that a grid looks like, "" for a plain table."""
    if leaf_levels(grid.note):
        return "disputes"
    rows = [match for form in forms() for match in align_rows(form, [grid])]
    names = [match.table.id for match in rows]
    return max(set(names), key=names.count) if len(names) >= LEAST_ROWS else ""


def _document_lines(notes: Sequence[PageNote], tables: dict[int, str]) -> tuple[Line, ...]:
    """All lines in reading order; `tables` names each ruled table by its place in the document."""
    lines: list[Line] = []
    order = count()
    for note in notes:
        cells = [_cell_lines(note, grid, tables[next(order)]) for grid in note.grids]
        words = [PlacedWord(word.text, word.box, word.scan) for word in note.words if word.grid is None]
        lines += page_lines(words, cells, page=note.page, part=note.part)
    return tuple(lines)


def _cell_lines(note: PageNote, grid: GridNote, table: str) -> list[Line]:
    ordered = sorted(grid.cells, key=lambda c: (c.top, c.left))
    return [
        Line(
            cell.text,
            note.page,
            cell.box,
            kind="cell",
            table=table,
            pieces=(Run(start=0, end=len(cell.text), page=note.page, box=cell.scan),),
            part=note.part,
        )
        for cell in ordered
        if cell.text
    ]


def _report(
    lines: Sequence[Line],
    grids: Sequence[PlacedGrid],
    direct: Sequence[PlacedGrid],
    tables: dict[int, str],
    filename: str,
    pages: tuple[int, ...],
) -> ReportReading:
    own = [grid for grid in grids if grid.page in pages]
    recovered = recover(own, [grid for grid in direct if grid.page in pages], suggested_form(lines, filename))
    form = recovered.form
    split = split_sections(lines, form)
    identity = identify(split.head, flow(lines).text, split.tail, filename)
    observations = _observations(form, recovered, lines) if form else ()
    absent = _absent_tables(form, observations) if form else ()
    return ReportReading(
        title=identity.title,
        office_name=identity.office_name,
        year=identity.year,
        edition=form.edition if form else "none",
        scope=identity.scope,
        period=identity.period,
        pages=pages,
        sections=split.sections,
        tables=tuple(_table(grid, tables[grid.order], split.sections) for grid in own),
        observations=observations,
        findings=(*absent, *(check(form.edition, observations) if form else ())),
    )


def _observations(form: Form, recovered: Recovered, lines: Sequence[Line]) -> tuple[Observation, ...]:
    present = present_tables(form, (line.text for line in lines))
    return weigh(form.edition, observe(form, recovered.placed, recovered.direct, present))


def recover(grids: Sequence[PlacedGrid], direct: Sequence[PlacedGrid], suggested: Form | None) -> Recovered:
    """Hold the tables against every form; the one that more of the printed labels fit wins.

    Where too few labels are printed to tell, they are held against the suggested form.
    """
    tried = [_fitted(form, grids, direct) for form in forms()]
    best = max(tried, key=lambda fit: sum(m.likeness for m in (*fit.ruled, *fit.worded)))
    if max(len(best.ruled), len(best.worded)) >= LEAST_ROWS or best.disputes:
        return _recovered(best, direct)
    if suggested is None:
        return Recovered(None)
    return _recovered(next(fit for fit in tried if fit.form == suggested), direct)


def _fitted(form: Form, grids: Sequence[PlacedGrid], direct: Sequence[PlacedGrid]) -> Fit:
    ruled = join_cut_rows(form, align_rows(form, grids), grids)
    return Fit(form, tuple(ruled), tuple(align_rows(form, direct)), tuple(place_disputes(form, grids)))


def _recovered(fit: Fit, direct: Sequence[PlacedGrid]) -> Recovered:
    words = (*_placed(fit.worded), *place_disputes(fit.form, direct))
    return Recovered(fit.form, fit.ruled, (*_placed(fit.ruled), *fit.disputes), words)


def _placed(matches: Sequence[RowMatch]) -> list[Placed]:
    return [place for match in matches for place in place_row(match, matches)]


def _absent_tables(form: Form, observations: Sequence[Observation]) -> tuple[Finding, ...]:
    """One finding for each table that the report does not have."""
    findings = []
    by_id = {o.metric: o for o in observations}
    for table in form.tables:
        metrics = tuple(m.id for m in form.metrics if m.table == table.id)
        if all(by_id[m].status is Status.ABSENT for m in metrics):
            findings.append(
                Finding(
                    relation=f"absent.{table.id}",
                    grade="hint",
                    metrics=metrics,
                    message=f"原件无此表：{table.title}",
                    likely="document",
                )
            )
    return tuple(findings)


def _table(grid: PlacedGrid, name: str, sections: Sequence[Section]) -> Table:
    form_section = next((t.section for form in forms() for t in form.tables if t.id == name), None)
    return Table(
        form=name or None,
        pages=(grid.page,),
        section=form_section if any(s.number == form_section for s in sections) else None,
        cells=tuple(_table_cell(cell, grid.page) for cell in grid.note.cells),
    )


def _table_cell(cell: CellNote, page: int) -> TableCell:
    return TableCell(
        row=cell.top,
        column=cell.left,
        row_span=cell.bottom - cell.top + 1,
        column_span=cell.right - cell.left + 1,
        text=cell.text,
        box=cell.scan,
        page=page,
        confidence=cell.certainty,
        empty=cell.ink == "none" and not cell.readings,
        readings=cell.readings,
    )
