"""What every template may call: addresses of static files, navigation, words for statuses, numbers and dates."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask, Response, request, url_for

from web.accounts.security import is_archivist
from web.ui import doubts, findings, told, words
from web.ui.language import gettext as _
from web.ui.language import in_chinese

STATIC = Path(__file__).parent / "static"
INSIDE = {"intake.batch": "intake.show", "sampling.show": "sampling.index", "sampling.look": "sampling.index"}
"""Pages that stand in a room of another name."""
FOR_EVER = "public, max-age=31536000, immutable"


class Link(NamedTuple):
    """One entry of the main navigation."""

    label: str
    url: str
    here: bool


@cache
def fingerprint(name: str) -> str:
    """A short hash of a static file's content."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def static_url(name: str) -> str:
    """The address of a static file; it changes with the content, so that it can be kept for ever."""
    return url_for("static", filename=name, v=fingerprint(name))


def keep_versioned(response: Response) -> Response:
    """A static file asked for by its content's hash never changes."""
    if request.endpoint == "static" and "v" in request.args and response.status_code == 200:
        response.headers["Cache-Control"] = FOR_EVER
    return response


def navigation() -> list[Link]:
    """The ways in for everybody."""
    entries = [
        (_("Search"), "search.show"),
        (_("Offices"), "offices.index"),
        (_("Data"), "data.index"),
        (_("Compare"), "compare.show"),
        (_("Help"), "guide.show"),
    ]
    return [Link(label, url_for(endpoint), endpoint.split(".")[0] == house()) for label, endpoint in entries]


def staff_navigation() -> list[Link]:
    """The four houses of the staff, in the order of the work."""
    if not is_archivist():
        return []
    entries = [
        (_("Intake"), "intake.show"),
        (_("Review"), "review.show"),
        (_("Take along"), "take.show"),
        (_("Health"), "health.show"),
    ]
    return [Link(label, url_for(endpoint), endpoint.split(".")[0] == house()) for label, endpoint in entries]


def rooms() -> list[Link]:
    """The rooms of the house the reader stands in; only the staff's houses with more than one room have any."""
    if not is_archivist():
        return []
    entries = {
        "intake": [
            (_("Batches"), "intake.show"),
            (_("Archival codes"), "intake.codes"),
            (_("Offices that must report"), "dues.show"),
        ],
        "review": [
            (_("The queue"), "review.show"),
            (_("One by one"), "review.desk"),
            (_("Sums that do not add up"), "review.breaks"),
            (_("Reported as wrong"), "questions.show"),
            (_("Sampling"), "sampling.index"),
            (_("Waiting for a second person"), "summary.pending"),
            (_("Publishing"), "summary.drafts"),
            (_("Summary"), "summary.show"),
        ],
    }.get(house(), [])
    here = INSIDE.get(request.endpoint or "", request.endpoint)
    return [Link(label, url_for(endpoint), endpoint == here) for label, endpoint in entries]


def house() -> str:
    """The main entry under which this page stands."""
    here = (request.endpoint or "").split(".")[0]
    return "review" if request.path.startswith("/review") else "intake" if here == "dues" else here


def language_url() -> str:
    """This page in the other language."""
    other = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return "?" + urlencode([*other, ("lang", "en" if in_chinese() else "zh")])


def with_args(**changes: object) -> str:
    """This page's address with some parameters changed; None takes one away. A change of what is shown starts at page 1."""
    kept = [(key, value) for key, value in request.args.items(multi=True) if key not in changes and key != "lang"]
    if "page" not in changes:
        kept = [(key, value) for key, value in kept if key != "page"]
    added = [(key, str(value)) for key, value in changes.items() if value is not None]
    return f"{request.path}?{urlencode(kept + added)}"


def marking() -> str:
    """This page's address as far as the name of the value to be marked: the form has hundreds of such links."""
    address = with_args(mark=None)
    return f"{address}{'' if address.endswith('?') else '&'}mark="


def without_keys(mapping: Mapping[str, str], *keys: str) -> dict[str, str]:
    """The mapping without some keys."""
    return {key: value for key, value in mapping.items() if key not in keys}


def init_app(app: Flask) -> None:
    """Give the helpers to all templates."""
    app.jinja_env.globals.update(
        static_url=static_url,
        navigation=navigation,
        staff_navigation=staff_navigation,
        rooms=rooms,
        language_url=language_url,
        with_args=with_args,
        marking=marking,
        signed_in=is_archivist,
        words=words,
        told=told,
        doubts=doubts,
        findings=findings,
        in_chinese=in_chinese,
        colon=words.colon,
        sentences=words.sentences,
    )
    app.jinja_env.filters.update(
        number=words.number,
        day=words.day,
        moment=words.moment,
        percent=words.percent,
        bytes=words.file_size,
        without_keys=without_keys,
    )
    app.after_request(keep_versioned)
