"""The steps of reading a document; each may run twice after a crash and gives the same.

Steps return a `Failure` instead of raising: what a step raises is kept and raised again at recovery, and errors with
facts do not survive that way.
"""

import hashlib
import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from archive import events
from archive.clock import now
from archive.codec import pack, unpack
from archive.db.tables import blobs, documents, jobs, pages, reports
from archive.db.upsert import upsert
from archive.derived import neighbours
from archive.derived.hints import hints_of
from archive.errors import BlobMissing, DanganError, StorageFailed
from archive.ground import Ground
from archive.indexing import bring_all
from archive.intake.reception import document_key
from archive.recording import Run, Stored, record
from archive.records import PageImage, PageReading, ReportStatus
from archive.reports.record import load_reading
from archive.reports.store import image_key, reading_key, words_key

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    """What a job is about."""

    job_id: str
    document_key: int
    sha256: str
    filename: str
    media_type: str
    pages: int
    fingerprint: str
    given_office: str | None
    given_year: int | None


@dataclass(frozen=True)
class Failure:
    """Why a step could not be done, as people are told."""

    reason: str
    remedy: str


def begin(connection: Connection, ground: Ground, document: int, job_id: str) -> Task:
    """Mark the job as being read. Part of the caller's transaction."""
    row = connection.execute(select(documents).where(documents.c.key == document)).one()
    fingerprint = ground.reader.fingerprint
    connection.execute(documents.update().where(documents.c.key == document).values(state="reading"))
    connection.execute(
        jobs.update().where(jobs.c.id == job_id).values(state="reading", started=now(), fingerprint=fingerprint)
    )
    return Task(
        job_id=job_id,
        document_key=document,
        sha256=row.sha256,
        filename=row.filename,
        media_type=row.media_type,
        pages=row.pages,
        fingerprint=fingerprint,
        given_office=row.given_office,
        given_year=row.given_year,
    )


def guarded(filename: str, action: Callable[[], None]) -> Failure | None:
    """Do something; an error of ours becomes a failure with its reason, any other one with a general reason.

    A store that does not answer is left to be raised: that passes, so the step is tried again.
    """
    try:
        action()
    except BlobMissing as error:
        return Failure(error.reason, error.remedy)
    except StorageFailed:
        raise
    except DanganError as error:
        return Failure(error.bare_reason, error.remedy)
    except Exception as error:  # whatever a reader does, its document is set aside and work goes on
        log.exception("reading %s failed", filename)
        return Failure(f"Reading failed unexpectedly: {type(error).__name__}: {error}", "Report it with the file.")
    return None


def read_chunk(ground: Ground, task: Task, first: int, last: int) -> Failure | None:
    """Read pages first to last into blobs, then note them."""

    def read() -> None:
        source = _local_copy(ground, task)
        rows, kept = [], []
        for page, image in ground.reader.read_pages(source, task.media_type, first, last):
            rows.append(_page_row(task, page, image))
            kept += [*_keep_image(ground, task, image), _keep_words(ground, task, page)]
        _note_pages(ground, task, rows, kept, last)

    return guarded(task.filename, read)


def assemble(ground: Ground, task: Task) -> tuple[int, Failure | None]:
    """Join the pages into reports, each a blob; returns how many."""
    count = 0

    def join() -> None:
        nonlocal count
        words = [_page(ground, task, number) for number in range(1, task.pages + 1)]
        with ground.reading() as connection:
            hints = hints_of(connection, task.document_key)
        found = ground.reader.assemble(words, lambda number: _image(ground, task, number), task.filename, hints)
        kept = [
            _keep(ground, reading_key(task.sha256, task.job_id, place), pack(reading))
            for place, reading in enumerate(found)
        ]
        with ground.writing() as connection:
            upsert(connection, blobs, kept, ["key"])
        count = len(found)

    failure = guarded(task.filename, join)
    return count, failure


def load_stored(ground: Ground, task: Task, count: int) -> list[Stored]:
    """The readings that `assemble` kept."""
    keys = [reading_key(task.sha256, task.job_id, place) for place in range(count)]
    return [Stored(place, key, load_reading(ground.blobs, key)) for place, key in enumerate(keys)]


def finish(connection: Connection, ground: Ground, task: Task, stored: list[Stored]) -> list[str]:
    """Record everything and mark the job as done, all in the caller's transaction; returns the ids touched."""
    status = ReportStatus.PUBLISHED if ground.settings.publish else ReportStatus.DRAFT
    run = Run(
        job_id=task.job_id,
        document_key=task.document_key,
        sha256=task.sha256,
        filename=task.filename,
        fingerprint=task.fingerprint,
        given_office=task.given_office,
        given_year=task.given_year,
        status=status,
    )
    touched = record(connection, run, stored, lambda key: load_reading(ground.blobs, key))
    touched += [key for one in touched for key in neighbours.recheck(connection, one)]
    mark(connection, task.job_id, task.document_key, "read", None)
    ids = connection.scalars(select(reports.c.id).where(reports.c.key.in_(touched)))
    found = list(ids)
    events.append(connection, "document.read", f"document:{task.sha256}", None, job=task.job_id, reports=found)
    return found


def mark(connection: Connection, job_id: str, document: int, state: str, failure: Failure | None) -> None:
    """Say how a job ended; an older job never changes the document's state."""
    reason = failure.reason if failure else None
    remedy = failure.remedy if failure else None
    connection.execute(jobs.update().where(jobs.c.id == job_id).values(state=state, reason=reason, finished=now()))
    connection.execute(
        documents.update()
        .where(documents.c.key == document, documents.c.job_id == job_id)
        .values(state=state, reason=reason, remedy=remedy)
    )


def fail(connection: Connection, task: Task, failure: Failure) -> None:
    """Mark a job as failed. Part of the caller's transaction."""
    mark(connection, task.job_id, task.document_key, "failed", failure)
    events.append(
        connection, "document.failed", f"document:{task.sha256}", None, job=task.job_id, reason=failure.reason
    )


def index(ground: Ground, ids: list[str]) -> None:
    """Bring the index up to these reports; one that does not answer is caught up with later."""
    bring_all(ground, ids)


def clean_up(ground: Ground, sha256: str) -> None:
    """Drop the local copy of a document."""
    shutil.rmtree(_folder(ground, sha256), ignore_errors=True)


def _folder(ground: Ground, sha256: str) -> Path:
    return ground.settings.scratch / f"job-{sha256[:32]}"


def _local_copy(ground: Ground, task: Task) -> Path:
    """The document as a local file; fetched once a job, beside and renamed, so that a crash leaves no half of it."""
    target = _folder(ground, task.sha256) / "document"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".partial")
        ground.blobs.fetch(document_key(task.sha256), partial)
        partial.rename(target)
    return target


def _page_row(task: Task, page: PageReading, image: PageImage) -> dict[str, Any]:
    return {
        "document_key": task.document_key,
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "source": page.source,
        "image_key": image_key(task.sha256, page.number, image.media_type),
        "media_type": image.media_type,
    }


def _keep_image(ground: Ground, task: Task, image: PageImage) -> list[dict[str, Any]]:
    """A page's picture is kept once, however often the document is read; the digest's row tells that it is whole."""
    key = image_key(task.sha256, image.number, image.media_type)
    with ground.reading() as connection:
        if connection.scalar(select(blobs.c.key).where(blobs.c.key == key)) and ground.blobs.exists(key):
            return []
    return [_keep(ground, key, image.data)]


def _keep_words(ground: Ground, task: Task, page: PageReading) -> dict[str, Any]:
    return _keep(ground, words_key(task.sha256, task.job_id, page.number), pack(page))


def _keep(ground: Ground, key: str, data: bytes) -> dict[str, Any]:
    """Store a blob; returns the row of its digest. What a killed step left under the key gives way."""
    ground.blobs.delete(key)
    ground.blobs.write(key, data)
    return {"key": key, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "written": now()}


def _note_pages(ground: Ground, task: Task, rows: list[dict[str, Any]], kept: list[dict[str, Any]], last: int) -> None:
    with ground.writing() as connection:
        upsert(connection, pages, rows, ["document_key", "number"])
        upsert(connection, blobs, kept, ["key"])
        connection.execute(
            documents.update()
            .where(documents.c.key == task.document_key, documents.c.job_id == task.job_id)
            .values(pages_done=last)
        )


def _page(ground: Ground, task: Task, number: int) -> PageReading:
    return unpack(PageReading, ground.blobs.read(words_key(task.sha256, task.job_id, number)))


def _image(ground: Ground, task: Task, number: int) -> PageImage:
    with ground.reading() as connection:
        row = connection.execute(
            select(pages.c.image_key, pages.c.media_type).where(
                pages.c.document_key == task.document_key, pages.c.number == number
            )
        ).one()
    return PageImage(number=number, media_type=row.media_type, data=ground.blobs.read(row.image_key))
