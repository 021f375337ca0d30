"""A stroke that leans is a slash, not the digit one: recognisers take one for the other with full confidence."""

import numpy as np

from ocr.page import Image

# Degrees from the vertical. Slashes of the fonts tried lean 14 and more, ones less than 0 (`tests/ocr/test_slant.py`).
LEANING = 6.0
ONE = frozenset({"1", "l", "I", "|", "丨"})


def lean(crop: Image) -> float:
    """The angle of the main axis of the ink from the vertical, degrees; positive to the right going up, 0 without ink."""
    if crop.size == 0:
        return 0.0
    dark = np.maximum(np.median(crop).astype(float) - crop.astype(float) - 40, 0)
    total = dark.sum()
    if total <= 0:
        return 0.0
    ys, xs = np.mgrid[: crop.shape[0], : crop.shape[1]]
    x, y = xs - (xs * dark).sum() / total, ys - (ys * dark).sum() / total
    across, along, both = (x * x * dark).sum(), (y * y * dark).sum(), (x * y * dark).sum()
    return float(np.degrees(0.5 * np.arctan2(-2 * both, along - across)))
