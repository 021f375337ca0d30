"""Tables in other shapes than the form's: turned, split, spaced, of another scope, without a header, not there at all."""

import pytest

from archive.forms import load_form
from archive.records import Edition, Observation, Status
from ocr.plain.align import align
from ocr.plain.blocks import Grid
from ocr.plain.edition import find_edition
from ocr.plain.markdown import read_markdown, read_text
from ocr.plain.observe import observe
from tests.ocr.plain.tables import Rows, Square, table_rows, write


def counted_up(edition: Edition, table: str) -> tuple[Rows, dict[str, str]]:
    """A table whose values are 1, 2, 3 in the form's order."""
    form = load_form(edition)
    values = {metric.id: str(at + 1) for at, metric in enumerate(m for m in form.metrics if m.table == table)}
    return table_rows(form.table(table), edition, lambda metric: values[metric]), values


def read(text: str, edition: Edition) -> dict[str, Observation]:
    blocks = read_text(text)
    return {o.metric: o for o in observe(align([b for b in blocks if isinstance(b, Grid)], edition), blocks, {})}


def assert_all_certain(found: dict[str, Observation], values: dict[str, str]) -> None:
    for metric, value in values.items():
        assert (found[metric].value, found[metric].status) == (value, Status.CERTAIN), found[metric]


def statuses(found: dict[str, Observation], prefix: str) -> set[Status]:
    return {o.status for metric, o in found.items() if metric.startswith(prefix)}


@pytest.mark.parametrize("table", ["disputes", "requests"])
def test_a_turned_table_is_turned_back(table: str) -> None:
    rows, values = counted_up("2019", table)
    width = max(map(len, rows))
    turned = [[row[at] for row in rows] for at in range(width)]
    assert_all_certain(read(write(turned), "2019"), values)


def test_disputes_in_two_tables() -> None:
    rows, values = counted_up("2021", "disputes")
    first, second = [row[:5] for row in rows], [row[5:] for row in rows]
    first.pop(2)
    assert_all_certain(read(f"{write(first)}\n\n{write(second)}", "2021"), values)


def test_disputes_whose_group_label_is_not_in_the_table_are_in_doubt() -> None:
    rows, values = counted_up("2021", "disputes")
    found = read(f"{write([row[:5] for row in rows[1:] if row[0].text])}\n\n{write([row[5:] for row in rows])}", "2021")
    assert_all_certain(found, {metric: value for metric, value in values.items() if "litigation" in metric})
    assert statuses(found, "reconsideration") <= {Status.DOUBTFUL, Status.MISSING}


def test_a_part_of_a_table_that_lost_its_spans() -> None:
    rows, values = counted_up("2021", "disputes")
    lost = [[square for square in row[5:] if square.text] for row in rows]
    found = read(write(lost), "2021")
    assert_all_certain(found, {metric: value for metric, value in values.items() if "litigation" in metric})
    assert statuses(found, "reconsideration") == {Status.MISSING}


def test_columns_apart_by_tabs() -> None:
    rows, values = counted_up("2019", "disputes")
    text = "\n".join("\t".join(square.text for square in row) for row in rows)
    assert_all_certain(read(text, "2019"), values)


def test_columns_apart_by_spaces() -> None:
    rows, values = counted_up("2021", "disclosure")
    lines = [
        "".join(square.text.ljust(24 - len(square.text) * (not square.text.isdigit())) for square in row)
        for row in rows
    ]
    found = read("\n".join(lines), "2021")
    assert found["disclosure.rules.made"].value in {None, values["disclosure.rules.made"]}
    for metric, observation in found.items():
        if observation.status is Status.CERTAIN:
            assert observation.value == values[metric]


def test_a_blank_among_spaces_is_in_doubt() -> None:
    text = (
        "信息内容      上一年项目数量    本年增/减    处理决定数量\n"
        "行政许可      3                 4            5\n"
        "行政处罚      6                              7\n"
    )
    found = read(text, "2019")
    assert_all_certain(
        found,
        {f"disclosure.licences.{c}": v for c, v in zip(("items_last_year", "change", "decisions"), "345", strict=True)},
    )
    assert statuses(found, "disclosure.penalties") == {Status.DOUBTFUL}


def test_without_a_header_nothing_is_certain() -> None:
    rows, _ = counted_up("2019", "requests")
    found = read(write([row for row in rows if not row[0].header], dashes=None), "2019")
    assert statuses(found, "requests") == {Status.DOUBTFUL}


def test_two_tables_that_differ_are_in_doubt_with_both_values() -> None:
    rows, _ = counted_up("2019", "disputes")
    other = [*rows[:-1], [Square(str(900 + at)) for at in range(15)]]
    found = read(f"{write(rows)}\n\n（二）本级\n\n{write(other)}", "2019")
    assert statuses(found, "reconsideration") == {Status.DOUBTFUL}
    assert found["reconsideration.upheld"].candidates == ("1", "900")
    assert found["reconsideration.upheld"].value is None


def test_two_tables_that_agree_are_certain() -> None:
    rows, values = counted_up("2019", "disputes")
    assert_all_certain(read(f"{write(rows)}\n\n正文\n\n{write(rows)}", "2019"), values)


def test_a_table_that_is_not_there_is_absent() -> None:
    rows, _ = counted_up("2019", "disputes")
    found = read(f"一、总体情况\n\n办理行政许可5件。\n\n{write(rows)}", "2019")
    assert statuses(found, "requests") == {Status.ABSENT}
    assert statuses(found, "disclosure") == {Status.ABSENT}


def test_a_table_that_came_apart_into_lines_is_missing_not_absent() -> None:
    rows, _ = counted_up("2019", "disputes")
    found = read(f"{write(rows)}\n\n规章\n\n5\n\n规范性文件\n\n6\n\n行政许可 7", "2019")
    assert statuses(found, "disclosure") == {Status.MISSING}


def test_a_table_whose_header_is_beyond_recognition_is_missing_not_absent() -> None:
    rows, _ = counted_up("2019", "disputes")
    found = read("\n\n".join(square.text for row in rows for square in row if square.text), "2019")
    assert statuses(found, "reconsideration") == {Status.MISSING}
    assert statuses(found, "requests") == {Status.ABSENT}


def test_a_row_that_is_not_there_is_missing() -> None:
    rows, _ = counted_up("2019", "disclosure")
    found = read(write([row for row in rows if row[0].text != "行政强制"]), "2019")
    assert statuses(found, "disclosure.coercion") == {Status.MISSING}
    assert statuses(found, "disclosure.penalties") == {Status.CERTAIN}


def test_a_value_in_the_label_is_in_doubt() -> None:
    rows, _ = counted_up("2019", "disclosure")
    text = write(rows).replace("| 行政许可 | 7 | 8 | 9 |", "| 行政许可 7 | 8 | 9 | |")
    assert statuses(read(text, "2019"), "disclosure.licences") == {Status.DOUBTFUL}


def test_a_foreign_table_is_left_alone() -> None:
    rows, values = counted_up("2019", "disputes")
    text = f"| 渠道 | 条数 |\n|---|---|\n| 网站 | 15 |\n| 微信 | 20 |\n\n{write(rows)}"
    assert_all_certain(read(text, "2019"), values)


@pytest.mark.parametrize("edition", ["2014", "2019", "2021"])
def test_labels_decide_the_edition(edition: Edition) -> None:
    tables = [table.id for table in load_form(edition).tables]
    text = "\n\n".join(write(counted_up(edition, table)[0]) for table in tables)
    for year in (None, 2016, 2020, 2022):
        assert find_edition(read_markdown(text), year) == edition


def test_without_tables_the_headings_and_the_year_decide() -> None:
    blocks = read_text("\n\n".join(section.title for section in load_form("2021").sections))
    assert find_edition(blocks, 2020) == "2019"
    assert find_edition(blocks, 2023) == "2021"
    assert find_edition(blocks, None) == "none"
    assert find_edition(read_text("一份通知"), 2020) == "none"
    assert find_edition(read_text("2010年政府信息公开工作年度报告"), 2010) == "none"


def test_money_without_a_unit_is_in_doubt_and_other_units_are_turned() -> None:
    rows, _ = counted_up("2019", "disclosure")
    text = write(rows)
    bare = read(text.replace("采购总金额（单位：万元，保留4位小数）", "采购总金额"), "2019")
    assert bare["disclosure.procurement.amount"].status is Status.DOUBTFUL
    cell = read(text.replace("| 22 |", "| 251000元 |"), "2019")
    assert (cell["disclosure.procurement.amount"].value, cell["disclosure.procurement.amount"].raw) == (
        "25.1",
        "251000元",
    )


def test_two_numbers_in_one_cell_are_in_doubt() -> None:
    rows, _ = counted_up("2019", "disclosure")
    found = read(write(rows).replace("| 7 | 8 | 9 |", "| 7 | 8 1 | 9 |"), "2019")
    assert found["disclosure.licences.change"].status is Status.DOUBTFUL


def test_a_misplaced_number_of_a_label_is_another_label() -> None:
    """4.不同意公开答复数 that lost its 不 must not pass for 2.同意公开答复数."""
    rows, values = counted_up("2014", "statistics")
    found = read(write(rows).replace("4.不同意公开答复数", "4.同意公开答复数"), "2014")
    assert found["statistics.answered_granted"].value == values["statistics.answered_granted"]
    assert found["statistics.answered_refused"].status is Status.MISSING


def test_a_blank_where_other_rows_have_their_label_is_in_doubt() -> None:
    """A table that lost its last column: the blank may be a label's, so that the values stand one column too far left."""
    text = (
        "|  | 自然人 | 法人或其他组织 |  |  |  |  | 总计 |  |\n|---|---|---|---|---|---|---|---|---|\n"
        "|  |  | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |  |  |\n"
        "| 一、本年新收政府信息公开申请数量 | 5 | 1 | 0 | 0 | 0 | 0 | 6 |  |\n"
        "| 三、本年度办理结果 | （一）予以公开 |  | 5 | 1 | 0 | 0 | 0 | 0 |\n"
        "|  | （二）部分公开 | 5 | 1 | 0 | 0 | 0 | 0 | 6 |\n"
        "|  | （三）不予公开 | 1.属于国家秘密 |  | 5 | 1 | 0 | 0 | 0 |\n"
    )
    found = read(text, "2019")
    assert statuses(found, "requests.received.") == {Status.CERTAIN}
    assert statuses(found, "requests.disclosed.") == {Status.DOUBTFUL}
    assert statuses(found, "requests.partly_disclosed.") == {Status.CERTAIN}
    assert statuses(found, "requests.refused_state_secret.") == {Status.DOUBTFUL}
