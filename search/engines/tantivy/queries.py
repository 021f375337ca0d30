"""Questions in tantivy's terms."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial

from tantivy import FieldType, Occur, Searcher
from tantivy import Query as Tantivy

from search.engines.tantivy.schema import SCALE, WORDS, column, of_reports, scaled, schema
from search.engines.tantivy.words import Words, places
from search.query import Condition, Filters, Parsed, parse_days
from search.text import grams


def text_query(parsed: Parsed, words: Words) -> Tantivy | None:
    """What the text asks, scored; None for an empty text."""
    if not parsed.clauses:
        return None
    must = [(Occur.Must, _any([_phrase(phrase, words) for phrase in clause])) for clause in parsed.clauses]
    must_not = [(Occur.MustNot, _phrase(phrase, words)) for phrase in parsed.excluded]
    return must[0][1] if len(must) == 1 and not must_not else Tantivy.boolean_query(must + must_not)


def reports_query(parsed: Parsed, words: Words) -> Tantivy | None:
    """Whole reports of which no other has a section that the text asks for; None for an empty text."""
    if _are_together(parsed, words):
        return _any([_together(choice, words) for choice in itertools.product(*parsed.clauses)])
    must = [_any([_in_reports(phrase, words) for phrase in clause]) for clause in parsed.clauses]
    return all_of(None, must) if must else None


def told_by_reports(parsed: Parsed, words: Words) -> bool:
    """Whether `reports_query` finds just the reports that have such a section: one word is in one of them, two may be
    in two, unless it is known which are in one.
    """
    found = [words.of(phrase) for clause in parsed.clauses for phrase in clause]
    alone = len(parsed.clauses) <= 1 and not parsed.excluded
    return (alone and all(len(each) == 1 and each[0][0] in WORDS for each in found)) or _are_together(parsed, words)


def likely_query(phrase: str, words: Words) -> Tantivy:
    """Sections that have a phrase only if a doubtful character is read otherwise."""
    pairs: list[str | tuple[int, str]] = list(enumerate(grams(phrase, 2)))
    found = _phrase_of("likely", pairs)
    return Tantivy.boolean_query([(Occur.Must, found), (Occur.MustNot, _phrase(phrase, words))])


def may_be_likely(searcher: Searcher, phrase: str) -> bool:
    """Whether every pair of a phrase stands in what some text may say; that is known at once, and seldom so."""
    return all(searcher.doc_freq("likely", pair) for pair in grams(phrase, 2))


def is_narrow(searcher: Searcher, parsed: Parsed, words: Words, few: int) -> bool:
    """Whether surely fewer than so many sections have what the text asks: no more have it than have its rarest word,
    and the first word that is rare enough tells.
    """

    def rare(phrase: str, share: float) -> bool:
        return any(searcher.doc_freq(*word) < share for word in words.of(phrase))

    clauses = parsed.clauses
    return any(all(rare(phrase, few / len(clause)) for phrase in clause) for clause in clauses) or (
        not clauses and searcher.num_docs < few
    )


def filter_queries(filters: Filters) -> list[Tantivy]:
    """One query a filter, all of which must hold."""
    text, number = partial(_keys, "text"), partial(_keys, "number")
    return [
        *text("region", ["/".join(path) for path in filters.regions]),
        *text("office", filters.offices),
        *text("level", filters.levels),
        *text("kind", filters.kinds),
        *number("year", filters.years),
        *text("edition", filters.editions),
        *number("section", filters.sections),
        *text("doubt", filters.doubts),
        *text("finding", filters.findings),
        *text("report", filters.reports),
        *text("status", [str(status) for status in filters.statuses]),
        *_received(*filters.received),
        *_one_of([query for month in filters.intakes for query in _received(*parse_days(month))]),
        *_one_of([Tantivy.exists_query(column(metric)) for metric in filters.stated]),
        *map(_condition, filters.conditions),
    ]


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


def _phrase(phrase: str, words: Words) -> Tantivy:
    """A folded phrase as a substring."""
    found = words.of(phrase)
    if len(found) == 1:
        ((field, word),) = found
        return Tantivy.term_query(schema(), field, word, "basic" if field == "chars" else "freq")
    placed: list[str | tuple[int, str]] = [(at, phrase[at : at + 3]) for at in places(len(phrase))]
    return Tantivy.phrase_query(schema(), "threes", placed)


def _in_reports(phrase: str, words: Words) -> Tantivy:
    """The reports with all words of a phrase."""
    found = words.of(phrase)
    if found[0][0] not in WORDS:
        found = [("pairs", pair) for pair in grams(phrase, 2)]
    return all_of(None, [Tantivy.term_query(schema(), of_reports(field), word, "basic") for field, word in found])


def _are_together(parsed: Parsed, words: Words) -> bool:
    """Whether reports tell of several words which are in one section: of common pairs only."""
    return len(parsed.clauses) > 1 and not parsed.excluded and all(map(words.code, parsed.phrases))


def _together(phrases: Sequence[str], words: Words) -> Tantivy:
    """The reports of which one section has all of some common pairs: these are at the same place."""
    codes = list(dict.fromkeys(code for phrase in phrases if (code := words.code(phrase))))
    return _phrase_of("together", [(0, code) for code in codes])


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


def _one_of(queries: list[Tantivy]) -> list[Tantivy]:
    """One of the queries, as a list of one; no query of none."""
    return [_any(queries)] if queries else []


def _received(first: date | None, last: date | None) -> list[Tantivy]:
    if first is None and last is None:
        return []
    begin, end = (int(day.strftime("%Y%m%d")) if day else None for day in (first, last))
    return [Tantivy.range_query(schema(), "received", FieldType.Integer, begin, end)]


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
