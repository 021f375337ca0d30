"""The boxes of scanned words by their print: detectors draw them roomy, into the next column, or around two at once.

Columns without rules are told by where values begin and end. A value's box is drawn to its print, its digits to theirs, and
where the paper between two of them is wide, as between columns, it is two values.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np

from archive.boxes import around
from ocr.forms.values import clean
from ocr.image.greys import greys
from ocr.page import Char, Image, PixelBox, WorkWord
from ocr.tables.cells import may_be_value
from ocr.tables.unruled.phrases import cut_header, is_header

# Ink is darker than the crop's paper by this share of the way to its darkest.
DARK = 0.45
LEAST = 40
# Marks smaller than this are dust: inches.
DUST = 0.02
# A mark at the upper or lower edge of a box is the next line's, where it is lower than this share of the box.
NEXT_LINE = 0.4
# Two values stand further apart than this, in heights of the box; wide digits of one number stand closer.
APART = 0.7

# A piece of the header beside is narrower than this share of the box's height, and as many times nearer to its edge.
HALF, BESIDE = 0.5, 2.5

Run = tuple[int, int]
Mark = tuple[int, int, int, int]


def tight_values(words: Iterable[WorkWord], image: Image, dpi: float) -> tuple[WorkWord, ...]:
    """The same words, those that may be values drawn to their print and cut where it stands apart."""
    return tuple(part for word in words for part in _tight(word, image, dpi))


def _tight(word: WorkWord, image: Image, dpi: float) -> list[WorkWord]:
    if not clean(word.text):
        return [word]
    if not may_be_value(word.text):
        return [_tight_header(part, image, dpi) for part in cut_header(word)]
    runs = _runs(word.box, image, dpi, len(word.chars))
    if not runs or len(word.chars) != len(word.text):
        return [word]
    box = (runs[0][0], word.box[1], runs[-1][1], word.box[3])
    chars = _placed(word.chars, runs)
    room = APART * (word.box[3] - word.box[1])
    cuts = [(a[1] + b[0]) / 2 for a, b in pairwise(runs) if b[0] - a[1] > room]
    return _cut(replace(word, box=box, chars=chars), cuts)


def _tight_header(word: WorkWord, image: Image, dpi: float) -> WorkWord:
    """A part of a column's header as wide as its print; other words as they are."""
    if not is_header(word.text):
        return word
    left, _, right, _ = tight_box(word.box, image, dpi)
    return replace(word, box=(left, word.box[1], right, word.box[3]))


def _placed(chars: Sequence[Char], runs: Sequence[Run]) -> tuple[Char, ...]:
    """The characters at the runs of print where these are as many; else no further out than the print is."""
    if len(chars) == len(runs):
        return tuple(replace(c, left=a, right=b) for c, (a, b) in zip(chars, runs, strict=True))
    low, high = runs[0][0], runs[-1][1]
    return tuple(replace(c, left=min(max(c.left, low), high), right=max(min(c.right, high), low)) for c in chars)


def _cut(word: WorkWord, cuts: Sequence[float]) -> list[WorkWord]:
    """The word's parts between the cuts, none of them without a character; else the word alone."""
    edges = [word.box[0] - 1, *cuts, word.box[2] + 1]
    groups = [[c for c in word.chars if a <= (c.left + c.right) / 2 < b] for a, b in pairwise(edges)]
    if len(groups) < 2 or not all(groups) or sum(map(len, groups)) < len(word.chars):
        return [word]
    return [_part(word, group, a, b) for group, (a, b) in zip(groups, pairwise(edges), strict=True)]


def _part(word: WorkWord, group: Sequence[Char], low: float, high: float) -> WorkWord:
    left, right = max(low, word.box[0]), min(high, word.box[2])
    left = min(c.left for c in group) if left == low else left
    right = max(c.right for c in group) if right == high else right
    confidence = sum(c.confidence for c in group) / len(group)
    return WorkWord("".join(c.text for c in group), (left, word.box[1], right, word.box[3]), confidence, tuple(group))


def _runs(box: PixelBox, image: Image, dpi: float, count: int) -> list[Run]:
    """Where print stands in a box, from left to right; two pieces above one another are one run.

    More runs than the `count` of characters may be of the value beside.
    """
    marks = _marks(box, image, dpi)
    runs = _joined(marks)
    return _joined(_own(marks, box)) if len(runs) > count else runs


def _joined(marks: Sequence[Mark]) -> list[Run]:
    runs: list[Run] = []
    for left, _, right, _ in sorted(marks):
        if runs and left <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(right, runs[-1][1]))
        else:
            runs.append((left, right))
    return runs


def tight_box(box: PixelBox, image: Image, dpi: float) -> PixelBox:
    """The box around the print in a box, of its own line alone; the box itself where nothing is printed in it."""
    marks = _own(_marks(box, image, dpi), box)
    return around(marks) if marks else box


def _own(marks: Sequence[Mark], box: PixelBox) -> list[Mark]:
    """Without what reaches in at a side, and stands apart from the rest, from the header beside."""
    height = box[3] - box[1]
    runs = _joined(marks)
    if len(runs) < 2:
        return list(marks)
    low, high = runs[0][0], runs[-1][1]
    if low <= round(box[0]) and runs[0][1] - low < HALF * height < BESIDE * (runs[1][0] - runs[0][1]):
        low = runs[1][0]
    if high >= round(box[2]) and high - runs[-1][0] < HALF * height < BESIDE * (runs[-1][0] - runs[-2][1]):
        high = runs[-2][1]
    return [mark for mark in marks if low <= mark[0] and mark[2] <= high]


def _marks(box: PixelBox, image: Image, dpi: float) -> list[Mark]:
    """The boxes of connected print, without dust and what reaches in from the lines above and below."""
    left, top, right, bottom = (max(round(edge), 0) for edge in box)
    crop = image[top:bottom, left:right]
    if crop.size == 0:
        return []
    paper, darkest = greys(crop, 75, 1)
    mask = np.asarray(crop < min(paper - LEAST, paper - DARK * (paper - darkest)), dtype=np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    height = mask.shape[0]
    return [
        (left + x, top + y, left + x + w, top + y + h)
        for x, y, w, h, _ in stats[1:count].tolist()
        if max(w, h) >= DUST * dpi and not (h < NEXT_LINE * height and (y == 0 or y + h == height))
    ]
