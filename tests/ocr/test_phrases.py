"""Words become phrases: on a line, wrapped, cut where columns' headers or a group's label and a row's meet."""

import time
from itertools import pairwise

import pytest

from ocr.page import Char, WorkWord
from ocr.tables.unruled.phrases import cut_group, cut_header, phrases_of

SIZE = 20.0


def word(text: str, left: float, top: float) -> WorkWord:
    """A run of characters of one width."""
    chars = tuple(Char(c, 1.0, left + i * SIZE, left + (i + 1) * SIZE) for i, c in enumerate(text))
    return WorkWord(text, (left, top, left + len(text) * SIZE, top + SIZE), 1.0, chars)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("自然人商业企科研机社会公法律服", ["自然人", "商业企", "科研机", "社会公", "法律服"]),
        ("益组织务机构", ["益组织", "务机构"]),
        ("商业企科研机社会组", ["商业企", "科研机", "社会组"]),
        ("结果维持结果纠正其他结果", ["结果维持", "结果纠正", "其他结果"]),
        ("上一年项目数量", ["上一年项目数量"]),
        ("政府信息公开工作", ["政府信息公开工作"]),
    ],
)
def test_headers_read_as_one_word_are_cut_where_the_labels_meet(text: str, parts: list[str]) -> None:
    found = cut_header(word(text, 100, 50))
    assert [part.text for part in found] == parts
    assert found[0].box[0] == 100
    assert all(a.box[2] == b.box[0] for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("（四）无2.没有现成信息需要另行", ["（四）无", "2.没有现成信息需要另行"]),
        ("全年共收到3件申请", ["全年共收到3件申请"]),
        ("2.重复申请", ["2.重复申请"]),
    ],
)
def test_a_groups_label_is_cut_from_the_row_beside_it(text: str, parts: list[str]) -> None:
    assert [part.text for part in cut_group(word(text, 100, 50))] == parts


def test_a_label_of_several_words_and_lines_is_one_phrase() -> None:
    words = [word("（二）", 100, 50), word("部分公开", 180, 50), word("（区分处理的，只", 280, 50)]
    words += [word("计这一情形，不计其他情形）", 150, 76), word("12", 600, 60)]
    assert "（二）部分公开（区分处理的，只计这一情形，不计其他情形）" in {phrase.text for phrase in phrases_of(words)}


def test_a_header_does_not_go_on_in_the_values_below_it() -> None:
    texts = {phrase.text for phrase in phrases_of([word("结果维持", 100, 50), word("11", 120, 76)])}
    assert texts == {"结果维持"}


@pytest.mark.parametrize(("left", "width"), [(100, "indented"), (204, "set off its middle")])
def test_a_label_goes_on_under_its_first_line(left: float, width: str) -> None:
    """Indented by two characters, or centred with a bracket of full width at one end."""
    first = word("（一）回应公众关注热点或重大舆情", 140, 0)
    texts = {p.text for p in phrases_of([first, word("数（不同方式）", left, 24)])}
    assert "（一）回应公众关注热点或重大舆情数（不同方式）" in texts, width


def test_characters_of_grain_in_every_direction_are_read_in_time() -> None:
    """Each line could go on in two ways: without a bound on lines these would be read in 2 to the 40th ways."""
    words = [
        WorkWord("一", (100.0 + 12 * x, 100.0 + 20 * y, 111.0 + 12 * x, 116.0 + 20 * y))
        for y in range(40)
        for x in range(2)
    ]
    started = time.process_time()
    phrases_of(words)
    assert time.process_time() - started < 20


def test_a_header_goes_on_below_itself_where_three_are_printed_as_evenly() -> None:
    """The three lines 维持 纠正 结果 together have their middle where 纠正 has it."""
    lines = (("结果", "结果", "其他"), ("维持", "纠正", "结果"))
    words = [word(text, 100 + 60 * i, 100 + 24 * line) for line, row in enumerate(lines) for i, text in enumerate(row)]
    assert {"结果维持", "结果纠正", "其他结果"} <= {phrase.text for phrase in phrases_of(words)}
