"""Answers from a tantivy searcher."""

import json
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

import tantivy
from tantivy import Order
from tantivy import Query as Tantivy

from search.engines.tantivy.queries import all_of, among, filter_queries, likely_query, of_type, text_query
from search.engines.tantivy.schema import column
from search.hits import facet_values, show
from search.query import FacetName, Parsed, Query, Sort
from search.results import FacetValue, Hit, Results, counted
from search.slips import meant

MANY = 1_000_000  # buckets; beyond the number of values of any field, so that counts are exact
_FIELDS: dict[FacetName, str] = {"office": "office_tag"}

Address = Any  # tantivy.DocAddress


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question ready for the searcher: what is scored, and the filters around it."""

    searcher: tantivy.Searcher
    pool: Executor
    query: Query
    parsed: Parsed
    scored: Tantivy | None

    def within(self, documents: str, leave_out: FacetName | None = None) -> Tantivy:
        """The query for documents of one type, without the filter of one facet."""
        filters = filter_queries(self.query.filters, leave_out)
        if self.scored is None:
            filters.insert(0, of_type(documents))
        sort = self.query.sort
        if sort.by == "metric" and sort.metric:
            filters.append(Tantivy.exists_query(column(sort.metric)))
        return all_of(self.scored, filters)


def answer(searcher: tantivy.Searcher, pool: Executor, query: Query, parsed: Parsed) -> Results:
    """Hits, counts and facets; these are counted by a thread of `pool` meanwhile, for tantivy lets others run."""
    phrase = parsed.lone_phrase
    likely = likely_query(phrase) if phrase else None
    asked = _Asked(searcher, pool, query, parsed, text_query(parsed))
    if query.likely:
        return _answer(replace(asked, scored=likely))
    results = _answer(asked)
    more = _size(replace(asked, scored=likely)) if likely else 0
    enough = results.total or more or query.limit == 0
    suggestion = None if enough else meant(parsed, lambda phrases: [_found(asked, each) for each in phrases])
    return results.model_copy(update={"likely": more, "suggestion": suggestion})


def _found(asked: _Asked, phrase: str) -> int:
    """How many sections or reports within the filters have a phrase."""
    return _size(replace(asked, scored=text_query(Parsed(clauses=((phrase,),)))))


def _size(asked: _Asked) -> int:
    """How many sections or reports match."""
    if asked.query.by == "report":
        return len(_terms(asked.searcher, asked.within("section"), "report", MANY))
    return _page(asked, asked.within("section"), 0, 1)[1]


def _answer(asked: _Asked) -> Results:
    query = asked.query
    if query.by == "section":
        return _documents(asked, "section")
    if asked.scored is None and not query.filters.sections:
        return _documents(asked, "report")
    return _grouped(asked)


def office_cards(searcher: tantivy.Searcher) -> list[str]:
    """The card of every office in the index (`search.documents.office_card`)."""
    return [key for key, _ in _terms(searcher, of_type("report"), "card", MANY)]


def _documents(asked: _Asked, documents: str) -> Results:
    """The documents of one type, each a hit."""
    query = asked.query
    facets = asked.pool.submit(_facets, asked, asked.within(documents), documents)
    found, total = _page(asked, asked.within(documents), (query.page - 1) * query.limit, query.limit)
    return Results(
        total=total,
        counted=counted(query.by),
        hits=tuple(_hit(asked, address) for address in found),
        facets=facets.result(),
        page=query.page,
        limit=query.limit,
    )


def _page(asked: _Asked, query: Tantivy, offset: int, limit: int) -> tuple[list[Address], int]:
    """The addresses of a page of documents in the asked order, and how many there are in all."""
    field, order = _order(asked.query.sort, scored=asked.scored is not None)
    result = asked.searcher.search(query, max(1, limit), offset=offset, order_by_field=field, order=order)
    found = [address for _, address in result.hits][:limit]
    return found, int(result.count)  # type: ignore[attr-defined]  # missing in the stubs of 0.27


def _order(sort: Sort, *, scored: bool) -> tuple[str | None, Order]:
    if sort.by == "metric" and sort.metric:
        field: str | None = column(sort.metric)
    elif sort.by == "relevance":
        return (None, Order.Desc) if scored else ("year", Order.Desc)
    else:
        field = sort.by
    return field, Order.Desc if sort.descending else Order.Asc


def _grouped(asked: _Asked) -> Results:
    """Reports by their best section; counts are of reports."""
    query = asked.query
    matching = asked.within("section")
    sizes = dict(_terms(asked.searcher, matching, "report", MANY))
    facets = asked.pool.submit(_grouped_facets, asked, sorted(sizes))
    best = _best_sections(asked, matching, query.page * query.limit, len(sizes))
    return Results(
        total=len(sizes),
        counted="reports",
        hits=tuple(
            _hit(asked, address).model_copy(update={"sections": sizes[report]})
            for report, address in best[(query.page - 1) * query.limit :]
        ),
        facets=facets.result(),
        page=query.page,
        limit=query.limit,
    )


def _best_sections(asked: _Asked, matching: Tantivy, wanted: int, reports: int) -> list[tuple[str, Address]]:
    """The first section of each report in the asked order, for the first `wanted` reports."""
    best: dict[str, Address] = {}
    offset, size = 0, 4 * wanted
    while len(best) < min(wanted, reports):
        found, _ = _page(asked, matching, offset, size)
        for address in found:
            best.setdefault(_shown(asked.searcher, address)["report"], address)
        offset, size = offset + size, 2 * size
    return list(best.items())[:wanted]


Facets = dict[FacetName, tuple[FacetValue, ...]]


def _facets(asked: _Asked, matching: Tantivy, documents: str) -> Facets:
    """All facets: those without a filter of their own in one pass over what matches, the others one by one."""
    apart = {name: _source(name, documents) for name in asked.query.facets if _apart(asked, name, documents)}
    together = [name for name in asked.query.facets if name not in apart]
    found = _counted(asked, matching, together)
    for name, source in apart.items():
        found |= _counted(asked, asked.within(source, name), [name])
    return {name: found[name] for name in asked.query.facets}


def _grouped_facets(asked: _Asked, reports: list[str]) -> Facets:
    """Counts of reports; a report has a section number once, so that counting its sections counts reports."""
    whole = all_of(None, [of_type("report"), among(reports)])
    apart = [name for name in asked.query.facets if _apart(asked, name, "report")]
    found = _counted(asked, whole, [name for name in asked.query.facets if name not in apart])
    for name in apart:
        matching = asked.within("section", name)
        if name != "section":
            others = [report for report, _ in _terms(asked.searcher, matching, "report", MANY)]
            matching = all_of(None, [of_type("report"), among(others)])
        found |= _counted(asked, matching, [name])
    return {name: found[name] for name in asked.query.facets}


def _source(name: FacetName, documents: str) -> str:
    """The documents that a facet counts: numbers of sections are on sections only."""
    return "section" if name == "section" else documents


def _apart(asked: _Asked, name: FacetName, documents: str) -> bool:
    """Whether a facet counts other documents than those that match: its own filter is left aside."""
    filters = asked.query.filters
    filtered = len(filter_queries(filters)) != len(filter_queries(filters, name))
    return filtered or _source(name, documents) != documents


def _counted(asked: _Asked, matching: Tantivy, names: list[FacetName]) -> Facets:
    """The values of some facets among the matching documents, in one pass."""
    if not names:
        return {}
    size = asked.query.facet_limit
    terms = {name: {"terms": {"field": _FIELDS.get(name, name), "size": size, "segment_size": MANY}} for name in names}
    found = asked.searcher.aggregate(matching, terms)
    return {name: facet_values(name, _buckets(found[name])) for name in names}


def _terms(searcher: tantivy.Searcher, matching: Tantivy, field: str, size: int) -> list[tuple[str, int]]:
    """The values of a field among the matching documents with their exact counts, the most frequent first."""
    terms = {"terms": {"field": field, "size": size, "segment_size": MANY}}
    return _buckets(searcher.aggregate(matching, {field: terms})[field])


def _buckets(found: dict[str, Any]) -> list[tuple[str, int]]:
    return [(_text(bucket["key"]), bucket["doc_count"]) for bucket in found["buckets"]]


def _text(key: str | float) -> str:
    return key if isinstance(key, str) else str(int(key))


def _shown(searcher: tantivy.Searcher, address: Address) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(bytes(searcher.doc(address)["shown"][0]))
    return shown


def _hit(asked: _Asked, address: Address) -> Hit:
    document = asked.searcher.doc(address)
    shown = json.loads(bytes(document["shown"][0]))
    text = bytes(document.get_first("text") or b"").decode()
    return show(shown, shown.pop("pages"), text, asked.parsed.phrases, certain=not asked.query.likely)
