"""Which revision of the tables this code needs and which a database has, without importing what migrates them."""

from sqlalchemy import Engine, column, inspect, select, table

# The newest of archive/db/migrations/versions; a test holds the two together.
HEAD = "v0004"

_VERSION = table("alembic_version", column("version_num"))


def current(engine: Engine) -> str | None:
    """The revision that a database is at; None for one without our tables."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        return connection.scalar(select(_VERSION.c.version_num))
