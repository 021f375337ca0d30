"""Print that goes on beyond the edge of a table: where no rule is printed at its side, the edge is where its rules end.

A digit that stands across that edge is cut, and one that stands beyond it is lost: neither the rest nor the blank is sure.
"""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from archive.records import CellReading
from ocr.image.greys import median_grey
from ocr.page import WorkPage
from ocr.tables.cells import CellContent
from ocr.tables.ink import PRINT_SIZE, RULE_ROOM
from ocr.tables.ruled.grid import Grid, GridCell

REACH = 0.12
"""Inches beyond the edge: a digit is about as wide."""
CROSSED = 2
"""Pixels on both sides of the edge that a mark must cover at least."""
DARKER = 60
"""Grey levels: print is darker than the paper by more."""


def with_print_beyond(work: WorkPage, grid: Grid, contents: Sequence[CellContent]) -> list[CellContent]:
    """The contents of a table; cells of the last column whose print goes on beyond the table are in doubt."""
    last = len(grid.xs) - 2
    return [
        _doubted(content) if cell.right == last and _goes_on(work, cell) else content
        for cell, content in zip(grid.cells, contents, strict=True)
    ]


def _goes_on(work: WorkPage, cell: GridCell) -> bool:
    """Whether a mark as high as print lies across the right edge of a cell; a rule is as high as the cell."""
    _, top, edge, bottom = (round(x) for x in cell.box)
    room = 2 * max(2, round(RULE_ROOM * work.dpi))
    reach = round(REACH * work.dpi)
    strip = work.image[top + room : bottom - room, max(edge - reach, 0) : edge + reach]
    if strip.size == 0:
        return False
    mask = np.asarray(strip < median_grey(strip) - DARKER, dtype=np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return any(
        x + CROSSED <= reach <= x + w - CROSSED and PRINT_SIZE * work.dpi <= h + 1 and h < len(strip)
        for x, _, w, h, _ in stats[1:].tolist()
    )


def _doubted(content: CellContent) -> CellContent:
    if not content.readings:
        return replace(content, ink="print")
    return replace(content, readings=(*content.readings, CellReading(reader="shape", raw="", confidence=1.0)))
