"""Who reports on which year is read from what is printed; where nothing is printed, nothing is said."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.forms import load_form
from archive.records import Scope
from ocr.forms.values import clean
from ocr.text.dates import dates_in, parse_year, periods_in
from ocr.text.identity import Identity, identify, split_reports
from ocr.text.lines import Line, flow
from ocr.text.sections import split_sections
from ocr.text.titles import titles
from tests.ocr import typed

HEADINGS = [
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
]  # fmt: skip
KAIDONG = "西工区凯旋东路街道办事处"


def read(
    head: list[str], body: str = "　　我局认真开展此项工作。", tail: tuple[str, ...] = (), filename: str = ""
) -> Identity:
    """The identity of a one-page report with this head, this first paragraph and this signature."""
    texts = [*head, HEADINGS[0], body, *[part for heading in HEADINGS[1:] for part in (heading, "　　无。")], *tail]
    lines = typed.set_lines(texts, em=0.024)
    split = split_sections(lines, load_form("2019"))
    return identify(split.head, flow(lines).text, split.tail, filename)


@pytest.mark.parametrize(
    ("head", "office", "year"),
    [
        ([f"\t{KAIDONG}2020年政府信息公开工作年度报告"], KAIDONG, 2020),
        ([f"\t{KAIDONG}", "\t2020年政府信息公开工作年度报告"], KAIDONG, 2020),
        (["\t西工区凯旋东路街道办", "\t事处2020年政府信息公开工作年", "\t度报告"], KAIDONG, 2020),
        (["\t西工区凯旋东路", "\t街道办事处2020年度", "\t政府信息公开工作年度报告"], KAIDONG, 2020),
        ([f"\t{KAIDONG}２０２０年政府信启公开工作年度报告"], KAIDONG, 2020),
        ([f"\t{KAIDONG}2O20年政府信息公井工作年度报告"], KAIDONG, 2020),
        (["\t西工区财政局", "\t二〇二〇年度政府信息公开", "\t工作年度报告"], "西工区财政局", 2020),
        (["\t某某县城关镇关于二○一六年政府信息公开年度报告"], "某某县城关镇", 2016),
        (["\t上海市人民政府办公厅政府信息公开2019年度报告"], "上海市人民政府办公厅", 2019),
        (["\t2013年洛阳市人民政府政府信息公开工作年报"], "洛阳市人民政府", 2013),
        (["\t国家档案局政府信息公开工作2022年度报告"], "国家档案局", 2022),
        (["\t西工区审计局政府信息公开工作年度报告（2021年）"], "西工区审计局", 2021),
        (["\t西工区审计局", "\t政府信息公开工作年度报告", "\t（2021年度）"], "西工区审计局", 2021),
        (["\t2020年度政府信息公开工作年度报告"], None, 2020),
        (["\t我局2020年政府信息公开工作年度报告"], None, 2020),
        (["\t政府信息公开工作年度报告"], None, None),
        (["\t洛阳市住房和城乡建设局（洛阳市人民防空办公室）", "\t2021年政府信息公开工作年度报告"],
         "洛阳市住房和城乡建设局（洛阳市人民防空办公室）", 2021),
        (["\t洛阳市人民政府文件", "洛政〔2021〕3号", "\t洛阳市人民政府办公室", "\t2020年政府信息公开工作年度报告"],
         "洛阳市人民政府办公室", 2020),
        (["洛阳市西工区人民政府网站", f"\t{KAIDONG}2020年政府信息公开工作年度报告"], KAIDONG, 2020),
        (["来源：西工区政府　发布时间：2021年1月20日", f"\t{KAIDONG}2020年政府信息公开工作年度报告"], KAIDONG, 2020),
        (["\t附件2：西工区民政局2019年政府信息公开工作年度报告"], "西工区民政局", 2019),
    ],
)  # fmt: skip
def test_titles_as_printed(head: list[str], office: str | None, year: int | None) -> None:
    found = read(head)
    assert (found.office_name, found.year) == (office, year)
    assert found.title is not None


def test_a_title_over_lines_is_one_text_without_its_slips() -> None:
    found = read(["\t西工区凯旋东路街道办", "\t事处2020年政府信启公开工作年", "\t度报告"])
    assert found.title == f"{KAIDONG}2020年政府信息公开工作年度报告"


def test_a_cover_and_a_title_are_one_title() -> None:
    cover = typed.set_lines([f"\t{KAIDONG}", "\t2020年政府信息公开工作年度报告", "\t2021年1月"])
    page = typed.set_lines([f"\t{KAIDONG}2020年政府信息公开工作年度报告", *HEADINGS], page=2)
    split = split_sections([*cover, *page], load_form("2019"))
    found = identify(split.head, "", split.tail)
    assert (found.title, found.office_name, found.year) == (f"{KAIDONG}2020年政府信息公开工作年度报告", KAIDONG, 2020)


@pytest.mark.parametrize(
    "head",
    [
        ["　　现将我局2020年政府信息公开工作年度报告公布如下，请予监督。"],
        ["\t关于报送2020年政府信息公开工作年度报告的通知"],
        ["\t2020年财政预算执行情况报告"],
        [],
    ],
)
def test_what_is_no_title(head: list[str]) -> None:
    assert read(head).title is None


def test_the_end_of_a_paragraph_is_no_title() -> None:
    paragraph = (
        "　　根据《中华人民共和国政府信息公开条例》要求，结合本单位实际，特编制本单位" + "政府信息公开工作年度报告"
    )
    lines = typed.set_paragraph(paragraph.strip())
    assert titles(lines) == []


@pytest.mark.parametrize(
    "tail",
    [
        ("\t西工区财政局", "\t2021年1月20日"),
        ("西工区财政局（盖章）", "二〇二一年一月二十日"),
        ("2021年1月20日", "西工区财政局"),
        ("西工区财政局 2021年1月20日",),
        ("\t西工区财政局",),
    ],
)
def test_the_office_of_the_signature(tail: tuple[str, ...]) -> None:
    found = read(["\t2020年度政府信息公开工作年度报告"], tail=tail)
    assert (found.office_name, found.year) == ("西工区财政局", 2020)


@pytest.mark.parametrize(
    ("preamble", "office"),
    [
        ("本报告由西工区财政局根据《中华人民共和国政府信息公开条例》编制。", "西工区财政局"),
        ("本年度报告由洛阳市西工区人民政府办公室编制，全文包括六个部分。", "洛阳市西工区人民政府办公室"),
        ("洛阳市西工区财政局（以下简称“我局”）认真贯彻条例。", "洛阳市西工区财政局"),
        ("根据条例第五十条，现公布西工区财政局2020年度政府信息公开工作年度报告。", "西工区财政局"),
        ("根据条例和区委区政府的要求，我局扎实推进政府信息公开工作。", None),
        ("根据区政府办公室的要求，现将我局工作报告如下。", None),
        ("在洛阳市委市政府的领导下，全市各级行政机关认真贯彻条例。", None),
    ],
)
def test_the_office_that_prose_names(preamble: str, office: str | None) -> None:
    assert read(["\t政府信息公开工作年度报告"], body="　　" + preamble).office_name == office


def test_the_office_as_subject_of_the_first_sentence() -> None:
    body = f"　　2020年，{KAIDONG}坚持以习近平新时代中国特色社会主义思想为指导。"
    assert read(["\t政府信息公开工作年度报告"], body=body).office_name == KAIDONG


def test_the_red_head_names_the_office_where_nothing_else_does() -> None:
    assert read(["\t西工区教育体育局文件", "\t2020年政府信息公开工作年度报告"]).office_name == "西工区教育体育局"


@pytest.mark.parametrize(
    ("body", "tail", "year"),
    [
        ("本报告所列数据的统计期限为2020年1月1日至2020年12月31日。", (), 2020),
        ("现将2020年度政府信息公开工作汇报如下。", (), 2020),
        ("现将我局二〇一七年度政府信息公开工作情况报告如下。", (), 2017),
        ("2020年，我局认真工作。", ("西工区财政局", "2021年1月20日"), 2020),
        ("2020年，我局认真工作。", (), None),
        ("我局认真工作。", ("西工区财政局", "2021年1月20日"), None),
        ("2007年颁布的条例于2019年4月3日修订。", ("西工区财政局", "2021年1月20日"), None),
    ],
)
def test_the_year_without_a_title(body: str, tail: tuple[str, ...], year: int | None) -> None:
    assert read(["\t政府信息公开工作年度报告"], body="　　" + body, tail=tail).year == year


def test_a_file_name_gives_no_year_and_no_office() -> None:
    found = read(["\t政府信息公开工作年度报告"], filename=f"{KAIDONG}2020年年报.pdf")
    assert (found.office_name, found.year) == (None, None)


@pytest.mark.parametrize(("filename", "year"), [("scan.pdf", 2028), ("洛阳2020.pdf", 2020), ("2020和2028.pdf", 2028)])
def test_a_file_name_breaks_a_tie(filename: str, year: int) -> None:
    body = "　　统计期限为2020年1月1日至2020年12月31日。"
    assert read(["\t某局2028年政府信息公开工作年度报告"], body=body, filename=filename).year == year


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("本报告统计期限自2020年1月1日起至2020年12月31日止。", (date(2020, 1, 1), date(2020, 12, 31))),
        ("所列数据的统计期限从２０２０年１月１日至１２月３１日", (date(2020, 1, 1), date(2020, 12, 31))),
        ("统计期限：二〇二〇年三月一日至二〇二〇年十二月三十一日", (date(2020, 3, 1), date(2020, 12, 31))),
        ("数据统计期限为2020年1月1日—12月31日", (date(2020, 1, 1), date(2020, 12, 31))),
        ("会议于2020年1月1日至2020年1月3日召开。", None),
        ("统计期限为2020年13月1日至2020年12月31日", None),
        ("统计期限为2020年12月31日至2020年1月1日", None),
    ],
)
def test_periods(text: str, period: tuple[date, date] | None) -> None:
    assert read(["\t某局2020年政府信息公开工作年度报告"], body="　　" + text).period == period


@pytest.mark.parametrize(
    ("head", "body", "scope"),
    [
        ("\t洛阳市人民政府本级2020年政府信息公开工作年度报告", "", "level"),
        ("\t洛阳市2020年政府信息公开工作年度报告（汇总）", "", "compiled"),
        ("\t洛阳市2020年政府信息公开工作年度报告", "本报告统计口径为本机关。", "own"),
        ("\t洛阳市2020年政府信息公开工作年度报告", "本报告数据为市本级数据。", "level"),
        ("\t洛阳市2020年政府信息公开工作年度报告", "统计范围包括全市各级行政机关。", "compiled"),
        ("\t洛阳市2020年政府信息公开工作年度报告", "本报告数据汇总了各县区的情况，含下级机关。", "compiled"),
        ("\t洛阳市2020年政府信息公开工作年度报告", "数据不含下级机关。", "level"),
        ("\t洛阳市2020年政府信息公开工作年度报告", "本机关不掌握相关政府信息的，告知申请人；全市共收到三件。", None),
    ],
)
def test_scope_is_what_is_stated(head: str, body: str, scope: Scope | None) -> None:
    assert read([head], body="　　" + (body or "我局努力工作。")).scope == scope


@pytest.mark.parametrize(
    ("head", "corrected"),
    [
        (["\t某局2020年政府信息公开工作年度报告（更正版）"], True),
        (["\t某局2020年政府信息公开工作年度报告", "\t（更正版）"], True),
        (["\t（更正版）", "\t某局2020年政府信息公开工作年度报告"], True),
        (["\t某局2020年政府信息公开工作年度报告"], False),
    ],
)
def test_corrected_editions(head: list[str], corrected: bool) -> None:
    assert read(head).corrected_edition is corrected


def body(*headings: str) -> list[str]:
    return [part for heading in headings for part in (heading, "　　我局认真开展此项工作。")]


def volume(*offices: str, red_head: bool = False) -> list[Line]:
    lines: list[Line] = []
    for at, office in enumerate(offices):
        head = ["\t" + office + "文件"] if red_head else []
        title = [f"\t{office}", "\t2020年政府信息公开工作年度报告"]
        lines += typed.set_lines([*head, *title, *body(*HEADINGS[:3])], page=2 * at + 1)
        lines += typed.set_lines([*body(*HEADINGS[3:]), office, "2021年1月20日"], page=2 * at + 2)
    return lines


def test_one_report_is_one() -> None:
    lines = volume(KAIDONG)
    assert split_reports(lines) == [range(len(lines))]
    assert split_reports([]) == [range(0)]


@pytest.mark.parametrize("red_head", [False, True])
def test_a_compiled_volume_is_split_at_its_titles(red_head: bool) -> None:
    lines = volume(KAIDONG, "西工区财政局", "西工区民政局", red_head=red_head)
    ranges = split_reports(lines)
    assert [{lines[i].page for i in part} for part in ranges] == [{1, 2}, {3, 4}, {5, 6}]
    assert [index for part in ranges for index in part] == list(range(len(lines)))


def test_a_report_that_begins_in_the_middle_of_a_page() -> None:
    first = typed.set_lines([f"\t{KAIDONG}2020年政府信息公开工作年度报告", *body(*HEADINGS)])
    second = typed.set_lines(["\t西工区财政局2020年政府信息公开工作年度报告", *body(*HEADINGS)], top=0.5)
    assert split_reports([*first, *second]) == [range(len(first)), range(len(first), len(first) + len(second))]


def test_a_cover_a_second_title_and_restarted_points_split_nothing() -> None:
    cover = typed.set_lines([f"\t{KAIDONG}", "\t2020年政府信息公开工作年度报告"])
    page = typed.set_lines(
        [f"\t{KAIDONG}2020年政府信息公开工作年度报告", *body(*HEADINGS), "一、收费情况", "二、其他情况"], page=2
    )
    assert len(split_reports([*cover, *page])) == 1


def test_a_table_of_contents_splits_nothing() -> None:
    lines = typed.set_lines([f"\t{KAIDONG}2020年政府信息公开工作年度报告", "目　录", *[h + "……3" for h in HEADINGS]])
    again = typed.set_lines([f"\t{KAIDONG}2020年政府信息公开工作年度报告", *body(*HEADINGS)], page=2)
    assert len(split_reports([*lines, *again])) == 1


def test_a_mentioned_report_splits_nothing() -> None:
    lines = volume(KAIDONG)
    more = [
        replace(line, page=3) for line in typed.set_lines(["　　全文见西工区财政局2020年政府信息公开工作年度报告。"])
    ]
    assert len(split_reports([*lines, *more, *typed.set_lines(["一、附表", "二、附图"], page=4)])) == 1


DIGITS = "〇一二三四五六七八九"


@given(st.integers(2003, 2099), st.sampled_from(["〇", "○", "零", "O"]))
def test_years_in_either_numerals(year: int, zero: str) -> None:
    han = "".join(zero if digit == "0" else DIGITS[int(digit)] for digit in str(year))
    assert parse_year(str(year)) == parse_year(han) == year


@pytest.mark.parametrize("text", ["1899", "2100", "20201", "二〇二", "二十二十", ""])
def test_what_is_no_year(text: str) -> None:
    assert parse_year(text) is None


@given(st.dates(date(2003, 1, 1), date(2098, 12, 31)), st.dates(date(2003, 1, 1), date(2098, 12, 31)))
def test_dates_and_periods_come_back(first: date, last: date) -> None:
    day = f"{first.year}年{first.month}月{first.day}日"
    assert list(dates_in(day)) == [first]
    period = f"{day}至{last.year}年{last.month}月{last.day}日"
    assert [found for found, _ in periods_in(period)] == ([(first, last)] if first < last else [])


NAMES = st.sampled_from(["西工区", "洛阳市", "涧西区", "某某县"]).flatmap(
    lambda region: st.sampled_from(
        [
            "财政局",
            "人民政府",
            "人民政府办公室",
            "凯旋东路街道办事处",
            "城关镇人民政府",
            "住房和城乡建设局",
            "医疗保障局",
        ]
    ).map(lambda organ: region + organ)
)


@settings(max_examples=80, deadline=None)
@given(NAMES, st.integers(2008, 2025), st.sampled_from(["年", "年度"]), st.data())
def test_any_title_cut_into_lines_is_read_whole(office: str, year: int, mark: str, data: st.DataObject) -> None:
    title = f"{office}{year}{mark}政府信息公开工作年度报告"
    cuts = sorted(data.draw(st.sets(st.integers(4, len(title) - 5), max_size=2)))
    parts = [title[a:b] for a, b in zip([0, *cuts], [*cuts, len(title)], strict=True)]
    if any(len(part) < 4 for part in parts):
        return
    found = read(["\t" + part for part in parts])
    assert (found.title, found.year) == (title, year)
    assert found.office_name is not None
    assert found.office_name.endswith(office) or cuts


def test_the_seed_says_who_and_when() -> None:
    found = read([f"{KAIDONG}2020年政府信息公开工作年度报告"])
    assert found == Identity(f"{KAIDONG}2020年政府信息公开工作年度报告", KAIDONG, 2020)
    assert clean("２０２０　年") == "2020年"
