"""Strokes of print in low rows, and grain, do not part a cell; rules do, though print stands close to them."""

import cv2
import numpy as np
import pytest

from ocr.page import Char, Image, WorkWord
from ocr.tables.ruled.bands import darkness
from ocr.tables.ruled.ghosts import without_ghosts
from ocr.tables.ruled.grid import find_grids
from ocr.tables.ruled.rules import RuleLine
from ocr.tables.ruled.strokes import (
    han_lines,
    inside_print,
    through_lines,
    without_print,
    without_strokes,
    without_tails,
)

DPI = 200
XS, YS = (100, 400, 500, 600), (100, 140, 180, 220, 260)


def label(text: str, left: float, middle: float, pitch: float = 24) -> WorkWord:
    chars = tuple(Char(c, 0.99, left + i * pitch, left + (i + 1) * pitch) for i, c in enumerate(text))
    return WorkWord(text, (left, middle - 14, left + len(text) * pitch, middle + 14), 0.99, chars)


def table(stroke: int | None = None, grey: int = 0) -> tuple[Image, list[RuleLine]]:
    """Four low rows; a stroke from rule to rule in the second one."""
    image = np.full((400, 700), 255, np.uint8)
    for y in YS:
        cv2.line(image, (XS[0], y), (XS[-1], y), 0, 2)
    for x in XS:
        cv2.line(image, (x, YS[0]), (x, YS[-1]), 0, 2)
    rules = [RuleLine("horizontal", XS[0], XS[-1], y) for y in YS] + [
        RuleLine("vertical", YS[0], YS[-1], x) for x in XS
    ]
    if stroke is not None:
        cv2.line(image, (stroke, YS[1]), (stroke, YS[2]), grey, 2)
        rules.append(RuleLine("vertical", YS[1], YS[2], stroke))
    return image, rules


def cells_of(image: Image, rules: list[RuleLine], words: list[WorkWord]) -> int:
    (grid,) = find_grids(image, rules, DPI, words)
    return len(grid.cells)


FULL = (len(XS) - 1) * (len(YS) - 1)


def test_a_stroke_in_a_line_of_han_characters_parts_no_cell() -> None:
    beside = 110 + 3 * 24 + 1  # between the third character and the fourth
    assert cells_of(*table(beside), [label("重复申请", 110, 160)]) == FULL


def test_a_rule_in_one_row_parts_its_cell() -> None:
    assert cells_of(*table(250), []) == FULL + 1


def test_a_rule_between_labels_read_as_one_word_stays() -> None:
    words = [
        WorkWord(
            "结果纠正", (110, 146, 260, 174), 0.99, (*label("结果", 110, 160).chars, *label("纠正", 212, 160).chars)
        )
    ]
    assert cells_of(*table(185), words) == FULL + 1


def test_a_faint_mark_in_one_row_parts_no_cell() -> None:
    assert cells_of(*table(250, grey=200), []) == FULL


@pytest.mark.parametrize(("strokes", "kept"), [([1, 2], 0), ([1], 2)])
def test_strokes_above_one_another_are_kept_only_with_an_edge_that_is_none(strokes: list[int], kept: int) -> None:
    down = np.zeros((5, 3), np.bool_)
    down[1:3, 1] = True
    through = np.zeros_like(down)
    through[strokes, 1] = True
    found = without_strokes(down, np.full(down.shape, 100.0), through)
    assert int(found.sum()) == kept


def test_a_rule_right_before_a_label_does_not_run_through_it() -> None:
    lines = han_lines([label("申请", 110, 160)])
    assert not through_lines([100, 106, 162], [140, 180], lines).any()
    assert through_lines([134], [140, 180], lines).all()


def test_strokes_of_a_bold_heading_below_a_table_are_no_rule_of_it() -> None:
    image, rules = table()
    heading = label("政府信息公开工作情况", 110, YS[-1] + 26)
    strokes = RuleLine("horizontal", 120, 340, YS[-1] + 30)
    assert without_print([*rules, strokes], [heading], 50) == rules
    (grid,) = find_grids(image, [*rules, strokes], DPI, [heading])
    assert grid.ys[-1] == pytest.approx(YS[-1], abs=1)


def test_a_rule_between_a_heading_and_its_text_stays_and_so_does_one_through_high_print() -> None:
    rule = RuleLine("horizontal", 100, 360, 160)
    assert without_print([rule], [label("政府信息公开", 110, 145), label("工作情况", 110, 175)], 50) == [rule]
    assert without_print([rule], [label("政府信息公开工作情况", 110, 160)], 20) == [rule]


def test_a_stroke_beyond_the_table_in_line_with_a_rule_is_none_of_it() -> None:
    """The 申 of a heading stood right above a rule of the table below it, and tied that table to the one above."""
    rules = table()[1]
    long = RuleLine("vertical", 60, YS[-1], XS[1])
    found = without_tails([rule for rule in rules if rule.at != XS[1] or rule.direction == "horizontal"] + [long], 12)
    assert next(rule.start for rule in found if rule.at == XS[1] and rule.direction == "vertical") == YS[0]


def test_rules_that_go_on_together_are_cut_by_the_pages_end() -> None:
    open_ = [RuleLine("vertical", 60, YS[-1], x) for x in XS] + [RuleLine("horizontal", XS[0], XS[-1], y) for y in YS]
    assert without_tails(open_, 12) == open_


def test_a_pale_stroke_within_a_label_is_no_rule_and_a_pale_rule_between_numbers_is() -> None:
    words = [label("重复申请", 110, 160)]
    stroke, rule = RuleLine("vertical", YS[1], YS[2], 183), RuleLine("vertical", YS[1], YS[2], 450)
    assert inside_print([stroke, rule], words) == {id(stroke)}
    image, rules = table(stroke=183, grey=170)
    kept = without_ghosts(rules, darkness(image), DPI)
    assert rules[-1] in kept
    assert rules[-1] not in without_ghosts(rules, darkness(image), DPI, inside_print(rules, words))
