"""A ruled table whose rules fell apart is told by the words' places."""

from archive.records import Box, CellReading
from ocr.note import CellNote, GridNote, PageNote, WordNote
from ocr.text.broken import broken_grids

VALUES = [["规章", "1", "7"], ["规范性文件", "3", "65"], ["行政许可", "2", "9"]]
XS = (0.1, 0.4, 0.6, 0.8)


def box_of(row: int, column: int) -> Box:
    return (XS[column], 0.2 + 0.05 * row, XS[column + 1], 0.25 + 0.05 * row)


def cell(text: str, box: Box, row: int, column: int) -> CellNote:
    reading = CellReading(reader="page", raw=text, confidence=1.0)
    return CellNote(
        top=row + 1, bottom=row + 1, left=column, right=column, box=box, scan=box, ink="print", readings=(reading,)
    )


def grid(cells: list[CellNote], right: float = 0.8) -> GridNote:
    return GridNote(
        box=(0.1, 0.2, right, 0.35), xs=XS, ys=(0.2, 0.35), open_top=False, open_bottom=False, cells=tuple(cells)
    )


def page(ruled: GridNote, source: str = "recognised") -> PageNote:
    direct = grid([cell(text, box_of(y, x), y, x) for y, row in enumerate(VALUES) for x, text in enumerate(row)])
    words = [
        WordNote(text=text, box=box_of(y, x), scan=box_of(y, x), grid=0)
        for y, row in enumerate(VALUES)
        for x, text in enumerate(row)
    ]
    return PageNote(
        page=1, part=0, source=source, size=(1654, 2339), words=tuple(words), grids=(ruled,), direct=(direct,)
    )


def whole() -> GridNote:
    return grid([cell(text, box_of(y, x), y, x) for y, row in enumerate(VALUES) for x, text in enumerate(row)])


def without_lying_rules() -> GridNote:
    columns = [(XS[x], 0.2, XS[x + 1], 0.35) for x in range(3)]
    return grid([cell("".join(row[x] for row in VALUES), box, 0, x) for x, box in enumerate(columns)])


def test_values_of_several_rows_in_one_outline_show_lost_rules() -> None:
    assert broken_grids(page(without_lying_rules())) == {0}


def test_a_whole_table_and_one_of_a_text_layer_are_told_by_their_rules() -> None:
    assert broken_grids(page(whole())) == frozenset()
    assert broken_grids(page(without_lying_rules(), source="text")) == frozenset()


def test_rules_about_the_labels_alone_are_a_piece_of_the_table() -> None:
    labels = grid([cell(row[0], box_of(y, 0), y, 0) for y, row in enumerate(VALUES)], right=0.4)
    assert broken_grids(page(labels)) == {0}


def test_lying_rules_alone_around_some_rows_are_a_part_of_the_words_table() -> None:
    rows = [cell(" ".join(row), (0.1, 0.2 + 0.05 * y, 0.8, 0.25 + 0.05 * y), y, 0) for y, row in enumerate(VALUES[:2])]
    assert broken_grids(page(grid(rows))) == {0}
