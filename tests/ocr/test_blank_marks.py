"""A doubted or unread mark is confirmed by the page's sure ones where it is printed like them, and by nothing else."""

import cv2
import numpy as np

from archive.records import CellReading
from ocr.page import Image, PixelBox
from ocr.tables.blank_marks import with_known_marks
from ocr.tables.cells import CellContent


def content(box: PixelBox, *read: tuple[str, float]) -> CellContent:
    return CellContent("print", box, tuple(CellReading(reader="cell", raw=raw, confidence=p) for raw, p in read))


def page() -> Image:
    """Six slashes that lean alike, from x = 0 on in steps of 100, and at 600 an upright stroke of their size."""
    image = np.full((200, 800), 255, dtype=np.uint8)
    for number in range(6):
        cv2.line(image, (100 * number + 10, 70), (100 * number + 20, 50), 0, 2)
    cv2.line(image, (615, 70), (615, 50), 0, 2)
    cv2.line(image, (720, 70), (710, 50), 0, 2)
    return image


def slash(number: int, *read: tuple[str, float]) -> CellContent:
    return content((100 * number + 9, 49, 100 * number + 22, 72), *read)


DASHES = [content((100 * n, 150, 100 * n + 24, 152), ("—", 0.99)) for n in range(6)]


def voices(doubted: CellContent, sure: list[CellContent]) -> list[str]:
    ((*_rest, found),) = with_known_marks([[*sure, doubted]], page())
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
    assert voices(content((400, 180, 424, 182)), DASHES[:5]) == []
    assert voices(content((400, 180, 424, 182)), DASHES) == ["shape"]


def test_a_doubted_slash_is_confirmed_only_where_it_leans_like_the_others() -> None:
    sure = [slash(number, ("/", 0.99)) for number in range(6)]
    assert voices(slash(0, ("/", 0.9)), sure) == ["cell", "shape"]
    assert voices(slash(6, ("/", 0.9)), sure) == ["cell"]
    assert voices(slash(7, ("/", 0.9)), sure) == ["cell"]
