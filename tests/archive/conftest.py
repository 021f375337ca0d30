"""Archives of their own for every test: SQLite always, PostgreSQL where a server answers."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from archive.archive import Archive, ArchiveSettings, open_archive
from archive.blobs import local_blobs
from archive.db.engines import open_engines
from archive.db.migrate import migrate, migrate_jobs
from tests.fakes import FakeIndexer, FakeReader

POSTGRES = os.environ.get("DANGAN_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The address of a server, or a skip with the reason."""
    engine = create_engine(make_url(POSTGRES).set(drivername="postgresql+psycopg"), connect_args={"connect_timeout": 3})
    try:
        with engine.connect():
            return POSTGRES
    except OperationalError as error:
        pytest.skip(f"no PostgreSQL at DANGAN_TEST_POSTGRES_URL or 127.0.0.1: {error.orig}")
    finally:
        engine.dispose()


@contextmanager
def new_database(server: str, template: str = "template1") -> Iterator[tuple[str, str]]:
    """The name and address of a database that is gone afterwards."""
    name = f"dangan_test_{uuid.uuid4().hex[:12]}"
    url = make_url(server).set(drivername="postgresql+psycopg")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        yield name, url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


@pytest.fixture(scope="session")
def migrated(postgres_server: str) -> Iterator[str]:
    """The name of a migrated database: copying one is ten times as fast as migrating one for every test."""
    with new_database(postgres_server) as (name, address):
        engines = open_engines(address)
        migrate(engines)
        migrate_jobs(engines)
        engines.dispose()
        yield name


@pytest.fixture
def postgres(postgres_server: str, migrated: str) -> Iterator[str]:
    """The address of an archive's empty database."""
    with new_database(postgres_server, migrated) as (_, address):
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/archive.db"
    address: str = request.getfixturevalue("postgres")
    return address


@pytest.fixture
def indexer() -> FakeIndexer:
    return FakeIndexer()


@pytest.fixture
def archive(database_url: str, tmp_path: Path, indexer: FakeIndexer) -> Iterator[Archive]:
    """An empty archive on each database."""
    settings = ArchiveSettings(database_url=database_url, scratch=tmp_path / "scratch")
    opened = open_archive(settings, blobs=local_blobs(tmp_path / "blobs"), reader=FakeReader(), indexer=indexer)
    yield opened
    opened.close()
