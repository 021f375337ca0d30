"""Tables are aligned with the form by their labels; what does not fit is refused, never shifted."""

from hypothesis import given
from hypothesis import strategies as st

from archive.forms import load_form
from ocr.forms.align import Placed, PlacedGrid, align_rows, place_row
from ocr.forms.cut import join_cut_rows
from tests.ocr.grids import grid, requests_header, requests_row

FORM = load_form("2019")
SEVEN = ["1", "2", "3", "4", "5", "6", "21"]


def placed(*grids: PlacedGrid) -> dict[str, Placed]:
    matches = join_cut_rows(FORM, align_rows(FORM, grids), grids)
    found = [place for match in matches for place in place_row(match, matches)]
    return {FORM.metric_at(p.table, p.block, p.row, p.column).id: p for p in found}


def values(found: dict[str, Placed], row: str) -> list[str]:
    return [p.cell.text for metric, p in found.items() if metric.startswith(f"requests.{row}.") and not p.doubts]


def test_rows_and_columns_find_their_place_by_labels() -> None:
    found = placed(grid([*requests_header(), *requests_row(0, 3, SEVEN), *requests_row(4, 4, SEVEN)]))
    assert values(found, "received") == SEVEN
    assert values(found, "refused_state_secret") == SEVEN
    assert found["requests.received.total"].cell.text == "21"
    assert "requests.carried_in.total" not in found


def test_one_row_under_its_headers_is_that_row_though_two_headers_are_named_like_other_rows() -> None:
    """A page break leaves no more of the table on the page; 其他 and 总计 together are more like rows of 2021 than one is."""
    header = [
        (text, 2, 2, left, right) for text, _, bottom, left, right in requests_header() if bottom == 2 and left > 2
    ]
    (match,) = align_rows(load_form("2021"), [grid([*header, *requests_row(0, 3, SEVEN)])])
    assert (match.row, [cell.text for cell in match.cells]) == (0, SEVEN)


def test_a_continuation_without_header_is_read_by_its_count_of_columns() -> None:
    found = placed(grid([*requests_row(16, 0, SEVEN), *requests_row(22, 1, SEVEN)], page=2))
    assert values(found, "unprocessed_repeated") == SEVEN
    assert values(found, "carried_out") == SEVEN


@given(st.integers(0, 5))
def test_a_row_that_lost_a_rule_gives_no_certain_value(lost: int) -> None:
    cells = requests_row(0, 3, SEVEN)
    merged = (cells[lost + 1][0], 3, 3, cells[lost + 1][3], cells[lost + 1][3] + 1)
    row = [*cells[: lost + 1], merged, *cells[lost + 3 :]]
    found = placed(grid([*requests_header(), *requests_row(1, 4, SEVEN), *row]))
    assert values(found, "received") == []
    assert values(found, "carried_in") == SEVEN


def test_a_row_with_a_cell_far_narrower_than_its_others_is_in_doubt() -> None:
    """Noughts that stand below one another have passed for a standing rule, and the true one for the next."""
    cells = requests_row(0, 3, SEVEN)
    note = grid([*requests_header(), *cells]).note
    thin = [
        cell.model_copy(update={"box": (cell.box[0], cell.box[1], cell.box[0] + 0.01, cell.box[3])})
        if (cell.top, cell.left) == (3, 5)
        else cell
        for cell in note.cells
    ]
    assert values(placed(PlacedGrid(1, 0, note)), "received") == SEVEN
    assert values(placed(PlacedGrid(1, 0, note.model_copy(update={"cells": tuple(thin)}))), "received") == []


@given(st.permutations(range(7)))
def test_swapped_columns_follow_their_headers(order: list[int]) -> None:
    header = requests_header()
    leaves = {left: text for text, _, bottom, left, right in header if left == right and bottom == 2}
    names = [leaves[3 + i] for i in range(7)]
    swapped = [("表头", 0, 1, 0, 2), *[(names[k], 2, 2, 3 + i, 3 + i) for i, k in enumerate(order)]]
    found = placed(grid([*swapped, *requests_row(0, 3, [SEVEN[k] for k in order])]))
    assert [found[f"requests.received.{c.id}"].cell.text for c in FORM.table("requests").blocks[0].columns] == SEVEN


def test_a_row_cut_by_the_page_break_is_one_row_whichever_half_has_the_values() -> None:
    blank = [""] * 7
    upper = [("5.要求行政机关确认或重", 9, 9, 0, 2), *[(v, 9, 9, 3 + i, 3 + i) for i, v in enumerate(blank)]]
    lower = [("新出具已获取信息", 0, 0, 0, 2), *[(v, 0, 0, 3 + i, 3 + i) for i, v in enumerate(SEVEN)]]
    first = grid([*requests_row(16, 8, SEVEN), *upper], page=1, order=0)
    second = grid([*lower, *requests_row(18, 1, SEVEN)], page=2, order=1)
    found = placed(first, second)
    assert values(found, "unprocessed_confirmation") == SEVEN
    assert found["requests.unprocessed_confirmation.total"].page == 2


def test_a_row_cut_above_a_header_that_is_printed_again_is_one_row_and_its_values_stand_on_their_page() -> None:
    blank = [(("5.要求行政机关确认或重", 9, 9, 0, 2)), *[("", 9, 9, 3 + i, 3 + i) for i in range(7)]]
    rest = [("新出具已获取信息", 3, 3, 0, 2), *[(v, 3, 3, 3 + i, 3 + i) for i, v in enumerate(SEVEN)]]
    first = grid([*requests_row(16, 8, SEVEN), *blank], page=1, order=0)
    second = grid([*requests_header(), *rest, *requests_row(18, 4, SEVEN)], page=2, order=1)
    found = placed(first, second)
    assert values(found, "unprocessed_confirmation") == SEVEN
    assert {p.page for metric, p in found.items() if metric.startswith("requests.unprocessed_confirmation.")} == {2}


def test_a_blank_row_is_in_doubt_above_values_below_a_header_whose_label_is_no_rows() -> None:
    blank = [(("5.要求行政机关确认或重新出具已获取信息", 9, 9, 0, 2)), *[("", 9, 9, 3 + i, 3 + i) for i in range(7)]]
    rest = [("不详", 3, 3, 0, 2), *[(v, 3, 3, 3 + i, 3 + i) for i, v in enumerate(SEVEN)]]
    first = grid([*requests_row(16, 8, SEVEN), *blank], page=1, order=0)
    second = grid([*requests_header(), *rest, *requests_row(18, 4, SEVEN)], page=2, order=1)
    found = [p for metric, p in placed(first, second).items() if "unprocessed_confirmation." in metric]
    assert len(found) == 7
    assert all(p.doubts for p in found)


def test_the_only_blank_row_is_in_doubt_at_a_page_break_and_nowhere_else() -> None:
    def doubts(*rows: tuple[int, list[str]]) -> list[bool]:
        """Rows from the sixteenth on, the last three on the next page; whether those of the nineteenth are in doubt."""
        first = grid([s for number, line in rows[:3] for s in requests_row(number, number, line)], page=1, order=0)
        second = grid(
            [s for number, line in rows[3:] for s in requests_row(number, number - 18, line)], page=2, order=1
        )
        found = placed(first, second)
        name = FORM.table("requests").blocks[0].rows[18].id
        return [bool(p.doubts) for metric, p in found.items() if f".{name}." in metric]

    blank = [""] * 7
    assert doubts((15, SEVEN), (16, SEVEN), (17, SEVEN), (18, blank), (19, SEVEN), (20, SEVEN)) == [True] * 7
    assert doubts((14, SEVEN), (15, SEVEN), (16, SEVEN), (17, SEVEN), (18, blank), (20, SEVEN)) == [False] * 7
    assert doubts((15, SEVEN), (16, blank), (17, SEVEN), (18, blank), (19, SEVEN), (20, SEVEN)) == [False] * 7


def test_values_in_both_halves_of_a_cut_row_are_in_doubt() -> None:
    upper = [("5.要求行政机关确认或重", 9, 9, 0, 2), *[(v, 9, 9, 3 + i, 3 + i) for i, v in enumerate(SEVEN)]]
    lower = [("新出具已获取信息", 0, 0, 0, 2), *[(v, 0, 0, 3 + i, 3 + i) for i, v in enumerate(SEVEN)]]
    first = grid([*requests_row(16, 8, SEVEN), *upper], page=1, order=0)
    found = placed(first, grid([*lower, *requests_row(18, 1, SEVEN)], page=2, order=1))
    assert values(found, "unprocessed_confirmation") == []


def test_a_blank_half_of_a_row_is_in_doubt_where_the_other_half_lost_a_rule() -> None:
    """Its values fit into no columns, and a header that is printed again parts the halves."""
    upper = [
        ("5.要求行政机关确认或重新出具", 9, 9, 0, 2),
        ("0| 0", 9, 9, 3, 4),
        *[("0", 9, 9, 5 + i, 5 + i) for i in range(5)],
    ]
    lower = [("机关确认或重新出具已获取信息", 3, 3, 0, 2), *[("", 3, 3, 3 + i, 3 + i) for i in range(7)]]
    first = grid([*requests_row(18, 8, SEVEN), *upper])
    second = grid([*requests_header(), *lower, *requests_row(20, 4, SEVEN)], page=2, order=1)
    blank = [
        p for metric, p in placed(first, second).items() if metric.startswith("requests.unprocessed_confirmation.")
    ]
    assert len(blank) == 7
    assert all(p.doubts for p in blank)


def test_a_cut_row_right_below_the_header_takes_its_label_from_the_next_page() -> None:
    upper = [("", 3, 3, 0, 2), *[(v, 3, 3, 3 + i, 3 + i) for i, v in enumerate(SEVEN)]]
    first = grid([*requests_header(), *upper], page=1, order=0)
    second = grid([*requests_row(0, 0, [""] * 7), *requests_row(1, 1, ["0"] * 7)], page=2, order=1)
    found = placed(first, second)
    assert values(found, "received") == SEVEN
    assert values(found, "carried_in") == ["0"] * 7


def test_a_blank_row_at_a_page_break_is_in_doubt_beside_values_that_fit_nowhere() -> None:
    upper = [("", 3, 3, 0, 2), *[(v, 3, 3, 3 + i, 3 + i) for i, v in enumerate(SEVEN[:5])], ("621", 3, 3, 8, 9)]
    first = grid([*requests_header(), *upper], page=1, order=0)
    second = grid([*requests_row(0, 0, [""] * 7), *requests_row(1, 1, ["0"] * 7)], page=2, order=1)
    found = placed(first, second)
    assert values(found, "received") == []
    assert values(found, "carried_in") == ["0"] * 7


def test_an_amount_takes_its_unit_from_its_header() -> None:
    specs = [
        ("信息内容", 0, 0, 0, 0),
        ("采购项目数量", 0, 0, 1, 1),
        ("采购总金额（单位：万元，保留4位小数）", 0, 0, 2, 2),
        ("政府集中采购", 1, 1, 0, 0),
        ("3", 1, 1, 1, 1),
        ("12.5", 1, 1, 2, 2),
    ]
    found = placed(grid(specs))
    assert "万元" in found["disclosure.procurement.amount"].header


def test_a_stroke_in_one_cell_with_its_unit_is_the_value() -> None:
    form = load_form("2014")
    label = form.table("statistics").blocks[0].rows[0].labels[-1]
    (match,) = align_rows(form, [grid([(label, 0, 0, 0, 2), ("条/", 0, 0, 3, 3)])])
    assert [place.cell.text for place in place_row(match, [match])] == ["条/"]


def test_a_label_that_the_form_has_twice_is_placed_by_the_page_after() -> None:
    form = load_form("2014")
    reviews = ["四、行政复议数量", "（一）维持具体行政行为数", "（二）被依法纠错数", "（三）其他情形数"]
    lawsuits = [
        "五、行政诉讼数量",
        "（一）维持具体行政行为或者驳回原告诉讼请求数",
        "（二）被依法纠错数",
        "（三）其他情形数",
    ]

    def indicators(labels: list[str], page: int) -> PlacedGrid:
        return grid([(text, at, at, 0, 2) for at, text in enumerate(labels)], page=page)

    rows = [m.row for m in align_rows(form, [indicators(reviews, 1), indicators(lawsuits, 2)])]
    cut = [m.row for m in align_rows(form, [indicators([*reviews, *lawsuits[:2]], 1), indicators(lawsuits[2:], 2)])]

    assert rows == cut == list(range(rows[0], rows[0] + 8))


def test_a_second_copy_of_a_table_keeps_all_its_rows() -> None:
    copy = [*requests_header(), *requests_row(0, 3, SEVEN), *requests_row(4, 4, SEVEN)]

    rows = [m.row for m in align_rows(FORM, [grid(copy), grid(copy, page=2, order=1)])]

    assert rows == [0, 4, 0, 4]


def test_values_above_a_page_break_belong_to_the_label_below_it_though_a_seal_left_signs_in_its_blank_cells() -> None:
    """The signs look like a header that is printed again, which has no values."""
    above = [*requests_header(), *requests_row(15, 3, ["0"] * 7)]
    lone = [(value, 4, 4, 3 + at, 3 + at) for at, value in enumerate(SEVEN)]
    below = [*requests_row(16, 0, ["", "", "威娜", "一", "公", "", ""]), *requests_row(17, 1, ["0"] * 7)]
    unlabelled = [("", 4, 4, 0, 2), *lone]

    found = placed(grid([*above, *unlabelled]), grid(below, page=2, order=1))

    cells = [p for metric, p in found.items() if metric.startswith("requests.unprocessed_repeated.")]
    assert [c.cell.text for c in cells] == SEVEN
    assert all(c.doubts for c in cells)


def test_an_indicators_number_above_a_page_break_and_its_label_with_the_unit_below_it_are_one_row() -> None:
    """The header that is printed again stands between them, and the unit makes the blank half look as if it had a value."""
    form = load_form("2014")
    header = [("统计指标", 0, 0, 0, 0), ("单位", 0, 0, 1, 1), ("统计数", 0, 0, 2, 2)]

    def row(level: int, *texts: str) -> list[tuple[str, int, int, int, int]]:
        return [(text, level, level, at, at) for at, text in enumerate(texts)]

    first = [*row(1, "四、行政复议数量", "件", "89"), *row(2, "（二）被依法纠错数", "件", "10"), *row(3, "", "", "36")]
    second = [*row(1, "（三）其他情形数", "件", ""), *row(2, "五、行政诉讼数量", "件", "231")]
    grids = [grid([*header, *first], page=5, order=0), grid([*header, *second], page=6, order=1)]
    matches = join_cut_rows(form, align_rows(form, grids), grids)
    found = [p for m in matches for p in place_row(m, matches)]
    assert [p.page for p in found if p.cell.text == "36"] == [5]
    assert len({p.row for p in found}) == len(found) == 4


def test_the_rest_of_a_label_below_a_page_break_is_joined_though_a_seal_lies_over_its_value() -> None:
    """Chinese signs in the place of its value look like a header that is printed again; its unit is misread, too."""
    form = load_form("2014")
    row = next(row for row in form.tables[0].blocks[0].rows if row.unit == "万元" and len(row.labels[-1]) > 20)
    label = row.labels[-1]
    above = [("六、举报投诉数量", 1, 1, 0, 0), ("件", 1, 1, 1, 1), ("12", 1, 1, 2, 2), (label[:20], 2, 2, 0, 0)]
    cut = [*above, ("", 2, 2, 1, 1), ("", 2, 2, 2, 2)]
    below = [(label[20:], 0, 0, 0, 0), ("万兀", 0, 0, 1, 1), ("数育", 0, 0, 2, 2)]
    more = [("（二）举办各类培训班数", 1, 1, 0, 0), ("次", 1, 1, 1, 1), ("5", 1, 1, 2, 2)]
    grids = [grid(cut, page=3), grid([*below, *more], page=4, order=1)]
    matches = join_cut_rows(form, align_rows(form, grids), grids)
    found = [p for m in matches for p in place_row(m, matches)]
    assert [(p.page, p.cell.text) for p in found] == [(3, "12"), (4, "5"), (4, "数育")]
