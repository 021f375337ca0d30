"""A stroke that no reader saw is a slash where it looks like the slashes that were read, and nothing else does."""

import cv2
import numpy as np

from archive.records import CellReading
from ocr.page import Image
from ocr.tables.cells import CellContent
from ocr.tables.voices.unread_slashes import with_unread_slashes

READ = 5


def drawn(image: Image, at: int, lines: list[tuple[int, int, int, int]], text: str = "") -> CellContent:
    """A cell whose print is these lines, drawn at a place of the page."""
    for x0, y0, x1, y1 in lines:
        cv2.line(image, (at + x0, 50 + y0), (at + x1, 50 + y1), 20, 2)
    rows, columns = np.nonzero(image[:, at - 5 : at + 40] < 128)
    box = (at - 5 + int(columns.min()), int(rows.min()), at - 4 + int(columns.max()), int(rows.max()) + 1)
    readings = (CellReading(reader="page", raw=text, confidence=0.7),) if text else ()
    return CellContent("print", box, readings)


SLASH = [(8, 0, 0, 20)]


def told(lines: list[tuple[int, int, int, int]], read: int = READ) -> str:
    image = np.full((120, 800), 250, np.uint8)
    slashes = [drawn(image, 50 + 60 * i, SLASH, "/") for i in range(read)]
    cell = drawn(image, 700, lines)
    ((*_, last),) = with_unread_slashes([[*slashes, cell]], image)
    return last.readings[0].raw if last.readings else ""


def test_a_stroke_like_the_slashes_is_one() -> None:
    assert told(SLASH) == "/"


def test_digits_and_dashes_are_none() -> None:
    seven, one = [(0, 0, 9, 0), (9, 0, 3, 20)], [(5, 0, 5, 20), (5, 0, 1, 4), (1, 20, 9, 20)]
    assert [told(lines) for lines in (seven, one, [(5, 0, 5, 20)], [(0, 10, 20, 10)], [(0, 0, 8, 20)])] == [""] * 5


def test_two_strokes_in_a_cell_are_none() -> None:
    assert told([*SLASH, (20, 0, 12, 20)]) == ""


def test_few_slashes_prove_nothing() -> None:
    assert told(SLASH, read=3) == ""


def read_as_seven(lines: list[tuple[int, int, int, int]], *, bar: bool) -> set[str]:
    """What is said of print that a reader took for a seven; a pale `bar` shows through from the back at its top."""
    image = np.full((120, 800), 250, np.uint8)
    if bar:
        cv2.line(image, (100, 50), (300, 50), 190, 4)
    ((cell,),) = with_unread_slashes([[drawn(image, 150, lines, "7")]], image)
    return {reading.raw for reading in cell.readings}


def test_a_seven_whose_bar_shows_through_from_the_back_may_be_a_slash() -> None:
    assert read_as_seven(SLASH, bar=True) == {"7", "/"}
    assert read_as_seven([(0, 0, 11, 0), (11, 0, 4, 20)], bar=False) == {"7"}
