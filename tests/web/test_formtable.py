"""The official form as a table: every metric once, and the merged cells tile the grid without gap or overlap."""

import pytest

from archive.forms import EDITIONS, load_form
from archive.records import Edition
from web.ui.formtable import Sheet, sheets


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_metric_has_one_place_in_printed_order(edition: Edition) -> None:
    placed = [value.metric for sheet in sheets(edition) for line in sheet.lines for value in line.values]
    assert placed == [metric.id for metric in load_form(edition).metrics]


@pytest.mark.parametrize("edition", EDITIONS)
def test_merged_cells_tile_the_grid(edition: Edition) -> None:
    for sheet in sheets(edition):
        assert tiles(sheet), sheet.id


def tiles(sheet: Sheet) -> bool:
    """Lay the cells as a browser does; every place of the grid must be covered exactly once."""
    covered: set[tuple[int, int]] = set()
    for row, line in enumerate(sheet.lines):
        column = 0
        spans = [(head.columns, head.rows) for head in line.heads]
        spans += [(1, 1)] if line.unit else []
        for columns, rows in [*spans, *((value.columns, 1) for value in line.values)]:
            while (row, column) in covered:
                column += 1
            places = {(row + down, column + right) for down in range(rows) for right in range(columns)}
            if covered & places:
                return False
            covered |= places
    return covered == {(row, column) for row in range(len(sheet.lines)) for column in range(sheet.width)}


def test_table_two_has_the_headings_of_the_official_form() -> None:
    sheet = next(sheet for sheet in sheets("2019") if sheet.id == "requests")
    assert [(h.text, h.columns, h.rows) for h in sheet.lines[0].heads[1:]] == [("申请人情况", 7, 1)]
    assert [(h.text, h.columns, h.rows) for h in sheet.lines[1].heads] == [
        ("自然人", 1, 2),
        ("法人或其他组织", 5, 1),
        ("总计", 1, 2),
    ]
    refused = next(head for line in sheet.lines for head in line.heads if head.text == "（三）不予公开")
    assert (refused.rows, refused.scope) == (8, "rowgroup")


def test_the_heads_of_a_sheet_are_those_above_all_values() -> None:
    heads = {sheet.id: len(sheet.head) for edition in EDITIONS for sheet in sheets(edition)}
    assert heads == {"statistics": 1, "disclosure": 0, "requests": 3, "disputes": 3}
    assert all((*sheet.head, *sheet.body) == sheet.lines for edition in EDITIONS for sheet in sheets(edition))


def test_the_list_of_2014_names_each_group_once() -> None:
    (sheet,) = sheets("2014")
    groups = [line.heads[0].text for line in sheet.lines if not line.values][1:]
    assert len(groups) == len(set(groups))
    assert groups[0] == "一、主动公开情况"


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_head_has_its_english(edition: Edition) -> None:
    heads = [head for sheet in sheets(edition) for line in sheet.lines for head in line.heads]
    assert [head.text for head in heads if not head.en] == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_english_of_heads_is_of_heads_that_the_form_prints(edition: Edition) -> None:
    for table, sheet in zip(load_form(edition).tables, sheets(edition), strict=True):
        assert set(dict(table.heads)) <= {head.text for line in sheet.lines for head in line.heads}


def test_a_report_without_a_form_has_no_sheets() -> None:
    assert sheets("none") == ()
