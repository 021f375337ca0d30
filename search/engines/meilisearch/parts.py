"""Questions in Meilisearch's terms.

Its query language has no *or*, and its negation is as inexact as its phrases. So a text becomes *parts*: conjunctions
that no document matches two of, and that together match what the text asks. Counts add up, hits are merged.
"""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from archive.errors import InvalidQuery
from search.engines.meilisearch.codes import forbidden_codes, likely_words, phrase_words
from search.engines.meilisearch.documents import value_field
from search.query import Condition, FacetName, Filters, Parsed

MAX_PARTS = 64


@dataclass(frozen=True, slots=True)
class Part:
    """Phrases that must be there, phrases that must not, and phrases whose pairs are there but which are not.

    `likely` is a phrase that must be there if a doubtful character is read otherwise.
    """

    required: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    scattered: tuple[str, ...] = ()
    likely: str | None = None

    @property
    def text(self) -> str:
        """The query's `q`."""
        wanted = [f'"{phrase_words(phrase)}"' for phrase in dict.fromkeys((*self.required, *self.scattered))]
        wanted += [f'"{" ".join(likely_words(self.likely))}"'] if self.likely else []
        return " ".join([*wanted, *(f'-"{phrase_words(phrase)}"' for phrase in self.excluded)])

    @property
    def filters(self) -> list[str]:
        """What makes the phrases exact."""
        codes = [("absent", forbidden_codes(phrase)) for phrase in self.required]
        codes += [("absent_likely", forbidden_codes(self.likely))] if self.likely else []
        exact = [f"NOT {_in(field, each)}" for field, each in codes if each]
        return exact + [_in("absent", forbidden_codes(phrase)) for phrase in self.scattered]


def likely_parts(phrase: str) -> list[Part]:
    """The parts of a question for what has a phrase only if a doubtful character is read otherwise."""
    plain = Part(excluded=(phrase,), likely=phrase)
    return [plain, Part(scattered=(phrase,), likely=phrase)] if forbidden_codes(phrase) else [plain]


def parts(parsed: Parsed, occurs: Callable[[Sequence[Part]], Sequence[bool]]) -> list[Part]:
    """A text's parts; `occurs` tells which of some parts match anything, to leave out those that need not be asked."""
    chosen = [_alternatives(clause) for clause in parsed.clauses]
    found = [_conjunction(choice, parsed.excluded) for choice in itertools.product(*chosen)]
    found = [part for part in found if not set(part.required) & set(part.excluded)]
    for phrase in dict.fromkeys(phrase for part in found for phrase in part.excluded if forbidden_codes(phrase)):
        found = _with_scattered(found, phrase, occurs)
    return found


def where(filters: Filters, leave_out: FacetName | None = None) -> list[str]:
    """One condition a filter, all of which must hold; that of the facet `leave_out` is left aside."""
    of_facets: dict[FacetName, list[str]] = {
        "region": _any("regions", ["/".join(path) for path in filters.regions]),
        "office": _any("office", filters.offices),
        "level": _any("level", filters.levels),
        "kind": _any("kind", filters.kinds),
        "year": _any("year", filters.years),
        "edition": _any("edition", filters.editions),
        "section": _any("section", filters.sections),
        "doubt": _any("doubt", map(str, filters.doubts)),
        "finding": _any("finding", filters.findings),
        "intake": _any("intake", filters.intakes),
        "metric": _any("stated", filters.stated),
    }
    others = _any("report", filters.reports) + _any("status", map(str, filters.statuses)) + _received(filters)
    others += [_condition(condition) for condition in filters.conditions]
    return others + [text for name, texts in of_facets.items() if name != leave_out for text in texts]


def equals(field: str, value: str) -> str:
    """A condition on one value."""
    return f"{field} = {_quoted(value)}"


def one_of(field: str, values: Iterable[str]) -> str:
    """A condition on several values."""
    return _in(field, list(values))


def _alternatives(clause: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Each phrase of a clause without those before it, so that no document matches two."""
    return [(phrase, clause[:at]) for at, phrase in enumerate(clause)]


def _conjunction(choice: Sequence[tuple[str, tuple[str, ...]]], excluded: tuple[str, ...]) -> Part:
    required = tuple(dict.fromkeys(phrase for phrase, _ in choice))
    without = itertools.chain(*(before for _, before in choice), excluded)
    return Part(required, tuple(dict.fromkeys(without)))


def _with_scattered(found: list[Part], phrase: str, occurs: Callable[[Sequence[Part]], Sequence[bool]]) -> list[Part]:
    """Add what negation wrongly leaves out: documents with all pairs of the phrase, but not the phrase."""
    added = [
        replace(part, excluded=tuple(p for p in part.excluded if p != phrase), scattered=(*part.scattered, phrase))
        for part in found
        if phrase in part.excluded
    ]
    whole = found + [part for part, there in zip(added, occurs(added), strict=True) if there]
    if len(whole) > MAX_PARTS:
        raise InvalidQuery("The query excludes too much at once.", "Leave some of the exclusions out.")
    return whole


def _any(field: str, values: Iterable[str | int]) -> list[str]:
    wanted = list(values)
    return [_in(field, wanted)] if wanted else []


def _in(field: str, values: Sequence[str | int]) -> str:
    return f"{field} IN [{', '.join(_quoted(value) if isinstance(value, str) else str(value) for value in values)}]"


def _quoted(value: str) -> str:
    """A value that cannot end its own quotes; the server takes a backslash away only before a quote."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _received(filters: Filters) -> list[str]:
    first, last = filters.received
    after = [f"received >= {first:%Y%m%d}"] if first else []
    return after + ([f"received <= {last:%Y%m%d}"] if last else [])


def _condition(condition: Condition) -> str:
    return f"{value_field(condition.metric)} {condition.op} {condition.number:f}"
