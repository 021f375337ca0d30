"""Sheets that hold two pages side by side: where to cut."""

from collections.abc import Sequence

import numpy as np

from ocr.page import PixelBox, Points

LEAST = 3
"""Each half has at least so many lines of print."""
FREE = 0.0075
"""Half the width of the empty strip between the pages, as a share of the sheet's width."""
RIM = 0.01
"""A line this near to the upper or lower side, as a share of the height, is the edge of the paper in a photo."""

SHORT, BESIDE, MOST = 0.1, 1.0, 0.7
"""Short words as a share of the sheet's width; half their height is how far off their line they may stand; most of them do not."""


def find_gutter(width: int, height: int, boxes: Sequence[PixelBox], rules: Sequence[Points]) -> int | None:
    """The column at which a landscape sheet falls into two pages, or None. Nothing printed crosses it."""
    if width < 1.25 * height:
        return None
    inner = [r for r in rules if RIM * height < float(r[:, 1].mean()) < (1 - RIM) * height]
    spans = [(b[0], b[2]) for b in boxes] + [(float(r[:, 0].min()), float(r[:, 0].max())) for r in inner]
    for offset in sorted(np.arange(-0.03, 0.031, 0.0025), key=abs):
        at = width * (0.5 + float(offset))
        if any(left < at + FREE * width and right > at - FREE * width for left, right in spans):
            continue
        left_half, right_half = [b for b in boxes if b[2] < at], [b for b in boxes if b[2] >= at]
        if min(len(left_half), len(right_half)) >= LEAST and not _is_columns(right_half, left_half, width):
            return round(at)
    return None


def _is_columns(half: Sequence[PixelBox], other: Sequence[PixelBox], width: int) -> bool:
    """Whether a half has only short words, most beside a line of the other: the numbers of a table that has no rules."""
    beside = sum(any(abs(b[1] + b[3] - o[1] - o[3]) < BESIDE * (b[3] - b[1]) for o in other) for b in half)
    return all(b[2] - b[0] < SHORT * width for b in half) and beside >= MOST * len(half)
