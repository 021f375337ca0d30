"""The second way to a cell: by the places of the words alone, without ruling lines.

Row labels of the form are found among the printed lines (also where they wrap), column headers above them; where each row
crosses each column stands the value. The result is a grid like a ruled one, so that one alignment serves both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from archive.forms import Block, Form, FormTable, Row, forms
from ocr.grid import Grid, GridCell
from ocr.labels import column_likeness, row_likeness
from ocr.page import PixelBox, WorkWord
from ocr.sequence import align, form_rows
from ocr.value_columns import Columns, find_columns
from ocr.values import clean

LABEL = 0.72
HEADER = 0.62
LONGER = 0.001
MARGIN = 0.15  # heights of a line: how far beyond its label a row may reach (detected boxes are roomy already)
# What noise is read as: marks that cannot be a value by themselves.
SPECK = re.compile(r"[.,:;'`\"·。，、：；‘’“”!~^*°]*")
HEADER_REACH = 14.0  # heights of a line: how far above a block's first row its headers may stand


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that wrap under one another, read as one text."""

    text: str
    box: PixelBox

    @property
    def middle(self) -> float:
        """Its vertical middle."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def centre(self) -> float:
        """Its horizontal middle."""
        return (self.box[0] + self.box[2]) / 2


@dataclass(frozen=True, slots=True)
class DirectGrid:
    """A grid made from words. `texts` has the label's or header's text by the index of its cell; `firm`: see `Columns`."""

    grid: Grid
    texts: dict[int, str]
    firm: bool = True


@dataclass(frozen=True, slots=True)
class _Found:
    table: FormTable
    block: int
    row: int
    phrase: Phrase
    likeness: float


def direct_grids(phrases: Sequence[Phrase], words: Sequence[WorkWord]) -> list[DirectGrid]:
    """One grid for each block of the form whose rows and columns can be placed by words alone."""
    rows = max((_rows(form, phrases) for form in forms()), key=lambda found: sum(f.likeness for f in found))
    blocks: dict[tuple[str, int], list[_Found]] = {}
    for found in rows:
        blocks.setdefault((found.table.id, found.block), []).append(found)
    grids = [_block_grid(found, phrases, words) for found in blocks.values()]
    return [grid for grid in grids if grid is not None]


def phrases_of(words: Sequence[WorkWord]) -> list[Phrase]:
    """Every word with Han characters, alone and with the words that continue it below."""
    han = sorted((w for w in words if any("\u4e00" <= c <= "\u9fff" for c in w.text)), key=lambda w: w.box[1])
    found = []
    for i, word in enumerate(han):
        text, box = word.text, word.box
        found.append(Phrase(text, box))
        for following in han[i + 1 :]:
            if len(found) and _continues(box, following.box) and len(text) < 60:
                text, box = text + following.text, _union(box, following.box)
                found.append(Phrase(text, box))
    return sorted(found, key=lambda p: p.middle)


def _continues(box: PixelBox, below: PixelBox) -> bool:
    height = below[3] - below[1]
    gap = below[1] - box[3]
    common = min(box[2], below[2]) - max(box[0], below[0])
    return -0.4 * height <= gap <= 0.9 * height and common >= 0.6 * min(box[2] - box[0], below[2] - below[0])


def _union(a: PixelBox, b: PixelBox) -> PixelBox:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def _rows(form: Form, phrases: Sequence[Phrase]) -> tuple[_Found, ...]:
    """The form's rows that some phrase names, no phrase over another one's lower half."""
    aligned = align(phrases, form_rows(form), _likeness, LABEL, lambda before, p: p.box[1] >= before.middle)
    return tuple(_Found(a.place.table, a.place.block, a.place.number, a.item, a.likeness) for a in aligned)


def _likeness(phrase: Phrase, row: Row) -> float:
    """Of a label and its first line alone, both like the form's, the whole shows where the row ends."""
    likeness = row_likeness(phrase.text, row)
    return likeness + LONGER * len(phrase.text) if likeness >= LABEL else 0.0


def _block_grid(found: Sequence[_Found], phrases: Sequence[Phrase], words: Sequence[WorkWord]) -> DirectGrid | None:
    block = found[0].table.blocks[found[0].block]
    found = [_with_unit(f, words) for f in found]
    ends = [f.phrase.box[2] for f in found]
    headers = _headers(block, found, phrases, float(np.percentile(ends, 50)))
    bands = _bands(found)
    rows = [_values_in(band, end, words) for end, band in zip(ends, bands, strict=True)]
    columns = find_columns(rows, [h.box if h else None for h in headers], ends, len(block.columns))
    if columns is None or not _in_order(headers, columns.edges):
        return None
    return _make(found, bands, headers, columns)


def _with_unit(found: _Found, words: Sequence[WorkWord]) -> _Found:
    """A unit printed in a column of its own, between the label and the number, belongs to the label."""
    unit = found.table.blocks[found.block].rows[found.row].unit
    box = found.phrase.box
    beside = [w for w in words if clean(w.text) == unit and w.box[0] >= box[2] - 2 and box[1] <= _mid(w) <= box[3]]
    if unit is None or len(beside) != 1:
        return found
    wide = (box[0], box[1], beside[0].box[2], box[3])
    return replace(found, phrase=Phrase(found.phrase.text + unit, wide))


def _values_in(band: tuple[float, float], label_right: float, words: Sequence[WorkWord]) -> list[PixelBox]:
    """The boxes of what is printed right of a row's label, left to right; words that touch are one value."""
    inside = [
        w.box
        for w in words
        if band[0] <= _mid(w) <= band[1] and w.box[0] > label_right - 2 and not SPECK.fullmatch(clean(w.text))
    ]
    joined: list[PixelBox] = []
    for box in sorted(inside, key=lambda b: b[0]):
        if joined and box[0] - joined[-1][2] < 0.4 * (box[3] - box[1]):
            joined[-1] = _union(joined[-1], box)
        else:
            joined.append(box)
    return joined


def _mid(word: WorkWord) -> float:
    return (word.box[1] + word.box[3]) / 2


def _in_order(headers: Sequence[Phrase | None], edges: Sequence[float]) -> bool:
    """No header stands wholly outside of its column; two headers read as one stand over both of theirs."""
    return all(
        header is None or (header.box[0] < edges[i + 1] and header.box[2] > edges[i])
        for i, header in enumerate(headers)
    )


def _headers(
    block: Block, found: Sequence[_Found], phrases: Sequence[Phrase], label_right: float
) -> list[Phrase | None]:
    """For each column the phrase above the first row that is most like its label, the lowest of equals."""
    first = found[0].phrase
    height = first.box[3] - first.box[1]
    lines = max(1.0, round(height / 40)) if height > 60 else 1.0
    reach = HEADER_REACH * height / lines
    above = [
        p for p in phrases if p.box[3] <= first.middle and p.box[1] >= first.box[1] - reach and p.centre > label_right
    ]
    chosen: list[Phrase | None] = []
    for column in block.columns:
        scored = [(column_likeness(p.text, column), p.box[3], p) for p in above]
        best = max(scored, key=lambda s: (round(s[0], 1), s[1]), default=None)
        chosen.append(best[2] if best is not None and best[0] >= HEADER else None)
    return chosen


def _make(
    found: Sequence[_Found],
    bands: Sequence[tuple[float, float]],
    headers: Sequence[Phrase | None],
    columns: Columns,
) -> DirectGrid:
    xs = (min(f.phrase.box[0] for f in found) - 2, *columns.edges)
    line = min(bottom - top for top, bottom in bands)
    ys = [bands[0][0] - line, bands[0][0]]
    texts: dict[int, str] = {}
    cells = _header_cells(headers, xs, ys, texts)
    for f, (top, bottom) in zip(found, bands, strict=True):
        ys += [top, bottom] if top > ys[-1] else [bottom]
        level = len(ys) - 2
        texts[len(cells)] = f.phrase.text
        cells += [
            GridCell(level, level, column, column, (xs[column], ys[level], xs[column + 1], ys[level + 1]))
            for column in range(len(xs) - 1)
        ]
    return DirectGrid(Grid(tuple(xs), tuple(ys), tuple(cells)), texts, columns.firm)


def _header_cells(
    headers: Sequence[Phrase | None], xs: Sequence[float], ys: Sequence[float], texts: dict[int, str]
) -> list[GridCell]:
    cells: list[GridCell] = []
    for column, header in enumerate(headers, start=1):
        if header is not None:
            texts[len(cells)] = header.text
            cells.append(GridCell(0, 0, column, column, (xs[column], ys[0], xs[column + 1], ys[1])))
    return cells


def _bands(found: Sequence[_Found]) -> list[tuple[float, float]]:
    """The height of each row: to half way to its neighbours, at most MARGIN beyond its label."""
    boxes = [f.phrase.box for f in found]
    line = float(np.median([min(b[3] - b[1], 45) for b in boxes]))
    bands = []
    for i, box in enumerate(boxes):
        above = (boxes[i - 1][3] + box[1]) / 2 if i else box[1] - line * MARGIN
        below = (box[3] + boxes[i + 1][1]) / 2 if i + 1 < len(boxes) else box[3] + line * MARGIN
        bands.append((max(above, box[1] - line * MARGIN), min(below, box[3] + line * MARGIN)))
    return bands
