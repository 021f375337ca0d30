"""What all views of the desk share: the blueprint, who may enter, and which doubts are meant."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, request
from flask_security import auth_required, roles_required

from archive.desk.doubts import Wanted
from archive.errors import InvalidQuery, NotFound
from archive.records import Status
from web.accounts.models import ARCHIVIST
from web.asked import whole_number
from web.context import archive

blueprint = Blueprint("review", __name__)

KINDS = ("doubtful", "missing", "proposed", "findings", "disagreeing")
FILTERS = ("kind", "office", "year", "batch", "report")


def staff(view: Callable[..., Any]) -> Callable[..., Any]:
    """For signed-in archivists only."""

    checked: Callable[..., Any] = auth_required("session")(roles_required(ARCHIVIST)(view))
    return checked


def filters() -> dict[str, Any]:
    """The filters of the address, those that say something: they go along with every link of the desk.

    A form names the report that it is about by `report`, and the filter by `only`.
    """
    given = {name: request.values.get(name, "").strip() for name in FILTERS}
    if request.method == "POST":
        given["report"] = request.form.get("only", "").strip()
    return {name: value for name, value in given.items() if value}


def wanted() -> Wanted:
    """Which doubts the address means; an office by its id or any of its names."""
    said = filters()
    kind = said.get("kind")
    if kind is not None and kind not in KINDS:
        raise InvalidQuery(f"{kind!r} is no kind of doubt.", f"Kinds are {', '.join(KINDS)}.")
    report = said.get("report")
    return Wanted(
        office=_office(said["office"]) if "office" in said else None,
        year=_number(said, "year"),
        batch=_number(said, "batch"),
        status=Status(kind) if kind in KINDS[:3] else None,
        report=archive().reports.resolve(report) if report else None,
    )


def _number(said: dict[str, Any], name: str) -> int | None:
    if name not in said:
        return None
    try:
        return whole_number(said[name])
    except ValueError:
        raise InvalidQuery(f"{said[name]!r} is no {name}.", "Type digits.") from None


def _office(typed: str) -> str:
    try:
        return archive().offices.resolve(typed)
    except NotFound:
        found = archive().offices.by_name(typed)
        if not found:
            raise
        return found[0].id
