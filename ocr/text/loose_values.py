"""Values of a table without rules that no word of the page holds: a lone 1 or a stroke is no line of print to a detector,
and only the reading of its cell sees it."""

from collections.abc import Iterator, Sequence

from archive.records import Box
from ocr.note import CellNote, PageNote
from ocr.text.lexicon import is_noise
from ocr.text.lines import PlacedWord
from ocr.text.loose_words import Item, scaled
from ocr.text.tabletext import is_sure

REACHES = 0.3
"""Of a word's area: so much of it in a cell may be the cell's."""


def unread(cells: Sequence[CellNote], items: Sequence[Item], note: PageNote) -> Iterator[Item]:
    """What was read in each of the cells, as if it were a word, where no word stands in it."""
    width, height = note.size
    for cell in cells:
        box = scaled(cell.box, width, height)
        if (
            not any(_reaches_into(item, box) for item in items)
            and cell.text
            and not is_noise(cell.text)
            and is_sure(cell)
        ):
            yield Item(PlacedWord(cell.text, cell.box, cell.scan), box)


def _reaches_into(item: Item, box: Box) -> bool:
    wide = min(item.box[2], box[2]) - max(item.box[0], box[0])
    high = min(item.box[3], box[3]) - max(item.box[1], box[1])
    area = (item.box[2] - item.box[0]) * item.height
    return min(wide, high) > 0 and wide * high >= REACHES * area
