"""A page image with the way from the clean page to it, and the steps that change its geometry.

Points are arrays of shape (n, 2), x then y, in fractions of the image, origin top left. Every step returns a new sheet whose
``forward`` leads from the clean page to the step's result.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.generator.truth import Box

Image = NDArray[np.uint8]
Points = NDArray[np.float64]
Map = Callable[[Points], Points]

PAPER = (255, 255, 255)


@dataclass(frozen=True)
class Sheet:
    """An image (h, w) grey or (h, w, 3) RGB; ``pages`` are the ways of the clean pages that lie on it, by number."""

    image: Image
    pages: tuple[tuple[int, Map], ...]

    def with_image(self, image: Image) -> "Sheet":
        """The same places on another image of any size (a change of tone or resolution)."""
        return replace(self, image=image)

    def moved(self, image: Image, step: Map) -> "Sheet":
        """A sheet whose places are led on by ``step``."""
        return Sheet(image, tuple((n, _chained(forward, step)) for n, forward in self.pages))


def _chained(first: Map, then: Map) -> Map:
    return lambda points: then(first(points))


def clean(number: int, image: Image) -> Sheet:
    """A page as rasterised."""
    return Sheet(image, ((number, lambda points: points),))


def map_box(box: Box, forward: Map) -> Box:
    """The upright hull of a box after ``forward``; edges are sampled, so that curves count. Clipped to the page."""
    left, top, right, bottom = box
    along = np.linspace(0, 1, 9)
    xs, ys = left + (right - left) * along, top + (bottom - top) * along
    edge = np.concatenate(
        [
            np.stack([xs, np.full(9, top)], 1),
            np.stack([xs, np.full(9, bottom)], 1),
            np.stack([np.full(9, left), ys], 1),
            np.stack([np.full(9, right), ys], 1),
        ]
    )
    out = np.clip(forward(edge), 0, 1)
    low, high = out.min(0), out.max(0)
    return (round(float(low[0]), 5), round(float(low[1]), 5), round(float(high[0]), 5), round(float(high[1]), 5))


def background(sheet: Sheet, level: int) -> Any:
    """A border value for OpenCV in the image's number of channels."""
    return level if sheet.image.ndim == 2 else (level, level, level)


def _scale(image: Image) -> Points:
    return np.array([image.shape[1], image.shape[0]], np.float64)


def warped(sheet: Sheet, matrix: NDArray[Any], size: tuple[int, int], border: int = 255) -> Sheet:
    """The sheet under a homography in pixels (3×3), onto ``size`` (width, height)."""
    image = cv2.warpPerspective(
        sheet.image, matrix, size, flags=cv2.INTER_LINEAR, borderValue=background(sheet, border)
    )
    before, after = _scale(sheet.image), np.array(size, np.float64)

    def step(points: Points) -> Points:
        pixels = np.concatenate([points * before, np.ones((len(points), 1))], 1) @ matrix.T
        moved: Points = pixels[:, :2] / pixels[:, 2:] / after
        return moved

    return sheet.moved(image.astype(np.uint8), step)


def skewed(sheet: Sheet, degrees: float, shift: tuple[float, float] = (0, 0), border: int = 255) -> Sheet:
    """Turned about its middle by a small angle, the size kept; ``shift`` in pixels."""
    height, width = sheet.image.shape[:2]
    matrix = np.eye(3)
    matrix[:2] = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    matrix[:2, 2] += shift
    return warped(sheet, matrix, (width, height), border)


def turned(sheet: Sheet, quarters: int) -> Sheet:
    """Turned clockwise by quarter turns."""
    steps: dict[int, Map] = {
        0: lambda p: p,
        1: lambda p: np.stack([1 - p[:, 1], p[:, 0]], 1),
        2: lambda p: 1 - p,
        3: lambda p: np.stack([p[:, 1], 1 - p[:, 0]], 1),
    }
    image = np.ascontiguousarray(np.rot90(sheet.image, -quarters))
    return sheet.moved(image, steps[quarters % 4])


def curved(sheet: Sheet, sag: float, squeeze: float) -> Sheet:
    """Curved towards a spine at the left: lines sag by ``sag`` of the height there, columns are squeezed by ``squeeze``."""
    height, width = sheet.image.shape[:2]
    fall = 0.18

    def across(x: Points) -> Points:
        moved: Points = x - squeeze * np.exp(-x / fall) * fall * (1 - x) + squeeze * fall * (1 - x)
        return moved

    def down(x: Points) -> Points:
        lowered: Points = sag * np.exp(-x / fall)
        return lowered

    grid = np.linspace(0, 1, 2000)
    straight = across(grid)
    low, high = straight[0], straight[-1]

    def step(points: Points) -> Points:
        x = (across(points[:, 0]) - low) / (high - low)
        return np.stack([x, points[:, 1] + down(points[:, 0])], 1)

    target = (np.arange(width) + 0.5) / width
    source = np.interp(target * (high - low) + low, straight, grid)
    map_x = np.tile((source * width - 0.5).astype(np.float32), (height, 1))
    rows = (np.arange(height, dtype=np.float32))[:, None]
    map_y = rows - (down(source) * height).astype(np.float32)[None, :]
    image = cv2.remap(
        sheet.image, map_x, map_y.astype(np.float32), cv2.INTER_LINEAR, borderValue=background(sheet, 255)
    )
    return sheet.moved(image.astype(np.uint8), step)


def side_by_side(left: Sheet, right: Sheet) -> Sheet:
    """Two pages of one size on one sheet, as copied or scanned from an open booklet."""
    height = max(left.image.shape[0], right.image.shape[0])
    widths = (left.image.shape[1], right.image.shape[1])
    shape = (height, sum(widths), *left.image.shape[2:])
    image = np.full(shape, 255, np.uint8)
    pages: list[tuple[int, Map]] = []
    for sheet, offset in ((left, 0), (right, widths[0])):
        high, wide = sheet.image.shape[:2]
        image[:high, offset : offset + wide] = sheet.image
        scale = np.array([wide / sum(widths), high / height])
        origin = np.array([offset / sum(widths), 0.0])
        pages += [(n, _chained(forward, _onto(scale, origin))) for n, forward in sheet.pages]
    return Sheet(image, tuple(pages))


def _onto(scale: Points, origin: Points) -> Map:
    return lambda points: points * scale + origin
