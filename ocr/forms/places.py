"""Where a label was mistaken for another row's: two metrics were given one place, or rows stand in another order than the form's."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, takewhile

from archive.boxes import overlap, shared
from archive.records import Observation, Status
from ocr.forms.align import Placed

SHARED = 0.5
"""Of the smaller extent, across and down: neighbouring cells by rules and by the words' places share less."""
REASON = "同一处被读作两项指标"
MISPLACED = "所在位置与表内行次不符"


def with_doubted_places(observations: Sequence[Observation], places: Mapping[str, Placed]) -> tuple[Observation, ...]:
    """The observations; those of metrics that lead to one place are in doubt, and those out of the form's order of rows.

    `places`: each metric's, where it has one.
    """
    reasons = {**dict.fromkeys(_misplaced(places), MISPLACED), **dict.fromkeys(_shared(places), REASON)}
    return tuple(_doubted(one, reasons[one.metric]) if one.metric in reasons else one for one in observations)


def _misplaced(places: Mapping[str, Placed]) -> Collection[str]:
    """The metrics that stand above an earlier row of their column or below a later one: the fewest whose lack ends that."""
    columns: dict[tuple[str, int, int], list[tuple[str, Placed]]] = {}
    for metric, place in places.items():
        columns.setdefault((place.table, place.block, place.column), []).append((metric, place))
    return {metric for column in columns.values() if _is_one_stripe(column) for metric in _out_of_order(column)}


def _is_one_stripe(column: Sequence[tuple[str, Placed]]) -> bool:
    """Whether its cells stand below one another on each sheet, upright or lying.

    A long table may be printed in two halves side by side, and go on from one half of a sheet of two pages to the other.
    """
    pairs = [(a.cell.scan, b.cell.scan) for (_, a), (_, b) in combinations(column, 2) if a.page == b.page]
    return any(all(shared(a, b, axis) >= SHARED for a, b in pairs) for axis in (0, 1))


def _out_of_order(column: Sequence[tuple[str, Placed]]) -> Collection[str]:
    """All metrics of a column but those of its longest part that is in order; all where no part is most of it."""
    best: list[list[tuple[str, Placed]]] = []
    for pair in sorted(column, key=lambda pair: pair[1].row):
        before = (run for run in best if _height(run[-1][1]) < _height(pair[1]))
        best.append([*max(before, key=len, default=[]), pair])
    kept = {metric for metric, _ in max(best, key=len)}
    return {metric for metric, _ in column if metric not in kept or 2 * len(kept) <= len(column) > 1}


def _height(place: Placed) -> tuple[int, float]:
    """Where on its page, and on which, the middle of a cell is."""
    return place.page, place.cell.box[1] + place.cell.box[3]


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


def _doubted(one: Observation, why: str) -> Observation:
    reason = "；".join(filter(None, (one.reason, why)))
    return one.model_copy(update={"status": Status.DOUBTFUL, "reason": reason})
