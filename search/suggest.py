"""Type-ahead: offices, regions and metrics by the beginning of a name, of an alias, of their pinyin, or by any part."""

import bisect
import itertools
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from archive.forms import forms
from search.documents import region_paths, spellings
from search.results import Suggestion
from search.text import fold

_KINDS = {"office": 0, "region": 1, "metric": 2}


@dataclass(frozen=True, slots=True)
class Directory:
    """All names, a line each, the best first: `starts` has the place of each line, `named` what it names. The first
    lines, up to the place `spelled`, are names, the others spellings.
    """

    lines: str
    starts: tuple[int, ...]
    named: tuple[Suggestion, ...]
    spelled: int

    @classmethod
    def of(cls, cards: Iterable[str]) -> "Directory":
        """From the cards of offices (`search.documents.office_card`), their regions, and the metrics of the forms."""
        keyed = [
            (rank, _order(suggestion), key, suggestion) for suggestion, keys in _named(cards) for key, rank in keys
        ]
        keyed.sort(key=lambda entry: entry[:3])
        keys = [f"\n{key}" for _, _, key, _ in keyed]
        starts = tuple(itertools.accumulate(map(len, keys), initial=0))
        names = bisect.bisect_left(keyed, 1, key=lambda entry: entry[0])
        return cls("".join(keys), starts, tuple(suggestion for *_, suggestion in keyed), starts[names])


def suggest(directory: Directory, typed: str, limit: int) -> tuple[Suggestion, ...]:
    """The best `limit` names: those that begin as typed before those spelled so and those that have it inside."""
    wanted = fold(typed)
    if not wanted:
        return ()
    beginning = _lines_with(directory, "\n" + wanted, len(directory.lines))
    inside = _lines_with(directory, wanted, directory.spelled)
    found: dict[str, Suggestion] = {}
    for suggestion in itertools.chain(beginning, inside):
        found.setdefault(f"{suggestion.kind} {suggestion.value}", suggestion)
        if len(found) == limit:
            break
    return tuple(found.values())


def _order(suggestion: Suggestion) -> tuple[int, int, str]:
    return _KINDS[suggestion.kind], len(suggestion.label), suggestion.value


def _lines_with(directory: Directory, text: str, end: int) -> Iterator[Suggestion]:
    """What the lines before `end` name that have a text, in their order."""
    at = directory.lines.find(text, 0, end)
    while at >= 0:
        line = bisect.bisect_right(directory.starts, at) - 1
        yield directory.named[line]
        at = directory.lines.find(text, directory.starts[line + 1], end)


Keys = list[tuple[str, int]]


def _named(cards: Iterable[str]) -> Iterator[tuple[Suggestion, Keys]]:
    """What can be suggested, each with the folded keys that lead to it: rank 0 is a name, 1 its spelling."""
    regions: set[str] = set()
    for card in cards:
        identity, name, region, aliases, spelled = json.loads(card)
        office = Suggestion(kind="office", value=identity, label=name, note=region.replace("/", ""))
        yield office, [*((fold(key), 0) for key in (name, *aliases)), *((key, 1) for key in spelled)]
        regions.update(region_paths(tuple(region.split("/"))) if region else ())
    for path in sorted(regions):
        *above, name = path.split("/")
        region_itself = Suggestion(kind="region", value=path, label=name, note="".join(above))
        yield region_itself, [(fold(name), 0), *((key, 1) for key in spellings(name))]
    yield from _metrics()


@cache
def _metrics() -> tuple[tuple[Suggestion, Keys], ...]:
    newest = {metric.id: metric for form in forms() for metric in form.metrics}
    return tuple(
        (
            Suggestion(kind="metric", value=metric.id, label=metric.label, note=metric.id),
            [(fold(metric.label), 0), (fold(metric.id), 0), (fold(metric.en), 0)],
        )
        for metric in newest.values()
    )
