"""Pieces -> a PDF and where every piece stands in it (WeasyPrint)."""

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from PIL import ImageFile
from weasyprint import HTML

from archive.errors import EngineMissing
from archive.records import Box
from ocr.plain.blocks import printable
from ocr.plain.sheet import Piece, Prose, Sheet, SheetCell

# WeasyPrint tells Pillow to fill what cut files lack with grey; a scan that is cut is refused here, not made up.
ImageFile.LOAD_TRUNCATED_IMAGES = False

MARK = "由档案系统按官方格式排印　typeset by dangan"
SERIF = '"Noto Serif CJK SC", "Source Han Serif SC", "AR PL UMing CN", "SimSun", "Songti SC", "Noto Sans CJK SC", serif'
SANS = '"Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "SimHei", "PingFang SC", sans-serif'
PAGE_WIDTH, PAGE_HEIGHT = 793.7008, 1122.5197  # CSS pixels of A4, the unit of WeasyPrint's boxes

STYLE = f"""
@page {{ size: A4; margin: 24mm 22mm 22mm 22mm;
  @top-right {{ content: "{MARK}"; font: 7.5pt {SANS}; color: #777; }}
  @bottom-center {{ content: "— " counter(page) " —"; font: 9pt {SERIF}; color: #444; }} }}
body {{ font: 12pt/1.75 {SERIF}; margin: 0; color: #000; }}
.report {{ break-before: page; }}
.report:first-child {{ break-before: auto; }}
p {{ margin: 0; text-indent: 2em; text-align: left; overflow-wrap: anywhere; white-space: pre-line; }}
p.title {{ font-size: 17pt; font-weight: bold; line-height: 1.5; text-align: center; text-indent: 0; margin: 0 0 6mm; }}
p.heading {{ font-family: {SANS}; font-weight: bold; margin: 4mm 0 1.5mm; break-after: avoid; }}
p.note {{ font-size: 8.5pt; line-height: 1.5; color: #333; text-indent: 0; text-align: left; }}
table {{ border-collapse: collapse; width: 100%; margin: 3mm 0; table-layout: fixed; line-height: 1.3; }}
td {{ border: 0.75pt solid #000; padding: 1.6mm 1mm; text-align: center; vertical-align: middle;
  overflow-wrap: anywhere; white-space: pre-line; }}
table {{ font-size: 9.5pt; }}
table.requests {{ font-size: 8.5pt; }}
table.disputes {{ font-size: 8pt; }}
table.disputes td {{ padding: 1.6mm 0.3mm; }}
table.plain {{ font-size: 8.5pt; table-layout: auto; }}
table.statistics td.label, table.requests td.leaf {{ text-align: left; }}
table.statistics tr:first-child td.label {{ text-align: center; }}
tr {{ break-inside: avoid; }}
tr.keep {{ break-after: avoid; }}
td.heading {{ font-weight: bold; text-align: left; }}
td.unprinted {{ color: #999; }}
td.gone {{ background: #e4e4e4; }}
"""
# Widths of the first columns in percent; the others share the rest.
FIRST_COLUMNS: Mapping[str, tuple[float, ...]] = {
    "disclosure": (25, 25, 25),
    "requests": (8, 11, 25),
    "statistics": (72, 12),
}


@dataclass(frozen=True, slots=True)
class Fragment:
    """Where a piece, or the part of it on one page, stands: the page from 1 and its box in fractions of the page."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Typeset:
    """The typeset document: the PDF, its number of pages, and the fragments of each piece by its name."""

    pdf: bytes
    pages: int
    places: Mapping[str, tuple[Fragment, ...]]


def typeset(reports: Sequence[Sequence[Piece]]) -> Typeset:
    """Set reports one after the other, each from a page of its own; raises `EngineMissing` without a Chinese font."""
    require_font()
    document = HTML(string=to_html(reports), url_fetcher=_refuse_url).render()
    places: dict[str, list[Fragment]] = {}
    for number, page in enumerate(document.pages, 1):
        for name, rectangle in page.anchors.items():
            places.setdefault(name, []).append(Fragment(number, _fractions(rectangle)))
    pdf: bytes = document.write_pdf()
    return Typeset(pdf, len(document.pages), {name: tuple(found) for name, found in places.items()})


def _fractions(rectangle: tuple[float, float, float, float]) -> Box:
    left, top, right, bottom = rectangle
    return (left / PAGE_WIDTH, top / PAGE_HEIGHT, right / PAGE_WIDTH, min(bottom / PAGE_HEIGHT, 1.0))


def _refuse_url(url: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError(f"typeset pages load nothing: {url[:80]}")


def require_font() -> None:
    """Raise `EngineMissing` where the system says that it has no font for Chinese."""
    program = shutil.which("fc-list")
    if program is None:
        return
    listed = subprocess.run([program, ":lang=zh-cn", "family"], capture_output=True, timeout=30, check=False)
    if listed.returncode == 0 and not listed.stdout.strip():
        raise EngineMissing(
            "No font with Chinese characters is installed, so text cannot be typeset.",
            "Install one, for example: apt-get install fonts-noto-cjk",
        )


def to_html(reports: Sequence[Sequence[Piece]]) -> str:
    """The HTML that is typeset: every piece under its name."""
    bodies = "".join(f'<div class="report">{"".join(map(_piece, pieces))}</div>' for pieces in reports)
    return f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>{STYLE}</style><body>{bodies}</body></html>'


def _piece(piece: Piece) -> str:
    if isinstance(piece, Prose):
        return f'<p class="{piece.style}" id="{piece.name}">{_text(piece.text)}</p>'
    return _table(piece)


def _table(sheet: Sheet) -> str:
    rows: dict[int, list[SheetCell]] = {}
    for cell in sheet.cells:
        rows.setdefault(cell.row, []).append(cell)
    lines = "".join(_row(rows.get(at, [])) for at in range(max(rows, default=-1) + 1))
    return f'<table class="{sheet.form or "plain"}"><colgroup>{"".join(_columns(sheet))}</colgroup>{lines}</table>'


def _row(cells: list[SheetCell]) -> str:
    """A row without a value is a header: it stays with the next row."""
    keep = "" if any(cell.kind == "value" for cell in cells) else ' class="keep"'
    return f"<tr{keep}>{''.join(map(_cell, cells))}</tr>"


def _columns(sheet: Sheet) -> Iterator[str]:
    first = FIRST_COLUMNS.get(sheet.form or "", ())
    if not first:
        return
    rest = (100 - sum(first)) / max(1, sheet.columns - len(first))
    for at in range(sheet.columns):
        yield f'<col style="width: {first[at] if at < len(first) else rest:.2f}%">'


def _cell(cell: SheetCell) -> str:
    leaf = cell.kind == "label" and cell.column + cell.column_span == 3 and cell.column > 0
    classes = [cell.kind, "leaf" if leaf else "", "" if cell.printed else "unprinted", "" if cell.found else "gone"]
    spans = f'rowspan="{cell.row_span}" colspan="{cell.column_span}"'
    return f'<td class="{" ".join(filter(None, classes))}" id="{cell.name}" {spans}>{_text(cell.text)}</td>'


def _text(text: str) -> str:
    return escape(printable(text))
