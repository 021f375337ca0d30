"""A doubted dash is confirmed by the page's sure ones where it is printed like them, and by nothing else."""

from archive.records import CellReading
from ocr.page import PixelBox
from ocr.tables.blank_marks import with_known_dashes
from ocr.tables.cells import CellContent


def dash(box: PixelBox, *read: tuple[str, float]) -> CellContent:
    return CellContent("print", box, tuple(CellReading(reader="cell", raw=raw, confidence=p) for raw, p in read))


SURE = [dash((100 * n, 50, 100 * n + 24, 52), ("—", 0.99)) for n in range(3)]


def voices(doubted: CellContent, sure: list[CellContent] = SURE) -> list[str]:
    ((*_rest, content),) = with_known_dashes([[*sure, doubted]])
    return [reading.reader for reading in content.readings]


def test_a_dash_like_the_others_of_its_page_is_confirmed() -> None:
    assert voices(dash((400, 80, 425, 83), ("一", 0.95))) == ["cell", "shape"]


def test_what_is_shorter_or_thicker_than_the_pages_dashes_is_not() -> None:
    assert voices(dash((400, 80, 412, 82), ("-", 0.95))) == ["cell"]
    assert voices(dash((400, 80, 424, 92), ("一", 0.95))) == ["cell"]


def test_a_mark_that_some_reader_takes_for_a_digit_is_not() -> None:
    assert voices(dash((400, 80, 424, 82), ("一", 0.95), ("2", 0.4))) == ["cell", "cell"]


def test_few_dashes_confirm_nothing() -> None:
    assert voices(dash((400, 80, 424, 82), ("一", 0.95)), SURE[:2]) == ["cell"]
