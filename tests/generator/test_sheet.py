"""A point of the clean page is found where its ink went."""

from random import Random

import numpy as np
import pytest

from tests.generator.degrade import STEPS, degrade, stamped
from tests.generator.sheet import Image, Sheet, clean, map_box, side_by_side, turned

SPOTS = ((0.2, 0.15), (0.5, 0.5), (0.8, 0.3), (0.3, 0.85), (0.75, 0.8))


def _spotted() -> Image:
    image = np.full((1400, 1000), 255, np.uint8)
    for x, y in SPOTS:
        image[int(y * 1400) - 9 : int(y * 1400) + 9, int(x * 1000) - 9 : int(x * 1000) + 9] = 0
    return image


def _darkest(image: Image, x: float, y: float, reach: int = 3) -> int:
    height, width = image.shape[:2]
    column, row = int(x * width), int(y * height)
    return int(image[row - reach : row + reach + 1, column - reach : column + reach + 1].min())


def _check(sheet: Sheet) -> None:
    paper = float(np.median(sheet.image))
    for _, forward in sheet.pages:
        for x, y in forward(np.array(SPOTS)):
            assert _darkest(sheet.image, x, y) < paper - 60


@pytest.mark.parametrize("level", sorted(STEPS))
@pytest.mark.parametrize("seed", range(4))
def test_spots_are_where_the_sheet_says(level: str, seed: int) -> None:
    _check(degrade(clean(1, _spotted()), level, Random(seed)))


@pytest.mark.parametrize("quarters", range(4))
def test_turned_pages(quarters: int) -> None:
    _check(turned(clean(1, _spotted()), quarters))


def test_two_pages_on_one_sheet() -> None:
    sheet = side_by_side(clean(1, _spotted()), clean(2, _spotted()))
    assert [number for number, _ in sheet.pages] == [1, 2]
    assert sheet.image.shape == (1400, 2000)
    _check(degrade(sheet, "photo", Random(1)))


def test_a_box_stays_within_the_page_and_keeps_its_order() -> None:
    box = map_box((0.2, 0.1, 0.4, 0.3), lambda points: points * 3 - 0.5)
    assert box == (0.1, 0.0, 0.7, 0.4)


def test_a_stamp_beyond_the_edge_is_cut() -> None:
    image = np.full((100, 100), 255, np.uint8)
    stamp = np.zeros((60, 60, 3), np.uint8)
    out = stamped(image, stamp, (0, 0))
    assert out.shape == (100, 100, 3)
    assert out[:30, :30].max() == 0
    assert out[31:, 31:].min() == 255


def test_the_same_seed_degrades_alike() -> None:
    first, second = (degrade(clean(1, _spotted()), "bad150", Random(3)).image for _ in range(2))
    assert np.array_equal(first, second)
