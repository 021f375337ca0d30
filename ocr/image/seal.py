"""Red seals (公章) painted out, so that the print under them stands on plain paper."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image

Mask = NDArray[np.uint8]

REDDER = 28
"""A pixel is seal where red exceeds both green and blue by this much, of 255: JPEG colours grey print by less."""
FEWEST = 300
"""Fewer red pixels than this at 200 dpi are specks of colour, not a seal."""


def without_seal(image: Image) -> Image:
    """The page in grey, red ink painted out; print under or over the seal stays dark. Grey images come back as they are.

    The red plane shows a seal faintly and print darkly. Where the seal lies, what is left of it is lifted to the paper.
    """
    if image.ndim == 2:
        return image
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    mask = red_mask(image)
    if cv2.countNonZero(mask) < FEWEST:
        return grey
    red = image[:, :, 0].astype(np.float32)
    paper = float(np.percentile(red[::7, ::7], 80))
    inside = red[mask > 0]
    # The seal's own level in the red plane: print is far below it, so the median is the seal even over a table.
    level = float(np.median(inside))
    lifted = np.clip(red * (paper / max(level, 1.0)), 0, paper)
    soft = cv2.GaussianBlur((cv2.dilate(mask, np.ones((3, 3), np.uint8)) > 0).astype(np.float32), (0, 0), 0.8)
    mixed = grey * (1 - soft) + lifted * soft
    return np.asarray(mixed, dtype=np.uint8)


def red_mask(image: Image) -> Mask:
    """255 where an RGB pixel is red ink."""
    red, green, blue = (image[:, :, n].astype(np.int16) for n in range(3))
    strong = (red - np.maximum(green, blue) > REDDER).astype(np.uint8) * 255
    # JPEG halves the colour's resolution: close the gaps that this leaves in thin strokes.
    return np.asarray(cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)), dtype=np.uint8)
