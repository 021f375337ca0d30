"""Printed tables as the readers leave them in a page's note, built by hand."""

from collections.abc import Sequence

from archive.forms import load_form
from archive.records import CellReading
from ocr.forms.align import PlacedGrid
from ocr.note import CellNote, GridNote

Spec = tuple[str, int, int, int, int]
"""Text, first and last row, first and last column of the lattice."""


def cell(spec: Spec, *, confidence: float = 0.99, readers: Sequence[str] = ("cell", "page")) -> CellNote:
    """One cell on a lattice of 20 columns and 60 rows that fills the page."""
    text, top, bottom, left, right = spec
    box = (left / 20, top / 60, (right + 1) / 20, (bottom + 1) / 60)
    readings = tuple(CellReading(reader=r, raw=text, confidence=confidence) for r in readers) if text else ()
    return CellNote(
        top=top,
        bottom=bottom,
        left=left,
        right=right,
        box=box,
        scan=box,
        ink="print" if text else "none",
        readings=readings,
    )


def grid(specs: Sequence[Spec], *, page: int = 1, order: int = 0) -> PlacedGrid:
    """A ruled table of these cells."""
    note = GridNote(
        box=(0, 0, 1, 1), xs=(), ys=(), open_top=False, open_bottom=False, cells=tuple(cell(spec) for spec in specs)
    )
    return PlacedGrid(page, order, note)


def requests_header(first: int = 3) -> list[Spec]:
    """The three header rows of table 2; values begin at this column."""
    organisations = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    return [
        ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 0, 2, 0, first - 1),
        ("申请人情况", 0, 0, first, first + 6),
        ("自然人", 1, 2, first, first),
        ("法人或其他组织", 1, 1, first + 1, first + 5),
        ("总计", 1, 2, first + 6, first + 6),
        *[(name, 2, 2, first + 1 + i, first + 1 + i) for i, name in enumerate(organisations)],
    ]


def requests_row(number: int, at: int, values: Sequence[str], first: int = 3) -> list[Spec]:
    """One row of table 2 of 2019 by its number in the form, printed at this row of the lattice."""
    row = load_form("2019").table("requests").blocks[0].rows[number]
    return [(row.labels[-1], at, at, 0, first - 1), *[(v, at, at, first + i, first + i) for i, v in enumerate(values)]]
