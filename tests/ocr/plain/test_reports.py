"""From a file to typeset pages and back to reports: the sample report, its boxes, and files that hold none or several."""

import io
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from archive.errors import RefusedFile
from archive.forms import load_form
from archive.records import Edition, PageReading, ReportReading, Status
from ocr import plain
from ocr.plain.places import printed_pages
from ocr.plain.reading import PlainDocument
from tests.ocr.plain.markup import page_html
from tests.ocr.plain.tables import table_rows, write

SAMPLE = Path(__file__).parents[3] / "web" / "demo" / "samples" / "kaixuandonglu-2020.txt"
TITLES = [
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
]


@pytest.fixture(scope="module")
def sample() -> PlainDocument:
    return plain.read(SAMPLE, "text/plain", SAMPLE.name)


@pytest.fixture(scope="module")
def report(sample: PlainDocument) -> ReportReading:
    (only,) = plain.reports([page for page, _ in sample.pages], SAMPLE.name)
    return only


def test_who_reports_on_what(report: ReportReading) -> None:
    assert report.title == "西工区凯旋东路街道办事处2020年政府信息公开工作年度报告"
    assert report.office_name == "西工区凯旋东路街道办事处"
    assert (report.year, report.edition) == (2020, "2019")
    assert [section.title for section in report.sections] == TITLES


def test_every_metric_once_and_as_printed(report: ReportReading) -> None:
    assert [o.metric for o in report.observations] == [m.id for m in load_form("2019").metrics]
    truth = json.loads(SAMPLE.with_name(SAMPLE.name + ".truth.json").read_text(encoding="utf-8"))
    expected = {cell["metric"]: cell["value"] for cell in truth["cells"]}
    for observation in report.observations:
        assert observation.value == expected[observation.metric], observation
        status = Status.NOT_STATED if observation.value is None else Status.CERTAIN
        assert observation.status is status, observation
    assert sum(o.status is Status.CERTAIN for o in report.observations) == 121
    assert report.findings == ()


def test_section_texts_hold_all_that_is_printed(report: ReportReading) -> None:
    source = SAMPLE.read_text(encoding="utf-8")
    body = [line for line in source.split("\n") if line.strip() and "|" not in line][1:]
    prose = "".join(line for line in body if not any(line.endswith(title) for title in TITLES))
    texts = "".join("".join(section.text.split()) for section in report.sections)
    for paragraph in prose.split("\n"):
        assert "".join(paragraph.split())[:40] in texts
    printed = sorted(
        cell.strip()
        for line in source.split("\n")
        if "|" in line and "---" not in line
        for cell in line.split("|")
        if cell.strip()
    )
    lines = sorted(line for section in report.sections[1:4] for line in section.text.split("\n"))
    assert lines == printed


def test_runs_lead_from_the_text_to_the_page(sample: PlainDocument, report: ReportReading) -> None:
    words = {(page.number, word.box): word.text for page, _ in sample.pages for word in page.words}
    for section in report.sections:
        for run in section.runs:
            assert words[run.page, run.box] == section.text[run.start : run.end]
        covered = "".join(section.text[run.start : run.end] for run in section.runs)
        assert "".join(covered.split()) == "".join(section.text.split())


def test_boxes_hold_the_value_on_the_page(sample: PlainDocument, report: ReportReading) -> None:
    """Ink of a digit within a certain value's box, none within a blank one's."""
    images = {image.number: Image.open(io.BytesIO(image.data)) for _, image in sample.pages}
    for observation in report.observations:
        assert observation.box is not None
        assert observation.page is not None
        page = images[observation.page]
        left, top, right, bottom = observation.box
        inner = (left * page.width + 5, top * page.height + 5, right * page.width - 5, bottom * page.height - 5)
        darkest = np.asarray(page.crop(inner)).min()
        assert (darkest < 100) == (observation.status is Status.CERTAIN), observation


def test_pages_say_that_they_were_typeset(sample: PlainDocument) -> None:
    assert len(sample.pages) > 2
    for page, image in sample.pages:
        assert page.source == "typeset"
        assert Image.open(io.BytesIO(image.data)).size == (page.width, page.height)
        assert not any("dangan" in word.text for word in page.words)


def test_the_note_stands_on_the_first_page_alone(sample: PlainDocument) -> None:
    assert [page.number for page, _ in sample.pages if page.layout] == [1]


def test_tables_stand_in_their_sections(report: ReportReading) -> None:
    assert [(table.form, table.section) for table in report.tables] == [
        ("disclosure", 2),
        ("requests", 3),
        ("disputes", 4),
    ]
    blank = [cell for table in report.tables for cell in table.cells if cell.empty]
    assert len(blank) == 77
    assert all(cell.box is not None and cell.page is not None for table in report.tables for cell in table.cells)


def reports_of(
    tmp_path: Path, text: str, media_type: str = "text/markdown"
) -> tuple[list[PageReading], tuple[ReportReading, ...]]:
    path = tmp_path / "report"
    path.write_text(text, encoding="utf-8")
    pages = [page for page, _ in plain.read(path, media_type, "report").pages]
    return pages, plain.reports(pages, "report")


def body(edition: Edition, office: str, year: int, value: str) -> str:
    form = load_form(edition)
    parts = [f"{office}{year}年政府信息公开工作年度报告"]
    for number, title in enumerate(TITLES, 1):
        parts.append(f"{'一二三四五六'[number - 1]}、{title}")
        tables = [table for table in form.tables if table.section == number]
        parts.extend(write(table_rows(table, form.edition, lambda _: value)) for table in tables)
        parts.append(f"{office}按要求做好工作。")
    return "\n\n".join(parts)


def test_several_reports_in_one_file(tmp_path: Path) -> None:
    text = f"{body('2019', '某区教育局', 2020, '1')}\n\n{body('2021', '某区财政局', 2021, '2')}"
    pages, found = reports_of(tmp_path, text)
    assert [(r.office_name, r.year, r.edition) for r in found] == [
        ("某区教育局", 2020, "2019"),
        ("某区财政局", 2021, "2021"),
    ]
    assert set(found[0].pages) | set(found[1].pages) == {page.number for page in pages}
    assert not set(found[0].pages) & set(found[1].pages)
    for number, report in enumerate(found, 1):
        assert {o.value for o in report.observations} == {str(number)}
        assert {o.page for o in report.observations} <= set(report.pages)


def test_a_refused_row_is_shown_as_the_source_writes_it(tmp_path: Path) -> None:
    text = body("2019", "某区教育局", 2020, "5").replace("| 行政处罚 | 5 | 5 | 5 |", "| 行政处罚 | 5 | 5 |")
    pages, (report,) = reports_of(tmp_path, text)
    refused = [o for o in report.observations if o.metric.startswith("disclosure.penalties")]
    assert {o.status for o in refused} == {Status.DOUBTFUL}
    assert {o.value for o in refused} == {None}
    for observation in refused:
        assert observation.box is not None
        _, top, _, bottom = observation.box
        page = next(page for page in pages if page.number == observation.page)
        words = [word.text for word in page.words if word.box[1] >= top - 0.01 and word.box[3] <= bottom + 0.01]
        assert "".join(words) == "| 行政处罚 | 5 | 5 |"
    assert "| 行政处罚 | 5 | 5 |" in report.sections[1].text


def test_a_table_that_was_refused_is_shown_as_found(tmp_path: Path) -> None:
    lines = body("2019", "某区教育局", 2020, "5").split("\n")
    headless = [line for line in lines if not any(label in line for label in ("申请人情况", "自然人", "商业企业"))]
    _, (report,) = reports_of(tmp_path, "\n".join(headless))
    requests = [o for o in report.observations if o.metric.startswith("requests.")]
    assert {o.status for o in requests} == {Status.DOUBTFUL}
    assert {o.candidates for o in requests} == {("5",)}
    assert all(o.box is not None and o.page in report.pages for o in requests)
    assert [table.form for table in report.tables] == ["disclosure", None, "disputes"]


def test_a_report_without_its_tables(tmp_path: Path) -> None:
    text = "\n\n".join(
        [
            "某区教育局2022年政府信息公开工作年度报告",
            *(f"{n}、{t}\n\n无。" for n, t in zip("一二三四五六", TITLES, strict=True)),
        ]
    )
    _, (report,) = reports_of(tmp_path, text)
    assert report.edition == "2021"
    assert {o.status for o in report.observations} == {Status.ABSENT}
    assert len(report.observations) == 200
    assert [finding.relation for finding in report.findings] == [
        "absent.disclosure",
        "absent.requests",
        "absent.disputes",
    ]


def test_a_text_that_is_no_report(tmp_path: Path) -> None:
    _, (report,) = reports_of(tmp_path, "关于放假的通知\n\n放假三天。", "text/plain")
    assert (report.edition, report.office_name, report.year, report.observations) == ("none", None, None, ())
    assert [section.text for section in report.sections] == ["关于放假的通知\n放假三天。"]


def test_a_published_page(tmp_path: Path) -> None:
    html = page_html("2021", lambda _: "3", "某区民政局2021年政府信息公开工作年度报告")
    _, (report,) = reports_of(tmp_path, html, "text/html")
    assert (report.office_name, report.year, len(report.sections)) == ("某区民政局", 2021, 6)
    assert {(o.value, o.status) for o in report.observations} == {("3", Status.CERTAIN)}


def test_markup_in_a_text_is_only_text(tmp_path: Path) -> None:
    pages, (report,) = reports_of(tmp_path, '一、总体情况\n\n<img src="file:///etc/passwd"> & <b>粗</b>', "text/plain")
    assert '<img src="file:///etc/passwd"> & <b>粗</b>' in report.sections[0].text
    assert len(pages) == 1


@pytest.mark.parametrize(("text", "reason"), [("", "no text"), (" \n\t\n", "no text"), ("字" * 500_001, "longer than")])
def test_what_cannot_be_set_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(RefusedFile, match=reason):
        reports_of(tmp_path, text, "text/plain")


def test_another_type_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedFile, match="application/zip"):
        reports_of(tmp_path, "text", "application/zip")


def test_characters_that_leave_no_mark_do_not_hide_a_place(tmp_path: Path) -> None:
    pages, (report,) = reports_of(tmp_path, "一、总体情况\n\n零\u200b宽\ufeff字\u2028符，𠮷野家🙂。", "text/plain")
    assert "".join(word.text for word in pages[0].words).startswith("一、总体情况零宽字")
    assert report.sections[0].runs


def test_the_words_are_those_of_the_pdf(tmp_path: Path) -> None:
    """The way back from a character to its box rests on the PDF's characters being the text's."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(100, 100)
    buffer = io.BytesIO()
    document.save(buffer)
    (page,) = printed_pages(buffer.getvalue())
    assert page.boxes.shape == (0, 4)


def test_a_document_is_set_once_until_its_file_changes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("一、总体情况\n甲", encoding="utf-8")
    first = plain.read(path, "text/plain", "a.txt")
    assert plain.read(path, "text/plain", "a.txt") is first
    path.write_text("一、总体情况\n甲乙", encoding="utf-8")
    assert plain.read(path, "text/plain", "a.txt").pages[0][0].words[-1].text == "甲乙"


def test_assembling_loads_nothing_that_typesets() -> None:
    code = "import sys, ocr.plain; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=SAMPLE.parents[3], check=False).returncode == 0
