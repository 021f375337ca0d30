"""Two engines on one database: one that writes, one that reads.

The job engine (DBOS) opens its own connections from the same address. On SQLite a transaction of the write engine
begins with the write lock in hand: a SELECT before it would run outside the lock, and read-then-write would lose
updates. On PostgreSQL the write engine takes one lock for all writers instead, so both databases know the same single
rule: one writer at a time, and what it reads is what it changes. Writes are short; recognition is what takes time. That
engine must not be shared with DBOS, whose migrations fail inside a begun transaction. The read engine
begins lazily, so that a page's SELECT never waits behind a write.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL

from archive.errors import SettingsInvalid

BUSY_TIMEOUT_MS = 30_000

# Any constant will do, as long as every process uses the same.
_WRITE_LOCK = 7_215_302_620

# A connection knows SQLite's statistics as they were when it was opened: one from before a large import plans its
# questions for an empty archive, which made the first page thirty times slower.
_FRESH_S = 600

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # FULL: a commit that was reported is on the disk, also when the power fails.
    "PRAGMA synchronous=FULL",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-65536",
)


@dataclass(frozen=True)
class Engines:
    """The archive's two ways to its database; `url` is what DBOS connects with."""

    url: URL
    read: Engine
    write: Engine

    @property
    def address(self) -> str:
        """The whole address, password included: for libraries, never for people."""
        return self.url.render_as_string(hide_password=False)

    def dispose(self) -> None:
        self.read.dispose()
        self.write.dispose()


def open_engines(address: str) -> Engines:
    """Engines for `sqlite:///file` or `postgresql://...`; raises `SettingsInvalid` for anything else."""
    url = database_url(address)
    if url.get_backend_name() == "sqlite":
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        return Engines(url, _sqlite(url, "BEGIN"), _sqlite(url, "BEGIN IMMEDIATE"))
    write = _postgres(url, size=2)
    event.listen(write, "begin", _begin_with(f"SELECT pg_advisory_xact_lock({_WRITE_LOCK})"))
    return Engines(url, _postgres(url, size=5), write)


def database_url(address: str) -> URL:
    """The address with its driver named; raises `SettingsInvalid`."""
    try:
        url = make_url(address)
    except Exception as error:
        raise SettingsInvalid(f"The database address is not understood: {error}.", _REMEDY) from error
    if url.get_backend_name() == "sqlite":
        if not url.database or url.database == ":memory:":
            raise SettingsInvalid("A SQLite database needs a file.", _REMEDY)
        return url
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    raise SettingsInvalid(f"{url.get_backend_name()} is not a database that dangan knows.", _REMEDY)


_REMEDY = "Use sqlite:////absolute/path/archive.db or postgresql://user@host/name."


def _sqlite(url: URL, begin: str) -> Engine:
    sizes = {"pool_size": 10, "max_overflow": 20, "pool_recycle": _FRESH_S}
    engine = create_engine(url, connect_args={"check_same_thread": False}, **sizes)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_with(begin))
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin_with(statement: str) -> Callable[[Connection], None]:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin


def _postgres(url: URL, size: int) -> Engine:
    # Several processes share a server that by default takes a hundred connections.
    return create_engine(url, pool_size=size, max_overflow=10, pool_pre_ping=True)
