"""Reports in an archive without a worker: the same steps, one after another in this process."""

import io
from typing import Any

from sqlalchemy import select

from archive.archive import Archive
from archive.db.tables import documents
from archive.intake import steps
from archive.views import Receipt
from tests.fakes import document, report


def give(archive: Archive, data: bytes, name: str = "report.fake", **more: Any) -> Receipt:
    """Hand bytes in."""
    return archive.intake.receive(io.BytesIO(data), name, **more)


def read(archive: Archive, sha256: str) -> tuple[str, ...]:
    """Read a document now; returns the ids of its reports."""
    ground = archive.ground
    with ground.writing() as connection:
        row = connection.execute(select(documents).where(documents.c.sha256 == sha256)).one()
        task = steps.begin(connection, ground, row.key, row.job_id)
    failure = steps.read_chunk(ground, task, 1, task.pages)
    assert failure is None, failure
    count, failure = steps.assemble(ground, task)
    assert failure is None, failure
    stored = steps.load_stored(ground, task, count)
    with ground.writing() as connection:
        touched = steps.finish(connection, ground, task, stored)
    steps.index(ground, touched)
    steps.clean_up(ground, sha256)
    return archive.intake.document(sha256).reports


def enter(archive: Archive, data: bytes, **more: Any) -> tuple[str, ...]:
    """Hand a document in and read it."""
    receipt = give(archive, data, **more)
    assert receipt.outcome == "received", receipt
    return read(archive, receipt.sha256 or "")


def entered(archive: Archive, **facts: Any) -> str:
    """A document with one report; returns the report's id."""
    (report_id,) = enter(archive, document(report(**facts), pages=1))
    return report_id
