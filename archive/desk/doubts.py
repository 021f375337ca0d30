"""The queue of what needs a person: values in doubt, the main figures first, then the least sure; paged by a cursor."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select, tuple_

from archive.db import tables
from archive.db.tables import corrections, findings, metrics, observations, offices, reports
from archive.errors import InvalidQuery
from archive.records import Status
from archive.reports.listing import conditions, finding_row, joined, office_ref
from archive.views import CorrectionRow, Doubt, FindingRow, Page, ReportFilter

_ORDER = (observations.c.urgency, observations.c.confidence, observations.c.report_key, observations.c.metric_key)
_COLUMNS = (
    reports.c.id,
    reports.c.year,
    offices.c.id.label("office_id"),
    offices.c.name.label("office_name"),
    metrics.c.name,
    observations.c.value,
    observations.c.status,
    *_ORDER,
)


@dataclass(frozen=True)
class Wanted:
    """Which doubts are meant; None means any. `report` is a report's id as it is today."""

    office: str | None = None
    year: int | None = None
    batch: int | None = None
    status: Status | None = None
    report: str | None = None


def list_doubts(
    connection: Connection, wanted: Wanted, limit: int, offset: int = 0, after: str | None = None
) -> tuple[Doubt, ...]:
    """Doubts in the order of the queue, those after a cursor; raises `InvalidQuery` for a cursor that is none."""
    where = _where(connection, wanted)
    if after is not None:
        where.append(tuple_(*_ORDER) > tuple_(*_place(after)))
    # Chosen in their index alone; only of those that are shown the rest is looked up.
    own = (*_ORDER, observations.c.year, observations.c.status)
    chosen = select(*own).where(*where).order_by(*_ORDER).limit(limit).offset(offset).subquery()
    same = and_(*(observations.c[name] == chosen.c[name] for name in ("metric_key", "year", "report_key")))
    rows = connection.execute(
        joined(*_COLUMNS)
        .join(chosen, chosen.c.report_key == reports.c.key)
        .join(observations, same)
        .join(metrics, metrics.c.key == observations.c.metric_key)
        .order_by(*_ORDER)
    )
    return tuple(_doubt(row) for row in rows)


def count_doubts(connection: Connection, wanted: Wanted) -> int:
    """Counted on the reports' rows, unless one status is asked for: there may be hundreds of thousands of doubts."""
    meant = replace(_meant(wanted), year=wanted.year)
    where: list[Any] = [*conditions(connection, meant)]
    where += [] if wanted.report is None else [reports.c.id == wanted.report]
    if wanted.status is None:
        return int(connection.scalar(joined(func.coalesce(func.sum(reports.c.doubts), 0)).where(*where)) or 0)
    own: list[Any] = [tables.IN_DOUBT, observations.c.status == wanted.status.value]
    if wanted.office is None and wanted.batch is None and wanted.report is None:
        own += [] if wanted.year is None else [observations.c.year == wanted.year]
        return int(connection.scalar(select(func.count()).select_from(observations).where(*own)) or 0)
    return int(connection.scalar(_doubting(func.count()).where(*where, *own)) or 0)


def list_breaks(
    connection: Connection, wanted: Wanted, limit: int, after: int | None = None
) -> Page[tuple[int, FindingRow]]:
    """Broken hard relations that nobody has answered yet, with their keys as cursors, and how many there are."""
    open_ones: list[Any] = [findings.c.grade == "hard", findings.c.answered.is_(False)]
    open_ones += conditions(connection, replace(_meant(wanted), year=wanted.year))
    open_ones += [] if wanted.report is None else [reports.c.id == wanted.report]
    total = connection.scalar(_broken(func.count()).where(*open_ones)) or 0
    past = [] if after is None else [findings.c.key > after]
    columns = (findings, *_COLUMNS[:4])
    rows = connection.execute(_broken(*columns).where(*open_ones, *past).order_by(findings.c.key).limit(limit))
    return Page(tuple((row.key, finding_row(row)) for row in rows), total)


def list_disagreements(connection: Connection, wanted: Wanted, limit: int) -> tuple[CorrectionRow, ...]:
    """Words that a later reading surely reads otherwise, oldest first."""
    where: list[Any] = [tables.DISAGREEING, *conditions(connection, replace(_meant(wanted), year=wanted.year))]
    where += [] if wanted.report is None else [reports.c.id == wanted.report]
    rows = connection.execute(
        joined(corrections, reports.c.id)
        .join(corrections, corrections.c.report_key == reports.c.key)
        .where(*where)
        .order_by(corrections.c.key)
        .limit(limit)
    )
    return tuple(correction_row(row.id, row) for row in rows)


def correction_row(report_id: str, row: Row[Any]) -> CorrectionRow:
    """A row of corrections as a record."""
    return CorrectionRow(
        id=row.key,
        report=report_id,
        field=row.field,
        before=row.before,
        after=row.after,
        why=row.why,
        user=row.user_name,
        at=row.at,
        undone=row.undone,
        undone_by=row.undone_by,
        later=row.later,
        pending=row.pending,
        confirmed_by=row.confirmed_by,
    )


def _where(connection: Connection, wanted: Wanted) -> list[Any]:
    # The year stands in the doubts' own index; asked of the reports it would lead through all their values.
    where: list[Any] = [tables.IN_DOUBT]
    where.append(tuple_(observations.c.report_key, observations.c.metric_key).not_in(_said()))
    about = conditions(connection, _meant(wanted))
    where += [observations.c.report_key.in_(joined(reports.c.key).where(*about))] if about else []
    where += [] if wanted.year is None else [observations.c.year == wanted.year]
    where += [] if wanted.status is None else [observations.c.status == wanted.status.value]
    if wanted.report is not None:
        key = connection.scalar(select(reports.c.key).where(reports.c.id == wanted.report))
        where.append(observations.c.report_key == key)
    return where


def _said() -> Any:
    """Values on which a word waits for another person: nobody need look for them again."""
    return (
        select(corrections.c.report_key, metrics.c.key)
        .join(metrics, metrics.c.name == corrections.c.field)
        .where(corrections.c.pending, corrections.c.undone.is_(None))
    )


def _meant(wanted: Wanted) -> ReportFilter:
    return ReportFilter(office=wanted.office, batch=wanted.batch, statuses=None)


def _doubting(*columns: Any) -> Any:
    return (
        joined(*columns)
        .join(observations, observations.c.report_key == reports.c.key)
        .join(metrics, metrics.c.key == observations.c.metric_key)
    )


def _broken(*columns: Any) -> Any:
    return joined(*columns).join(findings, findings.c.report_key == reports.c.key)


def _doubt(row: Row[Any]) -> Doubt:
    cursor = f"{row.urgency}_{row.confidence!r}_{row.report_key}_{row.metric_key}"
    office = office_ref(row)
    return Doubt(row.id, office, row.year, row.name, row.value, Status(row.status), row.confidence, cursor)


def _place(cursor: str) -> tuple[int, float, int, int]:
    try:
        rank, confidence, report_key, metric_key = cursor.split("_")
        return int(rank), float(confidence), int(report_key), int(metric_key)
    except ValueError:
        raise InvalidQuery(f"{cursor!r} is no place in the queue.", "Begin at its head.") from None
