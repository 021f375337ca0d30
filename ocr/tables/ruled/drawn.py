"""Tables from the lines that a digital page draws itself: exact places, so that an edge is ruled or it is not.

The lines are held against the picture first: what is clipped away or painted over rules nothing.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.page import DrawnRule, Image, WorkWord
from ocr.tables.ruled.grid import Grid, closed, merged, touching_groups, united_cells
from ocr.tables.ruled.rules import RuleLine

# Inches. Lines whose places differ by less lie on one another; pieces no further apart along them are one (dots, dashes).
SAME, GAP = 0.01, 0.05
# Lines this long are rules; print, drawn instead of written, falls into shorter ones.
SHORTEST = 0.1
# Grey levels darker than the paper beside it; pixels beside its place where a line may show; a longer gap is no dash's.
DARKER, BESIDE, HIDDEN = 8, 2, 0.12
# A lattice edge is ruled over this share of it; corners of double rules stay open by so many inches.
COVERED, CORNER = 0.9, 0.05
# Inches: how far apart rules that meet may end; how high a title row is at most.
TOUCH, TITLE = 0.05, 0.8


def rule_lines(drawn: Sequence[DrawnRule], image: Image, dpi: float) -> list[RuleLine]:
    """The drawn lines in pixels of `image`, their pieces joined, without what does not show."""
    scaled = [_scaled(rule, image) for rule in drawn]
    joined = [
        line
        for direction in ("horizontal", "vertical")
        for line in _joined([r for r in scaled if r.direction == direction], dpi)
    ]
    return [part for line in joined for part in _shown(line, image, dpi) if part.length >= SHORTEST * dpi]


def _scaled(rule: DrawnRule, image: Image) -> RuleLine:
    height, width = image.shape[:2]
    along, across = (width, height) if rule.direction == "horizontal" else (height, width)
    return RuleLine(rule.direction, rule.start * along, rule.end * along, rule.at * across)


def _joined(rules: Sequence[RuleLine], dpi: float) -> list[RuleLine]:
    """Pieces of one line as one."""
    joined: list[RuleLine] = []
    for level in _levels(rules, SAME * dpi):
        for rule in sorted(level, key=lambda r: r.start):
            last = joined[-1] if joined else None
            if last is not None and abs(last.at - rule.at) <= SAME * dpi and rule.start - last.end <= GAP * dpi:
                joined[-1] = RuleLine(rule.direction, min(last.start, rule.start), max(last.end, rule.end), last.at)
            else:
                joined.append(rule)
    return joined


def _levels(rules: Iterable[RuleLine], room: float) -> list[list[RuleLine]]:
    """Rules whose places are the same but for `room`, in rising order."""
    levels: list[list[RuleLine]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if levels and rule.at - levels[-1][0].at <= room:
            levels[-1].append(rule)
        else:
            levels.append([rule])
    return levels


def _shown(line: RuleLine, image: Image, dpi: float) -> list[RuleLine]:
    """The stretches of a line along which the picture is darker than beside it."""
    picture = image if line.direction == "horizontal" else image.T
    first, end = max(0, round(line.start)), min(picture.shape[1], round(line.end) + 1)
    at = round(line.at)
    around = picture[max(0, at - 4 * BESIDE) : at + 4 * BESIDE + 1, first:end]
    if around.size == 0:
        return []
    strip = picture[max(0, at - BESIDE) : at + BESIDE + 1, first:end]
    dark = np.flatnonzero(strip.min(axis=0) < np.median(around) - DARKER)
    parts = np.split(dark, np.flatnonzero(np.diff(dark) > HIDDEN * dpi) + 1) if len(dark) else []
    runs = [(float(first + part[0]), float(first + part[-1] + 1)) for part in parts]
    if runs == [(float(first), float(end))]:
        return [line]
    return [RuleLine(line.direction, a, b, line.at) for a, b in runs]


def drawn_grids(rules: Sequence[RuleLine], dpi: float, words: Sequence[WorkWord] = ()) -> list[Grid]:
    """All ruled tables of a page, from the top down; a lone line or a box of one cell is none.

    `words` tell a row without rules at its sides from the paper between two tables.
    """
    grids = [_grid(group, dpi) for group in _tables(touching_groups(rules, dpi, TOUCH), dpi, words)]
    return sorted((g for g in grids if g is not None and len(g.cells) > 1), key=lambda g: g.ys[0])


def _tables(groups: Sequence[list[RuleLine]], dpi: float, words: Sequence[WorkWord]) -> list[list[RuleLine]]:
    """The groups that cross, each with the rules over its title rows, which nothing crosses where the sides are open."""
    tables = [list(group) for group in groups if len({rule.direction for rule in group}) > 1]
    lone = [rule for group in groups for rule in group if len(group) == 1 and rule.direction == "horizontal"]
    for rule in sorted(lone, key=lambda r: -r.at):
        below = [table for table in tables if _is_over(rule, table, dpi, words)]
        if below:
            min(below, key=_top).append(rule)
    return tables


def _top(table: Sequence[RuleLine]) -> float:
    return min(rule.at for rule in table if rule.direction == "horizontal")


def _is_over(rule: RuleLine, table: Sequence[RuleLine], dpi: float, words: Sequence[WorkWord]) -> bool:
    """Whether a rule is as wide as a table, and right above it or with print between them."""
    lying = [r for r in table if r.direction == "horizontal"]
    start, end, top = min(r.start for r in lying), max(r.end for r in lying), _top(table)
    room = TOUCH * dpi
    if abs(rule.start - start) > room or abs(rule.end - end) > room or not 0 < top - rule.at <= TITLE * dpi:
        return False
    between = (w for w in words if rule.at < (w.box[1] + w.box[3]) / 2 < top and start < w.box[0] < end)
    return top - rule.at <= room or any(between)


def _grid(rules: Sequence[RuleLine], dpi: float) -> Grid | None:
    horizontal = [r for r in rules if r.direction == "horizontal"]
    vertical = [r for r in rules if r.direction == "vertical"]
    if len(horizontal) < 2 or not vertical:
        return None
    ys, open_top, open_bottom = closed(merged(horizontal, dpi), vertical, dpi)
    xs, _, _ = closed(merged(vertical, dpi), horizontal, dpi)
    if len(ys) < 2 or len(xs) < 2:
        return None
    across, down = _ruled(xs, ys, horizontal, dpi), _ruled(ys, xs, vertical, dpi).T
    across[0, :] = across[-1, :] = True
    down[:, 0] = down[:, -1] = True
    return Grid(tuple(xs), tuple(ys), tuple(united_cells(xs, ys, across, down)), open_top, open_bottom)


def _ruled(xs: Sequence[float], ys: Sequence[float], rules: Sequence[RuleLine], dpi: float) -> NDArray[np.bool_]:
    """Which lattice edges along x are ruled: shape (len(ys), len(xs) - 1)."""
    ruled = np.zeros((len(ys), len(xs) - 1), dtype=np.bool_)
    nearest = sorted(rules, key=lambda r: _nearest(ys, r.at))
    for level, members in groupby(nearest, key=lambda r: _nearest(ys, r.at)):
        spans = _spans(members, CORNER * dpi)
        for column, (left, right) in enumerate(pairwise(xs)):
            covered = sum(max(0.0, min(end, right) - max(start, left)) for start, end in spans)
            ruled[level, column] = covered >= COVERED * (right - left)
    return ruled


def _nearest(places: Sequence[float], at: float) -> int:
    return int(np.argmin(np.abs(np.asarray(places) - at)))


def _spans(rules: Iterable[RuleLine], room: float) -> list[tuple[float, float]]:
    """The stretches that rules of one level cover together, each a little longer than drawn."""
    spans: list[tuple[float, float]] = []
    for start, end in sorted((rule.start - room / 2, rule.end + room / 2) for rule in rules):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans
