"""Ruling lines of drawn tables come back as the cells they were drawn from, however thin, broken or skewed they are."""

from collections.abc import Sequence

import cv2
import numpy as np
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.page import Char, Image, WorkWord
from ocr.tables.ruled.grid import Grid, find_grids
from ocr.tables.ruled.rules import find_rules
from tests.ocr.test_stacked import font_of

DPI = 200


def drawn(
    xs: Sequence[int], ys: Sequence[int], *, grey: int = 0, thickness: int = 2, dotted: bool = False, slant: float = 0.0
) -> Image:
    """A page with one full grid; `slant` in pixels of drop per pixel."""
    image = np.full((1200, 1400), 255, dtype=np.uint8)
    for y in ys:
        cv2.line(image, (xs[0], y), (xs[-1], round(y + slant * (xs[-1] - xs[0]))), grey, thickness)
    for x in xs:
        drop = slant * (x - xs[0])
        cv2.line(image, (x, round(ys[0] + drop)), (x, round(ys[-1] + drop)), grey, thickness)
    if dotted:
        image[:, ::4] = image[:, 1::4] = np.maximum(image[:, ::4], 0)
        image[(np.indices(image.shape).sum(axis=0) // 3) % 2 == 0] = 255
    return image


def grids_of(image: Image) -> list[Grid]:
    return find_grids(image, find_rules(image, DPI), DPI)


XS, YS = [100, 320, 440, 560, 800, 1200], [100, 150, 200, 270, 320, 500]


@pytest.mark.parametrize(
    "style",
    [{}, {"grey": 190, "thickness": 1}, {"thickness": 6}, {"dotted": True}, {"slant": 0.003}],
    ids=["plain", "grey hairline", "thick", "dotted", "slanted"],
)
def test_a_full_grid_comes_back_whole(style: dict[str, float]) -> None:
    (grid,) = grids_of(drawn(XS, YS, **style))  # type: ignore[arg-type]
    assert (len(grid.xs), len(grid.ys)) == (len(XS), len(YS))
    assert len(grid.cells) == (len(XS) - 1) * (len(YS) - 1)
    assert np.allclose(grid.xs, XS, atol=4)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(45, 200), min_size=2, max_size=8),
    st.lists(st.integers(40, 90), min_size=2, max_size=10),
)
def test_any_grid_comes_back_whole(widths: list[int], heights: list[int]) -> None:
    xs, ys = np.cumsum([60, *widths[:7]]).tolist(), np.cumsum([60, *heights]).tolist()
    (grid,) = grids_of(drawn(xs, ys))
    assert len(grid.cells) == (len(xs) - 1) * (len(ys) - 1)


def test_a_missing_stretch_of_a_rule_merges_two_cells_and_no_more() -> None:
    image = drawn(XS, YS)
    image[204:266, 430:450] = 255
    (grid,) = grids_of(image)
    assert len(grid.cells) == (len(XS) - 1) * (len(YS) - 1) - 1
    merged = [cell for cell in grid.cells if cell.right > cell.left]
    assert [(cell.top, cell.left, cell.right) for cell in merged] == [(2, 1, 2)]


def test_a_table_without_side_rules_is_closed_where_its_rules_end() -> None:
    image = drawn(XS, YS)
    image[:, :110], image[:, 1190:] = 255, 255
    (grid,) = grids_of(image)
    assert len(grid.xs) == len(XS)
    assert len(grid.cells) == (len(XS) - 1) * (len(YS) - 1)


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_merged_label_beside_an_open_side_keeps_its_column(side: str) -> None:
    ys = [100, 150, *range(200, 800, 50), 800]
    image = drawn(XS, ys)
    image[:, :110], image[:, 1190:] = 255, 255
    image[155:790, slice(90, 310) if side == "left" else slice(810, 1200)] = 255
    (grid,) = grids_of(image)
    assert len(grid.xs) == len(XS)
    at = 0 if side == "left" else len(XS) - 2
    assert [(c.top, c.bottom) for c in grid.cells if c.left == at] == [(0, 0), (1, len(ys) - 2)]


def test_a_table_cut_by_the_page_break_is_open_at_that_edge() -> None:
    image = drawn(XS, YS)
    image[480:, :] = 255
    (grid,) = grids_of(image)
    assert grid.open_bottom
    assert not grid.open_top
    assert len(grid.cells) == (len(XS) - 1) * (len(YS) - 1)


def test_print_is_no_rule() -> None:
    image = np.full((800, 1200), 255, dtype=np.uint8)
    for line in range(8):
        cv2.putText(image, "HHHTTTLLLEEE IIIFFFHHH EEETTT", (80, 100 + 40 * line), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2)
    assert grids_of(image) == []


def test_print_that_nearly_touches_the_rules_between_labels_does_not_unite_them() -> None:
    xs, ys = [100, 160, 480, 560, 640], list(range(100, 401, 30))
    image = PIL.Image.fromarray(drawn(xs, ys, grey=60, thickness=1))
    font = PIL.ImageFont.truetype(font_of("Noto Sans CJK SC"), 25)
    words = []
    for row, y in enumerate(ys[:-1]):
        label = "属于国家秘密信息公开申请"[row % 3 :]
        PIL.ImageDraw.Draw(image).text((163, y - 4), label, font=font, fill=0)
        chars = tuple(Char(char, 1.0, 163 + 25.0 * at, 188 + 25.0 * at) for at, char in enumerate(label))
        words.append(WorkWord(label, (163.0, y + 1.0, 163 + 25.0 * len(label), y + 29.0), 1.0, chars))
    pixels = np.asarray(image)
    (grid,) = find_grids(pixels, find_rules(pixels, DPI), DPI, words)
    labels = [cell for cell in grid.cells if cell.box[0] < 170 and cell.box[2] > 470]
    assert [(cell.top, cell.bottom) for cell in labels] == [(row, row) for row in range(10)]


def crossed(grey: int) -> Image:
    """A table with the rules of another, of this grey, across it."""
    image = drawn(XS, YS)
    other = drawn([x + 70 for x in XS[:-1]], [y + 22 for y in YS[:-1]], grey=grey)
    return np.minimum(image, other)


def test_rules_that_show_through_from_the_back_make_no_cells() -> None:
    (plain,), (grid,) = grids_of(drawn(XS, YS)), grids_of(crossed(215))
    assert [cell.box for cell in grid.cells] == [cell.box for cell in plain.cells]
    assert len(grids_of(crossed(120))[0].cells) > len(plain.cells)


def test_grey_rules_of_a_table_in_a_black_frame_are_its_own() -> None:
    image = drawn([XS[0], XS[-1]], [YS[0], YS[-1]], thickness=3)
    (grid,) = grids_of(np.minimum(image, drawn(XS, YS, grey=215)))
    assert len(grid.cells) == (len(XS) - 1) * (len(YS) - 1)


@pytest.mark.parametrize(
    ("text", "tables"), [("本机关围绕重点领域及时发布相关信息有效扩大公开范围", 0), ("行政许可", 1)]
)
def test_a_pale_table_behind_prose_is_the_backs(text: str, tables: int) -> None:
    xs, ys = [100, 300, 500, 900], list(range(100, 500, 40))
    image = PIL.Image.fromarray(drawn(xs, ys, grey=190, thickness=4))
    font = PIL.ImageFont.truetype(font_of("Noto Serif CJK SC"), 30)
    words = []
    for y in ys[:-1]:
        PIL.ImageDraw.Draw(image).text((110, y + 2), text, font=font, fill=20)
        chars = tuple(Char(char, 1.0, 110 + 30.0 * at, 140 + 30.0 * at) for at, char in enumerate(text))
        words.append(WorkWord(text, (110.0, y + 4.0, 110 + 30.0 * len(text), y + 36.0), 1.0, chars))
    pixels = np.asarray(image)
    assert len(find_grids(pixels, find_rules(pixels, DPI), DPI, words)) == tables
