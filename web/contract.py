"""The JSON that the command line prints and the API returns: one shape, made in one place from the records."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer

from archive.records import (
    Box,
    Edition,
    Finding,
    Observation,
    Office,
    ReportRecord,
    ReportStatus,
    Scope,
    Section,
    Status,
)
from archive.views import ReportSummary
from search.results import Results

Instant = Annotated[datetime, PlainSerializer(lambda at: at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), str)]


class Shape(BaseModel):
    """One JSON object."""

    model_config = ConfigDict(frozen=True)


class OfficeShape(Shape):
    """The organ that reports."""

    id: str
    name: str
    kind: str | None
    region: tuple[str, ...]


class VersionShape(Shape):
    """One copy of a report."""

    version: int
    sha256: str
    media_type: str
    doubts: int


class SourceShape(Shape):
    """The document that the shown version was read from."""

    sha256: str
    filename: str
    media_type: str
    pages: int
    received: Instant


class SectionShape(Shape):
    """One headed part of the report."""

    number: int
    title: str
    text: str
    pages: tuple[int, ...]


class ObservationShape(Shape):
    """One metric's value; `box` is left, top, right, bottom in fractions of the page image as scanned."""

    metric: str
    value: str | None
    unit: str | None
    raw: str | None
    status: Status
    confidence: float | None
    page: int | None
    box: Box | None


class FindingShape(Shape):
    """A relation that does not hold, or a fact about the document."""

    relation: str
    grade: Literal["hard", "hint"]
    metrics: tuple[str, ...]
    message: str
    likely: Literal["reading", "document"]


class ReportShape(Shape):
    """A report whole."""

    id: str
    title: str
    year: int | None
    edition: Edition | None
    scope: Scope | None
    period: tuple[date, date] | None
    office: OfficeShape | None
    status: ReportStatus
    version: int
    versions: tuple[VersionShape, ...]
    source: SourceShape
    sections: tuple[SectionShape, ...]
    observations: tuple[ObservationShape, ...]
    findings: tuple[FindingShape, ...]


class ReportLine(Shape):
    """A report in a list; `office` is its name."""

    id: str
    title: str
    office: str | None
    year: int | None
    edition: Edition | None
    status: ReportStatus


class HitShape(Shape):
    """One section (or report) that the query found; `section` is the section's number."""

    report: str
    section: int | None
    page: int | None
    snippet: str


class FoundShape(Shape):
    """The answer to a query: `total` counts what `counted` names."""

    total: int
    counted: Literal["sections", "reports"]
    hits: tuple[HitShape, ...]
    facets: dict[str, dict[str, int]]


class AddedShape(Shape):
    """What became of one file."""

    file: str
    outcome: Literal["received", "read", "duplicate", "refused", "failed"]
    reports: tuple[str, ...]
    reason: str | None


def report_shape(record: ReportRecord) -> ReportShape:
    """A record as the contract says it."""
    return ReportShape(
        id=record.id,
        title=record.title,
        year=record.year,
        edition=record.edition,
        scope=record.scope,
        period=record.period,
        office=_office(record.office) if record.office else None,
        status=record.status,
        version=record.version,
        versions=tuple(VersionShape(**version.model_dump()) for version in record.versions),
        source=SourceShape(**record.source.model_dump()),
        sections=tuple(_section(section) for section in record.sections),
        observations=tuple(map(observation_shape, record.observations)),
        findings=tuple(_finding(finding) for finding in record.findings),
    )


def report_line(row: ReportSummary) -> ReportLine:
    """A report in a list, as the command line prints it."""
    office = row.office.name if row.office else None
    return ReportLine(id=row.id, title=row.title, office=office, year=row.year, edition=row.edition, status=row.status)


def found_shape(results: Results) -> FoundShape:
    """An answer of the index, as the command line prints it."""
    hits = tuple(
        HitShape(report=hit.report, section=hit.section, page=hit.page, snippet=hit.snippet.text)
        for hit in results.hits
    )
    facets: dict[str, dict[str, int]] = {
        name: {value.value: value.count for value in values} for name, values in results.facets.items()
    }
    return FoundShape(total=results.total, counted=results.counted, hits=hits, facets=facets)


def observation_shape(observation: Observation) -> ObservationShape:
    """One value as the contract says it."""
    return ObservationShape(
        metric=observation.metric,
        value=observation.value,
        unit=observation.unit,
        raw=observation.raw,
        status=observation.status,
        confidence=None if observation.confidence is None else round(observation.confidence, 4),
        page=observation.page,
        box=_rounded(observation.box),
    )


def as_json(shape: Shape) -> str:
    """Indented JSON, Chinese as it is."""
    return shape.model_dump_json(indent=2, ensure_ascii=False)


def as_json_list(shapes: Iterable[Shape]) -> str:
    """A JSON array, one object a line."""
    body = ",\n  ".join(shape.model_dump_json(ensure_ascii=False) for shape in shapes)
    return f"[\n  {body}\n]" if body else "[]"


def _rounded(box: Box | None) -> Box | None:
    """Five decimals are a twentieth of a pixel on a page of 300 dpi."""
    return None if box is None else (round(box[0], 5), round(box[1], 5), round(box[2], 5), round(box[3], 5))


def _office(office: Office) -> OfficeShape:
    return OfficeShape(id=office.id, name=office.name, kind=office.kind, region=office.region)


def _section(section: Section) -> SectionShape:
    return SectionShape(number=section.number, title=section.title, text=section.text, pages=section.pages)


def _finding(finding: Finding) -> FindingShape:
    return FindingShape(**finding.model_dump())
