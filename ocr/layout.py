"""One page made ready -> its note: rules, ruled tables, their cells' contents, and the words outside of them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from archive.records import Box
from ocr.cells import CellContent, direct_content, label_content, pieces_by_cell, read_cells
from ocr.direct import DirectGrid, direct_grids, phrases_of
from ocr.direct_disputes import dispute_grids
from ocr.grid import Grid, GridCell, find_grids
from ocr.note import CellNote, GridNote, PageNote, WordNote
from ocr.page import Image, OcrEngine, PixelBox, PointMap, WorkPage, WorkWord
from ocr.rules import find_rules, without_rules
from ocr.spaced import split_at_gaps


def describe(work: WorkPage, engine: OcrEngine) -> str:
    """The page's note as JSON (`ocr.note.PageNote`)."""
    return page_note(work, engine).model_dump_json(exclude_defaults=True)


def page_note(work: WorkPage, engine: OcrEngine) -> PageNote:
    """Find the ruled tables of a page and read their cells."""
    work = replace(work, words=split_at_gaps(work.words))
    rules = find_rules(work.image, work.dpi)
    grids = find_grids(work.image, rules, work.dpi, work.words)
    bare = without_rules(work.image, rules, work.dpi)
    height, width = work.image.shape[:2]
    return PageNote(
        page=work.number,
        part=work.part,
        source=work.source,
        size=(width, height),
        words=tuple(_word_note(word, grids, work) for word in work.words),
        grids=tuple(_grid_note(grid, read_cells(work, grid, engine), work) for grid in grids),
        direct=tuple(_direct_note(found, bare, work) for found in word_grids(work.words)),
    )


def word_grids(words: Sequence[WorkWord]) -> list[DirectGrid]:
    """All grids that the words' places alone make."""
    phrases = phrases_of(words)
    return [*direct_grids(phrases, words), *dispute_grids(phrases, words)]


def _direct_note(found: DirectGrid, bare: Image, work: WorkPage) -> GridNote:
    """A grid by the words' places: labels as matched, values from the page's words, emptiness from the bare image."""
    pieces = pieces_by_cell(work.words, found.grid)
    contents = [
        label_content(found.texts[i]) if i in found.texts else direct_content(bare, cell.box, pieces.get(i, []), work)
        for i, cell in enumerate(found.grid.cells)
    ]
    return _grid_note(found.grid, contents, work).model_copy(update={"firm": found.firm})


def _word_note(word: WorkWord, grids: Sequence[Grid], work: WorkPage) -> WordNote:
    sure = min((char.confidence for char in word.chars), default=word.confidence)
    return WordNote(
        text=word.text,
        box=fractions(word.box, work),
        scan=scan_box(word.box, work.to_scan),
        certainty=min(1.0, max(0.0, sure)),
        grid=next((i for i, grid in enumerate(grids) if _inside(word.box, grid.box)), None),
    )


def _grid_note(grid: Grid, contents: Sequence[CellContent], work: WorkPage) -> GridNote:
    height, width = work.image.shape[:2]
    return GridNote(
        box=fractions(grid.box, work),
        xs=tuple(round(x / width, 5) for x in grid.xs),
        ys=tuple(round(y / height, 5) for y in grid.ys),
        open_top=grid.open_top,
        open_bottom=grid.open_bottom,
        cells=tuple(_cell_note(c, content, work) for c, content in zip(grid.cells, contents, strict=True)),
    )


def _cell_note(cell: GridCell, content: CellContent, work: WorkPage) -> CellNote:
    return CellNote(
        top=cell.top,
        bottom=cell.bottom,
        left=cell.left,
        right=cell.right,
        box=fractions(cell.box, work),
        scan=scan_box(cell.box, work.to_scan),
        square=cell.square,
        ink=content.ink,
        readings=content.readings,
    )


def fractions(box: PixelBox, work: WorkPage) -> Box:
    """A box in working pixels as fractions of the working page."""
    height, width = work.image.shape[:2]
    left, top, right, bottom = box
    return (round(left / width, 5), round(top / height, 5), round(right / width, 5), round(bottom / height, 5))


def scan_box(box: PixelBox, to_scan: PointMap) -> Box:
    """The upright box around a working box's outline on the page as scanned."""
    left, top, right, bottom = box
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    outline = np.array(
        [
            (left, top),
            (middle_x, top),
            (right, top),
            (right, middle_y),
            (right, bottom),
            (middle_x, bottom),
            (left, bottom),
            (left, middle_y),
        ],
        dtype=np.float64,
    )
    points = np.clip(to_scan(outline), 0.0, 1.0)
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return (round(float(x0), 5), round(float(y0), 5), round(float(x1), 5), round(float(y1), 5))


def _inside(box: PixelBox, outer: PixelBox) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]
