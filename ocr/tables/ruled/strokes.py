"""Strokes of print that pass for a rule: in low rows they reach from the rule above to the rule below.

A vertical rule goes on from row to row, and no rule runs through a line of Han characters set as closely as the rest of it.
An edge of the lattice that stands in one row only, or through such lines only, is print or the grain of a bad scan, unless
it is as dark as the table's rules are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from ocr.page import Char, PixelBox, WorkWord
from ocr.tables.ruled.chains import RuleLine

Lines = NDArray[np.float64]
"""Shape (n, 3): left, right and the middle's height of what no rule runs through, pixels of the working image."""

# Characters on both sides of a rule stand further apart than this, in pitches of their line: a cell keeps some room.
PITCH = 1.3
# How far the first and the last character of a line reach beyond their middles, in pitches.
HALF = 0.4
# The usual pitch of Han characters, in heights of the detected line.
USUAL = 0.85
# A horizontal rule over so much of its length within lines of that many Han characters, but for this share of their height at
# the top and at the bottom, is made of their strokes: bold headings of faxes run together.
WITHIN, CHARACTERS, MARGIN = 0.6, 3, 0.15
# So many rules that end at one show where a table does.
TOGETHER = 2
# An edge in one row only must stand out this much beside the table's other edges.
AS_DARK = 0.6


def without_print(rules: Sequence[RuleLine], words: Iterable[WorkWord], height: float) -> list[RuleLine]:
    """The rules but for horizontal ones that run along within lines of print no higher than `height`, pixels."""
    lines = [word.box for word in words if sum(map(_is_han, word.chars)) >= CHARACTERS and _height(word) <= height]
    return [rule for rule in rules if rule.direction == "vertical" or _within(rule, lines) < WITHIN * rule.length]


def inside_print(rules: Iterable[RuleLine], words: Iterable[WorkWord]) -> frozenset[int]:
    """The `id` of each upright rule that stands within a line of Han characters, and is hardly higher than it."""
    lines = [word.box for word in words if sum(map(_is_han, word.chars)) >= CHARACTERS]
    return frozenset(
        id(rule) for rule in rules if rule.direction == "vertical" and any(_stands_in(rule, line) for line in lines)
    )


def _stands_in(rule: RuleLine, line: PixelBox) -> bool:
    left, top, right, bottom = line
    common = min(rule.end, bottom) - max(rule.start, top)
    return left < rule.at < right and common >= WITHIN * rule.length


def without_tails(rules: Sequence[RuleLine], near: float) -> list[RuleLine]:
    """The rules; upright ones end where their table does, not with a stroke of the print beyond that stands in line with them.

    There others end, within `near` pixels of a lying rule; those of a table that a page break cuts go on together.
    """
    lying = [rule for rule in rules if rule.direction == "horizontal"]
    upright = [rule for rule in rules if rule.direction == "vertical"]
    cut = {id(rule): _without_tails(rule, lying, upright, near) for rule in upright}
    return [cut.get(id(rule), rule) for rule in rules]


def _without_tails(rule: RuleLine, lying: Sequence[RuleLine], upright: Sequence[RuleLine], near: float) -> RuleLine:
    crossed = [o for o in lying if o.start - near <= rule.at <= o.end + near]
    levels = sorted(
        ((o.place(rule.at), o) for o in crossed if rule.start - near <= o.place(rule.at) <= rule.end + near),
        key=itemgetter(0),
    )
    if len(levels) < 2:
        return rule
    (first, top), (last, bottom) = levels[0], levels[-1]
    start = (
        first if first - rule.start > near and _is_end(top, [o.start for o in upright], upright, near) else rule.start
    )
    end = last if rule.end - last > near and _is_end(bottom, [o.end for o in upright], upright, near) else rule.end
    return (
        rule
        if (start, end) == (rule.start, rule.end)
        else replace(rule, start=start, end=end, at=rule.place((start + end) / 2))
    )


def _is_end(level: RuleLine, ends: Sequence[float], upright: Sequence[RuleLine], near: float) -> bool:
    """Whether more upright rules end at a lying one than go on beyond it, and two at least."""
    at = [(end, o) for end, o in zip(ends, upright, strict=True) if level.start - near <= o.at <= level.end + near]
    ending = sum(abs(end - level.place(o.at)) <= near for end, o in at)
    crossing = sum(o.start + near < level.place(o.at) < o.end - near for _, o in at)
    return ending >= TOGETHER and ending > crossing


def _height(word: WorkWord) -> float:
    return word.box[3] - word.box[1]


def _within(rule: RuleLine, lines: Iterable[PixelBox]) -> float:
    """How much of a rule's length runs within the lines."""
    found = 0.0
    for left, top, right, bottom in lines:
        start, end, inset = max(rule.start, left), min(rule.end, right), MARGIN * (bottom - top)
        if start < end and top + inset < rule.place((start + end) / 2) < bottom - inset:
            found += end - start
    return found


def han_lines(words: Iterable[WorkWord]) -> Lines:
    """The stretches of evenly set Han characters."""
    found = [line for word in words if len(word.chars) == len(word.text) for line in _stretches(word)]
    return np.array(found, dtype=np.float64).reshape(-1, 3)


def _stretches(word: WorkWord) -> list[tuple[float, float, float]]:
    chars = [char for char in word.chars if char.text.strip()]
    middles = [(char.left + char.right) / 2 for char in chars]
    gaps = [b - a for (a, b), pair in zip(pairwise(middles), pairwise(chars), strict=True) if all(map(_is_han, pair))]
    height = word.box[3] - word.box[1]
    pitch = min(float(np.median(gaps)), height) if gaps else USUAL * height
    middle = (word.box[1] + word.box[3]) / 2
    inner = [
        (a, b, middle)
        for (a, b), pair in zip(pairwise(middles), pairwise(chars), strict=True)
        if any(map(_is_han, pair)) and b - a <= PITCH * pitch
    ]
    ends = [
        (m - HALF * pitch, m + HALF * pitch, middle) for m, char in zip(middles, chars, strict=True) if _is_han(char)
    ]
    return [*inner, *ends]


def _is_han(char: Char) -> bool:
    return "\u4e00" <= char.text <= "\u9fff"


def through_lines(xs: Sequence[float], ys: Sequence[float], lines: Lines) -> NDArray[np.bool_]:
    """Which vertical lattice edges would run through a line of Han characters: shape (len(ys) - 1, len(xs))."""
    through = np.zeros((len(ys) - 1, len(xs)), dtype=np.bool_)
    rows = np.searchsorted(ys, lines[:, 2]) - 1
    for j, x in enumerate(xs):
        hit = (lines[:, 0] < x) & (x < lines[:, 1]) & (rows >= 0) & (rows < len(ys) - 1)
        through[rows[hit], j] = True
    return through


def without_strokes(
    down: NDArray[np.bool_], relief: NDArray[np.float64], through: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """The ruled vertical edges, without strokes of print; all of shape (rows, columns + 1).

    `relief` tells how far each edge stands out, `through` which run through a line of Han characters.
    """
    kept = down.copy()
    usual = _usual_relief(down & ~through, relief)
    for j in range(down.shape[1]):
        for first, end in _runs(down[:, j]):
            rows = slice(first, end)
            lone = end - first == 1 < len(down) and relief[first, j] < AS_DARK * usual
            if through[rows, j].all() or lone:
                kept[rows, j] = False
    return kept


def _usual_relief(down: NDArray[np.bool_], relief: NDArray[np.float64]) -> float:
    """That of edges which go on in the next row."""
    found = relief[going_on(down)]
    return float(np.median(found)) if found.size else 0.0


def going_on(down: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The ruled vertical edges, shape (rows, columns + 1), that go on in the row above or below."""
    others = np.zeros_like(down)
    others[1:] |= down[:-1]
    others[:-1] |= down[1:]
    return down & others


def _runs(column: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches of True as (first, behind the last)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], column, [False])).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
