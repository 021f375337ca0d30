"""Ruling lines of a page image: where ink fills long thin bands.

All lengths are in pixels of the working image (about 200 dpi); constants are given in inches and scaled by the dpi.
A rule may be broken, dotted, grey or a hairline; it is a chain of pieces that continue one another.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image

Direction = Literal["horizontal", "vertical"]
Mask = NDArray[np.uint8]
Darkness = NDArray[np.float32]

# The shortest piece that can be a rule: longer than a character of body text is wide, shorter than a row is high.
PIECE = {"horizontal": 0.30, "vertical": 0.17}
# Dots of a dotted rule stand closer than this; strokes of neighbouring characters do not line up over it.
DOT_GAP = 0.03
# Pieces of one rule may lie this far apart along it (a fold, a seal painted out), and this far beside it; and a gap is
# never longer than what is known of the rule.
CHAIN_GAP = 0.5
CHAIN_DRIFT = 0.02
MAX_THICKNESS = 0.06
# A rule this long is one by itself; a shorter one must reach others at both its ends.
LONG = {"horizontal": 1.0, "vertical": 0.8}
# A rule that ends this near to another one reaches it.
REACH = 0.12
# A rule is a thin band that stands out against both its sides over this share of its length.
RULED_SHARE = 0.85
IN_LINE = 0.0085
SLACK = 0.03
SIDE = 0.025
STEP = 0.06
HOLE = 0.15
# How much darker than its surroundings (grey levels of 255, mean over a step) a hairline must be.
HAIRLINE = 9.0


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: `start` and `end` along its direction, `at` its mean place across it, `slope` in pixels per pixel."""

    direction: Direction
    start: float
    end: float
    at: float
    slope: float = 0.0

    @property
    def length(self) -> float:
        """Its extent along its direction, pixels."""
        return self.end - self.start

    def place(self, along: float) -> float:
        """Where it stands across its direction at this place along it."""
        return self.at + self.slope * (along - (self.start + self.end) / 2)


def ink_mask(image: Image, dpi: float) -> Mask:
    """255 where a pixel is darker than its surroundings by enough to be print, hairlines included; else 0."""
    block = int(dpi * 0.16) | 1
    local = cv2.adaptiveThreshold(image, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 9)
    return np.asarray(cv2.bitwise_and(local, np.asarray((image < 238) * 255, dtype=np.uint8)), dtype=np.uint8)


def find_rules(image: Image, dpi: float) -> list[RuleLine]:
    """All rules of the page, horizontal first, in no particular order."""
    mask, dark = ink_mask(image, dpi), darkness(image)
    horizontal = _find(mask, dark, dpi, "horizontal")
    vertical = _find(mask, dark.T, dpi, "vertical")
    vertical = [v for v in vertical if v.length >= LONG["vertical"] * dpi or _held(v, horizontal, dpi)]
    horizontal = [h for h in horizontal if h.length >= LONG["horizontal"] * dpi or _held(h, vertical, dpi)]
    return [*horizontal, *vertical]


def darkness(image: Image) -> Darkness:
    """255 for black, 0 for white; the transpose of it serves for vertical lines."""
    return np.asarray(255.0 - image.astype(np.float32), dtype=np.float32)


def ruled_share(dark: Darkness, start: float, end: float, place: Callable[[float], float], dpi: float) -> float:
    """Over which share of start..end (columns of `dark`) one thin dark band stands out near the row that `place` gives.

    The mean over a short step lifts a hairline out of noise. Strokes of print leave steps without a band, or with a band
    that is not in line with the others.
    """
    return float(np.mean(_ruled_steps(dark, start, end, place, dpi)))


def _ruled_steps(
    dark: Darkness, start: float, end: float, place: Callable[[float], float], dpi: float
) -> NDArray[np.bool_]:
    steps = max(3, int((end - start) / (STEP * dpi)))
    edges = np.linspace(start, end, steps + 1)
    offsets = np.array([_band_offset(dark, a, b, place((a + b) / 2), dpi) for a, b in pairwise(edges)])
    return np.asarray(np.abs(offsets - _smooth(offsets)) <= IN_LINE * dpi, dtype=np.bool_)


def _solid_parts(dark: Darkness, line: RuleLine, dpi: float) -> list[RuleLine]:
    """The stretches of a chain that are really ruled, holes shorter than HOLE allowed."""
    ruled = _ruled_steps(dark, line.start, line.end, line.place, dpi)
    step = line.length / len(ruled)
    parts: list[tuple[int, int]] = []
    for i in np.flatnonzero(ruled).tolist():
        if parts and (i - parts[-1][1]) * step <= HOLE * dpi:
            parts[-1] = (parts[-1][0], i + 1)
        else:
            parts.append((i, i + 1))
    whole = [(line.start + a * step, line.start + b * step) for a, b in parts if np.mean(ruled[a:b]) >= RULED_SHARE]
    return [
        RuleLine(line.direction, start, end, line.place((start + end) / 2), line.slope)
        for start, end in whole
        if end - start >= PIECE[line.direction] * dpi
    ]


def _smooth(offsets: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where the band runs: the median over a window, so that a gentle bend is followed."""
    reach = 6
    padded = np.pad(offsets, reach, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(np.nanmedian(windows, axis=1), dtype=np.float64)


def _band_offset(dark: Darkness, start: float, end: float, at: float, dpi: float) -> float:
    """How far from `at` a thin band stands out against both its sides, pixels; NaN where none does."""
    side, slack = max(3, int(SIDE * dpi)), max(2, int(SLACK * dpi))
    top = max(0, round(at) - slack - side)
    band = dark[top : round(at) + slack + side + 1, int(start) : max(int(end), int(start) + 1)]
    if band.shape[0] < slack + 2 * side or not band.size:
        return float("nan")
    profile = band.mean(axis=1)
    peak = side + int(np.argmax(profile[side:-side]))
    before, after = profile[max(0, peak - 2 - side) : max(1, peak - 1)], profile[peak + 2 : peak + 2 + side]
    if not len(before) or not len(after):
        return float("nan")
    stands_out = profile[peak] - max(float(before.min()), float(after.min())) >= HAIRLINE
    return float(top + peak - at) if stands_out else float("nan")


def _held(line: RuleLine, crossing: Sequence[RuleLine], dpi: float) -> bool:
    """Whether both ends reach crossing rules that are longer than this one is far from them."""
    reach = REACH * dpi
    ends = [
        any(
            abs(other.place(line.at) - end) <= reach and other.start - reach <= line.at <= other.end + reach
            for other in crossing
            if other.length >= 0.3 * dpi
        )
        for end in (line.start, line.end)
    ]
    return all(ends)


def _find(mask: Mask, dark: Darkness, dpi: float, direction: Direction) -> list[RuleLine]:
    return [part for line in _chain(_pieces(mask, dpi, direction), dpi) for part in _solid_parts(dark, line, dpi)]


def _kernel(length: int, direction: Direction) -> NDArray[np.uint8]:
    shape = (length, 1) if direction == "horizontal" else (1, length)
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_RECT, shape), dtype=np.uint8)


def _pieces(mask: Mask, dpi: float, direction: Direction) -> list[RuleLine]:
    """Straight thin runs of ink; a slanted rule falls into several."""
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _kernel(max(3, int(DOT_GAP * dpi)), direction))
    long = cv2.morphologyEx(closed, cv2.MORPH_OPEN, _kernel(int(PIECE[direction] * dpi * 0.8), direction))
    _, _, stats, centroids = cv2.connectedComponentsWithStats(long, connectivity=8)
    found = []
    for (left, top, width, height, area), (x, y) in zip(stats[1:], centroids[1:], strict=True):
        extent, across = (width, height) if direction == "horizontal" else (height, width)
        start, middle = (left, y) if direction == "horizontal" else (top, x)
        thickness = area / max(extent, 1)
        if thickness <= MAX_THICKNESS * dpi and across <= max(MAX_THICKNESS * dpi, 0.03 * extent):
            found.append(RuleLine(direction, float(start), float(start + extent), float(middle)))
    return found


def _chain(pieces: list[RuleLine], dpi: float) -> list[RuleLine]:
    """Join pieces that continue one another, from the start of the direction on."""
    chains: list[list[RuleLine]] = []
    for piece in sorted(pieces, key=lambda p: p.start):
        fitting = [c for c in chains if _continues(c, piece, dpi)]
        if fitting:
            min(fitting, key=lambda c: abs(c[-1].at - piece.at)).append(piece)
        else:
            chains.append([piece])
    return [_joined(chain) for chain in chains]


def _continues(chain: list[RuleLine], piece: RuleLine, dpi: float) -> bool:
    last = chain[-1]
    gap = piece.start - max(p.end for p in chain)
    drift = max(2.5, CHAIN_DRIFT * dpi)
    known = max(p.end for p in chain) - min(p.start for p in chain)
    return -0.2 * dpi <= gap <= min(CHAIN_GAP * dpi, known, piece.length) and abs(last.at - piece.at) <= drift


def _joined(chain: list[RuleLine]) -> RuleLine:
    start, end = min(p.start for p in chain), max(p.end for p in chain)
    lengths = np.array([p.length for p in chain])
    middles = np.array([(p.start + p.end) / 2 for p in chain])
    places = np.array([p.at for p in chain])
    slope = 0.0
    if len(chain) > 1 and np.ptp(middles) > 0:
        slope = float(np.polyfit(middles, places, 1, w=np.sqrt(lengths))[0])
    centre = float(np.average(places, weights=lengths))
    at = centre + slope * ((start + end) / 2 - float(np.average(middles, weights=lengths)))
    return RuleLine(chain[0].direction, start, end, at, slope)


def without_rules(image: Image, rules: Sequence[RuleLine], dpi: float) -> Image:
    """A copy with the rules painted over in white."""
    bare = image.copy()
    for rule in rules:
        ends = [(rule.start, rule.place(rule.start)), (rule.end, rule.place(rule.end))]
        if rule.direction == "vertical":
            ends = [(y, x) for x, y in ends]
        a, b = ((round(x), round(y)) for x, y in ends)
        cv2.line(bare, a, b, 255, thickness=max(3, round(0.03 * dpi)))
    return bare
