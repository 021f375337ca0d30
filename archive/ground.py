"""What the archive's parts stand on: the database, the store, and the ports of recognition and search."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from archive.db.engines import Engines
from archive.errors import Conflict, StorageFailed
from archive.ports import BlobStore, Indexer, Reader

# One name for all versions of this code: DBOS would otherwise strand work in flight at every change of the source.
APPLICATION = "dangan"
APPLICATION_VERSION = "1"
QUEUE = "reading"
READ_WORKFLOW = "read_document"


@dataclass(frozen=True)
class ArchiveSettings:
    """Where the archive lives and how it works.

    `database_url`: `sqlite:////file` or `postgresql://...`. `scratch`: a local folder for temporary files. `slot`: a
    fixed name for this machine's worker, else one is found. `concurrency`: documents read at once by one worker.
    `chunk_pages`: pages a step, so that a crash repeats at most these. `publish`: whether a read report is public at
    once. `second_person`: whether a person's word counts only when another one confirms it.
    """

    database_url: str
    scratch: Path
    slot: str | None = None
    concurrency: int = 2
    chunk_pages: int = 8
    publish: bool = True
    second_person: bool = False


@dataclass(frozen=True)
class Ground:
    """Handed to every part of the archive."""

    settings: ArchiveSettings
    engines: Engines
    blobs: BlobStore
    reader: Reader
    indexer: Indexer

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading one consistent state; raises `StorageFailed` where the database does not answer."""
        with _translated(), self.engines.read.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write transaction, committed at the end, rolled back on any error.

        Raises `Conflict` where another transaction wrote the same first, `StorageFailed` where nothing can be written.
        """
        with _translated(), self.engines.write.begin() as connection:
            yield connection


def refresh_statistics(ground: Ground) -> None:
    """Let SQLite see how its tables have grown, from samples; PostgreSQL does so by itself."""
    if ground.engines.write.dialect.name == "sqlite":
        with ground.writing() as connection:
            connection.exec_driver_sql("PRAGMA analysis_limit=1000")
            connection.exec_driver_sql("ANALYZE")


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise Conflict(f"The same was written by somebody else: {error.orig}", "Look again and repeat.") from error
    except (DBAPIError, PoolTimeout) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        raise StorageFailed(f"The database answers: {cause}", "Check its address, its disk and its rights.") from error
    except SQLAlchemyError as error:
        raise StorageFailed(f"The database could not be used: {error}", "Run `./dangan check`.") from error
