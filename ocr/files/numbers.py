"""Which numbers of a text layer may be others than those that stand on the page.

A font names a digit that it does not draw, text is white, or lies beside or below a picture, a note or a patch: no sample of
a page's numbers finds one such cell. So every digit is held against the page's digits of its kind that a recogniser has
read. What a program prints twice in one font looks the same but for a fraction of a pixel, so that only few must be read.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.image.shapes import Shape, flattened, moved
from ocr.page import Char, Image, WorkWord

Mask = NDArray[np.bool_]

NUMBER = re.compile(r"[+＋\-－−–—]?[\d.．,，:：]*\d[件条项个次份宗篇部人万亿元]*")
"""A word with white space in it is two numbers, or one and a footnote's mark: whoever takes it for a value is told so."""
HIGH, WIDE = 24, 24
"""Pixels of the frame that a line's height fills."""
ALIKE, APART = 0.86, 0.03
"""A digit is like a proven one by this much, and more so than like any of another kind: on generated digital pages those of
one font are alike by 0.85 and more, 3 and 8 by 0.84 at most."""
INK, PRINT = 200, 170
"""Grey levels: whatever is no paper, as in `soundness`, and print beside a number, be it a line of a pixel."""
REACH, ABOVE, SIZE, AREA = 1.0, 0.2, 1.3, 6
"""Heights of the number's line: how far beside it and above or below, and how large, a mark is that may belong to it; pixels
that it has."""
NEAR, SMALLER = 0.3, 0.85
"""Heights of a number: how near the mark of a footnote is, and what it is lower than."""
FOURS = "4４"
"""Their bars run from side to side."""
MIDDLE = (0.3, 0.75)
"""Shares of a line's height: a number is struck out there."""


def is_number(word: WorkWord) -> bool:
    """Whether a word is a number, perhaps with its unit, and each of its characters has a place."""
    return len(word.chars) == len(word.text) and NUMBER.fullmatch(word.text) is not None


def unproven(words: Iterable[WorkWord], proven: Collection[WorkWord], image: Image) -> list[WorkWord]:
    """The numbers that must be read, for they do not look like the `proven` ones, which were."""
    known, numbers = _known(proven, image), list(filter(is_number, words))
    odd = [word for word in numbers if word not in proven and not _stands(word, known, image)]
    return [word for word in odd if not any(_is_note(word, number) for number in numbers)]


def struck(words: Iterable[WorkWord], image: Image) -> list[WorkWord]:
    """The numbers with a line through them, which are not said any more."""
    return [word for word in words if is_number(word) and _is_struck(word, image)]


def marked(words: Sequence[WorkWord], image: Image) -> list[WorkWord]:
    """The numbers beside which stands a mark that no character of the layer covers; their boxes reach around it."""
    rest = _beside(words, image)
    return [_widened(word) for word in words if is_number(word) and _is_marked(word, rest)]


def with_notes(words: Iterable[WorkWord]) -> list[WorkWord]:
    """The numbers with the mark of a footnote, and these marks: a crop of one shows the other."""
    numbers = list(filter(is_number, words))
    pairs = [(mark, number) for mark in numbers for number in numbers if _is_note(mark, number)]
    return [word for pair in pairs for word in pair]


def _is_note(word: WorkWord, number: WorkWord) -> bool:
    """Whether a word is the mark of a footnote at a number: its cell is in doubt for the two of them."""
    low, high = word.box[3] - word.box[1], number.box[3] - number.box[1]
    beside = abs(word.box[0] - number.box[2]) < NEAR * high
    return beside and low < SMALLER * high and number.box[1] < (word.box[1] + word.box[3]) / 2 < number.box[3]


@dataclass(frozen=True, slots=True)
class _Known:
    """Digits that were read, and what each looks like: flattened shapes, one a row."""

    kinds: tuple[str, ...]
    flats: Shape


def _known(proven: Iterable[WorkWord], image: Image) -> _Known:
    """The digits of numbers that were read, moved by up to a pixel each way."""
    found: dict[str, list[Shape]] = defaultdict(list)
    for word in proven:
        for char in _digits(word):
            found[char.text] += moved(_shape(word, char, image)[None])
    if not found:
        return _Known((), np.empty((0, HIGH * WIDE), np.float32))
    kinds = tuple(kind for kind, own in found.items() for _ in own)
    return _Known(kinds, flattened(np.concatenate([one for own in found.values() for one in own])))


def _digits(word: WorkWord) -> list[Char]:
    return [char for char in word.chars if char.text.isdecimal()]


def _stands(word: WorkWord, known: _Known, image: Image) -> bool:
    """Whether every digit looks like proven ones of its kind, and every other character is there at all."""
    if not all(_has_ink(word, char, image) for char in word.chars if not char.text.isspace()):
        return False
    digits = _digits(word)
    alike = flattened(np.stack([_shape(word, char, image) for char in digits])) @ known.flats.T
    return all(_is_like(row, char.text, known.kinds) for row, char in zip(alike, digits, strict=True))


def _is_like(alike: NDArray[np.float32], digit: str, kinds: Sequence[str]) -> bool:
    """Whether a digit is like known ones of its kind; `alike` tells it for each of the known, whose kinds are `kinds`."""
    own = max((value for value, kind in zip(alike.tolist(), kinds, strict=True) if kind == digit), default=0.0)
    other = max((value for value, kind in zip(alike.tolist(), kinds, strict=True) if kind != digit), default=0.0)
    return own >= max(ALIKE, other + APART)


def _place(word: WorkWord, char: Char) -> tuple[slice, slice]:
    """Rows and columns of the image in which a character stands, at least one of each."""
    top, bottom = max(round(word.box[1]), 0), max(round(word.box[3]), 1)
    left, right = max(round(char.left), 0), max(round(char.right), 1)
    return slice(top, max(bottom, top + 1)), slice(left, max(right, left + 1))


def _has_ink(word: WorkWord, char: Char, image: Image) -> bool:
    return bool((image[_place(word, char)] < INK).any())


def _shape(word: WorkWord, char: Char, image: Image) -> Shape:
    """A character's picture where it stands in its line: shape (`HIGH`, `WIDE`), 255 for black."""
    crop = image[_place(word, char)]
    frame = np.zeros((HIGH, WIDE), np.float32)
    if crop.size:
        wide = min(WIDE, max(1, round(crop.shape[1] * HIGH / crop.shape[0])))
        left = (WIDE - wide) // 2
        frame[:, left : left + wide] = cv2.resize(255 - crop, (wide, HIGH), interpolation=cv2.INTER_AREA)
    return frame


def _beside(words: Iterable[WorkWord], image: Image) -> Mask:
    """Where print stands that no character of the layer covers."""
    rest = np.asarray(image < PRINT)
    for word in words:
        top, bottom = max(round(word.box[1]) - 2, 0), round(word.box[3]) + 3
        for char in word.chars:
            if not char.text.isspace():
                rest[top:bottom, max(round(char.left) - 2, 0) : round(char.right) + 3] = False
    return rest


def _is_marked(word: WorkWord, rest: Mask) -> bool:
    """Whether a mark as small as a character stands beside or at a number, whole within reach."""
    left, top, right, bottom = word.box
    high = bottom - top
    rows = slice(max(round(top - ABOVE * high), 0), round(bottom + ABOVE * high))
    window = rest[rows, max(round(left - REACH * high), 0) : round(right + REACH * high)]
    if not window.any():
        return False
    _, _, stats, _ = cv2.connectedComponentsWithStats(window.astype(np.uint8), connectivity=8)
    x, y, wide, tall, area = stats[1:].T
    whole = (x > 0) & (y > 0) & (x + wide < window.shape[1]) & (y + tall < window.shape[0])
    return bool((whole & (area >= AREA) & (np.maximum(wide, tall) <= SIZE * high)).any())


def _widened(word: WorkWord) -> WorkWord:
    left, top, right, bottom = word.box
    reach = REACH * (bottom - top)
    return replace(word, box=(max(left - reach, 0.0), top, right + reach, bottom))


def _is_struck(word: WorkWord, image: Image) -> bool:
    """Whether a line runs through a digit from side to side of the room that its font gives it; the bars of fours may."""
    top, bottom = word.box[1], word.box[3]
    first, last = (round(top + share * (bottom - top)) for share in MIDDLE)
    runs = [(char.left, char.right) for char in word.chars if char.text.isdecimal() and char.text not in FOURS]
    pairs = ((a, b) for a, b in pairwise(word.chars) if a.text.isdecimal() and b.text.isdecimal())
    runs += [(a.left, b.right) for a, b in pairs if not (a.text in FOURS and b.text in FOURS)]
    return any(_is_full(image[max(first, 0) : last, max(round(a), 0) : max(round(b), 0)]) for a, b in runs)


def _is_full(crop: Image) -> bool:
    return bool(crop.size) and bool((crop < INK).all(axis=1).any())
