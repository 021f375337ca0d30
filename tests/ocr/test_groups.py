"""A label over several rows that the page break left behind is read before the first of them."""

from ocr.text.groups import with_groups_first
from ocr.text.lines import Line

GROUP = "三、本年度办理结果"


def cells(page: int, *texts: str) -> list[Line]:
    return [
        Line(text, page, (0.1, 0.1 + 0.02 * at, 0.2, 0.11 + 0.02 * at), kind="cell", table="requests")
        for at, text in enumerate(texts)
    ]


def texts(*pages: list[Line]) -> list[str]:
    return [line.text for line in with_groups_first([line for page in pages for line in page])]


def test_it_is_moved_over_the_page_break() -> None:
    first = cells(1, "二、上年结转政府信息公开申请数量", "4", "（一）予以公开", "5")
    second = cells(2, "申请人情况", GROUP, "（二）部分公开", "6")
    assert texts(first, second) == [
        "二、上年结转政府信息公开申请数量", "4", GROUP, "（一）予以公开", "5", "申请人情况", "（二）部分公开", "6",
    ]  # fmt: skip


def test_it_stays_where_its_rows_begin_or_its_first_half_stands() -> None:
    before = cells(1, "二、上年结转政府信息公开申请数量", "4")
    whole = [GROUP, "（一）予以公开", "5"]
    assert texts(before, cells(2, *whole)) == [line.text for line in before] + whole
    twice = cells(1, GROUP, "（一）予以公开", "5")
    assert texts(twice, cells(2, GROUP, "（二）部分公开")) == [*whole, GROUP, "（二）部分公开"]


def test_it_is_moved_though_one_of_its_characters_was_misread() -> None:
    first = cells(1, "二、上年结转政府信息公开申请数量", "4", "（一）予以公开", "5")
    read = "二、本年度办理结果"
    assert texts(first, cells(2, read, "（二）部分公开"))[2:4] == [read, "（一）予以公开"]
    assert texts(first, cells(2, "5", "（二）部分公开"))[2:4] == ["（一）予以公开", "5"]
