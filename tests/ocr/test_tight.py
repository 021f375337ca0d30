"""The boxes of scanned values at their print, and headers of disputes whichever words a detector made of them."""

import numpy as np

from ocr.page import Char, Image, WorkWord
from ocr.tables.layout import word_grids
from ocr.tables.unruled.direct_disputes import dispute_grids
from ocr.tables.unruled.header_columns import leaf_columns
from ocr.tables.unruled.tight import tight_values

DPI = 200
PITCH, LINE, WIDE = 90, 30, 24
FIVE = ("结果维持", "结果纠正", "其他结果", "尚未审结")


def paper() -> Image:
    return np.full((400, 1600), 250, np.uint8)


def print_at(image: Image, left: int, top: int, width: int = 10, height: int = 24) -> None:
    image[top : top + height, left : left + width] = 20


def word(text: str, box: tuple[float, float, float, float], *places: float) -> WorkWord:
    """A word with one character at each place, so wide as a recogniser guesses."""
    chars = tuple(Char(c, 0.99, x - 9, x + 19) for c, x in zip(text, places, strict=True))
    return WorkWord(text, box, 0.99, chars)


def test_a_value_is_as_wide_as_its_print_and_its_digits_stand_at_theirs() -> None:
    image = paper()
    print_at(image, 110, 100)
    print_at(image, 128, 100)
    (found,) = tight_values([word("12", (100, 90, 190, 134), 120, 150)], image, DPI)
    assert (found.box[0], found.box[2]) == (110, 138)
    assert [(c.left, c.right) for c in found.chars] == [(110, 120), (128, 138)]


def test_two_values_in_one_box_are_cut_at_the_paper_between_them() -> None:
    image = paper()
    print_at(image, 110, 100)
    print_at(image, 190, 100)
    found = tight_values([word("12", (100, 90, 210, 134), 115, 195)], image, DPI)
    assert [(w.text, w.box[0], w.box[2]) for w in found] == [("1", 110, 120), ("2", 190, 200)]


def test_dust_and_the_line_above_are_no_print_of_a_value() -> None:
    image = paper()
    print_at(image, 110, 100)
    print_at(image, 180, 112, 2, 2)
    print_at(image, 150, 60, 20, 33)
    (found,) = tight_values([word("1", (100, 90, 190, 134), 115)], image, DPI)
    assert (found.box[0], found.box[2]) == (110, 120)


def test_the_end_of_the_value_beside_is_no_print_of_a_value() -> None:
    image = paper()
    print_at(image, 97, 100, 6)
    print_at(image, 150, 100)
    print_at(image, 168, 100)
    (found,) = tight_values([word("12", (100, 90, 190, 134), 155, 172)], image, DPI)
    assert (found.box[0], found.box[2]) == (150, 178)


def header_words(image: Image) -> list[WorkWord]:
    """Three groups of headers of two lines, each line of four read as one word, the second one with 总计 of the first."""
    words = []
    for group in range(3):
        left = 100 + 5 * PITCH * group
        for row, texts in enumerate(zip(*((part[:2], part[2:]) for part in FIVE), strict=True)):
            top, places = 100 + LINE * row, []
            for column, text in enumerate(texts):
                for at in range(len(text)):
                    places.append(left + PITCH * column + (WIDE + 2) * at)
                    print_at(image, int(places[-1]), top, WIDE)
            box = (left - 8, top - 8, places[-1] + WIDE + 8, top + 32)
            words.append(word("".join(texts), box, *(p + 2 for p in places)))
        total = left + 4 * PITCH
        for at in range(2):
            print_at(image, total + (WIDE + 2) * at, 115, WIDE)
        words.append(word("总计", (total - 8, 105, total + 58, 148), total + 2, total + 28))
    return words


def test_headers_read_across_are_known_by_their_columns() -> None:
    image = paper()
    (found,) = leaf_columns(header_words(image), image, DPI)
    assert [leaf.text for leaf in found] == [*FIVE, "总计"] * 3
    assert [round(leaf.box[0]) for leaf in found] == [100 + PITCH * i for i in range(15)]


def test_wide_digits_of_one_number_are_one_value_under_such_headers() -> None:
    image = paper()
    columns = leaf_columns(header_words(image), image, DPI)
    digits = [WorkWord("7", (x, 190, x + 12, 225)) for i in range(15) for x in (102 + PITCH * i, 130 + PITCH * i)]
    (found,) = dispute_grids([], digits, columns)
    assert found.firm
    assert len([cell for cell in found.grid.cells if cell.top == 2]) == 15


def test_a_value_across_the_middle_between_two_headers_is_no_proof_of_columns() -> None:
    image = paper()
    columns = leaf_columns(header_words(image), image, DPI)
    across = [WorkWord("17", (150 + PITCH * i, 190, 190 + PITCH * i, 225)) for i in range(0, 12, 2)]
    assert not any(found.firm and not found.loose for found in dispute_grids([], across, columns))


HEADERS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")


def request_row(label: str, top: float, values: list[WorkWord]) -> list[WorkWord]:
    return [WorkWord(label, (100, top, 100 + 22 * len(label), top + LINE)), *values]


def test_two_values_read_as_one_are_cut_where_a_full_row_shows_the_columns() -> None:
    headers = [WorkWord(t, (560 + 110 * i, 100, 560 + 110 * i + 15 * len(t), 130)) for i, t in enumerate(HEADERS)]
    full = [WorkWord("3", (560 + 110 * i, 150, 576 + 110 * i, 180)) for i in range(7)]
    chars = tuple(Char(c, 0.99, x, x + 12) for c, x in zip("17430", (560, 582, 604, 670, 692), strict=True))
    both = WorkWord("17430", (560, 200, 704, 230), 0.99, chars)
    words = [
        *headers,
        *request_row("一、本年新收政府信息公开申请数量", 150, full),
        *request_row("二、上年结转政府信息公开申请数量", 200, [both]),
    ]
    (grid,) = word_grids(words)
    assert grid.firm
    assert 616 < grid.grid.xs[2] < 670


def test_headers_of_another_table_beside_a_label_are_no_row_that_goes_on() -> None:
    beside = [WorkWord(text, (600 + 90 * i, 150, 650 + 90 * i, 180)) for i, text in enumerate(("结果", "1", "其他"))]
    assert word_grids(request_row("（七）总计", 150, beside)) == []
    assert [grid.loose for grid in word_grids(request_row("（七）总计", 150, beside[1:2]))] == [True]
