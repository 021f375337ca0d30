"""Values of a table without rules that no word of the page holds: a lone 1 or a stroke is no line of print to a detector,
and only the reading of its cell sees it."""

from collections.abc import Iterator, Sequence

from ocr.note import CellNote, PageNote
from ocr.text.lexicon import is_noise
from ocr.text.lines import PlacedWord
from ocr.text.loose_words import Item, scaled
from ocr.text.tabletext import is_sure


def unread(cells: Sequence[CellNote], items: Sequence[Item], note: PageNote) -> Iterator[Item]:
    """What was read in each of the cells, as if it were a word, where no word stands in it."""
    width, height = note.size
    for cell in cells:
        box = scaled(cell.box, width, height)
        holds_word = any(box[0] <= item.x <= box[2] and box[1] <= item.y <= box[3] for item in items)
        if not holds_word and cell.text and not is_noise(cell.text) and is_sure(cell):
            yield Item(PlacedWord(cell.text, cell.box, cell.scan), box)
