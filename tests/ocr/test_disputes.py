"""Reconsideration and litigation: one table, two or three, values also after a page break."""

import pytest

from archive.forms import load_form
from ocr.forms.align import PlacedGrid
from ocr.forms.disputes import GROUPS, PARTS, place_disputes
from ocr.page import WorkWord
from ocr.tables.unruled.direct import DirectGrid
from ocr.tables.unruled.direct_disputes import dispute_grids
from ocr.tables.unruled.phrases import phrases_of
from tests.ocr.grids import Spec, grid

FORM = load_form("2021")
FIFTEEN = [str(n) for n in range(15)]


def header(top: int, groups: list[str], first: int = 0) -> list[Spec]:
    specs: list[Spec] = [(g, top, top, first + 5 * i, first + 5 * i + 4) for i, g in enumerate(groups)]
    return specs + [
        (part, top + 1, top + 1, first + 5 * i + j, first + 5 * i + j)
        for i in range(len(groups))
        for j, part in enumerate(PARTS)
    ]


def row(top: int, values: list[str]) -> list[Spec]:
    return [(value, top, top, i, i) for i, value in enumerate(values)]


def read(*grids: object) -> list[tuple[int, str]]:
    return sorted((p.column, p.cell.text) for p in place_disputes(FORM, grids))  # type: ignore[arg-type]


THREE = ["行政复议", "未经复议直接起诉", "复议后起诉"]


def test_one_table() -> None:
    assert read(grid([*header(0, THREE), *row(2, FIFTEEN)])) == list(enumerate(FIFTEEN))


def test_two_tables_one_under_the_other() -> None:
    first = [*header(0, THREE[:1]), *row(2, FIFTEEN[:5])]
    second = [*header(4, THREE[1:]), *row(6, FIFTEEN[5:])]
    assert read(grid([*first, *second])) == list(enumerate(FIFTEEN))


def test_a_group_whose_name_cannot_be_read_is_known_by_the_others() -> None:
    assert read(grid([*header(0, ["行政复议", "未#复#", "复议后起诉"]), *row(2, FIFTEEN)])) == list(enumerate(FIFTEEN))


def test_five_columns_without_a_name_are_refused() -> None:
    assert read(grid([*header(0, ["？？"]), *row(2, FIFTEEN[:5])])) == []


def test_five_columns_whose_name_stayed_on_the_page_before_are_reconsiderations_above_all_of_litigation() -> None:
    five = grid([*header(0, [""])[1:], *row(2, FIFTEEN[:5])])
    litigation = grid([*header(0, THREE[1:]), *row(2, FIFTEEN[5:])], order=1)
    assert read(five, litigation) == list(enumerate(FIFTEEN))
    assert read(five, grid([*header(0, THREE[1:2]), *row(2, FIFTEEN[5:10])], order=1)) == [
        (column, FIFTEEN[column]) for column in range(5, 10)
    ]
    assert read(litigation, five) == [(column, FIFTEEN[column]) for column in range(5, 15)]


def test_values_after_a_page_break() -> None:
    assert read(grid(header(0, THREE)), grid(row(0, FIFTEEN), page=2, order=1)) == list(enumerate(FIFTEEN))


def test_the_rest_of_a_cut_header_is_no_row_of_values() -> None:
    rest = row(0, ["", "", "", "", "", *PARTS, *PARTS])
    assert read(grid(header(0, THREE)), grid(rest, page=2, order=1)) == []


def test_another_order_of_parts_is_refused() -> None:
    specs = [(part, 1, 1, i, i) for i, part in enumerate(reversed(PARTS))]
    assert read(grid([("行政复议", 0, 0, 0, 4), *specs, *row(2, FIFTEEN[:5])])) == []


def test_columns_without_proof_are_in_doubt() -> None:
    loose = grid([*header(0, THREE), *row(2, FIFTEEN)])
    loose = PlacedGrid(loose.page, loose.order, loose.note.model_copy(update={"firm": False}))
    assert all(place.doubts for place in place_disputes(FORM, [loose]))


def test_the_ends_of_a_cut_header_are_the_third_group() -> None:
    cut = [(part[-2:], 0, 0, i, i) for i, part in enumerate(PARTS[:4])]
    rest = [(part, 0, 0, 5 + i, 5 + i) for i, part in enumerate([*PARTS, *PARTS])]
    assert read(grid([*cut, ("", 0, 0, 4, 4), *rest, *row(1, FIFTEEN)])) == list(enumerate(FIFTEEN))


def test_a_header_of_which_only_ends_are_left_is_known_by_them() -> None:
    ends = ["", "", "", "", "", *[part[-1:] for part in PARTS[:4]], "总计", *[part[-1:] for part in PARTS[:4]], "总计"]
    assert read(grid([*row(0, ends), *row(1, FIFTEEN)])) == list(enumerate(FIFTEEN))
    assert read(grid([*row(0, [*[""] * 12, "", "", "总计"]), *row(1, FIFTEEN)])) == []


def test_a_cell_with_the_names_of_two_groups_names_none() -> None:
    """A fax lost the rule between two groups, also between a sum and its neighbour: its values were taken for the other group's."""
    names = [("行政复议", 0, 0, 0, 4), ("未经复议直接起诉复议后起诉", 0, 0, 5, 13)]
    leaves = [*PARTS, *PARTS[:4], "总计结果维持", *PARTS[1:]]
    found = read(grid([*names, *row(1, leaves), *row(2, FIFTEEN[:14])]))
    assert found == list(enumerate(FIFTEEN[:5]))


def test_other_texts_beside_two_groups_are_no_third_one() -> None:
    other = [("甲", 0, 0, i, i) for i in range(5)]
    rest = [(part, 0, 0, 5 + i, 5 + i) for i, part in enumerate([*PARTS, *PARTS])]
    assert not [c for c, _ in read(grid([*other, *rest, *row(1, FIFTEEN)])) if c < 5]


def test_a_column_without_a_header_takes_no_part_of_the_group_beside_it() -> None:
    leaves = [(part, 1, 1, 10 + i + (i > 0), 10 + i + (i > 0)) for i, part in enumerate(PARTS)]
    third = [("复议后起诉", 0, 0, 10, 15), ("", 1, 1, 11, 11), *leaves]
    values = row(2, [*FIFTEEN[:11], "", *FIFTEEN[11:]])
    assert read(grid([*header(0, THREE[:2]), *third, *values])) == list(enumerate(FIFTEEN[:10]))


def by_words(shown_through: int, values: int = 15) -> list[DirectGrid]:
    """The grids by words, of which so many values are read; so many noughts of the back are read above the printed ones."""

    def word(text: str, column: float, top: float) -> WorkWord:
        left = 100 + 90 * column
        return WorkWord(text, (left, top, left + 18 * len(text), top + 20))

    words = [word(group, 5 * i + 2, 100) for i, group in enumerate(GROUPS)]
    words += [word(part, 5 * i + j, 140) for i in range(3) for j, part in enumerate(PARTS)]
    words += [word("0", column + 0.6, 172) for column in range(shown_through)]
    words += [word("0", column + 0.2, 200) for column in range(values)]
    words += [word("五、存在的主要问题及改进情况", 0, top) for top in (280, 340)]
    return dispute_grids(phrases_of(words), words)


def test_few_numbers_above_the_row_of_values_are_not_that_row() -> None:
    assert [grid.loose for grid in by_words(0)] == [False]
    assert all(grid.loose for grid in by_words(3, values=14))
    (row,) = by_words(3)
    assert row.grid.ys[-2] >= 192


def test_where_no_value_was_read_its_row_reaches_down_to_the_next_text() -> None:
    (grid,) = by_words(0, values=0)
    assert grid.guessed
    assert grid.grid.ys[-1] == 280
    assert not by_words(0)[0].guessed


@pytest.mark.parametrize("beside", [False, True])
def test_a_value_left_of_the_first_header_is_its_columns_where_no_other_table_stands_there(beside: bool) -> None:
    """Values set to the left of wide cells begin before the headers, which stand in their middles."""
    leaves = [WorkWord(part, (300.0 + 200 * at, 100.0, 380.0 + 200 * at, 130.0)) for at, part in enumerate(PARTS)]
    values = [WorkWord(str(at), (235.0 + 200 * at, 150.0, 250.0 + 200 * at, 175.0)) for at in range(5)]
    other = [WorkWord("总计", (120.0, 100.0, 160.0, 130.0))] if beside else []
    words = [WorkWord("行政复议", (700.0, 60.0, 800.0, 90.0)), *leaves, *values, *other]
    assert any(found.grid.xs[0] < 235.0 for found in dispute_grids(phrases_of(words), words)) != beside


def test_a_dash_read_as_a_word_is_no_label_of_the_next_page() -> None:
    values = [*FIFTEEN[:7], "一", *FIFTEEN[8:]]
    assert read(grid(header(0, THREE), page=3), grid(row(0, values), page=4)) == list(enumerate(values))


def test_a_row_of_all_fifteen_is_whole_though_rules_between_leaves_were_lost() -> None:
    lost = [spec for spec in header(0, THREE) if not (spec[0] in {"尚未审结", "总计"} and spec[3] > 5)]
    merged: list[Spec] = [("尚未审结总计", 1, 1, 8, 9), ("尚未审结总计", 1, 1, 13, 14)]
    assert read(grid([*lost, *merged], page=3), grid(row(0, FIFTEEN), page=4)) == list(enumerate(FIFTEEN))


def test_values_between_lost_rules_are_missing_and_the_others_in_their_columns() -> None:
    one: Spec = ("1 2", 0, 0, 1, 2)
    values = [one, *(spec for spec in row(0, FIFTEEN) if spec[3] not in (1, 2))]
    found = read(grid(header(0, THREE), page=3), grid(values, page=4))
    assert found == [(at, text) for at, text in enumerate(FIFTEEN) if at not in (1, 2)]
