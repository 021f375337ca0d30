"""People's words: corrections that win over readings, the status of a report, and the log of who did what."""

import re
from contextlib import suppress
from dataclasses import replace
from typing import Any, get_args

from sqlalchemy import Connection, Row, func, select

from archive import events as log
from archive import joining, neighbours
from archive.clock import now
from archive.corrections import FIELD, typed_value
from archive.db import tables
from archive.db.tables import corrections, metrics, observations, offices, reports
from archive.errors import Conflict, IndexUnavailable, InvalidValue, NotFound
from archive.ground import Ground
from archive.indexing import bring_all
from archive.offices.register import free_id, office_for, redirect
from archive.projection import refresh
from archive.records import Observation, ReportRecord, ReportStatus, Scope, Status
from archive.reports.listing import conditions, joined, office_ref
from archive.reports.record import build_record, load_reading, report_row, version_row
from archive.views import CorrectionRow, Doubt, EventRow, History, Page, ReportFilter

# A report's own fields that a person may set.
FIELDS = ("title", "office", "year", "scope")


class Desk:
    """What signed-in people say about reports. Every word is kept, with who said it, when and why."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def correct(
        self, report_id: str, metric: str, *, before: str | None, after: str | None, why: str, user: str
    ) -> ReportRecord:
        """Set a metric's value (None: the cell states nothing); saying the value that stands confirms it.

        `before` is the value that the person saw: `Conflict` where it is another by now, `NotFound` for a metric that
        the report's form does not have, `InvalidValue` for what it cannot be.
        """
        with self._ground.writing() as connection:
            row = report_row(connection, report_id)
            standing = _standing(connection, row.key, metric)
            after = typed_value(row.edition, metric, after)
            if standing != before:
                raise Conflict(
                    f"{metric} is {_shown(standing)} by now, not {_shown(before)}.",
                    "Look at it again before changing it.",
                )
            _say(connection, row, metric, before, after, why, user)
            touched = self._derive(connection, row.key)
        return self._shown(report_id, touched)

    def correct_field(
        self, report_id: str, field: str, *, before: str | None, after: str | None, why: str, user: str
    ) -> ReportRecord:
        """Set a report's title, office (by name), year or scope; a field that names the report redirects its old id.

        Raises `Conflict` where the field is another by now or another report has that office, year and scope.
        """
        if field not in FIELDS:
            raise NotFound(f"A report has no field {field}.", f"Fields are {', '.join(FIELDS)}.")
        with self._ground.writing() as connection:
            row = report_row(connection, report_id)
            standing = _field(connection, row, field)
            if standing != before:
                raise Conflict(f"{field} is {_shown(standing)} by now.", "Look at it again before changing it.")
            _say(connection, row, FIELD + field, before, after, why, user)
            _set_field(connection, row, field, after)
            new_id = _renamed(connection, row.key) if field in ("office", "year") else row.id
            touched = self._derive(connection, row.key)
        if new_id != row.id:
            self._forget(row.id)
        return self._shown(new_id, touched)

    def undo(self, correction_id: int, *, user: str) -> ReportRecord:
        """Take a correction of a value back; raises `NotFound`, or `Conflict` where that was done already."""
        with self._ground.writing() as connection:
            row = connection.execute(select(corrections).where(corrections.c.key == correction_id)).first()
            if row is None:
                raise NotFound(f"There is no correction {correction_id}.", "")
            if row.undone is not None or row.field.startswith(FIELD):
                raise Conflict("This correction cannot be taken back.", "Correct it once more instead.")
            connection.execute(
                corrections.update().where(corrections.c.key == correction_id).values(undone=now(), undone_by=user)
            )
            report_id = connection.scalar(select(reports.c.id).where(reports.c.key == row.report_key)) or ""
            log.append(connection, "correction.undone", f"report:{report_id}", user, field=row.field)
            touched = self._derive(connection, row.report_key)
        return self._shown(report_id, touched)

    def set_status(self, report_id: str, status: ReportStatus, *, why: str, user: str) -> ReportRecord:
        """Publish, hold back or withdraw a report; the index follows."""
        with self._ground.writing() as connection:
            row = report_row(connection, report_id)
            connection.execute(
                reports.update()
                .where(reports.c.key == row.key)
                .values(status=status.value, updated=now(), revision=reports.c.revision + 1)
            )
            log.append(
                connection, "report.status", f"report:{row.id}", user, before=row.status, after=status.value, why=why
            )
        return self._shown(row.id, [row.id])

    def join(self, report_id: str, into: str, *, why: str, user: str) -> ReportRecord:
        """Two reports are one: the versions of the first become copies of the second, and its id leads there.

        Raises `Conflict` where people have corrected the first: their words would be lost.
        """
        with self._ground.writing() as connection:
            source, target = report_row(connection, report_id), report_row(connection, into)
            joining.join(connection, source, target)
            log.append(connection, "report.joined", f"report:{target.id}", user, joined=source.id, why=why)
            touched = self._derive(connection, target.key)
        self._forget(source.id)
        return self._shown(target.id, touched)

    def history(self, report_id: str, metric: str | None = None) -> tuple[CorrectionRow, ...]:
        """Every word on a report, or on one of its values, oldest first."""
        with self._ground.reading() as connection:
            row = report_row(connection, report_id)
            query = select(corrections).where(corrections.c.report_key == row.key).order_by(corrections.c.key)
            if metric is not None:
                query = query.where(corrections.c.field == metric)
            return tuple(_correction(row.id, one) for one in connection.execute(query))

    def value_history(self, report_id: str, metric: str) -> History:
        """What the reading says of a value now, and every word on it."""
        with self._ground.reading() as connection:
            shown = version_row(connection, report_row(connection, report_id), None)
        reading = load_reading(self._ground.blobs, shown.blob_key)
        found: dict[str, Observation] = {one.metric: one for one in reading.observations}
        return History(found.get(metric), self.history(report_id, metric))

    def doubts(
        self,
        *,
        office: str | None = None,
        year: int | None = None,
        batch: int | None = None,
        status: Status | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[Doubt]:
        """Values that need a person, the least sure first."""
        where: list[Any] = [tables.IN_DOUBT]
        where += [] if status is None else [observations.c.status == status.value]
        meant = ReportFilter(office=office, year=year, batch=batch, statuses=None)
        with self._ground.reading() as connection:
            # The year stands in the doubts' own index; asked of the reports it would lead through all their values.
            where += conditions(connection, replace(meant, year=None))
            where += [] if year is None else [observations.c.year == year]
            rows = connection.execute(
                _doubting(*_DOUBT)
                .where(*where)
                .order_by(observations.c.confidence, observations.c.report_key, observations.c.metric_key)
                .limit(limit)
                .offset(offset)
            ).all()
            return Page(tuple(_doubt(row) for row in rows), _count_doubts(connection, meant, status))

    def events(self, *, subject: str | None = None, limit: int = 50, offset: int = 0) -> Page[EventRow]:
        """The log, newest first; `subject` is `report:<id>`, `document:<sha256>` and so on."""
        table = tables.events
        where = [] if subject is None else [table.c.subject == subject]
        with self._ground.reading() as connection:
            total = connection.scalar(select(func.count()).select_from(table).where(*where)) or 0
            rows = connection.execute(
                select(table).where(*where).order_by(table.c.key.desc()).limit(limit).offset(offset)
            )
            found = tuple(EventRow(row.key, row.at, row.user_name, row.action, row.subject, row.detail) for row in rows)
            return Page(found, total)

    def _derive(self, connection: Connection, report_key: int) -> list[str]:
        """The report's values and findings anew, and its neighbours' findings; returns the ids of what changed."""
        refresh(connection, report_key, lambda key: load_reading(self._ground.blobs, key))
        keys = [report_key, *neighbours.recheck(connection, report_key)]
        return list(connection.scalars(select(reports.c.id).where(reports.c.key.in_(keys))))

    def _shown(self, report_id: str, touched: list[str]) -> ReportRecord:
        """The record as it stands, after the index was told; if it does not answer, a worker tells it later."""
        bring_all(self._ground, touched)
        with self._ground.reading() as connection:
            return build_record(connection, self._ground.blobs, report_id, None)

    def _forget(self, report_id: str) -> None:
        with suppress(IndexUnavailable):
            self._ground.indexer.remove(report_id)


_DOUBT = (
    reports.c.id,
    reports.c.year,
    offices.c.id.label("office_id"),
    offices.c.name.label("office_name"),
    metrics.c.name,
    observations.c.value,
    observations.c.status,
    observations.c.confidence,
)


def _count_doubts(connection: Connection, meant: ReportFilter, status: Status | None) -> int:
    """Counted on the reports' rows, unless one status is asked for: there may be hundreds of thousands of doubts."""
    where: list[Any] = [*conditions(connection, meant)]
    if status is None:
        return int(connection.scalar(joined(func.coalesce(func.sum(reports.c.doubts), 0)).where(*where)) or 0)
    where += [tables.IN_DOUBT, observations.c.status == status.value]
    return int(connection.scalar(_doubting(func.count()).where(*where)) or 0)


def _doubting(*columns: Any) -> Any:
    return (
        joined(*columns)
        .join(observations, observations.c.report_key == reports.c.key)
        .join(metrics, metrics.c.key == observations.c.metric_key)
    )


def _doubt(row: Row[Any]) -> Doubt:
    return Doubt(row.id, office_ref(row), row.year, row.name, row.value, Status(row.status), row.confidence)


def _standing(connection: Connection, report_key: int, metric: str) -> str | None:
    row = connection.execute(
        select(observations.c.value)
        .join(metrics, metrics.c.key == observations.c.metric_key)
        .where(observations.c.report_key == report_key, metrics.c.name == metric)
    ).first()
    if row is None:
        raise NotFound(f"The report's form has no metric {metric}.", "")
    value: str | None = row.value
    return value


def _say(
    connection: Connection, row: Row[Any], field: str, before: str | None, after: str | None, why: str, user: str
) -> None:
    connection.execute(
        corrections.insert().values(
            report_key=row.key, field=field, before=before, after=after, why=why, user_name=user, at=now()
        )
    )
    log.append(
        connection, "report.corrected", f"report:{row.id}", user, field=field, before=before, after=after, why=why
    )


def _field(connection: Connection, row: Row[Any], field: str) -> str | None:
    if field == "office":
        return connection.scalar(select(offices.c.name).where(offices.c.key == row.office_key))
    value = row._mapping[field]  # noqa: SLF001 - documented accessor
    return None if value is None else str(value)


def _set_field(connection: Connection, row: Row[Any], field: str, after: str | None) -> None:
    values: dict[str, Any] = {field: after}
    if field == "office":
        values = {"office_key": office_for(connection, after)}
    if field == "year":
        values = {"year": _year(after)}
    if field == "scope" and after not in (None, *get_args(Scope)):
        raise InvalidValue(f"{after} is no scope.", f"Scopes are {', '.join(get_args(Scope))}.")
    if field == "title" and not (after or "").strip():
        raise InvalidValue("A report needs a title.", "")
    connection.execute(reports.update().where(reports.c.key == row.key).values(**values))
    _refuse_twin(connection, row.key)


def _year(typed: str | None) -> int | None:
    if typed is None:
        return None
    if not re.fullmatch(r"(19|20)\d{2}", typed):
        raise InvalidValue(f"{typed} is no year.", "Type four digits.")
    return int(typed)


def _refuse_twin(connection: Connection, report_key: int) -> None:
    mine = connection.execute(select(reports).where(reports.c.key == report_key)).one()
    twin = connection.scalar(
        select(reports.c.id).where(
            reports.c.key != report_key,
            reports.c.office_key == mine.office_key,
            reports.c.year == mine.year,
            reports.c.scope.is_not_distinct_from(mine.scope),
        )
    )
    if twin is not None:
        raise Conflict(f"{twin} is this office's report of that year already.", "Look whether both are the same.")


def _renamed(connection: Connection, report_key: int) -> str:
    """Mint a better id for a report whose office or year was set by a person; the old one leads to it."""
    row = connection.execute(
        select(reports.c.id, reports.c.year, offices.c.id.label("office_id"))
        .join(offices, offices.c.key == reports.c.office_key)
        .where(reports.c.key == report_key)
    ).first()
    if row is None or row.year is None or row.id.startswith(f"{row.office_id}-{row.year}"):
        return str(connection.scalar(select(reports.c.id).where(reports.c.key == report_key)))
    new_id = free_id(connection, "report", (f"{row.office_id}-{row.year}",))
    connection.execute(reports.update().where(reports.c.key == report_key).values(id=new_id))
    redirect(connection, "report", row.id, new_id)
    return new_id


def _correction(report_id: str, row: Row[Any]) -> CorrectionRow:
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
    )


def _shown(value: str | None) -> str:
    return "blank" if value is None else value
