"""A second pair of eyes: a word waits until another person confirms it, and nothing knows of it before."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.archive import Archive, ArchiveSettings, open_archive
from archive.blobs import local_blobs
from archive.errors import Conflict, NotFound
from archive.records import Observation, Status
from tests.archive.entering import entered
from tests.fakes import FakeIndexer, FakeReader

METRIC = "disclosure.rules.made"


@pytest.fixture
def archive(database_url: str, tmp_path: Path, indexer: FakeIndexer) -> Iterator[Archive]:
    """An archive in which nobody's word counts alone."""
    settings = ArchiveSettings(database_url=database_url, scratch=tmp_path / "scratch", second_person=True)
    opened = open_archive(settings, blobs=local_blobs(tmp_path / "blobs"), reader=FakeReader(), indexer=indexer)
    yield opened
    opened.close()


def value(archive: Archive, report_id: str) -> Observation:
    return {one.metric: one for one in archive.reports.get(report_id).observations}[METRIC]


def say(archive: Archive, report_id: str, after: str, user: str = "li", before: str = "8") -> int:
    archive.desk.correct(report_id, METRIC, before=before, after=after, why="看原件", user=user)
    return archive.desk.history(report_id, METRIC)[-1].id


def test_a_word_waits_and_counts_when_another_person_confirms_it(archive: Archive, indexer: FakeIndexer) -> None:
    report_id = entered(archive, values={METRIC: "8"}, doubtful=[METRIC])
    before = archive.reports.get(report_id)
    word = say(archive, report_id, "9")
    assert archive.reports.get(report_id) == before == indexer.held[report_id]
    assert archive.desk.doubts().items == ()
    (waiting,) = archive.confirming.pending().items
    assert (waiting.id, waiting.after, waiting.user, waiting.pending) == (word, "9", "li", True)
    with pytest.raises(Conflict, match="another person"):
        archive.confirming.confirm(word, user="li")
    assert archive.confirming.confirm(word, user="wang") == report_id
    seen = value(archive, report_id)
    assert (seen.value, seen.status) == ("9", Status.CORRECTED)
    assert indexer.held[report_id] == archive.reports.get(report_id)
    assert archive.confirming.pending().total == 0
    (done,) = archive.desk.history(report_id)
    assert (done.pending, done.confirmed_by) == (False, "wang")
    with pytest.raises(Conflict, match="does not wait"):
        archive.confirming.confirm(word, user="wang")


def test_a_word_on_what_has_changed_is_not_confirmed(archive: Archive) -> None:
    report_id = entered(archive, values={METRIC: "8"})
    mine, yours = say(archive, report_id, "9"), say(archive, report_id, "7", user="wang")
    archive.confirming.confirm(yours, user="li")
    with pytest.raises(Conflict, match="7 by now"):
        archive.confirming.confirm(mine, user="wang")
    assert value(archive, report_id).value == "7"


def test_the_word_confirmed_last_wins(archive: Archive) -> None:
    report_id = entered(archive, values={METRIC: "8"})
    change, same = say(archive, report_id, "9"), say(archive, report_id, "8", user="wang")
    archive.confirming.confirm(same, user="li")
    archive.confirming.confirm(change, user="wang")
    assert value(archive, report_id).value == "9"


def test_a_pending_word_can_be_taken_back(archive: Archive) -> None:
    report_id = entered(archive, values={METRIC: "8"}, doubtful=[METRIC])
    word = say(archive, report_id, "9")
    archive.desk.undo(word, user="wang")
    assert archive.confirming.pending().total == 0
    assert archive.desk.doubts().total == 1
    with pytest.raises(Conflict):
        archive.confirming.confirm(word, user="zhao")
    with pytest.raises(NotFound):
        archive.confirming.confirm(999, user="zhao")


def test_a_field_changes_when_it_is_confirmed(archive: Archive) -> None:
    report_id = entered(archive)
    archive.desk.correct_field(report_id, "year", before="2020", after="2019", why="看原件", user="li")
    archive.desk.correct_field(
        report_id, "title", before=archive.reports.get(report_id).title, after="年报", why="x", user="li"
    )
    assert archive.reports.get(report_id).year == 2020
    year, title = archive.confirming.pending().items
    new_id = archive.confirming.confirm(year.id, user="wang")
    assert new_id.endswith("-2019")
    assert archive.reports.resolve(report_id) == new_id
    archive.confirming.confirm(title.id, user="wang")
    record = archive.reports.get(new_id)
    assert (record.year, record.title) == (2019, "年报")
    archive.desk.correct_field(new_id, "title", before="年报", after="别的", why="x", user="li")
    (waiting,) = archive.confirming.pending().items
    archive.desk.undo(waiting.id, user="li")
    assert archive.reports.get(new_id).title == "年报"
