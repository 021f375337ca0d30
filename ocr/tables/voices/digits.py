"""The digits of a number as pictures, held against the page's other digits: a page prints all its digits in one font.

No model is asked, so that what misleads recognisers does not mislead this: a digit that looks like the others of its kind
on the page, and unlike all other kinds, is what it was read as.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.image.greys import greys
from ocr.image.shapes import Shape, flattened, moved
from ocr.page import Image

HIGH, WIDE = 24, 20
"""Pixels: the size of a digit's shape."""
MARGIN = 2
SOFT = 0.8
"""Blur, pixels: strokes need not meet exactly."""
INK = 0.45
"""Of the way from paper to the darkest print."""
MAIN, LEAST = 0.45, 6
"""Marks at least so high, of the highest, and of so many pixels are print; smaller ones beside it are dust."""
UNIT, DIGIT, POINT = 1.0, 0.55, 0.3
"""Widths of characters, in ems."""
ASTRAY = 0.3
"""Ems: the gap before a unit is at most so far from where the widths put it."""
BEST = 3
"""A digit is compared with so many of each kind, those most like it."""
SIGN = 0.3
"""A mark beside the number that is as long as this share of its height is no dust: it may be a sign."""
EVEN = 0.8
BARE = 0.28
"""Heights: a stem is narrower; ones of common fonts are wider by their flag or foot."""
DASHES = "-－—–ー―−一"
STEM = 0.75
"""Of the highest column of a one: its stem."""
LOW, REACH = (0.45, 0.8), 0.25
"""Shares of a digit's height: between these rows, from the top, nothing of a one stands so far left of its stem. Of 184 ones on
fresh faxes eight did: two fours without their bar (0.32), two strokes of a misread number (0.6) and four read as a lone one that were not
told from other cells of that value (one 0.25; three 2.9, where more than a digit was cut out). All others had 0.20 at most."""
_NUMBER = re.compile(r"(\D*?)(\d[\d,]*(?:\.\d+)?)(\D*)")


@dataclass(frozen=True, slots=True, eq=False)
class NumberPrint:
    """The print of a number alone: its picture on white, where its ink is, its characters as they were read."""

    picture: Image
    mask: NDArray[np.bool_]
    text: str

    @property
    def height(self) -> int:
        """That of its digits, pixels."""
        return int(self.mask.shape[0])

    @property
    def is_even(self) -> bool:
        """Whether its digits are all as high: a piece of a rule that was read as a one is not."""
        rows = [np.flatnonzero(self.mask[:, a:b].any(axis=1)) for _, (a, b) in self._digits()]
        high = [int(np.ptp(own)) + 1 if len(own) else 0 for own in rows]
        return not high or min(high) >= EVEN * max(high)

    @property
    def is_broken(self) -> bool:
        """Whether it stands in more pieces than it has digits and points: each is printed in one."""
        return _pieces(self.mask) > len(self.text)

    @property
    def has_bare_one(self) -> bool:
        """Whether a one is nothing but a stem, or in pieces: without the flag and the foot that most fonts give it."""
        ones = self._ones()
        return not ones or any(_widest_row(one) < BARE * self.height or _pieces(one) > 1 for one in ones)

    @property
    def has_reaching_one(self) -> bool:
        """Whether a one reaches far to the left below its flag: it may be a four that lost its bar."""
        return any(_reach(one) >= REACH * self.height for one in self._ones())

    def _ones(self) -> list[NDArray[np.bool_]]:
        return [self.mask[:, a:b] for digit, (a, b) in self._digits() if digit == "1"]

    def _digits(self) -> list[tuple[str, tuple[int, int]]]:
        """Each digit with its first column and the one behind its last; none where they cannot be cut apart."""
        runs = zip(_characters(self.mask, len(self.text)), self.text, strict=False)
        return [(char, run) for run, char in runs if char != "."]

    @property
    def is_hollow(self) -> bool:
        """Whether nothing is printed in the middle, as of one nought and no other digit."""
        high, wide = self.mask.shape
        return not self.mask[round(0.3 * high) : round(0.7 * high), round(0.4 * wide) : round(0.6 * wide)].any()

    def widths(self) -> list[tuple[str, float]]:
        """Each digit with its width in heights of the number; none where they cannot be cut apart."""
        return [(digit, (b - a) / self.height) for digit, (a, b) in self._digits()]

    def shapes(self) -> list[tuple[str, Shape]]:
        """Each digit with its shape; none where they cannot be cut apart."""
        return [
            (digit, _shape(_trimmed(self.picture[:, a:b], self.mask[:, a:b]), self.height))
            for digit, (a, b) in self._digits()
            if self.mask[:, a:b].any()
        ]


def number_in(text: str) -> str:
    """The one number in a text, its sign, digits and point; "" where there is none or more."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return ""
    return ("-" if set(match[1]) & set(DASHES) else "") + match[2].replace(",", "")


def number_print(crop: Image, text: str) -> NumberPrint | None:
    """The number of a crop that shows `text`: one number, perhaps with units; None where it cannot be told from the rest."""
    match = _NUMBER.fullmatch(text)
    cleaned = _without_dust(crop)
    if match is None or cleaned is None or "," in match[2]:
        return None
    number = _without_units(*cleaned, match[1], match[2], match[3])
    return None if number is None else NumberPrint(*number, match[2])


def likenesses(shapes: Sequence[Shape], known: Mapping[str, Sequence[Shape]]) -> list[dict[str, float]]:
    """How like each shape is to each known kind, -1 to 1."""
    kinds = {kind: flattened(np.stack(own)) for kind, own in known.items() if own}
    return [{kind: _likeness(shape, flats) for kind, flats in kinds.items()} for shape in shapes]


def _likeness(shape: Shape, flats: Shape) -> float:
    """The mean of the best few, each at the best of nine places a pixel apart."""
    alike = (flats @ np.concatenate([flattened(one) for one in moved(shape[None])]).T).max(axis=1)
    return float(np.sort(alike)[-BEST:].mean())


def _without_dust(crop: Image) -> tuple[Image, NDArray[np.bool_]] | None:
    """The print of a crop on white paper, cut close, and where its ink is; None where there is none or more than a number."""
    paper, dark = greys(crop, 90, 1)
    ink = np.asarray(crop < paper - INK * (paper - dark), dtype=np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count < 2:
        return None
    print_marks = (stats[:, 3] >= MAIN * stats[1:, 3].max()) & (stats[:, 4] >= LEAST)
    print_marks[0] = False
    if not print_marks.any():
        return None
    left, top, right, bottom = _around(stats[print_marks])
    x, y, wide, high, area = stats.T
    inside = (x >= left - 1) & (x + wide <= right + 1) & (y >= top - 1) & (y + high <= bottom + 0.2 * (bottom - top))
    kept = print_marks | (inside & (area >= 4))
    kept[0] = False
    left_out = ~kept & (np.maximum(wide, high) >= SIGN * (bottom - top))
    if left_out[1:].any():
        return None
    mask = kept[labels]
    near = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    white = np.clip(crop.astype(np.float32) * (255 / max(paper, 1.0)), 0, 255).astype(np.uint8)
    left, top, right, bottom = _around(stats[kept])
    place = (slice(top, bottom), slice(left, right))
    return np.where(near, white, np.uint8(255))[place], mask[place]


def _around(stats: NDArray[np.int32]) -> tuple[int, int, int, int]:
    left, top = stats[:, 0].min(), stats[:, 1].min()
    return int(left), int(top), int((stats[:, 0] + stats[:, 2]).max()), int((stats[:, 1] + stats[:, 3]).max())


def _without_units(
    picture: Image, mask: NDArray[np.bool_], before: str, number: str, after: str
) -> tuple[Image, NDArray[np.bool_]] | None:
    """The part of the print that is the number, by the widths of what stands beside it; None where no gap is there."""
    ems = [sum(_ems(char) for char in part) for part in (before, number, after)]
    em = mask.shape[1] / sum(ems)
    gaps = [(a[1] + b[0]) / 2 for a, b in pairwise(_inked(mask))]
    edges = [0.0, float(mask.shape[1])]
    for side, wanted in ((0, ems[0]), (1, ems[0] + ems[1])):
        if ems[2 * side]:
            edges[side] = min(gaps, key=lambda gap: abs(gap - wanted * em), default=-em)
            if abs(edges[side] - wanted * em) > ASTRAY * em:
                return None
    left, right = round(edges[0]), round(edges[1])
    rows = np.flatnonzero(mask[:, left:right].any(axis=1))
    if not len(rows):
        return None
    place = (slice(rows[0], rows[-1] + 1), slice(left, right))
    return picture[place], mask[place]


def _ems(char: str) -> float:
    return POINT if char in ",." else UNIT if ord(char) > 0x2E80 else DIGIT


def _inked(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The runs of columns that hold ink."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.any(axis=0).astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _characters(mask: NDArray[np.bool_], count: int) -> list[tuple[int, int]]:
    """So many runs of columns: broken characters are joined, touching ones cut where the ink is thinnest."""
    runs = _inked(mask)
    while len(runs) > count:
        at = min(range(len(runs) - 1), key=lambda i: runs[i + 1][1] - runs[i][0])
        runs[at : at + 2] = [(runs[at][0], runs[at + 1][1])]
    while len(runs) < count:
        at = max(range(len(runs)), key=lambda i: runs[i][1] - runs[i][0])
        left, right = runs[at]
        if right - left < LEAST:
            return []
        room = (right - left) // 4
        cut = left + room + int(mask[:, left + room : right - room].sum(axis=0).argmin())
        runs[at : at + 1] = [(left, cut), (cut, right)]
    return runs


def _pieces(mask: NDArray[np.bool_]) -> int:
    """How many pieces of ink there are, but for those within another, as is the dot that some fonts have in their nought."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    boxes = [(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:count].tolist()]
    return sum(not any(_encloses(outer, box) for outer in boxes) for box in boxes)


def _encloses(outer: tuple[int, int, int, int], inner: tuple[int, int, int, int]) -> bool:
    return outer[0] < inner[0] and outer[1] < inner[1] and outer[2] > inner[2] and outer[3] > inner[3]


def _reach(one: NDArray[np.bool_]) -> int:
    """Pixels from the left of a one's stem to the furthest ink beside it, in the rows below the flag and above the foot."""
    if not one.any():
        return 0
    high = one.sum(axis=0)
    stem = int(np.flatnonzero(high >= STEM * high.max())[0])
    top, bottom = (round(share * one.shape[0]) for share in LOW)
    beside = np.flatnonzero(one[top:bottom, :stem].any(axis=0))
    return stem - int(beside[0]) if len(beside) else 0


def _widest_row(mask: NDArray[np.bool_]) -> int:
    """Pixels from the first to the last ink of a row, the most of all rows: that of a stem is narrow though it leans."""
    return max((int(np.ptp(np.flatnonzero(row))) + 1 for row in mask if row.any()), default=0)


def _trimmed(picture: Image, mask: NDArray[np.bool_]) -> Image:
    rows = np.flatnonzero(mask.any(axis=1))
    return picture[rows[0] : rows[-1] + 1]


def _shape(picture: Image, height: int) -> Shape:
    """In the middle of a frame, at the scale at which a digit of `height` pixels fills it."""
    scale = (HIGH - 2 * MARGIN) / height
    high = min(HIGH, max(1, round(picture.shape[0] * scale)))
    wide = min(WIDE, max(1, round(picture.shape[1] * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    frame = np.zeros((HIGH, WIDE), np.float32)
    top, left = (HIGH - high) // 2, (WIDE - wide) // 2
    frame[top : top + high, left : left + wide] = cv2.resize(255 - picture, (wide, high), interpolation=way)
    return np.asarray(cv2.GaussianBlur(frame, (0, 0), SOFT), dtype=np.float32)
