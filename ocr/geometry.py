"""Changes of a page's shape that know their way back: each leads points of the result to points of what it came from.

Points are continuous pixel coordinates: (0, 0) is the outer corner of the first pixel, (0.5, 0.5) its middle.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image, PointMap, Points

GRID = 16
"""Maps are evaluated every so many pixels and interpolated; smooth ones lose less than 0.05 pixel."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Warp:
    """A result of `size` (width, height) whose points `back` leads to points of its origin."""

    size: tuple[int, int]
    back: PointMap

    def then(self, later: "Warp") -> "Warp":
        """This warp followed by another, sampled once."""
        return Warp(later.size, lambda points: self.back(later.back(points)))


def identity(size: tuple[int, int]) -> Warp:
    """No change."""
    return Warp(size, lambda points: points)


def apply(image: Image, warp: Warp, border: int = 255) -> Image:
    """Sample the origin at every pixel of the result; what lies outside is `border`."""
    width, height = warp.size
    xs, ys = np.arange(0, width + GRID, GRID) + 0.5, np.arange(0, height + GRID, GRID) + 0.5
    grid = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
    coarse = (warp.back(grid) - 0.5).astype(np.float32).reshape(len(ys), len(xs), 2)
    fine = _interpolated(coarse)[:height, :width]
    colours = (border,) * (3 if image.ndim == 3 else 1)
    map_x, map_y = fine[:, :, 0].copy(), fine[:, :, 1].copy()
    sampled = cv2.remap(image, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=colours)
    return np.asarray(sampled, dtype=np.uint8)


def _interpolated(coarse: NDArray[np.float32]) -> NDArray[np.float32]:
    """Bilinear between the grid's points, which lie GRID pixels apart; shape (rows * GRID, columns * GRID, 2)."""
    rows, columns = coarse.shape[0] - 1, coarse.shape[1] - 1
    xs, ys = np.arange(columns * GRID) / GRID, np.arange(rows * GRID) / GRID
    map_x, map_y = np.meshgrid(xs.astype(np.float32), ys.astype(np.float32))
    return np.asarray(cv2.remap(coarse, map_x, map_y, cv2.INTER_LINEAR), dtype=np.float32)


def turn(size: tuple[int, int], quarters: int) -> Warp:
    """Quarter turns clockwise of an image of `size`; its pixels are those of `numpy.rot90(image, -quarters)`."""
    width, height = size
    ways: dict[int, PointMap] = {
        0: lambda p: p,
        1: lambda p: np.stack([p[:, 1], height - p[:, 0]], axis=1),
        2: lambda p: np.array([width, height]) - p,
        3: lambda p: np.stack([width - p[:, 1], p[:, 0]], axis=1),
    }
    return Warp((height, width) if quarters % 2 else size, ways[quarters % 4])


def part_of(left: int, top: int, right: int, bottom: int) -> Warp:
    """A cut-out."""
    offset = np.array([left, top], dtype=np.float64)
    return Warp((right - left, bottom - top), lambda points: points + offset)


def scale(size: tuple[int, int], target: tuple[int, int]) -> Warp:
    """To another size."""
    ratio = np.array([size[0] / target[0], size[1] / target[1]])
    return Warp(target, lambda points: points * ratio)


def rotation(size: tuple[int, int], degrees: float) -> Warp:
    """About the middle, the size kept; a positive angle turns the print counter-clockwise."""
    middle = np.array(size) / 2
    angle = np.deg2rad(degrees)
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return Warp(size, lambda points: (points - middle) @ matrix.T + middle)


def homography(matrix: Matrix, target: tuple[int, int]) -> Warp:
    """`matrix` (3 x 3) leads points of the result to points of the origin."""

    def back(points: Points) -> Points:
        mapped = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ matrix.T
        result: Points = mapped[:, :2] / mapped[:, 2:]
        return result

    return Warp(target, back)


def to_fractions(warp: Warp, size: tuple[int, int]) -> PointMap:
    """From points of the warp's result to fractions of its origin, whose size is given."""
    whole = np.array(size, dtype=np.float64)
    return lambda points: warp.back(np.asarray(points, dtype=np.float64)) / whole
