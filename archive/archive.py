"""The archive: opened once, handed to whoever asks it or works for it."""

from dataclasses import dataclass

from sqlalchemy.exc import SQLAlchemyError

from archive.archival_codes import ArchivalCodes
from archive.db.engines import Engines, open_engines
from archive.db.version import HEAD, current
from archive.desk.confirming import Confirming
from archive.desk.error_reports import ErrorReports
from archive.desk.publishing import Publishing
from archive.desk.words import Desk
from archive.errors import StorageFailed
from archive.ground import ArchiveSettings, Ground
from archive.intake.queue import JobQueue
from archive.intake.reception import Intake
from archive.intake.worker import Worker
from archive.offices.dues import Dues
from archive.offices.store import Offices
from archive.ports import BlobStore, Indexer, Reader
from archive.reports.store import Reports
from archive.sampling.samples import Sampling
from archive.statistics import Statistics
from archive.summary import Summary
from archive.upkeep import Upkeep


@dataclass(frozen=True)
class Archive:
    """All that the archive can do, by part. Safe to share between threads, not between forked processes."""

    ground: Ground
    queue: JobQueue
    intake: Intake
    archival_codes: ArchivalCodes
    reports: Reports
    statistics: Statistics
    offices: Offices
    dues: Dues
    desk: Desk
    confirming: Confirming
    error_reports: ErrorReports
    publishing: Publishing
    sampling: Sampling
    summary: Summary
    worker: Worker
    upkeep: Upkeep

    def close(self) -> None:
        """Let go of all connections."""
        self.queue.close()
        self.ground.engines.dispose()


def open_archive(settings: ArchiveSettings, *, blobs: BlobStore, reader: Reader, indexer: Indexer) -> Archive:
    """Open an archive, made or brought to the current tables if need be.

    Raises `SettingsInvalid` for an address that is not understood, `StorageFailed` where the database does not answer.
    """
    engines = open_engines(settings.database_url)
    ground = Ground(settings, engines, blobs, reader, indexer)
    _bring_up_to_date(engines)
    queue = JobQueue(engines)
    return Archive(
        ground=ground,
        queue=queue,
        intake=Intake(ground, queue),
        archival_codes=ArchivalCodes(ground),
        reports=Reports(ground),
        statistics=Statistics(ground),
        offices=Offices(ground),
        dues=Dues(ground),
        desk=Desk(ground),
        confirming=Confirming(ground),
        error_reports=ErrorReports(ground),
        publishing=Publishing(ground),
        sampling=Sampling(ground),
        summary=Summary(ground),
        worker=Worker(ground),
        upkeep=Upkeep(ground),
    )


def _bring_up_to_date(engines: Engines) -> None:
    try:
        if current(engines.read) == HEAD:
            return
    except SQLAlchemyError as error:
        raise StorageFailed(
            f"The database at {engines.url!r} does not answer: {error}", "Check its address and whether it runs."
        ) from error
    # Imported here: what migrates takes half a second to import, and is needed once.
    from archive.db.migrate import migrate

    migrate(engines)


__all__ = ["Archive", "ArchiveSettings", "open_archive"]
