"""What people said of a document's reports that its next reading should know: the form, and tables that are none of it."""

from sqlalchemy import Connection, select

from archive.db.tables import versions
from archive.derived.corrections import EDITION
from archive.derived.projection import spoken
from archive.derived.standing import outside
from archive.ports import Hints


def hints_of(connection: Connection, document_key: int) -> Hints:
    """The hints for a document; an edition is one only where people named the same for all that they spoke of."""
    keys = connection.scalars(select(versions.c.report_key).where(versions.c.document_key == document_key)).all()
    words = [spoken(connection, key) for key in keys]
    editions = {said[EDITION] for said in words if EDITION in said}
    points = tuple(point for said in words for point in outside(said))
    return Hints(edition=editions.pop() if len(editions) == 1 else None, outside=points)
