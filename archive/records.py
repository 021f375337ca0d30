"""What the archive knows, as frozen records.

Units and origins, everywhere in dangan: a box is (left, top, right, bottom) in fractions 0 to 1 of the page image as it was
scanned, origin top left; "as scanned" is the page as a viewer shows it (CropBox, /Rotate and EXIF orientation applied,
before deskewing). Confidences are 0 to 1. Pages count from 1. Values are decimal strings.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Box = tuple[float, float, float, float]
Confidence = Annotated[float, Field(ge=0, le=1)]
Edition = Literal["none", "2014", "2019", "2021"]
Scope = Literal["own", "level", "compiled"]


class Record(BaseModel):
    """A frozen value; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Status(StrEnum):
    """How far an observation may be trusted (design.md, "The command line")."""

    CERTAIN = "certain"
    NOT_STATED = "not_stated"
    DOUBTFUL = "doubtful"
    MISSING = "missing"
    ABSENT = "absent"
    PROPOSED = "proposed"
    CORRECTED = "corrected"


class ReportStatus(StrEnum):
    """Whether the public sees a report."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Alternative(Record):
    """Another reading of one character: its place in the word's text, the character, its probability."""

    at: int
    char: str
    confidence: Confidence


class Word(Record):
    """A run of printed text on one line, as one engine read it.

    `confidences` has one entry per character of `text`, or none where the engine (or a text layer) gives no such thing.
    """

    text: str
    box: Box
    confidence: Confidence = 1.0
    confidences: tuple[Confidence, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


class Rule(Record):
    """One ruling line found on the page image; a thin box in page fractions (slanted where the scan is skewed)."""

    start: tuple[float, float]
    end: tuple[float, float]


class CellReading(Record):
    """What one reader saw in one cell: the reader's name, the text as printed, how sure it was.

    `alternatives` are other readings of characters of `raw`; an empty `char` stands for "no character here".
    """

    reader: str
    raw: str
    confidence: Confidence
    alternatives: tuple[Alternative, ...] = ()


class TableCell(Record):
    """One cell of a recovered table.

    `row` and `column` count from 0, `row_span` and `column_span` from 1. `box` is None only where a text source names no
    place. `empty` is True only on a positive sign: the cell was found and nothing is printed in it.
    """

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    text: str = ""
    box: Box | None = None
    page: int | None = None
    confidence: Confidence = 1.0
    empty: bool = False
    readings: tuple[CellReading, ...] = ()


class Table(Record):
    """A recovered table: `form` names the form's table it was aligned with ("requests"), or None for a plain table."""

    form: str | None
    pages: tuple[int, ...]
    section: int | None
    cells: tuple[TableCell, ...]


class Observation(Record):
    """One metric's value in one report, with its provenance.

    `value` is a decimal string in `unit`, or None where the cell states nothing or nothing was found; `raw` is the text as
    printed. `readings` is each reader's view of the cell; `reason` says in words why the value is in doubt.
    """

    metric: str
    value: str | None
    unit: str | None
    raw: str | None
    status: Status
    confidence: Confidence | None = None
    page: int | None = None
    box: Box | None = None
    readings: tuple[CellReading, ...] = ()
    candidates: tuple[str, ...] = ()
    reason: str | None = None


class Finding(Record):
    """A relation that does not hold, or a fact about the document that a person should know, in words."""

    relation: str
    grade: Literal["hard", "hint"]
    metrics: tuple[str, ...]
    message: str
    likely: Literal["reading", "document"]


class Run(Record):
    """The way from a place in a section's text to its pixels: text[start:end] is printed within `box` on `page`."""

    start: int
    end: int
    page: int
    box: Box


class Section(Record):
    """One headed part of a report: everything printed in it, in reading order, table cells one a line.

    `alternatives` are other readings of characters of `text` that were read with doubt; `at` counts from its beginning,
    and an empty `char` stands for "no character here".
    """

    number: int
    title: str
    text: str
    pages: tuple[int, ...]
    runs: tuple[Run, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


class PageReading(Record):
    """One page as it was read: its size in pixels as scanned, where its words come from, the words, and its ruling lines.

    `source` is `text` (a sound text layer), `recognised`, `typeset` (set by dangan from a text source) or `blank`.
    `layout` is the reader's own note for assembling tables: JSON, opaque to the archive, kept with the reading.
    """

    number: int
    width: int
    height: int
    source: Literal["text", "recognised", "typeset", "blank"]
    words: tuple[Word, ...] = ()
    layout: str = ""


class PageImage(Record):
    """The picture of one page as scanned, encoded (`image/png`, `image/jpeg` or `image/webp`)."""

    number: int
    media_type: str
    data: bytes


class ReportReading(Record):
    """One report as read from a range of pages of a document.

    What the document does not state is None. `observations` holds every metric of the edition once, in the form's order.
    `pages` are the document's page numbers; every page number in this record is one of the document's. `preamble` is the
    prose before the first section, numbered 0; it is no section of the form's.
    """

    title: str | None
    office_name: str | None
    year: int | None
    edition: Edition
    scope: Scope | None = None
    period: tuple[date, date] | None = None
    pages: tuple[int, ...]
    preamble: Section | None = None
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    observations: tuple[Observation, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def texts(self) -> tuple[Section, ...]:
        """The preamble, where there is one, and the sections."""
        return (self.preamble, *self.sections) if self.preamble else self.sections


class Office(Record):
    """The organ that reports. `id` is a slug; `region` the path from the province down, empty where unknown."""

    id: str
    name: str
    kind: str | None = None
    region: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


class VersionSummary(Record):
    """One copy of a report: which document it is and how many of its values are in doubt."""

    version: int
    sha256: str
    media_type: str
    doubts: int


class Source(Record):
    """The document that the shown version was read from."""

    sha256: str
    filename: str
    media_type: str
    pages: int
    received: datetime


class ReportRecord(Record):
    """A report whole: what `show --json` prints and what the index, the web and the exports see."""

    id: str
    title: str
    year: int | None
    edition: Edition | None
    scope: Scope | None
    period: tuple[date, date] | None
    office: Office | None
    status: ReportStatus
    version: int
    versions: tuple[VersionSummary, ...]
    source: Source
    preamble: Section | None = None
    sections: tuple[Section, ...]
    tables: tuple[Table, ...] = ()
    observations: tuple[Observation, ...]
    findings: tuple[Finding, ...]

    @property
    def texts(self) -> tuple[Section, ...]:
        """The preamble, where there is one, and the sections."""
        return (self.preamble, *self.sections) if self.preamble else self.sections
