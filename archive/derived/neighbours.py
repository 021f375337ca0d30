"""Holding a report against the year before it, of the office or of those that it followed; and later years against it."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from archive.db.tables import metrics, observations, reports, successions
from archive.derived.projection import count_findings, write_findings
from archive.records import Observation, Status
from archive.relations.hints import SURE, sure_values
from archive.relations.years import YearOfReport, check_years


def recheck(connection: Connection, report_key: int) -> list[int]:
    """Derive the findings across years of a report and of those a year later; returns the keys of those that changed."""
    report = connection.execute(select(reports).where(reports.c.key == report_key)).one()
    if report.office_key is None or report.year is None:
        return []
    heirs = _linked(connection, successions.c.predecessor_key, successions.c.successor_key, report.office_key)
    later = _of_year(connection, [report.office_key, *heirs], report.year + 1)
    return [one.key for one in (report, *later) if _renew(connection, one)]


def _renew(connection: Connection, report: Row[Any]) -> bool:
    found = check_years(_year(connection, report), [_year(connection, one) for one in _before(connection, report)])
    changed = write_findings(connection, report.key, [("years", one) for one in found], replacing=("years",))
    if changed:
        connection.execute(
            reports.update()
            .where(reports.c.key == report.key)
            .values(**count_findings(connection, report.key), revision=reports.c.revision + 1)
        )
    return changed


def _before(connection: Connection, report: Row[Any]) -> list[Row[Any]]:
    """The office's report of the year before; where it has none, those of all its predecessors, whose figures add up.

    Empty where one of them is lacking or has two reports of one scope: half a sum proves nothing.
    """
    own = _of_scope(_of_year(connection, [report.office_key], report.year - 1), report)
    if own:
        return own if len(own) == 1 else []
    column = successions.c.successor_key
    predecessors = _linked(connection, column, successions.c.predecessor_key, report.office_key)
    found = _of_scope(_of_year(connection, predecessors, report.year - 1), report)
    complete = sorted(one.office_key for one in found) == sorted(predecessors)
    return found if complete else []


def _linked(connection: Connection, given: Any, wanted: Any, office_key: int) -> list[int]:
    return list(connection.scalars(select(wanted).where(given == office_key)))


def _of_year(connection: Connection, office_keys: Sequence[int], year: int) -> list[Row[Any]]:
    query = select(reports).where(
        reports.c.office_key.in_(office_keys), reports.c.year == year, reports.c.leading.is_not(None)
    )
    return list(connection.execute(query.order_by(reports.c.key)))


def _of_scope(found: Iterable[Row[Any]], report: Row[Any]) -> list[Row[Any]]:
    return [one for one in found if one.scope == report.scope]


def _year(connection: Connection, report: Row[Any]) -> YearOfReport:
    period = (report.period_start, report.period_end) if report.period_start else None
    rows = connection.execute(
        select(metrics.c.name, observations.c.value, observations.c.status)
        .join(metrics, metrics.c.key == observations.c.metric_key)
        .where(observations.c.report_key == report.key, observations.c.status.in_([one.value for one in SURE]))
    )
    values = sure_values(
        Observation(metric=row.name, value=row.value, unit=None, raw=None, status=Status(row.status)) for row in rows
    )
    return YearOfReport(report.id, report.year, report.edition, report.scope, period, values)
