"""Making two reports one: for copies that were not known to be copies when they came."""

from typing import Any

from sqlalchemy import Connection, Row, func, select

from archive.db.tables import checks, corrections, findings, observations, questions, redirects, reports, versions
from archive.errors import Conflict
from archive.offices.register import redirect


def join(connection: Connection, source: Row[Any], target: Row[Any]) -> None:
    """Give a report's versions to another and let its id lead there. Part of the caller's transaction."""
    if source.key == target.key:
        raise Conflict("A report cannot be joined with itself.", "")
    spoken = connection.scalar(
        select(func.count()).where(corrections.c.report_key == source.key, corrections.c.undone.is_(None))
    )
    if spoken:
        raise Conflict(f"{source.id} was corrected by people.", "Take those corrections back first.")
    _move_versions(connection, source.key, target.key)
    connection.execute(corrections.update().where(corrections.c.report_key == source.key).values(report_key=target.key))
    connection.execute(questions.update().where(questions.c.report_key == source.key).values(report_key=target.key))
    for table in (observations, findings, checks):
        connection.execute(table.delete().where(table.c.report_key == source.key))
    connection.execute(redirects.update().where(redirects.c.new_id == source.id).values(new_id=target.id))
    connection.execute(reports.delete().where(reports.c.key == source.key))
    redirect(connection, "report", source.id, target.id)


def _move_versions(connection: Connection, source: int, target: int) -> None:
    last = connection.scalar(select(func.max(versions.c.number)).where(versions.c.report_key == target)) or 0
    keys = connection.scalars(
        select(versions.c.key).where(versions.c.report_key == source).order_by(versions.c.number)
    ).all()
    for number, key in enumerate(keys, start=last + 1):
        connection.execute(versions.update().where(versions.c.key == key).values(report_key=target, number=number))
