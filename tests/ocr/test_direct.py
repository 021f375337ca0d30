"""Grids by the words' places alone: what a page break leaves below the last label belongs to its row, or casts doubt on it."""

from ocr.page import WorkWord
from ocr.tables.layout import word_grids
from ocr.tables.unruled.direct import DirectGrid

HEADERS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
LINE, WIDE, FIRST = 26, 110, 560


def word(text: str, left: float, top: float) -> WorkWord:
    return WorkWord(text, (left, top, left + 20 * len(text), top + LINE))


def values(texts: tuple[str, ...], top: float) -> list[WorkWord]:
    return [word(text, FIRST + 10 + WIDE * i, top) for i, text in enumerate(texts)]


def page(last: list[WorkWord]) -> DirectGrid:
    """A table without rules whose last label stands alone at the page's foot, and what is printed below it."""
    words = [
        word("自然人", FIRST, 100),
        *(word(text, FIRST + WIDE * i, 100) for i, text in enumerate(HEADERS, start=1)),
        word("一、本年新收政府信息公开申请数量", 100, 150),
        *values(("3", "0", "1", "0", "2", "0", "6"), 150),
        word("二、上年结转政府信息公开申请数量", 100, 200),
        *last,
    ]
    (grid,) = word_grids(words, exact=True)
    return grid


def last_row(found: DirectGrid) -> tuple[float, float, bool]:
    """Top and bottom of the last row, and whether all of its cells stand."""
    bottom = max(cell.bottom for cell in found.grid.cells)
    row = [cell for cell in found.grid.cells if cell.bottom == bottom]
    return row[0].box[1], row[0].box[3], all(cell.square for cell in row)


SEVEN = ("1", "0", "0", "0", "0", "0", "1")


def test_a_line_of_all_values_right_below_the_last_label_belongs_to_its_row() -> None:
    _top, bottom, stands = last_row(page(values(SEVEN, 230)))
    assert bottom >= 230 + LINE
    assert stands


def test_some_values_below_put_the_blank_row_in_doubt() -> None:
    _top, bottom, stands = last_row(page(values(SEVEN[:3], 230)))
    assert bottom < 230 + LINE
    assert not stands


def test_a_blank_row_with_a_page_number_far_below_stands() -> None:
    _top, bottom, stands = last_row(page([word("12", 700, 330)]))
    assert (bottom < 240, stands) == (True, True)


def test_a_long_label_that_the_page_break_cuts_tells_the_form_better_than_a_short_one_that_is_whole() -> None:
    """（六）其他处理 is a row of 2019; in 2021 it stands beside rows of its own."""

    def row(label: str, top: float) -> list[WorkWord]:
        left = 780
        return [
            WorkWord(label, (200, top, 760, top + LINE)),
            *(WorkWord(text, (left + 90 * i, top, left + 90 * i + 20, top + LINE)) for i, text in enumerate(SEVEN)),
        ]

    words = [
        *row("4.无正当理由大量反复申请", 100),
        *row("5.要求行政机关确认或重新出具已获取信息", 150),
        WorkWord("（六）其他处理", (30, 200, 190, 200 + LINE)),
        *row("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信", 200),
    ]
    (grid,) = word_grids(words)
    assert [text[:2] for text in grid.texts.values()] == ["4.", "5.", "1."]


def test_what_a_page_break_left_of_two_headers_is_no_other_columns_header() -> None:
    """组织 and 机构 of 社会公益组织 and 法律服务机构 stand in the page's first line, the second reads like 科研机构."""
    words = [word("组织", FIRST + WIDE * 3, 110), word("机构", FIRST + WIDE * 4, 110)]
    words += [word("一、本年新收政府信息公开申请数量", 100, 150), *values(SEVEN, 150)]
    words += [word("二、上年结转政府信息公开申请数量", 100, 200), *values(SEVEN, 200)]
    (grid,) = word_grids(words)
    tops = [cell.top for cell in grid.grid.cells]
    assert 0 not in tops
    assert [tops.count(top) for top in sorted(set(tops))] == [8, 8]


def test_the_names_over_a_table_of_disputes_hide_no_row_of_the_table_before_it() -> None:
    """行政复议 and 行政诉讼 are two rows of the form of 2014, of which nothing stands beside them."""
    words = [word("四、结转下年度继续办理", 100, 100), *values(("251", "19", "1", "2", "6", "6", "285"), 100)]
    words += [word("行政复议", 500, 200), word("行政诉讼", 500, 400)]
    (grid,) = word_grids(words)
    assert list(grid.texts.values()) == ["四、结转下年度继续办理"]


def test_the_second_line_of_a_groups_name_is_no_row_beside_a_label_of_four_lines() -> None:
    """（六）其他处理 in three lines; 3.其他 is a row of its own two labels further down."""
    lines = ("1.申请人无正当理由", "逾期不补正、行政", "机关不再处理其政", "府信息公开申请")
    words = [word(line, 160, 150 + 24 * i) for i, line in enumerate(lines)]
    words += [word(line, 60, 155 + 24 * i) for i, line in enumerate(("（六）", "其他", "处理"))]
    words += [word("2.没有现成信息需要另行制作", 160, 100), *values(SEVEN, 100), *values(SEVEN, 185)]
    (grid,) = word_grids(words)
    assert list(grid.texts.values())[-1] == "".join(lines)


def test_two_numbers_in_roomy_boxes_are_two_where_the_other_rows_show_an_edge_between_them() -> None:
    """A detector draws the boxes of a turned page twice as high as its print."""
    words = [
        word("自然人", FIRST, 100),
        *(word(text, FIRST + WIDE * i, 100) for i, text in enumerate(HEADERS, start=1)),
        word("一、本年新收政府信息公开申请数量", 100, 150),
        *values(("3", "0", "1", "0", "2"), 150),
        WorkWord("140", (FIRST + 5 * WIDE - 4, 137, FIRST + 6 * WIDE - 40, 189)),
        WorkWord("3627", (FIRST + 6 * WIDE - 28, 137, FIRST + 6 * WIDE + 40, 189)),
        word("二、上年结转政府信息公开申请数量", 100, 200),
        *values(SEVEN, 200),
        word("（一）予以公开", 100, 250),
        *values(SEVEN, 250),
    ]
    (found,) = word_grids(words)
    assert found.firm
    assert FIRST + 6 * WIDE - 40 < found.grid.xs[-2] < FIRST + 6 * WIDE - 28


def test_digits_left_of_the_column_put_their_row_in_doubt() -> None:
    """Wide type sets a number's point and digits so far apart that its last ones alone stand in the column."""

    def row(label: str, top: float) -> list[WorkWord]:
        return [
            WorkWord(label, (100, top, 100 + 22 * len(label), top + LINE)),
            WorkWord("件", (700, top, 724, top + LINE)),
        ]

    labels = ("1.当面申请数", "2.传真申请数", "3.网络申请数", "4.信函申请数", "1.按时办结数", "2.延期办结数")
    words = [word for i, label in enumerate(labels) for word in row(label, 100 + 50 * i)]
    words += [WorkWord("6", (900, 100 + 50 * i, 914, 126 + 50 * i), 0.99) for i in range(len(labels))]
    words.append(WorkWord("1.", (820, 200, 850, 226), 0.99))
    (found,) = word_grids(words)
    (doubted,) = {(c.box[1], c.box[3]) for c in found.grid.cells if not c.square}
    assert doubted[0] <= 213 <= doubted[1]
