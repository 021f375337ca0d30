"""Facets from three columns: the place, the office, and all short facts of a report in one string, its traits.

A column is read at every match, so nine facets in a column each take thrice as long as in these; counts of a trait or
of a region are sums over few buckets.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from search.documents import ReportFacts, office_tag, region_paths
from search.hits import facet_values
from search.query import FacetName
from search.results import FacetValue

Buckets = Sequence[tuple[str, int]]

_TRAITS: tuple[FacetName, ...] = ("level", "kind", "year", "edition", "doubt", "finding")
_COLUMNS: dict[FacetName, str] = {"region": "place", "office": "office_tag", "section": "section"}
_APART, _WITHIN = "\x1f", "\x1e"  # between traits, and between the values of one


def counted_columns(facts: ReportFacts) -> dict[str, str | None]:
    """What every document of a report has in the columns that facets count."""
    return {"office_tag": office_tag(facts), "place": place(facts), "traits": traits(facts)}


def traits(facts: ReportFacts) -> str:
    """The traits of a report; an empty one is unknown."""
    values: dict[str, Iterable[object]] = {
        "level": (facts.level or "",),
        "kind": (facts.kind or "",),
        "year": (facts.year or "",),
        "edition": (facts.edition or "",),
        "doubt": facts.doubts,
        "finding": facts.findings,
    }
    return _APART.join(_WITHIN.join(map(str, values[name])) for name in _TRAITS)


def place(facts: ReportFacts) -> str | None:
    """The deepest region of a report."""
    return "/".join(facts.region) or None


def columns(names: Iterable[FacetName]) -> tuple[str, ...]:
    """The columns that must be counted for some facets."""
    return tuple(dict.fromkeys(_COLUMNS.get(name, "traits") for name in names))


def values(name: FacetName, counted: Mapping[str, Buckets], limit: int) -> tuple[FacetValue, ...]:
    """The most frequent values of a facet from the buckets of its column."""
    buckets = counted[_COLUMNS.get(name, "traits")]
    if name == "region":
        buckets = _summed((path, count) for key, count in buckets for path in region_paths(tuple(key.split("/"))))
    elif name in _TRAITS:
        at = _TRAITS.index(name)
        buckets = _summed((each, count) for key, count in buckets for each in _values_at(key, at))
    most = sorted(buckets, key=lambda bucket: (-bucket[1], bucket[0]))[:limit]
    return facet_values(name, most)


def _values_at(key: str, at: int) -> list[str]:
    return [value for value in key.split(_APART)[at].split(_WITHIN) if value]


def _summed(counts: Iterable[tuple[str, int]]) -> Buckets:
    summed: Counter[str] = Counter()
    for value, count in counts:
        summed[value] += count
    return list(summed.items())
