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
STRAIGHT = 0.05
"""Pixels that a way may be off to count as straight."""

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


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """A warp whose way back is known at every GRID-th pixel: quick to ask often, and to sample images by."""

    size: tuple[int, int]
    nodes: NDArray[np.float32]
    """Points of the origin, shape (rows, columns, 2), for the result's points (GRID * column, GRID * row)."""

    def __call__(self, points: Points) -> Points:
        """Points of the origin for points of the result; beyond its edges the last cells are continued."""
        rows, columns = self.nodes.shape[:2]
        at = points / GRID
        column = np.clip(np.floor(at[:, 0]).astype(int), 0, columns - 2)
        row = np.clip(np.floor(at[:, 1]).astype(int), 0, rows - 2)
        u, v = (at[:, 0] - column)[:, None], (at[:, 1] - row)[:, None]
        upper = self.nodes[row, column] * (1 - u) + self.nodes[row, column + 1] * u
        lower = self.nodes[row + 1, column] * (1 - u) + self.nodes[row + 1, column + 1] * u
        found: Points = upper * (1 - v) + lower * v
        return found


def lattice(warp: Warp) -> Lattice:
    """Follow the warp back once for all its nodes."""
    width, height = warp.size
    xs, ys = np.arange(0, width + 2 * GRID, GRID), np.arange(0, height + 2 * GRID, GRID)
    nodes = warp.back(np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2).astype(np.float64))
    return Lattice(warp.size, nodes.astype(np.float32).reshape(len(ys), len(xs), 2))


def apply(image: Image, way: Lattice, border: int = 255) -> Image:
    """Sample the origin at every pixel of the result; what lies outside is `border`."""
    width, height = way.size
    colours = (border,) * (3 if image.ndim == 3 else 1)
    affine = _affine(way.nodes)
    if affine is not None:  # a rotation and a change of size, at a tenth of the cost
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        turned = cv2.warpAffine(
            image, affine, (width, height), flags=flags, borderMode=cv2.BORDER_CONSTANT, borderValue=colours
        )
        return np.asarray(turned, dtype=np.uint8)
    fine = _interpolated(way.nodes)[:height, :width] - 0.5
    map_x, map_y = fine[:, :, 0].copy(), fine[:, :, 1].copy()
    sampled = cv2.remap(image, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=colours)
    return np.asarray(sampled, dtype=np.uint8)


def _affine(nodes: NDArray[np.float32]) -> NDArray[np.float64] | None:
    """The matrix from the middle of each pixel of the result to its origin, None where the way bends."""
    rows, columns = nodes.shape[:2]
    grid = np.stack(np.meshgrid(np.arange(columns) * GRID, np.arange(rows) * GRID), axis=-1).reshape(-1, 2)
    known = np.column_stack([grid, np.ones(len(grid))])
    wanted = nodes.reshape(-1, 2).astype(np.float64)
    solved = np.linalg.lstsq(known, wanted, rcond=None)[0]
    if float(np.abs(known @ solved - wanted).max()) > STRAIGHT:
        return None
    matrix = np.array(solved.T, dtype=np.float64)
    matrix[:, 2] += matrix[:, :2].sum(axis=1) / 2 - 0.5
    return matrix


def _interpolated(coarse: NDArray[np.float32]) -> NDArray[np.float32]:
    """The middles of all pixels, bilinear between the nodes; shape (rows * GRID, columns * GRID, 2)."""
    rows, columns = coarse.shape[0] - 1, coarse.shape[1] - 1
    xs, ys = (np.arange(columns * GRID) + 0.5) / GRID, (np.arange(rows * GRID) + 0.5) / GRID
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


def to_fractions(back: PointMap, size: tuple[int, int]) -> PointMap:
    """From points of a result to fractions of its origin, whose size is given."""
    whole = np.array(size, dtype=np.float64)
    return lambda points: back(np.asarray(points, dtype=np.float64)) / whole
