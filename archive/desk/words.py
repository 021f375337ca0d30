"""People's words: corrections that win over readings, the status of a report, and the log of who did what."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, Row, func, select

from archive import events as log
from archive import joining
from archive.clock import now
from archive.db import tables
from archive.db.tables import corrections, findings, metrics, observations, reports
from archive.derived import neighbours
from archive.derived.corrections import FIELD, FINDING, is_metric, typed_value
from archive.derived.named import tables_of
from archive.derived.projection import refresh, spoken
from archive.derived.questions import settle
from archive.derived.standing import OUTSIDE, Point, section_field, stand, stands_at, table_field
from archive.desk import doubts as queue
from archive.errors import Conflict, IndexUnavailable, InvalidValue, NotFound
from archive.fields import FIELDS, field_value, renamed, set_field
from archive.ground import Ground
from archive.indexing import bring_all
from archive.records import Observation, ReportReading, ReportRecord, ReportStatus, Status
from archive.relations.hints import sure_values
from archive.relations.weigh import as_read
from archive.reports.record import build_record, load_reading, report_row, version_row
from archive.views import CorrectionRow, Doubt, EventRow, FindingRow, History, Page, Word


class Desk:
    """What signed-in people say about reports. Every word is kept, with who said it, when and why."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        # A word waits for another person, see archive.confirming.
        self._pending = ground.settings.second_person

    def correct(
        self,
        report_id: str,
        metric: str,
        *,
        before: str | None,
        after: str | None,
        why: str,
        user: str,
        seen: int | None = None,
        as_printed: bool = False,
    ) -> ReportRecord:
        """Set a metric's value (None: the cell states nothing); saying the value that stands confirms it.

        `seen` is the newest word that the person knew of: `Conflict` where there is another by now. Without it `before`,
        the value that the person saw, must still stand. `NotFound` for a metric that the report's form does not have,
        `InvalidValue` for what it cannot be. `as_printed`: the office wrote this, so that a relation which then breaks
        between values that are sure by themselves is the office's own.
        """
        return self.correct_all(
            report_id, [Word(metric, before, after, seen)], why=why, user=user, as_printed=as_printed
        )

    def correct_all(
        self, report_id: str, words: Sequence[Word], *, why: str, user: str, as_printed: bool = False
    ) -> ReportRecord:
        """Set several values of a report, all or none; see `correct`."""
        with self._ground.writing() as connection:
            row = report_row(connection, report_id)
            for word in words:
                _say_value(connection, row, word, why, user, pending=self._pending)
            touched = self._derive(connection, row.key)
            if as_printed and not self._pending:
                sure = sure_values(as_read(one) for one in self._reading(connection, row).observations)
                if _answer_breaks(connection, row, {word.metric for word in words}, sure.keys(), why, user):
                    touched += self._derive(connection, row.key)
        return self._shown(report_id, list(dict.fromkeys(touched)))

    def correct_field(
        self, report_id: str, field: str, *, before: str | None, after: str | None, why: str, user: str
    ) -> ReportRecord:
        """Set a report's title, office (by name), year, scope or edition; one that names the report redirects its old id.

        Another edition asks for its own values at once: what was not read in it is not found, until the document is
        read again. Raises `Conflict` where the field is another by now or another report has that office, year and scope.
        """
        if field not in FIELDS:
            raise NotFound(f"A report has no field {field}.", f"Fields are {', '.join(FIELDS)}.")
        with self._ground.writing() as connection:
            row = report_row(connection, report_id)
            _refuse_stale(field, field_value(connection, row, field), before)
            _say(connection, row, FIELD + field, before, after, why, user, pending=self._pending)
            new_id = row.id
            if not self._pending:
                set_field(connection, row, field, after)
                new_id = renamed(connection, row.key) if field in ("office", "year") else row.id
            touched = self._derive(connection, row.key)
        if new_id != row.id:
            self._forget(row.id)
        return self._shown(new_id, touched)

    def correct_section(
        self, report_id: str, number: int, part: str, *, before: str | None, after: str, why: str, user: str
    ) -> ReportRecord:
        """Set the text or title of a section; `before` None adds a section. Raises `Conflict` where it is another by now.

        Lines that were moved from one section to another keep their places on the page.
        """
        if not 0 <= number <= 99 or (number, part) == (0, "title"):
            raise InvalidValue(f"{number} is no section.", "Sections count from 1; 0 is the text before them.")
        with self._ground.writing() as connection:
            row = report_row(connection, report_id)
            reading = self._reading(connection, row)
            standing = next((getattr(one, part) for one in reading.texts if one.number == number), None)
            _refuse_stale(f"section {number}", standing, before)
            _say(connection, row, section_field(number, part), before, after, why, user, pending=self._pending)
            touched = self._derive(connection, row.key)
        return self._shown(report_id, touched)

    def disown_table(self, report_id: str, page: int, x: float, y: float, *, why: str, user: str) -> ReportRecord:
        """The table around a point of a page (in fractions of it) does not belong to the report.

        What was read from it is not found from now on, and the next reading passes it over. Raises `NotFound` where no
        table is there.
        """
        return self._say_of_table(report_id, (page, x, y), OUTSIDE, why, user)

    def name_table(
        self, report_id: str, page: int, x: float, y: float, table: str, *, why: str, user: str
    ) -> ReportRecord:
        """The table around a point of a page is this table of the report's form, or a part of it.

        Where the parts named so have the form's shape, what was not found is taken from them by place, in doubt. Raises
        `NotFound` where no table is there and `InvalidValue` where the form has no such table.
        """
        return self._say_of_table(report_id, (page, x, y), table, why, user)

    def _say_of_table(self, report_id: str, point: Point, what: str, why: str, user: str) -> ReportRecord:
        page, x, y = point
        with self._ground.writing() as connection:
            row = report_row(connection, report_id)
            found = [one for one in self._reading(connection, row).tables if stands_at(one, page, x, y)]
            if not found:
                raise NotFound(f"There is no table at this place of page {page}.", "")
            if what != OUTSIDE and what not in tables_of(row.edition):
                raise InvalidValue(f"The form {row.edition} has no table {what}.", "Name the edition first.")
            _say(connection, row, table_field(page, x, y), found[0].form, what, why, user, pending=self._pending)
            touched = self._derive(connection, row.key)
        return self._shown(report_id, touched)

    def answer(self, report_id: str, relation: str, *, message: str, why: str, user: str) -> ReportRecord:
        """Call a broken relation the office's own: printed so, and kept so. Raises `Conflict` where it reads otherwise now."""
        with self._ground.writing() as connection:
            row = report_row(connection, report_id)
            mine = (findings.c.report_key == row.key, findings.c.relation == relation, findings.c.grade == "hard")
            standing = connection.scalar(select(findings.c.message).where(*mine))
            _refuse_stale(relation, standing, message)
            _say(connection, row, FINDING + relation, None, message, why, user, pending=self._pending)
            touched = self._derive(connection, row.key)
        return self._shown(report_id, touched)

    def undo(self, correction_id: int, *, user: str) -> ReportRecord:
        """Take a word back: what stood before it stands again.

        Raises `NotFound`, or `Conflict` where that was done already or a later word on the same field stands on it.
        """
        with self._ground.writing() as connection:
            row = connection.execute(select(corrections).where(corrections.c.key == correction_id)).first()
            if row is None:
                raise NotFound(f"There is no correction {correction_id}.", "")
            report = connection.execute(select(reports).where(reports.c.key == row.report_key)).one()
            _refuse_undoing(connection, row)
            connection.execute(
                corrections.update().where(corrections.c.key == correction_id).values(undone=now(), undone_by=user)
            )
            if row.field.removeprefix(FIELD) in FIELDS and not row.pending:
                set_field(connection, report, row.field.removeprefix(FIELD), row.before)
            log.append(connection, "correction.undone", f"report:{report.id}", user, field=row.field)
            touched = self._derive(connection, row.report_key)
        return self._shown(report.id, touched)

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
            return tuple(queue.correction_row(row.id, one) for one in connection.execute(query))

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
        report: str | None = None,
        limit: int = 50,
        offset: int = 0,
        after: str | None = None,
    ) -> Page[Doubt]:
        """Values that need a person: the main figures first, then the least sure. `after` is the cursor of a doubt."""
        wanted = queue.Wanted(office, year, batch, status, report)
        with self._ground.reading() as connection:
            found = queue.list_doubts(connection, wanted, limit, offset, after)
            return Page(found, queue.count_doubts(connection, wanted))

    def next_doubts(self, wanted: queue.Wanted, limit: int, after: str | None = None) -> tuple[Doubt, ...]:
        """The doubts after a cursor, uncounted: what the desk asks for while a person works."""
        with self._ground.reading() as connection:
            return queue.list_doubts(connection, wanted, limit, after=after)

    def count(self, wanted: queue.Wanted) -> int:
        """How many doubts are meant."""
        with self._ground.reading() as connection:
            return queue.count_doubts(connection, wanted)

    def breaks(self, wanted: queue.Wanted, limit: int = 50, after: int | None = None) -> Page[tuple[int, FindingRow]]:
        """Broken hard relations that nobody called the office's own yet; `after` is the key of one."""
        with self._ground.reading() as connection:
            return queue.list_breaks(connection, wanted, limit, after)

    def disagreements(self, wanted: queue.Wanted, limit: int = 50) -> tuple[CorrectionRow, ...]:
        """Words that a later reading surely reads otherwise."""
        with self._ground.reading() as connection:
            return queue.list_disagreements(connection, wanted, limit)

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

    def _reading(self, connection: Connection, row: Row[Any]) -> ReportReading:
        """The leading reading as people's words leave it."""
        shown = version_row(connection, row, None)
        return stand(load_reading(self._ground.blobs, shown.blob_key), spoken(connection, row.key))

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


def _say_value(connection: Connection, row: Row[Any], word: Word, why: str, user: str, *, pending: bool) -> None:
    standing = _standing(connection, row.key, word.metric)
    after = typed_value(row.edition, word.metric, word.after)
    if word.seen is None:
        _refuse_stale(word.metric, standing, word.before)
    else:
        _refuse_unseen(_newest(connection, row.key, word.metric), word)
    _say(connection, row, word.metric, standing, after, why, user, pending=pending)


def _refuse_stale(what: str, standing: str | None, before: str | None) -> None:
    if standing != before:
        raise Conflict(
            f"{what} is {_shown(standing)} by now, not {_shown(before)}.", "Look at it again before changing it."
        )


def _refuse_unseen(newest: Row[Any] | None, word: Word) -> None:
    """What relations propose may change with every answer; a person's word may not be passed over unseen."""
    if newest is None and word.seen:
        raise Conflict(f"What was said of {word.metric} was taken back in the meantime.", "Look at it again.")
    if newest is not None and newest.key != word.seen:
        raise Conflict(
            f"{newest.user_name} said {_shown(newest.after)} of {word.metric} in the meantime.",
            "Look at it again before changing it.",
        )


def _refuse_undoing(connection: Connection, row: Row[Any]) -> None:
    newest = _newest(connection, row.report_key, row.field)
    if row.undone is not None or newest is None:
        raise Conflict("This was taken back already.", "")
    if newest.key != row.key and not is_metric(row.field):
        raise Conflict(f"{newest.user_name} said something else of this later.", "Take that back first.")


def _answer_breaks(
    connection: Connection, row: Row[Any], about: set[str], sure: Collection[str], why: str, user: str
) -> bool:
    """Call the office's own what breaks on these metrics and on sure values alone; True where anything did."""
    found = connection.execute(
        select(findings.c.relation, findings.c.message, findings.c.metrics).where(
            findings.c.report_key == row.key, findings.c.grade == "hard", findings.c.answered.is_(False)
        )
    ).all()
    theirs = [one for one in found if about & set(one.metrics) and all(name in sure for name in one.metrics)]
    for one in theirs:
        _say(connection, row, FINDING + one.relation, None, one.message, why, user)
    return bool(theirs)


def _newest(connection: Connection, report_key: int, field: str) -> Row[Any] | None:
    """The latest word on a field that was not taken back."""
    return connection.execute(
        select(corrections)
        .where(corrections.c.report_key == report_key, corrections.c.field == field, corrections.c.undone.is_(None))
        .order_by(corrections.c.key.desc())
        .limit(1)
    ).first()


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
    connection: Connection,
    row: Row[Any],
    field: str,
    before: str | None,
    after: str | None,
    why: str,
    user: str,
    *,
    pending: bool = False,
) -> None:
    said = {"field": field, "before": before, "after": after, "why": why}
    connection.execute(
        corrections.insert().values(report_key=row.key, **said, user_name=user, at=now(), pending=pending)
    )
    if not pending:
        settle(connection, row.key, field, user)
    log.append(connection, "report.corrected", f"report:{row.id}", user, **said, pending=pending)


def _shown(value: str | None) -> str:
    return "blank" if value is None else value
