"""Values that somebody says are wrong: the public from a value's place on the page (报错), or who looked at a sample.

A question never changes a value. What the public asks marks the value and puts it before the desk; what an archivist
found wrong in a sample makes it doubtful. A correction of the value settles its questions; an archivist may dismiss one.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, func, select

from archive import events
from archive.clock import now
from archive.db.tables import metrics, observations, offices, questions, reports
from archive.derived.corrections import IN_DOUBT
from archive.derived.questions import PUBLIC, SAMPLING, SURENESS
from archive.errors import Conflict, InvalidValue, NotFound, TooMany
from archive.ground import Ground
from archive.indexing import bring_all
from archive.records import ReportStatus
from archive.reports.deriving import derive
from archive.reports.listing import joined, office_ref
from archive.reports.record import report_row
from archive.views import Page, Question

LONGEST_VALUE, LONGEST_REMARK = 40, 500

# More than these wait for nobody's eyes: somebody is filling the queue.
MOST_OPEN = 5000
MOST_ON_ONE_VALUE = 3

State = Literal["open", "dismissed", "settled"]


class ErrorReports:
    """What people say is wrong, and what became of it."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def ask(
        self, report_id: str, metric: str, *, claimed: str = "", remark: str = "", asker: str, each: int, together: int
    ) -> None:
        """The public says that a value is wrong; `claimed` is what it should be.

        `asker` is a hash that tells one address from another. Raises `TooMany` where that address asked `each` times
        within a day, or all together `together` times; `NotFound` where the public sees no such value.
        """
        claimed, remark = claimed.strip(), remark.strip()
        if len(claimed) > LONGEST_VALUE or len(remark) > LONGEST_REMARK:
            raise InvalidValue("This is too long.", f"At most {LONGEST_REMARK} characters are kept.")
        with self._ground.writing() as connection:
            row = report_row(connection, report_id)
            seen = _shown_value(connection, row, metric)
            _refuse_floods(connection, asker, each, together)
            if _open_on(connection, row.key, metric) < MOST_ON_ONE_VALUE:
                words = "；".join(part for part in (claimed and f"应为 {claimed}", remark) if part)
                _add(connection, row, metric, PUBLIC, seen.value, words or None, asker=asker)
                _mark(connection, row.key, seen)

    def open(
        self, *, report: str | None = None, metric: str | None = None, limit: int = 50, offset: int = 0
    ) -> Page[Question]:
        """Questions that nobody has answered, oldest first."""
        where: list[Any] = [questions.c.state == "open"]
        with self._ground.reading() as connection:
            if report is not None:
                where.append(questions.c.report_key == report_row(connection, report).key)
            if metric is not None:
                where.append(questions.c.metric == metric)
            total = connection.scalar(select(func.count()).select_from(questions).where(*where)) or 0
            rows = connection.execute(
                _questions().where(*where).order_by(questions.c.key).limit(limit).offset(offset)
            ).all()
            return Page(tuple(_question(row) for row in rows), total)

    def questioned(self, report_id: str) -> frozenset[str]:
        """The metrics of a report that the public questions."""
        with self._ground.reading() as connection:
            key = report_row(connection, report_id).key
            return frozenset(
                connection.scalars(
                    select(questions.c.metric).where(
                        questions.c.report_key == key, questions.c.state == "open", questions.c.source == PUBLIC
                    )
                )
            )

    def dismiss(self, question_id: int, *, user: str) -> str:
        """Say that a question has no ground; returns the report's id. Raises `NotFound`, `Conflict` if it is closed."""
        with self._ground.writing() as connection:
            row = connection.execute(_questions().where(questions.c.key == question_id)).first()
            if row is None:
                raise NotFound(f"There is no question {question_id}.", "")
            if row.state != "open":
                raise Conflict("This question was answered already.", "")
            connection.execute(
                questions.update()
                .where(questions.c.key == question_id)
                .values(state="dismissed", closed=now(), closed_by=user)
            )
            events.append(connection, "value.question.dismissed", f"report:{row.id}", user, metric=row.metric)
            touched = derive(self._ground, connection, row.report_key)
        bring_all(self._ground, touched)
        return str(row.id)


def object_to(connection: Connection, report: Row[Any], metric: str, value: str | None, user: str) -> None:
    """An archivist saw in a sample that a value is wrong; the caller derives the report anew."""
    known = select(questions.c.key).where(
        questions.c.report_key == report.key,
        questions.c.metric == metric,
        questions.c.source == SAMPLING,
        questions.c.state == "open",
    )
    if connection.scalar(known) is None:
        _add(connection, report, metric, SAMPLING, value, None, user=user)


def take_back(connection: Connection, report_key: int, metric: str) -> None:
    """The objection of a sample was a slip of the finger."""
    connection.execute(
        questions.update()
        .where(
            questions.c.report_key == report_key,
            questions.c.metric == metric,
            questions.c.source == SAMPLING,
            questions.c.state == "open",
        )
        .values(state="dismissed", closed=now())
    )


def _questions() -> Any:
    return joined(
        questions,
        reports.c.id,
        reports.c.year,
        offices.c.id.label("office_id"),
        offices.c.name.label("office_name"),
    ).join(questions, questions.c.report_key == reports.c.key)


def _question(row: Row[Any]) -> Question:
    return Question(
        id=row.key,
        report=row.id,
        office=office_ref(row),
        year=row.year,
        metric=row.metric,
        source=row.source,
        value=row.value,
        remark=row.remark,
        user=row.user_name,
        at=row.at,
    )


def _shown_value(connection: Connection, report: Row[Any], metric: str) -> Row[Any]:
    """The value as the public sees it."""
    found = connection.execute(
        select(observations)
        .join(metrics, metrics.c.key == observations.c.metric_key)
        .where(observations.c.report_key == report.key, metrics.c.name == metric)
    ).first()
    if found is None or report.status != ReportStatus.PUBLISHED:
        raise NotFound(f"The report {report.id} has no value {metric}.", "")
    return found


def _refuse_floods(connection: Connection, asker: str, each: int, together: int) -> None:
    lately = [questions.c.source == PUBLIC, questions.c.at > now() - timedelta(days=1)]
    if _count(connection, [*lately, questions.c.asker == asker]) >= each:
        raise TooMany("Many values were reported from this address today.", "Go on tomorrow.")
    waiting = [questions.c.source == PUBLIC, questions.c.state == "open"]
    if _count(connection, lately) >= together or _count(connection, waiting) >= MOST_OPEN:
        raise TooMany("More values were reported than can be looked at.", "Try again tomorrow.")


def _open_on(connection: Connection, report_key: int, metric: str) -> int:
    return _count(
        connection,
        [questions.c.report_key == report_key, questions.c.metric == metric, questions.c.state == "open"],
    )


def _count(connection: Connection, where: Sequence[Any]) -> int:
    return connection.scalar(select(func.count()).select_from(questions).where(*where)) or 0


def _add(
    connection: Connection,
    report: Row[Any],
    metric: str,
    source: str,
    value: str | None,
    remark: str | None,
    *,
    user: str | None = None,
    asker: str | None = None,
) -> None:
    connection.execute(
        questions.insert().values(
            report_key=report.key,
            metric=metric,
            source=source,
            value=value,
            remark=remark,
            user_name=user,
            asker=asker,
            at=now(),
            state="open",
        )
    )
    events.append(connection, "value.questioned", f"report:{report.id}", user, metric=metric, source=source)


def _mark(connection: Connection, report_key: int, seen: Row[Any]) -> None:
    """What `projection.refresh` would write, without reading the report again: the public must not cost that."""
    if seen.questioned:
        return
    new = seen.status not in IN_DOUBT
    connection.execute(
        observations.update()
        .where(
            observations.c.metric_key == seen.metric_key,
            observations.c.year == seen.year,
            observations.c.report_key == report_key,
        )
        .values(questioned=True, confidence=SURENESS if new else seen.confidence)
    )
    if new:
        connection.execute(reports.update().where(reports.c.key == report_key).values(doubts=reports.c.doubts + 1))
