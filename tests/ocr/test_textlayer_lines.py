"""Glyphs of a text layer become lines in whatever order their heights are looked at."""

from pathlib import Path

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


def test_the_letters_of_a_seal_are_no_text(tmp_path: Path) -> None:
    letters = "".join(
        f'<text transform="rotate({angle} 50 50)" x="50" y="20" font-size="9">{char}</text>'
        for char, angle in zip("中原区春晖街道办", (-100, -72, -44, -16, 12, 40, 68, 96), strict=True)
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
