"""Type-ahead: offices, regions and metrics by the beginning of a name, an alias, a later part of it, or its pinyin."""

import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from archive.forms import forms
from search.documents import region_paths
from search.results import Suggestion
from search.text import fold

_ENOUGH = 2_000  # entries looked at; beyond these more letters are needed anyway


@dataclass(frozen=True, slots=True)
class Directory:
    """Names in order, each with its rank (0 is a name's own beginning) and what it stands for."""

    keys: tuple[str, ...]
    entries: tuple[tuple[int, Suggestion], ...]

    @classmethod
    def of(cls, offices: Iterable[Sequence[str]]) -> "Directory":
        """From offices (id, name, region path joined by "/", aliases...), their regions, and the forms' metrics."""
        keyed = sorted(
            ((key, rank, suggestion) for suggestion, names in _named(offices) for key, rank in _keys(names)),
            key=lambda entry: (entry[0], entry[1]),
        )
        return cls(tuple(key for key, _, _ in keyed), tuple((rank, suggestion) for _, rank, suggestion in keyed))


def suggest(directory: Directory, prefix: str, limit: int) -> tuple[Suggestion, ...]:
    """The best `limit` entries that begin as typed: names before their parts and pinyin, short before long."""
    typed = fold(prefix)
    if not typed:
        return ()
    first = bisect.bisect_left(directory.keys, typed)
    last = bisect.bisect_right(directory.keys, typed + "\U0010ffff", lo=first)
    found = directory.entries[first : min(last, first + _ENOUGH)]
    ranked = sorted(found, key=lambda entry: (entry[0], _ORDER[entry[1].kind], len(entry[1].label), entry[1].value))
    return tuple(dict.fromkeys(suggestion for _, suggestion in ranked))[:limit]


_ORDER = {"office": 0, "region": 1, "metric": 2}


def _named(offices: Iterable[Sequence[str]]) -> Iterator[tuple[Suggestion, tuple[str, ...]]]:
    regions: set[str] = set()
    for identity, name, region, *aliases in offices:
        yield Suggestion(kind="office", value=identity, label=name, note=region.replace("/", "")), (name, *aliases)
        regions.update(region_paths(tuple(region.split("/"))) if region else ())
    for path in regions:
        *above, name = path.split("/")
        yield Suggestion(kind="region", value=path, label=name, note="".join(above)), (name,)
    yield from _metrics()


@cache
def _metrics() -> tuple[tuple[Suggestion, tuple[str, ...]], ...]:
    newest = {metric.id: metric for form in forms() for metric in form.metrics}
    return tuple(
        (
            Suggestion(kind="metric", value=metric.id, label=metric.label, note=metric.id),
            (metric.label, metric.id, metric.en),
        )
        for metric in newest.values()
    )


def _keys(names: Sequence[str]) -> Iterator[tuple[str, int]]:
    """The folded beginnings by which an entry is found, each with its rank."""
    for name in names:
        folded = fold(name)
        yield folded, 0
        for key in _pinyin(name):
            yield key, 1
        for at in range(1, len(folded) - 1):
            yield folded[at:], 2


@cache
def _pinyin(name: str) -> frozenset[str]:
    """Pinyin in full and its initials: 西工区 gives xigongqu and xgq."""
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(name, style=Style.NORMAL)
    return frozenset({fold("".join(syllables)), fold("".join(syllable[:1] for syllable in syllables))})
