"""Sheets that hold two pages side by side: where to cut."""

from collections.abc import Sequence

import numpy as np

from ocr.page import PixelBox, Points

LEAST = 3
"""Each half has at least so many lines of print."""
FREE = 0.012
"""Half the width of the empty strip between the pages, as a share of the sheet's width."""


def find_gutter(width: int, height: int, boxes: Sequence[PixelBox], rules: Sequence[Points]) -> int | None:
    """The column at which a landscape sheet falls into two pages, or None. Nothing printed crosses it."""
    if width < 1.25 * height:
        return None
    spans = [(b[0], b[2]) for b in boxes] + [(float(r[:, 0].min()), float(r[:, 0].max())) for r in rules]
    for offset in sorted(np.arange(-0.03, 0.031, 0.005), key=abs):
        at = width * (0.5 + float(offset))
        if any(left < at + FREE * width and right > at - FREE * width for left, right in spans):
            continue
        before = sum(b[2] < at for b in boxes)
        if min(before, len(boxes) - before) >= LEAST:
            return round(at)
    return None
