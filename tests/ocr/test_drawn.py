"""Rules that a digital page draws: read from its operators, joined, held against the picture, made into tables."""

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from weasyprint import HTML

from ocr.files.drawing import drawn_rules
from ocr.files.soundness import without_drawn
from ocr.files.textlayer import opened, page_glyphs, words_of
from ocr.page import DrawnRule, WorkWord
from ocr.tables.ruled.drawn import drawn_grids, rule_lines
from ocr.tables.unruled.spaced import split_at_gaps

WIDTH, HEIGHT = 400, 200
"""Points of the page, and pixels of its picture at 72 dpi."""


def _drawn(folder: Path, content: str, *, rotate: int = 0) -> list[DrawnRule] | None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
    page.Contents = pdf.make_stream(content.encode())
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=_picture(pdf), Fm=_form(pdf)))
    page.rotate(rotate, relative=False)
    pdf.save(folder / "page.pdf")
    with opened(folder / "page.pdf") as document:
        return drawn_rules(document, 1)


def _picture(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    grey = {"Width": 1, "Height": 1, "ColorSpace": pikepdf.Name.DeviceGray, "BitsPerComponent": 8}
    return pdf.make_stream(b"\0", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, **grey)


def _form(pdf: pikepdf.Pdf) -> pikepdf.Stream:
    box = {"BBox": [0, 0, 100, 100], "Matrix": [2, 0, 0, 2, 0, 0]}
    return pdf.make_stream(b"10 40 m 60 40 l S", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, **box)


def _places(rules: list[DrawnRule] | None) -> list[tuple[str, int, int, int]]:
    """Rules in whole points of a page as wide as it is high: direction, start, end, place."""
    assert rules is not None
    scale = {"horizontal": (WIDTH, HEIGHT), "vertical": (HEIGHT, WIDTH)}
    return [
        (r.direction, round(r.start * along), round(r.end * along), round(r.at * across))
        for r in rules
        for along, across in [scale[r.direction]]
    ]


@pytest.mark.parametrize(
    "content",
    [
        "1 w 20 120 m 120 120 l S",
        "[2 2] 0 d 1 w 20 120 m 120 120 l S",
        "20 119 100 2 re f",
        "2 0 0 2 0 0 cm 10 60 m 60 60 l S",
        "q 100 0 0 1 20 119.5 cm /Im Do Q",
        "q 1 0 0 1 0 40 cm /Fm Do Q",
        "100 w 70 119.5 m 70 120.5 l S",
    ],
    ids=["stroke", "dashed", "rectangle", "scaled", "thin picture", "form", "thick and short"],
)
def test_a_rule_is_found_however_it_is_drawn(tmp_path: Path, content: str) -> None:
    assert _places(_drawn(tmp_path, content)) == [("horizontal", 20, 120, 80)]


def test_the_frame_between_two_rectangles_is_four_rules(tmp_path: Path) -> None:
    found = _places(_drawn(tmp_path, "20 20 100 60 re 22 22 96 56 re f*"))

    assert sorted(found) == [
        ("horizontal", 20, 120, 121),
        ("horizontal", 20, 120, 179),
        ("vertical", 120, 180, 21),
        ("vertical", 120, 180, 119),
    ]


def test_a_turned_page_has_its_rules_where_a_viewer_shows_them(tmp_path: Path) -> None:
    found = _drawn(tmp_path, "20 120 m 120 120 l S", rotate=90)

    assert found is not None
    assert [(r.direction, round(r.start, 3), round(r.end, 3), round(r.at, 3)) for r in found] == [
        ("vertical", 0.05, 0.3, 0.6)
    ]


@pytest.mark.parametrize("content", ["1 G 20 120 m 120 120 l S", "0.9 g 20 60 100 60 re f", "20 120 m 50 180 l S"])
def test_white_lines_backgrounds_and_slashes_are_no_rules(tmp_path: Path, content: str) -> None:
    assert _drawn(tmp_path, f"q {content} Q 20 20 m 120 20 l S") == _drawn(tmp_path, "20 20 m 120 20 l S")


def test_a_page_with_a_picture_on_it_is_left_to_its_pixels(tmp_path: Path) -> None:
    assert _drawn(tmp_path, "q 100 0 0 60 20 20 cm /Im Do Q 20 120 m 120 120 l S") is None


def _shown(rules: list[DrawnRule]) -> np.ndarray:
    image = np.full((HEIGHT * 3, WIDTH * 3), 255, np.uint8)
    for rule in rules:
        along, across = (WIDTH * 3, HEIGHT * 3) if rule.direction == "horizontal" else (HEIGHT * 3, WIDTH * 3)
        place, start, end = round(rule.at * across), round(rule.start * along), round(rule.end * along)
        if rule.direction == "horizontal":
            image[place, start:end] = 0
        else:
            image[start:end, place] = 0
    return image


def _lattice() -> list[DrawnRule]:
    """Two rows; the upper of three cells, the lower of a merged one and another."""
    lying = [DrawnRule("horizontal", 0.1, 0.7, at) for at in (0.2, 0.4, 0.6)]
    standing = [DrawnRule("vertical", 0.2, 0.6, at) for at in (0.1, 0.5, 0.7)]
    return [*lying, *standing, DrawnRule("vertical", 0.2, 0.4, 0.3)]


def _cells(rules: list[DrawnRule], image: np.ndarray) -> list[tuple[int, int, int, int]]:
    (grid,) = drawn_grids(rule_lines(rules, image, 216), 216)
    return [(c.top, c.bottom, c.left, c.right) for c in grid.cells]


def test_cells_lie_between_drawn_rules_and_merge_where_none_is() -> None:
    rules = _lattice()

    assert _cells(rules, _shown(rules)) == [(0, 0, 0, 0), (0, 0, 1, 1), (0, 0, 2, 2), (1, 1, 0, 1), (1, 1, 2, 2)]


def test_a_rule_of_dots_is_one_rule_and_parts_cells() -> None:
    rules = _lattice()
    dots = [DrawnRule("vertical", 0.4 + step / 100, 0.405 + step / 100, 0.3) for step in range(20)]

    assert len(_cells([*rules, *dots], _shown([*rules, *dots]))) == 6


def test_a_line_that_the_page_hides_parts_no_cells() -> None:
    rules = _lattice()
    hidden = DrawnRule("vertical", 0.4, 0.6, 0.3)

    assert len(_cells([*rules, hidden], _shown(rules))) == 5


def test_print_underlined_inside_a_cell_parts_nothing() -> None:
    rules = _lattice()
    line = DrawnRule("horizontal", 0.52, 0.65, 0.5)

    assert len(_cells([*rules, line], _shown([*rules, line]))) == 5


def _open_table(top: float) -> list[DrawnRule]:
    """A title over two cells over two cells, without rules at the sides."""
    lying = [DrawnRule("horizontal", 0.1, 0.7, top + at) for at in (0.0, 0.1, 0.2, 0.3)]
    return [*lying, DrawnRule("vertical", top + 0.1, top + 0.3, 0.4)]


def test_a_title_row_between_open_sides_is_part_of_the_table_below_it() -> None:
    rules = [*_open_table(0.1), *_open_table(0.45)]
    titles = [WorkWord("行政复议", (400, y, 450, y + 12)) for y in (85, 295)]

    grids = drawn_grids(rule_lines(rules, _shown(rules), 216), 216, titles)

    assert [(round(g.ys[0]), len(g.cells)) for g in grids] == [(60, 5), (270, 5)]


def test_a_lone_line_over_blank_paper_is_no_part_of_a_table() -> None:
    rules = _open_table(0.1)

    (table,) = drawn_grids(rule_lines(rules, _shown(rules), 216), 216)

    assert len(table.cells) == 4


def test_rules_are_painted_out_before_a_text_layer_is_judged_but_letters_strokes_are_not() -> None:
    rule = DrawnRule("vertical", 0.1, 0.9, 0.5, 0.002)
    stroke = DrawnRule("horizontal", 0.6, 0.62, 0.5, 0.004)
    page = _shown([rule, stroke])

    bare = without_drawn(page, [rule, stroke], 216)

    assert (page[100, 600], bare[100, 600]) == (0, 255)
    assert (page[300, 730], bare[300, 730]) == (0, 0)


@pytest.mark.parametrize("text", ["623.29", "1,111.1", "１１１．１", "11件"])
def test_a_number_of_narrow_characters_is_one_word(tmp_path: Path, text: str) -> None:
    """Left of a rule that it touches, which its places do not cross."""
    cells = f"<td>{text}</td><td>{text}</td>"
    style = "td{border:1px dashed;padding:0;text-align:right;width:9em}table{border-collapse:collapse}"
    prose = "<p>" + "政府信息公开工作年度报告" * 3
    HTML(string=f"<style>{style}</style>{prose}<table><tr>{cells}</table>").write_pdf(tmp_path / "page.pdf")

    with opened(tmp_path / "page.pdf") as document:
        glyphs, rules = page_glyphs(document, 1), drawn_rules(document, 1)

    assert glyphs is not None
    assert rules is not None
    assert [word.text for word in split_at_gaps(words_of(glyphs, 1654, 2339)) if word.text[0] not in "政府"] == [
        text
    ] * 2
