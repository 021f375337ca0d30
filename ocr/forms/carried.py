"""The table of disputes without rules, its headers at the foot of one page and its values at the head of the next.

Pages of a text layer have one system of coordinates, so that the values stand under the headers of the page before.
"""

from collections.abc import Sequence
from itertools import pairwise

from archive.records import Box, CellReading
from ocr.forms.disputes import leaf_levels
from ocr.forms.torn import column_of, is_value
from ocr.note import CellNote, GridNote, PageNote, WordNote

SURE = 2
"""So many values in one line are no page number."""
HEADS = 2
"""Lines that may stand above the values: a running head and a page number."""


def carried(notes: Sequence[PageNote]) -> list[PageNote]:
    """The notes, with a grid of headers and values on the page of the values."""
    return [*notes[:1], *(_with_values(before, after) for before, after in pairwise(notes))]


def _with_values(before: PageNote, after: PageNote) -> PageNote:
    headers = [grid for grid in before.loose if leaf_levels(grid)]
    alike = before.source == after.source == "text" and before.size == after.size and after.page == before.page + 1
    if not headers or not alike:
        return after
    header = max(headers, key=lambda grid: grid.box[3])
    grid = _under(header, _first_line(after.words))
    return after if grid is None else after.model_copy(update={"direct": (grid, *after.direct)})


def _first_line(words: Sequence[WordNote]) -> list[WordNote]:
    """The first line of values, left to right; none where prose or a table stands above it."""
    rest = sorted(words, key=lambda word: _middle(word.box))
    for _ in range(HEADS + 1):
        if not rest:
            return []
        top = rest[0].box
        line = [word for word in rest if _middle(word.box) < top[3]]
        if len(line) >= SURE and all(is_value(word.text) for word in line):
            return sorted(line, key=lambda word: word.box[0])
        if len(line) > 1:
            return []
        rest = rest[len(line) :]
    return []


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def _under(header: GridNote, line: Sequence[WordNote]) -> GridNote | None:
    """The headers with the values as their last row; None where a value is not under one header alone."""
    leaves = sorted((cell for cell in header.cells if cell.top == 1), key=lambda cell: cell.left)
    if not line:
        return None
    xs = _edges(header, leaves, line)
    places = [column_of(word.box, xs) for word in line]
    if None in places or len(set(places)) < len(places):
        return None
    by_column = dict(zip(places, line, strict=True))
    top, bottom = min(word.box[1] for word in line), max(word.box[3] for word in line)
    cells = [_moved(cell, xs, top) for cell in header.cells]
    cells += [
        _value(column, (xs[column], top, xs[column + 1], bottom), by_column.get(column))
        for column in range(len(leaves))
    ]
    ys, firm = (top, top, top, bottom), header.firm or len(line) == len(leaves)
    return header.model_copy(
        update={"box": (xs[0], top, xs[-1], bottom), "xs": xs, "ys": ys, "cells": tuple(cells), "firm": firm}
    )


def _edges(header: GridNote, leaves: Sequence[CellNote], line: Sequence[WordNote]) -> tuple[float, ...]:
    """Between the values where there is one for each header; else those of the headers."""
    if len(line) != len(leaves):
        return header.xs
    inner = ((a.box[2] + b.box[0]) / 2 for a, b in pairwise(line))
    return (min(header.xs[0], line[0].box[0]), *inner, max(header.xs[-1], line[-1].box[2]))


def _moved(cell: CellNote, xs: Sequence[float], top: float) -> CellNote:
    """A header's cell over the columns, as it would stand if the headers were printed again."""
    return cell.model_copy(update={"box": (xs[cell.left], top, xs[cell.right + 1], top)})


def _value(column: int, box: Box, word: WordNote | None) -> CellNote:
    """A cell of a page with a text layer, whose places are those of the page as scanned."""
    cell = CellNote(top=2, bottom=2, left=column, right=column, box=box, scan=box)
    if word is None:
        return cell
    reading = CellReading(reader="text", raw=word.text, confidence=1.0)
    return cell.model_copy(update={"ink": "print", "readings": (reading,)})
