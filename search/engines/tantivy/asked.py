"""A question ready for the searcher, and the three things that are asked of it: a page, counts, and the values of a
column, which are remembered with the commit that they are about.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import tantivy
from tantivy import Order
from tantivy import Query as Tantivy

from archive.records import ReportStatus
from search.engines.tantivy.facets import Buckets
from search.engines.tantivy.memory import Memory
from search.engines.tantivy.queries import (
    all_of,
    filter_queries,
    is_narrow,
    likely_query,
    of_type,
    reports_query,
    text_query,
    told_by_reports,
)
from search.engines.tantivy.schema import column
from search.engines.tantivy.words import Words
from search.query import FacetName, Filters, Parsed, Query, Sort

MANY = 1_000_000  # buckets; beyond the number of values of any field, so that counts are exact

FEW = 200_000  # documents that are counted within a few milliseconds
MOST = 50_000  # values that are counted in one pass: tantivy stops at 65,000

T = TypeVar("T")
Address = Any  # tantivy.DocAddress
Page = tuple[list[Address], int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The index at one commit, and what is remembered of it."""

    searcher: tantivy.Searcher
    words: Words
    memory: Memory
    statuses: frozenset[ReportStatus]

    @classmethod
    def of(cls, searcher: tantivy.Searcher, words: Words) -> "Snapshot":
        """Of a searcher and the words of its index, with the statuses that its documents have."""
        statuses = frozenset(s for s in ReportStatus if searcher.doc_freq("status", str(s)))
        return cls(searcher, words, Memory(), statuses)


@dataclass(frozen=True, slots=True)
class Matching:
    """Documents that match: the searcher's query, and what it is remembered by, None where that would take more room
    than the answer.
    """

    query: Tantivy
    question: Hashable | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: `parsed` within the filters of `query`; `likely` asks for what the text may say instead."""

    snapshot: Snapshot
    pool: Executor
    query: Query
    parsed: Parsed
    likely: bool = False

    @property
    def searcher(self) -> tantivy.Searcher:
        return self.snapshot.searcher

    def within(self, documents: str, leave_out: FacetName | None = None) -> Matching:
        """The documents of one type that match, without the filter of one facet; those of whole reports have all words,
        wherever these stand in them (`told_by_reports`).
        """
        kept = self.query.filters.without(leave_out) if leave_out else self.query.filters
        filters = filter_queries(self._selective(kept))
        scored = self._scored() if documents == "section" else None
        if scored is None:
            filters.insert(0, of_type(documents))
        if documents == "report" and (words := reports_query(self.parsed, self.snapshot.words)):
            filters.append(words)
        metric = self.query.sort.metric if self.query.sort.by == "metric" else None
        if metric:
            filters.append(Tantivy.exists_query(column(metric)))
        return Matching(all_of(scored, filters), (documents, self.parsed, self.likely, kept, metric))

    @property
    def told_by_reports(self) -> bool:
        """Whether the documents of whole reports tell which reports have a matching section."""
        wanted = not self.likely and not self.query.filters.sections
        return wanted and told_by_reports(self.parsed, self.snapshot.words)

    def at_most(self, leave_out: FacetName | None = None) -> Matching | None:
        """Whole reports, of which no other has a matching section; None where a filter is about sections."""
        if self.query.filters.sections:
            return None
        asked = replace(self, parsed=Parsed(), likely=False) if self.likely else self
        return asked.within("report", leave_out)

    def page(self, matching: Matching, offset: int, limit: int) -> Page:
        """The addresses of a page of documents in the asked order, and how many there are in all."""
        field, order = _order(self.query.sort, scored=bool(self.parsed.clauses))
        found = self.searcher.search(matching.query, max(1, limit), offset=offset, order_by_field=field, order=order)
        total: int = found.count  # type: ignore[attr-defined]  # missing in the stubs of 0.27
        return [address for _, address in found.hits][:limit], total

    def buckets(self, matching: Matching, columns: Iterable[str]) -> Mapping[str, Buckets]:
        """The values of some columns among the documents, in one pass; of offices the most frequent only."""
        sizes = {name: self.query.facet_limit if name == "office_tag" else MANY for name in columns}

        def found() -> Mapping[str, Buckets]:
            return _counted(self.searcher, matching.query, sizes)

        if matching.question is None:
            return found()
        question = ("buckets", matching.question, tuple(sizes.items()))
        return self.snapshot.memory.recall(question, found, breadth=_breadth)

    def aside(self, work: Callable[[], T]) -> Callable[[], T]:
        """What fetches the result of some work, which another thread does meanwhile: tantivy lets others run. What
        matches few documents is done sooner than it is handed over, tenfold so on a busy machine.
        """
        return (
            work if is_narrow(self.searcher, self.parsed, self.snapshot.words, FEW) else self.pool.submit(work).result
        )

    def _selective(self, filters: Filters) -> Filters:
        """Without the statuses, where the index holds no document of another: they would be looked at in vain."""
        others = self.snapshot.statuses.difference(filters.statuses)
        return filters if others else filters.model_copy(update={"statuses": ()})

    def _scored(self) -> Tantivy | None:
        words = self.snapshot.words
        return likely_query(self.parsed.phrases[0], words) if self.likely else text_query(self.parsed, words)


def values(searcher: tantivy.Searcher, matching: Tantivy, field: str) -> dict[str, int]:
    """All values of a text field among the matching documents with their exact counts."""
    found = searcher.search(matching, 1).count  # type: ignore[attr-defined]  # missing in the stubs of 0.27
    return dict(
        _aggregated(searcher, matching, {field: MANY})[field] if found < MOST else _listed(searcher, matching, field)
    )


def _counted(searcher: tantivy.Searcher, matching: Tantivy, sizes: Mapping[str, int]) -> Mapping[str, Buckets]:
    """The values of some columns; where these are too many for one pass, text by text."""
    try:
        return _aggregated(searcher, matching, sizes)
    except ValueError as error:
        if "bucket limit" not in str(error):
            raise
    numbers = {name: size for name, size in sizes.items() if name == "section"}
    texts = {name: _listed(searcher, matching, name) for name in sizes if name not in numbers}
    return {**texts, **_aggregated(searcher, matching, numbers)}


def _listed(searcher: tantivy.Searcher, matching: Tantivy, field: str) -> Buckets:
    """All values of a text field: slower than counting a column, but as many as there are."""
    return searcher.terms_with_prefix(field, "", matching)


def _aggregated(searcher: tantivy.Searcher, matching: Tantivy, sizes: Mapping[str, int]) -> Mapping[str, Buckets]:
    asked = {name: {"terms": {"field": name, "size": size, "segment_size": MANY}} for name, size in sizes.items()}
    found = searcher.aggregate(matching, asked) if asked else {}
    return {name: _buckets(found[name]["buckets"]) for name in sizes}


def _buckets(found: Sequence[Mapping[str, Any]]) -> Buckets:
    """Values and counts; numbers come as floats."""
    if found and not isinstance(found[0]["key"], str):
        return [(str(int(each["key"])), each["doc_count"]) for each in found]
    return [(each["key"], each["doc_count"]) for each in found]


def _breadth(found: Mapping[str, Buckets]) -> int:
    return max((sum(count for _, count in buckets) for buckets in found.values()), default=0)


def _order(sort: Sort, *, scored: bool) -> tuple[str | None, Order]:
    if sort.by == "metric" and sort.metric:
        field: str | None = column(sort.metric)
    elif sort.by == "relevance":
        return (None, Order.Desc) if scored else ("year", Order.Desc)
    else:
        field = "office_tag" if sort.by == "office" else sort.by
    return field, Order.Desc if sort.descending else Order.Asc
