"""Sections are found by their headings, however these are printed, and by nothing else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.forms import load_form
from ocr.text.lines import Line
from ocr.text.sections import SectionSplit, split_sections
from tests.ocr import typed

FORM = load_form("2019")
STATISTICS = load_form("2014")
TITLES = [section.title for section in FORM.sections]
HEADINGS = [f"{numeral}、{title}" for numeral, title in zip("一二三四五六", TITLES, strict=True)]
PROSE = "　　我局高度重视此项工作，严格按照条例的规定办理。"


def report(headings: list[str], prose: str = PROSE) -> list[Line]:
    return typed.set_lines([line for heading in headings for line in (heading, prose)])


def numbers(split: SectionSplit) -> list[int]:
    return [section.number for section in split.sections]


def titles(split: SectionSplit) -> list[str]:
    return [section.title for section in split.sections]


def test_six_sections_of_the_form() -> None:
    split = split_sections(typed.set_lines(["\t某局2020年政府信息公开工作年度报告"], top=0.05) + report(HEADINGS), FORM)
    assert numbers(split) == [1, 2, 3, 4, 5, 6]
    assert titles(split) == TITLES
    assert {section.text for section in split.sections} == {PROSE.strip()}
    assert [line.text for line in split.head] == ["某局2020年政府信息公开工作年度报告"]
    assert split.where == (None, *(number for number in range(1, 7) for _ in range(2)))


def test_prose_before_the_first_heading_is_the_preamble() -> None:
    opening = "根据《中华人民共和国政府信息公开条例》的规定，现公布某局2020年政府信息公开工作年度报告，数据截至年底。"
    above = typed.set_lines(["\t某局2020年政府信息公开工作年度报告", "2021年1月20日", opening, "附：统计表"], top=0.05)
    split = split_sections(above + report(HEADINGS), FORM)
    assert split.preamble
    assert (split.preamble.number, split.preamble.text) == (0, f"{opening}\n附：统计表")
    assert split.preamble.runs[0].box[1] == pytest.approx(above[2].box[1])
    assert numbers(split) == [1, 2, 3, 4, 5, 6]
    assert split_sections(report(HEADINGS), FORM).preamble is None
    assert split_sections(above, FORM).preamble is None


@pytest.mark.parametrize(
    ("printed", "number", "title"),
    [
        ("一、 总体情况", 1, "总体情况"),
        ("一、总 体 情 况", 1, "总体情况"),
        ("一．总体情况", 1, "总体情况"),
        ("一,总体情况：", 1, "总体情况"),
        ("（一）总体情况", 1, "总体情况"),
        ("(一)、总体情况", 1, "总体情况"),
        ("第一部分 总体情况", 1, "总体情况"),
        ("—、总体情况", 1, "总体情况"),
        ("-、总休情况", 1, "总体情况"),
        ("总体情况", 1, "总体情况"),
        ("一总体情况", 1, "总体情况"),
        ("1、总体情况", 1, "总体情况"),
        ("二、主动公开政府信启情况", 2, "主动公开政府信息情况"),
        ("二、 主动公开政府信息的情况", 2, "主动公开政府信息的情况"),
        ("三、收到和处理政府信息公开申请情况：", 3, "收到和处理政府信息公开申请情况"),
        ("三、依申请公开政府信息情况", 3, "依申请公开政府信息情况"),
        ("四、政府信息公开行政复议,行政诉讼情况", 4, "政府信息公开行政复议、行政诉讼情况"),
        (
            "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
            4,
            "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        ),
        ("四、行政复议和行政诉讼情况", 4, "行政复议和行政诉讼情况"),
        ("五、存在问题及改进情况", 5, "存在问题及改进情况"),
        ("五、政府信息公开工作存在的主要问题及改进情况", 5, "政府信息公开工作存在的主要问题及改进情况"),
        ("五、存在的主要困难和下一步打算", 5, "存在的主要困难和下一步打算"),
        ("六、需要报告的其他事项", 6, "需要报告的其他事项"),
        ("六、其他事项", 6, "其他事项"),
    ],
)
def test_a_heading_as_offices_print_it(printed: str, number: int, title: str) -> None:
    headings = [*HEADINGS[: number - 1], printed, *HEADINGS[number:]]
    split = split_sections(report(headings), FORM)
    assert numbers(split) == [1, 2, 3, 4, 5, 6]
    assert split.sections[number - 1].title == title
    assert split.sections[number - 1].text == PROSE.strip()


def test_a_heading_over_two_lines() -> None:
    wrapped = ["四、因政府信息公开工作被申请行政复议、提起行政", "诉讼情况"]
    lines = typed.set_lines([*HEADINGS[:3], *wrapped, PROSE, *HEADINGS[4:]])
    split = split_sections(lines, FORM)
    assert split.sections[3].title == "因政府信息公开工作被申请行政复议、提起行政诉讼情况"
    assert split.sections[3].text == PROSE.strip()


def test_a_numeral_on_a_line_of_its_own() -> None:
    split = split_sections(typed.set_lines(["一、", "总体情况", PROSE, *HEADINGS[1:]]), FORM)
    assert (split.sections[0].title, split.sections[0].text) == ("总体情况", PROSE.strip())


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("六、其他需要报告的事项：无。", "无。"),
        ("六、其他需要报告的事项　　无", "无"),
        ("六、其他需要报告的事项无", "无"),
        ("六、其他需要报告的事项。我局没有其他需要报告的事项。", "我局没有其他需要报告的事项。"),
    ],
)
def test_a_heading_that_goes_on_as_text(line: str, text: str) -> None:
    split = split_sections(report(HEADINGS[:5]) + typed.set_lines([line], top=0.8), FORM)
    assert (split.sections[5].title, split.sections[5].text) == ("其他需要报告的事项", text)
    run = split.sections[5].runs[0]
    assert (run.start, run.end) == (0, len(text))


def test_missing_sections_are_absent() -> None:
    split = split_sections(report([HEADINGS[0], HEADINGS[2], HEADINGS[5]]), FORM)
    assert numbers(split) == [1, 3, 6]


def test_a_misread_numeral_does_not_move_a_section() -> None:
    split = split_sections(report([*HEADINGS[:2], "二、" + TITLES[2], *HEADINGS[3:]]), FORM)
    assert numbers(split) == [1, 2, 3, 4, 5, 6]


def test_an_own_heading_in_the_row_of_numbers_is_a_section() -> None:
    split = split_sections(report([*HEADINGS[:4], "五、下一步的思路", HEADINGS[5], "七、工作附表"]), FORM)
    assert titles(split)[4:] == ["下一步的思路", "其他需要报告的事项", "工作附表"]
    assert numbers(split) == [1, 2, 3, 4, 5, 6, 7]


def test_rows_of_the_tables_are_no_headings() -> None:
    rows = [
        "一、本年新收政府信息公开申请数量",
        "二、上年结转政府信息公开申请数量",
        "三、本年度办理结果",
        "四、结转下年度继续办理",
    ]
    as_cells = [typed.cell(row, top=0.3 + n / 100) for n, row in enumerate(rows)]
    for table in (as_cells, typed.set_lines(rows, top=0.3)):
        split = split_sections([*report(HEADINGS[:3]), *table, *typed.set_lines([HEADINGS[4], PROSE], top=0.7)], FORM)
        assert numbers(split) == [1, 2, 3, 5]
        assert split.sections[2].text == "\n".join([PROSE.strip(), *rows])


@pytest.mark.parametrize("leader", ["……………1", "......... 2", "", " 3", "·······5"])
@pytest.mark.parametrize("word", ["目　录", None])
def test_a_table_of_contents_heads_nothing(leader: str, word: str | None) -> None:
    contents = ([word] if word else []) + [heading + leader for heading in HEADINGS]
    split = split_sections(typed.set_lines(contents) + [replace(line, page=2) for line in report(HEADINGS)], FORM)
    assert {section.text for section in split.sections} == {PROSE.strip()}
    assert len(split.head) == len(contents)


def test_prose_that_names_a_section_is_no_heading() -> None:
    prose = "　　主动公开政府信息情况良好，收到和处理政府信息公开申请情况见下表。"
    split = split_sections(report(HEADINGS[:1], prose), FORM)
    assert numbers(split) == [1]


def test_points_within_a_section_are_not_sections() -> None:
    points = [
        "（一）主动公开。全年公开信息十条。",
        "（二）依申请公开。全年收到申请三件。",
        "（三）平台建设情况",
        "（四）监督保障情况",
    ]
    split = split_sections(typed.set_lines([HEADINGS[0], *points]) + report(HEADINGS[1:]), FORM)
    assert numbers(split) == [1, 2, 3, 4, 5, 6]
    assert all(point in split.sections[0].text for point in points)


@pytest.mark.parametrize(
    "printed", [HEADINGS[2], TITLES[2], "一" + HEADINGS[2]], ids=["whole", "its numeral lost", "a stroke before"]
)
def test_a_heading_that_was_taken_for_a_cell_between_two_tables(printed: str) -> None:
    cells = [
        "政府集中采购",
        "0",
        printed,
        "一、本年新收政府信息公开申请数量",
        "3",
        "四、结转下年度继续办理",
        "0",
        HEADINGS[3],
        "0",
    ]
    table = [typed.cell(text, top=0.4 + n / 50) for n, text in enumerate(cells)]
    split = split_sections([*report(HEADINGS[:2]), *table], FORM)
    assert titles(split) == TITLES[:4]
    assert split.sections[2].text.splitlines() == cells[3:7]


def test_own_points_numbered_like_sections_stay_inside() -> None:
    points = ["一、加强组织领导", PROSE, "二、主动公开情况", PROSE, "三、依申请公开情况", PROSE]
    split = split_sections(typed.set_lines([HEADINGS[0], *points]) + report(HEADINGS[1:]), FORM)
    assert titles(split) == TITLES
    assert "依申请公开情况" in split.sections[0].text


@pytest.mark.parametrize("slips", [{}, {"社会公益组织": "社会公盆组织"}, {"其他": "2他"}])
def test_a_header_that_is_printed_again_is_said_once_whatever_slips_it_holds(slips: dict[str, str]) -> None:
    header = ["申请人情况", "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
    rows = ["一、本年新收政府信息公开申请数量", "3", "四、结转下年度继续办理", "0"]
    first = [typed.cell(text, top=0.4 + n / 50) for n, text in enumerate([*header, *rows[:2]])]
    again = [slips.get(text, text) for text in header]
    second = [replace(typed.cell(text, top=0.1 + n / 50), page=2) for n, text in enumerate([*again, *rows[2:]])]
    table = [replace(line, table="requests") for line in [*first, *second]]
    split = split_sections([*report(HEADINGS[:1]), *typed.set_lines([HEADINGS[2]]), *table], FORM)
    assert split.sections[-1].text.splitlines() == [*header, *rows]


def test_the_title_of_the_next_block_is_no_header_said_again() -> None:
    first = ["第二十条第（五）项", "信息内容", "上一年项目数量", "行政许可", "3"]
    second = ["第二十条第（六）项", "信息内容", "处理决定数量", "行政处罚", "4"]
    above = [typed.cell(text, top=0.4 + n / 50) for n, text in enumerate(first)]
    below = [replace(typed.cell(text, top=0.1 + n / 50), page=2) for n, text in enumerate(second)]
    table = [replace(line, table="disclosure") for line in [*above, *below]]
    split = split_sections([*report(HEADINGS[:1]), *typed.set_lines([HEADINGS[1]]), *table], FORM)
    assert split.sections[-1].text.splitlines() == [*first, *second]


def test_letters_of_the_seal_about_the_signature_are_in_no_section() -> None:
    def line(text: str, left: float, top: float) -> Line:
        return Line(text, 1, (left, top, left + 0.02 * len(text), top + 0.02))

    body = [line("六、其他需要报告的事项", 0.16, 0.1), line("无", 0.16, 0.14)]
    signed = [line("桥", 0.71, 0.16), line("西安市灞桥区人民政府", 0.63, 0.19), line("西2023年3月15日", 0.66, 0.22)]
    (section,) = split_sections([*body, *signed, line("府", 0.8, 0.25)], FORM).sections
    assert section.text == "无"
    (section,) = split_sections([*body, line("宜", 0.16, 0.16), *signed], FORM).sections
    assert section.text == "无\n宜"


@pytest.mark.parametrize(
    ("signature", "kept"),
    [
        (["西工区财政局", "2021年1月20日"], 0),
        (["西工区财政局（盖章）", "二〇二一年一月二十日"], 0),
        (["２０２１年１月２０日", "西工区财政局"], 0),
        (["西工区财政局 2021年1月20日"], 0),
        (["2021年1月20日"], 0),
        (["西工区教育体育局", "西工区民政局", "2021年1月20日"], 0),
        (["西工区财政局"], 1),
        (["截至2021年1月20日"], 1),
        (["2021年1月20日", "联系电话：0379-6393"], 2),
    ],
)
def test_the_signature_is_in_no_section(signature: list[str], kept: int) -> None:
    lines = [*report(HEADINGS[:5]), *typed.set_lines([HEADINGS[5], "　　无", *signature], top=0.7)]
    split = split_sections(lines, FORM)
    assert [line.text for line in split.tail] == ["无", *(part.strip() for part in signature)]
    assert split.sections[5].text == "\n".join(["无", *signature[:kept]])
    assert split.where[-1] == (6 if kept else None)


OWN = [
    "一、概述",
    "二、主动公开政府信息的情况",
    "三、依申请公开政府信息和不予公开政府信息的情况",
    "四、收费情况",
    "五、存在的不足",
]


@pytest.mark.parametrize("form", [None, STATISTICS])
def test_own_headings_are_counted(form: object) -> None:
    split = split_sections(report(OWN), STATISTICS if form else None)
    assert numbers(split) == [1, 2, 3, 4, 5]
    assert titles(split) == [heading[2:] for heading in OWN]


def test_own_headings_with_one_lost_go_on() -> None:
    split = split_sections(report([*OWN[:2], OWN[2][2:], *OWN[3:]]), None)
    assert numbers(split) == [1, 2, 4, 5]


def test_own_headings_that_go_on_as_text() -> None:
    split = split_sections(typed.set_lines(["一、概述。今年以来，我局努力工作。", "二、收费。没有收费。"]), None)
    assert [(s.title, s.text) for s in split.sections] == [("概述", "今年以来，我局努力工作。"), ("收费", "没有收费。")]


def test_no_heading_at_all_is_one_section() -> None:
    lines = typed.set_lines(["　　今年以来，我局努力工作。", "　　没有收费。"])
    split = split_sections(lines, None)
    assert [(s.number, s.title, s.text) for s in split.sections] == [
        (1, "全文", "今年以来，我局努力工作。\n没有收费。")
    ]
    assert split.head == tuple(lines)


INDICATORS = (
    *("统计指标", "单位", "统计数", "一、主动公开情况", "（一）主动公开政府信息数", "条", "120"),
    "二、回应解读情况",
)


def statistics_table() -> list[Line]:
    return [typed.cell(label, page=2, top=0.2 + n / 100, table="statistics") for n, label in enumerate(INDICATORS)]


def test_the_table_of_indicators_is_a_section_of_its_own() -> None:
    table = [
        *typed.set_lines(["附件：", "\t西工区政府信息公开情况统计表", "（2016年度）"], page=2, top=0.1),
        *statistics_table(),
        *typed.set_lines(["单位负责人：张三　审核人：李四　填报人：王五"], page=2, top=0.6),
    ]
    signature = typed.set_lines(["西工区财政局", "2017年1月20日"], top=0.8)
    split = split_sections([*report(OWN), *signature, *table], STATISTICS)
    assert (numbers(split)[-1], titles(split)[-1]) == (6, "西工区政府信息公开情况统计表")
    assert split.sections[5].text.splitlines()[:3] == ["附件：", "（2016年度）", "统计指标"]
    assert split.sections[5].text.endswith("填报人：王五")
    assert split.sections[4].text == PROSE.strip()
    assert split.sections[5].pages == (2,)
    assert [line.text for line in split.tail] == ["西工区财政局", "2017年1月20日"]


def test_rows_of_the_table_of_indicators_whose_rules_were_not_found_stay_in_it() -> None:
    rows = [
        "七、依申请公开信息收取的费用 万元 0",
        "八、机构建设和保障经费情况",
        "（一）政府信息公开工作专门机构数 个 1",
        "12",
    ]
    loose = typed.set_lines([*rows, "注：本表由办公室填报"], page=3)
    split = split_sections([*report(OWN), *statistics_table(), *loose, *typed.set_lines([PROSE], page=4)], STATISTICS)
    assert numbers(split) == [1, 2, 3, 4, 5, 6]
    assert split.sections[5].text.splitlines()[-5:] == [*rows, "注：本表由办公室填报"]
    assert PROSE.strip() in split.sections[4].text


@pytest.mark.parametrize("title", ["六、政府信息公开情况统计表", "西工区政府信息公开情况统计表"])
def test_a_table_of_indicators_without_any_rules_is_still_one_section(title: str) -> None:
    more = ["七、依申请公开信息收取的费用", "万元", "0", "八、机构建设和保障经费情况"]
    lines = [
        *typed.set_lines([title, *INDICATORS], page=2),
        *typed.set_lines([*more, "西工区财政局", "2017年1月9日"], page=3),
    ]
    split = split_sections([*report(OWN), *lines], STATISTICS)
    assert titles(split) == [*(heading[2:] for heading in OWN), title.removeprefix("六、")]
    assert split.sections[5].text.split("\n")[: len(INDICATORS) + len(more)] == [*INDICATORS, *more]


def test_a_table_of_indicators_amid_the_sections() -> None:
    lines = [*report(OWN[:2]), *statistics_table(), *[replace(line, page=3) for line in report(OWN[2:])]]
    split = split_sections(lines, STATISTICS)
    assert numbers(split) == [1, 2, 3, 4, 5, 6]
    assert titles(split)[5] == "政府信息公开情况统计表"
    assert "统计指标" not in split.sections[1].text


def test_a_table_of_indicators_under_its_own_heading() -> None:
    lines = [*report([*OWN]), *typed.set_lines(["六、政府信息公开情况统计表"], page=2), *statistics_table()]
    split = split_sections(lines, STATISTICS)
    assert numbers(split) == [1, 2, 3, 4, 5, 6]
    assert split.sections[5].text.startswith("统计指标")
    assert titles(split)[5] == "政府信息公开情况统计表"


def test_a_table_of_indicators_under_a_heading_amid_the_sections() -> None:
    heading = typed.set_lines(["三、西工区政府信息公开情况统计表"], page=2)
    rest = [replace(line, page=3) for line in report(["四、收费情况", "五、存在的不足"])]
    split = split_sections([*report(OWN[:2]), *heading, *statistics_table(), *rest], STATISTICS)
    assert titles(split) == [OWN[0][2:], OWN[1][2:], "西工区政府信息公开情况统计表", "收费情况", "存在的不足"]
    assert split.sections[2].text.startswith("统计指标")


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.integers(0, 5), min_size=1),
    st.data(),
)
def test_any_subset_of_sections_with_slips_is_found_in_order(kept: set[int], data: st.DataObject) -> None:
    headings = []
    for at in sorted(kept):
        slip = data.draw(st.integers(2, len(HEADINGS[at]) - 1))
        headings.append(HEADINGS[at][:slip] + data.draw(st.sampled_from("口日曰白")) + HEADINGS[at][slip + 1 :])
    split = split_sections(report(headings), FORM)
    assert numbers(split) == [at + 1 for at in sorted(kept)]
    assert titles(split) == [TITLES[at] for at in sorted(kept)]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*HEADINGS, *OWN, PROSE, "（一）总体情况", "无", "2021年1月20日", "目录", "1"]), max_size=20
    )
)
def test_nothing_printed_is_lost_or_doubled(texts: list[str]) -> None:
    lines = typed.set_lines(texts)
    for form in (FORM, STATISTICS, None):
        split = split_sections(lines, form)
        inside = "".join(section.title + section.text for section in split.sections)
        outside = "".join(line.text for line, number in zip(lines, split.where, strict=True) if number is None)
        printed = "".join(line.text for line in lines)
        if titles(split) != ["全文"]:
            assert sorted(numerals_away(outside + inside)) == sorted(numerals_away(printed))
            undated = "".join(line.text for line in split.head).replace("2021年1月20日", "")
            assert outside.replace("2021年1月20日", "") == undated
        for section in split.sections:
            assert all(0 <= run.start < run.end <= len(section.text) for run in section.runs)


def numerals_away(text: str) -> str:
    return "".join(char for char in text if char not in "一二三四五六、（）()：\n")


def test_a_repeated_header_behind_a_scrap_of_a_label_is_said_once() -> None:
    """The page break cuts a label beside the table, and leaves two of its characters below the last rule."""
    header = ["申请人情况", "自然人", "法人或其他组织", "总计"]
    first = [cell_line(text, 1) for text in [*header, "（一）予以公开", "3"]]
    second = [cell_line(text, 2) for text in [*header, "（二）部分公开", "4"]]
    scrap = replace(typed.set_lines(["度办"])[0], page=1)
    split = split_sections([*report(HEADINGS[:1]), *first, scrap, *second], FORM)
    assert split.sections[0].text.count("自然人") == 1


def cell_line(text: str, page: int) -> Line:
    return Line(text, page, (0.1, 0.5, 0.2, 0.52), kind="cell", table="requests")
