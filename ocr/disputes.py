"""The table of reconsideration and litigation: no row labels, fifteen values under three groups of five headers."""

from collections.abc import Sequence

from archive.forms import Form
from ocr.align import Placed, PlacedGrid, same_column
from ocr.labels import likeness
from ocr.note import CellNote, GridNote

PARTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
GROUPS = ("行政复议", "未经复议直接起诉", "复议后起诉")
LIKE = 0.6
Values = list[tuple[int, CellNote]]


def place_disputes(form: Form, grids: Sequence[PlacedGrid]) -> list[Placed]:
    """The cells of the form's table `disputes`, where some grid is one; a value row may stand after a page break."""
    if not any(table.id == "disputes" for table in form.tables):
        return []
    placed: list[Placed] = []
    for number, grid in enumerate(grids):
        leaves = leaf_headers(grid.note)
        if not leaves:
            continue
        values = _values_below(leaves, grid.note)
        source = grid
        if not values and number + 1 < len(grids) and grids[number + 1].page == grid.page + 1:
            source = grids[number + 1]
            values = _values_by_extent(leaves, source.note)
        placed += [
            Placed("disputes", 0, 0, column, source.page, cell, () if cell.square else ("单元格的框线不完整",), "")
            for column, cell in values
        ]
    return placed


def leaf_headers(grid: GridNote) -> list[tuple[int, CellNote]]:
    """The header cells above the values with their columns 0 to 14; empty where the grid is no such table.

    A group counts only where it has exactly five leaves of which most can be read and none contradicts its place.
    """
    leaves: list[tuple[int, CellNote]] = []
    rows: dict[int, list[CellNote]] = {}
    for cell in grid.cells:
        if any(likeness(cell.text, part) >= LIKE for part in PARTS):
            rows.setdefault(cell.bottom, []).append(cell)
    if not rows or max(len(row) for row in rows.values()) < 3:
        return []
    bottom = max(rows, key=lambda b: len(rows[b]))
    level = sorted((c for c in grid.cells if c.bottom == bottom), key=lambda c: c.left)
    for start, group in _group_starts(level, grid):
        five = level[start : start + 5]
        if len(five) == 5 and _fits(five):
            leaves += [(group * 5 + i, cell) for i, cell in enumerate(five)]
    return leaves


def _fits(five: Sequence[CellNote]) -> bool:
    scores = [[likeness(cell.text, part) for part in PARTS] for cell in five]
    right = sum(score[i] >= LIKE for i, score in enumerate(scores))
    wrong = sum(max(score) >= 0.75 and score[i] < LIKE for i, score in enumerate(scores))
    return right >= 3 and not wrong


def _group_starts(level: Sequence[CellNote], grid: GridNote) -> list[tuple[int, int]]:
    """(index of the first leaf, group) of each group in the row of leaves."""
    named = [(cell, _group_of(cell.text)) for cell in grid.cells if _group_of(cell.text) is not None]
    starts: list[tuple[int, int]] = []
    for cell, group in named:
        under = [i for i, leaf in enumerate(level) if cell.box[0] <= _middle(leaf) <= cell.box[2]]
        if len(under) == 5 and group is not None and all(group != g and under[0] != s for s, g in starts):
            starts.append((under[0], group))
    if not starts and len(level) == 15:
        return [(0, 0), (5, 1), (10, 2)]
    if len(level) == 15 and len(starts) < 3:
        known = {group for _, group in starts}
        starts += [(group * 5, group) for group in range(3) if group not in known]
    return starts


def _group_of(text: str) -> int | None:
    scores = [likeness(text, group) for group in GROUPS]
    best = max(range(3), key=scores.__getitem__)
    return best if scores[best] >= LIKE else None


def _middle(cell: CellNote) -> float:
    return (cell.box[0] + cell.box[2]) / 2


def _values_below(leaves: Sequence[tuple[int, CellNote]], grid: GridNote) -> Values:
    """The cell right under each leaf, of the same extent."""
    values: Values = []
    for column, leaf in leaves:
        below = [c for c in grid.cells if c.top == leaf.bottom + 1 and same_column(c.box, leaf.box)]
        values += [(column, cell) for cell in below]
    return values


def _values_by_extent(leaves: Sequence[tuple[int, CellNote]], grid: GridNote) -> Values:
    """After a page break: the next page's first row, where it has one cell of the same extent for every leaf."""
    first = [c for c in grid.cells if c.top == 0]
    if len(first) != len(leaves):
        return []
    pairs = [(column, next((c for c in first if same_column(c.box, leaf.box)), None)) for column, leaf in leaves]
    return [(column, cell) for column, cell in pairs if cell is not None] if all(c for _, c in pairs) else []
