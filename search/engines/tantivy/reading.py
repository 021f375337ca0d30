"""Answers from a tantivy searcher."""

import json
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any

import tantivy

from search.engines.tantivy import facets
from search.engines.tantivy.asked import Address, Asked, Matching, Snapshot, values
from search.engines.tantivy.queries import all_of, among, may_be_likely, of_type
from search.engines.tantivy.schema import ENCODING
from search.hits import show
from search.query import FacetName, Parsed, Query
from search.results import FacetValue, Hit, Results, counted
from search.slips import meant

Facets = dict[FacetName, tuple[FacetValue, ...]]
Shown = dict[str, Any]
Document = tuple[Shown, str]


def answer(snapshot: Snapshot, pool: Executor, query: Query, parsed: Parsed) -> Results:
    """Hits, counts and facets; where there are many, counted by a thread of `pool` meanwhile."""
    asked = Asked(snapshot, pool, query, parsed, likely=query.likely)
    return snapshot.memory.recall(("answer", query), lambda: _whole_answer(asked), breadth=lambda found: found.total)


def _whole_answer(asked: Asked) -> Results:
    query, parsed = asked.query, asked.parsed
    results = _answer(asked)
    if query.likely:
        return results
    possible = parsed.lone_phrase and may_be_likely(asked.searcher, parsed.lone_phrase)
    more = _size(replace(asked, likely=True)) if possible else 0
    enough = results.total or more or query.limit == 0
    suggestion = None if enough else meant(parsed, lambda phrases: [_found(asked, each) for each in phrases])
    return results.model_copy(update={"likely": more, "suggestion": suggestion})


def office_cards(searcher: tantivy.Searcher) -> list[str]:
    """The card of every office in the index (`search.documents.office_card`)."""
    return list(values(searcher, of_type("report"), "card"))


def _found(asked: Asked, phrase: str) -> int:
    """How many sections or reports within the filters have a phrase."""
    return _size(replace(asked, parsed=Parsed(clauses=((phrase,),))))


def _size(asked: Asked) -> int:
    """How many sections or reports match."""
    matching = asked.within("section")
    if asked.query.by == "report":
        return _whole_reports(asked, matching)[0]
    return asked.page(matching, 0, 1)[1]


def _answer(asked: Asked) -> Results:
    query = asked.query
    if query.by == "section":
        return _documents(asked, "section")
    if not asked.parsed.clauses and not query.filters.sections:
        return _documents(asked, "report")
    return _grouped(asked)


def _documents(asked: Asked, documents: str) -> Results:
    """The documents of one type, each a hit."""
    query = asked.query
    matching = asked.within(documents)
    counts = asked.aside(lambda: _facets(asked, matching, documents))
    found, total = asked.page(matching, (query.page - 1) * query.limit, query.limit)
    hits = [_document(asked.searcher, address) for address in found]
    told = _told(query, documents, hits) if total == len(hits) else None
    return _results(query, total, tuple(_hit(asked, hit) for hit in hits), counts() if told is None else told)


def _told(query: Query, documents: str, hits: Sequence[Document]) -> Facets | None:
    """The facets of hits that are all there are, None where these do not tell: counting them again takes longer than to
    find them.
    """
    if any(name == "metric" or _apart(query, name, documents) for name in query.facets):
        return None
    columns = facets.told_by([shown for shown, _ in hits])
    return {name: facets.values(name, columns, query.facet_limit) for name in query.facets}


def _grouped(asked: Asked) -> Results:
    """Reports by their best section; counts are of reports."""
    query = asked.query
    matching = asked.within("section")
    counts = asked.aside(lambda: _grouped_counts(asked, matching))
    best = _best_sections(asked, matching, query.page * query.limit)[(query.page - 1) * query.limit :]
    sizes = _sizes(asked, matching, [report for report, _ in best])
    hits = (_hit(asked, _document(asked.searcher, address), sections=sizes[report]) for report, address in best)
    total, counted_facets = counts()
    return _results(query, total, tuple(hits), counted_facets)


def _results(query: Query, total: int, hits: tuple[Hit, ...], counts: Facets) -> Results:
    return Results(total=total, counted=counted(query.by), hits=hits, facets=counts, page=query.page, limit=query.limit)


def _best_sections(asked: Asked, matching: Matching, wanted: int) -> list[tuple[str, Address]]:
    """The first section of each report in the asked order, for the first `wanted` reports."""
    best: dict[str, Address] = {}
    offset, size = 0, 4 * wanted
    while len(best) < wanted:
        found, total = asked.page(matching, offset, size)
        for address in found:
            best.setdefault(_document(asked.searcher, address)[0]["report"], address)
        offset, size = offset + size, 2 * size
        if offset >= total:
            break
    return list(best.items())[:wanted]


def _sizes(asked: Asked, matching: Matching, reports: list[str]) -> dict[str, int]:
    """How many sections of each of these reports match."""
    if not reports:
        return {}
    return values(asked.searcher, all_of(None, [among(reports), matching.query]), "report")


def _reports(asked: Asked, matching: Matching) -> list[str]:
    """The reports of the matching sections."""
    return list(values(asked.searcher, matching.query, "report"))


def _facets(asked: Asked, matching: Matching, documents: str) -> Facets:
    """All facets: those without a filter of their own in one pass over what matches, the others one by one."""
    apart = [name for name in asked.query.facets if _apart(asked.query, name, documents)]
    found = _counted(asked, matching, [name for name in asked.query.facets if name not in apart])
    for name in apart:
        found |= (
            _reports_of_numbers(asked)
            if name == "section" and documents == "report"
            else _counted(asked, asked.within(documents, name), [name])
        )
    return {name: found[name] for name in asked.query.facets}


def _reports_of_numbers(asked: Asked) -> Facets:
    """How many reports have a matching section of each number: as many as sections, but for reports that have several
    of one number.
    """
    sections = asked.within("section", "section")
    counts = dict(asked.buckets(sections, ["section"])["section"])
    if asked.searcher.doc_freq("type", "repeated"):
        repeated = values(asked.searcher, all_of(None, [of_type("repeated"), sections.query]), "numbered")
        for numbered, count in repeated.items():
            counts[numbered.partition(" ")[0]] -= count - 1
    return {"section": facets.values("section", {"section": list(counts.items())}, asked.query.facet_limit)}


def _grouped_counts(asked: Asked, matching: Matching) -> tuple[int, Facets]:
    """How many reports have a matching section, and their facets."""

    def count() -> tuple[int, Facets]:
        total, whole = _whole_reports(asked, matching)
        return total, _grouped_facets(asked, whole)

    question = ("reports", matching.question, asked.query.filters, asked.query.facets, asked.query.facet_limit)
    return asked.snapshot.memory.recall(question, count, breadth=lambda counts: counts[0])


def _grouped_facets(asked: Asked, whole: Matching) -> Facets:
    """Counts of reports."""
    apart = [name for name in asked.query.facets if _apart(asked.query, name, "report")]
    found = _counted(asked, whole, [name for name in asked.query.facets if name not in apart])
    for name in apart:
        if name == "section":
            found |= _reports_of_numbers(asked)
        else:
            found |= _counted(asked, _whole_reports(asked, asked.within("section", name), name)[1], [name])
    return {name: found[name] for name in asked.query.facets}


def _whole_reports(asked: Asked, matching: Matching, leave_out: FacetName | None = None) -> tuple[int, Matching]:
    """How many reports have a matching section, and their documents. Where these do not tell it by themselves the
    reports are gathered from the sections; as often as not they are all that have the words at all, which are found in
    a hundredth of the time that it takes to look for each.
    """
    every = asked.at_most(leave_out)
    size = asked.page(every, 0, 1)[1] if every else 0
    if every and (asked.told_by_reports or not size):
        return size, every
    reports = _reports(asked, matching)
    if every and len(reports) == size:
        return size, every
    return len(reports), Matching(all_of(None, [of_type("report"), among(reports)]), None)


def _apart(query: Query, name: FacetName, documents: str) -> bool:
    """Whether a facet counts other documents than those that match: its own filter is left aside, and numbers of
    sections are on sections only.
    """
    return query.filters.narrows(name) or (name == "section" and documents == "report")


def _counted(asked: Asked, matching: Matching, names: list[FacetName]) -> Facets:
    """The values of some facets among the matching documents, in one pass."""
    found = asked.buckets(matching, facets.columns(names))
    return {name: facets.values(name, found, asked.query.facet_limit) for name in names}


def _document(searcher: tantivy.Searcher, address: Address) -> Document:
    """What a document shows, and its text."""
    stored = searcher.doc(address)
    shown: Shown = json.loads(bytes(stored["shown"][0]).decode(ENCODING))
    return shown, bytes(stored.get_first("text") or b"").decode(ENCODING)


def _hit(asked: Asked, document: Document, sections: int = 1) -> Hit:
    shown, text = document
    return show(shown | {"sections": sections}, text, asked.parsed.phrases, certain=not asked.likely)
