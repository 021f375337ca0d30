"""A worker may come before the first document, as it does where a new archive is served."""

from archive.archive import Archive
from tests.archive.entering import give
from tests.fakes import document, report


def test_a_worker_on_a_new_archive_finds_nothing_to_do_and_the_next_one_reads(archive: Archive) -> None:
    archive.worker.run_until_idle()
    assert archive.worker.alive() == 0

    receipt = give(archive, document(report()))
    archive.worker.run_until_idle()
    assert archive.intake.document(receipt.sha256 or "").state == "read"
