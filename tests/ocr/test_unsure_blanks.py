"""A blank in a row with print that nobody could read is not blank for sure; elsewhere it is."""

import cv2
import numpy as np
import pytest

from archive.records import CellReading
from ocr.note import Ink
from ocr.page import WorkPage
from ocr.tables.cells import CellContent, Piece, direct_content
from ocr.tables.ruled.grid import Grid, GridCell
from ocr.tables.voices.unsure_blanks import with_unsure_blanks


def table(*row: tuple[Ink, str], sure: float = 1.0) -> tuple[Grid, list[CellContent]]:
    edges = tuple(float(n) for n in range(len(row) + 1))
    cells = tuple(GridCell(0, 0, n, n, (edges[n], 0, edges[n + 1], 1)) for n in range(len(row)))
    contents = [
        CellContent(ink, None, (CellReading(reader="page", raw=text, confidence=sure),) if text else ())
        for ink, text in row
    ]
    return Grid(edges, (0.0, 1.0), cells), contents


def inks(*row: tuple[Ink, str], sure: float = 1.0, guessed: bool = False) -> list[Ink]:
    return [content.ink for content in with_unsure_blanks(*table(*row, sure=sure), guessed=guessed)]


def test_blanks_in_a_row_with_unread_print_are_unsure() -> None:
    assert inks(("none", ""), ("print", ""), ("none", ""), ("none", "")) == ["specks", "print", "specks", "specks"]


def test_blanks_beside_read_values_are_blank() -> None:
    assert inks(("none", ""), ("print", "7"), ("none", "")) == ["none", "print", "none"]


def test_blanks_beside_a_value_that_has_more_print_than_was_read_are_unsure() -> None:
    """The rest may be the neighbour's, a digit just beyond the edge between them."""
    assert inks(("none", ""), ("none", ""), ("print", "7"), ("none", ""), sure=0.5) == [
        "none",
        "specks",
        "print",
        "specks",
    ]


def test_print_of_a_row_whose_place_was_guessed_is_no_mark_for_a_blank() -> None:
    assert inks(("print", ""), ("none", ""), guessed=True) == ["specks", "specks"]
    assert inks(("none", ""), ("none", ""), guessed=True) == ["none", "none"]


@pytest.mark.parametrize(("text", "ink"), [("1 1 6", "specks"), ("一、总体情况", "none")])
def test_a_blank_in_a_ruled_cell_with_a_value_is_unsure(text: str, ink: Ink) -> None:
    """Rules were lost between three cells, whose values are in one."""
    grid, contents = table(("print", "7"), ("none", ""), ("print", "8"))
    ruled = Grid((0.0, 3.0), (0.0, 1.0), (GridCell(0, 0, 0, 0, (0.0, 0.0, 3.0, 1.0)),))
    merged = [CellContent("print", None, (CellReading(reader="cell", raw=text, confidence=0.6),))]
    assert with_unsure_blanks(grid, contents, [(ruled, merged)])[1].ink == ink


@pytest.mark.parametrize(("middle", "ink"), [(200, "specks"), (206, "specks"), (230, "none"), (150, "print")])
def test_a_blank_place_is_unsure_where_a_digit_stands_across_its_edge(middle: int, ink: Ink) -> None:
    image = np.full((200, 400), 255, np.uint8)
    cv2.ellipse(image, (middle, 75), (7, 12), 0, 0, 360, 0, 2)
    work = WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda points: points)
    assert direct_content(image, (100.0, 50.0, 200.0, 100.0), [], work).ink == ink


def test_what_was_read_where_no_print_is_left_without_rules_keeps_its_place_to_be_looked_at_again() -> None:
    image = np.full((200, 400), 255, np.uint8)
    work = WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda points: points)
    word = (150.0, 60.0, 154.0, 80.0)
    assert direct_content(image, (100.0, 50.0, 200.0, 100.0), [Piece("1", word, 0.98)], work).print_box == word


def test_a_number_of_which_one_digit_was_read_keeps_the_place_of_all_its_print() -> None:
    """Else the second reader, shown the one digit, would hear it again."""
    image = np.full((200, 400), 255, np.uint8)
    image[60:84, 150:154] = 0
    cv2.ellipse(image, (172, 72), (7, 11), 0, 0, 360, 0, 3)
    work = WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda points: points)
    found = direct_content(
        image, (100.0, 50.0, 250.0, 100.0), [Piece("1", (149.0, 60.0, 155.0, 84.0), 0.98, lone=True)], work
    )
    assert found.print_box is not None
    assert found.print_box[2] >= 179


def test_a_nought_with_a_dot_that_was_read_as_a_character_is_a_value() -> None:
    image = np.full((200, 400), 255, np.uint8)
    cv2.ellipse(image, (155, 72), (7, 11), 0, 0, 360, 0, 3)
    work = WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda points: points)
    read = [Piece("日", (146.0, 60.0, 164.0, 84.0), 0.65)]
    found = direct_content(image, (100.0, 50.0, 250.0, 100.0), read, work)
    assert (found.ink, [reading.raw for reading in found.readings]) == ("print", ["日"])
