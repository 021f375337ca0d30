"""Tables' cells as lines: across page breaks, and as the forms spell their labels."""

import pytest

from archive.records import CellReading
from ocr.forms.align import PlacedGrid
from ocr.note import CellNote, GridNote, Ink, PageNote, WordNote
from ocr.text.lexicon import is_noise, spelled
from ocr.text.tabletext import ruled_lines, with_cut_words, with_side_labels

Rows = list[list[tuple[str, int, int]]]
"""Cells of each row that begin there: text, rows and columns spanned."""


def note_of(page: int, rows: Rows, columns: int, source: str = "text") -> PageNote:
    """A page that holds one ruled table of equal rows and columns."""
    taken: set[tuple[int, int]] = set()
    cells = []
    for top, row in enumerate(rows):
        at = 0
        for text, down, across in row:
            while (top, at) in taken:
                at += 1
            taken |= {(y, x) for y in range(top, top + down) for x in range(at, at + across)}
            cells.append(cell(text, top, top + down - 1, at, at + across - 1, columns))
            at += across
    grid = GridNote(box=(0, 0.1, 1, 0.9), xs=(), ys=(), open_top=False, open_bottom=False, cells=tuple(cells))
    return PageNote(page=page, part=0, source=source, size=(1654, 2339), words=(), grids=(grid,))


def cell(text: str, top: int, bottom: int, left: int, right: int, columns: int) -> CellNote:
    box = (left / columns, 0.1 + 0.05 * top, (right + 1) / columns, 0.15 + 0.05 * bottom)
    readings = (CellReading(reader="text", raw=text, confidence=1.0),) if text else ()
    ink = "print" if text else "none"
    return CellNote(top=top, bottom=bottom, left=left, right=right, box=box, scan=box, ink=ink, readings=readings)


def texts(*notes: PageNote) -> list[list[str]]:
    grids = [PlacedGrid(note.page, at, note.grids[0]) for at, note in enumerate(notes)]
    names = dict.fromkeys(range(len(grids)), "requests")
    return [[line.text for line in lines] for lines in ruled_lines(notes, grids, names)]


def test_a_label_printed_after_the_page_break_is_read_where_its_cell_begins() -> None:
    first = note_of(
        1, [[("", 2, 1), ("（一）予以公开", 1, 1), ("1", 1, 1)], [("（三）不予公开", 1, 1), ("2", 1, 1)]], 3
    )
    second = note_of(2, [[("三、本年度办理结果", 1, 1), ("（七）总计", 1, 1), ("3", 1, 1)]], 3)
    assert texts(first, second) == [
        ["三、本年度办理结果", "（一）予以公开", "1", "（三）不予公开", "2"],
        ["（七）总计", "3"],
    ]


def test_a_label_left_of_the_table_is_its_first_column() -> None:
    note = note_of(1, [[("（一）予以公开", 1, 1), ("1", 1, 1)], [("（三）不予公开", 1, 1), ("2", 1, 1)]], 2)
    grid = note.grids[0].model_copy(update={"box": (0.2, 0.1, 1, 0.9), "xs": (0.2, 0.6, 1.0), "ys": (0.1, 0.5, 0.9)})

    def word(text: str, top: float) -> WordNote:
        box = (0.12, top, 0.18, top + 0.02)
        return WordNote(text=text, box=box, scan=box)

    beside = (word("三、本年", 0.4), word("度办理", 0.43), word("结果", 0.46))
    changed = with_side_labels(note.model_copy(update={"grids": (grid,), "words": beside}))
    assert changed.words == ()
    assert texts(changed) == [["三、本年度办理结果", "（一）予以公开", "1", "（三）不予公开", "2"]]
    assert [(c.left, c.right) for c in changed.grids[0].cells] == [(0, 0), (1, 1), (2, 2), (1, 1), (2, 2)]
    assert len(changed.grids[0].xs) == 4
    prose = note.model_copy(update={"grids": (grid,), "words": (word("本机关依法公开", 0.4),)})
    assert with_side_labels(prose) == prose


def test_the_last_line_of_a_label_that_hangs_over_the_last_rule_is_its_cells() -> None:
    note = note_of(1, [[("（五）不", 1, 1), ("1.信访举报投诉类申请", 1, 1), ("0", 1, 1)]], 3)
    grid = note.grids[0].model_copy(update={"box": (0.0, 0.1, 1.0, 0.15)})

    def under(left: float, top: float, text: str = "予处理") -> WordNote:
        box = (left, top, left + 0.1, top + 0.02)
        return WordNote(text=text, box=box, scan=box)

    changed = with_cut_words(note.model_copy(update={"grids": (grid,), "words": (under(0.1, 0.145),)}))
    assert texts(changed) == [["（五）不予处理", "1.信访举报投诉类申请", "0"]]
    assert changed.words == ()
    two = (under(0.1, 0.145, "予处"), under(0.1, 0.165, "理"))
    assert texts(with_cut_words(note.model_copy(update={"grids": (grid,), "words": two})))[0][0] == "（五）不予处理"
    blank = note_of(1, [[("", 1, 1), ("1.信访举报投诉类申请", 1, 1), ("0", 1, 1)]], 3).grids[0]
    under_blank = note.model_copy(update={"grids": (blank,), "words": (under(0.1, 0.155),)})
    assert with_cut_words(under_blank) == under_blank
    for word in (under(0.1, 0.18), under(0.8, 0.145), under(0.1, 0.155, "四、结转")):
        apart = note.model_copy(update={"grids": (grid,), "words": (word,)})
        assert with_cut_words(apart) == apart


def test_a_label_may_stand_on_the_last_of_three_pages() -> None:
    row = [("", 1, 1), ("（一）予以公开", 1, 1), ("1", 1, 1)]
    last = [("三、本年度办理结果", 1, 1), ("（七）总计", 1, 1), ("3", 1, 1)]
    found = texts(note_of(1, [row], 3), note_of(2, [row], 3), note_of(3, [last], 3))
    assert found[0][0] == "三、本年度办理结果"


def test_a_label_cut_by_the_page_break_is_one_line() -> None:
    first = note_of(1, [[("5.要求行政机关确认或", 1, 1), ("4", 1, 1)]], 2)
    second = note_of(2, [[("重新出具已获取信息", 1, 1), ("", 1, 1)], [("（六）其他处理", 1, 1), ("0", 1, 1)]], 2)
    found = texts(first, second)
    assert found == [["5.要求行政机关确认或重新出具已获取信息", "4"], ["（六）其他处理", "0"]]


def test_both_halves_of_a_label_lead_to_their_print() -> None:
    first = note_of(1, [[("5.要求行政机关确认或", 1, 1), ("4", 1, 1)]], 2)
    second = note_of(2, [[("重新出具已获取信息", 1, 1), ("", 1, 1)]], 2)
    grids = [PlacedGrid(note.page, at, note.grids[0]) for at, note in enumerate((first, second))]
    label = ruled_lines((first, second), grids, {0: "requests", 1: "requests"})[0][0]
    assert [(run.page, label.text[run.start : run.end]) for run in label.pieces] == [
        (1, "5.要求行政机关确认或"),
        (2, "重新出具已获取信息"),
    ]


def test_the_header_that_a_page_repeats_is_not_taken_for_a_half() -> None:
    header = [("申请人情况", 1, 1), ("自然人", 1, 1), ("总计", 1, 1)]
    first = note_of(1, [header, [("三、本", 1, 1), ("1", 1, 1), ("1", 1, 1)]], 3)
    second = note_of(2, [header, [("年度办理结果", 1, 1), ("", 1, 1), ("", 1, 1)]], 3)
    assert texts(first, second)[0][3] == "三、本年度办理结果"


def test_rows_of_their_own_stay_apart() -> None:
    first = note_of(1, [[("（一）予以公开", 1, 1), ("4", 1, 1)]], 2)
    second = note_of(2, [[("（七）总计", 1, 1), ("4", 1, 1)]], 2)
    assert texts(first, second) == [["（一）予以公开", "4"], ["（七）总计", "4"]]


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("、本年新收政府信息公开申请数量", "一、本年新收政府信息公开申请数量"),
        ("1属于国家秘密", "1.属于国家秘密"),
        ("3.补正后申请内客仍不明确", "3.补正后申请内容仍不明确"),
        ("第二十条第（六）项", "第二十条第（六）项"),
        ("（三）予以公开", "（三）予以公开"),
        ("社会组织", "社会组织"),
        ("2.其他法律法规禁止公开", "2.其他法律法规禁止公开"),
        ("（本列数据的勾嵇关系为：第一项加第二项之和，等于第三项加第四项之和）",) * 2,
        ("公开渠道", "公开渠道"),
        ("12", "12"),
        ("一", "—"),
        (".", ""),
        ("∥", ""),
        ("399∥32", "399 32"),
        ("o", "0"),
        ("2.", "2"),
        ("l8", "18"),
        ("1,039.88", "1,039.88"),
        ("-3", "-3"),
    ],
)
def test_a_label_is_spelled_as_the_form_spells_it(read: str, printed: str) -> None:
    assert spelled(read) == printed


def test_a_text_layer_has_no_slips() -> None:
    assert texts(note_of(1, [[("1属于国家秘密", 1, 1), ("4", 1, 1)]], 2)) == [["1属于国家秘密", "4"]]
    assert texts(note_of(1, [[("1属于国家秘密", 1, 1), ("4", 1, 1)]], 2, "recognised")) == [["1.属于国家秘密", "4"]]


@pytest.mark.parametrize(
    ("text", "noise"), [("はのでいの", True), (".", True), ("。", False), ("3.5", False), ("公开工作のに关于", False)]
)
def test_grain_is_no_word(text: str, noise: bool) -> None:
    assert is_noise(text) is noise


@pytest.mark.parametrize(
    ("reader", "ink", "confidence", "kept"),
    [
        ("cell", "print", 0.9, True),
        ("cell", "print", 0.2, False),
        ("cell", "specks", 0.4, False),
        ("page", "print", 0.2, True),
    ],
)
def test_what_only_a_doubtful_crop_shows_is_no_text(reader: str, ink: Ink, confidence: float, kept: bool) -> None:
    note = note_of(1, [[("（一）予以公开", 1, 1), ("", 1, 1)]], 2, "recognised")
    grid = note.grids[0]
    seen = (CellReading(reader=reader, raw="7", confidence=confidence),)
    cells = (grid.cells[0], grid.cells[1].model_copy(update={"ink": ink, "readings": seen}))
    (found,) = texts(note.model_copy(update={"grids": (grid.model_copy(update={"cells": cells}),)}))
    assert found == ["（一）予以公开", *(["7"] if kept else [])]


def test_the_header_of_a_next_block_is_no_half_of_the_row_above_it() -> None:
    """Its blank cells do not take the next block's headers in."""
    row = [("规范性文件", 1, 1), ("", 1, 1), ("", 1, 1)]
    first = note_of(1, [[("信息内容", 1, 1), ("本年新制作数量", 1, 1), ("本年新公开数量", 1, 1)], row], 3)
    second = note_of(2, [[("信息内容", 1, 1), ("上一年项目数量", 1, 1), ("本年增/减", 1, 1)]], 3)
    assert texts(first, second)[1] == ["信息内容", "上一年项目数量", "本年增/减"]
