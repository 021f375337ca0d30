"""Where the columns of values stand when no rules say so.

A row that has as many values as the form has columns shows every column's extent, whichever way the values are set
(left, middle, right). Rows with blanks are then read against these extents; headers only name them.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ocr.page import PixelBox

Extent = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Columns:
    """The edges between the columns, outer ones included: one more than there are columns.

    `firm` is True where at least one full row of values shows them, and no value of any row stands across an edge.
    """

    edges: tuple[float, ...]
    firm: bool


def find_columns(
    rows: Sequence[Sequence[PixelBox]], headers: Sequence[PixelBox | None], labels: Sequence[float], wanted: int
) -> Columns | None:
    """The columns of `rows` (the values' boxes of each row, left to right), None where they cannot be told.

    `labels` are the right edges of the rows' labels.
    """
    full = [row for row in rows if len(row) == wanted]
    extents = _united(full, wanted)
    if extents is not None:
        edges = _edges(_with_headers(extents, headers), labels)
        return Columns(edges, not any(_across(box, edges) for row in rows for box in row))
    if all(header is not None for header in headers):
        spans = [(h[0], h[2]) for h in headers if h is not None]
        if spans == sorted(spans):
            return Columns(_edges(spans, labels), firm=False)
    return None


def _united(full: Sequence[Sequence[PixelBox]], wanted: int) -> list[Extent] | None:
    """Each column's extent over the full rows that agree; None where there are none, or where columns run into one another."""
    agreeing = _agreeing(full, wanted)
    if not agreeing:
        return None
    extents = [(min(row[i][0] for row in agreeing), max(row[i][2] for row in agreeing)) for i in range(wanted)]
    apart = all(a[1] < b[0] for a, b in itertools.pairwise(extents))
    return extents if apart else None


def _agreeing(full: Sequence[Sequence[PixelBox]], wanted: int) -> list[Sequence[PixelBox]]:
    """The rows of which every value overlaps the middle row's of its column: a speck makes a row look full."""
    if not full:
        return []
    middle = [(median(row[i][0] for row in full), median(row[i][2] for row in full)) for i in range(wanted)]
    return [row for row in full if all(row[i][0] < middle[i][1] and row[i][2] > middle[i][0] for i in range(wanted))]


def _with_headers(extents: Sequence[Extent], headers: Sequence[PixelBox | None]) -> list[Extent]:
    """A header widens its column where it runs into no other."""
    widened = list(extents)
    for i, header in enumerate(headers):
        if header is None:
            continue
        low = extents[i - 1][1] if i else float("-inf")
        high = extents[i + 1][0] if i + 1 < len(extents) else float("inf")
        if low < header[0] and header[2] < high:
            widened[i] = (min(extents[i][0], header[0]), max(extents[i][1], header[2]))
    apart = all(a[1] < b[0] for a, b in itertools.pairwise(widened))
    return widened if apart else list(extents)


def _edges(extents: Sequence[Extent], labels: Sequence[float]) -> tuple[float, ...]:
    """Half way between the columns; the outer ones end where the labels do, and as far out as columns lie apart."""
    gaps = [b[0] - a[1] for a, b in itertools.pairwise(extents)]
    margin = max([extents[-1][1] - extents[-1][0], *gaps])
    start = extents[0][0]
    ends = [right for right in labels if right < start]
    first = max([start - margin, *ends]) if ends else start - 1
    inner = [(a[1] + b[0]) / 2 for a, b in itertools.pairwise(extents)]
    return (first, *inner, extents[-1][1] + margin)


def _across(box: PixelBox, edges: Sequence[float]) -> bool:
    """Whether an edge runs through a value."""
    return any(box[0] + 1 < edge < box[2] - 1 for edge in edges)
