"""HTML to PDF, with the place of every line and every value's cell.

The places come from WeasyPrint's own boxes (``Page._page_box``), the only source that also knows empty cells, the parts of a
row cut by a page break and the lines of running heads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint import HTML

from tests.generator.truth import Box, LineKind


@dataclass(frozen=True)
class Line:
    """One run of text on a page; ``section`` is 0 outside of sections."""

    text: str
    box: Box
    kind: LineKind
    section: int
    metric: str | None


@dataclass(frozen=True)
class CellBox:
    """One piece of a value's cell on a page."""

    metric: str
    box: Box


@dataclass(frozen=True)
class TypesetPage:
    """A page: its size in CSS px (96 to the inch), its lines and value cells; boxes are fractions of the page."""

    width: float
    height: float
    lines: tuple[Line, ...]
    cells: tuple[CellBox, ...]


@dataclass(frozen=True)
class Typeset:
    """A typeset report."""

    pdf: bytes
    pages: tuple[TypesetPage, ...]


@dataclass(frozen=True)
class _Context:
    kind: LineKind
    section: int
    metric: str | None


def _entered(box: Any, context: _Context) -> _Context:
    element = getattr(box, "element", None)
    if element is None or not hasattr(element, "get"):
        return context
    return _Context(
        element.get("data-kind") or context.kind,
        int(element.get("data-section") or context.section),
        element.get("data-metric") or context.metric,
    )


def _fractions(x: float, y: float, width: float, height: float, page: Any) -> Box:
    return (x / page.width, y / page.height, (x + width) / page.width, (y + height) / page.height)


def _inked(box: Any) -> tuple[float, float, float, float]:
    """The em boxes of a text from its baseline: the line box of mixed fonts does not hold its ink."""
    size = box.style["font_size"]
    return box.position_x, box.position_y + box.baseline - 0.87 * size, box.width, 1.01 * size


def _walk(box: Any, context: _Context, page: Any) -> Iterator[Line | CellBox]:
    context = _entered(box, context)
    name = type(box).__name__
    if name == "MarginBox":
        context = _Context("running", 0, None)
    if name == "TableCellBox" and context.metric:
        edges = (box.border_box_x(), box.border_box_y(), box.border_width(), box.border_height())
        yield CellBox(context.metric, _fractions(*edges, page))
    if name == "TextBox" and box.text.strip():
        place = _fractions(*_inked(box), page)
        yield Line(box.text.strip(), place, context.kind, context.section, context.metric)
    for child in getattr(box, "children", ()):
        yield from _walk(child, context, page)


def _read_page(page: Any) -> TypesetPage:
    found = list(_walk(page._page_box, _Context("body", 0, None), page))
    return TypesetPage(
        page.width,
        page.height,
        tuple(f for f in found if isinstance(f, Line)),
        tuple(f for f in found if isinstance(f, CellBox)),
    )


def typeset(html: str) -> Typeset:
    """The PDF of the HTML and what stands where."""
    document = HTML(string=html).render()
    return Typeset(document.write_pdf(), tuple(_read_page(page) for page in document.pages))
