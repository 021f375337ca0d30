"""Which way up a page lies: along which side its lines run, and at which end they begin."""

from collections.abc import Sequence

import numpy as np

from ocr.engines.finder import find_lines
from ocr.engines.session import Floats
from ocr.engines.sight import Sight
from ocr.page import Image, LineText, PixelBox

SAMPLE = 5
"""So many lines are read to tell a page from one upside down."""
SINGLE = 1.4
"""Times the usual height: what is higher is two lines, or stripes of dashed rules that lie askew with the lines between them."""
RIVAL = 0.33
"""Lines of the other way that are so long in all, as a share, may be the page's."""
SURE, CLEAR, LIKELY = 0.93, 0.12, 0.8
"""A page that reads this surely is upright; of two ways the surer by this much is taken, across the longer lines only where it is
likely."""


def quarters_to_upright(image: Image, chance: Floats, sight: Sight) -> int:
    """Quarter turns clockwise (0 to 3) that bring the page upright; 0 where nothing is printed or nothing can be told.

    `chance` is the detector's map of the image.
    """
    height, width = image.shape[:2]
    boxes = find_lines(chance, width, height)
    along, across = _run(boxes, 0), _run(boxes, 1)
    if not along and not across:
        return 0
    first = 0 if along >= across else 1
    quarters, sure = _way_up(image, boxes, first, sight)
    # Between rules lines are found badly, and a column of units or noughts is a line the other way.
    unclear = sure < SURE and min(along, across) > RIVAL * max(along, across)
    other, surer = _way_up(image, boxes, 1 - first, sight) if unclear else (quarters, sure)
    return other if surer > max(sure + CLEAR, LIKELY) else quarters


def _way_up(image: Image, boxes: Sequence[PixelBox], quarter: int, sight: Sight) -> tuple[int, float]:
    """Quarter turns to upright, `quarter` or two more, and how surely the page's longest lines read so."""
    height = image.shape[0]
    if quarter:
        image = np.ascontiguousarray(np.rot90(image, -1))
        boxes = [(height - bottom, left, height - top, right) for left, top, right, bottom in boxes]
    crops = longest_lines(image, single_lines(boxes))
    if not crops:
        return quarter, 0.0
    upright = _sureness(sight.quick.read(crops))
    if upright >= SURE:
        return quarter, upright
    turned = _sureness(sight.quick.read([np.ascontiguousarray(np.rot90(crop, 2)) for crop in crops]))
    if turned > upright + CLEAR or (quarter and turned > upright):
        return quarter + 2, turned
    return quarter, upright


def _run(boxes: Sequence[PixelBox], axis: int) -> float:
    """The total length of what is clearly a line along this axis (0 is x)."""
    lengths = [(b[2] - b[0], b[3] - b[1]) for b in boxes]
    return sum(size[axis] for size in lengths if size[axis] > 2.5 * size[1 - axis])


def single_lines(boxes: Sequence[PixelBox]) -> list[PixelBox]:
    """Without those of two lines that stand too close to be told apart, as on a squeezed page many do."""
    usual = float(np.median([bottom - top for _, top, _, bottom in boxes])) if boxes else 0.0
    return [box for box in boxes if box[3] - box[1] <= SINGLE * usual]


def longest_lines(image: Image, boxes: Sequence[PixelBox], count: int = SAMPLE) -> list[Image]:
    """The beginnings of the longest lines of an image, of those in `boxes`."""
    wide = [b for b in boxes if b[2] - b[0] > 2.5 * (b[3] - b[1])]
    return [_cut(image, box) for box in sorted(wide, key=lambda b: b[0] - b[2])[:count]]


def _cut(image: Image, box: PixelBox) -> Image:
    """At most 12 heights of the line: enough to tell."""
    left, top, right, bottom = (round(edge) for edge in box)
    return image[top : max(bottom, top + 1), left : min(right, left + 12 * max(bottom - top, 1))]


def _sureness(lines: Sequence[LineText]) -> float:
    """The median line's mean probability; a line with few characters for its length is no line."""
    return float(np.median([line.confidence if len(line.text) > 3 else 0.0 for line in lines]))
