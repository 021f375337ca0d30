"""The tables on SQLite and PostgreSQL, from the first migration on, with data in them."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DatabaseError

from archive import events
from archive.archive import Archive
from archive.db import migrate as migration
from archive.db.engines import Engines, open_engines
from archive.db.tables import metadata, offices, reports
from archive.db.version import HEAD, current
from archive.errors import SettingsInvalid
from tests.archive.conftest import new_database
from tests.archive.entering import entered


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engines]:
    """The engines of an empty database."""
    if request.param == "sqlite":
        engines = open_engines(f"sqlite:///{tmp_path}/empty.db")
        yield engines
        engines.dispose()
        return
    with new_database(request.getfixturevalue("postgres_server")) as (_, address):
        engines = open_engines(address)
        yield engines
        engines.dispose()


def test_the_code_names_the_newest_migration() -> None:
    assert ScriptDirectory.from_config(migration._config()).get_current_head() == HEAD


def test_migrations_make_exactly_the_tables_of_the_code(empty: Engines) -> None:
    assert current(empty.read) is None
    migration.migrate(empty)
    migration.migrate_jobs(empty)
    assert current(empty.read) == HEAD
    with empty.read.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": migration.is_ours})
        assert compare_metadata(context, metadata) == []


def test_processes_that_start_at_once_migrate_once(empty: Engines) -> None:
    others = [open_engines(empty.address) for _ in range(4)]
    errors: list[Exception] = []

    def upgrade(engines: Engines) -> None:
        engine = migration._migration_engine(engines)
        try:
            with engine.connect() as connection:
                migration._upgrade(connection, sqlite=engine.dialect.name == "sqlite")
        except Exception as error:  # noqa: BLE001 - whatever it is, the test tells
            errors.append(error)
        finally:
            engine.dispose()
            engines.dispose()

    threads = [threading.Thread(target=upgrade, args=(one,)) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert current(empty.read) == HEAD


def test_a_batch_change_of_a_parent_keeps_the_children(archive: Archive) -> None:
    report_id = entered(archive)
    engine = migration._migration_engine(archive.ground.engines)
    with engine.connect() as connection, connection.begin():
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("reports", recreate="auto") as batch:
            batch.add_column(sa.Column("note", sa.Text))
            batch.alter_column("title", type_=sa.String(500))
        if engine.dialect.name == "sqlite":
            migration._check_foreign_keys(connection)
    engine.dispose()
    record = archive.reports.get(report_id)
    assert (len(record.observations), len(record.versions)) == (198, 1)
    assert archive.upkeep.check().problems == ()


def test_a_newer_database_is_not_touched(empty: Engines) -> None:
    migration.migrate(empty)
    with empty.write.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'v9999'"))
    with pytest.raises(SettingsInvalid, match="newer"):
        migration.migrate(empty)


def test_events_can_only_be_appended(archive: Archive) -> None:
    with archive.ground.engines.write.begin() as connection:
        events.append(connection, "test", "report:x", "li", note="字")
    for change in ("UPDATE events SET action = 'other'", "DELETE FROM events"):
        with pytest.raises(DatabaseError, match="appended"), archive.ground.engines.write.begin() as connection:
            connection.execute(sa.text(change))
    (event,) = archive.desk.events(subject="report:x").items
    assert (event.action, event.user, event.detail) == ("test", "li", {"note": "字"})


def test_reading_then_writing_loses_nothing(archive: Archive) -> None:
    entered(archive)

    def add() -> None:
        for _ in range(25):
            with archive.ground.writing() as connection:
                before = connection.execute(sa.select(reports.c.hints)).scalar_one()
                connection.execute(reports.update().values(hints=before + 1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with archive.ground.reading() as connection:
        assert connection.scalar(sa.select(reports.c.hints)) == 100


def test_a_reader_does_not_wait_for_a_writer(archive: Archive) -> None:
    report_id = entered(archive)
    with archive.ground.writing() as connection:
        connection.execute(offices.update().values(name="改名"))
        assert archive.reports.get(report_id).office.name == "西工区凯旋东路街道办事处"  # type: ignore[union-attr]


@pytest.mark.parametrize("address", ["mysql://x/y", "nonsense", "sqlite://", "sqlite:///:memory:"])
def test_an_address_that_cannot_be_used_says_so(address: str) -> None:
    with pytest.raises(SettingsInvalid):
        open_engines(address)
