"""Marks that stand for blanks, dashes and slashes, are known by the page's own.

Recognisers leave many of them out, or are not sure of a lone stroke; an office prints them all alike. A mark that is
doubted is held against those that were read surely; a dash that was not read, or read as an upright stroke, against all
flat strokes of the page; slashes that were not read are told by `ocr.tables.voices.unread_slashes`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archive.records import CellReading
from ocr.forms.observe import SURE, SURE_ALONE
from ocr.page import Image, PixelBox, WorkPage
from ocr.tables.cells import CellContent
from ocr.tables.ruled.grid import Grid
from ocr.tables.voices.digits import DASHES
from ocr.tables.voices.slashes import ALIKE, SLASHES, STEEPLY, lean_of

FEW, MANY = 3, 4
"""Fewer marks do not show what the page's look like; only many speak for one that nobody could read."""
WIDER, THICKER = 0.15, 2
"""By so much a mark may be wider or higher than another (share), or by so many pixels."""
LONGEST, THICKEST = 0.5, 0.06
"""Inches: no dash is wider; two printed as one are hardly a third. What is was left of rules and the digits between them. No dash is
thicker, either: what shows through from the back fills cell after cell alike."""
FLAT = 1.5
"""A dash is so many times as wide as high, a blurred hyphen of small print hardly more; what is not may be a digit of which
little is left."""
UPRIGHT = "1lI|丨"
RULED = "二="
"""What a dash and the rule below it are read as."""
LEVEL, MIDST = 5, 0.25
"""How far the middles of marks may lie from one another within their cells, pixels, and a dash from its cell's middle, as a
share of its height: what an edge leaves of a digit lies at that edge."""
BLUR, BEYOND = 2, 6
"""Pixels beyond the ends of a dash: from where and to where paper must stand."""
NEAR_EDGE = 10
"""Pixels: a dash that ends nearer to its cell's edge may touch the rule there."""
WHITE = 255
SAME = 10
"""Pixels: middles that lie no further apart are of one mark."""
SECONDED, FOUND = 0.95, 0.98
"""The certainty of this voice beside a reader's, and alone."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The print of a cell: its kind where a reader told it, width and height in pixels, lean in degrees (0 for dashes).

    `x` and `y` are its middle on the page; `below`, how far that lies below the middle of its cell: the foot of a digit of
    which a fax left no more lies lower than a dash.
    """

    kind: str
    wide: float
    high: float
    lean: float
    x: float
    y: float
    below: float

    def is_like(self, other: "Mark") -> bool:
        """Whether both are printed alike."""
        sizes = ((self.wide, other.wide), (self.high, other.high))
        level = self.kind == other.kind and abs(self.below - other.below) <= LEVEL
        near = abs(self.lean - other.lean) <= ALIKE
        return level and near and all(abs(a - b) <= max(THICKER, WIDER * b) for a, b in sizes)

    def is_at(self, other: "Mark") -> bool:
        """Whether both are one mark, to which rules lead and the words' places."""
        return max(abs(self.x - other.x), abs(self.y - other.y)) <= SAME

    def alike(self, others: Sequence["Mark"]) -> int:
        """How many others are like it."""
        return sum(self.is_like(other) and not self.is_at(other) for other in others)


def with_known_marks(
    work: WorkPage, grids: Sequence[Grid], contents: Sequence[Sequence[CellContent]]
) -> list[list[CellContent]]:
    """The contents of a page's tables; marks that look like the page's sure ones have a voice `shape` more.

    Dashes that nobody read surely are known by one another where they are many.
    """
    marks = [
        [_mark(content, cell.box, work) for cell, content in zip(grid.cells, group, strict=True)]
        for grid, group in zip(grids, contents, strict=True)
    ]
    pairs = [pair for group, own in zip(contents, marks, strict=True) for pair in zip(group, own, strict=True)]
    sure = _each(mark for content, mark in pairs if mark is not None and (_is_sure(content) or _is_read(content, mark)))
    # Flat strokes, and those that lean as no digit does, are told by their shapes alone.
    telling = _each(mark for _, mark in pairs if mark is not None and (mark.kind == DASHES or mark.lean >= STEEPLY))
    return [
        [_seconded(content, mark, sure, telling) for content, mark in zip(group, own, strict=True)]
        for group, own in zip(contents, marks, strict=True)
    ]


def _each(marks: Iterable[Mark]) -> list[Mark]:
    """Each mark of the page once."""
    found: list[Mark] = []
    for mark in marks:
        if not any(mark.is_at(other) for other in found):
            found.append(mark)
    return found


def _is_sure(content: CellContent) -> bool:
    best = max((reading.confidence for reading in content.readings), default=0.0)
    return best >= SURE_ALONE or (len(content.readings) > 1 and best >= SURE)


def _is_read(content: CellContent, mark: Mark) -> bool:
    """Whether a flat stroke was read as one, well, if not so surely that it may stand alone."""
    dashed = [r for r in content.readings if r.raw.strip() in DASHES and r.confidence >= SURE]
    return mark.kind == DASHES and len(dashed) == len(content.readings) > 0


def _mark(content: CellContent, cell: PixelBox, work: WorkPage) -> Mark | None:
    """The mark in a cell, None where some reader saw anything else or the print has no mark's shape.

    A flat stroke is a dash though it was read as an upright one.
    """
    seen = {reading.raw.strip() for reading in content.readings}
    if content.ink != "print" or content.print_box is None or any(len(text) != 1 for text in seen - {""}):
        return None
    kinds = ((DASHES, {"", *DASHES, *UPRIGHT, *RULED}), (SLASHES, set(SLASHES)))
    shapes = (_shaped(kind, content.print_box, cell, work) for kind, texts in kinds if seen <= texts)
    return next((mark for mark in shapes if mark is not None), None)


def _shaped(kind: str, box: PixelBox, cell: PixelBox, work: WorkPage) -> Mark | None:
    wide, high, x, y = box[2] - box[0], box[3] - box[1], (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    below = y - (cell[1] + cell[3]) / 2
    if kind == DASHES:
        flat = FLAT * high <= wide <= LONGEST * work.dpi and high <= THICKEST * work.dpi
        flat = flat and abs(below) <= MIDST * (cell[3] - cell[1])
        return Mark(kind, wide, high, 0.0, x, y, below) if flat and _ends(work.image, box, cell) else None
    lean = lean_of(work.image, box)
    return None if lean is None else Mark(kind, wide, high, lean, x, y, below)


def _ends(image: Image, box: PixelBox, cell: PixelBox) -> bool:
    """Whether a flat stroke ends at both sides of its box; a rule goes on, of which only a piece was left for its cell.

    Where it is set against its cell's edge, paper must stand beyond the rule there.
    """
    left, top, right, bottom = (max(round(edge), 0) for edge in box)
    stroke = image[top:bottom, left:right]
    if not stroke.size:
        return False
    first = min(left, round(cell[0])) if left - cell[0] < NEAR_EDGE else left
    last = max(right, round(cell[2])) if cell[2] - right < NEAR_EDGE else right
    beside = (
        image[top:bottom, max(first - BEYOND, 0) : max(left - BLUR, 0)],
        image[top:bottom, right + BLUR : last + BEYOND],
    )
    grey = (float(stroke.min()) + WHITE) / 2
    return not any(strip.size and float(strip.min(axis=0).max()) < grey for strip in beside)


def _seconded(content: CellContent, mark: Mark | None, sure: Sequence[Mark], telling: Sequence[Mark]) -> CellContent:
    """The content with a voice more, unless two agree already; a dash that nobody read as one has this voice alone."""
    if mark is None or (len(content.readings) > 1 and _is_sure(content)):
        return content
    read = bool(content.readings) and all(reading.raw.strip() in mark.kind for reading in content.readings)
    many = mark.alike(telling) >= MANY
    if read and (many or mark.alike(sure) >= FEW):
        voice = CellReading(reader="shape", raw=content.readings[0].raw, confidence=SECONDED)
        return replace(content, readings=(*content.readings, voice))
    if many and not read and mark.kind == DASHES:
        return replace(content, readings=(CellReading(reader="shape", raw=mark.kind[0], confidence=FOUND),))
    return content
