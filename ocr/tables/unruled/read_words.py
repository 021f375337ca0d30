"""Print that no detector found, and that was read in the cells of a table without rules: it is text, too."""

from collections.abc import Iterable, Sequence

from archive.boxes import stands_in
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
    """Whether the middle of one lies in the other."""
    return stands_in(a, b) or stands_in(b, a)
