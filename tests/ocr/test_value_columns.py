"""Columns of values without rules: proven by a full row, by all rows together, by headers; otherwise not firm or none."""

import pytest

from ocr.page import PixelBox
from ocr.tables.unruled.value_columns import find_columns, stripe_edges

LABELS = [90.0, 80.0]


def box(left: float, right: float, top: float = 0.0) -> PixelBox:
    return (left, top, right, top + 20)


def row(*spans: tuple[float, float]) -> list[PixelBox]:
    return [box(*span) for span in spans]


def headers(*spans: tuple[float, float] | None) -> list[PixelBox | None]:
    return [box(*span) if span else None for span in spans]


def columns_of(x: float, edges: tuple[float, ...]) -> int:
    return sum(edge < x for edge in edges)


def test_a_full_row_shows_every_column() -> None:
    found = find_columns(
        [row((100, 110), (200, 210), (300, 310)), row((200, 205))], headers(None, None, None), LABELS, 3
    )
    assert found is not None
    assert found.firm
    assert [columns_of(x, found.edges) for x in (105, 205, 305)] == [1, 2, 3]


def test_rows_that_are_full_together_show_every_column() -> None:
    rows = [row((100, 110), (200, 210)), row((200, 210), (300, 310)), row((100, 105), (300, 305))]
    found = find_columns(rows, headers(None, None, None), LABELS, 3)
    assert found is not None
    assert found.firm
    assert [columns_of(x, found.edges) for x in (105, 205, 305)] == [1, 2, 3]


def test_a_stripe_of_one_value_without_a_header_is_no_column() -> None:
    rows = [row((100, 110), (200, 210)), row((100, 110), (300, 310))]
    assert find_columns(rows, headers(None, None, None), LABELS, 3) is None


def test_a_column_without_a_value_is_placed_by_its_header() -> None:
    rows = [row((100, 110), (300, 310))]
    found = find_columns(rows, headers((95, 130), (190, 230), (290, 330)), LABELS, 3)
    assert found is not None
    assert found.firm
    assert [columns_of(x, found.edges) for x in (105, 205, 305)] == [1, 2, 3]


def test_values_set_off_their_headers_alike_are_theirs() -> None:
    rows = [row((135, 145), (335, 345))]
    found = find_columns(rows, headers((95, 130), (195, 230), (295, 330)), LABELS, 3)
    assert found is not None
    assert found.firm
    assert [columns_of(x, found.edges) for x in (140, 212, 340)] == [1, 2, 3]


@pytest.mark.parametrize("second", [(320, 330), (360, 370)])
def test_values_set_off_unlike_one_another_prove_nothing(second: tuple[float, float]) -> None:
    rows = [row((135, 145), second, (400, 410), (430, 440))]
    found = find_columns(rows, headers((95, 130), (195, 230), (290, 310)), LABELS, 3)
    assert found is None or not found.firm


def test_a_value_across_an_edge_takes_the_proof_away() -> None:
    rows = [row((100, 110), (200, 210), (300, 310)), row((140, 190))]
    found = find_columns(rows, headers(None, None, None), LABELS, 3)
    assert found is not None
    assert not found.firm


def test_stripes_and_gaps_take_turns() -> None:
    assert stripe_edges([row((100, 110)), row((105, 115), (200, 210))], 90, 300) == (90, 99, 116, 199, 211, 301)


def test_a_value_left_of_the_labels_end_makes_no_stripes() -> None:
    assert stripe_edges([row((80, 110))], 90, 300) == ()


def test_without_labels_the_first_column_reaches_as_far_out_as_columns_lie_apart() -> None:
    found = find_columns([row((210, 220), (310, 320))], headers((105, 135), (205, 235), (305, 335)), [], 3)
    assert found is not None
    assert found.edges[0] < 60


@pytest.mark.parametrize(("unit", "firm"), [((150, 190), True), ((150, 320), False)])
def test_a_unit_left_of_a_full_row_takes_no_proof_away(unit: tuple[float, float], firm: bool) -> None:
    rows = [row((200, 220)), row(unit, (205, 230)), row((200, 240))]
    found = find_columns(rows, headers(None), [170, 180, 175], 1)
    assert found is not None
    assert found.firm is firm


def test_a_number_beyond_the_last_edge_takes_no_proof_away() -> None:
    found = find_columns([row((200, 220)), row((200, 225)), row((200, 210), (240, 390))], headers(None), LABELS, 1)
    assert found is not None
    assert found.firm


def test_a_value_before_the_first_header_or_behind_the_last_is_theirs() -> None:
    found = find_columns([row((110, 120)), row((500, 510))], headers((150, 250), (350, 450)), LABELS, 2)
    assert found is not None
    assert found.firm
    assert [columns_of(x, found.edges) for x in (115, 505)] == [1, 2]


def test_a_value_between_two_headers_may_be_either_ones() -> None:
    found = find_columns([row((300, 310))], headers((150, 250), (350, 450)), LABELS, 2)
    assert found is None or not found.firm


def test_columns_of_one_width_are_known_by_their_headers() -> None:
    four = headers((120, 180), (230, 270), (320, 380), (420, 480))
    found = find_columns([row((105, 115), (305, 315))], four, LABELS, 4)
    assert found is not None
    assert found.firm
    assert [columns_of(x, found.edges) for x in (110, 310)] == [1, 3]


def test_headers_that_widen_columns_over_other_values_do_not() -> None:
    """Values set left of their headers: the fourth stands under the third one's header by its edge, not by its place."""
    four = headers((115, 175), (215, 275), (315, 375), (415, 475))
    found = find_columns([row((100, 110), (200, 210), (300, 310), (400, 410)), row((212, 214))], four, LABELS, 4)
    assert found is not None
    assert [columns_of(x, found.edges) for x in (105, 205, 305, 405)] == [1, 2, 3, 4]


def test_stripes_that_stand_evenly_are_columns_though_each_has_one_value() -> None:
    rows = [row((100, 110), (200, 210)), row((300, 312), (400, 410)), row((500, 510))]
    found = find_columns(rows, headers(*[None] * 5), LABELS, 5)
    assert found is not None
    assert found.firm
    assert [columns_of(x, found.edges) for x in (105, 205, 305, 405, 505)] == [1, 2, 3, 4, 5]
    uneven = [row((100, 110), (200, 210)), row((300, 312), (430, 440)), row((500, 510))]
    assert find_columns(uneven, headers(*[None] * 5), LABELS, 5) is None


@pytest.mark.parametrize(("full", "odd"), [(5, (5,)), (3, None)])
def test_many_full_rows_show_the_columns_though_a_value_of_another_row_stands_across_an_edge(
    full: int, odd: tuple[int, ...] | None
) -> None:
    """A nought, a speck and the next nought were read as one word: the row is in doubt, the table is not."""
    rows = [*[row((100, 110), (200, 210), (300, 310))] * full, row((105, 210), (300, 310))]
    found = find_columns(rows, headers(None, None, None), LABELS, 3)
    assert found is not None
    assert (found.odd if found.firm else None) == odd


@pytest.mark.parametrize(("second", "firm"), [((290, 300), False), ((213, 223), True)])
def test_a_row_that_a_speck_made_full_proves_no_columns_in_which_two_values_of_another_stand(
    second: tuple[float, float], firm: bool
) -> None:
    """The second value that stands apart is a column of its own; the digits of one number in wide type are not."""
    full = row((100, 110), (200, 210), (400, 410), (500, 510))
    found = find_columns([full, row((200, 210), second)], headers(None, None, None, None), LABELS, 4)
    assert found is not None
    assert found.firm is firm
