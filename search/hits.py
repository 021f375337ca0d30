"""Hits and facets as shown, the same whichever engine found them."""

from collections.abc import Iterable, Mapping
from typing import Any

from search.documents import TAG, page_at
from search.query import FacetName
from search.results import FacetValue, Hit, Snippet
from search.text import WIDTH, excerpt, find_nearly, find_spans

_STORED = tuple(Hit.model_fields.keys() - {"page", "snippet", "spans", "certain"})


def show(shown: Mapping[str, Any], text: str, phrases: tuple[str, ...], *, certain: bool = True) -> Hit:
    """A hit from its stored fields (those of a `Hit`, and `pages`, at which its text breaks), its text, and the phrases
    that were asked.

    The marks of a likely match are the places that differ least from what was asked.
    """
    spans = find_spans(text, phrases, reach=WIDTH) if certain else find_nearly(text, phrases[0])
    piece, start, marks = excerpt(text, spans)
    starts = tuple((offset, page) for offset, page in shown["pages"])
    return Hit(
        **{name: shown[name] for name in _STORED if name in shown},
        page=page_at(starts, spans[0][0] if spans else 0),
        snippet=Snippet(text=piece, start=start, marks=marks),
        spans=spans,
        certain=certain,
    )


def facet_values(name: FacetName, counts: Iterable[tuple[str, int]]) -> tuple[FacetValue, ...]:
    """A facet's values, the most frequent first, equal ones by value."""
    values = [FacetValue(value=key.partition(TAG)[0], label=_label(name, key), count=count) for key, count in counts]
    return tuple(sorted(values, key=lambda value: (-value.count, value.value)))


def _label(name: FacetName, key: str) -> str:
    if name == "office":
        return key.partition(TAG)[2]
    return key.rpartition("/")[2] if name == "region" else key
