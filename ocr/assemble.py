"""The pages of one document -> its reports: tables to observations, lines to sections, a title to an identity."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.boxes import holds
from archive.forms import Form, forms
from archive.ports import NO_HINTS, Hints
from archive.records import (
    Finding,
    Observation,
    PageReading,
    ReportReading,
    Section,
    Status,
    Table,
    TableCell,
)
from archive.relations import check
from archive.relations.weigh import weigh
from ocr.forms.align import Placed, PlacedGrid, RowMatch, align_rows, place_row
from ocr.forms.carried import carried
from ocr.forms.continued import continued
from ocr.forms.cut import join_cut_rows
from ocr.forms.disputes import leaf_levels, place_disputes
from ocr.forms.observe import observe
from ocr.forms.presence import has_lost_values, present_tables, tables_left_in
from ocr.forms.torn import mended
from ocr.forms.values import clean
from ocr.note import CellNote, GridNote, PageNote, WordNote
from ocr.page import split_notes
from ocr.text.broken import broken_grids
from ocr.text.doubtful import with_alternatives
from ocr.text.furniture import Body, without_furniture
from ocr.text.groups import with_groups_first
from ocr.text.identity import identify, split_reports
from ocr.text.leaves import leaves, out_of_order, with_each_other, with_page_facts
from ocr.text.lexicon import is_noise
from ocr.text.lines import Line, PlacedWord, flow, page_lines
from ocr.text.loose import loose_tables
from ocr.text.scopes import Copy, copies, doubted, told_twice
from ocr.text.sections import SectionSplit, split_sections
from ocr.text.suggest import suggested_form
from ocr.text.tabletext import ruled_lines, with_cut_words, with_side_labels

# A form is recognised by at least this many of its rows or headers.
LEAST_ROWS = 3
# Columns of one table stand at the same places on two pages but for this share of the page's width.
LEAST_HEADERS = 3
ALIKE = 0.98  # of the best form's score
SAME_COLUMN = 0.01


@dataclass(frozen=True, slots=True)
class Fit:
    """How the tables fit one form: rows by rules, rows by the words' places, and the table of disputes."""

    form: Form
    ruled: tuple[RowMatch, ...]
    worded: tuple[RowMatch, ...]
    disputes: tuple[Placed, ...]

    @property
    def score(self) -> float:
        """How much of the form is printed."""
        return sum(match.likeness for match in (*self.ruled, *self.worded))


@dataclass(frozen=True, slots=True)
class Recovered:
    """The tables of one report held against the form that fits them best; `form` is None where none does."""

    form: Form | None
    matches: tuple[RowMatch, ...] = ()
    placed: tuple[Placed, ...] = ()
    direct: tuple[Placed, ...] = ()


@dataclass(frozen=True, slots=True)
class Laid:
    """The pages of a document laid out: ruled tables, tables by words alone, the tables' names, lines, page numbers.

    `scanned` are the pages that were recognised, where a label may have been misread; `plain` are the cells of ruled tables
    that look like none of a form, whether the text tells them so or by the words' places.
    """

    grids: tuple[PlacedGrid, ...]
    direct: tuple[PlacedGrid, ...]
    tables: dict[int, str]
    body: Body
    scanned: frozenset[int]
    plain: tuple[Line, ...] = ()


def assemble(pages: Sequence[PageReading], filename: str, hints: Hints = NO_HINTS) -> tuple[ReportReading, ...]:
    """See `archive.ports.Reader`."""
    named = next((form for form in forms() if form.edition == hints.edition), None)
    notes = {page.number: [with_side_labels(with_cut_words(note)) for note in _notes(page)] for page in pages}
    laid = _laid([note for page in pages for note in notes[page.number]])
    bound = leaves(pages, dict(laid.body.numbers))
    if bound.order != tuple(notes):
        # Pages are counted as they are read, so that a table goes on over a blank page or a copy.
        laid = _laid(
            [note.model_copy(update={"page": at}) for at, page in enumerate(bound.order, 1) for note in notes[page]]
        )
    reports = _reports(_within(laid, hints, bound.order), filename, len(bound.order), named)
    told = tuple(with_page_facts(report, bound, tuple(notes), alone=len(reports) == 1) for report in reports)
    return tuple(with_alternatives(report, pages) for report in with_each_other(told))


def _notes(page: PageReading) -> list[PageNote]:
    return [PageNote.model_validate_json(note) for note in split_notes(page.layout)]


def _laid(notes: Sequence[PageNote]) -> Laid:
    grids = _placed_grids(notes, lambda note: note.grids)
    direct = _placed_grids(carried(mended(continued(notes))), lambda note: note.direct)
    tables = _names(grids)
    ruled = ruled_lines(notes, grids, tables)
    body = without_furniture(_document_lines(notes, ruled))
    body = replace(body, lines=with_groups_first(body.lines))
    scanned = frozenset(note.page for note in notes if note.source == "recognised")
    plain = tuple(line for lines in ruled for line in lines if not line.table)
    return Laid(tuple(grids), tuple(direct), tables, body, scanned, plain)


def _within(laid: Laid, hints: Hints, order: Sequence[int]) -> Laid:
    """Without the tables of which people said that they do not belong to the report; their text stays."""

    def belongs(grid: PlacedGrid) -> bool:
        boxes = [cell.scan for cell in grid.note.cells]
        page = order[grid.page - 1]
        return not any(page == at and any(holds(box, x, y) for box in boxes) for at, x, y in hints.outside)

    if not hints.outside:
        return laid
    own = tuple(grid for grid in laid.grids if belongs(grid))
    return replace(laid, grids=own, direct=tuple(grid for grid in laid.direct if belongs(grid)))


def _reports(laid: Laid, filename: str, count: int, named: Form | None) -> list[ReportReading]:
    """The reports of a document, their pages counted as they are read."""
    lines = laid.body.lines
    spans = split_reports(lines)
    if len(spans) == 1:
        return _of_report(lines, laid, filename, tuple(range(1, count + 1)), named)
    own = ([lines[i] for i in span] for span in spans)
    return [
        report
        for part in own
        for report in _of_report(part, laid, filename, tuple(sorted({n.page for n in part})), named, parted=True)
    ]


def _placed_grids(notes: Sequence[PageNote], grids_of: Callable[[PageNote], tuple[GridNote, ...]]) -> list[PlacedGrid]:
    found = [(note.page, grid) for note in notes for grid in grids_of(note)]
    return [PlacedGrid(page, order, grid) for order, (page, grid) in enumerate(found)]


def _names(grids: Sequence[PlacedGrid]) -> dict[int, str]:
    """The form's table that each grid looks like; a few rows before a page break are of the table that goes on after it."""
    names = {grid.order: _table_name(grid) for grid in grids}
    for grid, following in reversed(list(pairwise(grids))):
        goes_on = not names[grid.order] and following.page == grid.page + 1
        if goes_on and (_same_columns(grid.note, following.note) or _has_header(grid.note, names[following.order])):
            names[grid.order] = names[following.order]
    return names


def _has_header(note: GridNote, table: str) -> bool:
    """Whether a grid has so many of the column headers of a form's table that it begins with them."""
    printed = {clean(cell.text) for cell in note.cells if cell.text}
    blocks = [block for form in forms() for one in form.tables if one.id == table for block in one.blocks]
    return any(len({clean(c.labels[-1]) for c in block.columns} & printed) >= LEAST_HEADERS for block in blocks)


def _same_columns(one: GridNote, other: GridNote) -> bool:
    pairs = zip(one.xs, other.xs, strict=False)
    return len(one.xs) == len(other.xs) and all(abs(a - b) <= SAME_COLUMN for a, b in pairs)


def _table_name(grid: PlacedGrid) -> str:
    """The form's table that a grid looks like, "" for a plain table."""
    if leaf_levels(grid.note):
        return "disputes"
    rows = [match for form in forms() for match in align_rows(form, [grid])]
    names = [match.table.id for match in rows]
    return max(set(names), key=names.count) if len(names) >= LEAST_ROWS else ""


def _document_lines(notes: Sequence[PageNote], ruled_tables: Sequence[Sequence[Line]]) -> tuple[Line, ...]:
    """All lines in reading order; `ruled_tables` are those of each ruled table by its place in the document."""
    ruled = iter(ruled_tables)
    lines: list[Line] = []
    for note in notes:
        broken = broken_grids(note)
        cells = [told for at, _ in enumerate(note.grids) if (told := next(ruled)) and at not in broken]
        words = [PlacedWord(word.text, word.box, word.scan) for word in note.words if _is_print(word, note, broken)]
        loose, words = loose_tables(note, words)
        lines += page_lines(words, [*cells, *loose], page=note.page, part=note.part)
    return tuple(lines)


def _is_print(word: WordNote, note: PageNote, broken: frozenset[int]) -> bool:
    """Whether a word stands outside of the tables whose rules hold, and is no grain."""
    return (word.grid is None or word.grid in broken) and (note.source == "text" or not is_noise(word.text))


def _of_report(
    lines: Sequence[Line],
    laid: Laid,
    filename: str,
    pages: tuple[int, ...],
    named: Form | None,
    *,
    parted: bool = False,
) -> list[ReportReading]:
    """The reading of one report, and one more where it prints its tables for a second scope.

    `parted`: the document was split into several reports, of which this is one.
    """
    own = [grid for grid in laid.grids if grid.page in pages]
    direct = [grid for grid in laid.direct if grid.page in pages]
    recovered = recover(own, direct, suggested_form(lines, filename), named)
    split = split_sections(lines, recovered.form)
    tables = tuple(_table(grid, laid.tables[grid.order], split.sections) for grid in own)
    plain = _without_values(lines, split, tables, filename, pages)
    if recovered.form is None:
        return [plain]
    found = copies(recovered.placed, recovered.direct, lines)
    lost = _has_lost_values(lines, laid, pages)
    # A scan may have been split at a misread heading: what one part lacks can stand in another.
    lost |= parted and not laid.scanned.isdisjoint(pages) and _lacks_sections(recovered.form, split.sections)
    return [_with_values(plain, recovered.form, copy, lines, alone=len(found) == 1, lost=lost) for copy in found]


def _without_values(
    lines: Sequence[Line], split: SectionSplit, tables: tuple[Table, ...], filename: str, pages: tuple[int, ...]
) -> ReportReading:
    """What a report says of itself, its texts and its tables as printed."""
    identity = identify(split.head, flow(lines).text, split.tail, filename)
    return ReportReading(
        title=identity.title,
        office_name=identity.office_name,
        year=identity.year,
        edition="none",
        scope=identity.scope,
        period=identity.period,
        pages=pages,
        preamble=split.preamble,
        sections=split.sections,
        tables=tables,
    )


def _has_lost_values(lines: Sequence[Line], laid: Laid, pages: Collection[int]) -> bool:
    """Whether numbers of a scan stand by themselves outside of the form's tables."""
    plain = {id(line) for line in laid.plain}
    loose = [line for line in lines if not line.table and id(line) not in plain]
    unread = [*loose, *(line for line in laid.plain if line.page in pages)]
    return has_lost_values((line.page, line.text) for line in unread if line.page in laid.scanned)


def _lacks_sections(form: Form, found: Sequence[Section]) -> bool:
    """Whether a section that a table of the form belongs to was not found."""
    return not {table.section for table in form.tables} <= {section.number for section in found}


def _with_values(
    plain: ReportReading, form: Form, copy: Copy, lines: Sequence[Line], *, alone: bool, lost: bool
) -> ReportReading:
    """A report with the values of its tables, or of those of one scope; `lost`: some values stand in no table."""
    told = (*out_of_order(lines, form), *(told_twice(form, copy.placed) if alone else ()))
    if copy.first is not None and copy.last is not None:
        lines = lines[copy.first : copy.last + 1]
        plain = _of_lines(plain, form, lines, copy)
    left = tables_left_in(form, ((section.number, section.text) for section in plain.sections))
    observations = doubted(form, _observations(form, copy, lines, left, lost=lost), copy.placed)
    findings = (*told, *_absent_tables(form, observations), *check(form.edition, observations))
    changed = {"edition": form.edition, "observations": observations, "findings": findings}
    return plain.model_copy(update={**changed, "scope": copy.scope or plain.scope})


def _of_lines(plain: ReportReading, form: Form, lines: Sequence[Line], copy: Copy) -> ReportReading:
    """The part of a report that its second tables are: their lines, in the sections of the form that they belong to."""
    numbers = {table.section for table in form.tables if table.id in {place.table for place in copy.placed}}
    number = min(numbers, default=0)
    title = next((s.title for s in plain.sections if s.number == number), form.table(copy.placed[0].table).title)
    text = flow(lines)
    section = Section(number=number or 1, title=title, text=text.text, pages=text.pages, runs=text.runs)
    tables = tuple(table for table in plain.tables if set(table.pages) & set(text.pages))
    return plain.model_copy(update={"pages": text.pages, "sections": (section,), "tables": tables})


def _observations(
    form: Form, recovered: Copy, lines: Sequence[Line], left: frozenset[str], *, lost: bool
) -> tuple[Observation, ...]:
    every = frozenset(table.id for table in form.tables)
    named = frozenset(line.table for line in lines)  # a table of which there is text is not absent
    present = every if lost else named & every | left | present_tables(form, (line.text for line in lines))
    return weigh(form.edition, observe(form, recovered.placed, recovered.direct, present))


def recover(
    grids: Sequence[PlacedGrid], direct: Sequence[PlacedGrid], suggested: Form | None, named: Form | None = None
) -> Recovered:
    """Hold the tables against every form; the one that more of the printed labels fit wins.

    Where too few labels are printed to tell, they are held against the suggested form. The form that a person named wins
    over both.
    """
    if named is not None:
        return _recovered(_fitted(named, grids, direct), direct)
    tried = [_fitted(form, grids, direct) for form in forms()]
    best = max(tried, key=lambda fit: fit.score)
    # Forms share most rows: where those of two are printed alike, the year tells.
    best = next((fit for fit in tried if fit.form == suggested and fit.score >= ALIKE * best.score), best)
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
