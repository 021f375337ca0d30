"""A report derived anew within a transaction, and with it what its neighbours in time say of it."""

from sqlalchemy import Connection, select

from archive.db.tables import reports
from archive.derived import neighbours
from archive.derived.projection import refresh
from archive.ground import Ground
from archive.reports.record import load_reading


def derive(ground: Ground, connection: Connection, report_key: int) -> list[str]:
    """The report's values and findings, and its neighbours' findings; returns the ids of what the index must learn."""
    refresh(connection, report_key, lambda key: load_reading(ground.blobs, key))
    keys = [report_key, *neighbours.recheck(connection, report_key)]
    return list(connection.scalars(select(reports.c.id).where(reports.c.key.in_(keys))))
