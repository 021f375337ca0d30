"""The second way to a cell: by the places of the words alone, without ruling lines.

Row labels of the form are found among the printed lines (also where they wrap), column headers above them; where each row
crosses each column stands the value. The result is a grid like a ruled one, so that one alignment serves both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from archive.boxes import around
from archive.forms import Block, Form, FormTable, Row, forms
from ocr.forms.labels import row_likenesses
from ocr.forms.sequence import align, form_rows
from ocr.forms.values import clean
from ocr.page import PixelBox, WorkWord
from ocr.tables.cells import may_be_value, room_between
from ocr.tables.ruled.grid import Grid, GridCell
from ocr.tables.unruled.block_headers import are_few, headers_over, in_order, without_pieces
from ocr.tables.unruled.phrases import Phrase
from ocr.tables.unruled.value_columns import Columns, find_columns, stripe_edges

LABEL = 0.72
LONGER = 0.001
# Likeness beyond what any label needs counts once more for so many characters: a line of prose has little of it.
LENGTH = 0.1
MARGIN = 0.15  # heights of a line: how far beyond its label a row may reach (detected boxes are roomy already)
# What noise is read as: marks that cannot be a value by themselves.
SPECK = re.compile(r"[.,:;'`\"·。，、：；‘’“”!~^*°]*")
BELOW = (
    1.2  # heights of the last row: how far below it values stand that a page break parted from the rest of their label
)
TOUCH = 0.67  # of the room between characters of one number: two numbers of neighbouring columns stand further apart
# How much wider the gap between two values read as one is than those within them, and how wide in heights of the box.
WIDER, APART = 1.1, 0.3


@dataclass(frozen=True, slots=True)
class DirectGrid:
    """A grid made from words. `texts` has the label's or header's text by the index of its cell; `firm`: see `Columns`.

    `loose`: its columns are the stripes of its values and the gaps between them (`ocr.forms.continued`).
    `guessed`: no value tells where its row stands, which is all the room above the next text.
    """

    grid: Grid
    texts: dict[int, str]
    firm: bool = True
    loose: bool = False
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    table: FormTable
    block: int
    row: int
    phrase: Phrase
    likeness: float


def direct_grids(phrases: Sequence[Phrase], words: Sequence[WorkWord], *, exact: bool = False) -> list[DirectGrid]:
    """One grid for each block of the form whose rows and columns can be placed by words alone; `exact`: `room_between`."""
    readings = [_blocks(form, phrases, words) for form in forms()]
    readings.sort(key=lambda found: -sum(block.fit for block in found))
    # The names over a table of disputes are rows of another form, which nothing stands beside: the next form may have more.
    made = ([_block_grid(block, words, exact=exact) for block in blocks] for blocks in readings)
    return next((grids for some in made if (grids := [grid for grid in some if grid is not None])), [])


@dataclass(frozen=True, slots=True)
class _FoundBlock:
    """A block's rows from the top down, and the header of each of its columns."""

    block: Block
    rows: tuple[_Found, ...]
    headers: tuple[Phrase | None, ...]

    @property
    def ends(self) -> list[float]:
        """Where each row's label ends, pixels."""
        return [found.phrase.box[2] for found in self.rows]

    @property
    def fit(self) -> float:
        """How much of it is printed: its rows by their likeness, its headers as a share, for forms share their rows.

        A long label that is like the form's tells more than a short one, which another form has over several rows (其他处理).
        """
        told = sum(f.likeness + LENGTH * (f.likeness - LABEL) * len(f.phrase.text) for f in self.rows)
        return told + sum(h is not None for h in self.headers) / len(self.headers)


def _blocks(form: Form, phrases: Sequence[Phrase], words: Sequence[WorkWord]) -> list[_FoundBlock]:
    """The blocks of which the page has a row."""
    rows: dict[tuple[str, int], list[_Found]] = {}
    for found in _rows(form, phrases):
        rows.setdefault((found.table.id, found.block), []).append(_with_unit(found, words))
    return [_found_block(found, phrases) for found in rows.values()]


def _found_block(rows: Sequence[_Found], phrases: Sequence[Phrase]) -> _FoundBlock:
    block = rows[0].table.blocks[rows[0].block]
    label_right = float(np.median([f.phrase.box[2] for f in rows]))
    # The header 其他 reads like the row 3.其他, but stands over the values.
    rows = [f for f in rows if f.phrase.box[0] < label_right]
    return _FoundBlock(block, tuple(rows), tuple(headers_over(block, rows[0].phrase, phrases, label_right)))


def _rows(form: Form, phrases: Sequence[Phrase]) -> tuple[_Found, ...]:
    """The form's rows that some phrase names, from the top down."""
    aligned = align(phrases, form_rows(form), _likenesses, LABEL, _is_below)
    return tuple(_Found(a.place.table, a.place.block, a.place.number, a.item, a.likeness) for a in aligned)


def _is_below(before: Phrase, phrase: Phrase) -> bool:
    """Whether a label is the next row's: the second line of the group's name beside a label, 其他, is none."""
    return phrase.box[1] >= before.middle and phrase.middle >= before.box[3]


def _likenesses(phrase: Phrase, rows: Sequence[Row]) -> list[float]:
    """Of a label and its first line alone, both like the form's, the whole shows where the row ends."""
    longer = LONGER * len(phrase.text)
    return [alike + longer if alike >= LABEL else alike for alike in row_likenesses(phrase.text, rows)]


def _block_grid(found: _FoundBlock, words: Sequence[WorkWord], *, exact: bool) -> DirectGrid | None:
    bands = _row_bands(found, words, exact=exact)
    if not exact and not any(found.headers) and not _are_values(bands, found.ends, words):
        return None
    rows, columns = _rows_and_columns(found, bands, words, exact=exact)
    if columns is None:
        return None if any(found.headers) else _striped(found, bands, rows, words)
    if in_order(found.headers, columns.edges):
        return _placed(found, bands, columns, words)
    kept = tuple(None for _ in found.headers) if are_few(found.headers) else found.headers
    if kept == found.headers and columns.firm:
        kept = without_pieces(found.headers, found.block, columns.edges)
    return _block_grid(replace(found, headers=kept), words, exact=exact) if kept != found.headers else None


def _row_bands(found: _FoundBlock, words: Sequence[WorkWord], *, exact: bool) -> list[tuple[float, float]]:
    """From where to where each row's values stand, from the top down."""
    bands = _bands(found.rows)
    if exact and len(found.block.columns) > 1:
        bands[-1] = _with_values_below(bands[-1], found.rows[-1].phrase.box, len(found.block.columns), words)
    return bands


_Rows = list[list[PixelBox]]
"""The values' boxes of each row, left to right."""


def _rows_and_columns(
    found: _FoundBlock, bands: Sequence[tuple[float, float]], words: Sequence[WorkWord], *, exact: bool
) -> tuple[_Rows, Columns | None]:
    """The values and their columns; where a scan's are not proven, after cutting what may be two values at their edges."""
    rows, columns = _columns_of(found, bands, words, exact=exact)
    is_proven = columns is not None and columns.firm and not columns.odd
    if columns is None or is_proven or exact or not any(len(row) == len(found.headers) for row in rows):
        return rows, columns
    parts = [part for word in words for part in _parted(word, columns.edges[1:-1])]
    parted, proven = _columns_of(found, bands, parts, exact=exact, edges=columns.edges[1:-1])
    better = proven is not None and proven.firm and (not columns.firm or len(proven.odd) < len(columns.odd))
    return (parted, proven) if better else (rows, columns)


def _columns_of(
    found: _FoundBlock,
    bands: Sequence[tuple[float, float]],
    words: Sequence[WorkWord],
    *,
    exact: bool,
    edges: Sequence[float] = (),
) -> tuple[_Rows, Columns | None]:
    rows = [_values_in(band, end, words, edges, exact=exact) for end, band in zip(found.ends, bands, strict=True)]
    boxes = [header.box if header else None for header in found.headers]
    return rows, find_columns(rows, boxes, found.ends, len(found.block.columns))


def _striped(
    found: _FoundBlock, bands: Sequence[tuple[float, float]], rows: _Rows, words: Sequence[WorkWord]
) -> DirectGrid | None:
    """A loose grid of the stripes of values, where there are any."""
    edges = stripe_edges(rows, max(found.ends), _right_of(words)) if any(rows) else ()
    return _make(found.rows, bands, found.headers, Columns(edges, firm=False), loose=True) if edges else None


def _placed(
    found: _FoundBlock, bands: Sequence[tuple[float, float]], columns: Columns, words: Sequence[WorkWord]
) -> DirectGrid:
    # A number at the right of a wide last column stands further out than its header and the numbers above it.
    edges = (*columns.edges[:-1], max(columns.edges[-1], _right_of(words)))
    made = _make(found.rows, bands, found.headers, Columns(edges, columns.firm))
    grid = _doubted(made.grid, _strays(bands, edges, words))
    odd = [sum(bands[row]) / 2 for row in columns.odd]
    return replace(made, grid=_doubted_at(grid, [*odd, *_left_out(found.ends, bands, edges[0], words)]))


def _left_out(
    ends: Sequence[float], bands: Sequence[tuple[float, float]], first: float, words: Sequence[WorkWord]
) -> list[float]:
    """The heights of digits between a row's label and its first column: the beginning of a number set in wide type."""
    return [
        _mid(w)
        for end, band in zip(ends, bands, strict=True)
        for w in words
        if band[0] <= _mid(w) <= band[1]
        and w.box[0] > end - 2
        and w.box[0] + w.box[2] < 2 * first
        and may_be_value(clean(w.text))
        and any(char.isdigit() for char in clean(w.text))
    ]


def _doubted_at(grid: Grid, heights: Sequence[float]) -> Grid:
    """The rows at these heights are in doubt."""
    return replace(
        grid,
        cells=tuple(
            replace(c, square=False) if any(c.box[1] <= y <= c.box[3] for y in heights) else c for c in grid.cells
        ),
    )


def _right_of(words: Sequence[WorkWord]) -> float:
    return max(word.box[2] for word in words)


def _doubted(grid: Grid, strays: Sequence[float]) -> Grid:
    """A value that stands between rows shows that one of them was placed wrongly: both are in doubt, as lost edges are."""
    tops = [(cell.box[1], cell.box[3]) for cell in grid.cells if cell.top > 0]
    wrong = {max((t for t in tops if t[1] <= y), default=None) for y in strays}
    wrong |= {min((t for t in tops if t[0] >= y), default=None) for y in strays}
    return _doubted_at(grid, [(row[0] + row[1]) / 2 for row in wrong if row is not None])


def _with_values_below(
    band: tuple[float, float], label: PixelBox, columns: int, words: Sequence[WorkWord]
) -> tuple[float, float]:
    """The last row's height with the line of values right below it, where the row holds none and that line all.

    They stand at half the height of their row: where a page break cuts it, the rest of the label is on the next page.
    """
    below = (band[1], band[1] + BELOW * (label[3] - label[1]))
    values = _values_in(below, label[2], words, exact=True)
    beside = any(below[0] <= _mid(w) <= below[1] and w.box[0] < label[2] for w in words)
    if beside or len(values) != columns or _values_in(band, label[2], words, exact=True):
        return band
    return (band[0], max(box[3] for box in values))


def _strays(bands: Sequence[tuple[float, float]], edges: Sequence[float], words: Sequence[WorkWord]) -> list[float]:
    """Where values stand between the rows, or right below the last: a row's extent was mistaken, its emptiness no proof."""
    values = [
        w
        for w in words
        if edges[0] < w.box[0]
        and w.box[2] < edges[-1]
        and may_be_value(clean(w.text))
        and not SPECK.fullmatch(clean(w.text))
    ]
    (top, bottom), last = (bands[0][0], bands[-1][1]), bands[-1]
    if not any(last[0] <= _mid(w) <= last[1] for w in values):
        bottom += BELOW * (last[1] - last[0])
    return [_mid(w) for w in values if top < _mid(w) < bottom and not any(a <= _mid(w) <= b for a, b in bands)]


def _with_unit(found: _Found, words: Sequence[WorkWord]) -> _Found:
    """A unit printed in a column of its own, between the label and the number, belongs to the label."""
    unit = found.table.blocks[found.block].rows[found.row].unit
    box = found.phrase.box
    beside = [w for w in words if clean(w.text) == unit and w.box[0] >= box[2] - 2 and box[1] <= _mid(w) <= box[3]]
    if unit is None or len(beside) != 1:
        return found
    wide = (box[0], box[1], beside[0].box[2], box[3])
    return replace(found, phrase=Phrase(found.phrase.text + unit, wide))


def _values_in(
    band: tuple[float, float],
    label_right: float,
    words: Sequence[WorkWord],
    edges: Sequence[float] = (),
    *,
    exact: bool,
) -> list[PixelBox]:
    """The boxes of what is printed right of a row's label, left to right; words that touch, and no edge parts, are one value."""
    inside = [
        w
        for w in words
        if band[0] <= _mid(w) <= band[1] and w.box[0] > label_right - 2 and not SPECK.fullmatch(clean(w.text))
    ]
    joined: list[PixelBox] = []
    last = ""
    for word in sorted(inside, key=lambda w: w.box[0]):
        room = TOUCH * room_between(last, word.text, exact=exact) * (word.box[3] - word.box[1])
        parted = joined and any(joined[-1][2] <= edge <= word.box[0] for edge in edges)
        if joined and word.box[0] - joined[-1][2] < room and not parted:
            joined[-1] = around((joined[-1], word.box))
        else:
            joined.append(word.box)
        last = word.text
    return joined


def _are_values(bands: Sequence[tuple[float, float]], ends: Sequence[float], words: Sequence[WorkWord]) -> bool:
    """Whether values stand beside the labels above all: 总计 is a header of another table, too, with others beside it."""
    beside = [
        w for w in words for (a, b), end in zip(bands, ends, strict=True) if a <= _mid(w) <= b and w.box[0] > end - 2
    ]
    return 2 * sum(may_be_value(clean(w.text)) for w in beside) > len(beside) or not beside


def _parted(word: WorkWord, edges: Sequence[float]) -> list[WorkWord]:
    """A scanned word cut where an edge runs through the widest of its gaps: two values read as one."""
    if len(word.chars) < 2 or len(word.chars) != len(word.text) or not may_be_value(clean(word.text)):
        return [word]
    gaps = [b.left - a.right for a, b in pairwise(word.chars)]
    at = max(range(len(gaps)), key=gaps.__getitem__)
    low, high = word.chars[at].right, word.chars[at + 1].left
    rest = max((gap for i, gap in enumerate(gaps) if i != at), default=0.0)
    if not any(low < edge < high for edge in edges) or high - low < max(
        WIDER * rest, APART * (word.box[3] - word.box[1])
    ):
        return [word]
    left, top, right, bottom = word.box
    first, second = word.chars[: at + 1], word.chars[at + 1 :]
    return [
        replace(word, text=word.text[: at + 1], box=(left, top, low, bottom), chars=first),
        replace(word, text=word.text[at + 1 :], box=(high, top, right, bottom), chars=second),
    ]


def _mid(word: WorkWord) -> float:
    return (word.box[1] + word.box[3]) / 2


def _make(
    found: Sequence[_Found],
    bands: Sequence[tuple[float, float]],
    headers: Sequence[Phrase | None],
    columns: Columns,
    *,
    loose: bool = False,
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
    return DirectGrid(Grid(tuple(xs), tuple(ys), tuple(cells)), texts, columns.firm, loose)


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
