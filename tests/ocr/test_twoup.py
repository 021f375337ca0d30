"""A landscape sheet falls into two pages where each half reads as a page; a table without rules stays whole."""

import numpy as np
import pytest

from ocr.image.twoup import find_gutter, is_crossed
from ocr.page import Image, PixelBox

WIDTH, HEIGHT = 2339, 1654
ROWS = range(200, 1400, 60)


def lines(left: float, right: float, shift: float = 0.0) -> list[PixelBox]:
    return [(left, y + shift, right, y + 40 + shift) for y in ROWS]


@pytest.mark.parametrize("shift", [0.0, 23.0])
def test_two_pages_of_prose_are_parted_though_their_lines_are_level(shift: float) -> None:
    assert find_gutter(WIDTH, HEIGHT, lines(150, 1050) + lines(1300, 2200, shift), []) is not None


def test_labels_and_their_numbers_are_one_page() -> None:
    table = [*lines(200, 900), *lines(1600, 1640, 3.0), *lines(1900, 1930, -4.0)]
    assert find_gutter(WIDTH, HEIGHT, table, []) is None


def test_few_numbers_below_headers_of_several_lines_are_a_part_of_their_table() -> None:
    """Dashes, which most values are, are no lines to the detector."""
    headers = [
        (1300.0 + 200 * column, 20.0 + 40 * line, 1380.0 + 200 * column, 60.0 + 40 * line)
        for column in range(3)
        for line in range(2)
    ]
    values = lines(1600, 1640, 3.0)[::3]
    assert find_gutter(WIDTH, HEIGHT, [*lines(200, 900), *headers, *values], []) is None


def test_a_second_page_of_short_lines_of_its_own_is_a_page() -> None:
    signed = [(1900.0, 230.0, 2100.0, 270.0), (1900.0, 295.0, 2080.0, 335.0), (1500.0, 350.0, 1600.0, 390.0)]
    assert find_gutter(WIDTH, HEIGHT, lines(150, 1050) + signed, []) is not None


def test_the_edge_of_the_paper_crosses_no_gutter_and_a_rule_does() -> None:
    sheet = lines(150, 1050) + lines(1300, 2200)
    edge, rule = (np.array([[200.0, y], [2300.0, y]]) for y in (1.0, 700.0))
    assert find_gutter(WIDTH, HEIGHT, sheet, [edge]) is not None
    assert find_gutter(WIDTH, HEIGHT, sheet, [edge, rule]) is None


def test_pages_that_lean_leave_a_narrow_gutter() -> None:
    """The boxes of long lines on a sheet that is 3 degrees askew reach further than their lines."""
    near = lines(150, 1145) + lines(1200, 2200)
    assert find_gutter(WIDTH, HEIGHT, near, []) is not None


def dotted(rules: int) -> Image:
    """A sheet with so many dotted rules across its middle, dust beside them, and the shade of a spine."""
    sheet = np.full((HEIGHT, WIDTH), 250, np.uint8)
    sheet[:, WIDTH // 2 - 30 : WIDTH // 2 + 30] = 170
    for y in ROWS[:rules]:
        for x in range(WIDTH // 2 - 200, WIDTH // 2 + 200, 8):
            sheet[y : y + 3, x : x + 3] = 60
    sheet[100:1500:50, WIDTH // 2 + 3] = 0
    return sheet


def test_dotted_rules_that_go_on_cross_a_gutter_and_dust_does_not() -> None:
    assert is_crossed(dotted(8), WIDTH // 2)
    assert not is_crossed(dotted(0), WIDTH // 2)
