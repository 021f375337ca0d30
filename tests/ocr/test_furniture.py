"""Running heads and page numbers of scans: some pages' are read with a slip, or not at all."""

import pytest

from ocr.text.furniture import without_furniture
from ocr.text.lines import Line

HEAD = "成都市某某局二〇二〇年政府信息公开工作年度报告"


def line(text: str, page: int, top: float, left: float = 0.3) -> Line:
    return Line(text, page, (left, top, left + 0.016 * len(text), top + 0.016))


def pages(*furniture: Line) -> list[Line]:
    prose = [line("我局高度重视此项工作，严格按照条例的规定办理。", page, 0.3) for page in (1, 2, 3, 4)]
    return sorted([*prose, *furniture], key=lambda one: (one.page, one.box[1]))


def furniture_of(*furniture: Line) -> list[str]:
    return [one.text for one in without_furniture(pages(*furniture)).furniture]


def test_a_running_head_with_a_slip_is_one() -> None:
    slip = HEAD.replace("〇", "")
    heads = [line(slip if page == 2 else HEAD, page, 0.03) for page in (1, 2, 3, 4)]
    assert furniture_of(*heads) == [HEAD, slip, HEAD, HEAD]


def test_another_years_head_is_another_reports() -> None:
    other = HEAD.replace("二〇二〇", "二〇二一")
    assert other not in furniture_of(*(line(other if page == 2 else HEAD, page, 0.03) for page in (1, 2, 3, 4)))


@pytest.mark.parametrize(
    ("text", "left", "is_number"), [("2", 0.492, True), ("2-", 0.484, True), ("2", 0.6, False), ("7", 0.492, False)]
)
def test_the_only_number_that_was_read_must_stand_as_one(text: str, left: float, is_number: bool) -> None:
    assert furniture_of(line(text, 2, 0.95, left)) == ([text] if is_number else [])
