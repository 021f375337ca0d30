"""How boxes lie to one another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.boxes import around, holds, middle, overlap, shared, stands_in
from archive.records import Box

PLACES = st.lists(st.integers(0, 9), min_size=4, max_size=4, unique=True)


def box_of(places: list[int]) -> Box:
    (left, right), (top, bottom) = sorted(places[:2]), sorted(places[2:])
    return (left, top, right, bottom)


BOXES = PLACES.map(box_of)


def test_an_edge_belongs_to_its_box() -> None:
    assert holds((1, 2, 3, 4), 1, 4)
    assert not holds((1, 2, 3, 4), 0.9, 3)
    assert not holds((1, 2, 3, 4), 2, 4.1)


def test_a_box_stands_where_its_middle_is() -> None:
    assert middle((1, 2, 3, 6)) == (2, 4)
    assert stands_in((0, 0, 4, 2), (2, 0, 9, 9))
    assert not stands_in((0, 0, 4, 2), (2.1, 0, 9, 9))


@pytest.mark.parametrize(("other", "expected"), [((2, 2, 5, 5), True), ((3, 0, 5, 5), False), ((0, 4, 3, 5), False)])
def test_a_shared_edge_is_no_overlap(other: Box, expected: bool) -> None:
    assert overlap((0, 0, 3, 4), other) is expected
    assert overlap(other, (0, 0, 3, 4)) is expected


@given(st.lists(BOXES, min_size=1, max_size=5))
def test_the_box_around_some_is_the_smallest_that_holds_them(boxes: list[Box]) -> None:
    whole = around(boxes)
    assert all(holds(whole, *box[:2]) and holds(whole, *box[2:]) for box in boxes)
    assert all(side in {box[at] for box in boxes} for at, side in enumerate(whole))


def test_what_boxes_share_is_told_of_the_smaller_extent() -> None:
    wide, low = (0.0, 0.0, 1.0, 0.4), (0.5, 0.3, 0.7, 0.5)
    assert shared(wide, low, 0) == pytest.approx(1.0)
    assert shared(wide, low, 1) == pytest.approx(0.5)
    assert shared((0.0, 0.0, 0.1, 0.1), low, 0) < 0
