"""Dashes that stand for blanks are known by the page's own: where a reader doubts one, its print is held against theirs."""

from collections.abc import Sequence
from dataclasses import replace

from archive.records import CellReading
from ocr.forms.observe import SURE, SURE_ALONE
from ocr.page import PixelBox
from ocr.tables.cells import CellContent
from ocr.tables.digits import DASHES

FEW = 3
"""Fewer dashes do not show what the page's look like."""
WIDER, THICKER = 0.15, 2
"""By so much a dash may be wider or narrower than another (share), and thicker or thinner (pixels)."""
FLAT = 3
"""A dash is so many times as wide as thick; what is not may be a digit of which little is left."""
ALIKE = 0.95
"""The certainty of this voice: it tells a dash from dust and from digits, not a dash from a piece of a rule."""

Size = tuple[float, float]


def with_known_dashes(contents: Sequence[Sequence[CellContent]]) -> list[list[CellContent]]:
    """The contents of a page's tables; doubted dashes that look like the page's sure ones have a voice `shape` more."""
    sure = [_size(box) for group in contents for c in group if (box := _dash(c)) is not None and _is_sure(c)]
    if len(sure) < FEW:
        return [list(group) for group in contents]
    return [[_seconded(content, sure) for content in group] for group in contents]


def _dash(content: CellContent) -> PixelBox | None:
    """The print of a cell in which every reader sees a dash."""
    seen = {reading.raw.strip() for reading in content.readings}
    is_dash = bool(seen) and all(len(text) == 1 and text in DASHES for text in seen)
    return content.print_box if is_dash and content.ink == "print" else None


def _is_sure(content: CellContent) -> bool:
    best = max(reading.confidence for reading in content.readings)
    return best >= SURE_ALONE or (len(content.readings) > 1 and best >= SURE)


def _seconded(content: CellContent, sure: Sequence[Size]) -> CellContent:
    box = _dash(content)
    if box is None or _is_sure(content) or sum(_is_like(_size(box), other) for other in sure) < FEW:
        return content
    return replace(
        content,
        readings=(
            *content.readings,
            CellReading(reader="shape", raw=content.readings[0].raw, confidence=ALIKE),
        ),
    )


def _size(box: PixelBox) -> Size:
    return box[2] - box[0], box[3] - box[1]


def _is_like(size: Size, other: Size) -> bool:
    (wide, thick), (usual, usually) = size, other
    flat = wide >= FLAT * thick and usual >= FLAT * usually
    return flat and abs(wide - usual) <= WIDER * usual and abs(thick - usually) <= THICKER
