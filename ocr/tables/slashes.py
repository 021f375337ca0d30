"""Single strokes that were read as the digit one: those that lean are slashes, where the page's digits stand upright.

A slash says that nothing is stated, which is far from one, and both readers take it for one with full confidence.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import cv2
import numpy as np

from archive.records import CellReading
from ocr.forms.values import clean
from ocr.page import Image, PixelBox
from ocr.tables.cells import CellContent
from ocr.tables.slant import LEANING, ONE, lean

# Degrees from the vertical, measured on the fonts of `tests/ocr/test_slant.py`: slashes lean 14 and more, noughts less
# than 2, ones about 3 to the left for their flag; what lies between is in doubt.
SLASH, UPRIGHT, FLAG = 11.0, 3.5, 3.0
# Where the digits do not show that they stand upright, nothing that leans is trusted.
LEANING_TRUST = 0.3
# A stroke alone, or behind the unit of the indicator table.
STROKE = re.compile(r"(?P<before>\D*?)(?P<stroke>[1lI|丨/丿])")
# What a recogniser may take a single stroke for; together they say that it is one.
STROKES = frozenset("1lI|丨/／丿")
ONE_DIGIT = re.compile(r"\D*?(?P<digit>[081lI|丨])")


def settled(groups: Sequence[Sequence[CellContent]], image: Image) -> list[list[CellContent]]:
    """The contents of a page's tables with the slashes among their ones; `image` is the working page."""
    upright = any(_stands(content, image) for contents in groups for content in contents)
    return [[_settled(content, image, upright=upright) for content in contents] for contents in groups]


def _stands(content: CellContent, image: Image) -> bool:
    """Whether a cell shows one digit, alone or behind its unit, that does not lean."""
    found = {match["digit"] for reading in content.readings if (match := ONE_DIGIT.fullmatch(clean(reading.raw)))}
    box = content.stroke_box or content.print_box
    if len(found) != 1 or box is None:
        return False
    flag = FLAG if found <= ONE else 0.0
    return abs(_angle(image, box) + flag) < UPRIGHT


def _settled(content: CellContent, image: Image, *, upright: bool) -> CellContent:
    strokes = [match for reading in content.readings if (match := STROKE.fullmatch(clean(reading.raw)))]
    box = content.stroke_box or content.print_box
    if not strokes or box is None:
        return content
    angle = _angle(image, box)
    if angle < LEANING:
        return content
    if upright and angle >= SLASH and len(strokes) == len(content.readings):
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
    """The lean of the largest mark in a box: specks beside a stroke must not turn its axis."""
    left, top, right, bottom = (round(edge) for edge in box)
    crop = image[max(top, 0) : bottom, max(left, 0) : right]
    if crop.size == 0:
        return 0.0
    paper = float(np.median(crop))
    mask = np.asarray(crop < paper - 0.4 * (paper - float(crop.min())), dtype=np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count < 2:
        return 0.0
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    near = cv2.dilate(np.asarray(labels == largest, dtype=np.uint8), np.ones((3, 3), np.uint8))
    return lean(np.where(near > 0, crop, np.uint8(paper)))
