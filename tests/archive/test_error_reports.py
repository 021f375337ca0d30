"""Values that somebody says are wrong: marked, put before the desk, answered; never changed by that."""

import pytest
from sqlalchemy import select

from archive.archive import Archive
from archive.db.tables import observations, reports
from archive.derived.projection import refresh
from archive.errors import Conflict, InvalidValue, NotFound, TooMany
from archive.records import ReportStatus, Status
from archive.reports.record import load_reading
from tests.archive.entering import entered
from tests.fakes import FakeIndexer

METRIC = "disclosure.rules.made"
OTHER = "disclosure.rules.published"


def ask(archive: Archive, report_id: str, metric: str = METRIC, asker: str = "one", **more: object) -> None:
    limits = {"each": 20, "together": 500, **{name: more.pop(name) for name in ("each", "together") if name in more}}
    archive.error_reports.ask(report_id, metric, asker=asker, **limits, **more)  # type: ignore[arg-type]


def derived(archive: Archive) -> tuple[list[object], int]:
    """What stands of a report in the tables."""
    with archive.ground.reading() as connection:
        rows = [tuple(row) for row in connection.execute(select(observations).order_by(observations.c.metric_key))]
        return list(rows), connection.scalar(select(reports.c.doubts)) or 0


def test_a_question_marks_the_value_and_puts_it_before_the_desk(archive: Archive, indexer: FakeIndexer) -> None:
    report_id = entered(archive, values={METRIC: "8"})
    before = archive.reports.get(report_id)
    ask(archive, report_id, claimed="9", remark="表中是九")
    assert archive.reports.get(report_id) == before == indexer.held[report_id]
    assert archive.error_reports.questioned(report_id) == {METRIC}
    (doubt,) = archive.desk.doubts().items
    assert (doubt.metric, doubt.value, doubt.status, doubt.confidence) == (METRIC, "8", Status.CERTAIN, 0.5)
    assert archive.desk.doubts().total == 1
    (question,) = archive.error_reports.open().items
    assert (question.metric, question.value, question.remark) == (METRIC, "8", "应为 9；表中是九")


def test_what_the_public_marks_is_what_would_be_derived(archive: Archive) -> None:
    report_id = entered(archive, values={METRIC: "8", OTHER: "7"}, doubtful=[OTHER])
    ask(archive, report_id)
    ask(archive, report_id, OTHER)
    ask(archive, report_id, asker="two")
    marked = derived(archive)
    assert marked[1] == 2
    with archive.ground.writing() as connection:
        key = connection.scalar(select(reports.c.key)) or 0
        refresh(connection, key, lambda blob: load_reading(archive.ground.blobs, blob))
    assert derived(archive) == marked


def test_dismissing_gives_the_value_its_peace(archive: Archive) -> None:
    report_id = entered(archive, values={METRIC: "8"})
    peaceful = derived(archive)
    ask(archive, report_id)
    (question,) = archive.error_reports.open(report=report_id).items
    archive.error_reports.dismiss(question.id, user="li")
    assert archive.error_reports.open().total == 0
    assert derived(archive) == peaceful
    with pytest.raises(Conflict):
        archive.error_reports.dismiss(question.id, user="li")
    with pytest.raises(NotFound):
        archive.error_reports.dismiss(999, user="li")


def test_a_correction_answers_the_questions(archive: Archive) -> None:
    report_id = entered(archive, values={METRIC: "8"})
    ask(archive, report_id)
    record = archive.desk.correct(report_id, METRIC, before="8", after="8", why="看原件", user="li")
    assert {one.metric: one.status for one in record.observations}[METRIC] is Status.CORRECTED
    assert archive.error_reports.open().total == 0
    assert archive.desk.doubts().total == 0


def test_the_public_cannot_flood_the_desk(archive: Archive) -> None:
    report_id = entered(archive, values={METRIC: "8", OTHER: "8"})
    ask(archive, report_id, each=2)
    ask(archive, report_id, each=2)
    with pytest.raises(TooMany, match="this address"):
        ask(archive, report_id, each=2)
    ask(archive, report_id, OTHER, asker="two", each=2, together=3)
    with pytest.raises(TooMany, match="than can be looked at"):
        ask(archive, report_id, OTHER, asker="three", each=2, together=3)
    for asker in "abcde":
        ask(archive, report_id, asker=asker)
    on_one = [one for one in archive.error_reports.open().items if one.metric == METRIC]
    assert len(on_one) == 3


def test_only_what_the_public_sees_can_be_questioned(archive: Archive) -> None:
    report_id = entered(archive, values={METRIC: "8"})
    for metric in ("nonsense", "statistics.staff"):
        with pytest.raises(NotFound):
            ask(archive, report_id, metric)
    with pytest.raises(InvalidValue):
        ask(archive, report_id, remark="字" * 501)
    archive.desk.set_status(report_id, ReportStatus.WITHDRAWN, why="更正", user="li")
    with pytest.raises(NotFound):
        ask(archive, report_id)
    assert archive.error_reports.open().total == 0
