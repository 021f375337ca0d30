"""Glyphs of a text layer become lines in whatever order their heights are looked at."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.textlayer import Glyph, words_of

PAGE = (1654, 2339)
EM = 0.02


@settings(max_examples=60, deadline=None)
@given(st.data(), st.integers(8, 45))
def test_a_line_of_glyphs_of_any_heights_is_one_run(data: st.DataObject, length: int) -> None:
    text = "结转下年度继续办理件均按规定"
    glyphs = []
    for at in range(length):
        short = data.draw(st.sampled_from([0.0, 0.001, 0.002, 0.003]))
        left = 0.05 + at * EM
        box = (left + 0.001, 0.3 + short, left + EM - 0.001, 0.314 - short / 2)
        glyphs.append(Glyph("8" if short == 0.003 else text[at % len(text)], box))
    shuffled = data.draw(st.permutations(glyphs))
    assert [word.text for word in words_of(shuffled, *PAGE)] == ["".join(glyph.text for glyph in glyphs)]


def test_lines_under_each_other_stay_apart() -> None:
    rows = [
        Glyph(char, (0.1 + at * EM, top, 0.1 + (at + 1) * EM, top + 0.014))
        for top in (0.3, 0.318, 0.336)
        for at, char in enumerate("政府信息公开")
    ]
    assert [word.text for word in words_of(rows, *PAGE)] == ["政府信息公开"] * 3
