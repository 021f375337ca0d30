"""Bring traces of straight things back to straight: skew, the rest of a perspective, the sag at a book's spine.

A smooth displacement dy(x, y) is sought with y + dy constant along each trace, by least squares: cubic B-splines along
the trace, linear across, with little freedom where there are few traces. Columns likewise with dx.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import BSpline

from ocr.image.geometry import Warp
from ocr.page import Points

Array = NDArray[np.float64]

DEGREE = 3
STIFF = 0.005
"""Weight of the displacement's bending against the traces' points."""
FEWEST = 3
"""Two lines do not show a page's shape."""
FEW = 10
"""Of fewer lines a quarter may be two that grew together, or short ones that a letter turns."""
HUBER = 1.5
"""Pixels: points that miss by more are trusted less."""


@dataclass(frozen=True, slots=True)
class Field:
    """A displacement across traces: `along` 0 for traces that run along x. Zero where it was not measured."""

    along: int
    size: tuple[int, int]
    knots: int
    weights: Array

    def __call__(self, points: Points) -> Array:
        """The displacement at each point, pixels, along the other axis."""
        result: Array = _basis(points, self.along, self.size, self.knots) @ self.weights
        return result


def fit(curves: Sequence[Points], size: tuple[int, int], along: int, knots: int) -> Field:
    """The displacement that straightens the curves best; zero where there are too few of them."""
    columns = 2 * (knots + DEGREE)
    if not curves:
        return Field(along, size, knots, np.zeros(columns))
    base, target = [], []
    for curve in curves:
        rows = _basis(curve, along, size, knots)
        base.append(rows - rows.mean(axis=0))
        target.append(curve[:, 1 - along] - curve[:, 1 - along].mean())
    matrix, wanted = np.concatenate(base), -np.concatenate(target)
    stiff = _stiffness(knots) * np.sqrt(STIFF * len(wanted))
    held = stiff.T @ stiff
    weights = np.zeros(columns)
    trust = np.ones(len(wanted))
    for _ in range(4):
        weighted = matrix.T * trust
        weights = np.linalg.solve(weighted @ matrix + held, weighted @ wanted)
        missed = np.abs(matrix @ weights - wanted)
        trust = np.minimum(1.0, HUBER / np.maximum(missed, 1e-6))
    return Field(along, size, knots, weights)


def bend(curves: Sequence[Points], along: int) -> float:
    """How far the curves are from straight and level: the upper quartile of their deviations, pixels; their median where they
    are few, 0 for very few."""
    if len(curves) < FEWEST:
        return 0.0
    spread = [float(np.ptp(_parabola(curve[:, along], curve[:, 1 - along]))) for curve in curves]
    return float(np.percentile(spread, 75 if len(curves) >= FEW else 50))


def _parabola(along: Array, across: Array) -> Array:
    middle = along - along.mean()
    result: Array = np.polyval(np.polyfit(middle, across, 2), middle)
    return result


@dataclass(frozen=True, slots=True)
class Straightening:
    """The displacements dx of `across` and dy of `down`, applied to a page."""

    across: Field
    down: Field

    def forward(self, points: Points) -> Points:
        """Points of the bent page on the straight one."""
        return np.stack([points[:, 0] + self.across(points), points[:, 1] + self.down(points)], axis=1)

    @property
    def warp(self) -> Warp:
        """The way back is found by fixed-point steps: the displacements change slowly."""

        def back(points: Points) -> Points:
            found = points.copy()
            for _ in range(6):
                found = np.stack([points[:, 0] - self.across(found), points[:, 1] - self.down(found)], axis=1)
            return found

        return Warp(self.down.size, back)


def _basis(points: Points, along: int, size: tuple[int, int], knots: int) -> Array:
    u = np.clip(points[:, along] / size[along], 0.0, 1.0)
    v = np.clip(points[:, 1 - along] / size[1 - along], 0.0, 1.0) * 2 - 1
    inner = np.linspace(0, 1, knots + 1)
    step = inner[1]
    grid = np.concatenate([-step * np.arange(DEGREE, 0, -1), inner, 1 + step * np.arange(1, DEGREE + 1)])
    spline = BSpline.design_matrix(np.clip(u, 0, 1 - 1e-9), grid, DEGREE).toarray()
    return np.concatenate([spline, spline * v[:, None]], axis=1)


def _stiffness(knots: int) -> Array:
    """Second differences of the splines' weights; what changes from top to bottom is held back more."""
    count = knots + DEGREE
    second = np.diff(np.eye(count), 2, axis=0)
    faint = np.eye(count) * 1e-3
    zero = np.zeros_like(second)
    return np.concatenate(
        [
            np.concatenate([second, zero], axis=1),
            np.concatenate([zero, 2 * second], axis=1),
            np.concatenate([faint, np.zeros_like(faint)], axis=1),
            np.concatenate([np.zeros_like(faint), 30 * faint], axis=1),
        ]
    )
