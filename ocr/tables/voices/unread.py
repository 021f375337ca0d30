"""Print of ruled cells that no reader was shown: what is faint, touches a rule, or was found when the page's words were.

Such cells had passed for blank. Their whole room is read; what it shows stays in doubt, for it is hard to see or cut off.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from archive.boxes import stands_in
from ocr.forms.observe import SURE
from ocr.forms.values import clean
from ocr.page import Image, OcrEngine, WorkPage, WorkWord
from ocr.tables.cells import CellContent, crop_reading, one_line
from ocr.tables.ink import crop_of
from ocr.tables.ruled.grid import Grid, GridCell
from ocr.tables.voices.digits import number_in


def with_words_found(grid: Grid, contents: Sequence[CellContent], words: Iterable[WorkWord]) -> list[CellContent]:
    """The contents of a ruled table; a cell that seems blank and in which a number was found by itself holds unread print."""
    lone = [word for word in words if word.lone and number_in(clean(word.text))]
    return [
        replace(content, ink="print", print_box=word.box)
        if _is_blank(content) and (word := next((w for w in lone if stands_in(w.box, cell.box)), None))
        else content
        for cell, content in zip(grid.cells, contents, strict=True)
    ]


def with_print_read(
    work: WorkPage, grid: Grid, contents: Sequence[CellContent], engine: OcrEngine
) -> list[CellContent]:
    """The contents of a ruled table with a reading, for a person to go by, of numbers in unread print.

    Grain is read as digits, too, but never surely.
    """
    wanted = [
        (i, cell)
        for i, (cell, content) in enumerate(zip(grid.cells, contents, strict=True))
        if _is_unread(content) and one_line(cell.box, work.dpi)
    ]
    crops = [_whole(cell, work) for _, cell in wanted]
    found = list(contents)
    for (i, _), line in zip(wanted, engine.read_lines(crops), strict=True):
        reading = crop_reading(line)
        if reading.confidence >= SURE and number_in(clean(line.text)) == clean(line.text):
            found[i] = replace(found[i], ink="specks", readings=(reading,))
    return found


def _whole(cell: GridCell, work: WorkPage) -> Image:
    return crop_of(work.image, cell.box, cell.box, work.dpi)


def _is_blank(content: CellContent) -> bool:
    return content.ink != "print" and not content.readings


def _is_unread(content: CellContent) -> bool:
    return content.ink == "print" and not content.readings
