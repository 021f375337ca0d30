"""Ruled tables -> the form's cells: labels of rows and columns are aligned with the form, and what does not fit is refused.

Rows: the cells that look like row labels, from the top down, are aligned with the form's rows as sequences (monotone), so
that a label that stands twice in the form finds its place. Columns: the cells right of a row's label must be as many as
the form has columns, and headers, where printed, must agree. A row that fits neither way gives no value.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from archive.forms import Block, Form, FormTable, Row
from archive.records import Box
from ocr.forms.labels import column_likeness, plain, row_likenesses
from ocr.forms.sequence import FormRow, align, form_rows, unsettled
from ocr.forms.values import clean
from ocr.note import CellNote, GridNote

# A printed label below this likeness is none of the form's (measured on generated scans: wrong pairs stay under 0.55).
LABEL = 0.62
HEADER = 0.55
LONGER = 1.5
# Two cells stand in one column where their extents overlap by this share of both.
SAME_EXTENT = 0.75
ODD = "单元格的框线不完整"
# Of so many value cells none is this much narrower than the usual one, as a share.
MANY, SLIVER = 5, 0.35
HALF = "换页处另一半行的栏数与表格不符"
TWICE = "表中另有同名行未识读到，行次需核对"
_COLUMN_NAMES = frozenset({"其他", "总计", "合计"})
"""Columns of table 2 that share their names with its rows."""


@dataclass(frozen=True, slots=True)
class PlacedGrid:
    """A ruled table and where it stands: `page` from 1, `order` its place in the document's reading order."""

    page: int
    order: int
    note: GridNote


@dataclass(frozen=True, slots=True)
class Placed:
    """One form cell found: its place in the form (table id, block, row, column), the printed cell, and doubts in words."""

    table: str
    block: int
    row: int
    column: int
    page: int
    cell: CellNote
    doubts: tuple[str, ...] = ()
    header: str = ""


@dataclass(frozen=True, slots=True)
class RowMatch:
    """A printed row label aligned with a form's row. `cells` are the value cells right of it, left to right."""

    table: FormTable
    block: int
    row: int
    grid: PlacedGrid
    label: CellNote
    likeness: float
    cells: tuple[CellNote, ...] = ()
    doubts: tuple[str, ...] = field(default=())
    after: PlacedGrid | None = None

    def home(self, cell: CellNote) -> PlacedGrid:
        """The grid in which a cell of the row stands."""
        there = self.after is not None and any(one is cell for one in self.after.note.cells)
        return self.after if self.after is not None and there else self.grid


def align_rows(form: Form, grids: Sequence[PlacedGrid]) -> list[RowMatch]:
    """Every row of the form that was found, per grid, in printed order."""
    runs: list[list[RowMatch]] = []
    for grid in grids:
        alone = _matches(form, [grid])
        going_on = _going_on(form, runs[-1], alone) if runs and alone else None
        if going_on is not None:
            runs[-1] = going_on
        elif alone:
            runs.append(alone)
    return [match for run in runs for match in run]


def _going_on(form: Form, before: Sequence[RowMatch], grid: Sequence[RowMatch]) -> list[RowMatch] | None:
    """The rows of both as one sequence, if it loses none: a label that the form has twice shows its place by the others'.

    What is lost is a second copy of a table, or one out of order: a sequence of its own.
    """
    grids = list({id(match.grid): match.grid for match in (*before, *grid)}.values())
    joint = _matches(form, grids)
    return joint if len(joint) >= len(before) + len(grid) else None


def _matches(form: Form, grids: Sequence[PlacedGrid]) -> list[RowMatch]:
    labels = [(grid, cell) for grid in grids for cell in _labels(grid)]
    rows = form_rows(form)

    def likenesses(label: tuple[PlacedGrid, CellNote], own: Sequence[Row]) -> Sequence[float]:
        return row_likenesses(label[1].text, own)

    aligned = align(labels, rows, likenesses, LABEL)
    matches = [_row_match(found.place, found.item[1], found.likeness, found.item[0]) for found in aligned]
    doubted = unsettled(aligned, rows, likenesses)
    return [replace(m, doubts=(*m.doubts, TWICE)) if n in doubted else m for n, m in enumerate(matches)]


def _labels(grid: PlacedGrid) -> list[CellNote]:
    labels = (c for c in grid.note.cells if _label_like(c.text) and not _is_over_value(c, grid.note))
    return sorted(labels, key=lambda c: (c.bottom, c.top, c.left))


def _is_over_value(cell: CellNote, grid: GridNote) -> bool:
    """Whether a cell with a column's name stands right over a value: 其他 and 总计 name rows, too, and would outweigh the one
    row that a page has of a table."""
    if cell.left == 0 or plain(cell.text) not in _COLUMN_NAMES:
        return False
    below = [c for c in grid.cells if c.top == cell.bottom + 1 and same_column(c.box, cell.box)]
    return bool(below) and not any(_label_like(c.text) for c in below)


def _more_than_one(label: CellNote, row: Row) -> tuple[str, ...]:
    """A cell with much more text than the row's label holds two labels: the rule between the rows was not found."""
    longest = max(len(plain(text)) for text in (row.labels[-1], *row.aliases))
    return ("行标题单元格含不止一行的标题",) if len(plain(label.text)) > LONGER * longest else ()


def _label_like(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def _row_match(place: FormRow, label: CellNote, likeness: float, grid: PlacedGrid) -> RowMatch:
    doubts = (*(() if label.square else ("行标题单元格的框线不完整",)), *_more_than_one(label, place.row))
    cells = cells_right_of(label, grid.note)
    return RowMatch(place.table, place.block, place.number, grid, label, likeness, cells, doubts)


def cells_right_of(label: CellNote, grid: GridNote) -> tuple[CellNote, ...]:
    """The cells of exactly the label's rows, right of it, from left to right."""
    right = [
        c
        for c in grid.cells
        if c.left > label.right and _overlap((c.box[1], c.box[3]), (label.box[1], label.box[3])) >= SAME_EXTENT
    ]
    return tuple(sorted(right, key=lambda c: c.left))


def _overlap(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The common extent of two ranges as a share of the longer one."""
    common = min(a[1], b[1]) - max(a[0], b[0])
    return max(0.0, common) / max(a[1] - a[0], b[1] - b[0], 1e-9)


def same_column(a: Box, b: Box) -> bool:
    """Whether two boxes have the same horizontal extent."""
    return _overlap((a[0], a[2]), (b[0], b[2])) >= SAME_EXTENT


def place_row(match: RowMatch, matches: Sequence[RowMatch]) -> list[Placed]:
    """The form cells of one aligned row; none where its cells are not the form's columns."""
    block = match.table.blocks[match.block]
    if _is_half_of_lost(match, matches):
        match = replace(match, doubts=(*match.doubts, HALF))
    labels = {id(m.label) for m in matches if m.grid is match.grid}
    cells = tuple(_until_label(match.cells, labels))
    headers = [header_of(cell, match.home(cell).note, block) for cell in cells]
    if match.table.id == "statistics":
        return _place_indicator(match, cells, headers)
    cells, headers = _without_empty_rest(cells, headers, len(block.columns))
    if _has_sliver([_width(cell, match.home(cell).note) for cell in cells]):
        match = replace(match, doubts=(*match.doubts, ODD))
    named = [h for h in headers if h is not None]
    if len(cells) == len(block.columns) and all(h is None or h[0] == i for i, h in enumerate(headers)):
        return [_placed(match, i, cell, h) for i, (cell, h) in enumerate(zip(cells, headers, strict=True))]
    if len({h[0] for h in named}) == len(named) == len(cells) == len(block.columns):
        return [_placed(match, h[0], cell, h) for cell, h in zip(cells, headers, strict=True) if h is not None]
    return _only_named(match, cells, headers)


def _width(cell: CellNote, grid: GridNote) -> float:
    """How wide a cell's columns are: the box of one that no rules bound may be that of its value."""
    known = len(grid.xs) > cell.right + 1
    return grid.xs[cell.right + 1] - grid.xs[cell.left] if known else cell.box[2] - cell.box[0]


def _has_sliver(widths: Sequence[float]) -> bool:
    """Whether one of a row's many cells is far narrower than the others: noughts below one another passed for a standing rule."""
    return len(widths) >= MANY and min(widths) < SLIVER * median(widths)


def _is_half_of_lost(match: RowMatch, matches: Sequence[RowMatch]) -> bool:
    """Whether a blank row was found once more, with values that are not the form's columns: the other half of a cut row."""
    if any(cell.text or cell.ink == "print" for cell in match.cells):
        return False
    place, width = (match.table.id, match.block, match.row), len(match.table.blocks[match.block].columns)
    twins = (m for m in matches if m is not match and (m.table.id, m.block, m.row) == place and len(m.cells) != width)
    return any(cell.text for twin in twins for cell in twin.cells)


def _until_label(cells: Iterable[CellNote], labels: set[int]) -> Iterable[CellNote]:
    """Two tables side by side share their rows: a row ends where the next label begins."""
    for cell in cells:
        if id(cell) in labels:
            return
        yield cell


Header = tuple[int, str]


def header_of(cell: CellNote, grid: GridNote, block: Block) -> Header | None:
    """The column that the nearest header above a cell names, and the header's text; None where none is printed."""
    above = [c for c in grid.cells if c.bottom < cell.top and _label_like(c.text) and same_column(c.box, cell.box)]
    for header in sorted(above, key=lambda c: -c.bottom):
        scores = [column_likeness(header.text, column) for column in block.columns]
        best = max(range(len(scores)), key=scores.__getitem__)
        if scores[best] >= HEADER:
            return best, header.text
    return None


def _without_empty_rest(
    cells: tuple[CellNote, ...], headers: list[Header | None], wanted: int
) -> tuple[tuple[CellNote, ...], list[Header | None]]:
    """Table 1 is as wide as its widest block: cells beyond a narrower block are empty and have no header."""
    while len(cells) > wanted and headers[-1] is None and cells[-1].ink == "none" and not cells[-1].text:
        cells, headers = cells[:-1], headers[:-1]
    return cells, headers


def _only_named(match: RowMatch, cells: Sequence[CellNote], headers: Sequence[Header | None]) -> list[Placed]:
    """The columns are not the form's: only cells right under a header of their own extent are kept, and doubted."""
    counts = [h[0] for h in headers if h is not None]
    return [
        _placed(match, h[0], cell, h, f"该行应有{len(match.table.blocks[match.block].columns)}栏，识读到{len(cells)}栏")
        for cell, h in zip(cells, headers, strict=True)
        if h is not None and counts.count(h[0]) == 1
    ]


def _place_indicator(match: RowMatch, cells: Sequence[CellNote], headers: Sequence[Header | None]) -> list[Placed]:
    """An indicator's row holds its unit and its number: the number stands under 统计数, else it is the row's last cell.

    The unit is printed beside the number or in the label: both are handed on as its header.
    """
    row = match.table.blocks[match.block].rows[match.row]
    # A stroke beside the unit is a value in the same cell.
    units = [c for c in cells if plain(c.text) in {plain(row.unit or ""), "单位"} and "/" not in clean(c.text)]
    if not units and len(cells) > 1 and _is_like_unit(cells[0].text, row.unit or ""):
        units = [cells[0]]
    header = (0, match.label.text + "".join(c.text for c in units))
    under_header = [c for c, h in zip(cells, headers, strict=True) if h is not None]
    if len(under_header) == 1:
        return [_placed(match, 0, under_header[0], header)]
    rest = [c for c in cells if c not in units]
    if len(rest) == 1 and len(units) <= 1 and (not units or units[0].left < rest[0].left):
        return [_placed(match, 0, rest[0], header)]
    return []


def _is_like_unit(text: str, unit: str) -> bool:
    """Whether a text may be the unit with a character misread: 万兀 for 万元."""
    read = plain(text)
    return len(read) == len(unit) > 1 and not set(read).isdisjoint(unit) and not any(char.isdigit() for char in read)


def _placed(match: RowMatch, column: int, cell: CellNote, header: Header | None, *doubts: str) -> Placed:
    home = match.home(cell)
    all_doubts = (*match.doubts, *cell_doubts(cell, home.note), *doubts)
    text = header[1] if header else ""
    return Placed(match.table.id, match.block, match.row, column, home.page, cell, all_doubts, text)


def cell_doubts(cell: CellNote, grid: GridNote) -> tuple[str, ...]:
    """What speaks against a cell's place: a lost or made up rule, columns without proof."""
    odd = () if cell.square else (ODD,)
    return odd if grid.firm else (*odd, "无表格线，栏位未能确认")
