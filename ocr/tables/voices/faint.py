"""Faint print in cells that seem blank: a cell is blank where it looks like the page's bare paper, not where its ink is pale.

A stroke that a scanner lost to a shade of grey is far paler than print, but it is no grain: smoothed, it stands out from its
cell's paper and is as long as a stroke. Where such marks stand on the page's free paper, too, print shows through from the
back, and only what is as large as a digit counts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image, PixelBox, WorkPage
from ocr.tables.cells import CellContent
from ocr.tables.ink import RULE_ROOM, faint_ink
from ocr.tables.ruled.grid import Grid

SMOOTH = 1.0
"""Pixels."""
PALE, GRAIN = 10.0, 5.0
"""Grey levels, and spreads of the smoothed paper, that a mark stands out by."""
TILE, ROOM = 0.25, 0.04
"""Inches: the side of a piece of free paper, and its distance from words and rules."""
DIRTY = 0.15
"""More of the pieces of free paper hold marks where the back shows through; on tuned office scans less than a tenth do."""


def with_faint_print(work: WorkPage, image: Image, grid: Grid, contents: Sequence[CellContent]) -> list[CellContent]:
    """The contents; a cell without readings in which faint print stands holds print. `image`: perhaps without its rules."""
    blank = [i for i, content in enumerate(contents) if content.ink != "print" and not content.readings]
    if not blank:
        return list(contents)
    dirty = _is_dirty(work, image, grid, contents)
    found = list(contents)
    for i in blank:
        box = _faint(image, grid.cells[i].box, work.dpi, pieces=not dirty)
        if box is not None:
            found[i] = replace(found[i], ink="print", print_box=box)
    return found


def _faint(image: Image, box: PixelBox, dpi: float, *, pieces: bool) -> PixelBox | None:
    """The box of faint print in a cell; `pieces`: be it only pieces of strokes."""
    left, top, right, bottom = (max(round(edge), 0) for edge in box)
    crop = image[top:bottom, left:right]
    if crop.size == 0 or min(crop.shape) < 8:
        return None
    smooth = np.asarray(cv2.GaussianBlur(crop, (0, 0), SMOOTH), dtype=np.uint8)
    paper, grain = _paper_and_grain(smooth, dpi)
    return faint_ink(smooth, paper - max(PALE, GRAIN * grain), (left, top), dpi, pieces=pieces)


def _paper_and_grain(smooth: Image, dpi: float) -> tuple[float, float]:
    """The grey level of a cell's paper and its spread, within the cell's rules, which may be most of what is dark in a low row."""
    down, across = (min(round(2 * RULE_ROOM * dpi), side // 4) for side in smooth.shape)
    inside = smooth[down:-down, across:-across].astype(np.float64)
    paper = float(np.median(inside))
    return paper, 1.4826 * float(np.median(np.abs(inside - paper)))


def _is_dirty(work: WorkPage, image: Image, grid: Grid, contents: Sequence[CellContent]) -> bool:
    """Whether marks stand on the free paper of the table's printed cells."""
    taken = _words(work)
    cells = [cell.box for cell, content in zip(grid.cells, contents, strict=True) if content.ink == "print"]
    marked = [
        _faint(image, tile, work.dpi, pieces=False) is not None
        for cell in cells
        for tile in _tiles(cell, work.dpi)
        if not taken[round(tile[1]) : round(tile[3]), round(tile[0]) : round(tile[2])].any()
    ]
    return bool(marked) and float(np.mean(marked)) > DIRTY


def _words(work: WorkPage) -> NDArray[np.bool_]:
    """Where the page's words stand, with some room around them."""
    taken = np.zeros(work.image.shape[:2], dtype=np.bool_)
    room = ROOM * work.dpi
    for left, top, right, bottom in (word.box for word in work.words):
        rows = slice(max(round(top - room), 0), max(round(bottom + room), 0))
        taken[rows, max(round(left - room), 0) : max(round(right + room), 0)] = True
    return taken


def _tiles(box: PixelBox, dpi: float) -> Iterator[PixelBox]:
    left, top, right, bottom = box
    side, room = TILE * dpi, ROOM * dpi
    for y in np.arange(top + room, bottom - room - side, side):
        for x in np.arange(left + room, right - room - side, side):
            yield (float(x), float(y), float(x + side), float(y + side))
