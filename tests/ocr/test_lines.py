"""Words to lines, lines to running text: what was set on a page comes back, in order, with the way to its boxes."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.text.furniture import without_furniture
from ocr.text.lines import Line, PlacedWord, cut, flow, page_lines, text_units, without_stray_spaces
from tests.ocr import typed

PROSE = (
    "我办围绕政府信息的领域和基层政务公开事项主动开展信息收集编写等工作有效扩大了政务公开的覆盖面和知晓度，。、（）2020"
)
sentences = st.text(alphabet=PROSE, min_size=1, max_size=150).filter(lambda text: not text[0].isdigit())


def set_page(paragraphs: list[str]) -> list[Line]:
    lines: list[Line] = []
    for paragraph in paragraphs:
        top = typed.TOP + typed.LEADING * len(lines)
        lines += typed.set_paragraph(paragraph, top=top)
    return lines


def shuffled_words(lines: list[Line], size: int, seed: int) -> list[PlacedWord]:
    words = [word for line in lines for word in typed.words_of(line, size)]
    random.Random(seed).shuffle(words)
    return words


@settings(max_examples=60, deadline=None)
@given(st.lists(sentences, min_size=1, max_size=4), st.integers(1, 40), st.integers())
def test_words_in_any_order_become_the_lines_they_were_cut_from(paragraphs: list[str], size: int, seed: int) -> None:
    lines = set_page(paragraphs)
    words = shuffled_words(lines, size, seed)
    assert [line.text for line in page_lines(words, page=1)] == [line.text for line in lines]


@settings(max_examples=60, deadline=None)
@given(st.lists(sentences, min_size=1, max_size=4))
def test_paragraphs_come_back_without_their_soft_line_breaks(paragraphs: list[str]) -> None:
    long = [paragraph + "政府信息公开" * 8 for paragraph in paragraphs]
    assert flow(set_page(long)).text == "\n".join(long)


@settings(max_examples=60, deadline=None)
@given(st.lists(sentences, min_size=1, max_size=4), st.integers(1, 9))
def test_every_run_leads_to_the_box_of_its_own_text(paragraphs: list[str], size: int) -> None:
    words = shuffled_words(set_page(paragraphs), size, 1)
    boxes = {word.scan: word.text for word in words}
    text = flow(page_lines(words, page=1))
    assert len(text.runs) == len(words)
    assert all(text.text[run.start : run.end] == boxes[run.box] for run in text.runs)


@settings(max_examples=60, deadline=None)
@given(st.lists(sentences, min_size=2, max_size=4), st.integers(0, 80), st.integers(0, 80))
def test_literal_search_is_blind_to_line_breaks(paragraphs: list[str], start: int, length: int) -> None:
    whole = "".join(paragraphs)
    query = whole[start : start + length]
    assert query in "".join(flow(set_page(paragraphs)).text.split())


def test_a_slightly_rising_line_is_one_line() -> None:
    line = typed.set_lines(["基层政务公开标准化规范化情况推进严格按照要求"])[0]
    words = [
        PlacedWord(w.text, (w.box[0], w.box[1] - n * 0.0003, w.box[2], w.box[3] - n * 0.0003), w.scan)
        for n, w in enumerate(typed.words_of(line))
    ]
    assert [found.text for found in page_lines(words, page=1)] == [line.text]


def test_a_low_comma_belongs_to_its_line() -> None:
    comma = PlacedWord("，", (0.2, 0.133, 0.21, 0.137), (0.2, 0.133, 0.21, 0.137))
    before, after = typed.set_lines(["今年"])[0], typed.set_lines(["　　　　　以来"])[0]
    words = [*typed.words_of(after), comma, *typed.words_of(before)]
    assert [line.text for line in page_lines(words, page=1)] == ["今年，以来"]


def test_spaces_stand_only_between_latin_words() -> None:
    words = typed.words_of(typed.set_lines(["按照 Open Data 标准 2020 年 12 月"])[0], 1)
    assert page_lines(words, page=1)[0].text == "按照Open Data标准2020年12月"
    assert without_stray_spaces(" 政 府 信 息  Open   Data 公 开 ") == "政府信息Open Data公开"


def test_two_columns_are_read_one_after_the_other() -> None:
    left = typed.set_lines([f"左栏第{n}行政府信息公开情况" for n in "一二三四五"], em=0.03)
    right = [replace(line, box=shift(line, 0.46), text=line.text.replace("左", "右")) for line in left]
    title = typed.set_lines(["\t政府信息公开工作年度报告全文如下所示请予监督"], top=0.05)
    footer = typed.set_lines(["本报告的电子版可以从政府网站下载，欢迎监督指正"], top=0.5)
    words = [word for line in [*title, *left, *right, *footer] for word in typed.words_of(line, 4)]
    assert [line.text[:3] for line in page_lines(words, page=1)] == [
        "政府信", *["左栏第"] * 5, *["右栏第"] * 5, "本报告",
    ]  # fmt: skip


def shift(line: Line, by: float) -> tuple[float, float, float, float]:
    return (line.box[0] + by, line.box[1], line.box[2] + by, line.box[3])


def test_labels_and_their_values_are_rows_not_columns() -> None:
    labels = typed.set_lines([f"收到政府信息公开申请第{n}类数量" for n in "一二三四五"])
    values = [replace(line, text="12", box=(0.7, line.box[1], 0.73, line.box[3])) for line in labels]
    words = [word for line in [*labels, *values] for word in typed.words_of(line, 20)]
    assert [line.text[-2:] for line in page_lines(words, page=1)] == ["数量", "12"] * 5


def test_prose_beside_a_chart_is_not_cut_by_its_labels() -> None:
    prose = typed.set_lines([f"全年主动公开政府信息数量第{n}段" for n in "一二三四五六"])
    ticks = [
        PlacedWord(text, (0.7, top, 0.74, top + 0.012), (0.7, top, 0.74, top + 0.012))
        for text, top in (("100", 0.12), ("80", 0.158), ("60", 0.191), ("40", 0.226))
    ]
    words = [*ticks, *(word for line in prose for word in typed.words_of(line, 3))]
    assert [line.text for line in page_lines(words, page=1)] == [
        *(line.text for line in prose), "100", "80", "60", "40",
    ]  # fmt: skip


def test_a_table_stands_where_its_top_edge_stands() -> None:
    text = typed.set_lines(["二、主动公开政府信息情况", "　　下表列出数量：", "", "", "", "", "三、收到和处理情况"])
    table = [typed.cell("规章", top=0.18), typed.cell("0", top=0.18, left=0.6), typed.cell("3", top=0.21, left=0.6)]
    lines = page_lines([word for line in text for word in typed.words_of(line, 5)], [table], page=1)
    assert [line.text for line in lines] == [
        "二、主动公开政府信息情况", "下表列出数量：", "规章", "0", "3", "三、收到和处理情况",
    ]  # fmt: skip
    assert flow(lines[1:5]).text == "下表列出数量：\n规章\n0\n3"


def test_a_paragraph_goes_on_over_the_page_break() -> None:
    paragraph = "全年共受理政府信息公开申请十二件，均已按期答复，" * 6 + "没有收取任何费用。"
    lines = typed.set_paragraph(paragraph)
    second = [replace(line, page=2, box=line.box) for line in lines[3:]]
    text = flow([*lines[:3], *second])
    assert text.text == paragraph
    assert text.pages == (1, 2)


def test_points_of_a_list_stay_paragraphs() -> None:
    full = "（一）加强组织领导，健全工作机制，明确责任分工，落实到人到岗。"
    assert text_units(full) >= 28
    lines = typed.set_lines([full[:28] + "。", full[:28].replace("一", "二") + "。"])
    assert flow(lines).text.count("\n") == 1


def test_a_sentence_that_counts_its_parts_is_one_paragraph() -> None:
    for start in range(10, 28):
        shifted = "甲" * start + "；二是公开的主动性还不够强，个别信息发布不够及时，三是学习不够。" * 2
        assert "\n" not in flow(typed.set_paragraph(shifted)).text


def test_a_last_line_of_a_character_and_a_narrow_mark_belongs_to_its_paragraph() -> None:
    lines = typed.set_paragraph("政府信息公开" * 12 + "作格局。")
    last = typed.set_lines(["局。"], top=lines[-1].box[1])[0]
    narrow = replace(last, box=(last.box[0], last.box[1], last.box[0] + 1.3 * typed.EM, last.box[3]))
    assert "\n" not in flow([*lines[:-1], narrow]).text


def test_whole_paragraphs_are_never_joined() -> None:
    lines = [replace(line, whole=True) for line in typed.set_paragraph("政府信息公开" * 20)]
    assert flow(lines).text.count("\n") == len(lines) - 1


def test_cut_keeps_the_pieces_of_what_is_left() -> None:
    words = typed.words_of(typed.set_lines(["六、其他需要报告的事项：　无此情况"])[0], 4)
    line = page_lines(words, page=1)[0]
    part = cut(line, line.text.index("：") + 1)
    assert part.text == "无此情况"
    assert "".join(part.text[run.start : run.end] for run in part.pieces) == "无此情况"


@pytest.mark.parametrize(
    "footer", ["- {n} -", "—{n}—", "－ {n} －", "第{n}页", "第 {n} 页 共3页", "{n}/3", "Page {n} of 3", "{n}", "·{n}·"]
)
def test_page_numbers_are_set_aside(footer: str) -> None:
    lines = [
        line
        for n in (1, 2, 3)
        for line in [
            *typed.set_lines(["全年共受理政府信息公开申请", "3"], page=n),
            *typed.set_lines(["\t" + footer.format(n=n)], page=n, top=0.94),
        ]
    ]
    body = without_furniture(lines)
    assert [line.text for line in body.lines] == ["全年共受理政府信息公开申请", "3"] * 3
    assert body.numbers == (((1, 0), 1), ((2, 0), 2), ((3, 0), 3))


def test_a_lone_number_in_the_margin_stays_unless_it_counts_pages() -> None:
    lines = [line for n in (1, 2) for line in typed.set_lines(["\t7"], page=n, top=0.94)]
    body = without_furniture([*lines, *typed.pages(["甲"], ["乙"])])
    assert [line.text for line in body.lines] == ["7", "7", "甲", "乙"]


def test_a_single_page_may_be_numbered_one() -> None:
    assert without_furniture(typed.set_lines(["正文", *[""] * 30, "\t1"])).numbers == (((1, 0), 1),)


def test_running_heads_are_set_aside_and_the_title_stays() -> None:
    head = "西工区财政局2020年政府信息公开工作年度报告"
    lines = [
        line
        for n in (1, 2, 3)
        for line in [
            *typed.set_lines(["\t" + head], page=n, top=0.04, em=0.015),
            *(typed.set_lines(["\t" + head], page=1) if n == 1 else []),
            *typed.set_lines([f"第{n}页的正文在这里。"], page=n, top=0.2),
        ]
    ]
    body = without_furniture(lines)
    assert [line.text for line in body.lines] == [
        head,
        "第1页的正文在这里。",
        "第2页的正文在这里。",
        "第3页的正文在这里。",
    ]
    assert [line.text for line in body.furniture] == [head] * 3


def test_a_running_head_of_two_pages_in_a_long_volume() -> None:
    head = "西工区财政局2020年政府信息公开工作年度报告"
    heads = [line for n in (4, 5) for line in typed.set_lines(["\t" + head], page=n, top=0.04, em=0.015)]
    body = [line for n in range(1, 9) for line in typed.set_lines(["全年共受理政府信息公开申请"] * 3, page=n)]
    assert without_furniture([*heads, *body]).furniture == tuple(heads)
    large = [line for n in (4, 5) for line in typed.set_lines(["\t" + head], page=n, top=0.04)]
    assert without_furniture([*large, *body]).furniture == ()


def test_titles_of_different_years_at_one_height_are_no_running_heads() -> None:
    texts = [f"西工区财政局{year}年政府信息公开工作年度报告" for year in (2018, 2019, 2020)]
    lines = [line for n, text in enumerate(texts, 1) for line in typed.set_lines([text], page=n, top=0.06)]
    assert [line.text for line in without_furniture(lines).lines] == texts


def test_prose_at_the_foot_of_every_page_stays() -> None:
    lines = [line for n in (1, 2, 3, 4) for line in typed.set_lines(["以上事项，已经公开。"], page=n, top=0.95)]
    assert len(without_furniture(lines).lines) == 4


def test_cells_are_never_furniture() -> None:
    lines = [typed.cell(str(n), page=n, top=0.95) for n in (1, 2, 3)]
    assert without_furniture(lines).lines == tuple(lines)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(sentences, min_size=1, max_size=3), min_size=1, max_size=4))
def test_no_prose_in_the_body_of_a_page_is_ever_dropped(texts: list[list[str]]) -> None:
    lines = [replace(line, page=n) for n, page in enumerate(texts, 1) for line in set_page(page)]
    body = without_furniture(lines)
    assert all(not any(char in "我办围绕政府信息的领域" for char in line.text) for line in body.furniture)
    assert len(body.lines) + len(body.furniture) == len(lines)


def test_a_narrow_headers_two_lines_stay_in_their_order() -> None:
    """The boxes of lines set tight reach into one another; the lower one may begin further left."""
    words = [
        PlacedWord(text, box, box)
        for text, box in [("统计", (0.352, 0.52, 0.4, 0.541)), ("指标", (0.351, 0.53, 0.4, 0.55))]
    ]
    assert [line.text for line in page_lines(words, page=1)] == ["统计", "指标"]
