"""Sheets that hold two pages side by side: where to cut."""

from collections.abc import Sequence

import cv2
import numpy as np

from ocr.page import Image, PixelBox, Points

LEAST = 3
"""Each half has at least so many lines of print."""
FREE = 0.0075
"""Half the width of the empty strip between the pages, as a share of the sheet's width."""
RIM = 0.01
"""A line this near to the upper or lower side, as a share of the height, is the edge of the paper in a photo."""

DOT, APART = 9, 15
"""Pixels at 200 dpi: a dot of a dotted rule is lower, and so much paper stands between two at most."""
DARKER = 40
"""Grey levels by which a dot is darker than the paper around it."""
ACROSS, RULES = 0.9, 3
"""A rule's dots take so much of the strip's width; so many of them are a table that goes on, not dust in line."""

SHORT, BESIDE, MOST = 0.1, 1.0, 0.5
"""Short words as a share of the sheet's width; half their height is how far off their line they may stand; most of them do not: of
a table whose blanks are dashes, which are no lines, few values and the headers of several lines are left, 8 of 15 beside a line."""


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


def is_crossed(sheet: Image, at: int) -> bool:
    """Whether dotted rules, which are no lines to `find_gutter`, go on across a column of a sheet at 200 dpi: it is no gutter."""
    half = max(round(FREE * sheet.shape[1]), 1)
    strip = sheet[:, max(at - half, 0) : at + half]
    marks = cv2.morphologyEx(strip, cv2.MORPH_BLACKHAT, np.ones((DOT, DOT), np.uint8)) > DARKER
    joined = cv2.morphologyEx(marks.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((1, APART), np.uint8))
    full = joined.mean(axis=1) > ACROSS
    return int(np.count_nonzero(np.diff(full.astype(np.int8)) == 1)) >= RULES
