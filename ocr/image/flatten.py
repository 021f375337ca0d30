"""Even out light and contrast: paper becomes white wherever it lies, print as dark as it can be without growing."""

import cv2
import numpy as np

from ocr.image.greys import grey
from ocr.page import Image

SMALLER = 4
"""The light changes slowly: it is measured on an image smaller by this factor."""
REACH = 25
"""Pixels of the smaller image; wider than a stroke or a line of bold print, narrower than a shadow."""
WHITE = 262.0
"""Paper comes to lie a little above white, so that its grain is cut off."""
INK = 70
"""Print paler than this (of 255) after flattening is darkened to it."""


def flatten(image: Image) -> Image:
    """A grey page with paper near 255 and print as dark as faint print allows."""
    light = paper_level(image)
    even = np.asarray(cv2.divide(image, light, scale=WHITE), dtype=np.uint8)
    darkest = grey(even[::3, ::3], 0.7)
    if darkest <= INK:
        return even
    # Faint print: stretch below the paper. A blank page has no print to stretch.
    darkest = min(darkest, 190.0)
    ramp = np.arange(256, dtype=np.float64)
    table = np.clip(INK + (ramp - darkest) * (WHITE - INK) / (250.0 - darkest), 0, 255)
    return np.asarray(cv2.LUT(even, table.astype(np.uint8)), dtype=np.uint8)


def paper_level(image: Image) -> Image:
    """The brightness of the bare paper around each pixel."""
    height, width = image.shape
    small = cv2.resize(image, (max(1, width // SMALLER), max(1, height // SMALLER)), interpolation=cv2.INTER_AREA)
    # A maximum removes print, the minimum after it brings the shadows' edges back to their place.
    bare = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((REACH, REACH), np.uint8))
    smooth = cv2.GaussianBlur(cv2.medianBlur(bare, 5), (0, 0), REACH / 3)
    return np.asarray(cv2.resize(smooth, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
