"""Looking after the archive: fixity of what is stored, consistency of what is known, the index, left-over files."""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import func, select

from archive.blobs import CHUNK, LocalBlobs
from archive.codec import unpack
from archive.db.tables import blobs, documents, observations, readings, reports
from archive.errors import BlobMissing, DanganError, StorageFailed
from archive.ground import Ground
from archive.indexing import behind
from archive.intake import slots, states
from archive.intake.worker import catch_up
from archive.records import ReportReading
from archive.reports.store import Reports
from archive.views import CheckReport, Health, Problem

# Rows are fetched in runs, so that a long check holds no transaction open.
_RUN = 1000
_LEFT_OVER_AFTER_S = 24 * 3600


class Upkeep:
    """For operators."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def check(self, progress: Callable[[int, int], None] | None = None) -> CheckReport:
        """Hash every blob again and hold the records against each other; `progress` gets (done, all) blobs."""
        total = self._count(blobs.c.key)
        problems: list[Problem] = []
        for number, (key, sha256, size) in enumerate(self._blobs(), start=1):
            problems += self._check_blob(key, sha256, size)
            if progress is not None:
                progress(number, total)
        problems += [*self._check_readings(), *self._check_documents(), *self._check_observations()]
        return CheckReport(total, self._count(documents.c.key), self._count(reports.c.key), tuple(problems))

    def reindex(self, progress: Callable[[int], None] | None = None) -> int:
        """Build the index anew from the records; returns the number of sections. Raises `IndexUnavailable`."""
        store = Reports(self._ground)
        with self._ground.reading() as connection:
            revisions = {row.key: row.revision for row in connection.execute(select(reports.c.key, reports.c.revision))}

        def told() -> Iterator[object]:
            for number, record in enumerate(store.iterate_and_keep(), start=1):
                if progress is not None:
                    progress(number)
                yield record

        sections = self._ground.indexer.rebuild(told())  # type: ignore[arg-type]
        with self._ground.writing() as connection:
            for key, revision in revisions.items():
                connection.execute(
                    reports.update().where(reports.c.key == key, reports.c.indexed < revision).values(indexed=revision)
                )
        return sections

    def index_pending(self) -> int:
        """Bring to the index what it does not hold as it is now; returns how many reports."""
        return catch_up(self._ground)

    def sweep(self) -> int:
        """Delete files that killed processes left in the store's and our own temporary folders; returns how many."""
        count = 0
        store = self._ground.blobs
        if isinstance(store, LocalBlobs):
            count += store.sweep_temporary()
        limit = time.time() - _LEFT_OVER_AFTER_S
        for path in self._ground.settings.scratch.glob("*"):
            if path.stat().st_mtime < limit:
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
                count += 1
        return count

    def health(self) -> Health:
        """Whether the parts answer; never raises for a part that does not."""
        storage = self._storage_answers()
        try:
            with self._ground.reading() as connection:
                progress = states.progress(connection)
            workers, unindexed = slots.living(self._ground), len(behind(self._ground))
        except DanganError:
            return Health(database=False, storage=storage, workers=0, pending=0, failed=0, unindexed=0)
        pending = progress.queued + progress.reading
        return Health(
            database=True,
            storage=storage,
            workers=workers,
            pending=pending,
            failed=progress.failed,
            unindexed=unindexed,
        )

    def _storage_answers(self) -> bool:
        try:
            self._ground.blobs.exists("documents/none")
        except StorageFailed:
            return False
        return True

    def _count(self, column: object) -> int:
        with self._ground.reading() as connection:
            return int(connection.scalar(select(func.count(column))) or 0)  # type: ignore[arg-type]

    def _blobs(self) -> Iterator[tuple[str, str, int]]:
        last = ""
        while True:
            with self._ground.reading() as connection:
                rows = connection.execute(
                    select(blobs.c.key, blobs.c.sha256, blobs.c.size)
                    .where(blobs.c.key > last)
                    .order_by(blobs.c.key)
                    .limit(_RUN)
                ).all()
            if not rows:
                return
            last = rows[-1].key
            for row in rows:
                yield row.key, row.sha256, row.size

    def _check_blob(self, key: str, sha256: str, size: int) -> list[Problem]:
        restore = "Restore it from a backup; a page or a reading can also be made again by reading the document again."
        try:
            found, length = self._digest(key)
        except BlobMissing:
            return [Problem(key, "The stored file is gone.", restore)]
        except StorageFailed as error:
            return [Problem(key, error.reason, error.remedy)]
        if found != sha256:
            return [
                Problem(key, f"The stored file has changed: {length} bytes now, {size} when it was stored.", restore)
            ]
        return []

    def _digest(self, key: str) -> tuple[str, int]:
        self._ground.settings.scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._ground.settings.scratch, prefix="check-") as folder:
            copy = Path(folder) / "blob"
            self._ground.blobs.fetch(key, copy)
            digest = hashlib.sha256()
            with copy.open("rb") as opened:
                while block := opened.read(CHUNK):
                    digest.update(block)
            return digest.hexdigest(), copy.stat().st_size

    def _check_readings(self) -> list[Problem]:
        with self._ground.reading() as connection:
            rows = connection.execute(select(readings.c.key, readings.c.blob_key)).all()
        problems = []
        for row in rows:
            try:
                unpack(ReportReading, self._ground.blobs.read(row.blob_key))
            except DanganError as error:
                problems.append(Problem(row.blob_key, error.reason, "Read the document again."))
        return problems

    def _check_documents(self) -> list[Problem]:
        with self._ground.reading() as connection:
            rows = connection.scalars(
                select(documents.c.sha256).where(("documents/" + documents.c.sha256).not_in(select(blobs.c.key)))
            ).all()
        return [Problem(f"document {sha256[:8]}", "It has no stored bytes.", "Hand it in again.") for sha256 in rows]

    def _check_observations(self) -> list[Problem]:
        """Every read report of an edition has its values."""
        with self._ground.reading() as connection:
            empty = connection.scalars(
                select(reports.c.id).where(
                    reports.c.leading.is_not(None),
                    reports.c.edition != "none",
                    reports.c.key.not_in(select(observations.c.report_key)),
                )
            ).all()
        return [
            Problem(report_id, "Its values are not in the tables.", "Read the document again.") for report_id in empty
        ]
