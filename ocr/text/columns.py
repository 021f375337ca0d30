"""The order in which the blocks of one page are read: a single column, or two where the page clearly has two.

Pure geometry on boxes in fractions of the working page, origin top left. `em` is the width of a full-width character in
the same fractions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.records import Box

GUTTER = 1.5  # em; the space between two columns is at least this wide
PROSE_WIDTH = 8.0  # em; a shorter line says nothing about columns
PROSE_FILL = 0.75  # of a column's width; lines of wrapped prose fill it, labels do not
PROSE_LINES = 3
VALUE_WIDTH = 6.0  # em; what stands beside its label on one baseline is a value, not a column


@dataclass(frozen=True, slots=True)
class _Band:
    """Blocks between two that cross the gutter, by their index."""

    left: list[int]
    right: list[int]


def reading_order(boxes: Sequence[Box], em: float) -> list[int]:
    """The indexes of `boxes` in reading order: by rows, or column after column within the bands that have two."""
    rows = sorted(range(len(boxes)), key=lambda index: _row_key(boxes, index))
    best, order = 0, rows
    for gutter in _gutters(boxes, em):
        gained, candidate = _with_gutter(boxes, rows, gutter, em)
        if gained > best:
            best, order = gained, candidate
    return order


def _row_key(boxes: Sequence[Box], index: int) -> tuple[float, float]:
    """Blocks on one baseline sort by their left edge: the row's top is that of the highest block that shares it."""
    box = boxes[index]
    middle = (box[1] + box[3]) / 2
    height = box[3] - box[1]
    peers = [
        other[1]
        for other in boxes
        if other[1] < middle < other[3] and other[3] - other[1] < 2 * height and abs(other[1] - box[1]) < height / 2
    ]
    return (min(peers, default=box[1]), box[0])


def _gutters(boxes: Sequence[Box], em: float) -> list[float]:
    """Places worth trying: right behind the right edges in the middle of the page."""
    if not boxes:
        return []
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    inner = (left + (right - left) * 0.2, right - (right - left) * 0.2)
    edges = sorted({round(box[2] + em * GUTTER / 2, 3) for box in boxes})
    return [edge for edge in edges if inner[0] < edge < inner[1]]


def _with_gutter(boxes: Sequence[Box], rows: list[int], gutter: float, em: float) -> tuple[int, list[int]]:
    """How many lines stand in columns beside this gutter, and the order that follows."""
    gained, order = 0, []
    band: list[int] = []
    for index in [*rows, None]:
        if index is not None and not boxes[index][0] < gutter < boxes[index][2]:
            band.append(index)
            continue
        split = _Band(
            [i for i in band if boxes[i][2] <= gutter],
            [i for i in band if boxes[i][0] >= gutter],
        )
        if _two_columns(boxes, split, em):
            gained += len(band)
            order += split.left + split.right
        else:
            order += band
        order += [] if index is None else [index]
        band = []
    return gained, order


def _two_columns(boxes: Sequence[Box], band: _Band, em: float) -> bool:
    left, right = [boxes[i] for i in band.left], [boxes[i] for i in band.right]
    if not left or not right:
        return False
    if min(box[0] for box in right) - max(box[2] for box in left) < GUTTER * em:
        return False
    if _is_prose(left, em) and _is_prose(right, em):
        return True
    if _is_prose(left, em):
        return len(right) > 1 and not _are_values(right, left, em)
    return _is_prose(right, em) and len(left) > 1 and not _are_values(left, right, em)


def _is_prose(boxes: Sequence[Box], em: float) -> bool:
    wide = [box for box in boxes if box[2] - box[0] >= PROSE_WIDTH * em]
    if len(wide) < PROSE_LINES:
        return False
    width = max(box[2] for box in wide) - min(box[0] for box in wide)
    full = [box for box in wide if box[2] - box[0] >= PROSE_FILL * width]
    return len(full) >= 0.6 * len(wide)


def _are_values(boxes: Sequence[Box], labels: Sequence[Box], em: float) -> bool:
    """True where most of these stand on the baseline of a label and are short: a table without rules."""
    beside = [
        box
        for box in boxes
        if box[2] - box[0] <= VALUE_WIDTH * em
        and any(abs(box[1] + box[3] - other[1] - other[3]) < (other[3] - other[1]) / 2 for other in labels)
    ]
    return len(beside) >= 0.7 * len(boxes)
