"""Reading order of lines on a page of one column."""

from collections.abc import Sequence

from ocr.page import PixelBox


def reading_order(boxes: Sequence[PixelBox]) -> list[PixelBox]:
    """From top to bottom; boxes whose middles lie within each other's height stand on one row, read from the left."""
    rows: list[list[PixelBox]] = []
    for box in sorted(boxes, key=lambda b: (b[1] + b[3]) / 2):
        if rows and _same_row(rows[-1][0], box):
            rows[-1].append(box)
        else:
            rows.append([box])
    return [box for row in rows for box in sorted(row)]


def _same_row(first: PixelBox, box: PixelBox) -> bool:
    middle, other = (first[1] + first[3]) / 2, (box[1] + box[3]) / 2
    return abs(middle - other) < 0.4 * min(first[3] - first[1], box[3] - box[1])
