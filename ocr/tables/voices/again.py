"""A second look at values that words alone lead to: the recogniser reads the cell's own crop, as it does in ruled tables.

Words come from the detector's lines. Where no rules bound them each is read again, so that two readers see every value, and a
sum that the office itself got wrong casts no doubt on all of them; print that no word covers is read for the first time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from archive.boxes import stands_in
from ocr.page import OcrEngine, PixelBox, WorkPage
from ocr.tables.cells import CellContent, crop_reading, one_line
from ocr.tables.ink import crop_of
from ocr.tables.ruled.grid import Grid

# Pixels: print that comes nearer to its cell's edge may go on beyond it.
INSIDE = 2.0


def look_again(
    work: WorkPage,
    grid: Grid,
    contents: Sequence[CellContent],
    engine: OcrEngine,
    read: Iterable[tuple[Grid, Sequence[CellContent]]],
) -> list[CellContent]:
    """The contents of a grid by words with readings of their crops; `read` are the ruled tables, whose crops were read."""
    known = [
        cell.box
        for ruled, cells in read
        for cell, content in zip(ruled.cells, cells, strict=True)
        if any(reading.reader == "cell" for reading in content.readings)
    ]
    found = list(contents)
    wanted = [
        (i, content.print_box, cell.box)
        for i, (cell, content) in enumerate(zip(grid.cells, contents, strict=True))
        if content.print_box is not None
        and _unproven(content, cell.box, work.dpi)
        and not any(stands_in(cell.box, k) for k in known)
    ]
    crops = [crop_of(work.image, print_box, box, work.dpi) for _, print_box, box in wanted]
    for (i, _, _), line in zip(wanted, engine.read_lines(crops), strict=True):
        if line.text.strip():
            found[i] = replace(found[i], readings=(crop_reading(line), *found[i].readings))
    return found


def _unproven(content: CellContent, box: PixelBox, dpi: float) -> bool:
    """Whether a cell shows one line of print inside it that was not read by itself already."""
    by_itself = any(reading.reader == "cell" for reading in content.readings)
    place = content.print_box
    if place is None or content.ink != "print" or by_itself or not one_line(place, dpi):
        return False
    return bool(content.readings) or _inside(place, box)


def _inside(inner: PixelBox, outer: PixelBox) -> bool:
    near = (inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3])
    return min(near) >= INSIDE
