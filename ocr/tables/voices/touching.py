"""Narrow digits at a rule, in cells that seem blank: what hugs a cell's side passes for a rest of its rule.

A rule is as thick everywhere, and one that slants is thickest at an end; a digit makes it wider at the height of its strokes.
"""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.image.greys import median_grey
from ocr.page import Image, PixelBox, WorkPage
from ocr.tables.cells import CellContent
from ocr.tables.ink import PRINT_SIZE, RULE_ROOM, STROKE, ink_mask_of
from ocr.tables.ruled.grid import Grid

JUT = 0.009
"""Inches that a digit reaches further into its cell than the rule, two pixels: the thinnest stroke of small print."""
FAINT = 45
"""Grey levels that thin strokes are darker than paper: as dark as that was the faintest one of a photographed sheet of two pages."""
HIGHEST = 0.6
"""Of a cell's height: a digit is lower, a piece of its rule may not be."""
BARE = 20
"""Percent of a cell's height at least where its rule is bare beside a digit."""


def with_touching_print(work: WorkPage, grid: Grid, contents: Sequence[CellContent]) -> list[CellContent]:
    """The contents of a ruled table; a blank cell with a rule that is wider at the height of a digit holds unread print."""
    return [
        replace(content, ink="print") if _is_blank(content) and _is_touched(work.image, cell.box, work.dpi) else content
        for cell, content in zip(grid.cells, contents, strict=True)
    ]


def _is_blank(content: CellContent) -> bool:
    return content.ink != "print" and not content.readings


def _is_touched(image: Image, box: PixelBox, dpi: float) -> bool:
    """Whether a mark at one of a cell's sides juts into it, as high as a stroke."""
    mask = ink_mask_of(image, box)
    room = 2 * max(2, round(RULE_ROOM * dpi))
    if mask is None or min(mask.shape) <= 4 * room:
        return False
    _, found = cv2.connectedComponents(mask, connectivity=8)
    labels = np.asarray(found, dtype=np.int32)
    return any(_juts(np.asarray(side), room, dpi) for side in _sides(labels, room)) or _stands_beside(image, box, dpi)


def _sides(labels: NDArray[np.int32], room: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The marks beside a cell's left and right edge, the edge first."""
    return labels[:, : 2 * room], labels[:, : -2 * room - 1 : -1]


def _stands_beside(image: Image, box: PixelBox, dpi: float) -> bool:
    """Whether one mark as high as a digit stands at a cell's side, apart from the rule there and clear of the corners.

    Thin strokes are half as dark as heavy rules. What is left of a dashed rule is several marks, of a slanting one a long one.
    """
    left, top, right, bottom = (max(round(edge), 0) for edge in box)
    crop = image[top:bottom, left:right]
    room = 2 * max(2, round(RULE_ROOM * dpi))
    _, found = cv2.connectedComponents((crop < median_grey(crop) - FAINT).astype(np.uint8), connectivity=8)
    inner = np.asarray(found, dtype=np.int32)
    return any(_is_apart(side, inner, room, dpi) for side in _sides(inner, room // 2))


def _is_apart(side: NDArray[np.int32], labels: NDArray[np.int32], room: int, dpi: float) -> bool:
    """`side`: the marks by number beside an edge; `labels` those of the whole cell."""
    near = np.setdiff1d(side, [0, *side[:, : max(2, room // 4)].ravel()])
    high = [
        rows for mark in near if np.ptp(rows := np.flatnonzero((labels == mark).any(axis=1))) + 1 >= PRINT_SIZE * dpi
    ]
    if len(high) != 1:
        return False
    (rows,) = high
    return bool(room <= rows[0] and rows[-1] < len(labels) - room and np.ptp(rows) < HIGHEST * len(labels))


def _juts(side: NDArray[np.int32], room: int, dpi: float) -> bool:
    """`side`: the marks by number beside an edge, which is its first column; rules meet in its corners, of so much `room`."""
    at_edge = np.setdiff1d(side[:, : room // 2], [0])
    widths = np.isin(side[room:-room], at_edge).sum(axis=1)
    wide = np.flatnonzero(widths >= np.percentile(widths, BARE) + JUT * dpi)
    return bool(len(wide) and wide[0] > 0 and wide[-1] < len(widths) - 1 and wide[-1] - wide[0] + 1 >= STROKE * dpi)
