"""One office's figures over the years: series across editions, and the ledger between years. Pure."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal

from archive.forms import Metric, metric
from archive.records import Record, Scope, Status
from archive.views import AbsenceReason, Point
from web.ui.chart import Chart, Sample, chart

COLUMNS = ("natural_person", "enterprise", "research", "public_benefit", "legal_service", "other_organisation", "total")


class Member(Record):
    """One metric of a series and how well it fits the others."""

    metric: str
    fit: Literal["exact", "approximate"] = "exact"
    redefined: tuple[int, ...] = ()

    def meaning(self, year: int) -> str:
        """A name for the definition in force in a year: values are comparable where it is the same."""
        return f"{self.metric}@{sum(first <= year for first in self.redefined)}"


class Series(Record):
    """One concept followed over the years under the ids that the editions give it."""

    id: str
    members: tuple[Member, ...]


@dataclass(frozen=True)
class Row:
    """One year of a series."""

    year: int
    point: Point
    fit: str
    change: Decimal | None


@dataclass(frozen=True)
class Line:
    """A series as shown: its newest metric names it."""

    id: str
    metric: Metric
    rows: tuple[Row, ...]
    chart: Chart | None
    broken: bool


@dataclass(frozen=True)
class Step:
    """What one year carried out and the next carried in, in one column."""

    column: Metric
    out: Point | None
    into: Point | None

    @property
    def difference(self) -> Decimal | None:
        """Next year's figure less last year's; None where either is not stated."""
        out, into = value_of(self.out), value_of(self.into)
        return None if out is None or into is None else into - out


@dataclass(frozen=True)
class Passage:
    """The seven columns of 结转 between two years of equal scope."""

    first: int
    second: int
    steps: tuple[Step, ...]

    @property
    def state(self) -> Literal["holds", "broken", "not_checkable"]:
        """Broken where any column differs; not checkable where none can be compared."""
        differences = [step.difference for step in self.steps if step.difference is not None]
        if any(differences):
            return "broken"
        return "holds" if differences else "not_checkable"


@cache
def all_series() -> tuple[Series, ...]:
    """The series of the office page, from `series.toml` beside this file."""
    data = tomllib.loads((files(__package__) / "series.toml").read_text(encoding="utf-8"))
    return tuple(Series.model_validate(entry) for entry in data["series"])


def wanted_metrics() -> tuple[str, ...]:
    """Every metric that the office page asks for."""
    series = [member.metric for entry in all_series() for member in entry.members]
    ledger = [f"requests.{row}.{column}" for row in ("carried_in", "carried_out") for column in COLUMNS]
    return tuple(dict.fromkeys([*series, *ledger]))


def scopes_of(points: Iterable[Point]) -> tuple[Scope | None, ...]:
    """The scopes that the points cover, what is not stated first; they are never mixed."""
    return tuple(sorted({point.scope for point in points}, key=lambda scope: scope or ""))


def lines(points: Sequence[Point], hrefs: Mapping[tuple[str, str], str]) -> tuple[Line, ...]:
    """The series that have at least one value; `hrefs` leads from (report, metric) to its place."""
    return tuple(line for series in all_series() if (line := _line(series, points, hrefs)).rows)


def ledger(points: Sequence[Point]) -> tuple[Passage, ...]:
    """Carry-over between every two years that follow each other."""
    at = {(point.year, point.metric): point for point in points}
    years = sorted({point.year for point in points})
    return tuple(
        Passage(year, year + 1, tuple(_step(at, year, column) for column in COLUMNS))
        for year in years
        if year + 1 in years
        and any((year, f"requests.carried_out.{column}") in at for column in COLUMNS)
        and any((year + 1, f"requests.carried_in.{column}") in at for column in COLUMNS)
    )


def gaps(absences: Mapping[int, AbsenceReason], years: Sequence[int]) -> dict[int, AbsenceReason | None]:
    """The years without a report: those between the first and the last, and those of which was said why."""
    between = range(min(years), max(years) + 1) if years else ()
    lacking = sorted({*between, *absences} - set(years))
    return {year: absences.get(year) for year in lacking}


def upcoming(points: Sequence[Point]) -> tuple[int, tuple[Step, ...]] | None:
    """What the newest year carries out, as the next year's form wants it; None where no column is stated."""
    at = {(point.year, point.metric): point for point in points}
    years = [point.year for point in points if point.metric.startswith("requests.carried_out.")]
    if not years:
        return None
    steps = tuple(_step(at, max(years), column) for column in COLUMNS)
    return (max(years) + 1, steps) if any(value_of(step.out) is not None for step in steps) else None


def value_of(point: Point | None) -> Decimal | None:
    """The value as a number; None where it is blank or was not found."""
    return None if point is None or point.value is None else Decimal(point.value)


def _line(series: Series, points: Sequence[Point], hrefs: Mapping[tuple[str, str], str]) -> Line:
    members = {member.metric: member for member in series.members}
    own = sorted((point for point in points if point.metric in members), key=lambda point: point.year)
    meanings = [members[point.metric].meaning(point.year) for point in own]
    changes = [None, *(_change(*pair) for pair in pairwise(zip(own, meanings, strict=True)))]
    rows = tuple(
        Row(point.year, point, members[point.metric].fit, change) for point, change in zip(own, changes, strict=False)
    )
    samples = [
        _sample(point, meaning, hrefs) for point, meaning in zip(own, meanings, strict=True) if point.value is not None
    ]
    return Line(series.id, metric(series.members[0].metric), rows, chart(samples), len(set(meanings)) > 1)


def _change(before: tuple[Point, str], after: tuple[Point, str]) -> Decimal | None:
    """The change on the year before; None where a year lies between, the definition changed, or a value is not stated."""
    then, now = value_of(before[0]), value_of(after[0])
    comparable = before[0].year + 1 == after[0].year and before[1] == after[1]
    return now - then if comparable and now is not None and then is not None else None


def _sample(point: Point, meaning: str, hrefs: Mapping[tuple[str, str], str]) -> Sample:
    doubtful = point.status in (Status.DOUBTFUL, Status.PROPOSED)
    return Sample(point.year, Decimal(point.value or 0), meaning, hrefs[point.report, point.metric], doubtful)


def _step(at: Mapping[tuple[int, str], Point], year: int, column: str) -> Step:
    out, into = f"requests.carried_out.{column}", f"requests.carried_in.{column}"
    return Step(metric(into), at.get((year, out)), at.get((year + 1, into)))
