"""A report's row, observations and findings, derived from its readings and corrections.

Everything written here can be dropped and derived again; it is written in the transaction that changes its source, so
that it is never behind.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from archive import checking
from archive.clock import now
from archive.corrections import FIELD, IN_DOUBT, apply
from archive.db.tables import NO_YEAR, corrections, findings, metrics, observations, readings, reports, versions
from archive.records import Finding, Observation, ReportReading, Status

LoadReading = Callable[[str], ReportReading]


@dataclass(frozen=True)
class Standing:
    """A version as the choice of the leading one sees it."""

    number: int
    blob_key: str
    edition: str
    doubts: tuple[str, ...]
    certain: int


def refresh(connection: Connection, report_key: int, load: LoadReading) -> None:
    """Derive a report again; `load` gives a stored reading by its blob's key."""
    words = spoken(connection, report_key)
    leading = leader(standings(connection, report_key), words)
    if leading is None:
        return
    reading = load(leading.blob_key)
    values = apply(reading.observations, metric_words(words))
    year = connection.scalar(select(reports.c.year).where(reports.c.key == report_key))
    _write_observations(connection, report_key, year, values)
    own = [("reading", finding) for finding in checking.reading_facts(reading)]
    own += [("relation", finding) for finding in checking.within(reading.edition, values, reading.sections, year)]
    write_findings(connection, report_key, own, replacing=("reading", "relation"))
    _write_report(connection, report_key, leading, reading, values, words)


def spoken(connection: Connection, report_key: int) -> dict[str, Any]:
    """The word in force on each field that people corrected: the latest that was not taken back."""
    rows = connection.execute(
        select(corrections.c.field, corrections.c.after)
        .where(corrections.c.report_key == report_key, corrections.c.undone.is_(None))
        .order_by(corrections.c.key)
    )
    return {row.field: row.after for row in rows}


def metric_words(words: Mapping[str, Any]) -> dict[str, str | None]:
    """Of all words those on metrics."""
    return {field: after for field, after in words.items() if not field.startswith(FIELD)}


def standings(connection: Connection, report_key: int) -> list[Standing]:
    """A report's versions with their readings in force, oldest first."""
    rows = connection.execute(
        select(versions.c.number, readings.c.blob_key, readings.c.edition, readings.c.doubts, readings.c.certain)
        .join(readings, readings.c.key == versions.c.reading_key)
        .where(versions.c.report_key == report_key)
        .order_by(versions.c.number)
    )
    return [Standing(row.number, row.blob_key, row.edition, tuple(row.doubts), row.certain) for row in rows]


def leader(candidates: Sequence[Standing], words: Mapping[str, Any]) -> Standing | None:
    """The version with the fewest doubts left; one whose form was not recognised comes last, the older wins a tie."""

    def weight(standing: Standing) -> tuple[bool, int, int, int]:
        left = sum(metric not in words for metric in standing.doubts)
        return standing.edition == "none", left, -standing.certain, standing.number

    return min(candidates, key=weight, default=None)


def metric_keys(connection: Connection, names: Sequence[str]) -> dict[str, int]:
    """The keys of metrics, made where they are new."""
    known = {row.name: row.key for row in connection.execute(select(metrics.c.name, metrics.c.key))}
    fresh = [name for name in dict.fromkeys(names) if name not in known]
    if fresh:
        connection.execute(metrics.insert(), [{"name": name} for name in fresh])
        return metric_keys(connection, names)
    return {name: known[name] for name in names}


def write_findings(
    connection: Connection, report_key: int, found: Sequence[tuple[str, Finding]], replacing: Sequence[str]
) -> bool:
    """Put findings in place of those of the given sources; True if anything changed."""
    mine = (findings.c.report_key == report_key, findings.c.source.in_(replacing))
    old = connection.execute(select(findings).where(*mine).order_by(findings.c.key)).all()
    rows = [_finding_row(report_key, source, finding) for source, finding in found]
    if [_without_key(row) for row in old] == rows:
        return False
    connection.execute(findings.delete().where(*mine))
    if rows:
        connection.execute(findings.insert(), rows)
    return True


def count_findings(connection: Connection, report_key: int) -> dict[str, int]:
    """How many findings a report has, as the columns of its row."""
    rows = connection.execute(
        select(findings.c.grade, func.count()).where(findings.c.report_key == report_key).group_by(findings.c.grade)
    )
    counted = {row[0]: row[1] for row in rows}
    return {"hard": counted.get("hard", 0), "hints": counted.get("hint", 0)}


def _write_observations(
    connection: Connection, report_key: int, year: int | None, values: Sequence[Observation]
) -> None:
    connection.execute(observations.delete().where(observations.c.report_key == report_key))
    if not values:
        return
    keys = metric_keys(connection, [value.metric for value in values])
    rows = [
        {
            "metric_key": keys[value.metric],
            "year": year or NO_YEAR,
            "report_key": report_key,
            "value": value.value,
            "number": None if value.value is None else float(value.value),
            "status": value.status.value,
            "confidence": (value.confidence or 0.0) if value.status in IN_DOUBT else None,
        }
        for value in values
    ]
    connection.execute(observations.insert(), rows)


def _write_report(
    connection: Connection,
    report_key: int,
    leading: Standing,
    reading: ReportReading,
    values: Sequence[Observation],
    words: Mapping[str, Any],
) -> None:
    statuses = [value.status for value in values]
    fields: dict[str, Any] = {
        "edition": reading.edition,
        "period_start": reading.period[0] if reading.period else None,
        "period_end": reading.period[1] if reading.period else None,
    }
    if reading.title:
        fields["title"] = reading.title
    fields = {name: value for name, value in fields.items() if FIELD + name not in words}
    connection.execute(
        reports.update()
        .where(reports.c.key == report_key)
        .values(
            **fields,
            **count_findings(connection, report_key),
            leading=leading.number,
            doubts=sum(status in IN_DOUBT for status in statuses),
            certain=sum(status in (Status.CERTAIN, Status.NOT_STATED, Status.CORRECTED) for status in statuses),
            missing=sum(status is Status.MISSING for status in statuses),
            updated=now(),
            revision=reports.c.revision + 1,
        )
    )


def _finding_row(report_key: int, source: str, finding: Finding) -> dict[str, Any]:
    return {
        "report_key": report_key,
        "relation": finding.relation,
        "grade": finding.grade,
        "likely": finding.likely,
        "source": source,
        "metrics": list(finding.metrics),
        "message": finding.message,
    }


def _without_key(row: Row[Any]) -> dict[str, Any]:
    return {name: value for name, value in row._mapping.items() if name != "key"}  # noqa: SLF001 - documented accessor
