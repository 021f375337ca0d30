"""Publishing by rule: what nothing speaks against is opened, of the rest it is said why not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.archive import Archive, ArchiveSettings, open_archive
from archive.blobs import local_blobs
from archive.records import ReportStatus
from archive.views import ReportFilter, Word
from tests.archive.entering import enter, entered
from tests.fakes import FakeIndexer, FakeReader, document, report

METRIC = "disclosure.rules.made"
BROKEN = {"reconsideration.upheld": "1", "reconsideration.corrected": "1", "reconsideration.total": "3"}
ALL = ReportFilter()


@pytest.fixture
def archive(database_url: str, tmp_path: Path, indexer: FakeIndexer) -> Iterator[Archive]:
    """An archive in which new reports are drafts."""
    settings = ArchiveSettings(database_url=database_url, scratch=tmp_path / "scratch", publish=False)
    opened = open_archive(settings, blobs=local_blobs(tmp_path / "blobs"), reader=FakeReader(), indexer=indexer)
    yield opened
    opened.close()


def test_what_nothing_speaks_against_is_published_and_the_rest_says_why(archive: Archive, indexer: FakeIndexer) -> None:
    good = entered(archive, year=2019, values={METRIC: "8"})
    doubtful = entered(archive, year=2020, values={METRIC: "8"}, doubtful=[METRIC])
    broken = entered(archive, year=2018, values=BROKEN)
    nameless = entered(archive, office=None, year=2017)
    formless = entered(archive, year=2016, edition="none")
    early = entered(archive, year=2010, edition="none")
    assert indexer.held == {}
    heard: list[int] = []
    outcome = archive.publishing.publish(ALL, user="li", show=heard.append)
    assert outcome.published == (good, early)
    assert {one.report: one.obstacles[0] for one in outcome.held} == {
        doubtful: "doubts",
        broken: "broken",
        nameless: "no_office",
        formless: "no_form",
    }
    assert heard == [6]
    assert set(indexer.held) == {good, early}
    assert archive.reports.get(good).status is ReportStatus.PUBLISHED
    (event,) = [one for one in archive.desk.events(subject=f"report:{good}").items if one.action == "report.status"]
    assert (event.user, event.detail) == ("li", {"before": "draft", "after": "published", "why": "rule"})
    assert archive.publishing.publish(ALL, user="li").published == ()


def test_a_corrected_doubt_no_longer_holds_a_report_back(archive: Archive) -> None:
    report_id = entered(archive, values={METRIC: "8"}, doubtful=[METRIC])
    assert [one.obstacles for one in archive.publishing.drafts(ALL)] == [("doubts",)]
    archive.desk.correct(report_id, METRIC, before="8", after="9", why="看原件", user="li")
    assert archive.publishing.publish(ALL, user="li").published == (report_id,)


def test_a_break_that_a_person_called_the_offices_own_holds_nothing_back(archive: Archive) -> None:
    report_id = entered(archive, values=BROKEN)
    names = [f"reconsideration.{name}" for name in ("upheld", "corrected", "other", "pending", "total")]
    words = [Word(name, BROKEN.get(name), BROKEN.get(name)) for name in names]
    archive.desk.correct_all(report_id, words, why="原件如此", user="li")
    assert [one.obstacles for one in archive.publishing.drafts(ALL)] == [("broken",)]
    (finding,) = [one for one in archive.reports.get(report_id).findings if one.relation == "reconsideration.sum"]
    archive.desk.answer(report_id, finding.relation, message=finding.message, why="原件如此", user="li")
    assert archive.publishing.publish(ALL, user="li").published == (report_id,)


def test_only_what_is_meant_is_published_and_nothing_withdrawn(archive: Archive) -> None:
    batch = archive.intake.start_batch("甲")
    (mine,) = enter(archive, document(report(year=2019), pages=1), batch=batch)
    withdrawn = entered(archive, year=2018)
    other = entered(archive, year=2020)
    archive.desk.set_status(withdrawn, ReportStatus.WITHDRAWN, why="更正", user="li")
    assert archive.publishing.publish(ReportFilter(batch=batch), user="li").published == (mine,)
    assert archive.publishing.publish(ReportFilter(year=2018), user="li") == archive.publishing.publish(
        ReportFilter(year=2001), user="li"
    )
    assert archive.publishing.publish(ReportFilter(year=2020), user="li").published == (other,)


def test_the_index_may_follow_later(archive: Archive, indexer: FakeIndexer) -> None:
    ids = [entered(archive, year=year) for year in (2018, 2019, 2020)]
    assert archive.publishing.publish(ALL, user="li", at_most=1).published == tuple(ids)
    assert set(indexer.held) == {ids[0]}
    assert archive.upkeep.health().unindexed == 2


def test_enough_is_enough_for_one_request(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.desk.publishing._RUN", 1)
    ids = [entered(archive, year=year) for year in (2018, 2019, 2020)]
    assert archive.publishing.publish(ALL, user="li", enough=2).published == tuple(ids[:2])
    assert archive.publishing.publish(ALL, user="li", enough=2).published == (ids[2],)
