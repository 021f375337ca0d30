"""Notes of pages assembled: a table over a page break, with its header printed again."""

from archive.forms import load_form
from archive.records import PageReading, Section
from ocr.assemble import _lacks_sections, assemble
from ocr.note import PageNote
from ocr.page import join_notes
from tests.ocr.test_tabletext import Rows, note_of

HEADER: list[tuple[str, int, int]] = [("统计指标", 1, 1), ("单位", 1, 1), ("统计数", 1, 1)]
FIRST: Rows = [HEADER, [("一、主动公开情况", 1, 3)]]
SECOND: Rows = [
    HEADER,
    [("1.政府公报公开政府信息数", 1, 1), ("条", 1, 1), ("3", 1, 1)],
    [("2.政府网站公开政府信息数", 1, 1), ("条", 1, 1), ("40", 1, 1)],
    [("3.政务微博公开政府信息数", 1, 1), ("条", 1, 1), ("5", 1, 1)],
    [("4.政务微信公开政府信息数", 1, 1), ("条", 1, 1), ("6", 1, 1)],
]


def page_of(note: PageNote) -> PageReading:
    grid = note.grids[0].model_copy(update={"xs": (0.0, 0.33, 0.67, 1.0), "ys": (0.1, 0.5, 0.9)})
    layout = join_notes([note.model_copy(update={"grids": (grid,)}).model_dump_json()])
    return PageReading(number=note.page, width=1654, height=2339, source="text", layout=layout)


def test_a_row_before_the_page_break_is_of_the_table_that_goes_on_after_it() -> None:
    report = assemble([page_of(note_of(1, FIRST, 3)), page_of(note_of(2, SECOND, 3))], "年报.pdf")[0]
    text = "\n".join(section.text for section in report.sections)
    assert text.count("统计指标") == 1
    assert "统计数\n一、主动公开情况\n1.政府公报公开政府信息数\n条\n3\n2." in text
    assert [table.form for table in report.tables] == ["statistics", "statistics"]


def test_a_part_of_a_document_lacks_what_may_stand_in_another() -> None:
    form = load_form("2021")
    whole = [Section(number=n, title="", text="", pages=(1,)) for n in range(1, 7)]
    assert not _lacks_sections(form, whole)
    assert _lacks_sections(form, [one for one in whole if one.number != 2])
    assert not _lacks_sections(form, [one for one in whole if one.number != 6])
