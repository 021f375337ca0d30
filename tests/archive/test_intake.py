"""From a file that is handed in to a report that can be shown."""

import io

from archive.archive import Archive
from archive.views import Receipt
from tests.fakes import FakeIndexer, document, report


def give(archive: Archive, data: bytes, name: str = "report.fake", **more: object) -> Receipt:
    return archive.intake.receive(io.BytesIO(data), name, **more)  # type: ignore[arg-type]


def test_a_file_becomes_a_report(archive: Archive, indexer: FakeIndexer) -> None:
    data = document(report(values={"requests.received.total": "859"}), pages=3)
    receipt = give(archive, data)
    assert (receipt.outcome, receipt.reports) == ("received", ())

    archive.worker.run_until_idle()

    state = archive.intake.document(receipt.sha256 or "")
    assert (state.state, state.pages_done) == ("read", 3)
    assert state.reports == ("xi-gong-qu-kai-xuan-dong-lu-jie-dao-ban-shi-chu-2020",)
    record = archive.reports.get(state.reports[0])
    assert record.office is not None
    assert record.office.region == ("河南省", "洛阳市", "西工区")
    assert (record.office.kind, record.year, record.edition, len(record.observations)) == (
        "township",
        2020,
        "2019",
        198,
    )
    assert {one.metric: one.value for one in record.observations}["requests.received.total"] == "859"
    assert indexer.held[record.id] == record
    assert archive.intake.content(record.source.sha256) == data
