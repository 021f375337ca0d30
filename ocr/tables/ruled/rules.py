"""Ruling lines of a page image: where ink fills long thin bands.

All lengths are in pixels of the working image (about 200 dpi); constants are given in inches and scaled by the dpi.
A rule may be broken, dotted, grey or a hairline; it is a chain of pieces that continue one another.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image
from ocr.tables.ruled.bands import Darkness, darkness, ruled_steps, step_edges
from ocr.tables.ruled.chains import Direction, broken_rules, chains, joined, reaching
from ocr.tables.ruled.chains import RuleLine as RuleLine

Mask = NDArray[np.uint8]

# The shortest piece that can be a rule: longer than a character of body text is wide, shorter than a row is high.
PIECE = {"horizontal": 0.30, "vertical": 0.17}
# Dots of a dotted rule stand closer than this; strokes of neighbouring characters do not line up over it.
DOT_GAP = 0.03
MAX_THICKNESS = 0.06
# A rule this long is one by itself; a shorter one must reach others at both its ends.
LONG = {"horizontal": 1.0, "vertical": 0.45}
# A chain as tall as this is no stroke of print: print may stand before it.
TALL = 1.0
# A rule that ends this near to another one reaches it.
REACH = 0.12
HELD = 0.06
# A rule may be broken over this length.
HOLE = 0.15
SMALL_HOLE = 0.3
CROSSING = 0.015
# A rule is painted over in stretches of this length (inches), each line of pixels that over such a share of it is this
# much darker than paper (grey levels): print touches rules over less.
BLOCK, MOST, PAPER, SHADE = 0.5, 0.75, 250, 12
# Half as thick as most rules are; a thick one that a printer or a fax drew in steps reaches further. Inches.
THIN = 0.015


def ink_mask(image: Image, dpi: float) -> Mask:
    """255 where a pixel is darker than its surroundings by enough to be print, hairlines included; else 0."""
    block = int(dpi * 0.16) | 1
    local = cv2.adaptiveThreshold(image, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 9)
    dark = cv2.threshold(image, 237, 255, cv2.THRESH_BINARY_INV)[1]
    return np.asarray(cv2.bitwise_and(local, dark), dtype=np.uint8)


def find_rules(image: Image, dpi: float) -> list[RuleLine]:
    """All rules of the page, horizontal first, in no particular order."""
    mask, dark = ink_mask(image, dpi), darkness(image)
    horizontal = _find(mask, dark, dpi, "horizontal")
    # Strokes of small print reach nearly from rule to rule: without the rules they are as short as they are.
    long = [h for h in horizontal if h.length >= LONG["horizontal"] * dpi]
    bare = _without_crossings(image, long, dpi)
    vertical = _find(ink_mask(bare, dpi), darkness(bare).T, dpi, "vertical", horizontal)
    vertical = [v for v in vertical if v.length >= LONG["vertical"] * dpi or _held(v, horizontal, dpi)]
    horizontal = [h for h in horizontal if h.length >= LONG["horizontal"] * dpi or _held(h, vertical, dpi)]
    return [*(reaching(h, vertical, dpi) for h in horizontal), *(reaching(v, horizontal, dpi) for v in vertical)]


def _solid_parts(dark: Darkness, line: RuleLine, dpi: float) -> list[RuleLine]:
    """The stretches of a chain that are really ruled: solid runs, joined over holes shorter than HOLE."""
    upright = line.direction == "vertical"
    edges = step_edges(line.start, line.end, dpi, fine=upright)
    ruled = ruled_steps(dark, edges, line.places, dpi, behind=upright and line.length >= TALL * dpi)
    step = line.length / len(ruled)
    least = PIECE[line.direction] * dpi / step
    runs = [run for run in _runs(ruled, hole=0) if run[1] - run[0] >= least * 0.9]
    return [
        RuleLine(line.direction, start, end, line.place((start + end) / 2), line.slope)
        for start, end in ((line.start + a * step, line.start + b * step) for a, b in _bridged(runs, HOLE * dpi / step))
    ]


def _runs(ruled: NDArray[np.bool_], hole: int) -> list[tuple[int, int]]:
    """Runs of True as (first, behind the last), holes of at most so many steps allowed."""
    return _bridged([(i, i + 1) for i in np.flatnonzero(ruled).tolist()], hole)


def _bridged(runs: Sequence[tuple[int, int]], hole: float) -> list[tuple[int, int]]:
    """Join runs over short holes; a hole is small beside both its runs, for a stroke near a rule's end is none of it."""
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        last = joined[-1] if joined else (0, -1)
        gap, shorter = start - last[1], min(last[1] - last[0], end - start)
        if joined and gap <= hole and (gap == 0 or gap <= SMALL_HOLE * shorter):
            joined[-1] = (last[0], end)
        else:
            joined.append((start, end))
    return joined


def _held(line: RuleLine, crossing: Sequence[RuleLine], dpi: float) -> bool:
    """Whether both ends reach crossing rules; the strokes of a character end before the rules of its cell."""
    reach = HELD * dpi
    ends = [
        any(
            other.start - reach <= line.at <= other.end + reach and abs(other.place(line.at) - end) <= reach
            for other in crossing
            if other.length >= 0.3 * dpi
        )
        for end in (line.start, line.end)
    ]
    return all(ends)


def _find(
    mask: Mask, dark: Darkness, dpi: float, direction: Direction, crossing: Sequence[RuleLine] | None = None
) -> list[RuleLine]:
    """The rules of one direction; of those that need `crossing` rules to be held by, only what some lie near."""
    pieces = _pieces(mask, dpi, direction)
    lines = [line for chain in chains(pieces, dpi) if (line := joined(chain)).length >= 0.9 * PIECE[direction] * dpi]
    if crossing is not None:
        lines = _with_company(lines, crossing, dpi)
    solid = [part for line in lines for part in _solid_parts(dark, line, dpi)]
    return [*solid, *broken_rules(pieces, mask if direction == "horizontal" else mask.T, crossing or (), dpi)]


def _with_company(chains: Sequence[RuleLine], crossing: Sequence[RuleLine], dpi: float) -> list[RuleLine]:
    """Without what no crossing rule can hold (see `_held`): on a page of prose these are the strokes of its letters."""
    room = 2 * HELD * dpi
    others = [other for other in crossing if other.length >= 0.3 * dpi]
    start, end = np.array([o.start for o in others]) - room, np.array([o.end for o in others]) + room
    places = [np.array([o.place(edge) for o in others]) for edge in (0.0, 1.0)]
    kept = []
    for line in chains:
        at = places[0] + (places[1] - places[0]) * line.at
        near = (start <= line.at) & (line.at <= end) & (line.start - room <= at) & (at <= line.end + room)
        if line.length >= LONG[line.direction] * dpi or near.any():
            kept.append(line)
    return kept


def _kernel(length: int, direction: Direction) -> NDArray[np.uint8]:
    shape = (length, 1) if direction == "horizontal" else (1, length)
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_RECT, shape), dtype=np.uint8)


def _pieces(mask: Mask, dpi: float, direction: Direction) -> list[RuleLine]:
    """Straight thin runs of ink; a slanted rule falls into several."""
    closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, _kernel(max(3, int(DOT_GAP * dpi)), direction))
    long = cv2.morphologyEx(closed, cv2.MORPH_OPEN, _kernel(int(PIECE[direction] * dpi * 0.8), direction))
    # Sixteen bits are enough for what survives the opening, and take a third of the time.
    _, _, stats, centroids = cv2.connectedComponentsWithStats(long, connectivity=8, ltype=cv2.CV_16U)
    found = []
    for (left, top, width, height, area), (x, y) in zip(stats[1:], centroids[1:], strict=True):
        extent, across = (width, height) if direction == "horizontal" else (height, width)
        start, middle = (left, y) if direction == "horizontal" else (top, x)
        thickness = area / max(extent, 1)
        if thickness <= MAX_THICKNESS * dpi and across <= max(MAX_THICKNESS * dpi, 0.03 * extent):
            found.append(RuleLine(direction, float(start), float(start + extent), float(middle)))
    return found


def _without_crossings(image: Image, rules: Sequence[RuleLine], dpi: float) -> Image:
    """A copy in which horizontal rules are filled from the paper or ink right above and below them.

    A vertical rule runs on through them, a stroke that ends short of them does not reach them.
    """
    bare, height, reach = image.copy(), image.shape[0], max(3, round(CROSSING * dpi))
    for rule in rules:
        xs = np.arange(max(0, int(rule.start)), min(image.shape[1], int(rule.end) + 1))
        rows = np.round(rule.places(xs.astype(np.float64))).astype(int)
        above, below = np.clip(rows - reach - 1, 0, height - 1), np.clip(rows + reach + 1, 0, height - 1)
        fill = (image[above, xs].astype(np.uint16) + image[below, xs]) // 2
        for offset in range(-reach, reach + 1):
            bare[np.clip(rows + offset, 0, height - 1), xs] = fill
    return bare


def without_rules(image: Image, rules: Sequence[RuleLine], dpi: float) -> Image:
    """A copy with the rules painted over in white, as thick as they show where no print touches them."""
    bare = image.copy()
    for rule in rules:
        along = np.arange(max(0, round(rule.start)), min(_extent(image, rule.direction), round(rule.end) + 1))
        for block in np.array_split(along, max(1, round(len(along) / (BLOCK * dpi)))):
            _paint(bare, image, rule, block, max(1, round(THIN * dpi)))
    return bare


def _extent(image: Image, direction: Direction) -> int:
    return int(image.shape[1] if direction == "horizontal" else image.shape[0])


def _paint(bare: Image, image: Image, rule: RuleLine, along: NDArray[np.int_], reach: int) -> None:
    """Paint a stretch of a rule white in `bare`: of the lines nearly within twice `reach` pixels those dark over most of it.

    A digit that stands against the rule keeps its side. All lines within `reach` are painted where none is, and where those are
    not dark: the rule is a row of dots, or steps aside.
    """
    lying = rule.direction == "horizontal"
    off = np.arange(1 - 2 * reach, 2 * reach)
    places = np.round(rule.places(along.astype(np.float64))).astype(int) + off[:, None]
    places = np.clip(places, 0, _extent(image, "vertical" if lying else "horizontal") - 1)
    across = np.broadcast_to(along, places.shape)
    where = (places, across) if lying else (across, places)
    dark = image[where] <= PAPER - SHADE
    mostly = np.mean(dark, axis=1) >= MOST
    aside = (abs(off) <= reach)[:, None] & ~dark[mostly].any(axis=0)
    painted = mostly[:, None] | aside | _border(mostly, dark)
    bare[where] = np.where(painted, 255, bare[where])


def _border(mostly: NDArray[np.bool_], dark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The pixels right beside a rule's lines that are its grey border: beyond them is paper, where a digit would go on."""
    beside = np.zeros_like(dark)
    lines = np.flatnonzero(mostly)
    if len(lines):
        first, last = int(lines[0]), int(lines[-1])
        if first >= 2:
            beside[first - 1] = ~dark[first - 2]
        if last + 2 < len(dark):
            beside[last + 1] = ~dark[last + 2]
    return beside
