"""Values that the detector of lines left out: lone dashes and narrow digits are no lines of print to it.

Where no rules bound cells, columns are told by where values stand, and a table whose blanks are dashes would show none.
The page's own ink does: what stands apart from all words is read by itself, and is a word where it reads as a value.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.forms.values import clean
from ocr.page import Char, Image, LineText, OcrEngine, PixelBox, WorkPage, WorkWord
from ocr.tables.ink import PRINT_SIZE, WHITE, crop_of, print_level
from ocr.tables.ruled.grid import Grid
from ocr.tables.ruled.rules import RuleLine
from ocr.tables.voices.digits import DASHES
from ocr.tables.voices.slashes import FLATTEST, SLENDER, STEEPLY, lean_of

# Ink is darker than paper by this share of the way to the page's print: a dash is a thin stroke, half as dark when blurred.
DARK = 0.3
# The digits of one number stand closer than the first, strokes of one digit above one another closer than the second: inches.
BESIDE, ABOVE = 0.045, 0.025
# Values are no higher and no wider: inches.
HIGHEST, WIDEST = 0.25, 1.2
# Pixels around a word's box in which ink is the word's.
ROOM = 2
# More marks than the widest table has values are the grain of a bad scan.
MOST = 400
# So many strokes, each compared with each other, are grain, too, and would take minutes.
GRAINY = 1500
# A dash is so many times as wide as high, and between so many inches wide; so many others at least are like it, but for so
# many pixels: a hyphen of small print is no larger than a speck, which stands by itself.
FLAT, SHORTEST, LONGEST = 1.5, 0.02, 0.25
COMPANY, LIKE = 2, 2
# Inches: two dashes of large type, which a blank may be printed as; points of a dotted rule that stand closer reach further.
DOUBLE_DASH = 0.5
# Inches: no digit is lower, a mark so near to a table's rule is a piece of it, and blanks of two columns stand further apart.
LOWEST, AT_RULE, ROW_GAP = 0.045, 0.03, 0.12
# Heights of a mark: a digit is no wider.
BROADEST = 1.5
SLASH = "/"
VALUE = re.compile(rf"[+/0-9.,{re.escape(DASHES)}]+|无")
# A table of fewer cells has no more than a header and a row.
WHOLE = 12
EDGE = 6
"""Pixels of paper at the page's edges, which may be the lid of the scanner."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rules of a page, and the tables that they make."""

    rules: Sequence[RuleLine] = ()
    tables: Sequence[Grid] = ()


def with_missed_values(
    work: WorkPage, bare: Image, words: Sequence[WorkWord], ruling: Ruling, engine: OcrEngine
) -> tuple[WorkWord, ...]:
    """The words with what reads as a value and stands in none of them, nor between the rules of a whole table.

    `bare` is the page without its rules. Dashes that the detector took for one word are each a word of its own.
    """
    level = print_level(work)
    if level is None:
        return tuple(words)
    kept = [word for word in words if not _is_row_of_dashes(word)]
    taken = [*(word.box for word in kept), *(grid.box for grid in ruling.tables if _is_whole(grid))]
    boxes, dashes = _possible(_apart(_ink(bare, level), taken, work.dpi), ruling, work.dpi)
    marks = dict.fromkeys(dashes, DASHES[0]) | dict.fromkeys(_slashes(boxes, bare), SLASH)
    found = _read(boxes, marks, bare, work.dpi, engine)
    return (*kept, *found) if found else tuple(words)


def _possible(boxes: Sequence[PixelBox], ruling: Ruling, dpi: float) -> tuple[Sequence[PixelBox], Collection[PixelBox]]:
    """The boxes of print that may be a value, and which of these are dashes; none where they are too many, on a grainy page."""
    if sum(_is_stroke(box, dpi) for box in boxes) > GRAINY:
        return (), ()
    pieces = _pieces(boxes, dpi)
    apart = [b for b in boxes if b not in pieces and not (_is_flat(b) and _is_of_rule(b, ruling, AT_RULE * dpi))]
    dashes = _dashes(apart, dpi)
    possible = [box for box in apart if _is_sized(box, dpi) or box in dashes]
    return (possible, dashes) if len(possible) <= MOST else ((), ())


def _read(
    boxes: Sequence[PixelBox], marks: Mapping[PixelBox, str], bare: Image, dpi: float, engine: OcrEngine
) -> list[WorkWord]:
    """What reads as a value, each read by itself; `marks` are dashes and slashes, which often read as nothing."""
    page = (0.0, 0.0, float(bare.shape[1]), float(bare.shape[0]))
    lines = engine.read_lines([crop_of(bare, box, page, dpi) for box in boxes])
    read = [(_as_mark(line, marks[box]) if box in marks else line, box) for line, box in zip(lines, boxes, strict=True)]
    return [_word(line, box) for line, box in read if _is_value(line) and _has_room(line, box, dpi)]


def _as_mark(line: LineText, mark: str) -> LineText:
    """What was read; a dash or a slash, of which nothing is sure, where no character was."""
    return line if clean(line.text) else LineText(mark, 0.0)


def _has_room(line: LineText, box: PixelBox, dpi: float) -> bool:
    """Whether what was read can be printed there: recognisers read pieces of a rule as digits, which are higher, or a dash."""
    text = clean(line.text)
    wide, high = box[2] - box[0], box[3] - box[1]
    if set(text) <= set(DASHES):
        return wide <= DOUBLE_DASH * dpi
    return high >= LOWEST * dpi and wide <= BROADEST * high * len(text)


def _is_of_rule(box: PixelBox, ruling: Ruling, near: float) -> bool:
    """Whether a mark stands where a rule is, or one of a table's is in line with it: a scan leaves pieces of both."""
    middle = (box[1] + box[3]) / 2
    of_table = any(
        grid.xs[0] - near <= box[0] and box[2] <= grid.xs[-1] + near and any(abs(middle - y) <= near for y in grid.ys)
        for grid in ruling.tables
    )
    return of_table or any(_is_beside(box, rule, near) for rule in ruling.rules if rule.direction == "horizontal")


def _is_beside(box: PixelBox, rule: RuleLine, near: float) -> bool:
    """Whether a mark stands at a lying rule, between its ends."""
    off = rule.place((box[0] + box[2]) / 2) - (box[1] + box[3]) / 2
    return abs(off) <= near and rule.start - near <= box[0] and box[2] <= rule.end + near


def _is_whole(grid: Grid) -> bool:
    """Whether a table lost no rule, as far as it shows: a few cells are what is left of one whose rules are mostly gone."""
    return len(grid.cells) >= WHOLE and all(cell.square for cell in grid.cells)


def _is_row_of_dashes(word: WorkWord) -> bool:
    """Whether a word is nothing but dashes, which stand in cells of their own."""
    text = clean(word.text)
    return len(text) > 1 and all(char in DASHES for char in text)


def _ink(image: Image, level: float) -> NDArray[np.uint8]:
    mask = np.asarray(image < WHITE - DARK * (WHITE - level), dtype=np.uint8)
    mask[:EDGE], mask[-EDGE:], mask[:, :EDGE], mask[:, -EDGE:] = 0, 0, 0, 0
    return mask


def _apart(mask: NDArray[np.uint8], taken: Sequence[PixelBox], dpi: float) -> list[PixelBox]:
    """The boxes of what is printed as large as a value, and touches none of the boxes that are `taken`."""
    joined = cv2.dilate(mask, np.ones((round(ABOVE * dpi), round(BESIDE * dpi)), np.uint8))
    count, found = cv2.connectedComponents(joined, connectivity=8)
    labels = np.asarray(found, dtype=np.int32)
    free = np.ones(count, np.bool_)
    for left, top, right, bottom in ((round(edge) for edge in box) for box in taken):
        place = (slice(max(top - ROOM, 0), bottom + ROOM), slice(max(left - ROOM, 0), right + ROOM))
        free[labels[place][mask[place] > 0]] = False
    ys, xs = np.nonzero((mask > 0) & free[labels])  # most ink stands in words
    return _boxes(ys, xs, labels[ys, xs], count)


def _boxes(ys: NDArray[np.intp], xs: NDArray[np.intp], labels: NDArray[np.int32], count: int) -> list[PixelBox]:
    """The box of each part of a page's ink, by the places of its pixels and the numbers of their parts."""
    low, high = np.full((2, count), np.inf), np.full((2, count), -1.0)
    for axis, at in enumerate((xs, ys)):
        np.minimum.at(low[axis], labels, at)
        np.maximum.at(high[axis], labels, at)
    return [
        (float(low[0, n]), float(low[1, n]), float(high[0, n]) + 1, float(high[1, n]) + 1)
        for n in range(1, count)
        if high[0, n] >= 0
    ]


def _dashes(boxes: Sequence[PixelBox], dpi: float) -> set[PixelBox]:
    """Flat strokes in the company of others like them, which stand on one line with them or below one another."""
    flat = [box for box in boxes if _is_stroke(box, dpi)]
    return {box for box in flat if sum(_is_company(box, other) for other in flat) > COMPANY}


def _slashes(boxes: Sequence[PixelBox], image: Image) -> set[PixelBox]:
    """Strokes that lean as only slashes do, in the company of others like them."""
    upright = [b for b in boxes if b[3] - b[1] >= SLENDER * (b[2] - b[0])]
    leaning = [b for b in upright if (lean := lean_of(image, b)) is not None and STEEPLY <= lean <= FLATTEST]
    return {box for box in leaning if sum(_is_alike(box, other) for other in leaning) > COMPANY}


def _pieces(boxes: Sequence[PixelBox], dpi: float) -> set[PixelBox]:
    """Strokes that are pieces of one dashed rule: on one line, and nearer than the blanks of two columns."""
    flat = sorted(box for box in boxes if _is_stroke(box, dpi))
    found: set[PixelBox] = set()
    for at, one in enumerate(flat):
        near = [other for other in flat[at + 1 :] if 0 <= other[0] - one[2] <= ROW_GAP * dpi and _on_line(one, other)]
        found |= {one, *near} if near else set()
    return found


def _is_stroke(box: PixelBox, dpi: float) -> bool:
    return _is_flat(box) and SHORTEST * dpi <= box[2] - box[0] <= LONGEST * dpi


def _is_flat(box: PixelBox) -> bool:
    return box[2] - box[0] >= FLAT * (box[3] - box[1])


def _is_company(one: PixelBox, other: PixelBox) -> bool:
    in_column = abs(one[0] + one[2] - other[0] - other[2]) / 2 <= 2 * LIKE
    return _is_alike(one, other) and (_on_line(one, other) or in_column)


def _is_alike(one: PixelBox, other: PixelBox) -> bool:
    """Whether two marks are of one size."""
    wide, high = (abs((one[at + 2] - one[at]) - (other[at + 2] - other[at])) for at in (0, 1))
    return wide <= LIKE and high <= LIKE


def _on_line(one: PixelBox, other: PixelBox) -> bool:
    return abs(one[1] + one[3] - other[1] - other[3]) / 2 <= LIKE


def _is_sized(box: PixelBox, dpi: float) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    return max(wide, high) >= PRINT_SIZE * dpi and high <= HIGHEST * dpi and wide <= WIDEST * dpi


def _is_value(line: LineText) -> bool:
    return VALUE.fullmatch(clean(line.text)) is not None


def _dashed(text: str) -> str:
    return text.replace("一", "—")


def _word(line: LineText, box: PixelBox) -> WorkWord:
    """What was read as a word at the print's place, its characters side by side in it; 一 is a dash here, and no label."""
    line = replace(line, text=_dashed(line.text), chars=tuple(replace(c, text=_dashed(c.text)) for c in line.chars))
    wide = (box[2] - box[0]) / max(len(line.chars), 1)
    chars = tuple(
        Char(c.text, c.confidence, box[0] + at * wide, box[0] + (at + 1) * wide, c.alternatives)
        for at, c in enumerate(line.chars)
    )
    return WorkWord(line.text, box, line.confidence, chars, lone=True)
