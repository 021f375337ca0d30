"""The log of who did what; it can only be appended to."""

from collections.abc import Sequence

from sqlalchemy import Connection

from archive.clock import now
from archive.db.tables import events


def append(connection: Connection, action: str, subject: str, user: str | None, **detail: object) -> None:
    """Note an action within the transaction that does it; `subject` is `report:<id>`, `document:<sha256>` and so on."""
    append_all(connection, action, [subject], user, **detail)


def append_all(
    connection: Connection, action: str, subjects: Sequence[str], user: str | None, **detail: object
) -> None:
    """Note the same action on many at once."""
    note = {"at": now(), "user_name": user, "action": action, "detail": detail}
    connection.execute(events.insert(), [{**note, "subject": subject} for subject in subjects])
