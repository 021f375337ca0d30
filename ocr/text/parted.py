"""Labels of two cells that were taken for one, because print that touches the rule between them hid it: the label over
several rows, 五 in brackets, beside the label of one of its rows."""

from collections.abc import Iterator, Sequence
from functools import cache

from archive.boxes import stands_in
from archive.forms import forms
from archive.records import CellReading
from ocr.forms.labels import likeness
from ocr.note import CellNote, GridNote, PageNote, WordNote
from ocr.text.lines import PlacedWord
from ocr.text.loose_words import Item, best_run, in_lines, scaled

SURE = 0.8
"""Likeness to a label of the form that both parts have."""


def parted(cell: CellNote, grid: GridNote, note: PageNote) -> Iterator[CellNote]:
    """The cell, or the two whose labels its words make up; text layers know their words' cells better."""
    halves = (
        None if cell.square or not cell.text or note.source == "text" else _halves(_words_in(cell, grid, note), note)
    )
    if halves is None:
        yield cell
        return
    over, own = halves
    yield cell.model_copy(update={"right": cell.left, "readings": _reading(over)})
    row = _row(own, grid, note)
    yield cell.model_copy(update={"top": row, "bottom": row, "left": cell.right, "readings": _reading(own)})


def _words_in(cell: CellNote, grid: GridNote, note: PageNote) -> list[WordNote]:
    """The words in a cell's outline and in no other cell."""
    others = [other.box for other in grid.cells if other is not cell and other.square]
    return [w for w in note.words if stands_in(w.box, cell.box) and not any(stands_in(w.box, box) for box in others)]


def _halves(words: Sequence[WordNote], note: PageNote) -> tuple[Sequence[Item], Sequence[Item]] | None:
    items = [Item(PlacedWord(w.text, w.box, w.scan), scaled(w.box, *note.size)) for w in words]
    over = best_run(_over_rows(), items)
    own = in_lines(item for item in items if item not in over)
    if not over or not own or _best(over, _over_rows()) < SURE or _best(own, _of_rows()) < SURE:
        return None
    return over, own


def _best(items: Sequence[Item], labels: Sequence[str]) -> float:
    return max(likeness(_text(items), label) for label in labels)


def _text(items: Sequence[Item]) -> str:
    return "".join(item.word.text for item in items)


def _reading(items: Sequence[Item]) -> tuple[CellReading, ...]:
    return (CellReading(reader="page", raw=_text(items), confidence=SURE),)


def _row(items: Sequence[Item], grid: GridNote, note: PageNote) -> int:
    y = (items[0].y + items[-1].y) / 2 / note.size[1]
    return max((at for at, top in enumerate(grid.ys) if top <= y), default=0)


@cache
def _over_rows() -> tuple[str, ...]:
    rows = (row for form in forms() for table in form.tables for block in table.blocks for row in block.rows)
    return tuple({label for row in rows for label in row.labels[:-1]})


@cache
def _of_rows() -> tuple[str, ...]:
    rows = (row for form in forms() for table in form.tables for block in table.blocks for row in block.rows)
    return tuple({label for row in rows for label in (*row.labels[-1:], *row.aliases)})
