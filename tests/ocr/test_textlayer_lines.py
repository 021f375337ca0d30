"""Glyphs of a text layer become lines in whatever order their heights are looked at."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weasyprint import HTML

from ocr.files.textlayer import Glyph, opened, page_glyphs, words_of

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


@pytest.mark.parametrize("first", [-100, -90, -84])
def test_the_letters_of_a_seal_are_no_text(tmp_path: Path, first: int) -> None:
    letters = "".join(
        f'<text transform="rotate({angle} 50 50)" x="50" y="20" font-size="9">{char}</text>'
        for char, angle in zip("中原区春晖街道办", range(first, first + 8 * 28, 28), strict=True)
    )
    seal = f'<svg width="100" height="100" style="position:absolute;left:150px;top:0">{letters}</svg>'
    file = tmp_path / "sealed.pdf"
    HTML(string=f"<p style='position:relative'>政府信息公开工作年度报告由本机关根据条例编制并公布{seal}</p>").write_pdf(
        file
    )
    with opened(file) as document:
        glyphs = page_glyphs(document, 1)
    assert glyphs is not None
    assert "".join(glyph.text for glyph in glyphs) == "政府信息公开工作年度报告由本机关根据条例编制并公布"


def test_marks_low_on_their_line_keep_their_place(tmp_path: Path) -> None:
    """Beside a label of three narrow lines stands one line, at half their height."""
    file = tmp_path / "narrow.pdf"
    HTML(
        string="<style>td{border:.2mm solid;line-height:1.05;font-size:11pt;vertical-align:middle}</style>"
        "<table><tr><td style='width:3.2em'>三、本年度办，理结果</td><td>要求行政机关确认或重新出具已获取信息</td>"
        "<td style='width:3em'>自然人</td></tr></table><p>政府信息公开工作年度报告，由本机关编制。</p>"
    ).write_pdf(file)
    with opened(file) as document:
        glyphs = page_glyphs(document, 1)
    assert glyphs is not None
    words = words_of(glyphs, *PAGE)
    left = min(word.box[0] for word in words)
    label = [w.text for w in words if w.box[0] < left + 60 and w.box[3] < max(w.box[3] for w in words) - 40]
    assert "".join(label) == "三、本年度办，理结果"
    assert any("要求行政机关确认或重新出具已获取信息" in word.text for word in words)


def test_characters_of_one_baseline_are_one_line_whatever_their_outlines() -> None:
    """A comma and a low digit belong to their own line, not to the one of the cell beside it half a line lower."""

    def glyph(text: str, left: float, base: float, top: float) -> Glyph:
        return Glyph(text, (left, base - top, left + 0.9 * EM, base), (base - 0.011, base + 0.0014))

    upper = [
        glyph(char, 0.1 + at * EM, 0.3, 0.002 if char in ",。" else 0.012) for at, char in enumerate("情形,不计。")
    ]
    lower = [glyph(char, 0.24 + at * EM, 0.3062, 0.012) for at, char in enumerate("重新出具")]
    words = words_of([*lower, *upper], *PAGE)
    assert [word.text for word in words] == ["情形,不计。", "重新出具"]


def test_a_narrow_digit_in_its_room_is_next_to_the_one_beside_it() -> None:
    def glyph(text: str, left: float) -> Glyph:
        return Glyph(text, (left, 0.3, left + 0.3 * EM, 0.31), (0.298, 0.312), (left, left + EM / 2))

    numbers = [glyph("1", 0.1), glyph("8", 0.1 + EM / 2), glyph(".", 0.1 + EM), glyph("3", 0.1 + 1.75 * EM)]
    assert [word.text for word in words_of(numbers, *PAGE)] == ["18. 3"]
