"""A picture whose three planes are alike is one of grey; colour that a person would see stays."""

import numpy as np
import pytest

from ocr.files.raster import simplified


def grey(seed: int = 0) -> np.ndarray:
    plane = np.random.default_rng(seed).integers(30, 226, (300, 210, 1))
    return np.repeat(plane, 3, axis=2).astype(np.uint8)


def test_three_equal_planes_become_one() -> None:
    assert simplified(grey()).shape == (300, 210)


def test_what_jpeg_leaves_on_grey_print_is_no_colour() -> None:
    noise = np.random.default_rng(1).integers(-10, 11, (300, 210, 3))
    assert simplified((grey().astype(int) + noise).astype(np.uint8)).ndim == 2


@pytest.mark.parametrize("plane", [0, 1, 2])
def test_a_stamp_of_any_colour_stays(plane: int) -> None:
    picture = grey()
    picture[100:150, 100:150] = 40
    picture[100:150, 100:150, plane] = 220
    assert simplified(picture).shape == (300, 210, 3)
