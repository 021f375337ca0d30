"""From an address to a query, and from an answer to what the page shows. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from archive.errors import InvalidQuery
from archive.records import ReportStatus
from search.query import (
    FACETS,
    Condition,
    FacetName,
    Filters,
    Grouping,
    Query,
    Sort,
    parse_condition,
    parse_days,
    parse_year,
    parse_years,
)
from search.results import FacetValue
from web.asked import whole_number
from web.ui.passages import Piece, pieces

YEAR = re.compile(r"(?:(?:19|20)\d{2}|二[〇零○]?[〇零○一二][〇零○一二三四五六七八九])年?度?")
REPORT = re.compile(r"(?:的)?(?:政府信息公开)?(?:工作)?(?:年度报告|年报)?(?:的)?$")
"""What a query for a report says besides the office and the year."""

PER_PAGE = 10
MOST_METRICS = 1000  # that are counted; a form has two hundred
SORTS = ("relevance", "year", "-year", "office")
MOST_VALUES = 50  # of any other facet
SHOWN_FACETS: tuple[FacetName, ...] = (*FACETS, "metric")
PARAMETERS = {
    "region": "region",
    "office": "office",
    "kind": "kind",
    "level": "level",
    "year": "year",
    "edition": "edition",
    "section": "section",
    "doubt": "doubt",
    "finding": "finding",
    "intake": "intake",
}
"""Which parameter of the address a facet's value goes into."""


@dataclass(frozen=True)
class Chip:
    """A filter in force and the parameter that takes it away."""

    parameter: str
    value: str
    label: str


def query_of(args: MultiDict[str, str], statuses: tuple[ReportStatus, ...]) -> Query:
    """The query that an address asks; raises `InvalidQuery` for an impossible value."""
    return Query(
        text=args.get("q", "").strip(),
        likely=args.get("likely") == "1",
        filters=filters_of(args, statuses),
        by=_grouping(args.get("by")),
        sort=sort_of(args.get("sort", "")),
        page=max(1, _whole(args.get("page", "1"))),
        facets=facets_of(args),
        facet_limit=MOST_METRICS if "metric" in args.getlist("facet") else MOST_VALUES,
        limit=min(100, max(1, _whole(args.get("limit", str(PER_PAGE))))),
    )


def facets_of(args: MultiDict[str, str]) -> tuple[FacetName, ...]:
    """The facets that are counted: `facet=` names others than the usual ones, an empty one none; raises `InvalidQuery`."""
    asked = [name for name in args.getlist("facet") if name]
    known: dict[str, FacetName] = {name: name for name in SHOWN_FACETS}
    for name in asked:
        if name not in known:
            remedy = "Facets are %(names)s."
            raise InvalidQuery("There is no facet “%(name)s”.", remedy, name=name, names=", ".join(known))
    return tuple(dict.fromkeys(known[name] for name in asked)) if "facet" in args else FACETS


def filters_of(args: MultiDict[str, str], statuses: tuple[ReportStatus, ...]) -> Filters:
    """The filters of an address; an empty parameter filters nothing."""
    given = {
        name: [value for value in args.getlist(name) if value.strip()] for name in (*PARAMETERS, "metric", "received")
    }
    try:
        return Filters(
            regions=tuple(tuple(value.strip("/").split("/")) for value in given["region"]),
            offices=tuple(given["office"]),
            levels=tuple(given["level"]),
            kinds=tuple(given["kind"]),
            years=tuple(year for value in given["year"] for year in parse_years(value)),
            editions=tuple(given["edition"]),
            sections=tuple(_whole(value) for value in given["section"]),
            doubts=tuple(given["doubt"]),
            findings=tuple(given["finding"]),
            conditions=tuple(parse_condition(value) for value in given["metric"] if _has_operator(value)),
            stated=tuple(value for value in given["metric"] if not _has_operator(value)),
            intakes=tuple(given["intake"]),
            received=_days(given["received"]),
            statuses=statuses,
        )
    except ValidationError as error:
        names = ", ".join(dict.fromkeys(str(wrong["input"]) for wrong in error.errors()))
        remedy = "Remove it and choose another."
        raise InvalidQuery("A filter has an impossible value: %(values)s.", remedy, values=names) from error


def sort_of(text: str) -> Sort:
    """`relevance` (or nothing), `year`, `-year` (newest first), `office` or a metric's id with or without a minus; raises
    `InvalidQuery` for anything else.
    """
    name, descending = text.removeprefix("-"), text.startswith("-")
    if name in ("year", "office"):
        return Sort(by="year" if name == "year" else "office", descending=descending)
    if "." in name:
        return Sort(by="metric", metric=name, descending=descending)
    if text in ("", "relevance"):
        return Sort()
    raise InvalidQuery(
        "There is no order “%(name)s”.",
        "Orders are relevance, year, office and the id of a metric, with a minus before it for the largest first.",
        name=text,
    )


def metric_order(query: Query) -> str | None:
    """The metric by whose value hits may be put in order: the one that the order or a filter names."""
    named = [query.sort.metric, *(each.metric for each in query.filters.conditions), *query.filters.stated]
    return next((name for name in named if name), None)


def chips(args: MultiDict[str, str], labels: dict[tuple[str, str], str]) -> list[Chip]:
    """Every filter in force, with the words that the facets have for it."""
    return [
        Chip(name, value, labels.get((name, value), value))
        for name in (*PARAMETERS, "metric", "received")
        for value in args.getlist(name)
        if value.strip()
    ]


def without(args: MultiDict[str, str], chip: Chip) -> list[tuple[str, str]]:
    """The address's parameters without one filter, from the first page."""
    return [
        (name, value)
        for name, value in args.items(multi=True)
        if name not in ("page", "lang") and (name, value) != (chip.parameter, chip.value)
    ]


def with_value(args: MultiDict[str, str], parameter: str, value: str) -> list[tuple[str, str]]:
    """The address's parameters with one filter more, from the first page."""
    kept = [(n, v) for n, v in args.items(multi=True) if n not in ("page", "lang") and v.strip()]
    return kept if (parameter, value) in kept else [*kept, (parameter, value)]


def facet_tree(values: Sequence[FacetValue]) -> list[tuple[int, FacetValue]]:
    """Regions by their path, each with its depth, so that a county stands under its city."""
    return [(value.value.count("/"), value) for value in sorted(values, key=lambda value: value.value)]


def in_order(name: str, values: Sequence[FacetValue]) -> list[tuple[int, FacetValue]]:
    """A facet's values with their depth: regions as a tree, years newest first, the rest as they come, the frequent first."""
    if name == "region":
        return facet_tree(values)
    ordered = sorted(values, key=lambda value: value.value, reverse=True) if name == "year" else values
    return [(0, value) for value in ordered]


def office_and_year(text: str) -> tuple[str, int | None]:
    """What a query names where it is an office and a year, as people ask for a report; the name is short of two characters
    where it is not.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).replace('"', "").split())
    found = YEAR.search(plain)
    name = REPORT.sub("", plain.replace(found[0], "", 1) if found else plain)
    return name, parse_year(found[0]) if found else None


def snippet_pieces(text: str, marks: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """A snippet cut where its highlights begin and end."""
    return pieces(text, 0, marks)


def condition_words(condition: Condition) -> str:
    """A condition as it is written in an address."""
    return f"{condition.metric} {condition.op} {condition.number}"


def _has_operator(text: str) -> bool:
    return any(sign in text for sign in "<>=≥≤＞＜＝")


def _days(given: list[str]) -> tuple[date | None, date | None]:
    return parse_days(given[-1]) if given else (None, None)


def _grouping(text: str | None) -> Grouping:
    return "report" if text == "report" else "section"


def _whole(text: str) -> int:
    try:
        return whole_number(text)
    except ValueError:
        raise InvalidQuery("“%(text)s” is not the number of a page or section.", "Write digits.", text=text) from None
