"""The search page: every state has its address."""

from urllib.parse import urlencode

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive.errors import IndexUnavailable, InvalidQuery, NotFound
from archive.forms import load_form, metric
from archive.records import Status
from archive.views import OfficeSummary
from search.query import FACETS, MAX_DEPTH
from search.results import FacetValue, Results
from web.context import archive, search_engine, visible_statuses
from web.faults import spoken
from web.pages.search import model
from web.ui import words
from web.ui.language import gettext as _
from web.ui.language import in_chinese

blueprint = Blueprint("search", __name__)

SUGGESTIONS = 8
LEAST_NAME = 2
MEANT = 3


@blueprint.get("/search")
def show() -> ResponseReturnValue:
    """Hits with their text, facets at the side, filters as chips."""
    try:
        asked = model.query_of(request.args, visible_statuses())
        query = asked.model_copy(update={"facets": tuple(dict.fromkeys((*FACETS, *asked.facets)))})
        results = search_engine().search(query)
    except InvalidQuery as error:
        return render_template("search/show.html", error=spoken(error), results=None, chips=_chips({})), 422
    if not results.total:
        _refuse_an_index_that_is_gone()
    labels = {
        (str(name), value.value): value_label(name, value)
        for name, values in results.facets.items()
        for value in values
    }
    return render_template(
        "search/show.html",
        error=None,
        query=query,
        results=results,
        chips=_chips(labels),
        facets=_facets(results),
        metric_order=model.metric_order(query),
        pages=-(-min(results.total, MAX_DEPTH) // query.limit),
        snippet=model.snippet_pieces,
        named=_named(query.text, many=not results.total) if query.page == 1 else (),
    )


@blueprint.get("/search/suggest")
def suggest() -> ResponseReturnValue:
    """What begins as typed: offices, regions, metrics, each with its address."""
    found = search_engine().suggest(request.args.get("q", ""), SUGGESTIONS)
    addresses = {
        "office": lambda value: url_for("offices.show", office_id=value),
        "region": lambda value: url_for("search.show", region=value),
        "metric": lambda value: url_for("data.show", metric_id=value),
    }
    return jsonify(
        [{"label": item.label, "note": item.note, "url": addresses[item.kind](item.value)} for item in found]
    )


def _refuse_an_index_that_is_gone() -> None:
    """That nothing was found is said only where something could have been."""
    if search_engine().stale() and archive().reports.counts().reports:
        raise IndexUnavailable(
            "The search index is missing or of another version.", "Run ./dangan reindex to build it."
        )


def _named(text: str, *, many: bool) -> list[tuple[OfficeSummary, int | None]]:
    """Offices of the name in the query, each with the year in it if they reported on that; `many` where nothing else is
    found, else only so few that the query means them.
    """
    name, year = model.office_and_year(text)
    if len(name) < LEAST_NAME:
        return []
    found = archive().offices.list(text=name, limit=SUGGESTIONS)
    meant = found.items if many or found.total <= MEANT else ()
    return [(office, year if year in office.years else None) for office in meant]


def value_label(facet: str, value: FacetValue) -> str:
    """A facet's value in the reader's words."""
    if facet == "section":
        return section_name(int(value.value))
    if facet == "edition":
        return words.edition(value.value)
    if facet == "kind":
        return words.kind(value.value)
    if facet == "level":
        return words.level(value.value)
    if facet == "metric":
        return words.metric(metric(value.value))
    if facet == "doubt":
        return _("Nothing in doubt") if value.value == "none" else words.status_name(Status(value.value))
    if facet == "finding":
        return {"hard": _("Sums that do not add up"), "hint": _("Worth checking")}.get(value.value, _("No findings"))
    return value.label or value.value


def section_name(number: int) -> str:
    """A section's title in the newest form."""
    if number == 0:
        return _("Preamble")
    for section in load_form("2021").sections:
        if section.number == number:
            return section.title if in_chinese() else section.en
    return _("Section %(number)s", number=number)


def facet_name(facet: str) -> str:
    """A facet's heading."""
    return {
        "region": _("Region"),
        "office": _("Office"),
        "kind": _("Kind of office"),
        "level": _("Level"),
        "year": _("Year"),
        "edition": _("Edition of the form"),
        "section": _("Section"),
        "doubt": _("Reports with values"),
        "finding": _("Findings"),
        "metric": _("Value"),
        "stated": _("Values stated"),
        "intake": _("Received"),
        "received": _("Received"),
    }[facet]


def _facets(results: Results) -> list[dict[str, object]]:
    """The facets that leave a choice, each value with the address that adds or removes it."""
    shown: list[dict[str, object]] = []
    for name in model.SHOWN_FACETS:
        values = results.facets.get(name, ())
        chosen = request.args.getlist(name)
        entries = [
            {
                "label": value_label(name, value).rpartition("/")[2],
                "depth": depth,
                "count": value.count,
                "chosen": value.value in chosen,
                "url": _facet_url(name, value.value, chosen=value.value in chosen),
            }
            for depth, value in model.in_order(name, values)
        ]
        if len(entries) > 1 or any(entry["chosen"] for entry in entries):
            shown.append({"name": facet_name("stated" if name == "metric" else name), "id": name, "entries": entries})
    return shown


def _facet_url(name: str, value: str, *, chosen: bool) -> str:
    change = (
        model.without(request.args, model.Chip(name, value, ""))
        if chosen
        else model.with_value(request.args, name, value)
    )
    return "?" + urlencode(change)


def _chips(labels: dict[tuple[str, str], str]) -> list[dict[str, str]]:
    return [
        {
            "name": facet_name(chip.parameter),
            "label": _chip_label(chip, labels),
            "url": "?" + urlencode(model.without(request.args, chip)),
        }
        for chip in model.chips(request.args, labels)
    ]


def _chip_label(chip: model.Chip, labels: dict[tuple[str, str], str]) -> str:
    """Words for a filter in force, also where its facet no longer lists it."""
    if (chip.parameter, chip.value) in labels:
        return chip.label
    if chip.parameter == "office":
        return _office_name(chip.value)
    if chip.parameter == "metric":
        return _condition_label(chip.value)
    if chip.parameter in ("section", "edition", "kind", "level", "doubt", "finding"):
        try:
            return value_label(chip.parameter, FacetValue(value=chip.value, label=chip.value, count=0))
        except ValueError:
            return chip.value
    return chip.value


def _office_name(office_id: str) -> str:
    try:
        return archive().offices.get(office_id).name
    except NotFound:
        return office_id


def _condition_label(text: str) -> str:
    name = text.split()[0] if text.split() else text
    try:
        return text.replace(name, words.metric(metric(name)))
    except KeyError:
        return text
