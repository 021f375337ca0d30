"""The text that a PDF page carries, as words with places, where it can be trusted. Runs in the child process only."""

import ctypes
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import category

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ocr.files.kangxi import plain_han
from ocr.page import Char, WorkWord

LEAST = 20
"""A page with fewer characters in its layer is recognised: a page number over a scan is no text layer."""
IMAGE_SHARE = 0.5
"""Where one image covers this much of the page, the page is a scan, and its text another program's recognition."""
SLANT = 2.0
"""Degrees that upright print is off by at most."""
BAD_SHARE = 0.01
"""Characters without meaning (private use, unassigned, replacement) in a sound layer."""
MOST_WIDE = 1.3
"""Of its line's height: the place of a character is no wider."""
TURNED = 0.2
"""A page with more of its characters lying sideways is recognised, which turns it upright."""
SMALL = 0.3
"""Of a line's height: full stops and commas."""
ASCENT, DESCENT = 0.8, 0.1
"""How far print reaches above and below its baseline, in sizes of the font."""
LOOSE, FIRM = 0.15, -0.15
"""How far beyond its founder's edges a line takes characters in, in heights: by their outlines, by the font's size."""
SAME_LEVEL = 0.3
"""Lines whose middles are nearer than this share of their height are one line in different cells."""
NOTE, RAISED = 0.85, 0.1
"""Sizes of a font: the digits of one number differ by less in size and in where they stand."""
GAP = 0.9
"""A space wider than this many character heights ends a run: between the columns of a table."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character: its text and its box in fractions of the page as a viewer shows it.

    `band` is from where to where its line reaches, by the size of the font: the same for all characters of a line, be
    they as low as a comma; where it is not known, that of the box. `room` is the width that the font gives it, from left
    to right: a narrow digit in a wide room stands next to the character beside it.
    """

    text: str
    box: tuple[float, float, float, float]
    band: tuple[float, float] | None = None
    room: tuple[float, float] | None = None

    @property
    def line(self) -> tuple[float, float]:
        """Top and bottom of its line."""
        return self.band or (self.box[1], self.box[3])


@contextmanager
def opened(source: Path) -> Iterator[Any]:
    """The PDF, closed at the end."""
    document = pdfium.PdfDocument(source)
    try:
        yield document
    finally:
        document.close()


def page_glyphs(document: Any, number: int) -> list[Glyph] | None:
    """The page's characters in the layer's order, or None where the page must be recognised instead."""
    page = document[number - 1]
    try:
        if _is_scan(page):
            return None
        text = page.get_textpage()
        try:
            glyphs = list(_glyphs(page, text))
            turned = _turned(page, text)
        finally:
            text.close()
    finally:
        page.close()
    return glyphs if _is_meaningful(glyphs) and turned <= TURNED * max(len(glyphs), 1) else None


def _is_scan(page: Any) -> bool:
    """Whether an image covers much of the page, or its text is invisible."""
    left, bottom, right, top = page.get_cropbox()
    area = max((right - left) * (top - bottom), 1.0)
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        a, b, c, d = item.get_bounds()
        seen = max(0.0, min(c, right) - max(a, left)) * max(0.0, min(d, top) - max(b, bottom))
        if seen > IMAGE_SHARE * area:
            return True
    return False


@dataclass(frozen=True, slots=True)
class PageBox:
    """A PDF page's crop box in points, origin bottom left, and its /Rotate."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @classmethod
    def of(cls, page: Any) -> "PageBox":
        """That of an open page."""
        left, bottom, right, top = page.get_cropbox()
        return cls(left, bottom, right, top, page.get_rotation())

    @property
    def height(self) -> float:
        """Points from the top to the bottom of the page as a viewer shows it."""
        return self.right - self.left if self.turn % 180 else self.top - self.bottom

    def fractions(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """A box given by its top left and bottom right corners, as a viewer shows it: left, top, right, bottom."""
        width, height = self.right - self.left, self.top - self.bottom
        box = ((x0 - self.left) / width, (self.top - y0) / height, (x1 - self.left) / width, (self.top - y1) / height)
        return _as_viewed(box, self.turn)


def _glyphs(page: Any, text: Any) -> Iterator[Glyph]:
    place = PageBox.of(page)
    box = [ctypes.c_double() for _ in range(4)]
    stamped = _stamped(page, text)
    loose = raw.FS_RECTF()
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        char = chr(code) if code else "\ufffd"
        if char.isspace() or code in (2, 0xAD) or not _is_visible(text, index) or index in stamped:
            continue
        if not raw.FPDFText_GetCharBox(text, index, *(ctypes.byref(edge) for edge in box)):
            continue
        x0, x1, y0, y1 = (edge.value for edge in box)
        if x1 <= x0 and y1 <= y0:
            continue
        if (
            (char.isdecimal() or char.isascii() or "\uff01" <= char <= "\uff5e")
            and raw.FPDFText_GetLooseCharBox(text, index, loose)
            and _holds(loose, x0, x1)
        ):
            x0, x1 = loose.left, loose.right
        shown = place.fractions(x0, y1, x1, y0)
        yield Glyph(plain_han(char), shown, _band(text, index, place), _room(text, index, place))


def _room(text: Any, index: int, place: PageBox) -> tuple[float, float] | None:
    """From where to where the font gives a character room."""
    loose = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(text, index, ctypes.byref(loose)):
        return None
    left, _, right, _ = place.fractions(loose.left, loose.top, loose.right, loose.bottom)
    return (left, right) if left < right else None


def _band(text: Any, index: int, place: PageBox) -> tuple[float, float] | None:
    """From where to where a character's line reaches, by its baseline and the size of its font."""
    x, y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
    placed = raw.FPDFText_GetCharOrigin(text, index, ctypes.byref(x), ctypes.byref(y))
    if not placed or not raw.FPDFText_GetMatrix(text, index, ctypes.byref(matrix)):
        return None
    size = raw.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d) / place.height
    base = place.fractions(x.value, y.value, x.value, y.value)[1]
    return (base - ASCENT * size, base + DESCENT * size) if size > 0 else None


def _holds(loose: Any, left: float, right: float) -> bool:
    """Whether the place of a character is that of an upright one, and holds its print.

    A one, a bracket or a full stop fills half of its place: the next digit seems far, the line seems indented.
    """
    return bool(
        loose.left <= left + 0.5
        and right - 0.5 <= loose.right
        and loose.right - loose.left < MOST_WIDE * abs(loose.top - loose.bottom)
    )


def _is_visible(text: Any, index: int) -> bool:
    """Render mode 3 is invisible: the layer that a recogniser laid over a scan."""
    item = raw.FPDFText_GetTextObject(text, index)
    return not item or raw.FPDFTextObj_GetTextRenderMode(item) != raw.FPDF_TEXTRENDERMODE_INVISIBLE


def _stamped(page: Any, text: Any) -> set[int]:
    """The letters of seals and watermarks by their index: at an angle to the lines of the page, one or two of a circle's
    by chance upright between such, or alone on their side."""
    rotation = page.get_rotation()
    printed = [i for i in range(text.count_chars()) if not chr(raw.FPDFText_GetUnicode(text, i)).isspace()]
    angles = [math.degrees(raw.FPDFText_GetCharAngle(text, i)) + rotation for i in printed]
    kinds = [_lean(angle) for angle in angles]
    if "slanted" not in kinds:
        return set()
    around = ["upright", *kinds, "upright"]
    return {
        index
        for index, before, kind, after in zip(printed, around, kinds, around[2:], strict=False)
        if kind == "slanted"
        or before == after == "slanted"
        or (kind == "sideways" and "sideways" not in (before, after))
    }


def _lean(angle: float) -> str:
    """How a character that is turned by so many degrees stands on the page as a viewer shows it."""
    off = angle % 90
    if min(off, 90 - off) > SLANT:
        return "slanted"
    return "sideways" if 45 < angle % 360 < 315 else "upright"


def _turned(page: Any, text: Any) -> int:
    """How many characters do not stand upright on the page as a viewer shows it: of a table set sideways."""
    rotation = page.get_rotation()
    angles = (math.degrees(raw.FPDFText_GetCharAngle(text, index)) for index in range(text.count_chars()))
    return sum(45 < (angle + rotation) % 360 < 315 for angle in angles)


def _as_viewed(box: tuple[float, float, float, float], degrees: int) -> tuple[float, float, float, float]:
    """A box of the unturned page on the page turned clockwise by /Rotate."""
    left, top, right, bottom = box
    return {
        90: (1 - bottom, left, 1 - top, right),
        180: (1 - right, 1 - bottom, 1 - left, 1 - top),
        270: (top, 1 - right, bottom, 1 - left),
    }.get(degrees, box)


def _is_meaningful(glyphs: Sequence[Glyph]) -> bool:
    if len(glyphs) < LEAST:
        return False
    bad = sum(category(glyph.text[:1]) in ("Co", "Cn", "Cs", "Cc") or "\ufffd" in glyph.text for glyph in glyphs)
    return bad <= BAD_SHARE * len(glyphs)


def words_of(glyphs: Sequence[Glyph], width: int, height: int) -> tuple[WorkWord, ...]:
    """Glyphs joined into runs: one line, no wide gap, as they follow one another in the layer or stand on the page."""
    boxes = np.array([glyph.box for glyph in glyphs]) * [width, height, width, height]
    bands = boxes.copy()
    bands[:, [1, 3]] = np.array([glyph.line for glyph in glyphs]) * height
    lines = _lines(bands, FIRM if all(glyph.band for glyph in glyphs) else LOOSE)
    return tuple(word for line in lines for word in _runs([glyphs[i] for i in line], boxes[line], width))


def _lines(boxes: np.ndarray, slack: float) -> list[list[int]]:
    """Indices of the glyphs of each line, top to bottom, each from left to right; `slack` widens a line's band by heights.

    Small marks (。，一) stand off the middle of their line: a line is founded by its tall glyphs, others join the line
    whose band holds their middle.
    """
    heights = boxes[:, 3] - boxes[:, 1]
    middles = (boxes[:, 1] + boxes[:, 3]) / 2
    bands: list[list[float]] = []
    members: list[list[int]] = []
    for i in sorted(range(len(boxes)), key=lambda i: -heights[i]):
        fitting = [
            n for n, (top, bottom) in enumerate(bands) if top <= middles[i] <= bottom and _near(boxes, members[n], i)
        ]
        if fitting:
            best = min(fitting, key=lambda n: (not _beside(boxes, members[n], i), abs(middles[i] - sum(bands[n]) / 2)))
            members[best].append(i)
        else:
            room = slack * heights[i]
            bands.append([boxes[i, 1] - room, boxes[i, 3] + room])
            members.append([i])
    rows = [sorted(line, key=lambda i: boxes[i, 0]) for line in _rejoined(boxes, bands, members)]
    return [rows[n] for level in _levels(boxes, rows) for n in level]


def _levels(boxes: np.ndarray, rows: Sequence[Sequence[int]]) -> list[list[int]]:
    """The numbers of lines from the top down, those at one height together, from the left."""
    middles = [float(np.median(boxes[row][:, [1, 3]])) for row in rows]
    heights = [float(np.median(boxes[row, 3] - boxes[row, 1])) for row in rows]
    levels: list[list[int]] = []
    for n in sorted(range(len(rows)), key=lambda n: middles[n]):
        if levels and middles[n] - middles[levels[-1][0]] < SAME_LEVEL * heights[n]:
            levels[-1].append(n)
        else:
            levels.append([n])
    return [sorted(level, key=lambda n: boxes[rows[n][0], 0]) for level in levels]


Band = tuple[float, float, list[int]]
"""Top and bottom of a line, and its glyphs' indices."""


def _rejoined(boxes: np.ndarray, bands: Sequence[Sequence[float]], members: Sequence[list[int]]) -> list[list[int]]:
    """Lines that were founded twice, far apart, and have grown together since, if only by a third between them."""
    lines = [(top, bottom, line) for (top, bottom), line in zip(bands, members, strict=True)]
    while len(joined := _joined_once(boxes, lines)) < len(lines):
        lines = joined
    return [line for _, _, line in lines]


def _joined_once(boxes: np.ndarray, bands: Sequence[Band]) -> list[Band]:
    lines: list[Band] = []
    for top, bottom, line in sorted(bands, key=lambda one: -len(one[2])):
        middle = (top + bottom) / 2
        same = (one for one in lines if one[0] < middle < one[1] and top < (one[0] + one[1]) / 2 < bottom)
        home = next((one for one in same if any(_near(boxes, one[2], i) for i in line)), None)
        if home is None:
            lines.append((top, bottom, list(line)))
        else:
            home[2].extend(line)
    return lines


def _near(boxes: np.ndarray, members: Sequence[int], i: int) -> bool:
    """Glyphs of one line stand within some heights of one another; a cell's line does not found its neighbour's."""
    return _gap(boxes, members, i) < 6


def _beside(boxes: np.ndarray, members: Sequence[int], i: int) -> bool:
    """A full stop belongs to the characters beside it, not to a line of the next cell at its own height."""
    tall = boxes[members[0], 3] - boxes[members[0], 1]
    return boxes[i, 3] - boxes[i, 1] > SMALL * tall or _gap(boxes, members, i) < 1


def _gap(boxes: np.ndarray, members: Sequence[int], i: int) -> float:
    """Paper between a glyph and the nearest of a line, in heights of the line's first."""
    others = boxes[members]
    gap = np.maximum(others[:, 0] - boxes[i, 2], boxes[i, 0] - others[:, 2]).min()
    return float(gap / (boxes[members[0], 3] - boxes[members[0], 1]))


def _runs(glyphs: Sequence[Glyph], boxes: np.ndarray, width: int) -> Iterator[WorkWord]:
    height = float(np.max(boxes[:, 3] - boxes[:, 1]))
    start = 0
    for n in range(1, len(glyphs) + 1):
        end = n == len(glyphs)
        if end or boxes[n, 0] - boxes[n - 1, 2] > GAP * height or _is_note(glyphs[n - 1], glyphs[n]):
            yield _word(glyphs[start:n], boxes[start:n], height, width)
            start = n


def _paper(left: Glyph, right: Glyph) -> float:
    """How far apart two characters stand beyond the room that their font gives each."""
    gap = right.box[0] - left.box[2]
    return min(gap, right.room[0] - left.room[1]) if left.room and right.room else gap


def _word(glyphs: Sequence[Glyph], boxes: np.ndarray, height: float, width: int) -> WorkWord:
    chars: list[Char] = []
    for n, (glyph, box) in enumerate(zip(glyphs, boxes, strict=True)):
        printed = chars[-1].text + glyph.text if n else ""
        if n and _paper(glyphs[n - 1], glyph) * width > 0.2 * height and _parted_by_space(printed):
            chars.append(Char(" ", 1.0, float(boxes[n - 1][2]), float(box[0])))
        share = (box[2] - box[0]) / len(glyph.text)
        for k, letter in enumerate(glyph.text):  # a ligature is several characters
            chars.append(Char(letter, 1.0, float(box[0] + k * share), float(box[0] + (k + 1) * share)))
    left, top = (float(v) for v in boxes[:, :2].min(axis=0))
    right, bottom = (float(v) for v in boxes[:, 2:].max(axis=0))
    return WorkWord("".join(c.text for c in chars), (left, top, right, bottom), 1.0, tuple(chars))


def _is_note(left: Glyph, right: Glyph) -> bool:
    """Whether two digits are not of one number: one is smaller or raised, as the mark of a footnote is."""
    if left.band is None or right.band is None or not (left.text + right.text).isdecimal():
        return False
    (top, bottom), (first, last) = left.band, right.band
    sizes = sorted((bottom - top, last - first))
    return sizes[0] < NOTE * sizes[1] or abs(bottom - last) > RAISED * sizes[1]


def _parted_by_space(pair: str) -> bool:
    """Whether paper between two characters is a space: in Latin text, and between digits of any width."""
    return pair.isascii() or all(char.isdecimal() for char in pair)
