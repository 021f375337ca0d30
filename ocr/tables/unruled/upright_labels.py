"""Labels set one character below another beside the rows of a table without rules: 三、本年度办理结果 left of its rows.

Detectors of lines see nothing of them, or a character here and there. Between rules a cell tells where they stand
(`ocr.tables.unruled.stacked`); here it is the print of the label's column that no line of the page explains.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from rapidfuzz import fuzz

from archive.boxes import stands_in
from archive.forms import forms
from ocr.forms.labels import plain
from ocr.page import Image, OcrEngine, PixelBox, WorkPage, WorkWord
from ocr.tables.cells import certainty_of
from ocr.tables.ruled.grid import Grid
from ocr.tables.unruled.stacked import DARK, is_stack, read_stack

OUTSIDE = 0.45
"""Inches: how far left of the rows' labels a label over several rows may begin."""
JOINED = 0.17
"""Inches of paper between two characters of a stack, at most."""
WIDE = 1.4
"""Heights: print that is wider is a line of print, or a numeral in brackets, and no piece of a stack."""
SPECK = 0.02
"""Inches: lower and narrower print is no character."""
FEWEST = 2
LIKE = 70.0
"""rapidfuzz's partial likeness to the label of a group of rows: grain is like none."""


def with_upright_labels(work: WorkPage, bare: Image, grids: Sequence[Grid], engine: OcrEngine) -> tuple[WorkWord, ...]:
    """The page's words with such labels; what was read of one in pieces is left out. `bare` is the page without rules."""
    words = list(work.words)
    for grid in grids:
        for box in _stacks(bare, _label_column(grid, work), words, work.dpi):
            word = _read(bare, box, words, work.dpi, engine)
            if word is not None:
                words = [*(other for other in words if not _is_piece(other, box)), word]
    return tuple(words)


def _label_column(grid: Grid, work: WorkPage) -> PixelBox:
    return (max(grid.xs[0] - OUTSIDE * work.dpi, 0.0), grid.ys[0], grid.xs[1], grid.ys[-1])


def _stacks(bare: Image, area: PixelBox, words: Sequence[WorkWord], dpi: float) -> list[PixelBox]:
    """The boxes of print in an area that stands in one narrow column and in no line of print."""
    left, top, right, bottom = (round(edge) for edge in area)
    ink = (bare[top:bottom, left:right] < DARK).astype(np.uint8)
    if ink.size == 0:  # OpenCV would crash, not raise
        return []
    for word in words:
        if not _is_narrow(word):
            x0, y0, x1, y1 = (round(edge) for edge in word.box)
            ink[max(y0 - top, 0) : max(y1 - top, 0), max(x0 - left, 0) : max(x1 - left, 0)] = 0
    ink = _without_specks(ink, dpi)
    reach = np.ones((round(JOINED * dpi) | 1, round(JOINED * dpi / 4) | 1), np.uint8)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, reach)
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined)
    boxes = [(left + x, top + y, left + x + w, top + y + h) for x, y, w, h in stats[1:count, :4].tolist()]
    return [box for box in boxes if is_stack(box, dpi)]


def _without_specks(ink: Image, dpi: float) -> Image:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    kept = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]) >= SPECK * dpi
    kept[0] = False
    return np.asarray(kept[labels], dtype=np.uint8) if count else ink


def _is_narrow(word: WorkWord) -> bool:
    left, top, right, bottom = word.box
    return right - left <= WIDE * (bottom - top)


def _is_piece(word: WorkWord, box: PixelBox) -> bool:
    return _is_narrow(word) and stands_in(word.box, box)


def _read(bare: Image, box: PixelBox, words: Sequence[WorkWord], dpi: float, engine: OcrEngine) -> WorkWord | None:
    """The stack as one word; None where it is like no part of a label over several rows."""
    left, top, right, bottom = (round(edge) for edge in box)
    crop = bare[top:bottom, left:right].copy()
    for word in words:
        if not _is_narrow(word):
            x0, y0, x1, y1 = (round(edge) for edge in word.box)
            crop[max(y0 - top, 0) : max(y1 - top, 0), max(x0 - left, 0) : max(x1 - left, 0)] = 255
    line = read_stack(crop, engine, dpi)
    text = "".join(line.text.split())
    if len(plain(text)) < FEWEST or not any(
        fuzz.partial_ratio(plain(text), label) >= LIKE for label in _group_labels()
    ):
        return None
    sure = min((certainty_of(char) for char in line.chars), default=line.confidence)
    return WorkWord(text, box, min(sure, line.confidence))


def _group_labels() -> set[str]:
    """The labels over several rows, of all forms."""
    return {
        plain(label)
        for form in forms()
        for table in form.tables
        for block in table.blocks
        for row in block.rows
        for label in row.labels[:-1]
    }
