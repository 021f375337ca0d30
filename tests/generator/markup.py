"""A report as HTML. Elements carry what the truth needs: ``data-kind`` the kind of line, ``data-section`` the section's
number, ``data-metric`` a value's cell."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from tests.generator.layout import Cell, Table
from tests.generator.printing import Printed, ems_of
from tests.generator.style import Style

_ASCII = str.maketrans("（）：，", "():,")
_ASCII_BRACKETS = str.maketrans("（）", "()")
_LABEL_VARIANTS = (
    ("audit", "勾稽", "勾嵇"),
    ("society", "社会公益组织", "社会组织"),
    ("law", "其他法律行政法规", "其他法律法规"),
)
_HEADING_VARIANTS = (
    ("short_heading", "存在的主要问题及改进情况", "存在问题及改进情况"),
    (
        "long_heading",
        "政府信息公开行政复议、行政诉讼情况",
        "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    ),
)
NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Part:
    """A piece of a section: its HTML, and its text as a reader should give it."""

    html: str
    text: str


@dataclass(frozen=True)
class Section:
    """A headed part of the report; ``number`` counts from 1."""

    number: int
    title: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """All texts in reading order, without the heading."""
        return "\n".join(part.text for part in self.parts if part.text)


def varied(text: str, style: Style) -> str:
    """A label or heading as this office prints it."""
    for name, official, printed in (*_LABEL_VARIANTS, *_HEADING_VARIANTS):
        if name in style.variants:
            text = text.replace(official, printed)
    return text.translate(_ASCII) if style.brackets == "ascii" else text


def paragraph(text: str, style: Style) -> Part:
    """A body paragraph, indented by two characters."""
    text = text.translate(_ASCII_BRACKETS) if style.brackets == "ascii" else text
    return Part(f'<p data-kind="body">{escape(text)}</p>', text)


def _broken(text: str, style: Style, role: str) -> str:
    """The label with a forced line break in its middle, where the office has that habit."""
    if "broken_labels" in style.variants and role == "head" and 4 <= len(text) <= 9:
        return f"{escape(text[: len(text) // 2])}<br>{escape(text[len(text) // 2 :])}"
    return escape(text)


def _placed(table: Table) -> Iterator[Iterator[tuple[Cell, int]]]:
    """Every row's cells with the column where each begins."""
    taken: dict[int, set[int]] = {}

    def row_cells(at: int, row: tuple[Cell, ...]) -> Iterator[tuple[Cell, int]]:
        column = 0
        for cell in row:
            while column in taken.get(at, set()):
                column += 1
            for below in range(at, at + cell.rowspan):
                taken.setdefault(below, set()).update(range(column, column + cell.colspan))
            yield cell, column

    for at, row in enumerate(table.rows):
        yield row_cells(at, row)


def _cell_html(cell: Cell, column: int, at: int, table: Table, printed: Mapping[str, Printed], style: Style) -> str:
    label = _broken(varied(cell.text, style), style, cell.role)
    inner = label if cell.metric is None else escape(printed[cell.metric].raw)
    if style.upright and cell.upright and (column == 0 or cell.rowspan >= 5):
        inner = f'<span class="upright">{inner}</span>'
    edges = [
        "l" if column == 0 else "",
        "r" if column + cell.colspan == len(table.widths) else "",
        "t" if at == 0 else "",
        "b" if at + cell.rowspan == len(table.rows) else "",
    ]
    kind = "value" if cell.role == "value" else "label"
    marks = f' data-metric="{cell.metric}"' if cell.metric else ""
    spans = f'colspan="{cell.colspan}" rowspan="{cell.rowspan}"'
    return f'<td {spans} class="{cell.role} {" ".join(e for e in edges if e)}" data-kind="{kind}"{marks}>{inner}</td>'


def _cell_text(cell: Cell, printed: Mapping[str, Printed], style: Style) -> str:
    return printed[cell.metric].raw if cell.metric is not None else varied(cell.text, style).strip("　")


def _page_width(page: str) -> float:
    """The width in mm of a page named as CSS does, or given as "226mm 320mm"."""
    named = {"A4": 210.0, "A4 landscape": 297.0, "B5": 176.0, "letter": 216.0}
    return named[page] if page in named else float(page.split("mm")[0])


def _value_pt(table: Table, printed: Mapping[str, Printed], style: Style) -> float:
    """The largest size up to the table's at which the longest value fits into its column, in pt."""
    width_mm = _page_width(style.page) - 2 * style.margin[1]
    size = style.table_pt
    for row in table.rows:
        for cell in (c for c in row if c.metric is not None and c.colspan == 1):
            ems = ems_of(printed[cell.metric or ""].raw)
            room = width_mm * table.widths[-1] / 0.3528 - 2 * style.cell_pad - 2 * style.rule_pt
            size = min(size, room / ems) if ems else size
    return max(size, 6.0)


def table_part(table: Table, printed: Mapping[str, Printed], style: Style) -> Part:
    """A table of the form, with its printed values."""
    rows = []
    for at, cells in enumerate(_placed(table)):
        inner = "".join(_cell_html(cell, column, at, table, printed, style) for cell, column in cells)
        rows.append(f"<tr>{inner}</tr>")
    columns = "".join(f'<col style="width:{share * 100:.2f}%">' for share in table.widths)
    head = table.header_rows if style.repeat_header else 0
    top = f"<thead>{''.join(rows[:head])}</thead>" if head else ""
    caption = (
        f'<p class="caption" data-kind="label">{escape(varied(table.caption, style))}</p>' if table.caption else ""
    )
    size = _value_pt(table, printed, style)
    html = (
        f'{caption}<table class="form {table.name}" style="--value:{size:.2f}pt"><colgroup>{columns}</colgroup>'
        f"{top}<tbody>{''.join(rows[head:])}</tbody></table>"
    )
    texts = [varied(table.caption, style)] + [_cell_text(c, printed, style) for row in table.rows for c in row]
    return Part(html, "\n".join(text for text in texts if text))


def plain_table(rows: tuple[tuple[str, ...], ...], style: Style) -> Part:
    """A table of no form, as some reports have in their first section."""
    html = "".join("<tr>" + "".join(f'<td data-kind="plain">{escape(c)}</td>' for c in row) + "</tr>" for row in rows)
    return Part(f'<table class="plain">{html}</table>', "\n".join(cell for row in rows for cell in row))


def bar_chart(title: str, bars: tuple[tuple[str, int], ...]) -> Part:
    """A bar chart; its labels and numbers are text on the page."""
    most = max(max(n for _, n in bars), 1)
    html = "".join(
        f'<div class="bar"><span class="name">{escape(label)}</span>'
        f'<span class="fill" style="width:{n / most * 55 + 1:.1f}%"></span><span> {n}</span></div>'
        for label, n in bars
    )
    text = "\n".join([title, *(f"{label}\n{n}" for label, n in bars)])
    return Part(f'<div class="chart" data-kind="figure"><p>{escape(title)}</p>{html}</div>', text)


def section_html(section: Section, style: Style) -> str:
    """A section with its heading."""
    heading = varied(f"{NUMERALS[section.number - 1]}、{section.title}", style)
    body = "".join(part.html for part in section.parts)
    return f'<section data-section="{section.number}"><h2 data-kind="heading">{escape(heading)}</h2>{body}</section>'


def title_html(title: str, style: Style) -> str:
    """The title, balanced over two lines when it is long; on a cover also on a page of its own."""
    broken = escape(title)
    if len(title) > 20 and "政府信息公开" in title:
        first, rest = title.split("政府信息公开", 1)
        broken = f"{escape(first)}<br>{escape('政府信息公开' + rest)}"
    heading = f'<h1 data-kind="title">{broken}</h1>'
    return f'<div class="cover">{heading}</div>{heading}' if style.cover else heading


def document_html(
    title: str, sections: tuple[Section, ...], signature: tuple[str, ...], seal: str, css: str, style: Style
) -> str:
    """The whole report. ``seal`` is an SVG, set over the signature when both are there."""
    body = "".join(section_html(section, style) for section in sections)
    lines = "".join(f'<p data-kind="signature">{escape(line)}</p>' for line in signature)
    stamp = f'<div class="seal">{seal}</div>' if seal else ""
    signed = f'<div class="signature">{stamp}{lines}</div>' if signature else ""
    spacer = f'<div style="height:{style.spacer:.0f}mm"></div>' if style.spacer else ""
    return (
        f'<html lang="zh-CN"><head><style>{css}</style><title>{escape(title)}</title></head><body>'
        f"{title_html(title, style)}{spacer}{body}{signed}</body></html>"
    )
