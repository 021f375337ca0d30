"""A report's row, observations and findings, derived from its readings and corrections.

Everything written here can be dropped and derived again; it is written in the transaction that changes its source, so
that it is never behind.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from archive.clock import now
from archive.db.tables import NO_YEAR, corrections, findings, metrics, observations, readings, reports, versions
from archive.derived import checking, remembered
from archive.derived.corrections import EDITION, FIELD, IN_DOUBT, answered
from archive.derived.questions import SURENESS, doubted, open_questions
from archive.derived.standing import held_against, stand
from archive.derived.urgency import urgency
from archive.records import Finding, Observation, ReportReading, Status

# Asked for with every record: put together once.
_SPOKEN = (
    select(corrections.c.field, corrections.c.after)
    .where(corrections.c.report_key == bindparam("report"), corrections.c.undone.is_(None), ~corrections.c.pending)
    .order_by(func.coalesce(corrections.c.confirmed, corrections.c.at), corrections.c.key)
)

LoadReading = Callable[[str], ReportReading]


@dataclass(frozen=True)
class Standing:
    """A version as the choice of the leading one sees it."""

    number: int
    blob_key: str
    edition: str
    doubts: tuple[str, ...]
    certain: int
    created: datetime


def refresh(connection: Connection, report_key: int, load: LoadReading) -> None:
    """Derive a report again; `load` gives a stored reading by its blob's key."""
    words = spoken(connection, report_key)
    leading = leader(standings(connection, report_key), words)
    if leading is None:
        return
    read = load(leading.blob_key)
    asked = open_questions(connection, report_key)
    reading = stand(read, words)
    reading = reading.model_copy(update={"observations": doubted(reading.observations, asked.sampling)})
    year = connection.scalar(select(reports.c.year).where(reports.c.key == report_key))
    held = checking.checked(reading, year, words)
    made = remembered.changes(reading.observations, held.observations)
    found = remembered.digest(leading.blob_key, year, words, asked.sampling)
    remembered.remember(connection, [remembered.Kept(report_key, found, made)])
    reading = reading.model_copy(update={"observations": held.observations})
    _write_observations(connection, report_key, year, held.observations, asked.public)
    own = [("reading", finding) for finding in checking.reading_facts(reading)]
    own += [("relation", finding) for finding in held.findings]
    theirs = answered(held.findings, words)
    write_findings(connection, report_key, own, replacing=("reading", "relation"), theirs=theirs)
    _write_report(connection, report_key, leading, reading, words, asked.public)
    _hold_words_against(connection, report_key, read, leading.created)


def spoken(connection: Connection, report_key: int) -> dict[str, Any]:
    """The word in force on each field that people corrected: the latest that was not taken back."""
    return {row.field: row.after for row in connection.execute(_SPOKEN, {"report": report_key})}


def standings(connection: Connection, report_key: int) -> list[Standing]:
    """A report's versions with their readings in force, oldest first."""
    rows = connection.execute(
        select(
            versions.c.number,
            readings.c.blob_key,
            readings.c.edition,
            readings.c.doubts,
            readings.c.certain,
            readings.c.created,
        )
        .join(readings, readings.c.key == versions.c.reading_key)
        .where(versions.c.report_key == report_key)
        .order_by(versions.c.number)
    )
    return [
        Standing(row.number, row.blob_key, row.edition, tuple(row.doubts), row.certain, row.created) for row in rows
    ]


def leader(candidates: Sequence[Standing], words: Mapping[str, Any]) -> Standing | None:
    """The version with the fewest doubts left; one that was not read in the right form comes last.

    The right form is the one that a person named, else any. The older wins a tie.
    """
    named = words.get(EDITION)

    def weight(standing: Standing) -> tuple[bool, int, int, int]:
        left = sum(metric not in words for metric in standing.doubts)
        wrong = standing.edition != named if named else standing.edition == "none"
        return wrong, left, -standing.certain, standing.number

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
    connection: Connection,
    report_key: int,
    found: Sequence[tuple[str, Finding]],
    replacing: Sequence[str],
    theirs: frozenset[str] = frozenset(),
) -> bool:
    """Put findings in place of those of the given sources; True if anything changed.

    `theirs` are the relations whose breaking a person called the office's own.
    """
    mine = (findings.c.report_key == report_key, findings.c.source.in_(replacing))
    old = connection.execute(select(findings).where(*mine).order_by(findings.c.key)).all()
    rows = [
        {**_finding_row(report_key, source, finding), "answered": finding.relation in theirs}
        for source, finding in found
    ]
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
    connection: Connection,
    report_key: int,
    year: int | None,
    values: Sequence[Observation],
    questioned: frozenset[str],
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
            "confidence": _sureness(value, questioned),
            "urgency": urgency(value.metric),
            "questioned": value.metric in questioned,
        }
        for value in values
    ]
    connection.execute(observations.insert(), rows)


def _sureness(value: Observation, questioned: frozenset[str]) -> float | None:
    """What needs a person is sorted by it; nothing else has one."""
    if value.status in IN_DOUBT:
        return value.confidence or 0.0
    return SURENESS if value.metric in questioned else None


def _write_report(
    connection: Connection,
    report_key: int,
    leading: Standing,
    reading: ReportReading,
    words: Mapping[str, Any],
    questioned: frozenset[str],
) -> None:
    statuses = [value.status for value in reading.observations]
    fields: dict[str, Any] = {
        "edition": reading.edition,
        "period_start": reading.period[0] if reading.period else None,
        "period_end": reading.period[1] if reading.period else None,
    }
    if reading.title and FIELD + "title" not in words:
        fields["title"] = reading.title
    connection.execute(
        reports.update()
        .where(reports.c.key == report_key)
        .values(
            **fields,
            **count_findings(connection, report_key),
            leading=leading.number,
            doubts=sum(value.status in IN_DOUBT or value.metric in questioned for value in reading.observations),
            certain=sum(status in (Status.CERTAIN, Status.NOT_STATED, Status.CORRECTED) for status in statuses),
            missing=sum(status is Status.MISSING for status in statuses),
            updated=now(),
            revision=reports.c.revision + 1,
        )
    )


def _hold_words_against(connection: Connection, report_key: int, reading: ReportReading, read_at: datetime) -> None:
    """Note of the latest word on each field whether a reading that is younger says the same; the others are history."""
    rows = connection.execute(
        select(corrections)
        .where(corrections.c.report_key == report_key, corrections.c.undone.is_(None), ~corrections.c.pending)
        .order_by(corrections.c.key)
    )
    words = rows.all()
    latest = {row.field: row.key for row in words}
    for row in words:
        spoken_before = row.at < read_at and row.key == latest[row.field]
        later = held_against(reading, row.field, row.before, row.after) if spoken_before else None
        if later != row.later:
            connection.execute(corrections.update().where(corrections.c.key == row.key).values(later=later))


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
