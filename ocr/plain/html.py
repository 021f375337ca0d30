"""A published page -> blocks: the article without the site around it, and tables with their true spans."""

import re
from collections.abc import Iterator

from lxml import html
from lxml.etree import ParserError

from ocr.plain.blocks import Block, Cell, Grid, Row, Text, usual_width

SILENT = frozenset({"script", "style", "noscript", "template", "head", "nav", "footer", "aside", "iframe"})
PICTURES = frozenset({"img", "svg", "canvas", "object", "embed", "input", "select", "textarea", "math"})
PICTURE = "〔图〕"  # stands in a cell for what is shown there and cannot be read
APART = frozenset({"sup", "sub"})
STRUCK = frozenset({"del", "s", "strike"})
LISTS = frozenset({"ul", "ol", "li", "dl", "dt", "dd"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TABLES = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"})
PARTS = frozenset({"html", "body", "main", "article", "section", "header", "div", "p", "blockquote", "pre", "center"})
FLOW = LISTS | HEADINGS | TABLES | PARTS | {"figure", "figcaption", "hr", "address", "fieldset"}
# Class and id names of what a site prints around an article.
_AROUND = re.compile(
    r"(^|[-_ ])(nav|menu|footer|breadcrumb|crumb|share|sidebar|copyright|toolbar|pager|qrcode)([-_ ]|$)", re.I
)
_SECTION = re.compile(r"\s*[一二三四五六七八九]、")
# The site's own lines after an article; matched whole, so that no sentence of a report is lost.
_TAIL = re.compile(
    r"[\s【\[(（]*(打印|关闭|分享|返回顶部|上一篇|下一篇|扫一扫|版权所有|主办单位|网站地图|网站标识码|.{0,8}ICP备)"
)
# A grid larger than any form; spans beyond it are an attack or a mistake.
MOST_COLUMNS, MOST_ROWS = 200, 5000
LAYOUT_CHARACTERS = 300


def read_html(text: str) -> list[Block]:
    """The blocks of a page or a fragment, in reading order; none where it holds no element."""
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (ParserError, ValueError):
        return []
    return _without_tail(list(_Blocks().of(_article(root))))


def _article(root: html.HtmlElement) -> html.HtmlElement:
    """The innermost element that holds every numbered heading and every table; the root without any."""
    marks = [el for el in root.iter() if _is_mark(el)]
    inner = root
    while True:
        holding = [
            child for child in inner if isinstance(child.tag, str) and all(_within(mark, child) for mark in marks)
        ]
        if len(marks) < 2 or not holding or holding[0].tag == "p" or _is_grid(holding[0]):
            break
        inner = holding[0]
    return inner


def _is_mark(element: html.HtmlElement) -> bool:
    if element.tag in {"p", "h1", "h2", "h3", "h4", "div", "td"}:
        own = "".join(element.itertext())
        return len(own) < 60 and (_SECTION.match(own) is not None or "年度报告" in own)
    return _is_grid(element)


def _is_grid(element: html.HtmlElement) -> bool:
    return element.tag == "table" and not _is_layout(element)


def _within(element: html.HtmlElement, ancestor: html.HtmlElement) -> bool:
    return element is ancestor or any(parent is ancestor for parent in element.iterancestors())


class _Blocks:
    """Walks elements and gathers their running text until a block ends it."""

    def __init__(self) -> None:
        self._running: list[str] = []

    def of(self, element: html.HtmlElement) -> Iterator[Block]:
        yield from self._walk(element)
        yield from self._flush()

    def _walk(self, element: html.HtmlElement) -> Iterator[Block]:
        if not isinstance(element.tag, str) or _is_silent(element) or element.tag in PICTURES:
            return
        if element.tag == "table" and not _is_layout(element):
            yield from self._flush()
            yield from _table(element)
            return
        flow = element.tag in FLOW
        if flow or element.tag == "br":
            yield from self._flush()
        self._running.append(element.text or "")
        for child in element:
            yield from self._walk(child)
            self._running.append(child.tail or "")
        if flow:
            yield from self._flush(int(element.tag[1]) if re.fullmatch("h[1-6]", element.tag) else 0)

    def _flush(self, level: int = 0) -> Iterator[Text]:
        text = re.sub(r"\s+", " ", "".join(self._running)).strip()
        self._running = []
        if text:
            yield Text(text, level)


def _is_silent(element: html.HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    hidden = element.tag in SILENT or "display:none" in style or element.get("hidden") is not None
    return hidden or (_AROUND.search(name) is not None and not _holds_report(element))


def _holds_report(element: html.HtmlElement) -> bool:
    """A site may call anything a menu; what holds a table or much text is no furniture."""
    return element.tag in TABLES or element.find(".//table") is not None or len("".join(element.itertext())) > 1500


def _is_layout(table: html.HtmlElement) -> bool:
    """True for a table that only arranges the page: it holds others, or an essay in one cell."""
    if table.find(".//table") is not None:
        return True
    return any(len("".join(cell.itertext())) > LAYOUT_CHARACTERS for cell in table.iter("td", "th"))


def _table(table: html.HtmlElement) -> Iterator[Block]:
    caption = table.find("caption")
    if caption is not None and _cell_text(caption):
        yield Text(_cell_text(caption))
    grid = _grid([tr for tr in table.iter("tr") if not _is_silent(tr)][:MOST_ROWS])
    if grid.rows:
        yield grid


def _grid(lines: list[html.HtmlElement]) -> Grid:
    taken: set[tuple[int, int]] = set()
    rows: list[Row] = []
    for number, line in enumerate(lines):
        column = 0
        cells: list[Cell] = []
        for element in line.iterchildren("td", "th"):
            while (number, column) in taken:
                column += 1
            across = _span(element, "colspan", MOST_COLUMNS - column)
            down = _span(element, "rowspan", len(lines) - number)
            cells.append(Cell(_cell_text(element), column, across, down))
            taken.update((r, c) for r in range(number, number + down) for c in range(column, column + across))
            column += across
        rows.append(Row(tuple(cells), " | ".join(cell.text for cell in cells)))
    widths = [max((c + 1 for r, c in taken if r == number), default=0) for number in range(len(rows))]
    return Grid(tuple(rows), "spanned", usual_width([width for width in widths if width]))


def _span(element: html.HtmlElement, name: str, most: int) -> int:
    text = (element.get(name) or "1").strip()
    count = int(text[:6]) if text[:6].isascii() and text[:6].isdigit() else 1
    if name == "rowspan" and count == 0:
        return max(most, 1)  # HTML: 0 means to the end of the table
    return max(1, min(count, most))


def _cell_text(element: html.HtmlElement) -> str:
    return re.sub(r"[ \t\r\f\v\u00a0]*\n\s*", "\n", "".join(_pieces(element))).strip(" \n\t\u00a0\u3000")


def _pieces(element: html.HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or _is_silent(element):
        return
    if element.tag in STRUCK:
        yield f"~{''.join(element.itertext())}~"  # struck figures are read by a person
        return
    if element.tag in PICTURES:
        yield "" if _is_spacer(element) else PICTURE
        return
    around = "\n" if element.tag in FLOW or element.tag == "br" else " " if element.tag in APART else ""
    yield around
    yield re.sub(r"\s+", " ", element.text or "")
    for child in element:
        yield from _pieces(child)
        yield re.sub(r"\s+", " ", child.tail or "")
    yield around


def _is_spacer(element: html.HtmlElement) -> bool:
    """True for a picture of a few pixels, which only keeps a cell open, and for a field that nobody sees."""
    sides = [element.get(side, "").removesuffix("px") for side in ("width", "height")]
    return any(side.isdigit() and int(side) < 4 for side in sides) or element.get("type") == "hidden"


def _without_tail(blocks: list[Block]) -> list[Block]:
    """Drop the site's lines after the article; only short lines at the very end."""
    while blocks and isinstance(last := blocks[-1], Text) and len(last.text) < 60 and _TAIL.match(last.text):
        blocks.pop()
    return blocks
