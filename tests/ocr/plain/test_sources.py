"""Bytes to blocks: encodings, raw rows of pipe tables, columns of tabs and spaces, Markdown around them."""

import codecs

import pytest

from archive.errors import RefusedFile
from ocr.plain.blocks import Grid, Text, slots, transposed
from ocr.plain.encoding import decode
from ocr.plain.markdown import read_markdown, read_text
from ocr.plain.pipes import read_pipes, split_row

SAMPLE = "一、总体情况\r\n2020年收到申请0件。\r"


@pytest.mark.parametrize(
    "data",
    [
        SAMPLE.encode(),
        codecs.BOM_UTF8 + SAMPLE.encode(),
        SAMPLE.encode("gb18030"),
        SAMPLE.encode("gbk"),
        SAMPLE.encode("utf-16"),
        SAMPLE.encode("utf-16-le"),
        SAMPLE.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + SAMPLE.encode("utf-32-le"),
    ],
)
def test_encodings(data: bytes) -> None:
    assert decode(data, "a.txt") == "一、总体情况\n2020年收到申请0件。\n"


def test_a_page_says_its_encoding() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">年报'
    assert decode(page.encode("gb18030"), "a.html").endswith("年报")


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03binary", b"\xff\xfe\xff", bytes(range(256)) * 4])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(RefusedFile, match="neither UTF-8"):
        decode(data, "a.txt")


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("| a | b |", ["a", "b"]),
        ("| a | | |", ["a", "", ""]),
        ("a | b", ["a", "b"]),
        ("| a | b", ["a", "b"]),
        (r"| a \| b | c |", ["a | b", "c"]),
        ("| a<br>b |  |", ["a\nb", ""]),
        ("||", [""]),
    ],
)
def test_cells_are_counted_as_written(line: str, cells: list[str]) -> None:
    assert split_row(line) == cells


def test_a_ragged_table_stays_ragged() -> None:
    grid = read_pipes(["| a | b | c |", "|---|---|---|", "| 1 | 2 |", "| 1 | 2 | 3 | 4 |"])
    assert [len(row.cells) for row in grid.rows] == [3, 2, 4]
    assert grid.width == 3


def test_a_row_cut_by_a_line_break_is_joined() -> None:
    grid = read_pipes(["| 信息内容 | 数量 |", "|---|---|", "| 其他对外管理", "服务事项 | 5 |"])
    assert [cell.text for cell in grid.rows[1].cells] == ["其他对外管理服务事项", "5"]


def test_a_blank_header_is_no_row() -> None:
    grid = read_pipes(["| | | |", "|---|---|---|", "| a | 1 | 2 |"])
    assert [row.source for row in grid.rows] == ["| a | 1 | 2 |"]


def test_prose_with_a_pipe_is_no_table() -> None:
    assert read_text("网站|公众号两个平台\n共发布10条") == [Text("网站|公众号两个平台"), Text("共发布10条")]


def test_markdown_prose() -> None:
    text = "# 2020年年度报告\n\n**一、总体情况**\n\n1. 第一\n2. 第二\n\n缩进与 *强调*\n下一行\n\n```\n代码\n```\n"
    assert read_markdown(text) == [
        Text("2020年年度报告", 1),
        Text("一、总体情况"),
        Text("1. 第一"),
        Text("2. 第二"),
        Text("缩进与 强调"),
        Text("下一行"),
        Text("代码"),
    ]


def test_markdown_cells_lose_their_marks_but_no_digit() -> None:
    grid = next(b for b in read_markdown("| **规章** | *1* | 2<sup>3</sup> |\n|---|---|---|\n") if isinstance(b, Grid))
    assert [cell.text for cell in grid.rows[0].cells] == ["规章", "1", "2 3"]


def test_html_tables_within_markdown() -> None:
    blocks = read_markdown('文字\n\n<table><tr><td colspan="2">a</td></tr><tr><td>1</td><td>2</td></tr></table>\n')
    grid = next(b for b in blocks if isinstance(b, Grid))
    assert grid.ruler == "spanned"
    assert grid.rows[0].cells[0].column_span == 2


def test_a_text_file_with_marked_headings_is_markdown() -> None:
    assert read_text("# 标题\n\n文字") == [Text("标题", 1), Text("文字")]


def test_columns_by_tabs_are_counted() -> None:
    grid = next(b for b in read_text("信息内容\t制作\t公开\n规章\t\t5\n") if isinstance(b, Grid))
    assert grid.ruler == "counted"
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [["信息内容", "制作", "公开"], ["规章", "", "5"]]


def test_blank_rows_at_the_end_of_a_table_of_tabs_belong_to_it() -> None:
    grid, text = read_text("信息内容\t制作\t公开\n规章\t\t\n\t\t\n正文")
    assert isinstance(grid, Grid)
    assert [[cell.text for cell in row.cells] for row in grid.rows][1:] == [["规章", "", ""], ["", "", ""]]
    assert text == Text("正文")


def test_an_indent_by_tab_is_no_column() -> None:
    assert read_text("\t第一段\n\t第二段") == [Text("第一段"), Text("第二段")]


def test_columns_by_spaces_are_placed() -> None:
    text = "信息内容      制作      公开\n规章           3         5\n规范性文件               7\n"
    grid = next(b for b in read_text(text) if isinstance(b, Grid))
    assert grid.ruler == "spaced"
    assert [[cell.text for cell in row.cells] for row in grid.rows] == [
        ["信息内容", "制作", "公开"],
        ["规章", "3", "5"],
        ["规范性文件", "", "7"],
    ]


def test_turning_a_grid_keeps_its_spans() -> None:
    grid = next(
        b
        for b in read_markdown("<table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>")
        if isinstance(b, Grid)
    )
    turned = transposed(grid)
    assert turned is not None
    assert [[place.text if place else "" for place in line] for line in slots(turned)] == [["a", "a"], ["b", "c"]]
    ragged = read_pipes(["| a | b |", "| c |"])
    assert transposed(ragged) is None
