"""Facets from few columns: the place, the office, and all short facts of a report in one string, its traits.

A column is read at every match, so ten facets in a column each take thrice as long as in these; counts of a trait or
of a region are sums over few buckets. Which metrics a report states is one string, too, of two hexadecimal digits for
each eight metrics of the forms: most reports of an edition state the same.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from search.documents import TAG, ReportFacts, intake, metric_ids, office_tag, region_paths
from search.hits import facet_values
from search.query import FacetName
from search.results import FacetValue

Buckets = Sequence[tuple[str, int]]

_TRAITS: tuple[FacetName, ...] = ("level", "kind", "year", "edition", "doubt", "finding", "intake")
_COLUMNS: dict[FacetName, str] = {"region": "place", "office": "office_tag", "section": "section", "metric": "stated"}
_APART, _WITHIN = "\x1f", "\x1e"  # between traits, and between the values of one


def counted_columns(facts: ReportFacts) -> dict[str, str | None]:
    """What every document of a report has in the columns that facets count."""
    return {"office_tag": office_tag(facts), "place": place(facts), "traits": traits(facts), "stated": stated(facts)}


def traits(facts: ReportFacts) -> str:
    """The traits of a report; an empty one is unknown."""
    values: dict[str, Iterable[object]] = {
        "level": (facts.level or "",),
        "kind": (facts.kind or "",),
        "year": (facts.year or "",),
        "edition": (facts.edition or "",),
        "doubt": facts.doubts,
        "finding": facts.findings,
        "intake": (intake(facts),),
    }
    return _APART.join(_WITHIN.join(map(str, values[name])) for name in _TRAITS)


def place(facts: ReportFacts) -> str | None:
    """The deepest region of a report."""
    return "/".join(facts.region) or None


def stated(facts: ReportFacts) -> str | None:
    """Which metrics a report states, None where it states none."""
    bits = sum(1 << at for at, metric in enumerate(metric_ids()) if metric in facts.values)
    return bits.to_bytes(-(-len(metric_ids()) // 8), "little").hex() if bits else None


def columns(names: Iterable[FacetName]) -> tuple[str, ...]:
    """The columns that must be counted for some facets."""
    return tuple(dict.fromkeys(_COLUMNS.get(name, "traits") for name in names))


def told_by(shown: Sequence[Mapping[str, Any]]) -> dict[str, Buckets]:
    """The columns of some documents, of which these show what others must be asked for: all but `stated`."""
    found = {
        "place": ("/".join(each["region"]) for each in shown),
        "office_tag": (f"{each['office_id']}{TAG}{each['office']}" for each in shown if each["office_id"]),
        "traits": (each["traits"] for each in shown),
        "section": (str(each["section"]) for each in shown),
    }
    return {name: list(Counter(filter(None, each)).items()) for name, each in found.items()}


def values(name: FacetName, counted: Mapping[str, Buckets], limit: int) -> tuple[FacetValue, ...]:
    """The most frequent values of a facet from the buckets of its column."""
    buckets = counted[_COLUMNS.get(name, "traits")]
    if name == "region":
        buckets = _summed((_paths(key), count) for key, count in buckets)
    elif name == "metric":
        buckets = _each_stated(buckets)
    elif name in _TRAITS:
        at = _TRAITS.index(name)
        buckets = _summed((_split(key)[at], count) for key, count in buckets)
    most = sorted(buckets, key=lambda bucket: (-bucket[1], bucket[0]))[:limit]
    return facet_values(name, most)


@lru_cache(maxsize=16384)
def _split(key: str) -> tuple[tuple[str, ...], ...]:
    """The values of each trait; there are few combinations, and each is met in every answer."""
    return tuple(tuple(value for value in trait.split(_WITHIN) if value) for trait in key.split(_APART))


@lru_cache(maxsize=16384)
def _paths(key: str) -> tuple[str, ...]:
    return region_paths(tuple(key.split("/")))


def _each_stated(buckets: Buckets) -> Buckets:
    """How often each metric is stated: patterns are summed eight metrics at a time."""
    eights: Counter[tuple[int, str]] = Counter()
    for pattern, count in buckets:
        for at in range(0, len(pattern), 2):
            eights[at // 2, pattern[at : at + 2]] += count
    return _summed(
        ([metric for bit, metric in enumerate(metric_ids()[8 * at : 8 * at + 8]) if int(digits, 16) >> bit & 1], count)
        for (at, digits), count in eights.items()
    )


def _summed(counts: Iterable[tuple[Iterable[str], int]]) -> Buckets:
    """Each value with the sum of the counts that it is counted in."""
    summed: dict[str, int] = {}
    for values, count in counts:
        for value in values:
            summed[value] = summed.get(value, 0) + count
    return list(summed.items())
