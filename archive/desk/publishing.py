"""Publishing by rule, in bulk: what nothing speaks against is opened to the public; of the rest it is said why not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, Row, exists

from archive import events
from archive.clock import now
from archive.db.tables import corrections, findings, questions, reports
from archive.ground import Ground
from archive.indexing import bring_all
from archive.records import ReportStatus
from archive.reports.listing import conditions, joined
from archive.views import ReportFilter

# Why a report is held back, the gravest first.
Obstacle = Literal["not_read", "no_office", "no_year", "no_form", "broken", "doubts", "questions", "pending"]

# Forms exist since the report on this year: an older report has no values that could be in doubt.
FIRST_FORM = 2014

# Reports in one transaction: short enough that nobody waits for it.
_RUN = 200


@dataclass(frozen=True)
class Draft:
    """A report that is not open yet, and what speaks against opening it."""

    report: str
    title: str
    obstacles: tuple[Obstacle, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of the drafts that were meant."""

    published: tuple[str, ...]
    held: tuple[Draft, ...]


class Publishing:
    """Drafts, and the rule by which they are published."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def drafts(self, wanted: ReportFilter) -> Iterator[Draft]:
        """Every draft that is meant, oldest first; the filter's statuses are not asked."""
        last = 0
        while True:
            with self._ground.reading() as connection:
                rows = _drafts(connection, wanted, last)
            if not rows:
                return
            last = rows[-1].key
            yield from (_draft(row) for row in rows)

    def publish(
        self,
        wanted: ReportFilter,
        *,
        user: str,
        at_most: int | None = None,
        enough: int | None = None,
        show: Callable[[int], None] | None = None,
    ) -> Outcome:
        """Publish every draft that is meant and that nothing speaks against; `show` hears how many were looked at.

        `at_most` limits how many are brought to the index here; a worker brings the others. Once `enough` are published
        the others are left for another time.
        """
        published: list[str] = []
        held: list[Draft] = []
        last = 0
        while enough is None or len(published) < enough:
            with self._ground.writing() as connection:
                rows = _drafts(connection, wanted, last)
                found = [_draft(row) for row in rows]
                passed = [row for row, draft in zip(rows, found, strict=True) if not draft.obstacles]
                _open(connection, passed, user)
            if not rows:
                break
            last = rows[-1].key
            ids = [row.id for row in passed]
            bring_all(self._ground, ids[: None if at_most is None else max(0, at_most - len(published))])
            published += ids
            held += [draft for draft in found if draft.obstacles]
            if show:
                show(len(published) + len(held))
        return Outcome(tuple(published), tuple(held))


def obstacles(row: Any) -> tuple[Obstacle, ...]:
    """What speaks against publishing a report: doubts, broken hard relations, or that nobody would find it. Pure.

    `row` has a report's columns, and whether it has open `questions`, `pending` words, and `broken` hard relations that
    nobody called the office's own.
    """
    found: list[tuple[bool, Obstacle]] = [
        (row.leading is None, "not_read"),
        (row.office_key is None, "no_office"),
        (row.year is None, "no_year"),
        (row.edition in (None, "none") and (row.year or FIRST_FORM) >= FIRST_FORM, "no_form"),
        (bool(row.broken), "broken"),
        (row.doubts > 0, "doubts"),
        (bool(row.questions), "questions"),
        (bool(row.pending), "pending"),
    ]
    return tuple(name for holds, name in found if holds)


def _drafts(connection: Connection, wanted: ReportFilter, last: int) -> list[Row[Any]]:
    asked = exists().where(questions.c.report_key == reports.c.key, questions.c.state == "open")
    said = exists().where(
        corrections.c.report_key == reports.c.key, corrections.c.pending, corrections.c.undone.is_(None)
    )
    broken = exists().where(
        findings.c.report_key == reports.c.key, findings.c.grade == "hard", findings.c.answered.is_(False)
    )
    meant = [*conditions(connection, _any_status(wanted)), reports.c.status == ReportStatus.DRAFT.value]
    query = joined(reports, asked.label("questions"), said.label("pending"), broken.label("broken")).where(
        *meant, reports.c.key > last
    )
    return list(connection.execute(query.order_by(reports.c.key).limit(_RUN)))


def _any_status(wanted: ReportFilter) -> ReportFilter:
    return replace(wanted, statuses=None)


def _draft(row: Row[Any]) -> Draft:
    return Draft(row.id, row.title, obstacles(row))


def _open(connection: Connection, rows: list[Row[Any]], user: str) -> None:
    if not rows:
        return
    keys = [row.key for row in rows]
    connection.execute(
        reports.update()
        .where(reports.c.key.in_(keys), reports.c.status == ReportStatus.DRAFT.value)
        .values(status=ReportStatus.PUBLISHED.value, updated=now(), revision=reports.c.revision + 1)
    )
    facts = {"before": ReportStatus.DRAFT.value, "after": ReportStatus.PUBLISHED.value, "why": "rule"}
    events.append_all(connection, "report.status", [f"report:{row.id}" for row in rows], user, **facts)
