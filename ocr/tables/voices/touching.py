"""Narrow digits that touch a rule, in cells that seem blank: what hugs a cell's side passes for a rest of its rule.

A rule is as thick everywhere, and one that slants is thickest at an end; a digit makes it wider at the height of its strokes.
"""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page import Image, PixelBox, WorkPage
from ocr.tables.cells import CellContent
from ocr.tables.ink import RULE_ROOM, STROKE, ink_mask_of
from ocr.tables.ruled.grid import Grid

JUT = 0.009
"""Inches that a digit reaches further into its cell than the rule, two pixels: the thinnest stroke of small print."""
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
    return any(_juts(np.asarray(side), room, dpi) for side in (labels[:, : 2 * room], labels[:, : -2 * room - 1 : -1]))


def _juts(side: NDArray[np.int32], room: int, dpi: float) -> bool:
    """`side`: the marks by number beside an edge, which is its first column; rules meet in its corners, of so much `room`."""
    at_edge = np.setdiff1d(side[:, : room // 2], [0])
    widths = np.isin(side[room:-room], at_edge).sum(axis=1)
    wide = np.flatnonzero(widths >= np.percentile(widths, BARE) + JUT * dpi)
    return bool(len(wide) and wide[0] > 0 and wide[-1] < len(widths) - 1 and wide[-1] - wide[0] + 1 >= STROKE * dpi)
