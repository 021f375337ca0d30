"""The archivist's summary: doubts by batch and office, agreement of readers, what comes from which scan."""

import pytest
from sqlalchemy import update

from archive.archive import Archive
from archive.db.tables import readings
from archive.derived.agreement import agreement, kinds_of
from archive.records import CellReading, Observation, Status
from archive.summary import engine_of, source_of
from tests.archive.entering import enter, entered, read
from tests.fakes import document, report

METRIC, OTHER = "disclosure.rules.made", "disclosure.rules.published"


def seen(*raws: str, status: Status = Status.CERTAIN, reason: str | None = None) -> Observation:
    views = tuple(CellReading(reader=str(at), raw=raw, confidence=0.9) for at, raw in enumerate(raws))
    return Observation(metric=METRIC, value=None, unit=None, raw="", status=status, readings=views, reason=reason)


def test_readers_agree_whatever_the_width_of_digits() -> None:
    doubt = seen("3", "8", status=Status.DOUBTFUL, reason="各次识读不一致：“3”、“8”；印迹过淡")
    found = agreement([seen("１２", "1 2"), doubt, seen("3"), seen()])
    assert (found.compared, found.agreed, found.alone) == (2, 1, 1)
    assert found.reasons == {"各次识读不一致": 1, "印迹过淡": 1}


def test_a_kind_of_reason_quotes_nothing() -> None:
    assert kinds_of(seen(status=Status.DOUBTFUL, reason="“1 2”的数字之间有空白")) == ("的数字之间有空白",)
    assert kinds_of(seen(status=Status.MISSING)) == ("missing",)


@pytest.mark.parametrize(
    ("fingerprint", "engine"), [("dangan-1 rapidocr-3.4 pypdfium2-5", "rapidocr"), ("fake-1", "fake")]
)
def test_a_fingerprint_names_the_engine(fingerprint: str, engine: str) -> None:
    assert engine_of(fingerprint) == engine


def test_blank_pages_do_not_mix_a_document() -> None:
    assert source_of(["text", "blank"]) == "text"
    assert source_of(["text", "recognised"]) == "mixed"
    assert source_of([]) == "blank"


def test_what_is_open_stands_by_batch_office_and_scan(archive: Archive) -> None:
    first, second = archive.intake.start_batch("甲"), archive.intake.start_batch("乙")
    one = report("洛阳市民政局", values={METRIC: "1", OTHER: "2"}, doubtful=[METRIC, OTHER])
    enter(archive, document(one, pages=1), batch=first)
    enter(archive, document(report("洛阳市教育局", values={METRIC: "1"}), pages=1), batch=first)
    (third,) = enter(archive, document(report("洛阳市财政局", values={METRIC: "1"}), pages=1), batch=second)
    archive.error_reports.ask(third, METRIC, asker="one", each=1, together=1)
    newest, oldest = archive.summary.by_batch()
    assert (newest.name, newest.reports, newest.doubtful, newest.doubts) == ("乙", 1, 1, 1)
    assert (oldest.name, oldest.reports, oldest.doubtful, oldest.doubts, oldest.broken) == ("甲", 2, 1, 2, 0)
    assert [(row.office.name, row.doubts) for row in archive.summary.by_office()] == [
        ("洛阳市民政局", 2),
        ("洛阳市财政局", 1),
    ]
    (kind,) = archive.summary.by_scan()
    assert (kind.media_type, kind.source, kind.engine, kind.reports) == ("application/x-fake", "recognised", "fake", 3)
    assert (kind.by_status, kind.doubts, kind.unrecorded) == ({"doubtful": 2, "questioned": 1}, 3, 0)
    assert kind.agreement.reasons == {"doubtful": 2}


def test_what_is_kept_of_scans_ends_with_a_change(archive: Archive) -> None:
    report_id = entered(archive, values={METRIC: "1", OTHER: "2"}, doubtful=[METRIC, OTHER])
    before = archive.summary.by_scan()
    assert archive.summary.by_scan() is before
    archive.desk.correct(report_id, METRIC, before="1", after="3", why="", user="li")
    (kind,) = archive.summary.by_scan()
    assert (before[0].doubts, kind.doubts) == (2, 1)


def test_readings_from_before_agreement_was_recorded_are_said(archive: Archive) -> None:
    (report_id,) = enter(archive, document(report(), pages=1))
    with archive.ground.writing() as connection:
        connection.execute(update(readings).values(agreement=None))
    assert archive.summary.by_scan()[0].unrecorded == 1
    sha256 = archive.reports.get(report_id).source.sha256
    archive.intake.read_again(sha256, user="li")
    read(archive, sha256)
    assert archive.summary.by_scan()[0].unrecorded == 0
