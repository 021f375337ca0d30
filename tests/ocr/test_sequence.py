"""Printed labels find their rows of the form by likeness and order; a garbled one by the place its neighbours leave."""

from archive.forms import load_form
from ocr.forms.labels import row_likeness, row_likenesses
from ocr.forms.sequence import align, form_rows

PLACES = [place for place in form_rows(load_form("2019")) if place.table.id == "requests"]
LABELS = [place.row.labels[-1] for place in PLACES]


def rows_of(items: list[str]) -> dict[str, int]:
    found = align(items, PLACES, row_likenesses, 0.72)
    return {one.item: PLACES.index(one.place) for one in found}


def test_a_garbled_label_takes_the_only_place_between_its_neighbours() -> None:
    garbled = "1.4于国家枢密"
    assert row_likeness(garbled, PLACES[4].row) < 0.72
    assert rows_of([*LABELS[2:4], garbled, *LABELS[5:7]])[garbled] == 4


def test_where_two_rows_are_missing_a_garbled_label_is_passed_over() -> None:
    garbled = "1.4于国家枢密"
    assert garbled not in rows_of([*LABELS[2:4], garbled, *LABELS[6:8]])


def test_what_is_little_like_the_place_does_not_take_it() -> None:
    assert "三、本年度办理" not in rows_of([*LABELS[2:4], "三、本年度办理", *LABELS[5:7]])


def test_what_is_more_like_another_row_does_not_take_it() -> None:
    other = "重复申诉"
    assert other not in rows_of([*LABELS[2:4], other, *LABELS[5:7]])
