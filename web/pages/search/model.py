"""From an address to a query, and from an answer to what the page shows. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from archive.errors import InvalidQuery
from archive.records import ReportStatus
from search.query import Condition, Filters, Grouping, Query, Sort, parse_condition, parse_years
from search.results import FacetValue
from web.ui.passages import Piece, pieces

PER_PAGE = 10
SORTS = ("relevance", "year", "-year", "office")
SHOWN_FACETS = ("region", "office", "kind", "year", "edition", "section", "doubt", "finding")
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
        page=max(1, _whole(args.get("page", "1"), "page")),
        limit=min(100, max(1, _whole(args.get("limit", str(PER_PAGE)), "limit"))),
    )


def filters_of(args: MultiDict[str, str], statuses: tuple[ReportStatus, ...]) -> Filters:
    """The filters of an address; an empty parameter filters nothing."""
    given = {name: [value for value in args.getlist(name) if value.strip()] for name in (*PARAMETERS, "metric")}
    try:
        return Filters(
            regions=tuple(tuple(value.strip("/").split("/")) for value in given["region"]),
            offices=tuple(given["office"]),
            levels=tuple(given["level"]),
            kinds=tuple(given["kind"]),
            years=tuple(year for value in given["year"] for year in parse_years(value)),
            editions=tuple(given["edition"]),
            sections=tuple(_whole(value, "section") for value in given["section"]),
            doubts=tuple(given["doubt"]),
            findings=tuple(given["finding"]),
            conditions=tuple(parse_condition(value) for value in given["metric"] if _has_operator(value)),
            stated=tuple(value for value in given["metric"] if not _has_operator(value)),
            statuses=statuses,
        )
    except ValueError as error:
        raise InvalidQuery(f"A filter has an impossible value: {error}", "Remove it and choose another.") from error


def sort_of(text: str) -> Sort:
    """`year`, `-year` (newest first), `office` or a metric's id with or without a minus; anything else is by relevance."""
    name, descending = text.removeprefix("-"), text.startswith("-")
    if name in ("year", "office"):
        return Sort(by="year" if name == "year" else "office", descending=descending)
    if "." in name:
        return Sort(by="metric", metric=name, descending=descending)
    return Sort()


def chips(args: MultiDict[str, str], labels: dict[tuple[str, str], str]) -> list[Chip]:
    """Every filter in force, with the words that the facets have for it."""
    return [
        Chip(name, value, labels.get((name, value), value))
        for name in (*PARAMETERS, "metric")
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


def snippet_pieces(text: str, marks: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """A snippet cut where its highlights begin and end."""
    return pieces(text, 0, marks)


def condition_words(condition: Condition) -> str:
    """A condition as it is written in an address."""
    return f"{condition.metric} {condition.op} {condition.number}"


def _has_operator(text: str) -> bool:
    return any(sign in text for sign in "<>=≥≤＞＜＝")


def _grouping(text: str | None) -> Grouping:
    return "report" if text == "report" else "section"


def _whole(text: str, name: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise InvalidQuery(f"{text!r} is not a number of a {name}.", "Write digits.") from None
