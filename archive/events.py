"""The log of who did what; it can only be appended to."""

from sqlalchemy import Connection

from archive.clock import now
from archive.db.tables import events


def append(connection: Connection, action: str, subject: str, user: str | None, **detail: object) -> None:
    """Note an action within the transaction that does it; `subject` is `report:<id>`, `document:<sha256>` and so on."""
    connection.execute(events.insert().values(at=now(), user_name=user, action=action, subject=subject, detail=detail))
