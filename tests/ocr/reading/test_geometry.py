"""Every change of shape knows its way back to the scan."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.image.geometry import Warp, apply, homography, lattice, part_of, rotation, scale, to_fractions, turn
from ocr.page import Image, Points

SIZE = (400, 560)


def spotted(spots: Points) -> Image:
    """A white page with one dark dot per spot."""
    image = np.full((SIZE[1], SIZE[0]), 255, np.uint8)
    for x, y in spots:
        cv2.circle(image, (int(x), int(y)), 5, 0, -1)
    return image


def found(image: Image) -> Points:
    """The middles of the dots."""
    count, _, _, middles = cv2.connectedComponentsWithStats(np.asarray((image < 128) * 255, np.uint8))
    return np.asarray(middles[1:count], np.float64) + 0.5


SPOTS = np.array([(100.0, 120.0), (300.0, 130.0), (120.0, 430.0), (290.0, 400.0), (200.0, 260.0)])
PERSPECTIVE = np.array([[1.02, 0.03, -4.0], [0.01, 0.98, 6.0], [4e-5, -3e-5, 1.0]])
WARPS = {
    "turned once": turn(SIZE, 1),
    "turned twice": turn(SIZE, 2),
    "turned thrice": turn(SIZE, 3),
    "askew": rotation(SIZE, 3.0),
    "cut": part_of(20, 30, 380, 520),
    "larger": scale(SIZE, (800, 1120)),
    "photographed": homography(PERSPECTIVE, SIZE),
    "turned, then askew, then cut": turn(SIZE, 1).then(rotation((560, 400), -2.0)).then(part_of(10, 5, 550, 395)),
}


@pytest.mark.parametrize("name", WARPS)
def test_a_dot_leads_back_to_where_it_was(name: str) -> None:
    way = lattice(WARPS[name])
    back = way(found(apply(spotted(SPOTS), way)))
    assert len(back) == len(SPOTS)
    distances = np.linalg.norm(back[:, None] - (SPOTS + 0.5)[None], axis=2).min(axis=1)
    assert distances.max() < 0.6


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_quarter_turns_move_no_pixel(quarters: int) -> None:
    image = np.random.default_rng(1).integers(0, 255, (56, 40), dtype=np.uint8)
    assert (apply(image, lattice(turn((40, 56), quarters))) == np.rot90(image, -quarters)).all()


@given(st.floats(-5, 5), st.floats(0, 400), st.floats(0, 560))
def test_a_lattice_is_as_good_as_its_warp(degrees: float, x: float, y: float) -> None:
    warp = rotation(SIZE, degrees).then(homography(PERSPECTIVE, SIZE))
    point = np.array([[x, y]])
    assert np.abs(lattice(warp)(point) - warp.back(point)).max() < 0.05


def test_fractions_of_the_corners() -> None:
    whole = Warp(SIZE, lambda points: points)
    assert np.allclose(to_fractions(whole.back, SIZE)(np.array([[0.0, 0.0], [400.0, 560.0]])), [[0, 0], [1, 1]])
