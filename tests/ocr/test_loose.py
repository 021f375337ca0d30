"""Tables without rules as lines of text, from the words and the grid that their places make."""

from archive.records import Box, CellReading
from ocr.note import CellNote, GridNote, PageNote, WordNote
from ocr.text.lines import PlacedWord
from ocr.text.loose import loose_tables

ROWS = [["规章", "1", "1", "7"], ["行政规范性文件", "3", "一", "65"]]
LEFT = (0.1, 0.4, 0.6, 0.8, 1.0)


def box_of(row: int, column: int) -> Box:
    return (LEFT[column], 0.2 + 0.05 * row, LEFT[column + 1], 0.25 + 0.05 * row)


def word(text: str, row: int, column: int) -> WordNote:
    left, top, _, _ = box_of(row, column)
    box = (left + 0.05, top + 0.015, left + 0.05 + 0.02 * len(text), top + 0.035)
    return WordNote(text=text, box=box, scan=box)


def cell(text: str, row: int, column: int) -> CellNote:
    box = box_of(row, column)
    readings = (CellReading(reader="page", raw=text, confidence=1.0),)
    return CellNote(top=row, bottom=row, left=column, right=column, box=box, scan=box, ink="print", readings=readings)


def texts(slash: bool) -> list[str]:
    words = [word(text, row, column) for row, line in enumerate(ROWS) for column, text in enumerate(line)]
    settled = {(0, 2): "/"} if slash else {}
    cells = [
        cell(settled.get((row, column), text), row, column)
        for row, line in enumerate(ROWS)
        for column, text in enumerate(line)
    ]
    grid = GridNote(
        box=(0.1, 0.2, 1.0, 0.3), xs=LEFT, ys=(0.2, 0.25, 0.3), open_top=False, open_bottom=False, cells=tuple(cells)
    )
    note = PageNote(
        page=1, part=0, source="recognised", size=(1654, 2339), words=tuple(words), grids=(), direct=(grid,)
    )
    tables, rest = loose_tables(note, [PlacedWord(w.text, w.box, w.scan) for w in words])
    assert not rest
    return [line.text for line in tables[0]]


def test_a_stroke_that_leans_is_a_slash_in_the_text_too() -> None:
    assert texts(slash=True) == ["规章", "1", "/", "7", "行政规范性文件", "3", "—", "65"]


def test_a_stroke_that_stands_stays_a_one() -> None:
    assert texts(slash=False) == ["规章", "1", "1", "7", "行政规范性文件", "3", "—", "65"]


LABELS = [
    "4.政务微信公开政府信息数",
    "5.其他方式公开政府信息数",
    "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1",
    "1.参加或举办新闻发布会总次数",
]
UNITS = ["条", "条", "次", "次"]
CELLS = (0.1, 0.8, 1.0)
PITCH = 0.05


def at(text: str, left: float, row: float) -> WordNote:
    box = (left, 0.2 + PITCH * row, left + 0.01 * len(text), 0.215 + PITCH * row)
    return WordNote(text=text, box=box, scan=box)


def test_a_label_that_wraps_beside_its_unit_is_whole() -> None:
    """Its second line begins left of the first, which is set in, and stands below the unit, which is a word of it too."""
    labels = [at(text, 0.13, row) for row, text in enumerate(LABELS)]
    units = [at(text, 0.75, row + (0.15 if row == 2 else 0)) for row, text in enumerate(UNITS)]
    values = [at(str(row + 3), 0.9, row + (0.15 if row == 2 else 0)) for row in range(len(LABELS))]
    rest = at("次）", 0.1, 2.35)
    group = [at("二、", 0.1, 1.4), at("回应解读情况", 0.14, 1.4)]
    cells = []
    for row, label in enumerate(LABELS):
        top, bottom = 0.19 + PITCH * row, 0.19 + PITCH * (row + 1)
        for column, text in enumerate((label + UNITS[row], str(row + 3))):
            box = labels[row].box if column == 0 else (CELLS[1], top, CELLS[2], bottom)
            cells.append(cell(text, row, column).model_copy(update={"box": box, "scan": box}))
    grid = GridNote(
        box=(0.1, 0.19, 1.0, 0.39), xs=CELLS, ys=(0.19, 0.39), open_top=False, open_bottom=False, cells=tuple(cells)
    )
    words = [*labels, *units, *values, rest, *group]
    note = PageNote(page=1, part=0, source="text", size=(1654, 2339), words=tuple(words), grids=(), direct=(grid,))
    tables, left = loose_tables(note, [PlacedWord(w.text, w.box, w.scan) for w in words])
    assert not left
    expected = [[label, unit, str(row + 3)] for row, (label, unit) in enumerate(zip(LABELS, UNITS, strict=True))]
    expected[2][0] += "次）"
    expected.insert(2, ["二、回应解读情况"])
    assert [line.text for line in tables[0]] == [text for row in expected for text in row]


def test_a_value_that_only_its_cell_shows_is_in_the_text() -> None:
    """The detector of lines sees no lone stroke."""
    words = [
        word(text, row, column) for row, line in enumerate(ROWS) for column, text in enumerate(line) if text != "1"
    ]
    cells = [cell(text, row, column) for row, line in enumerate(ROWS) for column, text in enumerate(line)]
    grid = GridNote(
        box=(0.1, 0.2, 1.0, 0.3), xs=LEFT, ys=(0.2, 0.25, 0.3), open_top=False, open_bottom=False, cells=tuple(cells)
    )
    note = PageNote(
        page=1, part=0, source="recognised", size=(1654, 2339), words=tuple(words), grids=(), direct=(grid,)
    )
    tables, _ = loose_tables(note, [PlacedWord(w.text, w.box, w.scan) for w in words])
    assert [line.text for line in tables[0]] == ["规章", "1", "1", "7", "行政规范性文件", "3", "—", "65"]


def placed(text: str, left: float, top: float, right: float) -> PlacedWord:
    box = (left, top, right, top + 0.018)
    return PlacedWord(text, box, box)


def test_headers_of_two_lines_that_are_read_across_make_the_columns_of_disputes() -> None:
    """As a scan has them: four cells' first lines are one word, their second lines the next."""
    words = [placed("行政复议", 0.18, 0.2, 0.26), placed("行政诉讼", 0.58, 0.2, 0.66)]
    words += [placed("未经复议直接起诉", 0.43, 0.22, 0.57), placed("复议后起诉", 0.73, 0.22, 0.82)]
    for left in (0.12, 0.38, 0.64):
        words += [placed("结果结果其他尚未", left, 0.245, left + 0.2), placed("总计", left + 0.21, 0.255, left + 0.25)]
        words += [placed("维持纠正结果审结", left, 0.265, left + 0.2)]
        words += [placed(str(at), left + 0.02 + 0.05 * at, 0.3, left + 0.035 + 0.05 * at) for at in range(5)]
    note = PageNote(page=1, part=0, source="recognised", size=(1654, 2339), words=(), grids=())
    tables, rest = loose_tables(note, words)
    five = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    groups = ["未经复议直接起诉", "复议后起诉"]
    values = [str(at) for at in range(5)]
    assert not rest
    assert [line.text for line in tables[0]] == ["行政复议", "行政诉讼", *five, *groups, *five, *five, *values * 3]


def grid_of(table: list[list[str]], edges: tuple[float, ...]) -> GridNote:
    """Rows of cells, each 0.05 high from 0.2 on, with these vertical edges; a first cell without text is no cell."""
    cells = []
    for row, line in enumerate(table):
        for column, text in enumerate(line):
            box = (edges[column], 0.2 + 0.05 * row, edges[column + 1], 0.25 + 0.05 * row)
            places = {"top": row, "bottom": row, "left": column, "right": column, "box": box, "scan": box}
            if text:
                cells.append(cell(text, 0, 0).model_copy(update=places))
    top, bottom = 0.2, 0.2 + 0.05 * len(table)
    return GridNote(
        box=(edges[0], top, edges[-1], bottom),
        xs=edges,
        ys=(top, bottom),
        open_top=False,
        open_bottom=False,
        cells=tuple(cells),
    )


def told(grid: GridNote, words: list[PlacedWord]) -> list[str]:
    note = PageNote(page=1, part=0, source="recognised", size=(1654, 2339), words=(), grids=(), direct=(grid,))
    tables, rest = loose_tables(note, words)
    assert not rest
    return [line.text for line in tables[0]]


def test_rows_that_two_editions_share_are_of_the_one_whose_headers_are_printed() -> None:
    headers = ["", "本年制发件数", "本年废止件数", "现行有效件数"]
    grid = grid_of([headers, ["规章", "0", "0", "7"], ["行政规范性文件", "3", "0", "65"]], LEFT)
    words = [placed("第二十条第（一）项", 0.4, 0.17, 0.6)]
    for column, (upper, lower) in enumerate(
        [("信息", "内容"), ("本年制", "发件数"), ("本年废", "止件数"), ("现行有", "效件数")]
    ):
        left = LEFT[column] + 0.05
        words += [placed(upper, left, 0.205, left + 0.06), placed(lower, left, 0.222, left + 0.06)]
    for row, line in enumerate([["规章", "0", "0", "7"], ["行政规范性文件", "3", "0", "65"]], start=1):
        words += [
            placed(text, LEFT[at] + 0.05, 0.215 + 0.05 * row, LEFT[at] + 0.05 + 0.02 * len(text))
            for at, text in enumerate(line)
        ]
    rows = ["规章", "0", "0", "7", "行政规范性文件", "3", "0", "65"]
    assert told(grid, words) == ["第二十条第（一）项", "信息内容", *headers[1:], *rows]


def test_the_end_of_a_groups_label_is_the_groups_though_the_rows_label_has_the_same_characters() -> None:
    labels = [
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "3.其他",
    ]
    edges = (0.2, 0.55, *(0.6 + 0.05 * at for at in range(7)))
    grid = grid_of([[label, *"1234567"] for label in labels], edges)
    words = [placed("（六）其他", 0.1, 0.216, 0.18), placed("处理", 0.12, 0.266, 0.16)]
    for row, label in enumerate(labels):
        words.append(placed(label, 0.2, 0.216 + 0.05 * row, 0.54))
        words += [
            placed(digit, 0.56 + 0.05 * at, 0.216 + 0.05 * row, 0.57 + 0.05 * at) for at, digit in enumerate("1234567")
        ]
    expected = [part for label in labels for part in (label, *"1234567")]
    assert told(grid, words) == ["（六）其他处理", *expected]
