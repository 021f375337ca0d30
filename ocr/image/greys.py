"""Percentiles of grey levels, counted instead of sorted: numpy's take as long as reading a character, and a page asks for hundreds."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image


def grey(image: Image, percent: float) -> float:
    """The grey level that so many percent of the pixels do not exceed, between two as `np.percentile` has it; never of no pixels."""
    return greys(image, percent)[0]


def median_grey(image: Image) -> float:
    """The median of the grey levels, as `np.median` has it."""
    return greys(image, 50.0)[0]


def greys(image: Image, *percents: float) -> list[float]:
    """Several of an image's levels."""
    counted = cv2.calcHist([image], [0], None, [256], [0, 256])
    until = np.cumsum(np.asarray(counted, dtype=np.int64))
    return [_between(until, percent / 100 * (image.size - 1)) for percent in percents]


def _between(until: NDArray[np.int64], rank: float) -> float:
    """The level at a rank (from 0) where `until` tells how many pixels are as dark or darker than each level."""
    first = int(rank)
    low, high = until.searchsorted((first, min(first + 1, int(until[-1]) - 1)), side="right").tolist()
    share = rank - first
    return float(low + (high - low) * share if share < 0.5 else high - (high - low) * (1 - share))
