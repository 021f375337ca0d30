"""Cells that look blank or whole and are not: pictures, marks of notes, merged values, invisible characters, hidden parts."""

from pathlib import Path

import docx
import pytest

from archive.forms import load_form
from archive.records import Observation, Status
from ocr.plain.align import align
from ocr.plain.blocks import Block, Grid, Text, tidy
from ocr.plain.html import PICTURE, read_html
from ocr.plain.markdown import read_markdown, read_text
from ocr.plain.observe import observe
from ocr.plain.word import read_docx

HEAD = "<tr><td>信息内容</td><td>上一年项目数量</td><td>本年增/减</td><td>处理决定数量</td></tr>"


def observed(blocks: list[Block]) -> dict[str, Observation]:
    grids = [block for block in blocks if isinstance(block, Grid)]
    return {o.metric: o for o in observe(align(grids, "2019"), blocks, {})}


def licences(cells: str) -> list[Observation]:
    blocks = [tidy(block) for block in read_html(f"<table>{HEAD}<tr><td>行政许可</td>{cells}</tr></table>")]
    found = observed(blocks)
    return [found[f"disclosure.licences.{column}"] for column in ("items_last_year", "change", "decisions")]


@pytest.mark.parametrize(
    "cell",
    [
        "<img src='5.png'>",
        "<svg><text>5</text></svg>",
        "<input value='5'>",
        "5<sup>2</sup>",
        "5²",
        "5①",
        "<s>4</s>",
        "<s>4</s>5",
        "约5",
        "5 6",
        "5<br>6",
        "<table><tr><td>5</td><td>6</td></tr></table>",
    ],
)
def test_a_cell_that_needs_a_person(cell: str) -> None:
    _, change, decisions = licences(f"<td>1</td><td>{cell}</td><td>3</td>")
    assert change.status not in {Status.CERTAIN, Status.NOT_STATED}, change
    assert decisions.status is not Status.NOT_STATED


@pytest.mark.parametrize(
    "cell", ["", "&nbsp;", "&#8203;", "\u3000", "<img width='1' src='x.gif'>", "<br>", "<!-- 5 -->"]
)
def test_a_cell_that_is_blank(cell: str) -> None:
    first, change, decisions = licences(f"<td>1</td><td>{cell}</td><td>3</td>")
    assert (first.value, change.value, decisions.value) == ("1", None, "3")
    assert change.status is Status.NOT_STATED


def test_one_value_over_several_columns_is_in_doubt() -> None:
    assert {o.status for o in licences("<td colspan='3'>0</td>")} == {Status.DOUBTFUL}


def test_one_blank_over_several_columns_is_blank() -> None:
    assert {o.status for o in licences("<td colspan='3'></td>")} == {Status.NOT_STATED}


def test_one_value_over_several_rows_is_in_doubt() -> None:
    rows = "<tr><td>行政许可</td><td rowspan='2'>4</td><td>1</td><td>2</td></tr><tr><td>其他对外管理服务事项</td><td>1</td><td>2</td></tr>"
    found = observed(read_html(f"<table>{HEAD}{rows}</table>"))
    assert found["disclosure.licences.items_last_year"].status is Status.DOUBTFUL
    assert found["disclosure.other_services.items_last_year"].status is Status.DOUBTFUL


def test_hidden_rows_are_not_read() -> None:
    hidden = "<tr style='display: none'><td>行政许可</td><td>9</td><td>9</td><td>9</td></tr>"
    shown = "<tr><td>行政许可</td><td>1</td><td>2</td><td>3</td></tr>"
    found = observed(read_html(f"<table>{HEAD}{hidden}{shown}</table>"))
    assert found["disclosure.licences.decisions"].value == "3"


def test_a_site_that_calls_its_article_a_menu_keeps_its_tables() -> None:
    row = "<tr><td>行政许可</td><td>1</td><td>2</td><td>3</td></tr>"
    page = f"<body><form><div id='menu_content'><p>一、总体情况</p><table>{HEAD}{row}</table></div></form></body>"
    assert observed(read_html(page))["disclosure.licences.decisions"].value == "3"


def test_a_picture_in_a_markdown_cell_is_no_blank() -> None:
    text = "| 信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量 |\n|---|---|---|---|\n| 行政许可 | 1 | ![](2.png) | 3 |\n"
    found = observed(read_markdown(text))
    assert found["disclosure.licences.change"].status is Status.DOUBTFUL
    assert found["disclosure.licences.change"].raw == PICTURE


def test_a_picture_in_a_word_cell_is_no_blank_and_in_prose_no_text(tmp_path: Path) -> None:
    picture = tmp_path / "dot.png"
    picture.write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
            "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
            "0000000049454e44ae426082"
        )
    )
    document = docx.Document()
    document.add_paragraph("正文").add_run().add_picture(str(picture))
    document.add_table(rows=1, cols=1).cell(0, 0).paragraphs[0].add_run().add_picture(str(picture))
    document.save(str(tmp_path / "a.docx"))
    blocks = read_docx(tmp_path / "a.docx", "a.docx")
    assert blocks[0] == Text("正文")
    assert [cell.text for block in blocks if isinstance(block, Grid) for cell in block.rows[0].cells] == [PICTURE]


def test_tables_drawn_with_boxes_and_full_width_bars() -> None:
    box = "┌────┬────┐\n│渠道│条数│\n├────┼────┤\n│网站│ 12 │\n└────┴────┘"
    bars = "｜渠道｜条数｜\n｜网站｜12｜"
    for text in (box, bars):
        (grid,) = [block for block in read_text(text) if isinstance(block, Grid)]
        assert [[cell.text for cell in row.cells] for row in grid.rows] == [["渠道", "条数"], ["网站", "12"]]
        assert grid.width == 2


def test_radicals_that_look_like_characters_become_these() -> None:
    text = "| 信息内容 | 上⼀年项⽬数量 | 本年增/减 | 处理决定数量 |\n|---|---|---|---|\n| ⾏政许可 | 1 | 2 | 3 |\n"
    found = observed([tidy(block) for block in read_markdown(text)])
    assert found["disclosure.licences.items_last_year"].value == "1"
    assert tidy(Text("⺠政局")) == Text("民政局")


def test_every_form_has_its_labels_only_once_but_for_those_that_the_order_tells_apart() -> None:
    """What the two ways of settling a label rest on."""
    for edition in ("2019", "2021"):
        labels = [r.labels[-1] for t in load_form(edition).tables for b in t.blocks for r in b.rows if r.labels]
        assert len(labels) == len(set(labels))
