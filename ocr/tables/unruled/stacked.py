"""Labels set one character below another in a tall merged cell: 三、本年度办理结果 beside its thirty rows.

Detectors of lines do not see them. The cell is known by its rules, so that its print can be cut into characters, which
are laid side by side and read as one line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from archive.records import CellReading
from ocr.forms.values import clean
from ocr.image.greys import grey
from ocr.page import Image, LineText, OcrEngine, PixelBox, WorkPage
from ocr.tables.cells import CellContent, certainty_of

Floats = NDArray[np.float64]

LEAST_HEIGHT = 0.4
"""Inches: a lower mark is one character, of whatever shape."""
WIDEST = 0.6
"""Inches: one character of 14 points in brackets, （三）, which no line break parts; wider print is lines."""
SLENDER = 1.8
CLOSEST, LOOSEST = 0.115, 0.36
"""Inches from one character to the next: 8 points set tight to 18 points set wide."""
USUAL = 0.22
"""Inches: few labels are set wider."""
CLEAR = 0.04
"""Ink between two characters, as a share of the mean: specks and touching strokes."""
ROOM = 0.012
"""Inches of paper on each side of a character."""
DARK = 160


@dataclass(frozen=True, slots=True)
class Stack:
    """A cell's index in its grid, and the box of its print."""

    cell: int
    box: PixelBox


def read_stacks(work: WorkPage, contents: Sequence[CellContent], engine: OcrEngine) -> list[CellContent]:
    """The contents with what stands in tall narrow cells, where little or nothing was read."""
    found = list(contents)
    for stack in _stacks(work, contents):
        line = read_stack(_cut(work.image, stack.box), engine, work.dpi)
        if len(clean(line.text)) > len(clean(_text(found[stack.cell]))):
            sure = min((certainty_of(char) for char in line.chars), default=line.confidence)
            reading = CellReading(reader="cell", raw=line.text.strip(), confidence=min(1.0, sure))
            found[stack.cell] = CellContent("print", stack.box, (reading,))
    return found


def read_stack(image: Image, engine: OcrEngine, dpi: float) -> LineText:
    """The text of a crop that holds one column of characters, from the top down, or one line that lies on its side."""
    ways = [side_by_side(image, dpi), *(np.ascontiguousarray(np.rot90(image, turns)) for turns in (1, 3))]
    return max(engine.read_lines(ways, careful=True), key=lambda line: line.confidence * len(line.text))


def side_by_side(image: Image, dpi: float) -> Image:
    """The lines of a column of print, mostly one character each, laid side by side in one row."""
    cuts = line_cuts(image, dpi)
    lines = [_trimmed(image[a:b], dpi) for a, b in pairwise(cuts)]
    height = max(line.shape[0] for line in lines)
    return np.hstack([np.pad(n, ((0, height - n.shape[0]), (0, 0)), constant_values=255) for n in lines])


def _trimmed(line: Image, dpi: float) -> Image:
    """Without the paper left and right of the print, but for what stands between characters."""
    columns = np.flatnonzero((line < DARK).any(axis=0))
    inked = line[:, columns[0] : columns[-1] + 1] if len(columns) else line
    room = round(ROOM * dpi)
    return np.asarray(np.pad(inked, ((0, 0), (room, room)), constant_values=255), dtype=np.uint8)


def line_cuts(image: Image, dpi: float) -> list[int]:
    """Where one line ends and the next begins, from 0 to the height: evenly, the closest that goes through no print."""
    height = image.shape[0]
    ink = (255.0 - image).sum(axis=1)
    allowed = CLEAR * float(ink.mean())
    best, cuts = float("inf"), [0, height]
    for pitch in np.arange(CLOSEST * dpi, LOOSEST * dpi, 0.5):
        cost, found = _even_cuts(ink, float(pitch))
        if cost < best - allowed:
            best, cuts = cost, found
    return cuts


def _even_cuts(ink: Floats, pitch: float) -> tuple[float, list[int]]:
    """The cuts at this distance that meet the least ink, and how much on average; the first line may be a low one."""
    height = len(ink)
    firsts = np.arange(0.4 * pitch, pitch + 1.0, 1.0)
    counts = np.maximum(np.ceil((height - 0.25 * pitch - firsts) / pitch), 0).astype(int)
    if not counts.any():
        return float("inf"), [0, height]
    numbers = np.arange(counts.max())
    places = np.round(firsts[:, None] + pitch * numbers).astype(int)
    met = np.where(numbers < counts[:, None], ink[np.minimum(places, height - 1)], 0.0).sum(axis=1)
    costs = np.where(counts > 0, met / np.maximum(counts, 1), np.inf)
    best = int(costs.argmin())
    return float(costs[best]), [0, *places[best, : counts[best]].tolist(), height]


def _stacks(work: WorkPage, contents: Sequence[CellContent]) -> list[Stack]:
    return [
        Stack(i, content.print_box)
        for i, content in enumerate(contents)
        if content.ink == "print"
        and content.print_box is not None
        and is_stack(content.print_box, work.dpi)
        and len(clean(_text(content))) < _least(content.print_box, work.dpi)
    ]


def is_stack(box: PixelBox, dpi: float) -> bool:
    """Whether print of this extent is several characters, one below another."""
    width, height = box[2] - box[0], box[3] - box[1]
    return height >= LEAST_HEIGHT * dpi and width <= WIDEST * dpi and height >= SLENDER * width


def _least(box: PixelBox, dpi: float) -> float:
    """How many characters stand in the box at least."""
    return (box[3] - box[1]) / (USUAL * dpi)


def _text(content: CellContent) -> str:
    return content.readings[0].raw if content.readings else ""


def _cut(image: Image, box: PixelBox) -> Image:
    left, top, right, bottom = (round(edge) for edge in box)
    crop = image[max(top - 1, 0) : bottom + 1, max(left - 1, 0) : right + 1]
    paper = int(grey(crop, 90))
    return np.asarray(cv2.convertScaleAbs(crop, alpha=255.0 / max(paper, 1)), dtype=np.uint8)
