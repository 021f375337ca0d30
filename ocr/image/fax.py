"""Pages of black and white dots only, as fax machines send them: coarse, and often squeezed.

A fax has 204 dots an inch across and 98 down. Programs that take its dots for squares show a page of half its height, and
recognisers have not learnt to read characters twice as wide as high.
"""

from itertools import pairwise

import cv2
import numpy as np

from ocr.engines.finder import find_lines
from ocr.engines.session import Floats
from ocr.engines.sight import Sight
from ocr.image.greys import greys
from ocr.image.upright import longest_lines, single_lines
from ocr.page import Image, LineText

SQUEEZE = 204 / 98
WIDE = 1.6
"""Heights of its ink from one Han character of a line to the next: 1.0 to 1.3 as printed, 2.0 to 2.7 on squeezed pages, half of
that where two lines are taken for one."""
DARK, PALE, BETWEEN = 60, 195, 0.03
"""At most this share of a page of dots is neither dark nor pale, be it a JPEG."""
SOFT = 0.7
"""Dots: enlarged with sharp edges, thin strokes break at every step from one row of dots to the next."""
MANY, READ = 12, 0.6
"""So many lines are read, of which those count that are read so surely."""
LINE = 0.25
"""Rows of a line hold at least this share of the ink of its fullest rows."""


def is_dots(scan: Image) -> bool:
    """Whether a scan (grey) is black and white only."""
    if scan.ndim == 3:
        return False
    sample = scan[::3, ::3]
    return bool(np.mean((sample > DARK) & (sample < PALE)) < BETWEEN)


def softened(scan: Image) -> Image:
    """Dots that run into one another a little, to be enlarged."""
    return np.asarray(cv2.GaussianBlur(scan, (0, 0), SOFT), dtype=np.uint8)


def stretched(scan: Image, *, across: bool) -> Image:
    """A squeezed scan at its true height, or width (`across`) where it lies on its side."""
    height, width = scan.shape
    size = (round(width * SQUEEZE), height) if across else (width, round(height * SQUEEZE))
    return np.asarray(cv2.resize(softened(scan), size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def is_squeezed(page: Image, chance: Floats, sight: Sight) -> bool:
    """Whether the characters of an upright page are far wider than high; `chance` is the detector's map of it.

    Lines of which two were taken for one are higher than they are, none is lower: a few wide ones are enough.
    """
    crops = longest_lines(page, single_lines(find_lines(chance, page.shape[1], page.shape[0])), MANY)
    lines = zip(crops, sight.quick.read(crops), strict=True)
    pitches = [pitch for crop, line in lines if line.confidence >= READ and (pitch := _pitch(crop, line))]
    return len([pitch for pitch in pitches if pitch >= WIDE]) >= max(1, len(pitches) / 4)


def _pitch(crop: Image, line: LineText) -> float:
    """The usual way from one Han character of a line to the next, in heights of its ink; 0 where it has too few."""
    gaps = [
        (b.left + b.right - a.left - a.right) / 2
        for a, b in pairwise(line.chars)
        if _is_han(a.text) and _is_han(b.text)
    ]
    return float(np.median(gaps)) / _ink_height(crop) if len(gaps) > 1 else 0.0


def _is_han(text: str) -> bool:
    return "\u4e00" <= text <= "\u9fff"


def _ink_height(crop: Image) -> int:
    """Pixels: the highest run of rows that hold a line's ink; strokes of its characters lie no further apart than a twelfth."""
    paper, dark = greys(crop, 90, 2)
    inked = (crop < (paper + dark) / 2).mean(axis=1)
    rows = np.asarray(inked > LINE * np.percentile(inked, 90), dtype=np.uint8)[:, None]
    near = np.ones((2 * max(1, len(crop) // 12) + 1, 1), np.uint8)
    whole = np.asarray(cv2.morphologyEx(rows, cv2.MORPH_CLOSE, near)).ravel()
    edges = np.flatnonzero(np.diff(np.concatenate(([0], whole.astype(np.int8), [0])))).reshape(-1, 2)
    return int(np.ptp(edges, axis=1).max()) if len(edges) else len(crop)
