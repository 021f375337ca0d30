"""Other readings of a cell's characters are kept with the cell's readings, at their places in the text."""

import pytest

from ocr.page import Char, LineText, WorkWord
from ocr.tables.cells import _recognised, pieces_by_cell
from ocr.tables.ruled.grid import Grid, GridCell

GRID = Grid((0, 50, 100), (0, 20), (GridCell(0, 0, 0, 0, (0, 0, 50, 20)), GridCell(0, 0, 1, 1, (50, 0, 100, 20))))


def char(text: str, middle: float, *others: tuple[str, float]) -> Char:
    return Char(text, 0.9, middle - 3, middle + 3, others)


def test_a_word_cut_by_a_rule_gives_each_cell_its_own_alternatives() -> None:
    chars = (char("1", 40, ("7", 0.06)), char("3", 60), char("8", 70, ("3", 0.08), ("6", 0.03)))
    pieces = pieces_by_cell([WorkWord("138", (37, 5, 73, 15), 0.9, chars)], GRID)
    assert [(one.at, one.char) for one in pieces[0][0].others] == [(0, "7")]
    assert [(one.at, one.char) for one in pieces[1][0].others] == [(1, "3"), (1, "6")]


def test_blanks_around_a_text_do_not_move_the_places() -> None:
    line = LineText(" 18", 0.9, (char(" ", 2), char("1", 8, ("7", 0.05)), char("8", 14, ("3", 0.1))))
    (seen,) = _recognised(("print", (0, 0, 20, 20)), [], line).readings
    assert seen.raw == "18"
    assert [(seen.raw[one.at], one.char) for one in seen.alternatives] == [("1", "7"), ("8", "3")]


@pytest.mark.parametrize(
    ("text", "middles", "cells"),
    [
        ("977", (30, 41, 51), ["977", ""]),
        ("977", (49, 59, 70), ["", "977"]),
        ("1234", (30, 41, 59, 70), ["12", "34"]),
        ("14", (38, 60), ["1", "4"]),
        ("无7", (30, 52), ["无", "7"]),
    ],
)
def test_a_digit_that_is_put_a_little_beyond_its_numbers_cell_is_in_it(
    text: str, middles: tuple[float, ...], cells: list[str]
) -> None:
    chars = tuple(Char(one, 0.9, middle - 5.5, middle + 5.5) for one, middle in zip(text, middles, strict=True))
    pieces = pieces_by_cell([WorkWord(text, (middles[0] - 6, 0, middles[-1] + 6, 20), 0.9, chars)], GRID)
    assert ["".join(piece.text for piece in pieces.get(at, [])) for at in (0, 1)] == cells
