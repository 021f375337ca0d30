"""DOCX: merged cells, Word's own numbers, tracked changes, and files that are none."""

import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from archive.errors import RefusedFile
from archive.forms import load_form
from archive.records import Status
from ocr.plain import word
from ocr.plain.align import align
from ocr.plain.blocks import Grid, Text
from ocr.plain.numbering import in_han
from ocr.plain.observe import observe
from ocr.plain.word import read_docx

ORGANISATIONS = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]


def requests_table(document: Document, values: dict[str, str]) -> None:
    """Table 2 of edition 2021, with every merge that the form has."""
    form = load_form("2021")
    rows = form.table("requests").blocks[0].rows
    table = document.add_table(rows=3 + len(rows), cols=10)
    _merge(table, (0, 0), (2, 2), "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）")
    _merge(table, (0, 3), (0, 9), "申请人情况")
    _merge(table, (1, 3), (2, 3), "自然人")
    _merge(table, (1, 4), (1, 8), "法人或其他组织")
    _merge(table, (1, 9), (2, 9), "总计")
    for at, label in enumerate(ORGANISATIONS):
        table.cell(2, 4 + at).text = label
    started: dict[str, int] = {}
    for number, row in enumerate(rows):
        for level, label in enumerate(row.labels[:-1]):
            started.setdefault(label, number)
            later = rows[number + 1].labels[: level + 1] if number + 1 < len(rows) else ()
            if later != row.labels[: level + 1]:
                _merge(table, (3 + started[label], level), (3 + number, level), label)
        _merge(table, (3 + number, len(row.labels) - 1), (3 + number, 2), row.labels[-1])
        for column in range(7):
            table.cell(3 + number, 3 + column).text = values[form.metric_at("requests", 0, number, column).id]


def _merge(table: Table, first: tuple[int, int], last: tuple[int, int], text: str) -> None:
    table.cell(*first).merge(table.cell(*last)).text = text


def saved(document: Document, folder: Path) -> Path:
    path = folder / "report.docx"
    document.save(str(path))
    return path


def test_merged_cells_keep_every_value(tmp_path: Path) -> None:
    metrics = [metric for metric in load_form("2021").metrics if metric.table == "requests"]
    values = {metric.id: "" if at % 5 == 0 else str(at) for at, metric in enumerate(metrics)}
    document = docx.Document()
    document.add_paragraph("三、收到和处理政府信息公开申请情况")
    requests_table(document, values)
    blocks = read_docx(saved(document, tmp_path), "report.docx")
    observations = observe(align([b for b in blocks if isinstance(b, Grid)], "2021"), blocks, {})
    found = {o.metric: o for o in observations if o.metric.startswith("requests.")}
    for metric, text in values.items():
        assert found[metric].value == (text or None), found[metric]
        assert found[metric].status is (Status.CERTAIN if text else Status.NOT_STATED), found[metric]


def _numbered(paragraph: Paragraph, number_id: str, level: str) -> None:
    properties = paragraph._p.get_or_add_pPr()
    number = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", level), ("w:numId", number_id)):
        child = OxmlElement(name)
        child.set(qn("w:val"), value)
        number.append(child)
    properties.append(number)


def _add_numbering(document: Document) -> None:
    """Headings 一、 and below them （一）."""
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    for at, text in enumerate(("%1、", "（%2）")):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(at))
        for name, value in (("w:start", "1"), ("w:numFmt", "chineseCounting"), ("w:lvlText", text)):
            child = OxmlElement(name)
            child.set(qn("w:val"), value)
            level.append(child)
        abstract.append(level)
    root.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "78")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "77")
    number.append(link)
    root.append(number)


def test_numbers_that_word_counts_are_printed(tmp_path: Path) -> None:
    document = docx.Document()
    _add_numbering(document)
    for text, level in (("总体情况", "0"), ("主动公开", "1"), ("依申请公开", "1"), ("问题", "0"), ("改进", "1")):
        _numbered(document.add_paragraph(text), "78", level)
    texts = [block.text for block in read_docx(saved(document, tmp_path), "a.docx") if isinstance(block, Text)]
    assert texts == ["一、总体情况", "（一）主动公开", "（二）依申请公开", "二、问题", "（一）改进"]


@pytest.mark.parametrize(
    ("number", "han"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")]
)
def test_han_numbers(number: int, han: str) -> None:
    assert in_han(number) == han


def _wrapped(paragraph: Paragraph, tag: str, text: str) -> None:
    mark = OxmlElement(tag)
    run = OxmlElement("w:r")
    inner = OxmlElement("w:delText" if tag == "w:del" else "w:t")
    inner.text = text
    run.append(inner)
    mark.append(run)
    paragraph._p.append(mark)


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("收到申请")
    _wrapped(paragraph, "w:del", "15")
    _wrapped(paragraph, "w:ins", "16")
    paragraph.add_run("件")
    assert read_docx(saved(document, tmp_path), "a.docx") == [Text("收到申请16件")]


def test_struck_and_hidden_text(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=1, cols=3)
    struck = table.cell(0, 0).paragraphs[0].add_run("5")
    struck.font.strike = True
    hidden = table.cell(0, 1).paragraphs[0].add_run("6")
    hidden.font.hidden = True
    table.cell(0, 2).paragraphs[0].add_run("1")
    table.cell(0, 2).paragraphs[0].add_run("2").font.superscript = True
    grid = next(b for b in read_docx(saved(document, tmp_path), "a.docx") if isinstance(b, Grid))
    assert [cell.text for cell in grid.rows[0].cells] == ["~5~", "", "1 2"]


def test_a_file_that_is_no_docx_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(RefusedFile, match="DOCX"):
        read_docx(path, "a.docx")


def test_a_zip_without_a_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("hello.txt", "hello")
    with pytest.raises(RefusedFile, match="not a sound DOCX"):
        read_docx(path, "a.docx")


def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MOST_BYTES", 1_000_000)
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"0" * 1_000_001)
    with pytest.raises(RefusedFile, match="unpacks to"):
        read_docx(path, "a.docx")
