"""Hairlines that a fax scanned askew come back whole from their pieces; strokes of prose and merged cells do not."""

import cv2
import numpy as np

from ocr.page import Image
from ocr.tables.ruled.chains import RuleLine, broken_rules, reaching
from ocr.tables.ruled.grid import find_grids
from ocr.tables.ruled.rules import find_rules

DPI = 200
XS, YS = (100, 400, 520, 640, 760, 900), (100, 160, 220, 300, 360, 420, 480, 560)


def fallen_apart() -> Image:
    """A full grid of which every rule shows only half of its way, the halves of each beginning elsewhere."""
    image = np.full((700, 1000), 255, np.uint8)
    for n, y in enumerate(YS):
        for start in range(XS[0] + 23 * n % 90, XS[-1], 100):
            cv2.line(image, (start, y), (min(start + 52, XS[-1]), y), 0, 2)
    for n, x in enumerate(XS):
        for start in range(YS[0] + 31 * n % 80, YS[-1], 90):
            cv2.line(image, (x, start), (x, min(start + 50, YS[-1])), 0, 2)
    return image


def piece(start: float, end: float, at: float = 300.0) -> RuleLine:
    return RuleLine("vertical", start, end, at)


def mask_of(pieces: list[RuleLine]) -> np.ndarray:
    """The ink of vertical pieces, transposed."""
    mask = np.zeros((1000, 1000), np.uint8)
    for one in pieces:
        mask[round(one.at), round(one.start) : round(one.end)] = 255
    return mask


def test_a_grid_that_fell_apart_comes_back_whole() -> None:
    image = fallen_apart()
    (grid,) = find_grids(image, find_rules(image, DPI), DPI)
    assert (len(grid.xs), len(grid.ys)) == (len(XS), len(YS))
    assert len(grid.cells) == (len(XS) - 1) * (len(YS) - 1)


def test_pieces_in_line_are_one_rule() -> None:
    pieces = [piece(start, start + 50) for start in range(100, 600, 100)]
    (rule,) = broken_rules(pieces, mask_of(pieces), [], DPI)
    assert rule.broken
    assert (rule.start, rule.end) == (100, 550)


def test_pieces_that_end_at_rules_part_merged_cells_and_are_none() -> None:
    pieces = [piece(start, start + 50) for start in range(100, 600, 100)]
    crossing = [RuleLine("horizontal", 100, 900, y) for start in range(100, 600, 100) for y in (start, start + 50)]
    assert broken_rules(pieces, mask_of(pieces), crossing, DPI) == []


def test_strokes_of_print_are_no_rule() -> None:
    pieces = [piece(start, start + 50) for start in range(100, 600, 100)]
    mask = mask_of(pieces)
    mask[:, ::3] = 255  # strokes on both sides
    assert broken_rules(pieces, mask, [], DPI) == []


def test_strokes_joined_over_gaps_are_no_rule() -> None:
    pieces = [piece(start, start + 50) for start in range(100, 600, 100)]
    mask = mask_of(pieces)
    mask[:, ::5] = 0
    assert broken_rules(pieces, mask, [], DPI) == []


def test_pieces_that_wander_are_no_rule() -> None:
    pieces = [piece(start, start + 50, at=300 + 4 * (start % 200 > 0)) for start in range(100, 900, 100)]
    assert broken_rules(pieces, mask_of(pieces), [], DPI) == []


def test_a_broken_rule_reaches_the_rules_that_it_ends_at() -> None:
    crossing = [RuleLine("horizontal", 100, 900, y) for y in (60, 600, 900)]
    whole = reaching(RuleLine("vertical", 100, 550, 300, broken=True), crossing, DPI)
    assert (whole.start, whole.end) == (60, 600)
    assert reaching(piece(100, 550), crossing, DPI) == piece(100, 550)
