"""A page as scanned -> pages ready to be read: upright, flat, straight, without seal, evenly lit, about 200 dpi."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ocr.engines.finder import find_lines
from ocr.engines.session import Floats
from ocr.engines.sight import Sight
from ocr.image.curves import print_curves, rule_curves, word_slopes
from ocr.image.deskew import skew
from ocr.image.fax import is_dots, is_squeezed, softened, stretched
from ocr.image.flatten import flatten
from ocr.image.geometry import Warp, apply, lattice, part_of, rotation, scale, to_fractions, turn
from ocr.image.paper import find_sheet, rectified
from ocr.image.seal import without_seal
from ocr.image.straighten import Straightening, bend, fit
from ocr.image.twoup import find_gutter, is_crossed
from ocr.image.upright import quarters_to_upright
from ocr.page import Image, PointMap, Points

DPI = 200.0
LARGEST, SMALLEST = 3600, 1000
"""The working image's longer side, pixels: A3 at 200 dpi has 3307."""
LOOK = 736
"""The longer side of the image on which lines are looked for: prose is found, digits in tables need not be."""
FEW_LINES, CLOSER = 4, 1472
"""With fewer lines than this it is looked at twice as large."""
SLIGHT = 0.06
"""Degrees: a page less askew is left as it is, 1.6 pixels over its width."""
LONG, WORDS = 6, 3
"""So many lines of a quarter of the page's width tell its skew, so many words that the sharpness of its rows is mistaken."""
AGREEING, ASTRAY = 0.15, 0.8
"""Degrees: what words differ by at the median, for the root of their number, and how far a mistaken angle is from them."""
BENT, RULE_BENT = 2.5, 1.8
"""Pixels: lines of print, and ruling lines, which are measured better, that bend less are taken for straight."""
KNOTS_DOWN, KNOTS_ACROSS = 8, 4
COARSE = 1.3
"""Dots that are enlarged by more are softened before."""
A4_LONG = 11.69
"""Inches: what is known of a squeezed page's size is wrong."""
PASSES = 2
"""Steep rules are seen whole only when they have been straightened roughly."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A working image (see `ocr.page.WorkPage`)."""

    image: Image
    to_scan: PointMap
    dpi: float
    part: int = 0


def prepare(scan: Image, dpi: float, sight: Sight, *, true: bool = False, more: int = 0) -> list[Prepared]:
    """One working image, or two for a sheet that holds two pages side by side, left to right.

    `true` where characters are known to be as wide as high; `more` are quarter turns clockwise beyond what seems upright.
    """
    dots = is_dots(scan)
    sized = _sized(scan, dpi)
    coarse = dots and sized.size[0] > COARSE * scan.shape[1]
    grey = without_seal(_resized(softened(scan) if coarse else scan, sized.size))
    sheet = find_sheet(grey)
    if sheet is not None:
        flat = rectified(sheet)
        grey, sized = apply(grey, lattice(flat)), sized.then(flat)
    grey = flatten(grey)
    chance = _chance(grey, sight)
    quarters = (quarters_to_upright(grey, chance, sight) + more) % 4
    way = sized.then(turn(sized.size, quarters))
    grey, chance = _turned(grey, quarters), np.ascontiguousarray(np.rot90(chance, -quarters))
    if dots and not true and is_squeezed(grey, chance, sight):
        # Places are fractions of the scan, which are the same on the stretched one.
        tall = stretched(scan, across=quarters % 2 == 1)
        return prepare(tall, max(tall.shape) / A4_LONG, sight, true=True, more=more)
    size = (scan.shape[1], scan.shape[0])
    factor = sized.size[0] * dpi / size[0] if sheet is None else DPI
    return [
        _straight(scan, grey[:, left:right], chance_part, way.then(part_of(left, 0, right, grey.shape[0])), factor, n)
        for n, (left, right, chance_part) in enumerate(_parts(grey, chance))
    ]


def _chance(grey: Image, sight: Sight) -> Floats:
    """The detector's map of a page; of a larger image where it shows hardly any line, as between the rules of low rows."""
    chance = sight.chance(grey, LOOK)
    few = len(find_lines(chance, grey.shape[1], grey.shape[0])) < FEW_LINES
    return sight.chance(grey, CLOSER) if few else chance


def as_is(scan: Image, dpi: float) -> Prepared:
    """A page that a program drew: upright and straight already."""
    sized = _sized(scan, dpi)
    size = (scan.shape[1], scan.shape[0])
    image = _resized(scan, sized.size)
    return Prepared(without_seal(image), to_fractions(sized.back, size), dpi * sized.size[0] / size[0])


def _sized(scan: Image, dpi: float) -> Warp:
    height, width = scan.shape[:2]
    longest = float(np.clip(max(width, height) * DPI / dpi, SMALLEST, LARGEST))
    factor = longest / max(width, height)
    target = (width, height) if abs(factor - 1) < 0.02 else (round(width * factor), round(height * factor))
    return scale((width, height), target)


def _resized(image: Image, size: tuple[int, int]) -> Image:
    if image.shape[1::-1] == size:
        return image
    way = cv2.INTER_AREA if size[0] < image.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, size, interpolation=way), dtype=np.uint8)


def _turned(image: Image, quarters: int) -> Image:
    return np.ascontiguousarray(np.rot90(image, -quarters)) if quarters else image


def _parts(grey: Image, chance: Floats) -> list[tuple[int, int, Floats]]:
    """Left and right edges of the pages on an upright sheet, each with its part of the detector's map."""
    height, width = grey.shape
    if width < 1.25 * height:
        return [(0, width, chance)]
    gutter = find_gutter(width, height, find_lines(chance, width, height), rule_curves(grey))
    if gutter is None or is_crossed(grey, gutter):
        return [(0, width, chance)]
    middle = round(gutter * chance.shape[1] / width)
    return [(0, gutter, chance[:, :middle]), (gutter, width, chance[:, middle:])]


def _straight(scan: Image, grey: Image, chance: Floats, way: Warp, dpi: float, part: int) -> Prepared:
    """The part of the scan that `way` leads to, straightened; `grey` are its pixels, the seal painted out."""
    height, width = grey.shape
    size = (width, height)
    lines = print_curves(chance, width, height)
    local = rotation(size, _angle(grey, lines, chance))
    image = apply(grey, lattice(local))
    lines = [_forward(local, line) for line in lines]
    for _ in range(PASSES):
        unbent = _unbent(image, lines)
        if unbent is None:
            break
        local, lines = local.then(unbent.warp), [unbent.forward(line) for line in lines]
        image = apply(grey, lattice(local))
    scanned = lattice(way.then(local))
    return Prepared(image, to_fractions(scanned, (scan.shape[1], scan.shape[0])), dpi, part)


def _angle(grey: Image, lines: Sequence[Points], chance: Floats) -> float:
    """Degrees of skew: the median slope of long lines of print, or, where there are few, the sharpness of the rows.

    Values in the middle between two lines of their labels look sharpest at a wrong angle: words tell that, where they agree.
    """
    long = [line for line in lines if np.ptp(line[:, 0]) > grey.shape[1] / 4]
    if len(long) >= LONG:
        slopes = [np.polyfit(line[:, 0], line[:, 1], 1)[0] for line in long]
        return _noticed(float(np.rad2deg(np.arctan(np.median(slopes)))))
    sharpest = skew(grey)
    words = word_slopes(chance, grey.shape[1], grey.shape[0])
    if len(words) < WORDS or float(np.median(np.abs(words - np.median(words)))) > AGREEING * len(words) ** 0.5:
        return _noticed(sharpest)
    told = float(np.median(words))
    return _noticed(sharpest if abs(told - sharpest) < ASTRAY else told)


def _noticed(angle: float) -> float:
    return angle if abs(angle) >= SLIGHT else 0.0


def _forward(turned: Warp, points: Points) -> Points:
    """Points of a rotation's origin on its result; a rotation about the middle is undone by its mirror image."""
    middle = np.array(turned.size) / 2
    matrix = (turned.back(np.array([[1.0, 0.0], [0.0, 1.0]]) + middle) - middle).T
    moved: Points = (points - middle) @ np.linalg.inv(matrix).T + middle
    return moved


def _unbent(grey: Image, lines: Sequence[Points]) -> Straightening | None:
    """What straightens a page that is upright but bent; None where nothing bends."""
    ruled = rule_curves(grey)
    level = [*ruled, *lines]
    upright = rule_curves(grey, vertical=True)
    if bend(level, 0) < BENT and max(bend(ruled, 0), bend(upright, 1)) < RULE_BENT:
        return None
    size = (grey.shape[1], grey.shape[0])
    return Straightening(fit(upright, size, 1, KNOTS_ACROSS), fit(level, size, 0, KNOTS_DOWN))
