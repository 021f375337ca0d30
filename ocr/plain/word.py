"""DOCX -> blocks: body text with Word's own numbers, tables with their merged cells, tracked changes as accepted."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.oxml.ns import qn
from lxml.etree import LxmlError, _Element

from archive.errors import RefusedFile
from ocr.plain.blocks import Block, Cell, Grid, Row, Text, usual_width
from ocr.plain.html import PICTURE
from ocr.plain.numbering import Numbering

MOST_BYTES = 200_000_000  # unpacked; a report of 30 pages unpacks to about 1 MB
MOST_COLUMNS = 200
# Deleted text, hidden fallbacks of drawings, and the text of notes are not on the page's own lines.
_SILENT = frozenset(
    {
        qn("w:del"),
        qn("w:moveFrom"),
        qn("w:delText"),
        qn("w:instrText"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
_PICTURES = frozenset({qn("w:drawing"), qn("w:pict"), qn("w:object")})
_FORMULAS = frozenset({qn("m:oMath"), qn("m:oMathPara")})
_STRUCK = (qn("w:strike"), qn("w:dstrike"))


def read_docx(source: Path, filename: str) -> list[Block]:
    """The blocks of a DOCX file, in reading order; raises `RefusedFile` for what Word itself could not open."""
    _refuse_bomb(source, filename)
    try:
        document = docx.Document(str(source))
    except (ValueError, KeyError, OSError, zipfile.BadZipFile, LxmlError) as error:
        raise _refused(filename, f"it is not a sound DOCX file ({type(error).__name__}).") from error
    blocks = [_without_pictures(block) for block in _blocks(document.element.body, Numbering(document))]
    return [block for block in blocks if not isinstance(block, Text) or block.text]


def _without_pictures(block: Block) -> Block:
    """Pictures matter in cells, where they may show a figure, not among prose."""
    return Text(block.text.replace(PICTURE, "").strip(), block.level) if isinstance(block, Text) else block


def _refuse_bomb(source: Path, filename: str) -> None:
    try:
        with zipfile.ZipFile(source) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise _refused(filename, "it is not a sound DOCX file (the package cannot be opened).") from error
    if size > MOST_BYTES:
        raise _refused(filename, f"it unpacks to {size:,} bytes.")


def _refused(filename: str, reason: str) -> RefusedFile:
    return RefusedFile(filename, reason, "Open it in a word processor, save it as DOCX or PDF, and add that file.")


def _blocks(parent: _Element, numbering: Numbering) -> Iterator[Block]:
    for child in parent:
        if child.tag == qn("w:p"):
            yield from _paragraph(child, numbering)
        elif child.tag == qn("w:tbl"):
            yield _grid(child, numbering)
        elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml")}:
            yield from _blocks(child, numbering)


def _paragraph(paragraph: _Element, numbering: Numbering) -> Iterator[Block]:
    number = numbering.label(paragraph)
    text = "".join(_pieces(paragraph)).strip()
    for at, line in enumerate(line for line in text.split("\n") if line.strip()):
        yield Text((number if at == 0 else "") + line.strip(), _level(paragraph))
    for box in paragraph.iter(qn("w:txbxContent")):
        if not _in_fallback(box):
            yield from _blocks(box, numbering)


def _level(paragraph: _Element) -> int:
    properties = paragraph.find(qn("w:pPr"))
    outline = properties.find(qn("w:outlineLvl")) if properties is not None else None
    value = outline.get(qn("w:val"), "9") if outline is not None else "9"
    return int(value) + 1 if value.isdigit() and int(value) < 6 else 0


def _in_fallback(node: _Element) -> bool:
    return any(parent.tag in _SILENT for parent in node.iterancestors())


def _pieces(node: _Element) -> Iterator[str]:
    """The printed text below a node, in order; boxes that float are read apart."""
    for child in node:
        if child.tag in _SILENT or child.tag == qn("w:txbxContent"):
            continue
        if child.tag == qn("w:r"):
            yield _run(child)
        elif child.tag in _FORMULAS:
            yield "".join(str(text) for text in child.itertext())
        elif child.tag in {qn("w:pPr"), qn("w:rPr")}:
            continue
        else:
            yield from _pieces(child)


def _run(run: _Element) -> str:
    properties = run.find(qn("w:rPr"))
    if _is_on(properties, qn("w:vanish")):
        return ""
    text = "".join(_run_pieces(run))
    if text.strip() and any(_is_on(properties, name) for name in _STRUCK):
        return f"~{text}~"  # struck figures are read by a person
    return f" {text} " if _is_raised(properties) else text


def _run_pieces(run: _Element) -> Iterator[str]:
    for child in run:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in {qn("w:br"), qn("w:cr")}:
            yield "\n"
        elif child.tag in {qn("w:tab"), qn("w:ptab")}:
            yield "\t"
        elif child.tag in {qn("w:noBreakHyphen"), qn("w:softHyphen")}:
            yield "-" if child.tag == qn("w:noBreakHyphen") else ""
        elif child.tag == qn("w:sym"):
            yield "\ufffd"  # a character of a symbol font: something is printed that we cannot name
        elif child.tag in _PICTURES:
            yield PICTURE
        elif child.tag not in _SILENT:
            yield "".join(_pieces(child))


def _is_on(properties: _Element | None, name: str) -> bool:
    node = properties.find(name) if properties is not None else None
    return node is not None and node.get(qn("w:val"), "1") not in {"0", "false", "off"}


def _is_raised(properties: _Element | None) -> bool:
    node = properties.find(qn("w:vertAlign")) if properties is not None else None
    return node is not None and node.get(qn("w:val")) in {"superscript", "subscript"}


def _grid(table: _Element, numbering: Numbering) -> Grid:
    lines = [_cells(row, numbering) for row in _children(table, "w:tr") if not _is_deleted(row)]
    rows = []
    for number, line in enumerate(lines):
        cells = [
            Cell(text, column, across, _height(lines, number, column, across))
            for text, column, across, merge in line
            if merge != "continue"
        ]
        rows.append(Row(tuple(cells), " | ".join(cell.text for cell in cells)))
    widths = [max((column + across for _, column, across, _ in line), default=0) for line in lines]
    return Grid(tuple(rows), "spanned", usual_width([width for width in widths if width]))


Line = list[tuple[str, int, int, str]]
"""Per cell of a row: text, column, columns covered, and "restart" or "continue" where it is merged downwards."""


def _cells(row: _Element, numbering: Numbering) -> Line:
    column = _count(row.find(qn("w:trPr")), "w:gridBefore", 0)
    line: Line = []
    for cell in _children(row, "w:tc"):
        properties = cell.find(qn("w:tcPr"))
        across = max(1, min(_count(properties, "w:gridSpan", 1), MOST_COLUMNS))
        merge = properties.find(qn("w:vMerge")) if properties is not None else None
        state = "" if merge is None else (merge.get(qn("w:val")) or "continue")
        line.append((_cell_text(cell, numbering), column, across, state))
        column += across
    return line


def _height(lines: list[Line], number: int, column: int, across: int) -> int:
    """How many rows a cell covers: itself and those below that continue it in the same columns."""
    height = 1
    for line in lines[number + 1 :]:
        if not any(c == column and a == across and merge == "continue" for _, c, a, merge in line):
            break
        height += 1
    return height


def _children(node: _Element, name: str) -> Iterator[_Element]:
    """Rows of a table or cells of a row, those in content controls too."""
    for child in node:
        if child.tag == qn(name):
            yield child
        elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")}:
            yield from _children(child, name)


def _is_deleted(row: _Element) -> bool:
    properties = row.find(qn("w:trPr"))
    return properties is not None and properties.find(qn("w:del")) is not None


def _count(properties: _Element | None, name: str, default: int) -> int:
    node = properties.find(qn(name)) if properties is not None else None
    value = node.get(qn("w:val"), "") if node is not None else ""
    return int(value) if value.isdigit() else default


def _cell_text(cell: _Element, numbering: Numbering) -> str:
    lines: list[str] = []
    for block in _blocks(cell, numbering):
        if isinstance(block, Text):
            lines.append(block.text)
        else:
            lines.extend(inner.text for row in block.rows for inner in row.cells)
    return "\n".join(line for line in lines if line)
