"""A table is said to be absent only where nothing printed can be it."""

from archive.forms import load_form
from ocr.forms.presence import has_lost_values, present_tables, tables_left_in

FORM = load_form("2021")


def test_a_table_of_which_several_labels_are_printed_is_there() -> None:
    assert present_tables(FORM, ["结果维持", "结果纠正", "其他结果"]) == {"disputes"}
    assert present_tables(FORM, ["本年度没有行政复议。"]) == frozenset()


def test_numbers_that_no_table_holds_are_a_table_that_was_not_read() -> None:
    assert has_lost_values([(3, "0 0"), (3, "1"), (3, "o |2")])
    assert has_lost_values([(3, text) for text in ("0", "0", "0", "0", "0")])


def test_labels_set_upright_that_were_read_across_are_a_table_that_was_not_read() -> None:
    across = "行政复议结 结 尚果 果 未 总维 纠 结 计持 正 果 结0 0 0"
    assert has_lost_values([(3, across)])
    assert not has_lost_values([(3, across.replace("0", ""))])


def test_page_numbers_years_and_prose_are_none() -> None:
    assert not has_lost_values([(page, str(page)) for page in range(1, 9)])
    assert not has_lost_values([(1, "2021"), (1, "受理 3 件 办结 3 件 0 0 0")])


def test_numbers_on_lines_of_their_own_are_what_is_left_of_an_unreadable_table() -> None:
    garbled = "！啡 主 康联\n7,240\n非冰定数量\n2,544.0961\n第二十条第小坝理"
    assert tables_left_in(FORM, [(2, garbled)]) == {t.id for t in FORM.tables if t.section == 2}
    assert tables_left_in(FORM, [(2, "2021年，本机关主动公开信息12条。\n3")]) == frozenset()


def test_labels_that_were_read_as_one_line_are_a_table() -> None:
    run = "结果结果其他尚未总计结果结果其他尚未维持纠正结果审结"
    assert tables_left_in(FORM, [(4, run)]) == {t.id for t in FORM.tables if t.section == 4}
    assert tables_left_in(FORM, [(4, "无行政复议、行政诉讼情况")]) == frozenset()
    assert tables_left_in(FORM, [(4, "本年度未发生被申请行政复议情况")]) == frozenset()


def test_a_section_that_holds_much_and_no_sentence_has_a_table_in_it() -> None:
    garbled = "行政复议-T-+-行政诉运工1_-二\n未经复议救摄超诉T复议后起诉1T结导|其|统|质未计"
    assert tables_left_in(FORM, [(4, garbled)]) == {t.id for t in FORM.tables if t.section == 4}
    assert (
        tables_left_in(FORM, [(4, "2021年，本机关无因政府信息公开工作被申请行政复议、提起行政诉讼的情况。")])
        == frozenset()
    )
    assert (
        tables_left_in(FORM, [(4, "（一）行政复议、行政诉讼情况：本年度未发生行政复议、行政诉讼案件")]) == frozenset()
    )
    assert tables_left_in(FORM, [(4, "见附件")]) == frozenset()
