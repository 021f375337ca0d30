"""Marks that stand for blanks, dashes and slashes, are known by the page's own.

Recognisers leave many of them out, or are not sure of a lone stroke; an office prints them all alike. A mark that is
doubted, or a dash that was not read, is held against those that were read surely; slashes that were not read are told by
`ocr.tables.unread_slashes`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive.records import CellReading
from ocr.forms.observe import SURE, SURE_ALONE
from ocr.page import Image, PixelBox
from ocr.tables.cells import CellContent
from ocr.tables.digits import DASHES
from ocr.tables.slashes import ALIKE, lean_of

SLASHES = "/／丿"
FEW, MANY = 3, 6
"""Fewer marks do not show what the page's look like; only many speak for one that nobody could read."""
WIDER, THICKER = 0.15, 2
"""By so much a mark may be wider or higher than another (share), or by so many pixels."""
FLAT = 3
"""A dash is so many times as wide as high; what is not may be a digit of which little is left."""
SECONDED, FOUND = 0.95, 0.98
"""The certainty of this voice beside a reader's, and alone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The print of a cell: its kind where a reader told it, width and height in pixels, lean in degrees (0 for dashes)."""

    kind: str
    wide: float
    high: float
    lean: float

    def is_like(self, other: "Mark") -> bool:
        """Whether both are printed alike."""
        sizes = ((self.wide, other.wide), (self.high, other.high))
        return abs(self.lean - other.lean) <= ALIKE and all(abs(a - b) <= max(THICKER, WIDER * b) for a, b in sizes)


def with_known_marks(contents: Sequence[Sequence[CellContent]], image: Image) -> list[list[CellContent]]:
    """The contents of a page's tables; marks that look like the page's sure ones have a voice `shape` more."""
    sure = [mark for group in contents for c in group if _is_sure(c) and (mark := _mark(c, image)) is not None]
    if len(sure) < FEW:
        return [list(group) for group in contents]
    return [[_seconded(content, sure, image) for content in group] for group in contents]


def _is_sure(content: CellContent) -> bool:
    best = max((reading.confidence for reading in content.readings), default=0.0)
    return best >= SURE_ALONE or (len(content.readings) > 1 and best >= SURE)


def _mark(content: CellContent, image: Image) -> Mark | None:
    """The mark in a cell, None where some reader saw anything else or the print has no mark's shape."""
    seen = {reading.raw.strip() for reading in content.readings}
    if content.ink != "print" or content.print_box is None or any(len(text) != 1 for text in seen):
        return None
    return next(
        (m for kind in (DASHES, SLASHES) if seen <= set(kind) and (m := _shaped(kind, content.print_box, image))), None
    )


def _shaped(kind: str, box: PixelBox, image: Image) -> Mark | None:
    wide, high = box[2] - box[0], box[3] - box[1]
    if kind == DASHES:
        return Mark(kind, wide, high, 0.0) if wide >= FLAT * high else None
    lean = lean_of(image, box)
    return None if lean is None else Mark(kind, wide, high, lean)


def _seconded(content: CellContent, sure: Sequence[Mark], image: Image) -> CellContent:
    mark = None if _is_sure(content) else _mark(content, image)
    if mark is None:
        return content
    if not content.readings and mark.kind != DASHES:
        return content
    alike = sum(mark.kind == other.kind and mark.is_like(other) for other in sure)
    if alike < (FEW if content.readings else MANY):
        return content
    raw = content.readings[0].raw if content.readings else mark.kind[0]
    voice = CellReading(reader="shape", raw=raw, confidence=SECONDED if content.readings else FOUND)
    return replace(content, readings=(*content.readings, voice))
