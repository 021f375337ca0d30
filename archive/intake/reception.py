"""Receiving files: every file gets a receipt, and a new one its document and its job in one transaction."""

import uuid
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, select

from archive import events
from archive.archival_codes import code_in, normal
from archive.clock import now
from archive.db.tables import batches, blobs, documents, jobs, receipts
from archive.errors import Conflict, NotFound, RefusedFile
from archive.ground import Ground
from archive.intake import states
from archive.intake.files import Taken, taken
from archive.intake.queue import JobQueue
from archive.ports import Outline
from archive.recording import reports_of
from archive.views import BatchName, BatchState, DocumentState, JobPhase, Page, Progress, Receipt


class Intake:
    """What comes into the archive, and how far it is."""

    def __init__(self, ground: Ground, queue: JobQueue) -> None:
        self._ground = ground
        self._queue = queue

    def start_batch(self, name: str, *, user: str | None = None) -> int:
        """A batch for files that come together; returns its number."""
        with self._ground.writing() as connection:
            made = connection.execute(
                batches.insert().returning(batches.c.key), {"name": name, "user_name": user, "created": now()}
            )
            key = int(made.scalar_one())
            events.append(connection, "batch.started", f"batch:{key}", user, name=name)
            return key

    def receive(
        self,
        source: Path | BinaryIO,
        filename: str,
        *,
        batch: int | None = None,
        office: str | None = None,
        year: int | None = None,
        user: str | None = None,
        archival_code: str | None = None,
    ) -> Receipt:
        """Take a file in. A refusal is an outcome, not an error; raises `StorageFailed` where nothing could be kept.

        Bytes that are known already are a duplicate, named with the reports that they gave; if reading them failed
        before, they are read again. `archival_code` (档号) is taken from the file's name where none is given.
        """
        self._queue.ready()
        note = {"batch_key": batch, "user_name": user, "given_office": office, "given_year": year}
        note["archival_code"] = normal(archival_code) or code_in(filename)
        with taken(source, self._ground.settings.scratch) as file:
            known = self._known(file, filename, note)
            if known is not None:
                return known
            try:
                outline = self._ground.reader.outline(file.path, filename)
            except RefusedFile as refusal:
                return self._refused(file, filename, note, refusal)
            with file.path.open("rb") as opened:
                self._ground.blobs.write(document_key(file.sha256), opened)
            return self._enter(file, filename, note, outline)

    def read_again(self, sha256: str, *, user: str | None = None) -> str:
        """Read a stored document once more, with the engines of today; returns the job's id. Raises `NotFound`."""
        self._queue.ready()
        with self._ground.writing() as connection:
            row = connection.execute(select(documents).where(documents.c.sha256 == sha256)).first()
            if row is None:
                raise NotFound(f"There is no document {sha256[:8]}.", "")
            if row.state in states.PENDING:
                return str(row.job_id)
            events.append(connection, "document.read_again", f"document:{sha256}", user)
            return self._add_job(connection, row.key, sha256, user)

    def document(self, sha256: str) -> DocumentState:
        """How far a document is; raises `NotFound`."""
        with self._ground.reading() as connection:
            return states.document_state(connection, sha256)

    def documents(
        self, *, batch: int | None = None, state: JobPhase | None = None, limit: int = 50, offset: int = 0
    ) -> Page[DocumentState]:
        """Documents, newest first."""
        with self._ground.reading() as connection:
            return states.list_documents(connection, batch, state, limit, offset)

    def batches(self, *, limit: int = 50, offset: int = 0) -> Page[BatchState]:
        """Batches, newest first."""
        with self._ground.reading() as connection:
            return states.list_batches(connection, limit, offset)

    def batch_names(self, *, limit: int = 50) -> tuple[BatchName, ...]:
        """Batches to choose from, newest first."""
        with self._ground.reading() as connection:
            return states.list_batch_names(connection, limit)

    def batch(self, batch: int) -> BatchState:
        """One batch; raises `NotFound`."""
        with self._ground.reading() as connection:
            return states.batch_state(connection, batch)

    def receipts(self, batch: int, outcome: str | None = None) -> tuple[Receipt, ...]:
        """What became of each file of a batch."""
        with self._ground.reading() as connection:
            return states.list_receipts(connection, batch, outcome)

    def progress(self, batch: int | None = None) -> Progress:
        """How far all documents, or those of a batch, are."""
        with self._ground.reading() as connection:
            return states.progress(connection, batch)

    def pending(self) -> int:
        """How many documents wait or are being read."""
        found = self.progress()
        return found.queued + found.reading

    def content(self, sha256: str) -> bytes:
        """A document's bytes as they came; raises `NotFound`."""
        self.document(sha256)
        return self._ground.blobs.read(document_key(sha256))

    def fetch(self, sha256: str, target: Path) -> None:
        """Copy a document to a file; raises `NotFound`."""
        self.document(sha256)
        self._ground.blobs.fetch(document_key(sha256), target)

    def _known(self, file: Taken, filename: str, note: dict[str, Any]) -> Receipt | None:
        with self._ground.reading() as connection:
            row = connection.execute(select(documents.c.key).where(documents.c.sha256 == file.sha256)).first()
        if row is None:
            return None
        with self._ground.writing() as connection:
            return self._duplicate(connection, file, filename, note)

    def _duplicate(self, connection: Connection, file: Taken, filename: str, note: dict[str, Any]) -> Receipt:
        row = connection.execute(select(documents).where(documents.c.sha256 == file.sha256)).one()
        held = reports_of(connection, file.sha256)
        if row.archival_code is None and note["archival_code"] is not None:
            code = {"archival_code": note["archival_code"]}
            connection.execute(documents.update().where(documents.c.key == row.key).values(**code))
        if row.state in states.ENDED_BADLY:
            job = self._add_job(connection, row.key, file.sha256, note["user_name"])
            reason = f"Known as {row.filename}; reading it failed before and is tried again."
            receipt = Receipt(filename, "received", file.sha256, reason, None, held, job)
        else:
            where = f"it is held as {', '.join(held)}" if held else "it waits to be read"
            reason = f"The same bytes were received as {row.filename}; {where}."
            receipt = Receipt(filename, "duplicate", file.sha256, reason, None, held, row.job_id)
        _keep(connection, receipt, note)
        return receipt

    def _refused(self, file: Taken, filename: str, note: dict[str, Any], refusal: RefusedFile) -> Receipt:
        receipt = Receipt(filename, "refused", file.sha256, refusal.bare_reason, refusal.remedy)
        with self._ground.writing() as connection:
            _keep(connection, receipt, note)
        return receipt

    def _enter(self, file: Taken, filename: str, note: dict[str, Any], outline: Outline) -> Receipt:
        try:
            with self._ground.writing() as connection:
                return self._enter_new(connection, file, filename, note, outline)
        except Conflict:
            # Another process entered the same bytes in the meantime.
            with self._ground.writing() as connection:
                return self._duplicate(connection, file, filename, note)

    def _enter_new(
        self, connection: Connection, file: Taken, filename: str, note: dict[str, Any], outline: Outline
    ) -> Receipt:
        values = {
            **note,
            "sha256": file.sha256,
            "filename": filename,
            "media_type": outline.media_type,
            "size": file.size,
            "pages": outline.pages,
            "received": now(),
            "state": "queued",
        }
        key = int(connection.execute(documents.insert().returning(documents.c.key), values).scalar_one())
        blob = {"key": document_key(file.sha256), "sha256": file.sha256, "size": file.size, "written": now()}
        connection.execute(blobs.insert(), blob)
        job = self._add_job(connection, key, file.sha256, note["user_name"])
        receipt = Receipt(filename, "received", file.sha256, job=job)
        _keep(connection, receipt, note)
        events.append(connection, "document.received", f"document:{file.sha256}", note["user_name"], filename=filename)
        return receipt

    def _add_job(self, connection: Connection, document: int, sha256: str, user: str | None) -> str:
        """A job for a document, as part of the caller's transaction."""
        job = f"read-{sha256[:16]}-{uuid.uuid4().hex[:8]}"
        values = {"id": job, "document_key": document, "state": "queued", "user_name": user, "queued": now()}
        connection.execute(jobs.insert(), values)
        connection.execute(
            documents.update()
            .where(documents.c.key == document)
            .values(state="queued", reason=None, remedy=None, pages_done=0, job_id=job)
        )
        self._queue.add(connection, job, document)
        return job


def document_key(sha256: str) -> str:
    """Where a document's bytes lie."""
    return f"documents/{sha256}"


def _keep(connection: Connection, receipt: Receipt, note: dict[str, Any]) -> None:
    connection.execute(
        receipts.insert().values(
            batch_key=note["batch_key"],
            user_name=note["user_name"],
            filename=receipt.filename,
            sha256=receipt.sha256,
            outcome=receipt.outcome,
            reason=receipt.reason,
            remedy=receipt.remedy,
            at=now(),
        )
    )
