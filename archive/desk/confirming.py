"""A second pair of eyes: with `second_person` set, a word counts only when another person confirms it.

Until then it is kept and shown as pending, and nothing that is derived from words knows of it.
"""

from typing import Any

from sqlalchemy import Connection, Row, func, select

from archive import events
from archive.clock import now
from archive.db.tables import corrections, metrics, observations, reports
from archive.derived.corrections import FIELD, is_metric
from archive.derived.questions import settle
from archive.desk.doubts import correction_row
from archive.errors import Conflict, NotFound
from archive.fields import FIELDS, field_value, renamed, set_field
from archive.ground import Ground
from archive.indexing import bring_all
from archive.reports.deriving import derive
from archive.reports.listing import joined
from archive.views import CorrectionRow, Page

_WAITING = (corrections.c.pending, corrections.c.undone.is_(None))


class Confirming:
    """The words that wait for another person."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def pending(self, *, limit: int = 50, offset: int = 0) -> Page[CorrectionRow]:
        """Words that nobody has confirmed yet, oldest first."""
        with self._ground.reading() as connection:
            total = connection.scalar(select(func.count()).select_from(corrections).where(*_WAITING)) or 0
            rows = connection.execute(
                joined(corrections, reports.c.id)
                .join(corrections, corrections.c.report_key == reports.c.key)
                .where(*_WAITING)
                .order_by(corrections.c.key)
                .limit(limit)
                .offset(offset)
            ).all()
            return Page(tuple(correction_row(row.id, row) for row in rows), total)

    def confirm(self, correction_id: int, *, user: str) -> str:
        """Let a pending word count; returns the report's id, which a word on the office or year may change.

        Raises `NotFound`; `Conflict` where the word is the user's own, no longer waits, or speaks of what has changed.
        """
        with self._ground.writing() as connection:
            row = _waiting(connection, correction_id)
            report = connection.execute(select(reports).where(reports.c.key == row.report_key)).one()
            _refuse(connection, row, report, user)
            connection.execute(
                corrections.update()
                .where(corrections.c.key == correction_id)
                .values(pending=False, confirmed=now(), confirmed_by=user)
            )
            events.append(connection, "correction.confirmed", f"report:{report.id}", user, field=row.field)
            new_id = _take_effect(connection, row, report)
            settle(connection, row.report_key, row.field, user)
            touched = derive(self._ground, connection, row.report_key)
        if new_id != report.id:
            self._ground.indexer.remove(report.id)
        bring_all(self._ground, touched)
        return new_id


def _waiting(connection: Connection, correction_id: int) -> Row[Any]:
    row = connection.execute(select(corrections).where(corrections.c.key == correction_id)).first()
    if row is None:
        raise NotFound(f"There is no correction {correction_id}.", "")
    if not row.pending or row.undone is not None:
        raise Conflict("This correction does not wait for anybody.", "Reload the page.")
    return row


def _refuse(connection: Connection, row: Row[Any], report: Row[Any], user: str) -> None:
    if row.user_name == user:
        raise Conflict("A correction is confirmed by another person than its author.", "Ask a colleague.")
    standing = _standing(connection, row, report)
    if standing is not None and standing[0] != row.before:
        raise Conflict(
            f"{row.field} is {standing[0] or 'blank'} by now, not {row.before or 'blank'}.",
            "Take the pending correction back and look again.",
        )


def _standing(connection: Connection, row: Row[Any], report: Row[Any]) -> tuple[str | None] | None:
    """What stands now where the word speaks of a value or a field; None where that is not told from the tables."""
    if is_metric(row.field):
        found = connection.execute(
            select(observations.c.value)
            .join(metrics, metrics.c.key == observations.c.metric_key)
            .where(observations.c.report_key == row.report_key, metrics.c.name == row.field)
        ).first()
        return None if found is None else (found.value,)
    if _is_field(row.field):
        return (field_value(connection, report, row.field.removeprefix(FIELD)),)
    return None


def _take_effect(connection: Connection, row: Row[Any], report: Row[Any]) -> str:
    """A word on the report's own row is written there; every other one is found when the report is derived."""
    if not _is_field(row.field):
        return str(report.id)
    field = row.field.removeprefix(FIELD)
    set_field(connection, report, field, row.after)
    return renamed(connection, report.key) if field in ("office", "year") else str(report.id)


def _is_field(field: str) -> bool:
    return field.startswith(FIELD) and field.removeprefix(FIELD) in FIELDS
