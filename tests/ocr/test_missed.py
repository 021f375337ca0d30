"""Dashes and narrow digits that stand alone are values, though the detector of lines left them out."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from ocr.page import Char, Image, LineText, PixelBox, WorkPage, WorkWord
from ocr.tables.ruled.grid import Grid, GridCell
from ocr.tables.ruled.rules import RuleLine
from ocr.tables.unruled.missed import Ruling, with_missed_values

LABEL = WorkWord("1.属于国家秘密", (50.0, 90.0, 250.0, 120.0))
COLUMNS = (300, 400, 500, 600)
ROWS = (100, 160, 220)


class Reader:
    """Reads what `seen` makes of a crop: its width and height without the paper around the print."""

    name = "reader"

    def __init__(self, seen: Callable[[int, int], tuple[str, float]]) -> None:
        self._seen = seen

    def read_lines(self, images: Sequence[Image], *, careful: bool = False) -> list[LineText]:
        return [self._line(image) for image in images]

    def _line(self, image: Image) -> LineText:
        ys, xs = np.nonzero(image < 128)
        text, sure = self._seen(int(np.ptp(xs)) + 1, int(np.ptp(ys)) + 1)
        return LineText(text, sure, tuple(Char(char, sure, 0, 0) for char in text))

    def detect(self, image: Image) -> list[PixelBox]:
        raise NotImplementedError

    def read_page(self, image: Image) -> list[WorkWord]:
        raise NotImplementedError


def page(marks: Sequence[tuple[int, int, int, int]]) -> WorkPage:
    """A page at 200 dpi with a label and these marks (left, top, width, height)."""
    image = np.full((400, 800), 255, np.uint8)
    cv2.rectangle(image, (60, 95), (240, 115), 0, -1)
    for left, top, wide, high in marks:
        cv2.rectangle(image, (left, top), (left + wide - 1, top + high - 1), 0, -1)
    return WorkPage(number=1, image=image, words=(LABEL,), source="recognised", to_scan=lambda points: points)


def found(
    marks: Sequence[tuple[int, int, int, int]],
    reader: Reader,
    words: Sequence[WorkWord] = (LABEL,),
    ruled: Sequence[Grid] = (),
    rules: Sequence[RuleLine] = (),
) -> list[tuple[str, PixelBox]]:
    work = page(marks)
    after = with_missed_values(work, work.image, words, Ruling(rules, ruled), reader)
    assert all(word.lone for word in after if word not in words)
    return [(word.text, word.box) for word in after if word is not LABEL]


NOTHING = Reader(lambda wide, high: ("", 0.0))
ONES = Reader(lambda wide, high: ("1", 0.98) if high > wide else ("", 0.0))
HYPHENS = [(x, y, 6, 3) for y in ROWS for x in COLUMNS]


def test_hyphens_that_no_reader_sees_are_dashes_where_they_stand_in_rows_and_columns() -> None:
    assert found(HYPHENS, NOTHING) == [("-", (x, y, x + 6, y + 3)) for y in ROWS for x in COLUMNS]


def test_a_flat_speck_that_stands_by_itself_is_none() -> None:
    assert found([(300, 100, 6, 3), (431, 177, 6, 3)], NOTHING) == []


def test_a_narrow_digit_is_read_by_itself() -> None:
    assert found([(300, 95, 4, 20)], ONES) == [("1", (300, 95, 304, 115))]


def test_print_that_reads_as_no_value_is_no_word() -> None:
    assert found([(300, 95, 20, 20)], Reader(lambda wide, high: ("不", 0.99))) == []


def table(columns: int, *, square: bool = True) -> Grid:
    """Ruled cells around the page's marks, side by side."""
    xs = tuple(280.0 + 35 * at for at in range(columns + 1))
    cells = tuple(GridCell(0, 0, at, at, (xs[at], 80.0, xs[at + 1], 300.0), square) for at in range(columns))
    return Grid(xs, (80.0, 300.0), cells)


def test_what_stands_between_the_few_rules_that_a_table_has_left_is_read() -> None:
    assert found([(300, 95, 4, 20)], ONES, ruled=[table(3), table(12, square=False)]) == [("1", (300, 95, 304, 115))]


def test_print_of_a_word_or_between_rules_is_not_read_again() -> None:
    one = WorkWord("1", (290.0, 90.0, 312.0, 118.0))
    assert found([(300, 95, 4, 20)], ONES, (LABEL, one)) == [("1", one.box)]
    assert found([(300, 95, 4, 20)], ONES, ruled=[table(12)]) == []


def test_dashes_of_several_columns_that_were_read_as_one_word_are_parted() -> None:
    row = WorkWord("----", (290.0, 95.0, 620.0, 110.0))
    assert [text for text, _ in found([(x, 100, 20, 3) for x in COLUMNS], NOTHING, (LABEL, row))] == ["-"] * 4


def test_a_piece_of_a_rule_is_no_digits_whatever_it_is_read_as() -> None:
    marks = [(300, 100, 60, 3), (420, 100, 90, 4)]
    assert found(marks, Reader(lambda wide, high: ("88", 0.6))) == []


def test_the_pieces_of_a_dashed_rule_are_no_blanks() -> None:
    marks = [(300 + 24 * n, 100, 12, 3) for n in range(8)]
    assert found(marks, Reader(lambda wide, high: ("-", 0.9))) == []


def test_strokes_at_a_rule_of_a_broken_table_are_pieces_of_it() -> None:
    grid = Grid((50.0, 280.0, 700.0), (80.0, 102.0, 300.0), (GridCell(0, 0, 0, 0, (50.0, 80.0, 280.0, 102.0)),))
    marks = [(left, 100, 14, 3) for left in COLUMNS]
    reader = Reader(lambda wide, high: ("-", 0.9))
    assert len(found(marks, reader)) == len(COLUMNS)
    assert found(marks, reader, ruled=[grid]) == []


def test_strokes_at_a_rule_are_what_painting_it_over_left_but_for_those_beyond_its_end() -> None:
    marks = [(left, 100, 40, 1) for left in COLUMNS]
    reader = Reader(lambda wide, high: ("—", 1.0))
    rule = RuleLine("horizontal", 40.0, 560.0, 104.0)
    assert len(found(marks, reader)) == len(COLUMNS)
    assert found(marks, reader, rules=[rule]) == [("—", (600, 100, 640, 101))]
    assert len(found(marks, reader, rules=[RuleLine("vertical", 40.0, 560.0, 104.0)])) == len(COLUMNS)


def test_points_of_a_rule_that_stand_close_are_wider_than_any_dash() -> None:
    dashes = Reader(lambda wide, high: ("-", 0.9))
    assert found([(300, 100, 60, 3), (300, 200, 167, 2)], dashes) == [("-", (300, 100, 360, 103))]


def test_a_stroke_read_as_the_character_one_is_a_dash_that_no_label_goes_on_with() -> None:
    marks = [(left, 100, 14, 3) for left in COLUMNS]
    assert {text for text, _ in found(marks, Reader(lambda wide, high: ("一", 0.9)))} == {"—"}


def test_the_grain_of_a_bad_scan_is_left_alone_at_once() -> None:
    marks = [(10 + 12 * (n % 60), 10 + 8 * (n // 60), 6, 2) for n in range(2400)]
    assert found(marks, Reader(lambda wide, high: ("-", 0.9)), words=()) == []


def leaning(marks: Sequence[tuple[int, int]], slope: float) -> list[str]:
    """What is found of strokes 18 pixels high that lean, at these places."""
    work = page([])
    image = work.image.copy()
    for x, y in marks:
        cv2.line(image, (x, y + 18), (x + round(18 * slope), y), 0, 2)
    work = WorkPage(number=1, image=image, words=(LABEL,), source="recognised", to_scan=lambda points: points)
    return [word.text for word in with_missed_values(work, image, (LABEL,), Ruling(), NOTHING) if word is not LABEL]


def test_slashes_that_no_reader_sees_are_known_by_their_lean_and_their_company() -> None:
    places = [(x, y) for y in ROWS for x in COLUMNS]
    assert leaning(places, 0.45) == ["/"] * len(places)
    assert leaning(places, 0.1) == []
    assert leaning(places[:2], 0.45) == []
