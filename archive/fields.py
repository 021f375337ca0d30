"""A report's own fields as people set them: title, office, year, scope, edition; and the id that follows from them."""

import re
from typing import Any, get_args

from sqlalchemy import Connection, Row, select

from archive.db.tables import offices, reports
from archive.errors import Conflict, InvalidValue
from archive.offices.register import free_id, office_for, redirect
from archive.records import Edition, Scope

# A report's own fields that a person may set.
FIELDS = ("title", "office", "year", "scope", "edition")


def field_value(connection: Connection, row: Row[Any], field: str) -> str | None:
    """What a field of a report's row says now, an office by its name."""
    if field == "office":
        return connection.scalar(select(offices.c.name).where(offices.c.key == row.office_key))
    value = row._mapping[field]  # noqa: SLF001 - documented accessor
    return None if value is None else str(value)


def set_field(connection: Connection, row: Row[Any], field: str, after: str | None) -> None:
    """Write a field; raises `InvalidValue`, or `Conflict` where another report has that office, year and scope."""
    _refuse_nonsense(field, after)
    if field == "edition":  # follows from the words when the report is derived again
        return
    values: dict[str, Any] = {field: after}
    if field == "office":
        values = {"office_key": office_for(connection, after)}
    if field == "year":
        values = {"year": None if after is None else int(after)}
    connection.execute(reports.update().where(reports.c.key == row.key).values(**values))
    if field != "title":
        _refuse_twin(connection, row.key)


def renamed(connection: Connection, report_key: int) -> str:
    """Mint a better id for a report whose office or year was set by a person; the old one leads to it."""
    row = connection.execute(
        select(reports.c.id, reports.c.year, offices.c.id.label("office_id"))
        .join(offices, offices.c.key == reports.c.office_key)
        .where(reports.c.key == report_key)
    ).first()
    if row is None or row.year is None or row.id.startswith(f"{row.office_id}-{row.year}"):
        return str(connection.scalar(select(reports.c.id).where(reports.c.key == report_key)))
    new_id = free_id(connection, "report", (f"{row.office_id}-{row.year}",))
    connection.execute(reports.update().where(reports.c.key == report_key).values(id=new_id))
    redirect(connection, "report", row.id, new_id)
    return new_id


def _refuse_nonsense(field: str, after: str | None) -> None:
    if field == "year" and after is not None and not re.fullmatch(r"(19|20)\d{2}", after):
        raise InvalidValue(f"{after} is no year.", "Type four digits.")
    if field == "scope" and after not in (None, *get_args(Scope)):
        raise InvalidValue(f"{after} is no scope.", f"Scopes are {', '.join(get_args(Scope))}.")
    if field == "edition" and after not in get_args(Edition):
        raise InvalidValue(f"{after} is no edition.", f"Editions are {', '.join(get_args(Edition))}.")
    if field == "title" and not (after or "").strip():
        raise InvalidValue("A report needs a title.", "")


def _refuse_twin(connection: Connection, report_key: int) -> None:
    mine = connection.execute(select(reports).where(reports.c.key == report_key)).one()
    twin = connection.scalar(
        select(reports.c.id).where(
            reports.c.key != report_key,
            reports.c.office_key == mine.office_key,
            reports.c.year == mine.year,
            reports.c.scope.is_not_distinct_from(mine.scope),
        )
    )
    if twin is not None:
        raise Conflict(f"{twin} is this office's report of that year already.", "Look whether both are the same.")
