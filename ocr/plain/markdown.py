"""Markdown and plain text -> blocks. Tables are split by hand: markdown-it pads and cuts them."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ocr.plain.blocks import Block, Cell, Grid, Row, Text
from ocr.plain.html import PICTURE, read_html
from ocr.plain.pipes import has_pipe, is_table, read_pipes, unboxed
from ocr.plain.spaced import has_columns, read_spaced

_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
_FENCE = re.compile(r"\s*(```|~~~)")
_QUOTE = re.compile(r"^\s*>\s?(?=\|)")


def read_markdown(text: str) -> list[Block]:
    """The blocks of a Markdown file, in reading order."""
    parser = MarkdownIt("commonmark").disable(["code"])
    blocks: list[Block] = []
    for is_grid, lines in _runs([_QUOTE.sub("", unboxed(line)) for line in text.split("\n")]):
        if is_grid:
            blocks.append(_inline_cells(parser, read_pipes(lines)))
        else:
            blocks.extend(_prose(parser, "\n".join(lines)))
    return blocks


def read_text(text: str) -> list[Block]:
    """The blocks of a plain text file: each line a paragraph, and tables of pipes, tabs or spaces.

    A file with Markdown's headings is read as Markdown, whatever its name.
    """
    if re.search(r"^#{1,6} \S", text, re.MULTILINE):
        return read_markdown(text)
    blocks: list[Block] = []
    for is_grid, lines in _runs([unboxed(line) for line in text.split("\n")]):
        blocks.extend([read_pipes(lines)] if is_grid else _lines(lines))
    return blocks


def _runs(lines: Sequence[str]) -> Iterator[tuple[bool, list[str]]]:
    """The lines in runs: (True, the lines of a pipe table) or (False, other lines)."""
    other: list[str] = []
    at = 0
    while at < len(lines):
        end = at
        while end < len(lines) and has_pipe(lines[end]):
            end += 1
        if end > at and is_table(lines[at:end]):
            yield False, other
            yield True, list(lines[at:end])
            other, at = [], end
        else:
            other.append(lines[at])
            at += 1
    yield False, other


def _prose(parser: MarkdownIt, text: str) -> Iterator[Block]:
    level, marker = 0, ""
    for token in parser.parse(text):
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "list_item_open":
            marker = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "inline":
            yield from _paragraph(marker + _plain(token), level)
            level, marker = 0, ""
        elif token.type == "fence":
            yield from _lines(token.content.split("\n"))
        elif token.type == "html_block":
            yield from read_html(token.content)


def _paragraph(text: str, level: int) -> Iterator[Block]:
    lines = [line for line in text.split("\n") if line.strip()]
    if not level and len(lines) > 1:
        yield from _lines(lines)
    elif lines:
        yield Text(" ".join(line.strip() for line in lines), level)


def _plain(token: Token) -> str:
    """The text of inline Markdown without its marks; line breaks kept."""
    text = "".join(_piece(child) for child in token.children or [])
    return text.replace("**", "")


def _piece(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"} or (token.type == "html_inline" and token.content.startswith("<br")):
        return "\n"
    if token.type == "html_inline":
        return " "  # a note's number set high must not join the digits before it
    return token.content if token.type in {"text", "code_inline", "text_special"} else ""


def _inline_cells(parser: MarkdownIt, grid: Grid) -> Grid:
    rows = tuple(
        Row(tuple(Cell(_inline(parser, cell.text), cell.column) for cell in row.cells), row.source) for row in grid.rows
    )
    return Grid(rows, grid.ruler, grid.width)


def _inline(parser: MarkdownIt, text: str) -> str:
    if not re.search(r"[*_`\\<&\[!]", text):
        return text
    tokens = parser.parseInline(text)
    pictured = any(
        child.type == "image" or child.content.startswith("<img") for t in tokens for child in t.children or []
    )
    return "".join(map(_plain, tokens)).strip() + (PICTURE if pictured else "")


def _lines(lines: Sequence[str]) -> Iterator[Block]:
    """Lines of plain text: runs with columns are tables, each other line a paragraph."""
    at = 0
    while at < len(lines):
        end = _columns_end(lines, at)
        if end - at > 1:
            yield read_spaced(lines[at:end])
            at = end
            continue
        heading = _HEADING.fullmatch(lines[at])
        if lines[at].strip() and not _FENCE.match(lines[at]):
            yield Text(heading[2], len(heading[1])) if heading else Text(lines[at].strip())
        at += 1


def _columns_end(lines: Sequence[str], start: int) -> int:
    """Where a table of tabs or spaces that begins at `start` ends: after its last line with columns."""
    end = start
    if not has_columns(lines[start]):
        return end
    for at in range(start, len(lines)):
        if not lines[at].strip(" "):
            break
        if has_columns(lines[at], 2) or not lines[at].strip():
            end = at + 1
    return end
