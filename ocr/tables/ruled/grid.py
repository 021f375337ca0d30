"""Ruling lines -> tables of cells: a lattice of candidate lines, of which every edge must prove itself by ink.

Places are pixels of the working image. A lattice has `xs` and `ys` in rising order; lattice cell (i, j) lies between
ys[i], ys[i+1] and xs[j], xs[j+1]. Neighbours without a ruled edge between them are one (merged) cell.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.image.greys import grey
from ocr.page import Image, PixelBox, WorkWord
from ocr.tables.ruled.bands import Darkness, darkness, ruled_shares, step_edges
from ocr.tables.ruled.ghosts import without_ghosts
from ocr.tables.ruled.rules import HELD, LONG, REACH, RuleLine
from ocr.tables.ruled.strokes import (
    Lines,
    going_on,
    han_lines,
    inside_print,
    through_lines,
    without_print,
    without_strokes,
    without_tails,
)

Cores = NDArray[np.float64]

# Rules closer than this are one (a double rule): inches.
SAME_RULE = 0.055
# An edge of the lattice is ruled over at least this share: one step of four may be lost to noise.
EDGE_SHARE = 0.74
WHOLE = 0.99
# One step of six may be lost where a rule that was found in the next row goes on behind print.
BEHIND = 0.8
# Two may be lost where it was found above and below.
AMONG = 0.6
FADED = 0.4
# Strokes that touch the rule between two lines of labels leave this share of it standing out, and text alone far less; a
# label that may be judged so is this wide (inches), for the bars of a lone 三 fill a narrow one.
BESIDE_TEXT, WIDE = 0.6, 0.8
MIN_ROWS_OF_RULES = 2
# So many edges through lines of print, and this share of all: a stroke may pass for an edge here and there.
MANY, CROSSED = 2, 0.3
# Beside a page's darkest print (this percentile of its darkness), what shows through has a fifth of it.
DARKEST, PALE = 99.5, 0.4
# A column without a rule at its side: so many rules end together there, so far out (inches; a character of print is as wide).
SIDE_RULES = 3
SIDE_WIDTH = 0.12


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell: first and last lattice row and column (inclusive) and its box. `square` is False for a union of odd shape."""

    top: int
    bottom: int
    left: int
    right: int
    box: PixelBox
    square: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    """One ruled table. `open_top` and `open_bottom`: the table runs on beyond its last rule there (a page break)."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    open_top: bool = False
    open_bottom: bool = False

    @property
    def box(self) -> PixelBox:
        """The table's outline."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


@dataclass(frozen=True, slots=True)
class _Print:
    """Where print keeps rules out: the middles of characters, and lines of Han characters (see `ocr.tables.ruled.strokes`)."""

    cores: Cores
    lines: Lines


def find_grids(image: Image, rules: Sequence[RuleLine], dpi: float, words: Sequence[WorkWord] = ()) -> list[Grid]:
    """All ruled tables of a page, from the top down; a lone line or a box of one cell is none.

    `words` keep an edge from being made of print: no rule runs through the middle of a character.
    """
    print_ = _Print(_character_cores(words), han_lines(words))
    rules, dark = without_print(rules, words, _tallest(words)), darkness(image)
    inside = inside_print(rules, words)
    printed = [rule for group in touching_groups(rules, dpi) for rule in without_ghosts(group, dark, dpi, inside)]
    printed = without_tails(printed, HELD * dpi)
    grids = [_grid(dark, group, dpi, print_) for group in touching_groups(printed, dpi)]
    return sorted((g for g in grids if g is not None and len(g.cells) > 1), key=lambda g: g.ys[0])


def touching_groups(rules: Sequence[RuleLine], dpi: float, reach: float = REACH) -> list[list[RuleLine]]:
    """Rules that touch one another, or come as near as `reach` (inches)."""
    parents = list(range(len(rules)))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = parents[i]
        return i

    for i, a in enumerate(rules):
        for j in range(i + 1, len(rules)):
            if a.direction != rules[j].direction and _touch(a, rules[j], reach * dpi):
                parents[root(i)] = root(j)
    groups: dict[int, list[RuleLine]] = {}
    for i, rule in enumerate(rules):
        groups.setdefault(root(i), []).append(rule)
    return list(groups.values())


def _touch(a: RuleLine, b: RuleLine, reach: float) -> bool:
    horizontal, vertical = (a, b) if a.direction == "horizontal" else (b, a)
    x = vertical.place(horizontal.at)
    y = horizontal.place(vertical.at)
    return (
        horizontal.start - reach <= x <= horizontal.end + reach and vertical.start - reach <= y <= vertical.end + reach
    )


def _grid(dark: Darkness, rules: Sequence[RuleLine], dpi: float, print_: _Print) -> Grid | None:
    horizontal = [r for r in rules if r.direction == "horizontal"]
    vertical = [r for r in rules if r.direction == "vertical"]
    if len(horizontal) < MIN_ROWS_OF_RULES or not vertical:
        return None
    ys, open_top, open_bottom = closed(merged(horizontal, dpi), vertical, dpi)
    xs, _open_left, _open_right = closed(merged(vertical, dpi), horizontal, dpi)
    if len(ys) < 2 or len(xs) < 2:
        return None
    across, _relief, shares = _ruled_rows(dark, xs, ys, dpi, horizontal)
    turned, relief, upright = _ruled_rows(dark.T, ys, xs, dpi, vertical, low=True)
    printed = _through_print(xs, ys, print_.cores)
    across &= ~printed
    # Where marks stand between rules, a recogniser knows their places roughly: a rule that runs on from row to row is none of them.
    turned &= ~_through_print(ys, xs, print_.cores[:, [1, 0, 3, 2]]) | going_on((turned & (upright >= BEHIND)).T).T
    through = through_lines(xs, ys, print_.lines)
    if _is_behind_prose(turned.T & through, turned.T, relief.T, dark):
        return None
    down = without_strokes(turned.T, relief.T, through)
    across[0, :] = across[-1, :] = True
    down[:, 0] = down[:, -1] = True
    across |= _ruled_along_labels(across, np.where(printed, 0, shares), down, np.diff(xs), dpi)
    return Grid(tuple(xs), tuple(ys), tuple(united_cells(xs, ys, across, down)), open_top, open_bottom)


def _is_behind_prose(
    crossed: NDArray[np.bool_], down: NDArray[np.bool_], relief: NDArray[np.float64], dark: Darkness
) -> bool:
    """Whether a table shows through from the back of the sheet: many of its inner vertical edges, far paler than the page's
    darkest print, run through lines of print.
    """
    inner = crossed[:, 1:-1]
    many = int(inner.sum()) >= MANY and inner.sum() >= CROSSED * int(down[:, 1:-1].sum())
    return many and float(np.median(relief[:, 1:-1][inner])) < PALE * grey(dark, DARKEST)


def merged(rules: Iterable[RuleLine], dpi: float) -> list[float]:
    """The places of rules, those of a double rule taken together, weighted by length."""
    groups: list[list[RuleLine]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if groups and rule.at - groups[-1][-1].at <= SAME_RULE * dpi:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    return [float(np.average([r.at for r in g], weights=[r.length for r in g])) for g in groups]


def closed(places: list[float], crossing: Sequence[RuleLine], dpi: float) -> tuple[list[float], bool, bool]:
    """Close the lattice where the crossing rules end: a side without a rule, an edge cut by the page break."""
    weights = sorted(crossing, key=lambda r: -r.length)[: max(1, len(crossing) // 2)]
    first, last = float(np.median([r.start for r in weights])), float(np.median([r.end for r in weights]))
    if crossing[0].direction == "horizontal":
        ordered = sorted(crossing, key=lambda r: r.at)
        first = -_side([-r.start for r in ordered], -min(first, places[0]), dpi)
        last = _side([r.end for r in ordered], max(last, places[-1]), dpi)
    open_first = places[0] - first > REACH * dpi
    open_last = last - places[-1] > REACH * dpi
    return [*([first] if open_first else []), *places, *([last] if open_last else [])], open_first, open_last


def _side(ends: Sequence[float], edge: float, dpi: float) -> float:
    """Where the rules that run on beyond `edge` end together, or `edge` itself; `ends` are those of rules in order.

    A first column without a rule at its side, whose label is merged over most rows, is bounded by few rules: most of
    them begin at the column's inner edge. The table's outermost rule bounds all its columns, so it counts twice.
    """
    counted = [*ends, ends[0], ends[-1]]
    beyond = sorted(end for end in counted if end - edge > SIDE_WIDTH * dpi)
    groups = ([other for other in beyond if abs(other - end) <= SAME_RULE * dpi] for end in reversed(beyond))
    return next((float(np.median(group)) for group in groups if len(group) >= SIDE_RULES), edge)


def _ruled_rows(
    dark: Darkness,
    xs: Sequence[float],
    ys: Sequence[float],
    dpi: float,
    rules: Sequence[RuleLine],
    *,
    low: bool = False,
) -> tuple[NDArray[np.bool_], NDArray[np.float64], NDArray[np.float64]]:
    """Which horizontal lattice edges are ruled, how far each stands out, and which share: of shape (len(ys), len(xs) - 1).

    An edge lies on a rule that was found, and stands out as a band; where no rule was found it must stand out whole. `low`:
    the image is transposed, and the stretches are rows, in which a rule whose next stretch is ruled may stand behind print.
    """
    stretches = [_inner_edges(a, b, dpi) for a, b in pairwise(xs)]
    proven = _proven(ys, rules, dpi) if low else np.zeros(len(ys), dtype=np.bool_)
    measured = [ruled_shares(dark, stretches, _level(y), dpi, low=long) for y, long in zip(ys, proven, strict=True)]
    shares, relief = np.array([m[0] for m in measured]), np.array([m[1] for m in measured])
    ruled = (shares >= EDGE_SHARE) & (_covered(xs, ys, rules, dpi) | (shares >= WHOLE))
    ruled |= _covered(xs, ys, [rule for rule in rules if rule.broken], dpi)
    # A stretch that faded between two stretches of the same rule is ruled, if something of it is left.
    between = np.zeros_like(ruled)
    between[:, 1:-1] = ruled[:, :-2] & ruled[:, 2:]
    ruled |= between & (shares >= FADED)
    return _grown(ruled, shares, proven) if low else ruled, relief, shares


def _proven(ys: Sequence[float], rules: Sequence[RuleLine], dpi: float) -> NDArray[np.bool_]:
    """Which lines of the lattice have a rule too long for a stroke of print."""
    long = [rule.at for rule in rules if rule.length >= LONG["vertical"] * dpi]
    return np.array([any(abs(at - y) <= SAME_RULE * dpi for at in long) for y in ys], dtype=np.bool_)


def _grown(ruled: NDArray[np.bool_], shares: NDArray[np.float64], proven: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The ruled stretches of each line, and on proven ones likely ones that follow from those on, or stand between two."""
    likely, maybe = (shares >= BEHIND) & proven[:, None], (shares >= AMONG) & proven[:, None]
    grown, reached = ruled | (maybe & _reached(ruled, maybe) & _reached(ruled, maybe, back=True)), ruled
    for back in (False, True):
        reached = reached | (likely & _reached(ruled, likely, back=back))
    return grown | reached


def _reached(ruled: NDArray[np.bool_], through: NDArray[np.bool_], *, back: bool = False) -> NDArray[np.bool_]:
    """Which stretches follow a ruled one on their line, forth or back, with none between that is not `through`."""
    reached = ruled.copy()
    for step in range(1, ruled.shape[1]):
        at, before = (-1 - step, -step) if back else (step, step - 1)
        reached[:, at] |= through[:, at] & reached[:, before]
    return reached


def _ruled_along_labels(
    across: NDArray[np.bool_],
    shares: NDArray[np.float64],
    down: NDArray[np.bool_],
    widths: NDArray[np.float64],
    dpi: float,
) -> NDArray[np.bool_]:
    """The edges between two wide cells that a rule beside them runs on along: where print fills the lines of a table,
    its strokes touch the rules, and of an edge in many short stretches some always fail.
    """
    ruled = np.zeros_like(across)
    for i in range(1, len(across) - 1):
        for a, b in pairwise(np.flatnonzero(down[i - 1] | down[i]).tolist()):
            runs_on = (a > 0 and across[i, a - 1]) or (b < len(widths) and across[i, b])
            wide = widths[a:b].sum() >= WIDE * dpi
            if runs_on and wide and np.average(shares[i, a:b], weights=widths[a:b]) >= BESIDE_TEXT:
                ruled[i, a:b] = True
    return ruled


def _level(at: float) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    return lambda along: np.full(len(along), at)


def _covered(xs: Sequence[float], ys: Sequence[float], rules: Sequence[RuleLine], dpi: float) -> NDArray[np.bool_]:
    """Which edges lie on found rules over half of their length."""
    lengths = np.diff(xs)
    covered = np.zeros((len(ys), len(xs) - 1))
    for rule in rules:
        level = int(np.argmin(np.abs(np.array(ys) - rule.at)))
        if abs(ys[level] - rule.at) <= SAME_RULE * dpi:
            common = np.minimum(xs[1:], rule.end) - np.maximum(xs[:-1], rule.start)
            covered[level] += np.maximum(common, 0) / lengths
    return np.asarray(covered >= 0.5, dtype=np.bool_)


def _inner_edges(start: float, end: float, dpi: float) -> NDArray[np.float64]:
    inset = min(0.015 * dpi, (end - start) * 0.1)
    return step_edges(start + inset, end - inset, dpi)


def _character_cores(words: Sequence[WorkWord]) -> Cores:
    """The inner halves of the characters of single lines: (left, top, right, bottom) a row."""
    tallest = _tallest(words)
    found = [
        _core((char.left + char.right) / 2, word.box)
        for word in words
        if word.box[3] - word.box[1] <= tallest
        for char in word.chars
        if char.text.strip()
    ]
    return np.array(found, dtype=np.float64).reshape(-1, 4)


def _tallest(words: Iterable[WorkWord]) -> float:
    """How high a single line may be; higher words are several lines that were taken for one."""
    heights = [word.box[3] - word.box[1] for word in words]
    return 1.8 * float(np.median(heights)) if heights else 0.0


def _core(middle: float, line: PixelBox) -> PixelBox:
    _, top, _, bottom = line
    height = bottom - top
    return (middle - 0.2 * height, top + 0.3 * height, middle + 0.2 * height, bottom - 0.3 * height)


def _through_print(xs: Sequence[float], ys: Sequence[float], cores: Cores) -> NDArray[np.bool_]:
    """Which horizontal lattice edges would run through a character: shape (len(ys), len(xs) - 1)."""
    through = np.zeros((len(ys), len(xs) - 1), dtype=np.bool_)
    columns = np.searchsorted(xs, (cores[:, 0] + cores[:, 2]) / 2) - 1
    for i, y in enumerate(ys):
        hit = (cores[:, 1] < y) & (y < cores[:, 3]) & (columns >= 0) & (columns < len(xs) - 1)
        through[i, columns[hit]] = True
    return through


def united_cells(
    xs: Sequence[float], ys: Sequence[float], across: NDArray[np.bool_], down: NDArray[np.bool_]
) -> list[GridCell]:
    """Unite lattice cells that no ruled edge parts; `across` is (rows + 1, columns), `down` (rows, columns + 1)."""
    rows, columns = len(ys) - 1, len(xs) - 1
    owner = np.arange(rows * columns).reshape(rows, columns)
    for i in range(rows):
        for j in range(columns):
            if j and not down[i, j]:
                owner[owner == owner[i, j]] = owner[i, j - 1]
            if i and not across[i, j]:
                owner[owner == owner[i, j]] = owner[i - 1, j]
    return [_cell(xs, ys, owner == label) for label in dict.fromkeys(owner.ravel().tolist())]


def _cell(xs: Sequence[float], ys: Sequence[float], member: NDArray[np.bool_]) -> GridCell:
    rows, columns = np.nonzero(member)
    top, bottom, left, right = int(rows.min()), int(rows.max()), int(columns.min()), int(columns.max())
    square = len(rows) == (bottom - top + 1) * (right - left + 1)
    return GridCell(top, bottom, left, right, (xs[left], ys[top], xs[right + 1], ys[bottom + 1]), square)
