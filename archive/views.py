"""What the archive answers with where a whole record would be too much: frozen rows and pages of rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Literal, TypeVar

from archive.records import Box, Edition, Observation, Office, ReportStatus, Scope, Status

T = TypeVar("T")

JobPhase = Literal["queued", "reading", "read", "failed", "set_aside"]
AbsenceReason = Literal["not_made", "not_handed_over", "unknown"]


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some of the rows that were asked for, and how many there are in all."""

    items: tuple[T, ...]
    total: int


@dataclass(frozen=True)
class OfficeRef:
    """An office by id and name."""

    id: str
    name: str


@dataclass(frozen=True)
class ReportFilter:
    """Which reports are meant; None means any. `region` takes in all below it; `statuses` None means published ones."""

    office: str | None = None
    region: tuple[str, ...] = ()
    year: int | None = None
    edition: Edition | None = None
    scope: Scope | None = None
    kind: str | None = None
    statuses: tuple[ReportStatus, ...] | None = (ReportStatus.PUBLISHED,)
    doubtful: bool | None = None
    broken: bool | None = None
    batch: int | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class ReportSummary:
    """A report in a list. `certain`, `doubts`, `missing` count values; `hard`, `hints` count findings."""

    id: str
    title: str
    year: int | None
    edition: Edition | None
    scope: Scope | None
    status: ReportStatus
    office: OfficeRef | None
    region: tuple[str, ...]
    version: int
    versions: int
    certain: int
    doubts: int
    missing: int
    hard: int
    hints: int
    updated: datetime


@dataclass(frozen=True)
class Counts:
    """How much the archive holds; `values` are observations with a value."""

    reports: int
    offices: int
    documents: int
    pages: int
    values: int
    doubts: int
    by_year: Mapping[int, int] = field(default_factory=dict)
    by_edition: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class PageInfo:
    """A page of a document: its number, its size in pixels as scanned, and where its words come from."""

    number: int
    width: int
    height: int
    source: str
    sha256: str


@dataclass(frozen=True)
class Spot:
    """A place on a page, in fractions of the page as scanned."""

    page: int
    box: Box


@dataclass(frozen=True)
class Receipt:
    """What became of a file that was handed in; `reports` are those that its bytes already gave."""

    filename: str
    outcome: Literal["received", "duplicate", "refused"]
    sha256: str | None = None
    reason: str | None = None
    remedy: str | None = None
    reports: tuple[str, ...] = ()
    job: str | None = None


@dataclass(frozen=True)
class DocumentState:
    """A document and how far its reading is."""

    sha256: str
    filename: str
    media_type: str
    size: int
    pages: int
    received: datetime
    batch: int | None
    user: str | None
    state: JobPhase
    reason: str | None
    remedy: str | None
    pages_done: int
    reports: tuple[str, ...]
    job: str | None


@dataclass(frozen=True)
class BatchName:
    """A batch to choose by."""

    id: int
    name: str


@dataclass(frozen=True)
class BatchState:
    """A batch; `counts` says how many of its documents are in which state."""

    id: int
    name: str
    user: str | None
    created: datetime
    counts: Mapping[str, int]
    refused: int
    duplicates: int


@dataclass(frozen=True)
class FindingRow:
    """A finding with the report that it is about."""

    report: str
    office: OfficeRef | None
    year: int | None
    relation: str
    grade: str
    likely: str
    metrics: tuple[str, ...]
    message: str


@dataclass(frozen=True)
class Point:
    """One metric's value in one year of an office; `value` is a decimal string or None."""

    report: str
    year: int
    scope: Scope | None
    metric: str
    value: str | None
    status: Status


@dataclass(frozen=True)
class RankRow:
    """One report's place in a ranking."""

    report: str
    office: OfficeRef | None
    region: tuple[str, ...]
    scope: Scope | None
    value: str | None
    status: Status


@dataclass(frozen=True)
class Total:
    """A sum over reports, with what it covers: reports with a value, reports that state none, values still in doubt."""

    value: str
    reports: int
    stated: int
    not_stated: int
    doubtful: int


@dataclass(frozen=True)
class Held:
    """A report as far as the matrix shows it."""

    id: str
    scope: Scope | None
    doubts: int
    missing: int


@dataclass(frozen=True)
class MatrixRow:
    """An office and its reports by year; a year without a report may have a reason. `due`: the years it must report on."""

    office: Office
    reports: Mapping[int, tuple[Held, ...]]
    absences: Mapping[int, AbsenceReason]
    due: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Lacking:
    """An office of which there is no report of a year, and why, as far as that was said."""

    office: OfficeRef
    region: tuple[str, ...]
    reason: AbsenceReason | None


@dataclass(frozen=True)
class Matrix:
    """Offices by years; `total` counts the offices over all pages. `listed`: the years with a list of who must report."""

    years: tuple[int, ...]
    rows: tuple[MatrixRow, ...]
    total: int
    listed: frozenset[int] = frozenset()


@dataclass(frozen=True)
class OfficeSummary:
    """An office in a list with the years of its published reports."""

    id: str
    name: str
    kind: str | None
    region: tuple[str, ...]
    aliases: tuple[str, ...]
    reports: int
    years: tuple[int, ...]


@dataclass(frozen=True)
class RegionNode:
    """A region with the numbers of offices and published reports in it and below it."""

    path: tuple[str, ...]
    name: str
    level: int
    offices: int
    reports: int


@dataclass(frozen=True)
class CorrectionRow:
    """A person's word on a metric or field; `undone` says when it was taken back.

    `later` says how a reading that is younger than the word stands to it: the same, again what was corrected, or a third.
    `pending`: it does not count before another person confirms it.
    """

    id: int
    report: str
    field: str
    before: str | None
    after: str | None
    why: str
    user: str
    at: datetime
    undone: datetime | None
    undone_by: str | None
    later: Literal["agrees", "repeats", "disagrees"] | None = None
    pending: bool = False
    confirmed_by: str | None = None


@dataclass(frozen=True)
class Doubt:
    """A value that needs a person, with the report that it stands in; `cursor` is its place in the queue."""

    report: str
    office: OfficeRef | None
    year: int | None
    metric: str
    value: str | None
    status: Status
    confidence: float | None
    cursor: str = ""


@dataclass(frozen=True)
class Word:
    """A person's value for a metric (None: the cell states nothing), and what that person saw before.

    `seen` is the newest word on the metric that the person knew of, 0 for none; None where it is not known.
    """

    metric: str
    before: str | None
    after: str | None
    seen: int | None = None


@dataclass(frozen=True)
class Question:
    """Somebody says that a value is wrong: the public (`source` is `public`), or who looked at a sample (`sampling`).

    `value` is what they saw, `remark` what they said of it.
    """

    id: int
    report: str
    office: OfficeRef | None
    year: int | None
    metric: str
    source: str
    value: str | None
    remark: str | None
    user: str | None
    at: datetime


@dataclass(frozen=True)
class EventRow:
    """One line of the log."""

    id: int
    at: datetime
    user: str | None
    action: str
    subject: str
    detail: Mapping[str, object]


@dataclass(frozen=True)
class Progress:
    """How far the work is: documents by state and pages read of those being read."""

    queued: int
    reading: int
    read: int
    failed: int
    pages_done: int
    pages: int


@dataclass(frozen=True)
class Problem:
    """Something that `check` found wrong, in words, with the remedy."""

    subject: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class CheckReport:
    """The outcome of a check: how much was looked at and what is wrong."""

    blobs: int
    documents: int
    reports: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Health:
    """Whether the archive's parts answer, and what is waiting."""

    database: bool
    storage: bool
    workers: int
    pending: int
    failed: int
    unindexed: int


@dataclass(frozen=True)
class History:
    """All that was ever said about one value: what the reading says, and every correction, oldest first."""

    reading: Observation | None
    corrections: tuple[CorrectionRow, ...]
