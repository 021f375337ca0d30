"""What the interface for programs takes and gives beyond the contract of the command line."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from archive.records import Edition
from web.asked import LARGEST
from web.contract import ReportLine, Shape

MOST = 200

Year = Annotated[int, Field(ge=1, le=9999)]
Offset = Annotated[int, Field(ge=0, le=LARGEST)]


class ReportsQuery(BaseModel):
    """Which reports."""

    office: str | None = None
    region: str = ""
    year: Year | None = None
    edition: Edition | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50
    offset: Offset = 0


class VersionQuery(BaseModel):
    """Which version; the leading one where none is named."""

    version: Annotated[int, Field(ge=1, le=LARGEST)] | None = None


class OfficesQuery(BaseModel):
    """Which offices."""

    region: str = ""
    kind: str | None = None
    q: str | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50
    offset: Offset = 0


class DataQuery(BaseModel):
    """Which values of a metric."""

    year: Year
    region: str = ""
    kind: str | None = None
    scope: Literal["own", "level", "compiled"] | None = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 50
    offset: Offset = 0


class SearchQuery(BaseModel):
    """A text in the query language and filters; see the help. Filters may be given several times."""

    q: str = ""
    by: Literal["section", "report"] = "section"
    page: Annotated[int, Field(ge=1)] = 1
    limit: Annotated[int, Field(ge=1, le=100)] = 10


class ReportsShape(Shape):
    """Some of the reports and how many there are."""

    total: int
    reports: tuple[ReportLine, ...]


class OfficeLine(Shape):
    """An office and the years of its reports."""

    id: str
    name: str
    kind: str | None
    region: tuple[str, ...]
    aliases: tuple[str, ...]
    years: tuple[int, ...]


class OfficesShape(Shape):
    """Some of the offices and how many there are."""

    total: int
    offices: tuple[OfficeLine, ...]


class MetricLine(Shape):
    """One metric of the forms."""

    id: str
    label: str
    en: str
    unit: str | None
    editions: tuple[str, ...]


class MetricsShape(Shape):
    """Every metric of every form."""

    metrics: tuple[MetricLine, ...]


class DataLine(Shape):
    """One report's value of a metric."""

    report: str
    office: str | None
    region: tuple[str, ...]
    scope: str | None
    value: str | None
    status: str


class SumLine(Shape):
    """A sum over the reports of one scope and what it covers; sums of two scopes must not be added."""

    scope: str | None
    value: str
    reports: int
    stated: int
    not_stated: int
    doubtful: int


class DataShape(Shape):
    """One metric over a year's reports; `total` counts the reports that state it."""

    metric: str
    year: int
    total: int
    sums: tuple[SumLine, ...]
    values: tuple[DataLine, ...]


def region_path(text: str) -> tuple[str, ...]:
    """`河南省/洛阳市` as a path."""
    return tuple(part for part in text.split("/") if part)
