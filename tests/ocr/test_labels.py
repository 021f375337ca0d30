"""Likeness to a form's row, looked up for all rows at once, is what comparing label by label gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.forms import Row, forms
from ocr.forms.labels import likeness, row_likeness

ROWS = [row for form in forms() for table in form.tables for block in table.blocks for row in block.rows if row.labels]
LABELS = sorted({label for row in ROWS for label in (row.labels[-1], *row.aliases)})


def one_by_one(printed: str, row: Row) -> float:
    return max(likeness(printed, label) for label in (row.labels[-1], *row.aliases))


@given(st.one_of(st.sampled_from(LABELS), st.text("本年度新收政府信息公开申请数量予以其他（一）1. 、", max_size=20)))
def test_all_rows_at_once_are_as_alike_as_one_by_one(printed: str) -> None:
    for row in ROWS:
        assert row_likeness(printed, row) == pytest.approx(one_by_one(printed, row))


def test_a_row_of_no_form_is_compared_by_itself() -> None:
    row = ROWS[0].model_copy(update={"labels": ("另设的一行",), "aliases": ()})
    assert row_likeness("另设的一行", row) == 1.0
    assert row_likeness("", ROWS[0]) == 0.0
