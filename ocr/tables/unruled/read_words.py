"""Print that no detector found, and that was read in the cells of a table without rules: it is text, too."""

from collections.abc import Iterable, Sequence

from ocr.page import PixelBox, WorkPage, WorkWord
from ocr.tables.cells import CellContent


def with_words_read(work: WorkPage, contents: Iterable[Sequence[CellContent]]) -> tuple[WorkWord, ...]:
    """The page's words, and what was read where none of them stands; `contents` are those of tables by the words' places."""
    words = list(work.words)
    for content in (content for cells in contents for content in cells):
        place = content.print_box
        if place is None or not content.readings or any(_meet(word.box, place) for word in words):
            continue
        first = content.readings[0]
        words.append(WorkWord(first.raw, place, first.confidence))
    return tuple(words)


def _meet(a: PixelBox, b: PixelBox) -> bool:
    """Whether the middle of one lies in the other: the boxes of a detector are roomy and reach over their neighbours."""
    return _holds(a, b) or _holds(b, a)


def _holds(box: PixelBox, other: PixelBox) -> bool:
    x, y = (other[0] + other[2]) / 2, (other[1] + other[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
