"""Reports on real paper: the official form set as pages, with the true place of every value, as a Reader would give it.

The web's tests need pictures that show what the record says, quickly and without recognition. A document is a JSON order as
in `tests.fakes`; its pages are set by WeasyPrint from the form's own layout, and a link in each cell gives its box.
"""

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from pdf2image import convert_from_bytes
from weasyprint import HTML

from archive.forms import load_form
from archive.ports import NO_HINTS, Hints, Outline
from archive.records import (
    Box,
    CellReading,
    Finding,
    Observation,
    PageImage,
    PageReading,
    ReportReading,
    Run,
    Section,
    Status,
    Table,
    TableCell,
)
from archive.relations import check
from tests.fakes import FakeReader
from tests.fakes import _obey as obey
from web.ui.formtable import Line, Sheet, sheets

DPI = 110
STYLE = """
@page { size: A4; margin: 18mm 15mm }
body { font: 10.5pt/1.7 'Noto Sans CJK SC', 'WenQuanYi Zen Hei', sans-serif }
h1 { font-size: 17pt; text-align: center } h2 { font-size: 12.5pt }
table { border-collapse: collapse; width: 100%; font-size: 7.5pt; line-height: 1.3 }
th, td { border: .6pt solid #000; padding: 2pt; font-weight: 400; text-align: center }
td a { display: block; color: #000; text-decoration: none; min-height: 9pt }
p { text-indent: 2em; margin: .3em 0 }
"""
TITLES = ("总体情况", "主动公开政府信息情况", "收到和处理政府信息公开申请情况", "政府信息公开行政复议、行政诉讼情况")
MORE = ("存在的主要问题及改进情况", "其他需要报告的事项")


class PaperReader(FakeReader):
    """A Reader whose pages can be looked at."""

    def read_pages(
        self, source: Path, media_type: str, first: int, last: int
    ) -> Iterator[tuple[PageReading, PageImage]]:
        text = source.read_text(encoding="utf-8")
        images, _ = paper(text)
        for number in range(first, last + 1):
            obey(json.loads(text), number)
            data, width, height = images[number - 1]
            layout = text if number == 1 else ""
            yield (
                PageReading(number=number, width=width, height=height, source="recognised", layout=layout),
                PageImage(number=number, media_type="image/png", data=data),
            )

    def outline(self, source: Path, filename: str) -> Outline:
        super().outline(source, filename)
        images, _ = paper(source.read_text(encoding="utf-8"))
        return Outline(media_type="application/x-fake", pages=len(images))

    def assemble(
        self,
        pages: Sequence[PageReading],
        image: Callable[[int], PageImage],
        filename: str,
        hints: Hints = NO_HINTS,
    ) -> tuple[ReportReading, ...]:
        _, boxes = paper(pages[0].layout)
        orders = json.loads(pages[0].layout)
        return tuple(_reading(order, boxes, len(pages)) for order in orders["reports"])


Place = tuple[int, Box]


@lru_cache(maxsize=64)
def paper(text: str) -> tuple[tuple[tuple[bytes, int, int], ...], dict[str, Place]]:
    """The pages of a document as PNG with their sizes, and the place of every cell and paragraph by name."""
    orders = json.loads(text)
    document = HTML(string=f"<style>{STYLE}</style>" + "".join(map(_page_html, orders["reports"]))).render()
    boxes: dict[str, Place] = {}
    for number, page in enumerate(document.pages, 1):
        for _kind, target, (left, top, right, bottom), _box in page.links:
            name = target.removeprefix("https://m/")
            box = (left / page.width, top / page.height, right / page.width, bottom / page.height)
            boxes.setdefault(name, (number, box))
    images = convert_from_bytes(document.write_pdf(), dpi=DPI, grayscale=True)
    return tuple((_png(image), image.width, image.height) for image in images), boxes


def _png(image: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def _page_html(order: Mapping[str, Any]) -> str:
    title = order.get("title") or f"{order['office']}{order['year']}年政府信息公开工作年度报告"
    forms = sheets(order["edition"])
    parts = []
    for number, heading in enumerate((*TITLES, *MORE), 1):
        own = "".join(_sheet_html(sheet, order["values"]) for sheet in forms if sheet.section in (number, 0))
        prose = _prose_html(order, number)
        parts.append(f"<h2>{'一二三四五六'[number - 1]}、{heading}</h2>{prose}{own}")
        forms = tuple(sheet for sheet in forms if sheet.section != 0)
    return f"<h1>{escape(title)}</h1>" + (_prose_html(order, 0) if _opens(order) else "") + "".join(parts)


def _opens(order: Mapping[str, Any]) -> bool:
    """Whether prose stands before the first section."""
    return "0" in order.get("texts", {})


def _prose_html(order: Mapping[str, Any], number: int) -> str:
    return "".join(
        f'<p><a href="https://m/text-{number}-{at}">{escape(line)}</a></p>' for at, line in _prose(order, number)
    )


def _prose(order: Mapping[str, Any], number: int) -> Iterator[tuple[int, str]]:
    texts = order.get("texts", {})
    default = "无其他需要报告的事项。" if number == 6 else f"本部分由{order['office'] or '本机关'}编写，数据截至年底。"
    yield from enumerate(str(texts.get(str(number), default)).split("\n"))


def _sheet_html(sheet: Sheet, values: Mapping[str, str | None]) -> str:
    return f"<table>{''.join(_line_html(line, values) for line in sheet.lines)}</table>"


def _line_html(line: Line, values: Mapping[str, str | None]) -> str:
    heads = "".join(f'<th colspan="{h.columns}" rowspan="{h.rows}">{escape(h.text)}</th>' for h in line.heads)
    unit = f"<td>{line.unit}</td>" if line.unit else ""
    cells = "".join(
        f'<td colspan="{v.columns}"><a href="https://m/{v.metric}">{escape(values.get(v.metric) or "")}&nbsp;</a></td>'
        for v in line.values
    )
    return f"<tr>{heads}{unit}{cells}</tr>"


def _reading(order: Mapping[str, Any], boxes: Mapping[str, Place], pages: int) -> ReportReading:
    edition = order["edition"]
    metrics = () if edition == "none" else load_form(edition).metrics
    observations = tuple(_observation(metric.id, metric.unit, order, boxes) for metric in metrics)
    findings = () if edition == "none" else check(edition, observations)
    return ReportReading(
        title=order.get("title"),
        office_name=order["office"],
        year=order["year"],
        edition=edition,
        scope=order.get("scope"),
        pages=tuple(range(1, pages + 1)),
        preamble=_section(order, 0, boxes) if _opens(order) else None,
        sections=tuple(_section(order, number, boxes) for number in range(1, 7)),
        tables=tuple(Table.model_validate(table) for table in order["tables"])
        if "tables" in order
        else tuple(_table(sheet, order["values"]) for sheet in sheets(edition)),
        observations=observations,
        findings=(*findings, *(Finding.model_validate(finding) for finding in order.get("findings", ()))),
    )


def _section(order: Mapping[str, Any], number: int, boxes: Mapping[str, Place]) -> Section:
    """The prose, then the cells of the section's tables one a line, as records have it."""
    runs, lines, at = [], [], 0
    for place, line in _prose(order, number):
        page, box = boxes[f"text-{number}-{place}"]
        runs.append(Run(start=at, end=at + len(line), page=page, box=box))
        lines.append(line)
        at += len(line) + 1
    for sheet in sheets(order["edition"]):
        if number and sheet.section == number:
            lines += [cell.text for cell in _table(sheet, order["values"]).cells]
    found = sorted({run.page for run in runs})
    title = ("", *TITLES, *MORE)[number]
    return Section(number=number, title=title, text="\n".join(lines), pages=tuple(found), runs=tuple(runs))


def _table(sheet: Sheet, values: Mapping[str, str | None]) -> Table:
    cells = [
        TableCell(row=row, column=column, text=text)
        for row, line in enumerate(sheet.lines)
        for column, text in enumerate(
            [*(h.text for h in line.heads), *(values.get(v.metric) or "" for v in line.values)]
        )
        if text
    ]
    return Table(form=sheet.id, pages=(1,), section=sheet.section or 1, cells=tuple(cells))


def _observation(metric: str, unit: str | None, order: Mapping[str, Any], boxes: Mapping[str, Place]) -> Observation:
    value = order["values"].get(metric)
    status = Status(order.get("statuses", {}).get(metric, Status.NOT_STATED if value is None else Status.CERTAIN))
    doubtful = metric in order["doubtful"]
    if status in (Status.MISSING, Status.ABSENT):
        return Observation(metric=metric, value=None, unit=unit, raw=None, status=status)
    page, box = boxes[metric]
    sure = 0.5 if doubtful else 0.99
    seen = doubtful or value is not None
    readers = [CellReading(reader=name, raw=value or "", confidence=sure) for name in ("cell", "page") if seen]
    return Observation(
        metric=metric,
        value=value,
        unit=unit,
        raw=value or "",
        status=Status.DOUBTFUL if doubtful else status,
        confidence=sure,
        page=page,
        box=box,
        readings=tuple(readers),
        reason="两种识读不一致" if doubtful else None,
    )
