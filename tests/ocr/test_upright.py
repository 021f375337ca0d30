"""Which way up a page lies is asked of lines of print alone."""

import numpy as np

from ocr.image.upright import longest_lines, single_lines
from ocr.page import PixelBox

STRIPES: list[PixelBox] = [(40.0, 60.0 * at, 1640.0, 60.0 * at + 190) for at in range(28)]
"""Dashed rules that lie askew, two or three of which were found as one line with the print between them."""
LABELS: list[PixelBox] = [(1300.0, 60.0 * at, 1600.0, 60.0 * at + 48) for at in range(28)]
UNITS: list[PixelBox] = [(400.0, 60.0 * at, 446.0, 60.0 * at + 44) for at in range(28)]


def test_stripes_of_several_rules_are_no_lines() -> None:
    paper = np.full((2000, 1700), 255, np.uint8)
    found = single_lines([*STRIPES, *LABELS, *UNITS])
    assert found == [*LABELS, *UNITS]
    assert {crop.shape for crop in longest_lines(paper, found)} == {(48, 300)}


def test_no_line_at_all_is_none() -> None:
    assert single_lines([]) == []
