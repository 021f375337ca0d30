"""Values that words alone lead to are read again from their crops, as those between rules are: two readers see each."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from archive.records import CellReading
from ocr.page import Char, Image, LineText, PixelBox, WorkPage, WorkWord
from ocr.tables.cells import CellContent
from ocr.tables.layout import page_note
from ocr.tables.ruled.grid import Grid, GridCell
from ocr.tables.voices.again import look_again

BOX = (100.0, 100.0, 200.0, 160.0)
PRINT = (110.0, 115.0, 140.0, 145.0)
GRID = Grid((100.0, 200.0), (100.0, 160.0), (GridCell(0, 0, 0, 0, BOX),))


class Twelve:
    """Reads 12 wherever it looks, and counts how often."""

    name = "twelve"

    def __init__(self) -> None:
        self.seen = 0

    def read_lines(self, images: Sequence[Image], *, careful: bool = False) -> list[LineText]:
        self.seen += len(images)
        return [LineText("12", 0.99, (Char("1", 0.99, 0, 9), Char("2", 0.98, 9, 20))) for _ in images]

    def detect(self, image: Image) -> list[PixelBox]:
        raise NotImplementedError

    def read_page(self, image: Image) -> list[WorkWord]:
        raise NotImplementedError


def page() -> WorkPage:
    image = np.full((300, 300), 255, np.uint8)
    cv2.putText(image, "12", (110, 145), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
    return WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda points: points / 300)


def content(confidence: float | None, print_box: PixelBox = PRINT) -> CellContent:
    seen = () if confidence is None else (CellReading(reader="page", raw="12", confidence=confidence),)
    return CellContent("print", print_box, seen)


def readers(one: CellContent, engine: Twelve, ruled: Sequence[tuple[Grid, Sequence[CellContent]]] = ()) -> list[str]:
    (found,) = look_again(page(), GRID, [one], engine, ruled)
    return [reading.reader for reading in found.readings]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (content(0.93), ["cell", "page"]),
        (content(0.98), ["cell", "page"]),
        (CellContent("print", PRINT, (CellReading(reader="cell", raw="12", confidence=0.93),)), ["cell"]),
        (content(None), ["cell"]),
        (content(None, (100.0, 115.0, 140.0, 145.0)), []),
        (CellContent("none", None, ()), []),
    ],
    ids=[
        "an unsure word",
        "a sure word",
        "a word read by itself",
        "print that no word covers",
        "print that goes on beyond its cell",
        "paper",
    ],
)
def test_a_value_is_read_from_its_crop_once(one: CellContent, expected: list[str]) -> None:
    assert readers(one, Twelve()) == expected


def test_what_the_ruled_table_has_read_is_not_read_again() -> None:
    ruled = CellContent("print", PRINT, (CellReading(reader="cell", raw="12", confidence=0.9),))
    engine = Twelve()
    assert readers(content(0.93), engine, [(GRID, [ruled])]) == ["page"]
    assert engine.seen == 0


LABELS = ("1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物")


def rows_without_header(bottoms: Sequence[int], last: tuple[int, int]) -> WorkPage:
    """Three labels, two values at their right that were found, and a third, from x to x, that was not."""
    image = np.full((600, 900), 255, np.uint8)
    words = []
    for number, (label, bottom) in enumerate(zip(LABELS, bottoms, strict=True)):
        left, right = (500, 520) if number < 2 else last
        cv2.putText(image, "a label of a row", (50, bottom - 4), cv2.FONT_HERSHEY_SIMPLEX, 1, 0, 2)
        cv2.ellipse(image, ((left + right) // 2, bottom - 14), ((right - left) // 2, 13), 0, 0, 360, 0, 2)
        words.append(WorkWord(label, (50, bottom - 28, 350, bottom), 0.99))
        words += [WorkWord("0", (left, bottom - 28, right, bottom), 0.99)] if number < 2 else []
    return WorkPage(
        number=1, image=image, words=tuple(words), source="recognised", to_scan=lambda p: p / (900, 600), dpi=150
    )


@pytest.mark.parametrize("last", [(500, 520), (496, 524)], ids=["as wide as the others", "wider than its stripe"])
def test_print_of_a_stripe_that_no_word_covers_is_read(last: tuple[int, int]) -> None:
    note = page_note(rows_without_header((100, 150, 200), last), Twelve())
    (grid,) = note.loose
    values = [[r.raw for r in cell.readings] for cell in grid.cells if cell.left == 2]
    assert values == [["12", "0"], ["12", "0"], ["12"]]


def test_what_a_crop_alone_showed_is_among_the_pages_words_once() -> None:
    note = page_note(rows_without_header((100, 150, 200), (500, 520)), Twelve())
    added = [word for word in note.words if word.text == "12"]
    assert [word.text for word in note.words if word.text == "0"] == ["0", "0"]
    assert [round(edge, 2) for word in added for edge in word.box] == pytest.approx([0.55, 0.29, 0.58, 0.34], abs=0.02)
