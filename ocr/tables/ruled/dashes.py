"""Dashed rules made solid, before anything else looks at the page.

A detector of lines takes a row of dashes for print and a recogniser takes a dash beside a number for the digit one; a solid
rule misleads neither. Dashes that lie are told from print by their number and their even gaps. Those that stand begin anew in every
row, so that they are told by where they begin and end: at the rules above and below, which no digit touches.
Lengths in inches; the image is the working one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image
from ocr.tables.ruled.rules import ink_mask

# A dash is so thick at most and so long; gaps are no longer than this, and so many dashes make a rule.
THICK, SHORT, LONG = 0.035, 0.015, 0.12
GAP = 0.11
LEAST = 9
# A table has two rules at least with so many dashes; specks of a bad scan line up by sixes and sevens.
MANY = 16
# Most gaps are within this share of the middle one, or fewer of them and as many dashes, and nearly none are longer: where the
# edges of two cells meet they are shorter, or two dashes are one.
EVEN, EVENLY, MOSTLY, NEARLY = 0.4, 0.75, 0.6, 0.9
BESIDE = 0.01
# Of a rule that stands: an end leaves its rule by an arm of this length, and this share of the way is ink.
ARM, INKED = 0.03, 0.35
# Merged cells are no higher than this, and no row is lower.
ROW, LOW = 12.0, 0.13
# A standing rule is drawn no thicker than this: a thick one would cover the sides of numbers that are set against it.
THIN = 0.01
# So many standing rules that end at one height show where a page ends within a row.
COLUMNS, TOGETHER = 4, 0.06
# So far beside them, on one side, is paper but for grain.
CLEAR, GRAIN = (0.015, 0.03), 0.03
# Of the ink of a corner, beside that of two strokes as thick as the dashes.
CROSS = 1.3


@dataclass(frozen=True, slots=True)
class Dash:
    """A lying mark: from `left` to `right` at the height `y`, pixels; `corner` where dashes cross."""

    left: float
    right: float
    y: float
    thick: float
    corner: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A solid line through points (x, y), pixels; those of a line that lies are in rising order of x."""

    points: Sequence[tuple[float, float]]
    thick: int

    def y_at(self, x: float) -> float:
        """Its height at x, for a line that lies."""
        return float(self.ys_at(np.array([x]))[0])

    def ys_at(self, xs: NDArray[np.float64]) -> NDArray[np.float64]:
        """`y_at` for many."""
        course = np.array(self.points)
        return np.asarray(np.interp(xs, course[:, 0], course[:, 1]), dtype=np.float64)

    @property
    def ends(self) -> tuple[float, float]:
        """Its first and its last x."""
        return (self.points[0][0], self.points[-1][0])


def with_solid_rules(image: Image, dpi: float) -> Image:
    """The image with its dashed rules drawn through; the very same where there are none."""
    mask = ink_mask(image, dpi)
    runs = _runs(_dashes(mask, dpi), dpi)
    if sum(len(run) >= MANY for run in runs) < 2:
        return image
    lying = [_line(run) for run in runs]
    shade = int(np.percentile(image[mask > 0], 25))
    solid = image.copy()
    for line in (*lying, *_standing(mask, lying, dpi)):
        course = np.round(np.array(line.points)).astype(np.int32)
        cv2.polylines(solid, [course], isClosed=False, color=shade, thickness=line.thick)
    return solid


def _dashes(mask: NDArray[np.uint8], dpi: float) -> list[Dash]:
    """The lying marks of a dash's size, and the lying strokes of the corners where dashes cross."""
    _, found, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    labels = np.asarray(found, dtype=np.int32)
    left, top, width, height, area = stats[1:].T
    # Where two cells' edges meet, the last dash of one and the first of the other are one mark.
    flat = (height <= THICK * dpi) & (width >= SHORT * dpi) & (width <= 2 * LONG * dpi) & (width > height)
    dashes = [
        Dash(float(left[i]), float(left[i] + width[i]), float(top[i] + height[i] / 2), float(height[i]))
        for i in np.flatnonzero(flat)
    ]
    if len(dashes) < LEAST:
        return []
    thick = float(np.median([dash.thick for dash in dashes]))
    thin = (area <= CROSS * thick * (2 * width + height)) & (np.maximum(width, height) <= 2 * LONG * dpi)
    corners = np.flatnonzero(thin & ~flat & (width >= SHORT * dpi) & (height > THICK * dpi))
    return [*dashes, *(dash for i in corners.tolist() for dash in _lying_strokes(labels, i + 1, stats[i + 1], thick))]


def _lying_strokes(labels: NDArray[np.int32], mark: int, stat: NDArray[np.int32], thick: float) -> list[Dash]:
    """The strokes of a corner mark by its number in `labels`, two where a torn row begins right below a rule; `stat` is its
    left, top, width, height and area.

    Thin strokes that cross, and nothing else, have an ink of their lengths; print of their size has more.
    """
    left, top, width, height, area = stat.tolist()
    # Hundreds of marks a page: the page is never compared whole.
    filled = (labels[top : top + height, left : left + width] == mark).sum(axis=1)
    rows = np.flatnonzero(filled >= 0.8 * filled.max())
    strokes = np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1)
    if area > CROSS * thick * (len(strokes) * width + height):
        return []
    return [
        Dash(float(left), float(left + width), top + float(own.mean()) + 0.5, thick, corner=True) for own in strokes
    ]


def _runs(dashes: Sequence[Dash], dpi: float) -> list[list[Dash]]:
    """Dashes that follow one another in a line, as many and as closely as only a rule's do."""
    near: dict[int, list[list[Dash]]] = {}
    room = max(2, round(BESIDE * dpi))
    runs: list[list[Dash]] = []
    for dash in sorted(dashes, key=lambda d: d.left):
        place = round(dash.y / room)
        before = [
            run for key in (place - 1, place, place + 1) for run in near.get(key, []) if _follows(run[-1], dash, dpi)
        ]
        run = min(before, key=lambda r: abs(r[-1].y - dash.y), default=None)
        if run is None:
            run = []
            runs.append(run)
        else:
            near[round(run[-1].y / room)].remove(run)
        run.append(dash)
        near.setdefault(place, []).append(run)
    return [run for run in runs if len(run) >= LEAST and _is_even(run)]


def _is_even(run: Sequence[Dash]) -> bool:
    gaps, lengths = _gaps(run), np.array([dash.right - dash.left for dash in run])
    long = gaps > (1 + EVEN) * np.median(gaps)
    even = _alike(gaps) >= EVENLY or min(_alike(gaps), _alike(lengths)) >= MOSTLY
    return bool(even and long.mean() <= 1 - NEARLY)


def _alike(lengths: NDArray[np.float64]) -> float:
    """The share of lengths that are like the middle one."""
    middle = np.median(lengths)
    return float((np.abs(lengths - middle) <= EVEN * middle).mean())


def _gaps(run: Sequence[Dash]) -> NDArray[np.float64]:
    return np.array([after.left - before.right for before, after in pairwise(run)])


def _follows(last: Dash, dash: Dash, dpi: float) -> bool:
    return 0 < dash.left - last.right <= GAP * dpi and abs(dash.y - last.y) <= max(2.0, BESIDE * dpi)


def _line(run: Sequence[Dash]) -> Line:
    """Through the dashes, from corner to corner; where an end is none, a little further."""
    thick = max(2, round(float(np.median([dash.thick for dash in run]))))
    beyond = 1.5 * float(np.median(_gaps(run)))
    left = run[0].left - (0 if run[0].corner else beyond)
    right = run[-1].right + (0 if run[-1].corner else beyond)
    return Line(((left, run[0].y), *(((d.left + d.right) / 2, d.y) for d in run[1:-1]), (right, run[-1].y)), thick)


def _standing(mask: NDArray[np.uint8], lying: Sequence[Line], dpi: float) -> Iterator[Line]:
    """The dashed rules between two lying ones: an arm at one end, and no gap on the way that is longer than a dash's.

    Where a page ends within a row, all its rules end at one height.
    """
    stroke = np.ones((max(3, round(SHORT * dpi)), 1), np.uint8)
    upright = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, stroke), dtype=np.uint8)
    arm = max(4, round(ARM * dpi))
    for line in lying:
        for way in (1, -1):
            arms = [(x, _next(lying, x, line.y_at(x), way, arm)) for x in _arms(upright, line, arm, way)]
            cut = _cut(upright, line, [x for x, end in arms if np.isinf(end)], way, dpi)
            for x, end in arms:
                ends = sorted((line.y_at(x), cut if cut is not None and np.isinf(end) else end))
                if LOW * dpi <= ends[1] - ends[0] <= ROW * dpi and _is_dashed(upright, mask, x, ends, dpi):
                    yield Line(((x, ends[0]), (x, ends[1])), max(1, round(THIN * dpi)))


def _cut(upright: NDArray[np.uint8], line: Line, xs: Sequence[int], way: int, dpi: float) -> float | None:
    """Where a page's end cuts the row beyond its last lying rule: so many dashed rules end there together."""
    ends = sorted(_last_dash(upright, x, line.y_at(x), way, dpi) for x in xs)
    groups = ([other for other in ends if abs(other - end) <= TOGETHER * dpi] for end in ends)
    most = max(groups, key=len, default=[])
    return float(np.median(most)) if len(most) >= COLUMNS else None


def _last_dash(upright: NDArray[np.uint8], x: int, y: float, way: int, dpi: float) -> float:
    """Where the dashes that stand at `x` end, from a lying rule at `y` down (`way` 1) or up (-1)."""
    column = np.asarray(upright[:, max(0, x - 2) : x + 3].max(axis=1) > 0)
    rows = np.flatnonzero(column[round(y) :]) if way > 0 else np.flatnonzero(column[: round(y) + 1][::-1])
    gaps = np.flatnonzero(np.diff(rows) > GAP * dpi)
    last = rows[gaps[0]] if len(gaps) else rows[-1] if len(rows) else 0
    return round(y) + way * float(last)


def _next(lying: Sequence[Line], x: int, y: float, way: int, arm: int) -> float:
    """Where the next lying rule crosses x below (`way` 1) or above (-1); infinity where none does."""
    crossing = (line.y_at(x) for line in lying if line.ends[0] - arm <= x <= line.ends[1] + arm)
    return y + way * min((way * (at - y) for at in crossing if way * (at - y) > arm), default=float("inf"))


def _is_dashed(upright: NDArray[np.uint8], mask: NDArray[np.uint8], x: int, ends: Sequence[float], dpi: float) -> bool:
    """Whether dashes stand at x from end to end, and nothing but paper on one of their sides, as beside strokes of print."""
    top, bottom = round(ends[0]), round(ends[1])
    strip = np.asarray((upright[top:bottom, max(0, x - 2) : x + 3] > 0).any(axis=1))
    gaps = np.diff(np.flatnonzero(np.concatenate(([True], strip, [True]))))
    if strip.mean() < INKED or gaps.max() > GAP * dpi or not _leaves_a_rule(strip, dpi):
        return False
    near, far, inset = round(CLEAR[0] * dpi), round(CLEAR[1] * dpi), round(CLEAR[0] * dpi)
    rows = slice(top + inset, max(bottom - inset, top + inset + 1))
    sides = (mask[rows, max(0, x - far) : max(1, x - near)], mask[rows, x + near + 1 : x + far + 1])
    return min(float((side > 0).mean()) if side.size else 0.0 for side in sides) <= GRAIN


def _leaves_a_rule(strip: NDArray[np.bool_], dpi: float) -> bool:
    """Whether a dash begins at the rule at one end: in low rows the sides of digits and strokes of labels come near to both."""
    arm, met = max(4, round(ARM * dpi)), max(2, round(BESIDE * dpi))
    return any(bool(side[met : met + arm].all()) for side in (strip, strip[::-1]))


def _arms(upright: NDArray[np.uint8], line: Line, arm: int, way: int) -> list[int]:
    """Where, along a lying rule, a thin stroke goes down (`way` 1) or up (-1) from it."""
    xs = np.arange(max(0, int(line.ends[0]) - arm), min(upright.shape[1], int(line.ends[1]) + arm))
    ys = np.round(line.ys_at(xs.astype(np.float64))).astype(int) + way * line.thick
    rows = np.stack([upright[np.clip(ys + way * d, 0, upright.shape[0] - 1), xs] for d in range(arm)])
    found = np.flatnonzero((rows > 0).mean(axis=0) > 0.7)
    groups = np.split(found, np.flatnonzero(np.diff(found) > 2) + 1) if len(found) else []
    return [int(xs[group].mean()) for group in groups if len(group) <= arm]
