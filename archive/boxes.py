"""How boxes lie to one another: left, top, right, bottom of one page with the origin at its top left, in whatever unit.

Edges belong to their box. A detector's boxes are roomy and reach over their neighbours: which box a thing stands in is told
by its middle.
"""

from collections.abc import Iterable

from archive.records import Box


def middle(box: Box) -> tuple[float, float]:
    """The x and y of a box's middle."""
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def holds(box: Box, x: float, y: float) -> bool:
    """Whether a point lies in a box."""
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def stands_in(box: Box, outer: Box) -> bool:
    """Whether the middle of a box lies in another."""
    return holds(outer, *middle(box))


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def shared(a: Box, b: Box, axis: int) -> float:
    """What two boxes share along an axis (0 across, 1 down), of the smaller extent; below 0 where they lie apart."""
    common = min(a[axis + 2], b[axis + 2]) - max(a[axis], b[axis])
    return common / max(min(a[axis + 2] - a[axis], b[axis + 2] - b[axis]), 1e-9)


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of some, at least one."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return (min(lefts), min(tops), max(rights), max(bottoms))
