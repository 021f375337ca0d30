"""Where the columns of values stand when no rules say so.

A row that has as many values as the form has columns shows every column's extent, whichever way the values are set
(left, middle, right). So do all rows together, where their values fall into as many stripes as there are columns. A column
without any value is placed by its header, where all other values stand under theirs.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ocr.page import PixelBox

Extent = tuple[float, float]
# Shares of the distance of headers: how alike the offsets of values from their headers are, and how far they may reach.
OFFSET, HALF = 0.12, 0.48
# So many headers at least, and how far their distances may differ, as a share: fewer stand evenly by chance.
EVENLY, UNEVEN = 4, 0.06
# So many full rows show the columns though few others, of so great a share, have a value across an edge: two words read as one.
MANY, FEW = 5, 0.2
# Two values stand at least so far apart, as a share of a column's width.
WIDE = 0.5


@dataclass(frozen=True, slots=True)
class Columns:
    """The edges between the columns, outer ones included: one more than there are columns.

    `firm` is True where at least one full row of values shows them, and no value of any row stands across an edge; `odd` are
    the indices of the few rows that have such a value where many full rows show the columns.
    """

    edges: tuple[float, ...]
    firm: bool
    odd: tuple[int, ...] = ()


def find_columns(
    rows: Sequence[Sequence[PixelBox]], headers: Sequence[PixelBox | None], labels: Sequence[float], wanted: int
) -> Columns | None:
    """The columns of `rows` (the values' boxes of each row, left to right), None where they cannot be told.

    `labels` are the right edges of the rows' labels.
    """
    full = [row for row in rows if len(row) == wanted]
    stripes = _stripes(rows)
    extents = _united(full, wanted) or _backed(stripes, headers, wanted)
    if extents is not None:
        return _placed(_with_headers(extents, headers), rows, labels) or _placed(extents, rows, labels, firm=False)
    even = _even(rows, headers)
    if even is not None:
        return Columns(even, firm=True)
    named = _named([(s.left, s.right) for s in stripes], headers)
    if named is not None:
        return _placed(named, rows, labels) or _placed(named, rows, labels, firm=False)
    if all(header is not None for header in headers):
        spans = [(h[0], h[2]) for h in headers if h is not None]
        if spans == sorted(spans):
            return Columns(_edges(spans, labels), firm=False)
    return None


def _placed(
    extents: Sequence[Extent], rows: Sequence[Sequence[PixelBox]], labels: Sequence[float], *, firm: bool = True
) -> Columns | None:
    """The columns of these extents; None where they should be firm, and a value stands across an edge."""
    edges = _edges(extents, labels)
    odd = _odd(rows, edges)
    full = sum(len(row) == len(extents) for i, row in enumerate(rows) if i not in odd)
    proven = not odd or (full >= MANY and len(odd) <= FEW * len(rows))
    return Columns(edges, proven, odd if proven else ()) if proven or not firm else None


def _even(rows: Sequence[Sequence[PixelBox]], headers: Sequence[PixelBox | None]) -> tuple[float, ...] | None:
    """The edges half way between headers whose middles stand evenly, as those of columns of one width do.

    None where they do not, or where a value stands across an edge, beyond them, or beside another of its row.
    """
    middles = [(header[0] + header[2]) / 2 for header in headers if header is not None]
    if len(middles) < max(len(headers), EVENLY):
        return None
    if not _stand_evenly(middles):
        return None
    step = (middles[-1] - middles[0]) / (len(middles) - 1)
    edges = (middles[0] - step / 2, *((a + b) / 2 for a, b in itertools.pairwise(middles)), middles[-1] + step / 2)
    return edges if all(_one_each(row, edges) for row in rows) else None


def _stand_evenly(places: Sequence[float]) -> bool:
    """Whether places from left to right are alike far apart, and too many to be so by chance."""
    if len(places) < EVENLY:
        return False
    steps = [b - a for a, b in itertools.pairwise(places)]
    step = (places[-1] - places[0]) / len(steps)
    return step > 0 and max(abs(one - step) for one in steps) <= UNEVEN * step


def _one_each(row: Sequence[PixelBox], edges: Sequence[float]) -> bool:
    """Whether each value of a row lies within a column of its own."""
    columns = [
        next((i for i, (a, b) in enumerate(itertools.pairwise(edges)) if a <= box[0] and box[2] <= b), None)
        for box in row
    ]
    return None not in columns and len(set(columns)) == len(columns)


@dataclass(slots=True)
class _Stripe:
    """A range of x that values share, and in how many rows."""

    left: float
    right: float
    rows: int


def _stripes(rows: Sequence[Sequence[PixelBox]]) -> list[_Stripe]:
    """The values of all rows together, those that overlap in x as one stripe, left to right."""
    spans = sorted((box[0], box[2]) for row in rows for box in row)
    stripes: list[_Stripe] = []
    for left, right in spans:
        if stripes and left < stripes[-1].right:
            stripes[-1].right = max(right, stripes[-1].right)
            stripes[-1].rows += 1
        else:
            stripes.append(_Stripe(left, right, 1))
    return stripes


def stripe_edges(rows: Sequence[Sequence[PixelBox]], start: float, end: float) -> tuple[float, ...]:
    """The edges of a gap, a stripe, a gap, and so on to the end; none where a value stands left of `start`."""
    stripes = _stripes(rows)
    edges = (start, *(edge for s in stripes for edge in (s.left - 1, s.right + 1)), max(end, stripes[-1].right + 2) + 1)
    return edges if all(a < b for a, b in itertools.pairwise(edges)) else ()


def _backed(stripes: Sequence[_Stripe], headers: Sequence[PixelBox | None], wanted: int) -> list[Extent] | None:
    """The stripes, where they are as many as the columns and each has two values or stands under its header, or all stand
    evenly, as columns of one width do."""
    if len(stripes) != wanted:
        return None
    extents = [(s.left, s.right) for s in stripes]
    if any(_stand_evenly([extent[side] for extent in extents]) for side in (0, 1)):
        return extents
    backed = all(
        stripe.rows > 1 or (header is not None and _meet(extent, (header[0], header[2])))
        for stripe, extent, header in zip(stripes, extents, headers, strict=True)
    )
    return extents if backed else None


def _named(stripes: Sequence[Extent], headers: Sequence[PixelBox | None]) -> list[Extent] | None:
    """The columns' extents by their headers, and by the stripes where a header was not found.

    None unless each stripe stands under one header, or between headers takes the place of one not found, or all stand
    off their headers alike.
    """
    spans = [None if h is None else (h[0], h[2]) for h in headers]
    known = [span for span in spans if span is not None]
    if any(a[1] >= b[0] for a, b in itertools.pairwise(known)) or 2 * len(known) < len(spans):
        return None
    owners = [[span for span in known if _meet(span, stripe)] for stripe in stripes]
    if len(known) == len(spans):
        owners = [owner or _beyond(stripe, known) for owner, stripe in zip(owners, stripes, strict=True)]
    if any(len(owner) != 1 for owner in owners) and len(known) == len(spans):
        owners = _set_off(stripes, known) or owners
    if any(len(owner) > 1 for owner in owners):
        return None
    places: list[Extent] = []
    for span in known:
        own = [s for s, owner in zip(stripes, owners, strict=True) if owner == [span]]
        places.append((min(span[0], *(s[0] for s in own)), max(span[1], *(s[1] for s in own))) if own else span)
    places = sorted([*places, *(s for s, owner in zip(stripes, owners, strict=True) if not owner)])
    return places if _fills(places, spans) else None


def _beyond(stripe: Extent, spans: Sequence[Extent]) -> list[Extent]:
    """The first or the last header for what stands before or behind all of them: a column holds its header whole."""
    return [spans[0]] if stripe[1] <= spans[0][0] else [spans[-1]] if stripe[0] >= spans[-1][1] else []


def _set_off(stripes: Sequence[Extent], spans: Sequence[Extent]) -> list[list[Extent]] | None:
    """For each stripe the header that it is set off from, where values are set right or left and all by the same.

    Half the way between two headers is a whole column away from being mistaken; further, None.
    """
    if len(stripes) < 2 or len(spans) < 2:
        return None
    room = min(b[0] + b[1] - a[0] - a[1] for a, b in itertools.pairwise(spans)) / 2
    for side in (1, 0):
        owners = [min(spans, key=lambda s: abs((s[0] + s[1]) / 2 - stripe[side])) for stripe in stripes]
        offsets = [stripe[side] - (owner[0] + owner[1]) / 2 for stripe, owner in zip(stripes, owners, strict=True)]
        if len({*owners}) == len(owners) and max(offsets) - min(offsets) <= OFFSET * room:
            return [[owner] for owner in owners] if max(abs(o) for o in offsets) <= HALF * room else None
    return None


def _fills(places: Sequence[Extent], spans: Sequence[Extent | None]) -> bool:
    """Whether there is one place for each column, and those with a header stand where it does."""
    if len(places) != len(spans) or any(a[1] >= b[0] for a, b in itertools.pairwise(places)):
        return False
    return all(s is None or _meet(place, s) for place, s in zip(places, spans, strict=True))


def _meet(a: Extent, b: Extent) -> bool:
    return a[0] < b[1] and b[0] < a[1]


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
    first = max([start - margin, *ends])
    inner = [(a[1] + b[0]) / 2 for a, b in itertools.pairwise(extents)]
    return (first, *inner, extents[-1][1] + margin)


def _odd(rows: Sequence[Sequence[PixelBox]], edges: Sequence[float]) -> tuple[int, ...]:
    """The rows of which an edge runs through a value, or that have two values in one of several columns; the outermost edge is no
    matter, for the last column reaches to the page's end.

    What stands left of a row that is full without it is no value: a unit that could not be read as one.
    """
    odd = []
    for i, row in enumerate(rows):
        inside = [box for box in row if (box[0] + box[2]) / 2 >= edges[0]]
        checked = inside if len(inside) >= len(edges) - 1 else row
        if any(_across(box, edges[:-1]) for box in checked) or _share_one(inside, edges[:-1]):
            odd.append(i)
    return tuple(odd)


def _share_one(row: Sequence[PixelBox], edges: Sequence[float]) -> bool:
    """Whether two values of a row stand in one of several columns: a speck made a row look full, and its columns are none.

    Digits of one number set in wide type stand closer.
    """
    if len(edges) < 3:
        return False
    apart = WIDE * median(b - a for a, b in itertools.pairwise(edges))
    return any(_column(a, edges) == _column(b, edges) and b[0] - a[2] > apart for a, b in itertools.pairwise(row))


def _column(box: PixelBox, edges: Sequence[float]) -> int:
    return sum(edge <= (box[0] + box[2]) / 2 for edge in edges)


def _across(box: PixelBox, edges: Sequence[float]) -> bool:
    """Whether an edge runs through a value."""
    return any(box[0] + 1 < edge < box[2] - 1 for edge in edges)
