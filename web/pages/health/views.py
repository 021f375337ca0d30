"""The state of the archive: a page for archivists, and a short answer for machines that watch."""

from collections.abc import Iterable
from contextlib import suppress

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import current_user

from archive.errors import DanganError, NotFound
from archive.views import ReportFilter
from search.results import Failure
from web.accounts.security import is_archivist
from web.context import archive, search_engine, visible_statuses
from web.pages.health.model import State, parts

blueprint = Blueprint("health", __name__)

EVENTS = 30


@blueprint.get("/health")
def show() -> ResponseReturnValue:
    """Archivists see everything; others, and `?format=json`, whether the parts answer. 503 when one that readers need does not."""
    health = archive().upkeep.health()
    state = parts(health, index=_index_state())
    code = 200 if all(part.well for part in state if part.name != "worker") else 503
    if request.args.get("format") == "json":
        return jsonify({part.name: part.well for part in state}), code
    staff = current_user.is_authenticated and is_archivist()
    events = archive().desk.events(limit=EVENTS, offset=0).items if staff else ()
    named = [event.subject.partition(":") for event in events]
    return render_template(
        "health/show.html",
        parts=state,
        health=health if staff else None,
        counts=archive().reports.counts(ReportFilter(statuses=visible_statuses())),
        failures=_index_failures() if staff else (),
        events=events,
        titles=archive().reports.titles(name for kind, _colon, name in named if kind == "report"),
        offices=_office_names({name for kind, _colon, name in named if kind == "office"}),
    ), code


def _office_names(ids: Iterable[str]) -> dict[str, str]:
    """The names of offices by their ids, without those that are gone."""
    names = {}
    for office_id in ids:
        with suppress(NotFound):
            names[office_id] = archive().offices.get(office_id).name
    return names


def _index_failures() -> tuple[Failure, ...]:
    """The latest writes that the search engine did not carry out, none where it does not answer."""
    try:
        return search_engine().failures()
    except DanganError:
        return ()


def _index_state() -> State:
    try:
        return "stale" if search_engine().stale() else "well"
    except DanganError:
        return "silent"
