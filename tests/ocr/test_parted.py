"""A label over several rows whose print hides the rule beside it is told from the label of a row."""

from archive.records import Box, CellReading
from ocr.note import CellNote, GridNote, PageNote, WordNote
from ocr.text.parted import parted

YS = (0.1, 0.15, 0.2, 0.25)


def word(text: str, box: Box) -> WordNote:
    return WordNote(text=text, box=box, scan=box, grid=0)


def texts(*words: WordNote, square: bool = False) -> list[tuple[str, int, int]]:
    text = "".join(one.text for one in words)
    reading = CellReading(reader="page", raw=text, confidence=0.3)
    outline = (0.2, 0.1, 0.5, 0.25)
    cell = CellNote(
        top=0, bottom=2, left=1, right=2, box=outline, scan=outline, square=square, ink="print", readings=(reading,)
    )
    grid = GridNote(box=outline, xs=(0.1, 0.2, 0.3, 0.5), ys=YS, open_top=False, open_bottom=False, cells=(cell,))
    note = PageNote(page=1, part=0, source="recognised", size=(1654, 2339), words=words, grids=(grid,))
    return [(part.text, part.top, part.left) for part in parted(cell, grid, note)]


OVER = word("（五）不予处理", (0.22, 0.11, 0.25, 0.2))
OWN = word("2.重复申请", (0.32, 0.165, 0.42, 0.18))


def test_two_labels_in_one_outline_are_two_cells() -> None:
    assert texts(OVER, OWN) == [("（五）不予处理", 0, 1), ("2.重复申请", 1, 2)]


def test_a_whole_cell_or_one_label_stays() -> None:
    assert texts(OVER, OWN, square=True) == [("（五）不予处理2.重复申请", 0, 1)]
    assert texts(OVER) == [("（五）不予处理", 0, 1)]
