"""Questions in tantivy's terms."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial

from tantivy import FieldType, Occur
from tantivy import Query as Tantivy

from search.engines.tantivy.schema import SCALE, column, scaled, schema
from search.query import Condition, FacetName, Filters, Parsed
from search.text import grams


def text_query(parsed: Parsed) -> Tantivy | None:
    """What the text asks, scored; None for an empty text."""
    if not parsed.clauses:
        return None
    must = [(Occur.Must, _any([_phrase(phrase) for phrase in clause])) for clause in parsed.clauses]
    must_not = [(Occur.MustNot, _phrase(phrase)) for phrase in parsed.excluded]
    return must[0][1] if len(must) == 1 and not must_not else Tantivy.boolean_query(must + must_not)


def likely_query(phrase: str) -> Tantivy:
    """Sections that have a phrase only if a doubtful character is read otherwise."""
    pairs: list[str | tuple[int, str]] = list(enumerate(grams(phrase, 2)))
    found = _phrase_of("likely", pairs)
    return Tantivy.boolean_query([(Occur.Must, found), (Occur.MustNot, _phrase(phrase))])


def filter_queries(filters: Filters, leave_out: FacetName | None = None) -> list[Tantivy]:
    """One query a filter, all of which must hold; that of the facet `leave_out` is left aside."""
    text, number = partial(_keys, "text"), partial(_keys, "number")
    of_facets: dict[FacetName, list[Tantivy]] = {
        "region": text("region", ["/".join(path) for path in filters.regions]),
        "office": text("office", filters.offices),
        "level": text("level", filters.levels),
        "kind": text("kind", filters.kinds),
        "year": number("year", filters.years),
        "edition": text("edition", filters.editions),
        "section": number("section", filters.sections),
        "doubt": text("doubt", filters.doubts),
        "finding": text("finding", filters.findings),
    }
    others = text("report", filters.reports) + _keys("text", "status", [str(status) for status in filters.statuses])
    others += _received(filters) + [Tantivy.exists_query(column(metric)) for metric in filters.stated]
    others += [_condition(condition) for condition in filters.conditions]
    return others + [query for name, queries in of_facets.items() if name != leave_out for query in queries]


def all_of(scored: Tantivy | None, filters: Sequence[Tantivy]) -> Tantivy:
    """The scored query within filters that add nothing to the score."""
    parts = [(Occur.Must, Tantivy.const_score_query(query, 0.0)) for query in filters]
    if scored is not None:
        parts.append((Occur.Must, scored))
    return Tantivy.boolean_query(parts) if parts else Tantivy.all_query()


def of_type(name: str) -> Tantivy:
    """The documents of sections (`section`) or of whole reports (`report`)."""
    return Tantivy.term_query(schema(), "type", name, "basic")


def among(reports: Sequence[str]) -> Tantivy:
    """The documents of these reports."""
    return Tantivy.term_set_query(schema(), "report", reports)


def _phrase(phrase: str) -> Tantivy:
    """A folded phrase as a substring: threes side by side, the last overlapping the one before where need be."""
    size = len(phrase)
    if size == 1:
        return Tantivy.term_query(schema(), "chars", phrase, "basic")
    if size <= 3:
        return Tantivy.term_query(schema(), "pairs" if size == 2 else "threes", phrase, "freq")
    places = sorted({*range(0, size - 2, 3), size - 3})
    words: list[str | tuple[int, str]] = [(at, phrase[at : at + 3]) for at in places]
    return Tantivy.phrase_query(schema(), "threes", words)


def _phrase_of(field: str, words: list[str | tuple[int, str]]) -> Tantivy:
    """A phrase, or the one word that it is."""
    if len(words) == 1:
        return Tantivy.term_query(schema(), field, words[0][1], "freq")
    return Tantivy.phrase_query(schema(), field, words)


def _any(queries: Sequence[Tantivy]) -> Tantivy:
    return queries[0] if len(queries) == 1 else Tantivy.boolean_query([(Occur.Should, query) for query in queries])


def _keys(kind: str, field: str, values: Iterable[str | int]) -> list[Tantivy]:
    """One of the values, as a list of one query; no query where no value is asked."""
    wanted = [str(value) for value in values] if kind == "text" else list(values)
    if not wanted:
        return []
    if len(wanted) == 1:
        return [Tantivy.term_query(schema(), field, wanted[0], "basic")]
    return [Tantivy.term_set_query(schema(), field, wanted)]


def _received(filters: Filters) -> list[Tantivy]:
    first, last = (int(day.strftime("%Y%m%d")) if day else None for day in filters.received)
    if first is None and last is None:
        return []
    return [Tantivy.range_query(schema(), "received", FieldType.Integer, first, last)]


def _condition(condition: Condition) -> Tantivy:
    """The bound in whole millionths; where the number is finer than these, the nearest that keeps the meaning."""
    at = scaled(condition.number)
    whole = condition.number * SCALE == Decimal(at)
    bounds = {
        ">=": (at if whole else at + 1, None),
        ">": (at + 1, None),
        "<=": (None, at),
        "<": (None, at - 1 if whole else at),
        "=": (at, at),
    }[condition.op]
    if condition.op == "=" and not whole:
        return Tantivy.empty_query()
    return Tantivy.range_query(schema(), column(condition.metric), FieldType.Integer, *bounds)
