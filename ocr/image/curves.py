"""Traces of what is straight on the paper: lines of print and ruling lines, as runs of points on the image."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.session import Floats
from ocr.page import Image, Points

EVERY = 8
"""A trace has a point every so many columns."""
LEAST = 10
"""Traces with fewer points say little."""
WORDS = 5
"""Of words, which say less, traces with fewer points are left out."""
SHORT = 0.12
"""Lines of print shorter than this share of the page's width say less about its shape than about their letters."""
ROUGH = 0.7
"""Pixels of the map by which a line's trace may miss a smooth curve."""


def print_curves(chance: Floats, width: int, height: int) -> list[Points]:
    """The middles of the lines of print on a detector's map, as points on an image of this size."""
    ratio = np.array([width / chance.shape[1], height / chance.shape[0]])
    traces = _trace((chance > 0.3).astype(np.uint8), tallest=1.7)
    smooth = [_smoothed(points) for points in traces if np.ptp(points[:, 0]) > SHORT * chance.shape[1]]
    return [points * ratio for points in smooth if points is not None]


def word_slopes(chance: Floats, width: int, height: int) -> Floats:
    """How the words and lines on a detector's map slope on an image of this size, degrees clockwise."""
    ratio = height / chance.shape[0] * chance.shape[1] / width
    traces = _trace((chance > 0.3).astype(np.uint8), tallest=1.7, least=WORDS)
    slopes = np.array([np.polyfit(points[:, 0], points[:, 1], 1)[0] for points in traces])
    return np.asarray(np.rad2deg(np.arctan(slopes * ratio)), np.float32)


def _smoothed(points: Points) -> Points | None:
    """A cubic through a trace, for the map is coarse; None where the trace is no line (two of them grown together)."""
    x = points[:, 0] - points[:, 0].mean()
    degree = 3 if len(points) > 4 * LEAST else 1
    fitted = np.polyval(np.polyfit(x, points[:, 1], degree), x)
    if float(np.sqrt(np.mean((fitted - points[:, 1]) ** 2))) > ROUGH:
        return None
    return np.stack([points[:, 0], fitted], axis=1)


def rule_curves(image: Image, *, vertical: bool = False) -> list[Points]:
    """The middles of the ruling lines of a grey page that is nearly straight."""
    if vertical:
        return [points[:, ::-1] for points in rule_curves(np.ascontiguousarray(image.T))]
    height, width = image.shape
    factor = 1 if max(width, height) < 1700 else 2
    small = (
        cv2.resize(image, (width // factor, height // factor), interpolation=cv2.INTER_AREA) if factor > 1 else image
    )
    dark = cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, np.ones((9, 1), np.uint8))
    mask = np.asarray((dark > 22) * 255, dtype=np.uint8)
    long = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, 21), np.uint8))
    # Pieces of a slanted hairline lie one pixel apart.
    joined = np.asarray(cv2.morphologyEx(long, cv2.MORPH_CLOSE, np.ones((3, 15), np.uint8)), dtype=np.uint8)
    return [points * factor for points in _trace(joined // 255, tallest=2.5)]


def _trace(mask: NDArray[np.uint8], tallest: float, least: int = LEAST) -> list[Points]:
    """The middle of each connected patch in every EVERY-th column; patches of two merged lines are left out."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, ltype=cv2.CV_16U)
    curves = []
    for n in range(1, count):
        left, top, wide, high, _ = (int(v) for v in stats[n])
        if wide < EVERY * least or wide < 3 * high / 2:
            continue
        inside = labels[top : top + high, left : left + wide] == n
        thick = inside.sum(axis=0)
        usual = float(np.median(thick))
        rows = (inside * (np.arange(high) + 0.5)[:, None]).sum(axis=0) / np.maximum(thick, 1)
        # The ends of a patch are round: its first and last half height are left out.
        columns = np.arange(int(usual / 2) + 1, wide - int(usual / 2), EVERY)
        columns = columns[(thick[columns] > 0) & (thick[columns] <= tallest * usual)]
        if len(columns) >= least:
            curves.append(np.stack([columns + left + 0.5, rows[columns] + top], axis=1))
    return curves
