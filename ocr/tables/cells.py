"""What stands in each cell of a ruled table: ink or none, the page's words that fall into it, and a reading of its crop.

Two readers see a value: the words found on the whole page, and the recogniser on the cell's own crop. They differ in
what they were shown, so that a lost or shifted box shows as a difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from archive.boxes import around
from archive.records import Alternative, CellReading
from ocr.forms.observe import LIKE_NOUGHT
from ocr.forms.values import BARRED_SLASHES
from ocr.image.greys import median_grey
from ocr.note import Ink
from ocr.page import Char, Image, LineText, OcrEngine, PixelBox, WorkPage, WorkWord
from ocr.tables.ink import crop_of, ink_of, print_level
from ocr.tables.ruled.grid import Grid

# Characters that may stand in a value; a cell whose words hold other Han characters is a label, and is not read again.
VALUE_HAN = frozenset("件条项个次份宗篇部人万亿元增加减少无一")
# A crop much higher than a line of print holds several lines, which a line reader cannot read: inches.
ONE_LINE = 0.3
# A number beside print that no word covers is not trusted.
PARTLY_READ = 0.5
# Inches that a cell leaves free at both its sides together: a word processor leaves 0.15.
PADDING = 0.17
# Heights of a line: how far print may reach beyond the box that a detector drew around it.
ROUGH = 0.15
# The digits of one number in a text layer differ by less in height.
SAME_SIZE = 0.85
BESIDE = 0.1
"""Inches on both sides of an edge: a digit that stands across it is seen whole."""
CLOSE, STRAY = 0.2, 0.6
"""Digits of one number stand closer than this, in heights of the line; and so far beyond an edge, in its own width, a digit may be
put whose number stands before it."""
TWINS = {
    "一": "—-－–ー―_−",
    "—": "一-－–ー―_−",
    "-": "一—－–ー―_−",
    "/": "／|丿",
    "0": "OoDQ〇○",
    "1": "lI|",
    "2": "Z",
    "5": "S",
    "8": "B",
}


@dataclass(frozen=True, slots=True)
class CellContent:
    """`ink` of a cell, the box of its print (pixels of the working image), and its readings, best first.

    `stroke_box` is the box of the last word, where it is one character behind others.
    """

    ink: Ink
    print_box: PixelBox | None
    readings: tuple[CellReading, ...]
    stroke_box: PixelBox | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """The part of a word that lies in one cell; `lone` as in `WorkWord`."""

    text: str
    box: PixelBox
    certainty: float
    others: tuple[Alternative, ...] = ()
    lone: bool = False


def read_cells(work: WorkPage, grid: Grid, engine: OcrEngine) -> list[CellContent]:
    """The content of each cell of `grid.cells`, in order."""
    if work.source == "text":
        pieces = pieces_by_cell(_whole(work.words, grid), grid, ordered=True)
        return [_digital(work, cell.box, pieces.get(i, [])) for i, cell in enumerate(grid.cells)]
    pieces = pieces_by_cell(work.words, grid)
    level = print_level(work)
    marks = [ink_of(work.image, cell.box, work.dpi, level) for cell in grid.cells]
    wanted = [
        i
        for i, (ink, box) in enumerate(marks)
        if ink != "none" and _may_hold_value(pieces.get(i, [])) and one_line(box or grid.cells[i].box, work.dpi)
    ]
    crops = [crop_of(work.image, marks[i][1] or grid.cells[i].box, grid.cells[i].box, work.dpi) for i in wanted]
    lines = dict(zip(wanted, engine.read_lines(crops), strict=True))
    return [_recognised(mark, pieces.get(i, []), lines.get(i)) for i, mark in enumerate(marks)]


def pieces_by_cell(words: Iterable[WorkWord], grid: Grid, *, ordered: bool = False) -> Mapping[int, list[Piece]]:
    """The words' characters by the index of the cell that holds their middle, joined to runs in reading order.

    `ordered`: the words of each cell are in reading order already, as those of a text layer are, by their lines.
    """
    found: dict[int, list[Piece]] = defaultdict(list)
    lookup = _Lookup(grid)
    for word in words:
        for index, piece in _split(word, lookup):
            found[index].append(piece)
    return {index: pieces if ordered else _in_order(pieces) for index, pieces in found.items()}


def _whole(words: Iterable[WorkWord], grid: Grid) -> list[WorkWord]:
    """A text layer's words but for those that a cell's edge cuts between two digits of one number: no part is its value."""
    lookup = _Lookup(grid)
    return [word for word in words if not any(_is_cut(a, b, word, lookup) for a, b in pairwise(word.chars))]


def _is_cut(left: Char, right: Char, word: WorkWord, lookup: "_Lookup") -> bool:
    if not (left.text.isdecimal() and right.text.isdecimal()):
        return False
    middle = (word.box[1] + word.box[3]) / 2
    here, there = (lookup((char.left + char.right) / 2, middle) for char in (left, right))
    return here != there


class _Lookup:
    """Which cell holds a point; None outside of the table."""

    def __init__(self, grid: Grid) -> None:
        self._xs, self._ys = np.array(grid.xs), np.array(grid.ys)
        self._owner = np.full((len(grid.ys) - 1, len(grid.xs) - 1), -1)
        for index, cell in enumerate(grid.cells):
            self._owner[cell.top : cell.bottom + 1, cell.left : cell.right + 1] = index

    def edge_behind(self, x: float) -> float:
        """The lattice's next edge right of x, or its last."""
        return float(self._xs[min(int(np.searchsorted(self._xs, x)), len(self._xs) - 1)])

    def __call__(self, x: float, y: float) -> int | None:
        row, column = int(np.searchsorted(self._ys, y)) - 1, int(np.searchsorted(self._xs, x)) - 1
        inside = 0 <= row < self._owner.shape[0] and 0 <= column < self._owner.shape[1]
        return int(self._owner[row, column]) if inside else None


def _split(word: WorkWord, lookup: _Lookup) -> list[tuple[int, Piece]]:
    left, top, right, bottom = word.box
    middle = (top + bottom) / 2
    if len(word.chars) != len(word.text):
        index = lookup((left + right) / 2, middle)
        return [] if index is None else [(index, Piece(word.text, word.box, word.confidence, lone=word.lone))]
    parts: list[tuple[int, Piece]] = []
    for char, index in zip(word.chars, _homes(word, middle, lookup), strict=True):
        if index is None:
            continue
        if parts and parts[-1][0] == index:
            last = parts[-1][1]
            box = (last.box[0], top, char.right, bottom)
            others = (*last.others, *_others(char, len(last.text)))
            sure = min(last.certainty, certainty_of(char))
            parts[-1] = (index, Piece(last.text + char.text, box, sure, others, word.lone))
        else:
            box = (char.left, top, char.right, bottom)
            parts.append((index, Piece(char.text, box, certainty_of(char), _others(char, 0), word.lone)))
    return parts


def _homes(word: WorkWord, middle: float, lookup: "_Lookup") -> list[int | None]:
    """The cell of each character; a digit that is put a little beyond the edge of its number's cell is in that cell.

    A recogniser knows the middle of a digit that touches a rule badly.
    """
    homes = [lookup((char.left + char.right) / 2, middle) for char in word.chars]
    found = list(homes)
    for at, (left, right) in enumerate(pairwise(word.chars)):
        if homes[at] == homes[at + 1] or not _are_one(left, right, word):
            continue
        edge = lookup.edge_behind((left.left + left.right) / 2)
        before, behind = (abs(char.left + char.right - 2 * edge) / 2 / _width(char) for char in (left, right))
        if before < behind and before <= STRAY and _is_first(word, homes, at):
            found[at] = homes[at + 1]
        elif behind <= STRAY and _is_last(word, homes, at + 1):
            found[at + 1] = homes[at]
    return found


def _width(char: Char) -> float:
    """That of a character, at least a pixel."""
    return max(char.right - char.left, 1.0)


def _is_first(word: WorkWord, homes: Sequence[int | None], at: int) -> bool:
    """Whether a digit is the first of its number, or the only one that its cell would have of it."""
    return at == 0 or homes[at - 1] != homes[at] or not _are_one(word.chars[at - 1], word.chars[at], word)


def _is_last(word: WorkWord, homes: Sequence[int | None], at: int) -> bool:
    """The same of the last."""
    return at == len(homes) - 1 or homes[at + 1] != homes[at] or not _are_one(word.chars[at], word.chars[at + 1], word)


def _are_one(left: Char, right: Char, word: WorkWord) -> bool:
    """Whether two digits follow one another as those of one number."""
    both = left.text.isdecimal() and right.text.isdecimal()
    return both and right.left - left.right < CLOSE * (word.box[3] - word.box[1])


def _others(char: Char, at: int) -> tuple[Alternative, ...]:
    return tuple(Alternative(at=at, char=text, confidence=round(min(p, 1.0), 4)) for text, p in char.alternatives)


def _in_order(pieces: list[Piece]) -> list[Piece]:
    """Lines from the top down, within a line from the left."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: p.box[1] + p.box[3]):
        middle = (piece.box[1] + piece.box[3]) / 2
        if lines and middle < lines[-1][0].box[3]:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [piece for line in lines for piece in sorted(line, key=lambda p: p.box[0])]


def _joined(pieces: Sequence[Piece], *, exact: bool = False, width: float | None = None) -> str:
    """The pieces as one text; where they stand apart or under one another a space stays between two numbers.

    But in a cell of this `width` (pixels, without the least room at its sides) a number that fills a line goes on below.
    """
    text = ""
    for before, piece in zip([None, *pieces], pieces, strict=False):
        apart = before is not None and _stand_apart(before, piece, exact=exact) and not _wraps(before, piece, width)
        text += (" " if apart else "") + piece.text.strip()
    return text


def _wraps(upper: Piece, lower: Piece, width: float | None) -> bool:
    """Whether a line of digits is so long that one more had no room, and the next line is no longer."""
    above, below = upper.text.strip(), lower.text.strip()
    if width is None or len(above) < len(below) or not (above + below).isdecimal():
        return False
    return (upper.box[2] - upper.box[0]) * (1 + 1 / len(above)) > width and upper.box[3] <= lower.box[3]


def _stand_apart(left: Piece, right: Piece, *, exact: bool) -> bool:
    height = right.box[3] - right.box[1]
    same_line = right.box[1] < (left.box[1] + left.box[3]) / 2 < right.box[3]
    if not same_line or (exact and _is_smaller(left, right)):
        return left.text[-1:].isdigit() and right.text[:1].isdigit()
    return right.box[0] - left.box[2] > room_between(left.text, right.text, exact=exact) * height


def _is_smaller(left: Piece, right: Piece) -> bool:
    """Whether one of two pieces of a text layer is set smaller, as the mark of a footnote is."""
    heights = sorted(box[3] - box[1] for box in (left.box, right.box))
    return heights[0] < SAME_SIZE * heights[1]


def room_between(left: str, right: str, *, exact: bool = False) -> float:
    """How far apart two characters of one number may be, in heights: those of full width are narrow marks in wide cells.

    `exact` where digits are as wide as their places, as in a text layer: those of one number touch.
    """
    if exact and left[-1:].isdecimal() and right[:1].isdecimal():
        return 0.2
    wide = "\uff01" <= left[-1:] <= "\uff5e" and "\uff01" <= right[:1] <= "\uff5e"
    return 1.2 if wide else 0.6


def _may_be_value(pieces: Sequence[Piece]) -> bool:
    return may_be_value(_joined(pieces))


def _may_hold_value(pieces: Sequence[Piece]) -> bool:
    """Whether a cell may hold a value, be it read as the character that a slash and the rule beside it look like."""
    return _may_be_value(pieces) or _joined(pieces) in BARRED_SLASHES


def may_be_value(text: str) -> bool:
    """Whether a text has no Han characters but those of units, signs and 无, or is what a nought with a dot is read as."""
    return text in LIKE_NOUGHT or not any("\u4e00" <= char <= "\u9fff" and char not in VALUE_HAN for char in text)


def one_line(box: PixelBox, dpi: float) -> bool:
    """Whether print is as low as one line of it."""
    return box[3] - box[1] <= ONE_LINE * dpi


def _digital(work: WorkPage, box: PixelBox, pieces: Sequence[Piece]) -> CellContent:
    """The text layer's words; only where it has none is the picture asked whether the cell is empty."""
    text = _joined(pieces, exact=True, width=box[2] - box[0] - PADDING * work.dpi)
    if text:
        return CellContent("print", None, (CellReading(reader="text", raw=text, confidence=1.0),))
    return CellContent(*ink_of(work.image, box, work.dpi), ())


def _recognised(mark: tuple[Ink, PixelBox | None], pieces: Sequence[Piece], line: LineText | None) -> CellContent:
    """The crop's reading first where there is one, for it sees the whole cell and nothing else."""
    ink, box = mark
    readings = []
    if line is not None and line.text.strip():
        readings.append(crop_reading(line))
    text = _joined(pieces)
    if text:
        readings.append(_reading("page", text, min(1.0, *(p.certainty for p in pieces)), _others_of(pieces)))
    return CellContent("print" if text and ink == "none" else ink, box, tuple(readings))


def crop_reading(line: LineText) -> CellReading:
    """What the recogniser saw on a cell's crop, as sure as it is of the least sure character."""
    sure = min((certainty_of(c) for c in line.chars), default=line.confidence)
    others = tuple(one for at, char in enumerate(line.chars) for one in _others(char, at))
    return _reading("cell", line.text, min(1.0, sure), others)


def _reading(reader: str, text: str, sure: float, others: Sequence[Alternative]) -> CellReading:
    """Other readings keep their places in the text without the blanks around it."""
    cut, raw = len(text) - len(text.lstrip()), text.strip()
    placed = (one.model_copy(update={"at": one.at - cut}) for one in others if cut <= one.at < cut + len(raw))
    return CellReading(reader=reader, raw=raw, confidence=sure, alternatives=tuple(placed))


def _others_of(pieces: Sequence[Piece]) -> tuple[Alternative, ...]:
    """Those of a text that is one piece; in a joined one the places are not the same any more."""
    return pieces[0].others if len(pieces) == 1 and pieces[0].text == pieces[0].text.strip() else ()


def label_content(text: str) -> CellContent:
    """The content of a cell whose text was matched before the cell was."""
    return CellContent("print", None, (CellReading(reader="page", raw=text, confidence=1.0),))


def direct_content(
    bare: Image, box: PixelBox, pieces: Sequence[Piece], work: WorkPage, level: float | None = None
) -> CellContent:
    """The content of a cell that no rules bound; `bare` is the page without its rules, `level` its `print_level`."""
    ink, print_box = ink_of(bare, box, work.dpi, level)
    if not pieces or not _may_be_value(pieces):
        unsure = pieces or (ink == "none" and _is_crossed(bare, box, work.dpi, level))
        return CellContent("specks" if unsure else ink, print_box, ())
    reader = "text" if work.source == "text" else "cell" if all(piece.lone for piece in pieces) else "page"
    sure = min(1.0, *(piece.certainty for piece in pieces))
    partly = work.source == "recognised" and _unread(bare, box, pieces, work.dpi, level)
    if partly:
        sure = min(sure, PARTLY_READ)
    seen = _reading(reader, _joined(pieces, exact=work.source == "text"), sure, _others_of(pieces))
    stroke = pieces[-1].box if len(pieces) > 1 and len(pieces[-1].text) == 1 else None
    if print_box is None or (pieces[0].lone and len(pieces) == 1):
        # A hyphen is no larger than a speck, and what was read where only a rule stood must be looked at again, with what was not.
        print_box = around((*(piece.box for piece in pieces), *((print_box,) if partly and print_box else ())))
    return CellContent("print", print_box, (seen,), stroke)


def _is_crossed(bare: Image, box: PixelBox, dpi: float, level: float | None) -> bool:
    """Whether print stands across the left or right edge of a blank cell: only words put the edge there, and may be wrong."""
    for edge in (box[0], box[2]):
        beside = (edge - BESIDE * dpi, box[1], edge + BESIDE * dpi, box[3])
        place = ink_of(bare, beside, dpi, level)[1]
        if place is not None and place[0] < edge < place[2]:
            return True
    return False


def _unread(bare: Image, box: PixelBox, pieces: Sequence[Piece], dpi: float, level: float | None) -> bool:
    """Whether print stands in a cell beside its words: a digit that the detector missed changes the number."""
    left, top = max(round(box[0]), 0), max(round(box[1]), 0)
    rest = bare[top : max(round(box[3]), 0), left : max(round(box[2]), 0)].copy()
    paper = int(median_grey(rest)) if rest.size else 255
    for piece in pieces:
        x0, y0, x1, y1 = (round(edge) for edge in piece.box)
        room = max(2, round(ROUGH * (y1 - y0)))
        rest[max(y0 - top - room, 0) : max(y1 - top + room, 0), max(x0 - left - room, 0) : max(x1 - left + room, 0)] = (
            paper
        )
    return ink_of(rest, (box[0] - left, box[1] - top, box[2] - left, box[3] - top), dpi, level)[0] == "print"


def certainty_of(char: Char) -> float:
    """A digit's probability, together with that of letters that look the same and cannot stand in a number."""
    twins = TWINS.get(char.text, "")
    return min(1.0, char.confidence + sum(p for text, p in char.alternatives if text and text in twins))
