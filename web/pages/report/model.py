"""What the report page shows, made from the record: values in the layout of the form, texts, findings, marks on the scan."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from archive.forms import Metric, load_form
from archive.records import Box, Finding, Observation, ReportRecord, Section, Status, Table
from archive.relations import Outcome, outcomes
from web.pictures import opening_page
from web.ui.celllines import cell_lines
from web.ui.formtable import Sheet, sheets
from web.ui.homes import at_home
from web.ui.passages import Passage, Span, passages


@dataclass(frozen=True)
class Cell:
    """One value on the page: the observation, its metric, and whether a finding speaks of it."""

    observation: Observation
    metric: Metric
    findings: tuple[Finding, ...] = ()

    @property
    def disputed(self) -> bool:
        """Whether a hard relation that this value takes part in is broken."""
        return any(finding.grade == "hard" for finding in self.findings)

    @property
    def corners(self) -> str:
        """The box as the page's script takes it; a page has hundreds, which a template would put together slowly."""
        box = self.observation.box
        return "" if box is None else " ".join(str(round(edge, 5)) for edge in box)


@dataclass(frozen=True)
class Part:
    """One section as shown: its prose, its sheets of the form, its plain tables."""

    section: Section | None
    number: int
    title: str
    en: str = ""
    passages: tuple[Passage, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    absent: tuple[Sheet, ...] = ()
    tables: tuple[Table, ...] = ()

    @property
    def anchor(self) -> str:
        """Its place on the page; tables that stand in no section of the report must not take a section's."""
        return f"{'section' if self.section else 'form'}-{self.number}"

    @property
    def before(self) -> tuple[Passage, ...]:
        """The prose above the tables."""
        return tuple(takewhile(lambda passage: not passage.cells, self.passages))

    @property
    def after(self) -> tuple[Passage, ...]:
        """The text of the tables' cells and the prose below."""
        return self.passages[len(self.before) :]


@dataclass(frozen=True)
class Mark:
    """A box to light up on a page; `metric` names the value it belongs to, None for a place in the text."""

    page: int
    box: Box
    metric: str | None = None

    @property
    def sides(self) -> str:
        """The box as attributes of an SVG rectangle: numbers alone, which need no escaping."""
        left, top, right, bottom = self.box
        width, height = round(right - left, 5), round(bottom - top, 5)
        return f'x="{round(left, 5)}" y="{round(top, 5)}" width="{width}" height="{height}"'


@dataclass(frozen=True)
class ReportView:
    """Everything that the template asks of a report."""

    record: ReportRecord
    cells: Mapping[str, Cell]
    parts: tuple[Part, ...]
    tally: Mapping[Status, int]
    hits: tuple[Mark, ...] = ()
    boxes: Mapping[int, tuple[Mark, ...]] = field(default_factory=dict)

    @property
    def places(self) -> list[dict[str, object]]:
        """The hits on the scan, for the page's script."""
        return [{"page": hit.page, "box": hit.box} for hit in self.hits]


def view(record: ReportRecord, spans: Mapping[int, Sequence[Span]], hits: Iterable[Mark] = ()) -> ReportView:
    """Shape a record; `spans` are the places in each section's text to highlight, `hits` their places on the scan."""
    cells = cells_of(record)
    return ReportView(
        record=record,
        cells=cells,
        parts=tuple(_parts(record, spans)),
        tally=tally(record.observations),
        hits=tuple(hits),
        boxes=boxes_by_page(record.observations),
    )


def cells_of(record: ReportRecord) -> dict[str, Cell]:
    """Every metric of the report's edition with its observation and the findings about it."""
    if record.edition in (None, "none"):
        return {}
    metrics = {metric.id: metric for metric in load_form(record.edition).metrics}
    about: dict[str, list[Finding]] = {}
    for finding in record.findings:
        for name in finding.metrics:
            about.setdefault(name, []).append(finding)
    return {
        observation.metric: Cell(observation, metrics[observation.metric], tuple(about.get(observation.metric, ())))
        for observation in record.observations
        if observation.metric in metrics
    }


def checks_of(record: ReportRecord, metric: str) -> tuple[Outcome, ...]:
    """How the relations stand that a value takes part in: what adds up is said as well as what does not."""
    found = outcomes(record.edition or "none", record.observations)
    return tuple(outcome for outcome in found if metric in outcome.relation.metrics)


def tally(observations: Iterable[Observation]) -> dict[Status, int]:
    """How many values stand at each status, in the order of the enumeration, none left out."""
    counts = dict.fromkeys(Status, 0)
    for observation in observations:
        counts[observation.status] += 1
    return counts


def boxes_by_page(observations: Iterable[Observation]) -> dict[int, tuple[Mark, ...]]:
    """The boxes of all values, by page."""
    pages: dict[int, list[Mark]] = {}
    for observation in observations:
        if observation.page is not None and observation.box is not None:
            mark = Mark(observation.page, observation.box, observation.metric)
            pages.setdefault(observation.page, []).append(mark)
    return {page: tuple(marks) for page, marks in pages.items()}


def first_page(record: ReportRecord, asked: int | None, metric: str | None, hits: Sequence[Mark]) -> int:
    """Which page to open: the one asked for, else that of the marked value, else that of the first hit, else the first."""
    if asked is not None:
        return asked
    for observation in record.observations:
        if observation.metric == metric and observation.page is not None:
            return observation.page
    return hits[0].page if hits else opening_page(record)


def _parts(record: ReportRecord, spans: Mapping[int, Sequence[Span]]) -> Iterable[Part]:
    forms = sheets(record.edition) if record.edition else ()
    tables = at_home(record)
    absent = {sheet.id for sheet in forms if _is_absent(sheet, record.observations)}
    numbers = {section.number for section in record.sections}
    english = {one.number: one.en for one in load_form(record.edition).sections} if forms and record.edition else {}
    if record.preamble:
        text = record.preamble.text
        yield Part(record.preamble, 0, "", "", passages(text, frozenset(), spans.get(0, ())))
    for section in record.sections:
        own = [sheet for sheet in forms if sheet.section == section.number or _stands_in(sheet, section, tables)]
        cells = cell_lines(record, section, tables)
        yield Part(
            section=section,
            number=section.number,
            title=section.title,
            en=english.get(section.number, ""),
            passages=passages(section.text, cells, spans.get(section.number, ())),
            sheets=tuple(sheet for sheet in own if sheet.id not in absent),
            absent=tuple(sheet for sheet in own if sheet.id in absent),
            tables=tuple(table for table in tables if table.section == section.number and table.form is None),
        )
    homeless = [sheet for sheet in forms if sheet.section not in numbers and not _has_home(sheet, record, tables)]
    for sheet in homeless:
        there = sheet.id not in absent
        yield Part(None, sheet.section, sheet.title, sheet.en, (), (sheet,) if there else (), () if there else (sheet,))


def _stands_in(sheet: Sheet, section: Section, tables: Iterable[Table]) -> bool:
    """Whether a table with a section of its own (edition 2014) was found in this section."""
    return sheet.section == 0 and any(table.form == sheet.id and table.section == section.number for table in tables)


def _has_home(sheet: Sheet, record: ReportRecord, tables: Sequence[Table]) -> bool:
    return any(_stands_in(sheet, section, tables) for section in record.sections)


def _is_absent(sheet: Sheet, observations: Iterable[Observation]) -> bool:
    names = {value.metric for line in sheet.lines for value in line.values}
    return all(observation.status is Status.ABSENT for observation in observations if observation.metric in names)
