"""Single strokes that were read as the digit one: those that lean are slashes, where the page's digits stand upright.

A slash says that nothing is stated, which is far from one, and both readers take it for one with full confidence.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from archive.records import CellReading
from ocr.forms.values import clean
from ocr.image.greys import median_grey
from ocr.page import Image, PixelBox
from ocr.tables.cells import CellContent
from ocr.tables.voices.slant import LEANING, ONE, lean

# Degrees from the vertical, measured on the fonts of `tests/ocr/test_slant.py`: slashes lean 14 and more, noughts less
# than 2, ones about 3 to the left for their flag; what lies between is in doubt.
SLASH, UPRIGHT, FLAG = 11.0, 3.5, 3.0
# No digit of a slanted font leans as far (they lean 16 at most), and no slash further than the second.
STEEP, FLATTEST = 21.0, 48.0
# So many strokes together show on an average how far they lean, with no more room for noise.
STEEPLY, MANY = 17.5, 8
# On a noisy page a one may seem to lean: so many strokes within so many degrees of one another are slashes. On a clean page a
# pair is enough, and one alone where some reader takes it for a slash.
COMPANY, PAIR, ALIKE = 3, 2, 4.0
# A stroke is this much higher than wide and as high as this share of its box; else it is a part of one.
SLENDER, WHOLE = 1.1, 0.45
# Paper is clean where no more of it than this is darker than paper by GRAIN grey levels.
CLEAN, GRAIN = 0.02, 40
# Pixels: joins the parts of a faint stroke.
BLUR = 1.2
# Where the digits do not show that they stand upright, nothing that leans is trusted.
LEANING_TRUST = 0.3
# A stroke alone, or behind the unit of the indicator table.
STROKE = re.compile(r"(?P<before>\D*?)(?P<stroke>[1lI|丨/丿])")
# What a recogniser may take a single stroke for; together they say that it is one.
SLASHES = "/／丿"
STROKES = frozenset("1lI|丨" + SLASHES)
ROUND = frozenset("08")
ONE_DIGIT = re.compile(r"\D*?(?P<digit>[081lI|丨])")


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a cell's largest mark leans, degrees, None where it is no whole stroke; whether the paper around it is clean; and
    whether some reader takes it for a slash."""

    angle: float | None
    clean: bool
    seen: bool = False

    @property
    def company(self) -> int:
        """How many strokes that lean alike must stand on the page, itself included."""
        return COMPANY if not self.clean else 1 if self.seen else PAIR

    def is_slash(self, others: Sequence[float], *, upright: bool, slope: float) -> bool:
        """Whether it leans as only slashes do, among the angles of all strokes of the page; `slope` is that of its type."""
        if self.angle is None or not SLASH <= self.angle <= FLATTEST:
            return False
        alike = [other for other in others if abs(other - self.angle) <= ALIKE]
        steep = STEEPLY if len(alike) >= MANY and float(np.median(alike)) >= STEEPLY else STEEP
        return (self.angle >= steep + slope or upright) and len(alike) >= self.company


def settled(groups: Sequence[Sequence[CellContent]], image: Image) -> list[list[CellContent]]:
    """The contents of a page's tables with the slashes among their ones; `image` is the working page."""
    upright, slope = _type_of([content for contents in groups for content in contents], image)
    strokes = [[_stroke_of(content, image) for content in contents] for contents in groups]
    angles = [s.angle for row in strokes for s in row if s is not None and s.angle is not None]
    return [
        [
            content
            if stroke is None
            else _settled(content, stroke, slash=stroke.is_slash(angles, upright=upright, slope=slope))
            for content, stroke in zip(contents, row, strict=True)
        ]
        for contents, row in zip(groups, strokes, strict=True)
    ]


def _stroke_of(content: CellContent, image: Image) -> Stroke | None:
    """The stroke of a cell that some reader took for one; None where no reader did."""
    box = content.stroke_box or content.print_box
    if box is None or not any(STROKE.fullmatch(clean(reading.raw)) for reading in content.readings):
        return None
    seen = any(not set(SLASHES).isdisjoint(reading.raw) for reading in content.readings)
    return replace(_measured(image, box), seen=seen)


def _type_of(contents: Sequence[CellContent], image: Image) -> tuple[bool, float]:
    """Whether some digit of the page shows upright type, and degrees that italics lean: its noughts and eights on the whole."""
    found = [(digit, angle) for content in contents for digit, angle in _digit_lean(content, image)]
    round_ones = [angle for digit, angle in found if digit not in ONE]
    slope = float(np.median(round_ones)) if len(round_ones) >= COMPANY else 0.0
    if slope > LEANING:
        return False, slope
    return any(abs(angle) < UPRIGHT for _, angle in found), 0.0


def _digit_lean(content: CellContent, image: Image) -> list[tuple[str, float]]:
    """The one digit that a cell shows, alone or behind its unit, and how it leans, but for what a one's flag adds."""
    found = {match["digit"] for reading in content.readings if (match := ONE_DIGIT.fullmatch(clean(reading.raw)))}
    box = content.stroke_box or content.print_box
    if len(found) != 1 or box is None:
        return _digits_lean(content, image)
    (digit,) = found
    return [(digit, _angle(image, box) + (FLAG if digit in ONE else 0.0))]


def _digits_lean(content: CellContent, image: Image) -> list[tuple[str, float]]:
    """How the round digits of a number lean that is printed in as many marks."""
    texts, box = {clean(reading.raw) for reading in content.readings}, content.print_box
    number = texts.pop() if len(texts) == 1 else ""
    if box is None or len(number) < 2 or not number.isdecimal():
        return []
    crop = crop_at(image, box)
    marks = _marks(crop)
    return [
        (digit, _lean(crop, mark))
        for digit, mark in zip(number, marks, strict=False)
        if digit in ROUND and len(marks) == len(number)
    ]


def lean_of(image: Image, box: PixelBox) -> float | None:
    """Degrees that the single stroke in a box leans, None where its print is no whole stroke."""
    return _measured(image, box).angle


def _settled(content: CellContent, stroke: Stroke, *, slash: bool) -> CellContent:
    if stroke.angle is not None and stroke.angle < LEANING:
        return content
    if slash and all(STROKE.fullmatch(clean(reading.raw)) for reading in content.readings):
        return replace(content, readings=tuple(_as_slash(reading) for reading in content.readings))
    return replace(content, readings=tuple(_weakened(content.readings)))


def _as_slash(reading: CellReading) -> CellReading:
    """The reading with a slash for its stroke; sure as far as the recogniser is that it is some stroke."""
    before = STROKE.fullmatch(clean(reading.raw))
    others = sum(other.confidence for other in reading.alternatives if other.char in STROKES)
    raw = f"{before['before'] if before else ''}/"
    return reading.model_copy(
        update={"raw": raw, "confidence": min(1.0, reading.confidence + others), "alternatives": ()}
    )


def _weakened(readings: Iterable[CellReading]) -> Iterable[CellReading]:
    return (r.model_copy(update={"confidence": min(r.confidence, LEANING_TRUST)}) for r in readings)


def _angle(image: Image, box: PixelBox) -> float:
    """The lean of the largest mark in a box, 0 where there is none: specks beside a stroke must not turn its axis."""
    crop = crop_at(image, box)
    mark = largest_mark(crop)
    return _lean(crop, mark) if mark is not None else 0.0


def _measured(image: Image, box: PixelBox) -> Stroke:
    """The stroke in a box, if need be joined from its parts."""
    crop = crop_at(image, box)
    for seen in (crop, cv2.GaussianBlur(crop, (0, 0), BLUR) if crop.size else crop):
        mark = largest_mark(np.asarray(seen, dtype=np.uint8))
        if mark is not None and _is_whole(mark):
            return Stroke(_lean(crop, mark), _is_clean(crop, mark))
    return Stroke(None, clean=False)


def crop_at(image: Image, box: PixelBox) -> Image:
    """The part of the working image in a box."""
    left, top, right, bottom = (round(edge) for edge in box)
    return image[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]


def largest_mark(crop: Image) -> NDArray[np.bool_] | None:
    """The mark of a crop with the most ink."""
    count, labels, stats = _parts(crop)
    return np.asarray(labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))) if count > 1 else None


def _marks(crop: Image) -> list[NDArray[np.bool_]]:
    """The marks of a crop from left to right."""
    count, labels, stats = _parts(crop)
    order = sorted(range(1, count), key=lambda n: int(stats[n, cv2.CC_STAT_LEFT]))
    return [np.asarray(labels == n) for n in order]


def _parts(crop: Image) -> tuple[int, NDArray[np.int32], NDArray[np.int32]]:
    """How many parts a crop has, paper included, the number of the part at each pixel, and their statistics."""
    if crop.size == 0:
        return 0, np.zeros((0, 0), np.int32), np.zeros((0, 5), np.int32)
    paper = median_grey(crop)
    mask = np.asarray(crop < paper - 0.4 * (paper - float(crop.min())), dtype=np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return count, np.asarray(labels, np.int32), np.asarray(stats, np.int32)


def _is_whole(mark: NDArray[np.bool_]) -> bool:
    rows, columns = np.flatnonzero(mark.any(axis=1)), np.flatnonzero(mark.any(axis=0))
    height, width = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
    return height >= SLENDER * width and height >= WHOLE * len(mark)


def _near(mark: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.asarray(cv2.dilate(mark.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)


def _is_clean(crop: Image, mark: NDArray[np.bool_]) -> bool:
    beside = crop[~_near(mark)]
    return beside.size == 0 or float(np.mean(beside < np.median(crop) - GRAIN)) <= CLEAN


def _lean(crop: Image, mark: NDArray[np.bool_]) -> float:
    return lean(np.where(_near(mark), crop, np.uint8(np.median(crop))))
