"""The angle by which a page lies askew, from the sharpness of its rows."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image

LOOK = 900
WIDEST = 8.0
"""Degrees: no scanner feeds a page more askew, and beyond this rows of a table pass for others."""


def skew(image: Image) -> float:
    """Degrees that the print of a nearly upright grey page is turned clockwise; 0 where nothing is printed."""
    factor = LOOK / max(image.shape)
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    dark = cv2.morphologyEx(np.asarray(small, np.uint8), cv2.MORPH_BLACKHAT, np.ones((11, 11), np.uint8))
    # Blurred down the rows, or the one angle that needs no interpolation, 0, would look the sharpest.
    ink = np.asarray(cv2.GaussianBlur(np.minimum(dark, 80).astype(np.float32), (1, 7), 1.4), dtype=np.float32)
    if float(ink.mean()) < 0.3:
        return 0.0
    half = cv2.resize(ink, (ink.shape[1] // 2, ink.shape[0] // 2), interpolation=cv2.INTER_AREA)
    best = _sharpest(half, np.arange(-WIDEST, WIDEST + 0.1, 0.5))
    for step in (0.1, 0.02):
        best = _sharpest(ink, best + step * np.arange(-5, 6))
    return best


def _sharpest(ink: cv2.typing.MatLike, angles: NDArray[np.floating]) -> float:
    return float(angles[int(np.argmax([_sharpness(ink, angle) for angle in angles]))])


def _sharpness(ink: cv2.typing.MatLike, angle: float) -> float:
    """How much neighbouring rows differ when the page is sheared back by the angle."""
    height, width = ink.shape
    tangent = np.tan(np.deg2rad(angle))
    shear = np.array([[1, 0, 0], [-tangent, 1, tangent * width / 2]])
    rows = np.asarray(cv2.warpAffine(ink, shear, (width, height), flags=cv2.INTER_LINEAR)).sum(axis=1)
    return float(np.square(np.diff(rows)).sum())
