"""Values that words alone lead to are read again from their crops where the words are no proof."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from archive.records import CellReading
from ocr.page import Char, Image, LineText, PixelBox, WorkPage, WorkWord
from ocr.tables.again import look_again
from ocr.tables.cells import CellContent
from ocr.tables.grid import Grid, GridCell

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
        (content(0.98), ["page"]),
        (content(None), ["cell"]),
        (content(None, (100.0, 115.0, 140.0, 145.0)), []),
        (CellContent("none", None, ()), []),
    ],
    ids=["an unsure word", "a sure word", "print that no word covers", "print that goes on beyond its cell", "paper"],
)
def test_what_no_sure_word_covers_is_read_from_its_crop(one: CellContent, expected: list[str]) -> None:
    assert readers(one, Twelve()) == expected


def test_what_the_ruled_table_has_read_is_not_read_again() -> None:
    ruled = CellContent("print", PRINT, (CellReading(reader="cell", raw="12", confidence=0.9),))
    engine = Twelve()
    assert readers(content(0.93), engine, [(GRID, [ruled])]) == ["page"]
    assert engine.seen == 0
