"""Bringing a database to the current tables, under a lock, on SQLite and PostgreSQL.

SQLite runs with foreign keys off while it migrates, because a batch change of a parent table would cascade and delete
the children; the keys are checked before the commit. Tables of the job engine (DBOS) are not ours: it migrates them
itself.
"""

import threading
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from dbos import DBOS, SQLAlchemyDatasource
from sqlalchemy import Connection, Engine, create_engine, event, text

from archive.db.engines import BUSY_TIMEOUT_MS, Engines
from archive.db.tables import metadata
from archive.errors import SettingsInvalid, StorageFailed

# Any constant will do, as long as every process uses the same.
_POSTGRES_LOCK = 7_215_302_619

# DBOS configures itself through globals: two threads of one process must not migrate at once.
_one_at_a_time = threading.Lock()


def is_ours(_object: Any, name: str | None, kind: str, _reflected: object, _compare_to: object) -> bool:
    """Whether alembic may look at a table; DBOS's own must not be dropped by autogenerate."""
    return kind != "table" or name in metadata.tables


def migrate(engines: Engines) -> None:
    """Create or update our tables; a no-op when they are current. Raises `SettingsInvalid` for a newer database."""
    with _one_at_a_time:
        engine = _migration_engine(engines)
        try:
            with engine.connect() as connection:
                _upgrade(connection, sqlite=engine.dialect.name == "sqlite")
        finally:
            engine.dispose()


def migrate_jobs(engines: Engines) -> None:
    """Create or update the job engine's tables; it locks and remembers its own versions."""
    with _one_at_a_time:
        DBOS.migrate(engines.address)
        SQLAlchemyDatasource.migrate(engines.address)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _migration_engine(engines: Engines) -> Engine:
    engine = create_engine(engines.url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA foreign_keys=OFF")


def _upgrade(connection: Connection, *, sqlite: bool) -> None:
    with connection.begin():
        if sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _POSTGRES_LOCK})
        try:
            command.upgrade(_config(connection), "head")
        except CommandError as error:
            raise SettingsInvalid(
                f"The database was made by a newer dangan: {error}", "Update dangan, or use another database."
            ) from error
        if sqlite:
            _check_foreign_keys(connection)


def _check_foreign_keys(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise StorageFailed(
            f"The migration would leave {len(broken)} rows without their parents; nothing was changed.",
            "Run `./dangan check` and report it.",
        )
