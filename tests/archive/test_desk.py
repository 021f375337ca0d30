"""People's words: they win over readings, survive the next one, and nobody's word is lost."""

import threading
from pathlib import Path

import pytest

from archive.archive import Archive
from archive.derived.corrections import typed_value
from archive.errors import Conflict, InvalidValue, NotFound
from archive.records import Observation, ReportRecord, ReportStatus, Status
from tests.archive.entering import enter, entered, give, read
from tests.fakes import FakeIndexer, document, report

METRIC = "requests.received.total"


def value(record: ReportRecord, metric: str = METRIC) -> Observation:
    return {one.metric: one for one in record.observations}[metric]


def correct(archive: Archive, report_id: str, before: str | None, after: str | None) -> ReportRecord:
    return archive.desk.correct(report_id, METRIC, before=before, after=after, why="看原件", user="li")


def test_a_correction_wins_keeps_the_evidence_and_is_everywhere_at_once(archive: Archive, indexer: FakeIndexer) -> None:
    report_id = entered(archive, values={METRIC: "8", "requests.received.natural_person": "9"}, doubtful=[METRIC])
    assert archive.desk.doubts().items[0].metric == METRIC

    record = correct(archive, report_id, "8", "9")

    seen = value(record)
    assert (seen.value, seen.status, seen.raw, seen.page) == ("9", Status.CORRECTED, "8", 1)
    assert seen.readings[0].raw == "8"
    assert record.versions[0].doubts == 0
    assert indexer.held[report_id] == record == archive.reports.get(report_id)
    assert archive.statistics.values([report_id], [METRIC]) == {(report_id, METRIC): ("9", Status.CORRECTED)}
    assert archive.desk.doubts().total == 0
    assert archive.reports.list().items[0].doubts == 0
    (event,) = [one for one in archive.desk.events(subject=f"report:{report_id}").items if one.user]
    assert (event.action, event.user, event.detail["before"], event.detail["after"]) == (
        "report.corrected",
        "li",
        "8",
        "9",
    )


def test_a_correction_mends_a_broken_relation(archive: Archive) -> None:
    values = {"reconsideration.upheld": "1", "reconsideration.corrected": "1", "reconsideration.total": "3"}
    report_id = entered(archive, values=values)
    broken = [one.relation for one in archive.reports.get(report_id).findings]
    assert "reconsideration.sum" in broken
    assert archive.reports.list().items[0].hard == len(broken)
    mended = archive.desk.correct(report_id, "reconsideration.total", before="3", after="2", why="看原件", user="li")
    assert "reconsideration.sum" not in [one.relation for one in mended.findings]
    assert archive.reports.findings(relation="reconsideration.").total == 0


def test_corrections_survive_another_reading_and_another_copy(archive: Archive) -> None:
    first = give(archive, document(report(values={METRIC: "8"}), pages=1))
    (report_id,) = read(archive, first.sha256 or "")
    correct(archive, report_id, "8", "9")

    archive.intake.read_again(first.sha256 or "", user="li")
    read(archive, first.sha256 or "")
    assert value(archive.reports.get(report_id)).value == "9"

    enter(archive, document(report(values={METRIC: "7"}), pages=1, salt=1))
    record = archive.reports.get(report_id)
    assert (len(record.versions), value(record).value) == (2, "9")


def test_undo_gives_the_reading_back_and_history_tells_all(archive: Archive) -> None:
    report_id = entered(archive, values={METRIC: "8"})
    correct(archive, report_id, "8", "9")
    correct(archive, report_id, "9", None)
    assert value(archive.reports.get(report_id)).value is None
    first, second = archive.desk.history(report_id, METRIC)
    assert [(first.before, first.after), (second.before, second.after)] == [("8", "9"), ("9", None)]

    assert value(archive.desk.undo(second.id, user="wang")).value == "9"
    assert value(archive.desk.undo(first.id, user="wang")).value == "8"
    history = archive.desk.value_history(report_id, METRIC)
    assert history.reading is not None
    assert (history.reading.value, [one.undone_by for one in history.corrections]) == ("8", ["wang", "wang"])
    with pytest.raises(Conflict):
        archive.desk.undo(first.id, user="wang")
    with pytest.raises(NotFound):
        archive.desk.undo(999, user="wang")


def test_of_two_people_on_one_value_the_second_is_told(archive: Archive) -> None:
    report_id = entered(archive, values={METRIC: "8"})
    outcomes: list[str] = []

    def say(after: str) -> None:
        try:
            outcomes.append(value(correct(archive, report_id, "8", after)).value or "")
        except Conflict as error:
            outcomes.append(error.reason)

    threads = [threading.Thread(target=say, args=(after,)) for after in ("1", "2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = value(archive.reports.get(report_id)).value
    assert sorted(outcomes) == sorted([won or "", f"{METRIC} is {won} by now, not 8."])
    assert len(archive.desk.history(report_id)) == 1


def test_a_metric_that_the_form_does_not_have_cannot_be_corrected(archive: Archive) -> None:
    report_id = entered(archive)
    with pytest.raises(NotFound):
        archive.desk.correct(report_id, "statistics.staff", before=None, after="1", why="", user="li")
    with pytest.raises(NotFound):
        archive.desk.correct("nowhere-2020", METRIC, before=None, after="1", why="", user="li")


def test_naming_the_office_and_year_gives_a_better_id_and_the_old_one_leads_there(
    archive: Archive, indexer: FakeIndexer
) -> None:
    unknown = entered(archive, office=None, year=None)
    assert unknown.startswith("unknown-")
    archive.desk.correct_field(unknown, "office", before=None, after="洛阳市财政局", why="封面", user="li")
    record = archive.desk.correct_field(unknown, "year", before=None, after="2020", why="封面", user="li")

    assert record.id == "luo-yang-shi-cai-zheng-ju-2020"
    assert (record.year, record.office.name if record.office else None) == (2020, "洛阳市财政局")
    assert archive.reports.resolve(unknown) == record.id
    assert archive.reports.get(unknown).id == record.id
    assert set(indexer.held) == {record.id}
    assert archive.statistics.series("luo-yang-shi-cai-zheng-ju", [METRIC])[0].year == 2020
    with pytest.raises(Conflict):
        archive.desk.correct_field(record.id, "year", before="2019", after="2018", why="", user="li")


def test_a_report_cannot_be_turned_into_another(archive: Archive) -> None:
    entered(archive, office="洛阳市财政局", year=2019)
    other = entered(archive, office="洛阳市财政局", year=2020)
    with pytest.raises(Conflict, match="2019"):
        archive.desk.correct_field(other, "year", before="2020", after="2019", why="", user="li")
    assert archive.reports.get(other).year == 2020


def test_a_corrected_title_stays_when_the_document_is_read_again(archive: Archive) -> None:
    receipt = give(archive, document(report(title="年度报告"), pages=1))
    (report_id,) = read(archive, receipt.sha256 or "")
    archive.desk.correct_field(report_id, "title", before="年度报告", after="2020年年度报告", why="", user="li")
    archive.intake.read_again(receipt.sha256 or "")
    read(archive, receipt.sha256 or "")
    assert archive.reports.get(report_id).title == "2020年年度报告"


def test_a_withdrawn_report_leaves_lists_statistics_and_index(archive: Archive, indexer: FakeIndexer) -> None:
    report_id = entered(archive, values={METRIC: "8"})
    record = archive.desk.set_status(report_id, ReportStatus.WITHDRAWN, why="涉密", user="li")
    assert record.status is ReportStatus.WITHDRAWN
    assert (archive.reports.list().total, indexer.held) == (0, {})
    assert archive.statistics.ranking(METRIC, 2020).total == 0
    assert list(archive.reports.iterate()) == []
    archive.desk.set_status(report_id, ReportStatus.PUBLISHED, why="", user="li")
    assert set(indexer.held) == {report_id}


def test_a_report_that_the_index_refuses_keeps_no_other_waiting(archive: Archive, indexer: FakeIndexer) -> None:
    first, second = (entered(archive, year=year, values={METRIC: "8"}) for year in (2020, 2021))
    indexer.refused = {first}
    indexer.down = True
    for report_id in (first, second):
        title = archive.reports.get(report_id).title
        archive.desk.correct_field(report_id, "title", before=title, after="年度报告", why="", user="li")
    indexer.down = False
    assert archive.upkeep.index_pending() == 1
    assert indexer.held[second].title == "年度报告"
    assert archive.upkeep.health().unindexed == 1
    indexer.refused = set()
    assert archive.upkeep.index_pending() == 1
    assert archive.upkeep.health().unindexed == 0


def test_an_index_that_does_not_answer_is_caught_up_with(archive: Archive, indexer: FakeIndexer) -> None:
    report_id = entered(archive, values={METRIC: "8"})
    indexer.down = True
    assert value(correct(archive, report_id, "8", "9")).value == "9"
    assert archive.upkeep.health().unindexed == 1
    assert archive.upkeep.index_pending() == 0
    indexer.down = False
    assert archive.upkeep.index_pending() == 1
    assert value(indexer.held[report_id]).value == "9"
    assert archive.upkeep.health().unindexed == 0


def test_doubts_come_least_sure_first_and_are_filtered(archive: Archive, tmp_path: Path) -> None:
    batch = archive.intake.start_batch("一")
    doubtful = [METRIC, "reconsideration.total"]
    enter(archive, document(report("洛阳市财政局", 2019, doubtful=doubtful), pages=1), batch=batch)
    entered(archive, office="洛阳市财政局", year=2020, doubtful=[METRIC])
    assert archive.desk.doubts().total == 3
    assert archive.desk.doubts(year=2019).total == archive.desk.doubts(batch=batch).total == 2
    assert [one.year for one in archive.desk.doubts(year=2019).items] == [2019, 2019]
    assert archive.desk.doubts(office="luo-yang-shi-cai-zheng-ju", status=Status.DOUBTFUL).total == 3
    assert archive.desk.doubts(status=Status.MISSING).total == 0
    assert len(archive.desk.doubts(limit=2, offset=2).items) == 1


def test_an_unknown_copy_is_joined_with_its_report(archive: Archive, indexer: FakeIndexer) -> None:
    known = entered(archive, values={METRIC: "8"}, doubtful=[METRIC])
    (copy,) = enter(archive, document(report(None, None, values={METRIC: "9"}), pages=1, salt=1))
    record = archive.desk.join(copy, known, why="同一份", user="li")
    assert (record.id, record.version, len(record.versions), value(record).value) == (known, 2, 2, "9")
    assert archive.reports.resolve(copy) == known
    assert set(indexer.held) == {known}
    assert archive.upkeep.check().problems == ()
    with pytest.raises(Conflict):
        archive.desk.join(known, known, why="", user="li")


def test_a_corrected_report_is_not_joined_away(archive: Archive) -> None:
    first, second = entered(archive, year=2019), entered(archive, year=2020)
    correct(archive, first, None, "1")
    with pytest.raises(Conflict, match="corrected"):
        archive.desk.join(first, second, why="", user="li")


@pytest.mark.parametrize(
    ("metric", "typed", "kept"),
    [
        (METRIC, "０１２", "12"),
        (METRIC, "1,234", "1234"),
        (METRIC, " ", None),
        (METRIC, "0", "0"),
        ("disclosure.licences.change", "-3", "-3"),
        ("disclosure.licences.change", "+03", "3"),
        ("disclosure.licences.change", "-0", "0"),
        ("disclosure.procurement.amount", "00.5000", "0.5000"),
    ],
)
def test_a_typed_value_is_kept_plain(metric: str, typed: str, kept: str | None) -> None:
    assert typed_value("2019", metric, typed) == kept


@pytest.mark.parametrize(
    ("metric", "typed"),
    [(METRIC, "-1"), (METRIC, "1.5"), (METRIC, "1e5"), (METRIC, "NaN"), (METRIC, "十二"), ("no.metric", "1")],
)
def test_a_slip_of_the_hand_is_told(metric: str, typed: str) -> None:
    with pytest.raises(InvalidValue):
        typed_value("2019", metric, typed)


def test_a_field_takes_only_what_it_can_be(archive: Archive) -> None:
    report_id = entered(archive)
    for field, before, after in (("year", "2020", "20"), ("scope", None, "all"), ("title", None, " ")):
        standing = archive.reports.get(report_id).title if field == "title" else before
        with pytest.raises(InvalidValue):
            archive.desk.correct_field(report_id, field, before=standing, after=after, why="", user="li")
    with pytest.raises(NotFound):
        archive.desk.correct_field(report_id, "colour", before=None, after="red", why="", user="li")
