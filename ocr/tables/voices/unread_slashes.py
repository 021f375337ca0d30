"""Slashes that no reader saw: single strokes, straight, and as high and leaning as the page's slashes that were read.

A recogniser that is shown nothing but a small slash often sees nothing. Where a page has several that it did see, the print
of the others is compared with theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from archive.records import CellReading
from ocr.forms.values import clean
from ocr.page import Image
from ocr.tables.cells import CellContent
from ocr.tables.voices.slashes import crop_at, largest_mark

# So many slashes must have been read on the page.
COMPANY = 4
# How far heights and widths may differ from theirs, as a share.
ALIKE = 0.22
# A stroke is straight where its thickness is at most this share of its length: a seven, a one with its flag are thicker.
SLIM = 0.17
SURE = 0.98
# Degrees: ones lean less than the first, slashes of one font differ less than the second.
LEAST_LEAN, TURN = 11.0, 5.0
# The mark fills its print's box but for this share: nothing else is printed in the cell. Pixels: smaller boxes show no shape.
WHOLE, LEAST = 0.85, 4
SLASHES = frozenset("/／")


@dataclass(frozen=True, slots=True)
class _Shape:
    """Height and width of a mark, pixels, its thickness as a share of its length, and its lean to the right, degrees."""

    height: float
    width: float
    thickness: float
    angle: float

    @property
    def is_stroke(self) -> bool:
        """Whether it is straight and leans as no upright digit does."""
        return self.thickness <= SLIM and self.angle >= LEAST_LEAN

    def is_like(self, other: "_Shape") -> bool:
        pairs = ((self.height, other.height), (self.width, other.width))
        return abs(self.angle - other.angle) <= TURN and all(abs(a / b - 1) <= ALIKE for a, b in pairs)


def with_unread_slashes(groups: Sequence[Sequence[CellContent]], image: Image) -> list[list[CellContent]]:
    """The contents of a page's tables, a slash where such a stroke is all that a cell shows; `image` is the working page."""
    read = [shape for cells in groups for c in cells if _is_read(c) and (shape := _shape(c, image)) is not None]
    usual = _usual([shape for shape in read if shape.is_stroke])
    return [[_settled(content, usual, image) for content in cells] for cells in groups]


def _settled(content: CellContent, usual: _Shape | None, image: Image) -> CellContent:
    """The content with a reading more where its print is nothing but a slash."""
    if usual is not None and _is_slash(content, usual, image):
        return _as_slash(content)
    if content.readings and all(clean(reading.raw) == "7" for reading in content.readings):
        return _as_slash(content) if _has_no_bar(content, image) else content
    return content


def _has_no_bar(content: CellContent, image: Image) -> bool:
    """Whether the dark part of what was read as a seven is one straight stroke: a pale rule of the back may be its bar."""
    shape = _shape(content, image, whole=0.0)
    return shape is not None and shape.is_stroke


def _is_read(content: CellContent) -> bool:
    return bool(content.readings) and all(clean(reading.raw) in SLASHES for reading in content.readings)


def _usual(shapes: Sequence[_Shape]) -> _Shape | None:
    if len(shapes) < COMPANY:
        return None
    return _Shape(
        *(median(values) for values in zip(*((s.height, s.width, s.thickness, s.angle) for s in shapes), strict=True))
    )


def _is_slash(content: CellContent, usual: _Shape, image: Image) -> bool:
    if content.readings or content.ink != "print":
        return False
    shape = _shape(content, image)
    return shape is not None and shape.is_stroke and shape.is_like(usual)


def _as_slash(content: CellContent) -> CellContent:
    return replace(content, readings=(*content.readings, CellReading(reader="shape", raw="/", confidence=SURE)))


def _shape(content: CellContent, image: Image, whole: float = WHOLE) -> _Shape | None:
    """The shape of the mark that a cell shows; None where it shows none, or one that fills too little of the print."""
    if content.print_box is None:
        return None
    crop = crop_at(image, content.print_box)
    mark = largest_mark(crop)
    if mark is None or min(mark.shape) < LEAST:
        return None
    rows, columns = np.nonzero(mark)
    height, width = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
    if height < whole * mark.shape[0] or width < whole * mark.shape[1]:
        return None
    spread = np.cov(np.stack([columns, rows]).astype(np.float64))
    across, along = np.sqrt(np.maximum(np.linalg.eigvalsh(spread), 0.0)).tolist()
    angle = 0.5 * np.arctan2(-2 * spread[0, 1], spread[1, 1] - spread[0, 0])
    return _Shape(height, width, across / max(along, 1e-9), float(np.degrees(angle)))
