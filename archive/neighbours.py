"""Holding a report against the office's other years, and those years against it."""

from collections.abc import Sequence

from sqlalchemy import Connection, Row, select

from archive import checking
from archive.db.tables import metrics, observations, reports
from archive.projection import count_findings, write_findings
from archive.records import Observation, Status


def recheck(connection: Connection, report_key: int) -> list[int]:
    """Derive the findings across years of a report and of its neighbours; returns the keys of those that changed."""
    report = connection.execute(select(reports).where(reports.c.key == report_key)).one()
    if report.office_key is None or report.year is None:
        return []
    kin = _kin(connection, report)
    return [one.key for one in kin if abs(one.year - report.year) <= 1 and _renew(connection, one, kin)]


def _kin(connection: Connection, report: Row[tuple[int]]) -> Sequence[Row[tuple[int]]]:
    """The office's reports of the same scope from two years before to two years after, the report among them."""
    return connection.execute(
        select(reports)
        .where(
            reports.c.office_key == report.office_key,
            reports.c.scope.is_not_distinct_from(report.scope),
            reports.c.year.between(report.year - 2, report.year + 2),
            reports.c.leading.is_not(None),
        )
        .order_by(reports.c.year, reports.c.key)
    ).all()


def _renew(connection: Connection, report: Row[tuple[int]], kin: Sequence[Row[tuple[int]]]) -> bool:
    before = {one.year: _values(connection, one.key) for one in kin if one.year == report.year - 1}
    found = checking.across(_values(connection, report.key), before, report.year, report.edition)
    changed = write_findings(connection, report.key, [("years", one) for one in found], replacing=("years",))
    if changed:
        connection.execute(
            reports.update()
            .where(reports.c.key == report.key)
            .values(**count_findings(connection, report.key), revision=reports.c.revision + 1)
        )
    return changed


def _values(connection: Connection, report_key: int) -> tuple[Observation, ...]:
    """The values in force, as far as relations need them."""
    rows = connection.execute(
        select(metrics.c.name, observations.c.value, observations.c.status)
        .join(metrics, metrics.c.key == observations.c.metric_key)
        .where(observations.c.report_key == report_key)
    )
    return tuple(
        Observation(metric=row.name, value=row.value, unit=None, raw=None, status=Status(row.status)) for row in rows
    )
