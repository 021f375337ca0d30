"""No two values of a report are printed at one place: where two metrics were given the same, one label was mistaken for another."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import takewhile

from archive.boxes import overlap
from archive.records import Box, Observation, Status
from ocr.forms.align import Placed

SHARED = 0.5
"""Of the smaller extent, across and down: neighbouring cells by rules and by the words' places share less."""
REASON = "同一处被读作两项指标"


def with_shared_in_doubt(observations: Sequence[Observation], places: Mapping[str, Placed]) -> tuple[Observation, ...]:
    """The observations; those of metrics that lead to one place are in doubt. `places`: each metric's, where it has one."""
    common = _shared(places)
    return tuple(_doubted(one) if one.metric in common else one for one in observations)


def _shared(places: Mapping[str, Placed]) -> Collection[str]:
    """The metrics whose place is another's, too."""
    ordered = sorted(places.items(), key=lambda pair: (pair[1].page, pair[1].cell.box[1]))
    found: set[str] = set()
    for at, (metric, place) in enumerate(ordered, start=1):
        same = [other for other, lower in _beginning_in(place, ordered[at:]) if _is_same(place, lower)]
        found |= {metric, *same} if same else set()
    return found


def _beginning_in(upper: Placed, lower: Sequence[tuple[str, Placed]]) -> Iterable[tuple[str, Placed]]:
    """Of places in their order those that begin above the end of one: no other can share its place."""
    end = upper.cell.box[3]
    return takewhile(lambda pair: pair[1].page == upper.page and pair[1].cell.box[1] < end, lower)


def _is_same(one: Placed, other: Placed) -> bool:
    """Whether two cells share their place on the working page, and on the sheet, of which that may be one half."""
    a, b = one.cell.box, other.cell.box
    return shared(a, b, 1) >= SHARED and shared(a, b, 0) >= SHARED and overlap(one.cell.scan, other.cell.scan)


def shared(a: Box, b: Box, axis: int) -> float:
    """What two boxes share along an axis, of the smaller extent."""
    common = min(a[axis + 2], b[axis + 2]) - max(a[axis], b[axis])
    return common / max(min(a[axis + 2] - a[axis], b[axis + 2] - b[axis]), 1e-9)


def _doubted(one: Observation) -> Observation:
    reason = "；".join(filter(None, (one.reason, REASON)))
    return one.model_copy(update={"status": Status.DOUBTFUL, "reason": reason})
