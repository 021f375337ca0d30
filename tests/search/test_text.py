"""Folding, its way back to the printed text, and excerpts."""

import itertools
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.text import _PLAIN_CHARS, WIDTH, excerpt, find_spans, fold, fold_map, grams, spaced_grams
from tests.search.corpus import SENTENCES
from tests.search.literal import literal

PLAIN = re.compile(f"[{_PLAIN_CHARS}]+")
SIMPLIFIED = st.characters(codec="gb2312")
PRINTED_CHARS = st.one_of(SIMPLIFIED, st.sampled_from("ＡＢ１２，。（）㎡①Ⅳ﹪ｶﾞ　\n\té́ǆﬁ㈠⼀"))
PRINTED = st.text(PRINTED_CHARS)


@given(PRINTED)
def test_simplified_text_folds_as_the_definition_of_a_literal_match_says(text: str) -> None:
    assert fold(text) == literal(text).replace("ς", "σ")  # a last sigma is like any other


@given(st.text())
@example("ΑΣ ΑΣΑ")
@example("İ̇I")
@example("각ᆨ")
@example("ｶﾞー")
@example("a͏́̂̃ b")
def test_the_map_leads_each_folded_character_to_where_it_is_printed(text: str) -> None:
    folded, spans = fold_map(text)
    assert folded == fold(text)
    assert len(spans) == len(folded)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("行政許可", "行政许可"),
        ("薴苧苎", "苎苎苎"),
        ("顯著", "显著"),
        ("乾坤", "乾坤"),
        ("⻓⻔⼀", "长门一"),
        ("ＧＢ／Ｔ　９７０４", "gb/t9704"),
        ("２０２０ 年\n（一）", "2020年(一)"),
        ("５㎡", "5m2"),
        (" \t\n\u3000", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.sampled_from(SENTENCES), st.data())
def test_spans_show_what_was_asked_in_the_printed_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    phrase = fold(text[start : start + data.draw(st.integers(1, 8))])
    spans = find_spans(text, (phrase,))
    assert bool(spans) == bool(phrase)
    assert all(phrase in fold(text[a:b]) for a, b in spans)


@given(st.text(PRINTED_CHARS))
def test_plain_text_folds_one_to_one(text: str) -> None:
    if PLAIN.fullmatch(text):
        assert fold_map(text)[1] == [(at, at + 1) for at in range(len(text))]


def test_every_plain_character_folds_to_one() -> None:
    plain = [char for char in map(chr, range(0x10000)) if PLAIN.fullmatch(char)]
    assert len(plain) > 21_000
    assert all(len(fold(char)) == 1 for char in plain)


@given(st.text(max_size=200), st.data())
def test_spans_in_any_text(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded)))
    phrase = folded[start : start + 5]
    spans = find_spans(text, (phrase,))
    assert bool(spans) == bool(phrase)
    assert all(a < b <= c for (a, b), (c, _) in itertools.pairwise(spans))


@given(st.text(st.one_of(PRINTED_CHARS, st.sampled_from("…㎡①\u0301ｶﾞ한ᆨ 　\n")), max_size=60), st.data())
def test_spans_are_those_of_the_map_character_by_character(text: str, data: st.DataObject) -> None:
    folded, origin = fold_map(text)
    start = data.draw(st.integers(0, len(folded)))
    phrase = folded[start : start + data.draw(st.integers(1, 4))]
    assert folded == fold(text)
    places, at = [], folded.find(phrase) if phrase else -1
    while at >= 0:
        places.append((origin[at][0], origin[at + len(phrase) - 1][1]))
        at = folded.find(phrase, at + len(phrase))
    shown = [set(range(*span)) for span in find_spans(text, (phrase,))]
    assert set().union(*shown) == {each for place in places for each in range(*place)}


def test_spans_over_breaks_and_of_several_phrases() -> None:
    text = "依法做好行 政\n許可和行政处罚，行政許可"
    assert [text[a:b] for a, b in find_spans(text, ("行政许可", "处罚"))] == ["行 政\n許可", "处罚", "行政許可"]
    assert find_spans(text, ("行政", "政许")) == ((4, 9), (11, 13), (16, 19))
    assert find_spans("aaaa", ("a",), limit=2) == ((0, 1), (1, 2))
    assert find_spans(text, ("没有", "")) == ()


def test_an_excerpt_is_part_of_the_text_around_the_first_match() -> None:
    text = "前" * 300 + "行政许可" + "后" * 300
    piece, start, marks = excerpt(text, find_spans(text, ("行政许可",)))
    assert text[start : start + len(piece)] == piece
    assert [piece[a:b] for a, b in marks] == ["行政许可"]
    assert len(piece) == 120
    assert excerpt("短", ()) == ("短", 0, ())
    assert excerpt(text, ())[1] == 0
    assert [(a, b) for a, b in excerpt("a" * 200, ((0, 200),))[2]] == [(0, 120)]


@given(
    st.text(st.one_of(PRINTED_CHARS, st.sampled_from("公公公开开㌀\n")), max_size=400),
    st.sampled_from(["公", "公开", "开公公", "アパ"]),
)
def test_an_excerpt_needs_no_spans_beyond_its_reach(text: str, phrase: str) -> None:
    assert excerpt(text, find_spans(text, (phrase, "开"), reach=WIDTH)) == excerpt(
        text, find_spans(text, (phrase, "开"), 1000)
    )


def test_grams_overlap() -> None:
    assert grams("行政许可", 2) == ["行政", "政许", "许可"]
    assert grams("行政许可", 3) == ["行政许", "政许可"]
    assert grams("行", 2) == grams("", 2) == []


@given(st.text(st.characters(codec="utf-8")), st.integers(2, 4))
def test_laid_out_grams_are_the_grams(text: str, size: int) -> None:
    assert spaced_grams(text, size) == " ".join(grams(text, size))
