"""Rows of the table of disputes whose headers stand on the page before are known by their number and their sums."""

from ocr.forms.disputes import PARTS
from ocr.page import Char, WorkWord
from ocr.tables.unruled.direct_disputes import dispute_grids
from ocr.tables.unruled.phrases import Phrase

TEN = ["5", "1件", "2", "1", "9", "5", "0件", "3", "3件", "11件"]
FIVE = ["9", "1.", "0", "2", "12"]


def word(text: str, left: float, middle: float) -> WorkWord:
    chars = tuple(Char(c, 0.99, left + 12 * i, left + 12 * (i + 1)) for i, c in enumerate(text))
    return WorkWord(text, (left, middle - 15, left + 12 * len(text), middle + 15), 0.99, chars)


def line(texts: list[str], middle: float) -> list[WorkWord]:
    return [word(text, 100 + 90 * i, middle) for i, text in enumerate(texts)]


def columns(words: list[WorkWord]) -> list[int]:
    return [len(found.texts) for found in dispute_grids([], words)]


def test_fifteen_values_are_the_table_wherever_they_stand() -> None:
    prose = [word("本机关", 100, 100 + 50 * i) for i in range(5)]
    (found,) = dispute_grids([], [*prose, *line([*FIVE, *TEN], 400)])
    assert [found.texts[i] for i in range(15)] == [*PARTS] * 3


def test_a_speck_among_the_values_does_not_count() -> None:
    assert columns([*line([*FIVE, *TEN], 400), word(".", 150, 402)]) == [15]


def test_ten_values_at_the_head_of_a_page_are_those_of_litigation() -> None:
    assert columns([word("年度报告", 600, 60), *line(TEN, 150), word("五、存在的主要问题", 100, 220)]) == [10]


def test_ten_values_further_down_may_be_anything() -> None:
    prose = [word("本机关", 100, 100 + 50 * i) for i in range(3)]
    assert columns([*prose, *line(TEN, 400)]) == []


def test_values_that_do_not_add_up_are_refused() -> None:
    assert columns(line([*TEN[:-1], "12件"], 150)) == []


def test_fifteen_noughts_are_the_table_and_fifteen_dashes_are_a_line() -> None:
    assert columns(line(["0"] * 15, 400)) == [15]
    assert columns(line(["—"] * 15, 400)) == []
    assert columns(line(["0"] * 10, 150)) == []


def test_noughts_among_which_some_are_blank_or_read_as_a_sun_are_the_table() -> None:
    assert columns(line(["0", "日", "无", *["0"] * 7, *["—"] * 5], 400)) == [15]


def test_fifteen_values_below_the_tables_name_or_its_headers_are_kept_in_doubt_though_they_do_not_add_up() -> None:
    """Slashes among them are read as ones."""
    row = line(["7", "1", "1", *["1"] * 12], 400)
    header = [word(text, 100 + 90 * at, 300) for at, text in enumerate(["结", "果", "维持", "审结", "总计"])]
    for above in ([word("行政诉讼", 300, 200)], header):
        (found,) = dispute_grids([], [*above, *row])
        assert (len(found.texts), found.firm) == (15, False)
    assert columns([*header[:2], *row]) == []
    assert columns([*row, *(word("行政诉讼", 300, 600),)]) == []


def test_a_row_of_dashes_reaches_as_far_below_them_as_above() -> None:
    """What is looked for at half the height of its cell must not lie at the cell's edge."""
    leaves = [Phrase(part, (100.0 + 150 * i, 100.0, 200.0 + 150 * i, 130.0)) for i, part in enumerate(PARTS)]
    dashes = [WorkWord("-", (147.0 + 150 * i, 158.0, 153.0 + 150 * i, 162.0)) for i in range(len(PARTS))]
    (found,) = dispute_grids(leaves, dashes)
    assert found.grid.ys[-2:] == (130.0, 190.0)
