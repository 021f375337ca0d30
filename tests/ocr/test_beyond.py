"""Print that stands across the edge of a table makes its cell doubtful; rules and print inside do not."""

import cv2
import numpy as np

from archive.records import CellReading
from ocr.note import Ink
from ocr.page import Image, WorkPage
from ocr.tables.cells import CellContent
from ocr.tables.ink import ink_of
from ocr.tables.ruled.grid import Grid, GridCell
from ocr.tables.voices.beyond import with_print_beyond

EDGE = 300


def table() -> Image:
    """A cell from x = 100 on between two rules that end at the edge, as digits without a rule beside them do."""
    image = np.full((200, 400), 255, np.uint8)
    for y in (50, 92):
        cv2.line(image, (100, y), (EDGE, y), 0, 2)
    return image


def told(image: Image, read: str = "") -> tuple[str, set[str]]:
    cell = GridCell(0, 0, 0, 0, (100.0, 50.0, float(EDGE), 92.0))
    work = WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda points: points)
    readings = (CellReading(reader="cell", raw=read, confidence=0.99),) if read else ()
    ink: Ink = "print" if read else "none"
    grid = Grid((100.0, float(EDGE)), (50.0, 92.0), (cell,))
    (content,) = with_print_beyond(work, grid, [CellContent(ink, None, readings)])
    return content.ink, {reading.raw for reading in content.readings}


def digit(image: Image, left: int) -> Image:
    cv2.putText(image, "5", (left, 81), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 0, 2)
    return image


def test_a_digit_across_the_edge_is_no_blank_and_cuts_a_number() -> None:
    image = digit(table(), EDGE - 8)
    assert told(image) == ("print", set())
    assert told(image, "3") == ("print", {"3", ""})


def test_print_inside_and_rules_at_the_edge_are_nothing_new() -> None:
    image = digit(table(), EDGE - 40)
    cv2.line(image, (EDGE, 20), (EDGE, 150), 0, 3)
    assert told(image) == ("none", set())
    assert told(image, "5") == ("print", {"5"})


def test_a_digit_of_which_the_rule_leaves_the_ends_of_its_strokes_is_print() -> None:
    image = table()
    cv2.line(image, (EDGE, 50), (EDGE, 92), 0, 6)
    for y in (62, 71, 80):
        cv2.line(image, (EDGE - 14, y), (EDGE, y), 0, 2)
    assert ink_of(image, (100.0, 50.0, float(EDGE), 92.0), 200.0)[0] == "print"
