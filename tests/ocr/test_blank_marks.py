"""A doubted or unread mark is confirmed by the page's sure ones where it is printed like them, and by nothing else."""

import cv2
import numpy as np
import pytest

from archive.records import CellReading
from ocr.page import Image, PixelBox, WorkPage
from ocr.tables.cells import CellContent
from ocr.tables.ruled.grid import Grid, GridCell
from ocr.tables.voices.blank_marks import with_known_marks


def cell_around(content: CellContent, below: float = 0.0) -> GridCell:
    """A cell of 120 by 60 pixels around a mark, whose middle lies so far `below` the cell's."""
    left, top, right, bottom = content.print_box or (0, 0, 0, 0)
    x, y = (left + right) / 2, (top + bottom) / 2 - below
    return GridCell(0, 0, 0, 0, (x - 60, y - 30, x + 60, y + 30))


def content(box: PixelBox, *read: tuple[str, float]) -> CellContent:
    return CellContent("print", box, tuple(CellReading(reader="cell", raw=raw, confidence=p) for raw, p in read))


def work(image: Image) -> WorkPage:
    return WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda points: points)


def page() -> WorkPage:
    """Six slashes that lean alike, from x = 0 on in steps of 100, and at 600 an upright stroke of their size."""
    image = np.full((200, 800), 255, dtype=np.uint8)
    for number in range(6):
        cv2.line(image, (100 * number + 10, 70), (100 * number + 20, 50), 0, 2)
    cv2.line(image, (615, 70), (615, 50), 0, 2)
    cv2.line(image, (720, 70), (710, 50), 0, 2)
    return work(image)


def slash(number: int, *read: tuple[str, float]) -> CellContent:
    return content((100 * number + 9, 49, 100 * number + 22, 72), *read)


DASHES = [content((100 * n, 150, 100 * n + 24, 152), ("—", 0.99)) for n in range(6)]


def voices(doubted: CellContent, sure: list[CellContent], below: float = 0.0) -> list[str]:
    cells = (*map(cell_around, sure), cell_around(doubted, below))
    ((*_rest, found),) = with_known_marks(page(), [Grid((), (), cells)], [[*sure, doubted]])
    return [reading.reader for reading in found.readings]


def test_a_dash_like_the_others_of_its_page_is_confirmed() -> None:
    assert voices(content((400, 180, 425, 183), ("一", 0.95)), DASHES[:3]) == ["cell", "shape"]


def test_what_is_shorter_or_thicker_than_the_pages_dashes_is_not() -> None:
    assert voices(content((400, 180, 412, 182), ("-", 0.95)), DASHES) == ["cell"]
    assert voices(content((400, 180, 424, 192), ("一", 0.95)), DASHES) == ["cell"]


def test_a_mark_that_some_reader_takes_for_a_digit_is_not() -> None:
    assert voices(content((400, 180, 424, 182), ("一", 0.95), ("2", 0.4)), DASHES) == ["cell", "cell"]


def test_few_marks_confirm_nothing_and_many_an_unread_one() -> None:
    assert voices(content((400, 180, 424, 182), ("一", 0.95)), DASHES[:2]) == ["cell"]
    assert voices(content((400, 180, 424, 182)), DASHES[:3]) == []
    assert voices(content((400, 180, 424, 182)), DASHES[:4]) == ["shape"]


def test_many_dashes_that_nobody_read_surely_are_known_by_one_another() -> None:
    """Hyphens of small print, 7 pixels by 4: a recogniser that is shown one sees nothing, or is not sure."""
    hyphens = [content((100 * n, 150, 100 * n + 7, 154), *read) for n, read in enumerate([(), (), (("-", 0.3),), ()])]
    assert voices(content((450, 150, 457, 154)), hyphens) == ["shape"]
    assert voices(content((450, 150, 457, 154), ("-", 0.5)), hyphens) == ["cell", "shape"]
    assert voices(content((450, 150, 457, 154)), hyphens[:3]) == []


def test_what_lies_lower_than_the_pages_dashes_is_the_foot_of_a_digit() -> None:
    assert voices(content((400, 180, 424, 182)), DASHES, below=8) == []
    feet = [content(one.print_box) for one in DASHES if one.print_box is not None]
    (found,) = with_known_marks(page(), [Grid((), (), tuple(cell_around(foot, 25) for foot in feet))], [feet])
    assert found == feet


def test_a_flat_stroke_read_as_an_upright_one_is_a_dash_where_the_page_has_many() -> None:
    assert voices(content((400, 180, 424, 182), ("1", 0.6)), DASHES) == ["shape"]
    assert voices(content((400, 180, 424, 182), ("1", 0.6)), DASHES[:3]) == ["cell"]
    assert voices(content((400, 170, 406, 192), ("1", 0.6)), DASHES) == ["cell"]


def test_one_mark_to_which_rules_and_words_lead_is_one() -> None:
    doubled = [*DASHES[:2], *DASHES[:2]]
    assert voices(content((400, 180, 424, 182), ("一", 0.95)), doubled) == ["cell"]


def test_a_dash_and_the_rule_below_it_read_as_one_are_a_dash() -> None:
    assert voices(content((400, 180, 424, 182), ("二", 0.9)), DASHES) == ["shape"]
    assert voices(content((400, 170, 424, 192), ("二", 0.9)), DASHES) == ["cell"]


def test_what_rules_and_digits_leave_over_several_columns_is_no_dash() -> None:
    wide = [content((100, 150 + 10 * n, 700, 152 + 10 * n)) for n in range(6)]
    (found,) = with_known_marks(page(), [Grid((), (), tuple(map(cell_around, wide)))], [wide])
    assert found == wide


def test_a_doubted_slash_is_confirmed_only_where_it_leans_like_the_others() -> None:
    sure = [slash(number, ("/", 0.99)) for number in range(6)]
    assert voices(slash(0, ("/", 0.9)), sure) == ["cell", "shape"]
    assert voices(slash(6, ("/", 0.9)), sure) == ["cell"]
    assert voices(slash(7, ("/", 0.9)), sure) == ["cell"]


def test_a_piece_of_a_rule_that_goes_on_beyond_it_is_no_dash() -> None:
    image = np.full((200, 800), 255, dtype=np.uint8)
    image[150:152, 300:500] = 0
    pieces = [content((300 + 40 * n, 150, 324 + 40 * n, 152)) for n in range(5)]
    (found,) = with_known_marks(work(image), [Grid((), (), tuple(map(cell_around, pieces)))], [pieces])
    assert not any(one.readings for one in found[1:-1])


def test_what_shows_through_in_cell_after_cell_is_no_dash() -> None:
    shown = [content((100 * n + 4, 130, 100 * n + 94, 168)) for n in range(6)]
    (found,) = with_known_marks(page(), [Grid((), (), tuple(map(cell_around, shown)))], [shown])
    assert not any(one.readings for one in found)


@pytest.mark.parametrize(("goes_on", "read"), [(False, ["-"]), (True, [])])
def test_a_dash_set_against_its_cells_rule_is_one_where_paper_stands_beyond_the_rule(
    goes_on: bool, read: list[str]
) -> None:
    image = np.full((200, 1000), 255, dtype=np.uint8)
    for n in range(6):
        image[99:102, 100 * n + 70 : 100 * n + (140 if goes_on else 98)] = 0
        image[60:140, 100 * n + 97 : 100 * n + 103] = 0
    dashes = [content((100 * n + 70, 99, 100 * n + 97, 102)) for n in range(6)]
    cells = tuple(GridCell(0, 0, n, n, (100 * n, 60, 100 * n + 100, 140)) for n in range(6))
    (found,) = with_known_marks(work(image), [Grid((), (), cells)], [dashes])
    assert [reading.raw for reading in found[2].readings] == read
