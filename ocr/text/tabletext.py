"""The cells of ruled tables as lines of text, in the order in which they are read: row by row, across page breaks.

A page break cuts merged cells and sometimes rows: the two halves of a label are one line, and a label that stands on the
page after the one where its cell begins is read where the cell begins.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

from archive.boxes import around
from archive.forms import forms
from archive.records import CellReading, Run
from ocr.forms.align import PlacedGrid, same_column
from ocr.forms.labels import is_of_label, labels, likeness
from ocr.forms.values import clean
from ocr.note import CellNote, GridNote, PageNote, WordNote
from ocr.text.lexicon import is_noise, spelled
from ocr.text.lines import Line
from ocr.text.parted import parted

NUMERAL = re.compile(r"[一二三四五六七八九十]、?|[(][一二三四五六七八九十][)]|\d[.]")
JOINT = 0.8
GAIN = 0.04
REPEATED = 0.8
LEAST_HEADER = 3  # cells; fewer repeat by chance
SURE_CROP, SURE_SPECKS = 0.3, 0.6  # what a crop's reading needs where no word of the page stands: measured on bad scans
NEXT_LINE = 0.8  # heights of a line: how far below the one before the next line of a label begins
SIDE_ROOM = 0.005  # of the page's width: how far a label beside a table may reach into it


@dataclass
class _Cell:
    """A cell and the line that it becomes; None where nothing is printed in it."""

    note: CellNote
    line: Line | None


@dataclass
class _Ruled:
    """A grid's cells in reading order."""

    grid: PlacedGrid
    part: int
    cells: list[_Cell] = field(default_factory=list)


def with_cut_words(note: PageNote) -> PageNote:
    """The page with the last lines of a label that the page break cuts, and that hang over the table's last rule, in its
    cell."""
    words, tables = list(note.words), []
    for grid in note.grids:
        cells = list(grid.cells)
        edge = grid.box[3]
        free = sorted((word for word in words if word.grid is None), key=lambda word: word.box[1])
        for word in free:
            at = _cell_above(word, cells) if _hangs_over(word, grid, edge) and _is_alone(word, free) else None
            if at is not None:
                cells[at] = _with_text(cells[at], word)
                words.remove(word)
                edge = max(edge, word.box[3])
        tables.append(grid.model_copy(update={"cells": tuple(cells)}))
    return note.model_copy(update={"words": tuple(words), "grids": tuple(tables)})


def _hangs_over(word: WordNote, grid: GridNote, edge: float) -> bool:
    """Whether a word goes on where its column ends, at `edge`: across the last rule, or right below the line that does."""
    left, _, right, bottom = grid.box
    top, below = word.box[1], word.box[3]
    return bottom < below and top < edge + (below - top) * NEXT_LINE and left <= word.box[0] and word.box[2] <= right


def _is_alone(word: WordNote, others: Sequence[WordNote]) -> bool:
    """Whether no other word stands on its line: a heading's number is followed by its words."""
    return not any(
        other is not word and other.box[1] < (word.box[1] + word.box[3]) / 2 < other.box[3] for other in others
    )


def _cell_above(word: WordNote, cells: Sequence[CellNote]) -> int | None:
    """The index of the label in the last row that a word goes on under."""
    last, x = max(cell.bottom for cell in cells), (word.box[0] + word.box[2]) / 2
    under = (i for i, cell in enumerate(cells) if cell.bottom == last and cell.box[0] <= x <= cell.box[2])
    across = word.box[1] < max(cell.box[3] for cell in cells)
    return next((i for i in under if _goes_on_in(word, cells[i], across=across)), None)


def _goes_on_in(word: WordNote, cell: CellNote, *, across: bool) -> bool:
    """Whether a word may be a label's next line: where it stands below the table, only where a form's label goes on so."""
    if not _is_label(cell.text) or not _is_label(word.text):
        return False
    return across or is_of_label(cell.text + word.text)


def _with_text(cell: CellNote, word: WordNote) -> CellNote:
    first = cell.readings[0]
    sure = min(first.confidence, word.certainty)
    whole = first.model_copy(update={"raw": first.raw + word.text, "confidence": sure})
    return cell.model_copy(update={"readings": (whole, *cell.readings[1:])})


def with_side_labels(note: PageNote) -> PageNote:
    """The page with the label that stands left of a table as its first column: merged over all rows of the page and
    without a rule at its side, it has no rule at all."""
    words, tables = list(note.words), []
    for grid in note.grids:
        beside = [word for word in words if word.grid is None and _stands_left(word, grid)]
        text = "".join(word.text for word in sorted(beside, key=lambda word: word.box[1]))
        if text and max(likeness(text, label) for label in labels()) >= JOINT:
            words = [word for word in words if word not in beside]
            tables.append(_with_first_column(grid, text, beside))
        else:
            tables.append(grid)
    return note.model_copy(update={"words": tuple(words), "grids": tuple(tables)})


def _stands_left(word: WordNote, grid: GridNote) -> bool:
    left, top, _, bottom = grid.box
    return top < (word.box[1] + word.box[3]) / 2 < bottom and word.box[2] <= left + SIDE_ROOM


def _with_first_column(grid: GridNote, text: str, words: Sequence[WordNote]) -> GridNote:
    _, top, _, bottom = grid.box
    label = CellNote(
        top=0,
        bottom=max(cell.bottom for cell in grid.cells),
        left=0,
        right=0,
        box=(min(word.box[0] for word in words), top, grid.box[0], bottom),
        scan=around(word.scan for word in words),
        ink="print",
        readings=(CellReading(reader="page", raw=text, confidence=min(word.certainty for word in words)),),
    )
    moved = (cell.model_copy(update={"left": cell.left + 1, "right": cell.right + 1}) for cell in grid.cells)
    outline = (label.box[0], *grid.box[1:])
    return grid.model_copy(update={"box": outline, "xs": (label.box[0], *grid.xs), "cells": (label, *moved)})


def ruled_lines(notes: Sequence[PageNote], grids: Sequence[PlacedGrid], names: Mapping[int, str]) -> list[list[Line]]:
    """The lines of each grid, in the grids' order; `names` are the form's tables by the grids' order."""
    parts = [note for note in notes for _ in note.grids]
    tables = [_ruled(grid, note, names[grid.order]) for grid, note in zip(grids, parts, strict=True)]
    places = {place: at for at, place in enumerate(sorted({(note.page, note.part) for note in notes}))}
    breaks: list[tuple[_Ruled, _Ruled, _Ruled]] = []
    head = 0
    for at, (above, below) in enumerate(pairwise(tables)):
        apart = places[below.grid.page, below.part] - places[above.grid.page, above.part]
        if apart == 1 and names[above.grid.order] == names[below.grid.order] != "":
            breaks.append((above, below, tables[head]))
        else:
            head = at + 1
    # From the last on: the label of a cell that goes on over several pages may stand on any of them.
    for above, below, first in reversed(breaks):
        _join(above, below, first)
    return [[cell.line for cell in table.cells if cell.line is not None] for table in tables]


def _ruled(grid: PlacedGrid, note: PageNote, name: str) -> _Ruled:
    found = (part for cell in grid.note.cells for part in parted(cell, grid.note, note))
    ordered = sorted(found, key=lambda c: (c.top, c.left))
    cells = [_Cell(cell, _line(cell, note, name)) for cell in ordered]
    return _Ruled(grid, note.part, _without_numerals_said_twice(cells))


def _without_numerals_said_twice(cells: Sequence[_Cell]) -> list[_Cell]:
    """一、 that a line through the label's first characters cut off is in the label that is spelled as the form has it."""
    for cell, after in pairwise(cells):
        if cell.line is not None and after.line is not None and cell.note.top == after.note.top:
            cut_off = clean(cell.line.text)
            if NUMERAL.fullmatch(cut_off) and clean(after.line.text).startswith(cut_off):
                cell.line = None
    return list(cells)


def _line(cell: CellNote, note: PageNote, name: str) -> Line | None:
    text = cell.text if note.source == "text" else _seen(cell, name)
    if not text:
        return None
    pieces = (Run(start=0, end=len(text), page=note.page, box=cell.scan),)
    return Line(text, note.page, cell.box, kind="cell", table=name, pieces=pieces, part=note.part)


def _seen(cell: CellNote, name: str) -> str:
    """What is printed in a recognised cell, "" where only grain was read: no word of the page, and a doubtful crop."""
    if is_noise(cell.text) or not is_sure(cell):
        return ""
    return spelled(cell.text) if name else cell.text


def is_sure(cell: CellNote) -> bool:
    """Whether a word of the page stands in a recognised cell, or else its crop is read surely enough to be no grain."""
    found_by_page = any(reading.reader != "cell" for reading in cell.readings)
    least = SURE_SPECKS if cell.ink == "specks" else SURE_CROP
    return found_by_page or cell.certainty >= least


def _join(above: _Ruled, below: _Ruled, head: _Ruled) -> None:
    """Join the cells that the break between two pages cuts."""
    last = max(cell.note.bottom for cell in above.cells)
    first = _first_row(below, head)
    if first == 0 and _begins_block(below):
        return
    for upper in (cell for cell in above.cells if cell.note.bottom == last):
        for lower in (cell for cell in below.cells if cell.note.top <= first <= cell.note.bottom):
            if same_column(upper.note.box, lower.note.box):
                _join_cells(upper, lower, above)


def _begins_block(below: _Ruled) -> bool:
    """Whether the table begins with the header of a block: it is no row that the page break cut."""
    return any(
        cell.line is not None and cell.note.top == 0 and clean(cell.line.text) in _corners() for cell in below.cells
    )


@cache
def _corners() -> frozenset[str]:
    blocks = (block for form in forms() for table in form.tables for block in table.blocks if len(table.blocks) > 1)
    return frozenset(clean(block.corner) for block in blocks if block.corner)


def _first_row(below: _Ruled, head: _Ruled) -> int:
    """The first row of a table that goes on, after the header that it repeats."""
    same = 0
    texts = zip((c for c in head.cells if c.line), (c for c in below.cells if c.line), strict=False)
    repeated = []
    for one, other in texts:
        if one.line is None or other.line is None or likeness(one.line.text, other.line.text) < REPEATED:
            break
        repeated.append(other.note.bottom)
        same += 1
    return max(repeated) + 1 if same >= LEAST_HEADER else 0


def _join_cells(upper: _Cell, lower: _Cell, above: _Ruled) -> None:
    """The line of a cell that the break cuts stands where its first half stands; its pieces lead to its print."""
    if lower.line is None or not _is_label(lower.line.text):
        return
    if upper.line is None:
        moved = replace(lower.line, page=above.grid.page, part=above.part, box=upper.note.box)
        upper.line, lower.line = moved, None
    elif are_halves(upper.line.text, lower.line.text):
        upper.line, lower.line = joined(upper.line, lower.line), None


def are_halves(upper: str, lower: str) -> bool:
    """Whether two texts make up one of the forms' labels better than each alone is one."""
    known = labels()
    together = max(likeness(upper + lower, label) for label in known)
    apart = max(max(likeness(text, label) for label in known) for text in (upper, lower))
    return together >= max(JOINT, apart + GAIN)


def joined(upper: Line, lower: Line) -> Line:
    """Two halves of a cell as one line, which stands where the first does."""
    by = len(upper.text)
    moved = tuple(run.model_copy(update={"start": run.start + by, "end": run.end + by}) for run in lower.pieces)
    return replace(upper, text=upper.text + lower.text, pieces=(*upper.pieces, *moved))


def _is_label(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)
