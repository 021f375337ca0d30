"""From a file that is handed in to a report that can be shown."""

from pathlib import Path

import pytest

from archive.archive import Archive
from archive.errors import NotFound
from archive.views import Progress, ReportFilter
from tests.archive.entering import enter, give, read
from tests.fakes import FakeIndexer, document, report

SEED = "xi-gong-qu-kai-xuan-dong-lu-jie-dao-ban-shi-chu-2020"


def test_a_file_becomes_a_report(archive: Archive, indexer: FakeIndexer) -> None:
    data = document(report(values={"requests.received.total": "859"}), pages=20)
    receipt = give(archive, data)
    assert (receipt.outcome, receipt.reports) == ("received", ())

    seen: list[Progress] = []
    archive.worker.run_until_idle(seen.append)

    state = archive.intake.document(receipt.sha256 or "")
    assert (state.state, state.pages_done, state.reports) == ("read", 20, (SEED,))
    record = archive.reports.get(SEED)
    assert record.office is not None
    assert record.office.region == ("河南省", "洛阳市", "西工区")
    assert (record.office.kind, record.year, record.edition) == ("township", 2020, "2019")
    assert len(record.observations) == 198
    assert {one.metric: one.value for one in record.observations}["requests.received.total"] == "859"
    assert indexer.held[SEED] == record
    assert archive.intake.content(record.source.sha256) == data
    assert [page.number for page in archive.reports.pages(SEED)] == list(range(1, 21))
    assert archive.reports.page_reading(SEED, 20).words[0].text == "第20页"
    assert seen[-1].read == 1
    assert not list(archive.ground.settings.scratch.glob("job-*"))


def test_a_document_that_cannot_be_read_is_shown_with_the_reason_and_read_again(archive: Archive) -> None:
    receipt = give(archive, document(report(), pages=3, fail_page=2))
    broken = give(archive, document(report(), pages=1, break_page=1))
    archive.worker.run_until_idle()

    state = archive.intake.document(receipt.sha256 or "")
    assert (state.state, state.reason, state.remedy) == (
        "failed",
        "page 2 cannot be read: it is torn",
        "Scan it again.",
    )
    assert "RuntimeError" in (archive.intake.document(broken.sha256 or "").reason or "")
    assert archive.reports.list().total == 0

    again = give(archive, document(report(), pages=3, fail_page=2), "again.fake")
    assert again.outcome == "received"
    assert archive.intake.pending() == 1


def test_the_same_bytes_are_a_duplicate_named_with_their_report(archive: Archive) -> None:
    data = document(report())
    enter(archive, data)
    receipt = give(archive, data, "copy.fake")
    assert (receipt.outcome, receipt.reports) == ("duplicate", (SEED,))
    assert SEED in (receipt.reason or "")
    assert archive.intake.pending() == 0


def test_bytes_that_wait_are_a_duplicate_too(archive: Archive) -> None:
    give(archive, document(report()))
    assert give(archive, document(report())).outcome == "duplicate"
    assert archive.intake.pending() == 1


def test_a_refused_file_leaves_nothing_but_its_receipt(archive: Archive, tmp_path: Path) -> None:
    batch = archive.intake.start_batch("五月", user="li")
    receipt = give(archive, b"%PDF-1.7 broken", "broken.pdf", batch=batch)
    assert (receipt.outcome, receipt.reason, receipt.remedy) == (
        "refused",
        "The type is not known.",
        "Send a fake document.",
    )
    assert archive.intake.documents().total == 0
    assert not list((tmp_path / "blobs").rglob("documents/*"))
    (kept,) = archive.intake.receipts(batch, "refused")
    assert (kept.filename, kept.reason) == ("broken.pdf", receipt.reason)
    (state,) = archive.intake.batches().items
    assert (state.name, state.refused, state.counts) == ("五月", 1, {})
    assert [(one.id, one.name) for one in archive.intake.batch_names()] == [(batch, "五月")]


def test_a_file_on_disk_is_received_and_a_missing_one_is_an_error_with_its_name(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "报告.fake"
    path.write_bytes(document(report()))
    assert archive.intake.receive(path, path.name).outcome == "received"
    with pytest.raises(Exception, match=r"gone\.fake"):
        archive.intake.receive(tmp_path / "gone.fake", "gone.fake")


def test_what_is_said_at_intake_wins_over_what_was_read(archive: Archive) -> None:
    (report_id,) = enter(archive, document(report(None, None)), office="洛阳市财政局", year=2019)
    assert report_id == "luo-yang-shi-cai-zheng-ju-2019"
    assert archive.reports.get(report_id).title == "洛阳市财政局2019年政府信息公开工作年度报告"


def test_a_report_of_which_nothing_was_found_gets_an_id_of_its_document(archive: Archive) -> None:
    receipt = give(archive, document(report(None, None, edition="none")))
    (report_id,) = read(archive, receipt.sha256 or "")
    assert report_id == f"unknown-{(receipt.sha256 or '')[:8]}"
    record = archive.reports.get(report_id)
    assert (record.office, record.year, record.edition, record.observations) == (None, None, "none", ())


def test_two_copies_are_versions_of_one_report_and_the_surer_one_leads(archive: Archive) -> None:
    scan = document(report(values={"requests.received.total": "8"}, doubtful=["requests.received.total"]), salt=1)
    digital = document(report("洛阳市西工区凯旋东路街道办事处", values={"requests.received.total": "9"}), salt=2)
    assert enter(archive, scan) == enter(archive, digital) == (SEED,)

    record = archive.reports.get(SEED)
    assert (record.version, [one.doubts for one in record.versions]) == (2, [1, 0])
    assert archive.statistics.values([SEED], ["requests.received.total"]) == {
        (SEED, "requests.received.total"): ("9", "certain")
    }
    first = archive.reports.get(SEED, 1)
    assert {one.metric: one.value for one in first.observations}["requests.received.total"] == "8"
    with pytest.raises(NotFound):
        archive.reports.get(SEED, 3)


def test_scopes_and_several_reports_of_one_document_stay_apart(archive: Archive) -> None:
    level, compiled = report("洛阳市人民政府", scope="level"), report("洛阳市人民政府", scope="compiled")
    ids = enter(archive, document(level, compiled))
    assert ids == ("luo-yang-shi-ren-min-zheng-fu-2020", "luo-yang-shi-ren-min-zheng-fu-2020-2")
    assert [archive.reports.get(one).scope for one in ids] == ["level", "compiled"]
    assert enter(archive, document(compiled, salt=1)) == (ids[1],)
    assert [one.id for one in archive.offices.of_year("luo-yang-shi-ren-min-zheng-fu", 2020)] == list(ids)


def test_namesakes_without_a_region_are_never_taken_for_copies_of_one_report(archive: Archive) -> None:
    first = enter(archive, document(report("城关镇人民政府"), salt=1))
    second = enter(archive, document(report("城关镇人民政府"), salt=2))
    assert first != second
    assert archive.reports.get(second[0]).office.region == ()  # type: ignore[union-attr]


def test_another_reading_replaces_the_first_and_keeps_the_id(archive: Archive) -> None:
    receipt = give(archive, document(report()))
    (before,) = read(archive, receipt.sha256 or "")
    archive.intake.read_again(receipt.sha256 or "", user="li")
    assert archive.intake.pending() == 1
    assert read(archive, receipt.sha256 or "") == (before,)
    assert [one.version for one in archive.reports.get(before).versions] == [1]
    with pytest.raises(NotFound):
        archive.intake.read_again("0" * 64)


def test_lists_count_and_filter(archive: Archive) -> None:
    enter(archive, document(report("洛阳市财政局", 2019), salt=1))
    enter(archive, document(report("洛阳市财政局", 2020, doubtful=["reconsideration.total"]), salt=2))
    enter(archive, document(report("西安市财政局", 2020), salt=3))
    assert archive.reports.list().total == 3
    counts = archive.reports.counts()
    assert (counts.reports, counts.offices, counts.documents, counts.pages, counts.doubts) == (3, 2, 3, 6, 1)
    listed = archive.reports.list(ReportFilter(region=("河南省",), year=2020))
    assert [one.id for one in listed.items] == ["luo-yang-shi-cai-zheng-ju-2020"]
    assert archive.reports.list(ReportFilter(doubtful=True)).total == 1
    assert archive.reports.list(ReportFilter(office="xi-an-shi-cai-zheng-ju")).total == 1
    years = [one.year for one in archive.reports.list(order="year", limit=1, offset=2).items]
    assert years == [2019]
    assert (counts.by_year, counts.by_edition) == ({2019: 1, 2020: 2}, {"2019": 3})
