"""Answers from a Meilisearch server."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from search.documents import TAG, region_paths
from search.engines.meilisearch.documents import MOST_VALUES, SHOWN, value_field
from search.engines.meilisearch.parts import Part, equals, likely_parts, one_of, parts, where
from search.engines.meilisearch.server import Server
from search.hits import facet_values, show
from search.query import FacetName, Parsed, Query
from search.results import FacetValue, Hit, Results, counted
from search.slips import meant

ALL = 1_000_000  # documents; more than an index holds
_FIELDS: dict[FacetName, str] = {"office": "office_tag", "region": "regions", "metric": "stated"}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question ready for the server; `aside` are parts of another that are only counted."""

    server: Server
    index: str
    query: Query
    parsed: Parsed
    parts: tuple[Part, ...] = ()
    aside: tuple[Part, ...] = ()

    def request(self, part: Part, documents: str, leave_out: FacetName | None = None, **asked: object) -> Json:
        """A search for documents of one type, without the filter of one facet; no documents unless `asked` says so."""
        filters = [equals("type", documents), *where(self.query.filters, leave_out), *part.filters]
        sort = self.query.sort
        if sort.by == "metric" and sort.metric:
            filters.append(f"{value_field(sort.metric)} EXISTS")
        plain = {"indexUid": self.index, "q": part.text, "filter": filters, "matchingStrategy": "all", "page": 1}
        return plain | {"hitsPerPage": 0} | asked

    def ordered(self) -> Json:
        """The order of hits, and what to retrieve of them."""
        field = _sort_field(self.query)
        direction = "desc" if self.query.sort.descending else "asc"
        sort = [f"{field}:{direction}"] if field else []
        return {"sort": sort, "attributesToRetrieve": [*SHOWN, *([field.partition(".")[0]] if field else [])]}

    def answers(self, requests: Sequence[Json]) -> list[Json]:
        """The server's answers, none where there is no index yet."""
        return self.server.search(requests) or [{"totalHits": 0, "hits": [], "facetDistribution": {}} for _ in requests]


def answer(server: Server, index: str, query: Query, parsed: Parsed) -> Results:
    """Hits, counts and facets."""
    asked = _Asked(server, index, query, parsed)

    def occurs(some: Sequence[Part]) -> list[bool]:
        return [found["totalHits"] > 0 for found in asked.answers([asked.request(part, "section") for part in some])]

    likely = tuple(likely_parts(parsed.lone_phrase)) if parsed.lone_phrase else ()
    if query.likely:
        return _answer(replace(asked, parts=_occurring(likely, occurs)))
    results = _answer(replace(asked, parts=tuple(parts(parsed, occurs)), aside=likely))
    if likely and query.by == "report":
        results = results.model_copy(update={"likely": _size(replace(asked, parts=_occurring(likely, occurs)))})
    enough = results.total or results.likely or query.limit == 0
    suggestion = None if enough else meant(parsed, lambda phrases: _found(asked, phrases))
    return results.model_copy(update={"suggestion": suggestion})


def _occurring(likely: tuple[Part, ...], occurs: Callable[[Sequence[Part]], Sequence[bool]]) -> tuple[Part, ...]:
    """The first part, and those others that match anything."""
    first, *others = likely
    return (first, *(part for part, there in zip(others, occurs(others), strict=True) if there)) if others else likely


def _found(asked: _Asked, phrases: Sequence[str]) -> list[int]:
    """How many sections within the filters have each of some phrases."""
    requests = [asked.request(Part(required=(phrase,)), "section") for phrase in phrases]
    return [found["totalHits"] for found in asked.answers(requests)]


def _size(asked: _Asked) -> int:
    """How many sections or reports match."""
    query = asked.query.model_copy(update={"facets": (), "limit": 0, "page": 1})
    return _answer(replace(asked, query=query)).total


def _answer(asked: _Asked) -> Results:
    query = asked.query
    if query.by == "section":
        return _merged(asked, "section")
    if not asked.parsed.clauses and not query.filters.sections:
        return _merged(asked, "report")
    return _distinct(asked) if len(asked.parts) == 1 else _gathered(asked)


def office_cards(server: Server, index: str) -> list[str]:
    """The card of every office in the index (`search.documents.office_card`)."""
    asked = {
        "indexUid": index,
        "filter": [equals("type", "report"), "office IS NOT NULL"],
        "distinct": "office",
        "attributesToRetrieve": ["card"],
        "page": 1,
        "hitsPerPage": ALL,
    }
    found = server.search([asked])
    return [hit["card"] for hit in found[0]["hits"]] if found else []


def _merged(asked: _Asked, documents: str) -> Results:
    """The documents of one type, each a hit, from all parts."""
    query = asked.query
    page = _window(asked)
    left_out = [name for name in query.facets if _apart(asked, name, documents)]
    together = [_FIELDS.get(name, name) for name in query.facets if name not in left_out]
    requests = [asked.request(part, documents, **asked.ordered(), **page, facets=together) for part in asked.parts]
    requests += [_counting(asked, part, documents, name) for name in left_out for part in asked.parts]
    found = asked.answers([asked.request(part, documents) for part in asked.aside] + requests)
    aside, found = found[: len(asked.aside)], found[len(asked.aside) :]
    main = found[: len(asked.parts)]
    results = _results(asked, _total(main), _cut(asked, main), _facets(asked, found, documents))
    return results.model_copy(update={"likely": _total(aside)})


def _total(answers: Sequence[Json]) -> int:
    return sum(found["totalHits"] for found in answers)


def _distinct(asked: _Asked) -> Results:
    """Reports by their best section, where one part is all: the server tells reports apart and counts them."""
    (part,), query = asked.parts, asked.query
    main = asked.request(part, "section", **asked.ordered(), **_window(asked), distinct="report")
    requests = [main, *_facet_requests(asked, part)]
    found = asked.answers(requests)
    hits = _cut(asked, found[:1])
    shown = asked.request(part, "section", facets=["report"])
    shown["filter"] = [*shown["filter"], one_of("report", [hit.report for hit in hits])]
    sizes = asked.answers([shown])[0]["facetDistribution"].get("report", {}) if hits else {}
    sized = [hit.model_copy(update={"sections": sizes.get(hit.report, 1)}) for hit in hits]
    facets = {name: _values(query, name, [answer]) for name, answer in zip(query.facets, found[1:], strict=True)}
    return _results(asked, found[0]["totalHits"], sized, facets)


def _facet_requests(asked: _Asked, part: Part) -> list[Json]:
    """One request a facet that counts reports."""
    return [
        _counting(asked, part, "section", name) | ({} if name == "section" else {"distinct": "report"})
        for name in asked.query.facets
    ]


def _gathered(asked: _Asked) -> Results:
    """Reports by their best section, where several parts may each match sections of the same report."""
    query = asked.query
    requests = [asked.request(part, "section", **asked.ordered(), hitsPerPage=ALL) for part in asked.parts]
    sections = _in_order(asked, asked.answers(requests))
    sizes = Counter(found["report"] for found in sections)
    best: dict[str, Json] = {}
    for found in sections:
        best.setdefault(found["report"], found)
    window = list(best.values())[(query.page - 1) * query.limit :][: query.limit]
    hits = [_hit(asked, found).model_copy(update={"sections": sizes[found["report"]]}) for found in window]
    return _results(asked, len(sizes), hits, {name: _gathered_facet(asked, name) for name in query.facets})


def _gathered_facet(asked: _Asked, name: FacetName) -> tuple[FacetValue, ...]:
    if name == "section":
        numbers = Counter(numbered.partition(" ")[0] for numbered in _all_of(asked, name, "numbered"))
        return facet_values(name, numbers.items())[: asked.query.facet_limit]
    reports = _all_of(asked, name, "report")
    field = _FIELDS.get(name, name)
    heads = {
        "indexUid": asked.index,
        "filter": [equals("type", "report"), one_of("report", sorted(reports))],
        "facets": [field],
        "page": 1,
        "hitsPerPage": 0,
    }
    return _values(asked.query, name, asked.answers([heads])) if reports else ()


def _all_of(asked: _Asked, name: FacetName, field: str) -> set[str]:
    """All values that a field has in the sections of any part, without the filter of one facet."""
    requests = [
        asked.request(part, "section", name, hitsPerPage=ALL, attributesToRetrieve=[field]) for part in asked.parts
    ]
    return {found[field] for answer in asked.answers(requests) for found in answer["hits"]}


def _counting(asked: _Asked, part: Part, documents: str, name: FacetName) -> Json:
    """A request that counts one facet; numbers of sections, which only sections have, once a report where reports are
    counted.
    """
    numbers = name == "section"
    request = asked.request(part, "section" if numbers else documents, name, facets=[_FIELDS.get(name, name)])
    return request | {"distinct": "numbered"} if numbers and asked.query.by == "report" else request


def _window(asked: _Asked) -> Json:
    """Which hits to ask a part for: the page itself, or where parts are merged, all up to its end."""
    query = asked.query
    if len(asked.parts) == 1:
        return {"page": query.page, "hitsPerPage": query.limit}
    return {"page": 1, "hitsPerPage": query.page * query.limit}


def _cut(asked: _Asked, answers: Sequence[Json]) -> list[Hit]:
    """The page's hits."""
    query = asked.query
    if len(answers) == 1:
        return [_hit(asked, found) for found in answers[0]["hits"]]
    merged = _in_order(asked, answers)[(query.page - 1) * query.limit :][: query.limit]
    return [_hit(asked, found) for found in merged]


def _in_order(asked: _Asked, answers: Sequence[Json]) -> list[Json]:
    """The hits of several parts in the asked order, those without the value last."""
    found = [hit for answer in answers for hit in answer["hits"]]
    field = _sort_field(asked.query) or "year"
    descending = asked.query.sort.descending or asked.query.sort.by == "relevance"
    stated = [hit for hit in found if _at(hit, field) is not None]
    unstated = [hit for hit in found if _at(hit, field) is None]
    return sorted(stated, key=lambda hit: _at(hit, field), reverse=descending) + unstated


def _at(hit: Json, field: str) -> Any:
    value: Any = hit
    for key in field.split("."):
        value = (value or {}).get(key)
    return value


def _sort_field(query: Query) -> str | None:
    """The field of the asked order; relevance is the server's own, newest first among equals."""
    if query.sort.by == "metric" and query.sort.metric:
        return value_field(query.sort.metric)
    return None if query.sort.by == "relevance" else query.sort.by


def _active(query: Query, name: FacetName) -> bool:
    return len(where(query.filters)) != len(where(query.filters, name))


def _apart(asked: _Asked, name: FacetName, documents: str) -> bool:
    """Whether a facet needs a request of its own."""
    return _active(asked.query, name) or (name == "section" and documents == "report")


def _facets(asked: _Asked, found: Sequence[Json], documents: str) -> dict[FacetName, tuple[FacetValue, ...]]:
    """The facets of merged parts: those with a filter of their own were asked one by one, after all others."""
    many = len(asked.parts)
    main, rest = found[:many], list(found[many:])
    facets: dict[FacetName, tuple[FacetValue, ...]] = {}
    for name in asked.query.facets:
        answers = main
        if _apart(asked, name, documents):
            answers, rest = rest[:many], rest[many:]
        cut = (
            many > 1
            and name in ("office", "region")
            and any(len(_distribution(answer, name)) >= MOST_VALUES for answer in answers)
        )
        facets[name] = _listed(asked, name, documents) if cut else _values(asked.query, name, answers)
    return facets


def _listed(asked: _Asked, name: FacetName, documents: str) -> tuple[FacetValue, ...]:
    """An office or region's counts from the documents themselves, where the server cuts off what it counts: a value that is
    rare in one part may be frequent in another.
    """
    shown = ["region"] if name == "region" else ["office", "office_name"]
    requests = [
        asked.request(part, documents, name, hitsPerPage=ALL, attributesToRetrieve=shown) for part in asked.parts
    ]
    found = [hit for answer in asked.answers(requests) for hit in answer["hits"]]
    if name == "region":
        counts = Counter(path for hit in found for path in region_paths(tuple(hit["region"])))
    else:
        counts = Counter(f"{hit['office']}{TAG}{hit['office_name']}" for hit in found if hit["office"])
    return facet_values(name, counts.items())[: asked.query.facet_limit]


def _values(query: Query, name: FacetName, answers: Iterable[Json]) -> tuple[FacetValue, ...]:
    counts: Counter[str] = Counter()
    for found in answers:
        counts.update(_distribution(found, name))
    return facet_values(name, counts.items())[: query.facet_limit]


def _distribution(found: Json, name: FacetName) -> dict[str, int]:
    counts: dict[str, int] = found.get("facetDistribution", {}).get(_FIELDS.get(name, name), {})
    return counts


def _hit(asked: _Asked, found: Json) -> Hit:
    shown = {
        "report": found["report"],
        "section": found.get("section"),
        "heading": found.get("heading"),
        "title": found["title"],
        "office": found["office_name"],
        "office_id": found["office"],
        "region": tuple(found["region"]),
        "year": found["year"],
        "edition": found["edition"],
        "pages": found.get("pages", ()),
    }
    return show(shown, found.get("text", ""), asked.parsed.phrases, certain=not asked.query.likely)


def _results(
    asked: _Asked, total: int, hits: Iterable[Hit], facets: dict[FacetName, tuple[FacetValue, ...]]
) -> Results:
    query = asked.query
    return Results(
        total=total, counted=counted(query.by), hits=tuple(hits), facets=facets, page=query.page, limit=query.limit
    )
