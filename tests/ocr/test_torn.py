"""What a page break tears apart without rules: a row's label from its values, the headers of disputes from theirs."""

import pytest

from archive.records import CellReading
from ocr.forms.carried import carried
from ocr.forms.torn import mended
from ocr.note import CellNote, GridNote, PageNote, WordNote

XS = (0.1, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)
SEVEN = ("1", "0", "—", "2", "0", "0", "3")
ABOVE, TORN = "3.补正后申请内容仍不明确", "1.信访举报投诉类申请"
PARTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")


def cell(row: int, column: int, top: float, text: str = "", xs: tuple[float, ...] = XS) -> CellNote:
    box = (xs[column], top, xs[column + 1], top + 0.02)
    readings = (CellReading(reader="text", raw=text, confidence=1.0),) if text else ()
    ink = "print" if text else "none"
    place = {"top": row, "bottom": row, "left": column, "right": column}
    return CellNote(**place, box=box, scan=box, ink=ink, readings=readings)


def rows(*printed: tuple[str, tuple[str, ...]], top: float) -> GridNote:
    """Rows of a label and seven values from a height on."""
    cells = [
        cell(at, column, top + 0.03 * at, text)
        for at, (label, values) in enumerate(printed)
        for column, text in enumerate((label, *(values or ("",) * 7)))
    ]
    box = (XS[0], top, XS[-1], top + 0.03 * len(printed))
    return GridNote(box=box, xs=XS, ys=(), open_top=False, open_bottom=False, cells=tuple(cells))


def line(values: tuple[str, ...], top: float, xs: tuple[float, ...] = XS[1:]) -> tuple[WordNote, ...]:
    """A word in the middle of each column that has a value."""
    boxes = ((a + 0.02, top, a + 0.03, top + 0.012) for a in xs)
    return tuple(WordNote(text=text, box=box, scan=box) for text, box in zip(values, boxes, strict=False) if text)


def page(number: int, grid: GridNote | None, words: tuple[WordNote, ...] = (), **more: object) -> PageNote:
    note = PageNote(page=number, part=0, source="text", size=(1654, 2339), words=words, grids=())
    return note.model_copy(update={"direct": (grid,) if grid else (), **more})


def printed(note: PageNote) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (label.text, tuple(c.text for c in grid.cells if c.top == label.top and c.left > 0))
        for grid in note.direct
        for label in grid.cells
        if label.left == 0
    ]


def test_values_left_behind_come_to_the_label_on_the_next_page() -> None:
    before = page(1, rows((ABOVE, SEVEN), top=0.8), line(SEVEN, 0.84))
    after = page(2, rows((TORN, ()), ("2.重复申请", SEVEN), top=0.1))

    first, second = mended([before, after])

    assert printed(first) == [(ABOVE, SEVEN), (TORN, SEVEN)]
    assert printed(second) == [("2.重复申请", SEVEN)]


def test_values_pushed_on_come_to_the_label_on_the_page_before() -> None:
    before = page(1, rows((ABOVE, SEVEN), (TORN, ()), top=0.8))
    after = page(2, rows(("2.重复申请", SEVEN), top=0.15), line(SEVEN, 0.12))

    first, second = mended([before, after])

    assert printed(first) == [(ABOVE, SEVEN)]
    assert printed(second) == [(TORN, SEVEN), ("2.重复申请", SEVEN)]


def test_a_page_number_is_no_value_but_the_blank_row_is_in_doubt() -> None:
    number = line(("", "", "", "2"), 0.84)
    before = page(1, rows((ABOVE, SEVEN), top=0.8), number)
    after = page(2, rows((TORN, ()), ("2.重复申请", SEVEN), top=0.1))

    first, second = mended([before, after])

    assert printed(first) == [(ABOVE, SEVEN)]
    assert {c.ink for c in second.direct[0].cells if c.top == 0 and c.left > 0} == {"specks"}


@pytest.mark.parametrize("label", ["2.重复申请", "一、本年新收政府信息公开申请数量"])
def test_a_blank_row_that_does_not_follow_is_not_filled_but_in_doubt(label: str) -> None:
    before = page(1, rows((ABOVE, SEVEN), top=0.8), line(SEVEN, 0.84))
    after = page(2, rows((label, ()), ("（六）其他处理", SEVEN), top=0.1))

    first, second = mended([before, after])

    assert first == before
    assert printed(second) == printed(after)
    assert {c.ink for c in second.direct[0].cells if c.top == 0 and c.left > 0} == {"specks"}


def test_rows_of_another_table_below_leave_a_blank_row_blank() -> None:
    label = WordNote(text="规章", box=(0.06, 0.84, 0.1, 0.852), scan=(0.06, 0.84, 0.1, 0.852))
    before = page(1, rows((ABOVE, SEVEN), top=0.8), (label, *line(SEVEN, 0.84)))
    after = page(2, rows(("2.重复申请", ()), ("（六）其他处理", SEVEN), top=0.1))

    assert mended([before, after]) == [before, after]


def test_values_below_a_header_alone_put_the_blank_row_of_the_next_page_in_doubt() -> None:
    header = WordNote(text="本年制发件数", box=(0.4, 0.8, 0.5, 0.812), scan=(0.4, 0.8, 0.5, 0.812))
    number = WordNote(text="3", box=(0.5, 0.95, 0.51, 0.962), scan=(0.5, 0.95, 0.51, 0.962))
    after = page(2, rows((TORN, ()), ("2.重复申请", SEVEN), top=0.1))

    _, torn = mended([page(1, None, (header, *line(SEVEN, 0.84), number)), after])
    assert {c.ink for c in torn.direct[0].cells if c.top == 0 and c.left > 0} == {"specks"}

    _, whole = mended([page(1, None, (header, number)), after])
    assert whole == after


def test_a_blank_row_without_a_line_of_values_stays_blank() -> None:
    notes = [page(1, rows((ABOVE, SEVEN), top=0.8)), page(2, rows((TORN, ()), top=0.1))]

    assert mended(notes) == notes


TEN = tuple(0.05 + 0.09 * at for at in range(11))


def headers() -> GridNote:
    """Two groups of five leaves, as a page ends with them."""
    groups = [cell(0, 0, 0.9, "未经复议直接起诉", TEN), cell(0, 5, 0.9, "复议后起诉", TEN)]
    groups = [
        c.model_copy(update={"right": c.left + 4, "box": (TEN[c.left], 0.9, TEN[c.left + 5], 0.92)}) for c in groups
    ]
    leaves = [cell(1, at, 0.93, PARTS[at % 5], TEN) for at in range(10)]
    box = (TEN[0], 0.9, TEN[-1], 0.95)
    return GridNote(box=box, xs=TEN, ys=(), open_top=False, open_bottom=False, cells=(*groups, *leaves))


def carried_values(values: tuple[str, ...], *above: WordNote) -> tuple[str, ...]:
    before = page(1, None, loose=(headers(),))
    _, after = carried([before, page(2, None, (*above, *line(values, 0.1, TEN)))])
    return tuple(c.text for grid in after.direct for c in grid.cells if c.top == 2)


def test_values_of_disputes_come_under_the_headers_of_the_page_before() -> None:
    values = ("1", "0", "2", "0", "3", "0", "—", "0", "4", "4")

    assert carried_values(values) == values


def test_a_blank_among_them_stays_blank() -> None:
    values = ("1", "0", "", "0", "1", "", "", "0", "4", "4")

    assert carried_values(values) == values


def test_below_a_running_head_and_not_below_prose() -> None:
    values = ("1", "0", "2", "0", "3", "0", "0", "0", "4", "4")
    head = WordNote(text="政府信息公开工作年度报告", box=(0.3, 0.05, 0.7, 0.07), scan=(0.3, 0.05, 0.7, 0.07))
    prose = (head.model_copy(update={"box": (0.1, y, 0.5, y + 0.01)}) for y in (0.02, 0.04, 0.06, 0.08))

    assert carried_values(values, head) == values
    assert carried_values(values, *prose) == ()


def test_a_lone_number_is_a_page_number() -> None:
    assert carried_values(("", "", "", "", "2")) == ()


def scanned(note: PageNote, certainty: float = 0.99) -> PageNote:
    words = tuple(word.model_copy(update={"certainty": certainty}) for word in note.words)
    return note.model_copy(update={"source": "recognised", "words": words})


def test_torn_rows_of_a_scan_get_their_values_as_sure_as_they_were_read() -> None:
    before = scanned(page(1, rows((ABOVE, SEVEN), top=0.8), line(SEVEN, 0.84)))
    after = scanned(page(2, rows((TORN, ()), ("2.重复申请", SEVEN), top=0.1)))

    first, second = mended([before, after])

    assert printed(first) == [(ABOVE, SEVEN), (TORN, SEVEN)]
    assert {c.readings[0].reader for g in first.direct for c in g.cells if c.text == "2" and c.scan[1] > 0.83} == {
        "page"
    }
    assert printed(second) == [("2.重复申请", SEVEN)]
    sure = {c.text: c.readings[0].confidence for g in first.direct for c in g.cells if c.left > 0 and c.scan[1] > 0.83}
    assert (sure["1"], sure["2"], sure["—"]) == (0.9, 0.99, 0.99)


def test_the_second_page_of_a_sheet_follows_the_first() -> None:
    before = page(1, rows((ABOVE, SEVEN), top=0.8), line(SEVEN, 0.84))
    after = page(1, rows((TORN, ()), ("2.重复申请", SEVEN), top=0.1), part=1)
    assert printed(mended([before, after])[0]) == [(ABOVE, SEVEN), (TORN, SEVEN)]


def test_a_label_whose_first_line_stays_with_the_values_is_one_label() -> None:
    """Of 2.申请人逾期未按收费通知要求缴纳费用…… the first line stands on the page before, beside the values."""
    above = "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
    begun, rest = "2.申请人逾期未按收费", "通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
    label = WordNote(text=begun, box=(0.12, 0.84, 0.38, 0.852), scan=(0.12, 0.84, 0.38, 0.852))
    before = page(1, rows((above, SEVEN), top=0.8), (label, *line(SEVEN, 0.84)))
    after = page(2, rows((rest, ()), ("3.其他", SEVEN), top=0.1))
    assert printed(mended([before, after])[0])[-1] == (begun + rest, SEVEN)


@pytest.mark.parametrize(("left_over", "ink"), [(SEVEN[:1], "specks"), ((), "none")])
def test_blanks_beside_a_scans_break_are_in_doubt_where_a_number_is_left_over(
    left_over: tuple[str, ...], ink: str
) -> None:
    some = ("5", "", "", "", "", "", "5")
    before = scanned(page(1, rows((ABOVE, SEVEN), top=0.8), line(("",) * 3 + left_over, 0.84)))
    after = scanned(page(2, rows((TORN, some), ("2.重复申请", SEVEN), top=0.1)))
    _, second = mended([before, after])
    assert {c.ink for c in second.direct[0].cells if c.top == 0 and c.left in range(2, 7)} == {ink}


def test_blanks_beside_the_break_of_a_page_that_was_read_badly_are_in_doubt() -> None:
    before = scanned(page(1, rows((ABOVE, SEVEN), top=0.8), line(("", "x", "y"), 0.6)), certainty=0.3)
    after = scanned(page(2, rows((TORN, ()), ("2.重复申请", SEVEN), top=0.1)))
    _, second = mended([before, after])
    assert {c.ink for c in second.direct[0].cells if c.top == 0 and c.left > 0} == {"specks"}
