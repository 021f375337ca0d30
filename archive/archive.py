"""The archive: opened once, handed to whoever asks it or works for it."""

from dataclasses import dataclass

from dbos import DBOSClient

from archive.db.engines import open_engines
from archive.db.migrate import migrate, migrate_jobs
from archive.desk import Desk
from archive.ground import APPLICATION, ArchiveSettings, Ground
from archive.intake.reception import Intake
from archive.intake.worker import Worker
from archive.offices.store import Offices
from archive.ports import BlobStore, Indexer, Reader
from archive.reports.store import Reports
from archive.statistics import Statistics
from archive.upkeep import Upkeep


@dataclass(frozen=True)
class Archive:
    """All that the archive can do, by part. Safe to share between threads, not between forked processes."""

    ground: Ground
    client: DBOSClient
    intake: Intake
    reports: Reports
    statistics: Statistics
    offices: Offices
    desk: Desk
    worker: Worker
    upkeep: Upkeep

    def close(self) -> None:
        """Let go of all connections."""
        self.client.destroy()
        self.ground.engines.dispose()


def open_archive(settings: ArchiveSettings, *, blobs: BlobStore, reader: Reader, indexer: Indexer) -> Archive:
    """Open an archive, made or brought to the current tables if need be.

    Raises `SettingsInvalid` for an address that is not understood, `StorageFailed` where the database does not answer.
    """
    engines = open_engines(settings.database_url)
    ground = Ground(settings, engines, blobs, reader, indexer)
    migrate(engines)
    migrate_jobs(engines)
    client = DBOSClient(system_database_url=engines.address, application_name=APPLICATION)
    return Archive(
        ground=ground,
        client=client,
        intake=Intake(ground, client),
        reports=Reports(ground),
        statistics=Statistics(ground),
        offices=Offices(ground),
        desk=Desk(ground),
        worker=Worker(ground),
        upkeep=Upkeep(ground),
    )


__all__ = ["Archive", "ArchiveSettings", "open_archive"]
