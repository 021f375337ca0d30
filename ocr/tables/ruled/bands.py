"""Where one thin dark band stands out against both its sides: the proof of a ruled edge.

A line is walked in short steps. The mean over a step lifts a hairline out of noise; strokes of print leave steps without a
band, or with a band that is not in line with the others. Vertical lines are walked on the transposed image.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.page import Image

Darkness = NDArray[np.uint8]
Places = Callable[[NDArray[np.float64]], NDArray[np.float64]]

# A rule is a thin band that stands out over this share of its length.
RULED_SHARE = 0.85
# Inches: how far steps may lie off the line, where the band is looked for beside the line, how far its sides reach, and
# the length of a step.
IN_LINE = 0.0125
SLACK = 0.03
SIDE = 0.045
STEP = 0.06
# The edge of a low cell is cut finely, so that the paper between a stroke and the rules shows.
LEAST_STEPS = 6
# How much darker than its surroundings (grey levels of 255, mean over a step) a hairline must be.
HAIRLINE = 9.0
# Of the two lines of a double rule the first is followed: the first row at least this dark beside the darkest.
FIRST_BAND = 0.6
# Steps on each side whose median tells where the band runs.
WINDOW = 6
# Behind print a rule is this dark, beside where it stands clear; so many steps at most are straight even where a page is bent.
AS_DARK, SHORT = 0.6, 16
# Inches: so near to its course; strokes of print that follow one another stand less exactly.
EXACT = 0.0075
# A rule stands clear of print over this share of its steps, else it is print.
MOST = 0.5


def darkness(image: Image) -> Darkness:
    """255 for black, 0 for white; the transpose of it serves for vertical lines."""
    return np.asarray(255 - image, dtype=np.uint8)


def step_edges(start: float, end: float, dpi: float, *, fine: bool = False) -> NDArray[np.float64]:
    """start..end cut into steps, at least LEAST_STEPS, half as long where `fine`: shape (steps + 1,)."""
    step = STEP * dpi / (2 if fine else 1)
    return np.linspace(start, end, max(LEAST_STEPS, int((end - start) / step)) + 1)


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    """What was seen step by step along a line: offsets and relief as `bands` tells them, the profiles across it, and the row of
    these at which the line itself runs.
    """

    offsets: NDArray[np.float64]
    relief: NDArray[np.float64]
    profiles: NDArray[np.float64]
    rows: NDArray[np.float64]

    def part(self, steps: slice) -> "_Walk":
        """Some of the steps."""
        return _Walk(self.offsets[steps], self.relief[steps], self.profiles[:, steps], self.rows[steps])


def ruled_steps(
    dark: Darkness, edges: NDArray[np.float64], place: Places, dpi: float, *, behind: bool = False
) -> NDArray[np.bool_]:
    """For each step between `edges` (columns of `dark`): whether a band stands out there, in line with its neighbours.

    `behind`: print may stand before it in some steps, as numbers do that are set against a rule.
    """
    walk = _walk(dark, edges, place, dpi)
    straight = _in_line(walk, dpi)
    if not behind or straight.all() or straight.mean() < MOST:
        return straight
    return straight | _stands_out(walk, _smooth(walk.offsets), straight, dpi)


def ruled_shares(
    dark: Darkness, stretches: Sequence[NDArray[np.float64]], place: Places, dpi: float, *, low: bool = False
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The ruled share of each stretch of one line, and how far its band stands out; a stretch is given as its step edges.

    `low` where stretches are rows of a table, in which most steps may show the print before the rule.
    """
    walk = _walk(dark, np.concatenate(stretches), place, dpi)
    starts = np.cumsum([0, *(len(stretch) for stretch in stretches)])
    parts = [walk.part(slice(a, b - 1)) for a, b in itertools.pairwise(starts)]
    shares = [float(np.mean(_in_row(part, dpi) if low else _in_line(part, dpi))) for part in parts]
    return np.array(shares), np.array([float(np.median(part.relief)) for part in parts])


def bands(
    dark: Darkness, edges: NDArray[np.float64], place: Places, dpi: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How far from the line (rows of `dark`) the band of each step lies, NaN where none stands out; and how far it does.

    `edges` need not rise: a step between two stretches that runs backwards has no band.
    """
    walk = _walk(dark, edges, place, dpi)
    return walk.offsets, walk.relief


def _walk(dark: Darkness, edges: NDArray[np.float64], place: Places, dpi: float) -> _Walk:
    side, slack = max(3, int(SIDE * dpi)), max(2, int(SLACK * dpi))
    profiles = _profiles(dark, edges, place, side + slack)
    inner = profiles[side:-side]
    peaks = side + np.argmax(inner >= FIRST_BAND * inner.max(axis=0), axis=0)
    lines = place((edges[:-1] + edges[1:]) / 2)
    rows = lines - np.round(lines) + side + slack
    relief = _relief(profiles, peaks, side)
    return _Walk(np.where(relief >= HAIRLINE, peaks - rows, np.nan), relief, profiles, rows)


def _relief(profiles: NDArray[np.float64], peaks: NDArray[np.int_], side: int) -> NDArray[np.float64]:
    """How much darker each step's row `peaks` is than the paper on that side of it where the paper is darker."""
    columns, away = np.arange(profiles.shape[1]), 2 + np.arange(side)[:, None]
    before = profiles[np.maximum(peaks - away, 0), columns].min(axis=0)
    after = profiles[np.minimum(peaks + away, len(profiles) - 1), columns].min(axis=0)
    return np.asarray(profiles[peaks, columns] - np.maximum(before, after), dtype=np.float64)


def _profiles(dark: Darkness, edges: NDArray[np.float64], place: Places, reach: int) -> NDArray[np.float64]:
    """Mean darkness per step at -reach..reach rows beside the line: shape (2 reach + 1, steps)."""
    width = dark.shape[1]
    first, last = int(max(0, np.floor(edges.min()))), int(min(width, np.ceil(edges.max()) + 1))
    xs = np.arange(first, last)
    strip = _strip(dark, np.round(place(xs.astype(np.float64))).astype(int), first, reach)
    sums = np.zeros((len(strip), last - first + 1), np.int32)
    np.cumsum(strip, axis=1, out=sums[:, 1:])
    at = np.clip(edges.astype(int) - first, 0, last - first)
    ends = np.maximum(at[1:], np.minimum(at[:-1] + 1, last - first))
    return np.asarray((sums[:, ends] - sums[:, at[:-1]]) / np.maximum(ends - at[:-1], 1), dtype=np.float64)


def _strip(dark: Darkness, middles: NDArray[np.int_], first: int, reach: int) -> Darkness:
    """The rows beside a line that runs through the row `middles[i]` in the column `first` + i: shape (2 reach + 1, columns)."""
    if middles.min() < reach or middles.max() >= len(dark) - reach:
        rows = middles + np.arange(-reach, reach + 1)[:, None]
        return np.asarray(dark[np.clip(rows, 0, len(dark) - 1), first + np.arange(len(middles))], dtype=np.uint8)
    # A rule is nearly straight: long stretches of it stay in one row.
    turns = [0, *(np.flatnonzero(np.diff(middles)) + 1).tolist(), len(middles)]
    strip = np.empty((2 * reach + 1, len(middles)), np.uint8)
    for start, end in itertools.pairwise(turns):
        top = int(middles[start]) - reach
        strip[:, start:end] = dark[top : top + 2 * reach + 1, first + start : first + end]
    return strip


def _in_line(walk: _Walk, dpi: float) -> NDArray[np.bool_]:
    if np.isnan(walk.offsets).all():
        return np.zeros(len(walk.offsets), dtype=np.bool_)
    return np.asarray(np.abs(walk.offsets - _smooth(walk.offsets)) <= IN_LINE * dpi, dtype=np.bool_)


def _in_row(walk: _Walk, dpi: float) -> NDArray[np.bool_]:
    """The same in a row of a table, which is straight: a digit that is set against a rule stands before it in some steps."""
    straight = _in_line(walk, dpi)
    if straight.all() or len(straight) > SHORT:
        return straight
    return max((straight, *_straight_ways(walk, dpi)), key=lambda way: float(way.mean()))


def _straight_ways(walk: _Walk, dpi: float) -> Iterator[NDArray[np.bool_]]:
    """The steps that show a rule at each place where some step's band stands: in a low row most show the print before it."""
    for offset in np.unique(np.round(walk.offsets[~np.isnan(walk.offsets)])):
        clear = np.asarray(np.abs(walk.offsets - offset) <= IN_LINE * dpi, dtype=np.bool_)
        if clear.any():
            yield clear | _stands_out(walk, np.full(len(clear), offset), clear, dpi)


def _stands_out(walk: _Walk, course: NDArray[np.float64], clear: NDArray[np.bool_], dpi: float) -> NDArray[np.bool_]:
    """The steps with a band at these offsets, nearly as dark as those of the `clear` steps, be it the first one or not."""
    side, reach = max(3, int(SIDE * dpi)), int(EXACT * dpi)
    middles = np.round(walk.rows + np.nan_to_num(course)).astype(int)  # it is unknown far from all bands
    near = middles + np.arange(-reach, reach + 1)[:, None]
    near = np.clip(near, 0, len(walk.profiles) - 1)
    columns = np.arange(walk.profiles.shape[1])
    peaks = near[np.argmax(walk.profiles[near, columns], axis=0), columns]
    usual = float(np.median(walk.relief[clear]))
    return np.asarray(_relief(walk.profiles, peaks, side) >= max(HAIRLINE, AS_DARK * usual), dtype=np.bool_)


def _smooth(offsets: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where the band runs: the median over a window, so that a gentle bend is followed."""
    padded = np.pad(offsets, WINDOW, constant_values=np.nan)
    windows = np.sort(np.lib.stride_tricks.sliding_window_view(padded, 2 * WINDOW + 1), axis=1)  # NaN come last
    known = np.count_nonzero(~np.isnan(windows), axis=1)
    return np.asarray(windows[np.arange(len(windows)), np.maximum(known - 1, 0) // 2], dtype=np.float64)
