"""The table of reconsideration and litigation: no row labels, fifteen values under three groups of five headers."""

from collections.abc import Sequence

from archive.forms import Form
from archive.records import Box
from ocr.forms.align import Placed, PlacedGrid, cell_doubts, same_column
from ocr.forms.labels import likeness, plain
from ocr.forms.values import NOTHING, clean
from ocr.note import CellNote, GridNote

PARTS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
GROUPS = ("行政复议", "未经复议直接起诉", "复议后起诉")
LIKE = 0.6
# A group's name must be read better than a part's: 行政复议 and 复议后起诉 share their characters.
NAMED = 0.75
# A cell that reaches so far under a header, as a share of its width, is in its column.
NARROW = 0.05
# A cell so much wider than five leaves holds the names of two groups, between which a rule was lost.
WIDER = 1.5
# Of a row's cells so many stand under the headers, where some run together.
MOST = 0.6
DASHED = frozenset("一二")
LITIGATION = frozenset(range(len(PARTS), 3 * len(PARTS)))
Leaf = tuple[int, CellNote]


def place_disputes(form: Form, grids: Sequence[PlacedGrid]) -> list[Placed]:
    """The cells of the form's table `disputes`, where some grid is one; a value row may stand after a page break."""
    if not any(table.id == "disputes" for table in form.tables):
        return []
    following = [*grids[1:], None]
    levels = _with_unnamed([leaf_levels(grid.note) for grid in grids], grids)
    return [
        place
        for grid, after, own in zip(grids, following, levels, strict=False)
        for leaves in own
        for place in _place_level(leaves, grid, after)
    ]


def _with_unnamed(levels: Sequence[list[list[Leaf]]], grids: Sequence[PlacedGrid]) -> list[list[list[Leaf]]]:
    """The levels of each grid, with five leaves whose group's name stayed on the page before.

    They are reconsideration's where a level below them is all of litigation, and reconsideration is nowhere else.
    """
    known = [frozenset(column for leaves in own for column, _ in leaves) for own in levels]
    if frozenset().union(*known) != LITIGATION or LITIGATION not in known:
        return list(levels)
    below = known.index(LITIGATION)
    unnamed = [(at, five) for at in range(below) for five in _unnamed(grids[at].note)]
    if len(unnamed) != 1:
        return list(levels)
    ((first, five),) = unnamed
    return [[list(enumerate(five))] if at == first else own for at, own in enumerate(levels)]


def _unnamed(grid: GridNote) -> list[Sequence[CellNote]]:
    """The rows of five leaves, and no other cell, over which no group is named."""
    rows = [[c for c in grid.cells if c.bottom == bottom] for bottom in sorted({c.bottom for c in grid.cells})]
    fives = [sorted(row, key=lambda c: c.left) for row in rows if len(row) == len(PARTS)]
    return [five for five in fives if _fits(five) and _group_above(five, grid) is None]


def _place_level(leaves: Sequence[Leaf], grid: PlacedGrid, after: PlacedGrid | None) -> list[Placed]:
    values = _values_below(leaves, grid.note)
    if values:
        return [_placed(column, cell, grid) for column, cell in values]
    if after is not None and after.page == grid.page + 1:
        return [_placed(column, cell, after) for column, cell in _values_by_extent(leaves, after.note)]
    return []


def _placed(column: int, cell: CellNote, grid: PlacedGrid) -> Placed:
    return Placed("disputes", 0, 0, column, grid.page, cell, cell_doubts(cell, grid.note), "")


def leaf_levels(grid: GridNote) -> list[list[Leaf]]:
    """For each row of leaf headers, from the top down, its header cells with their columns 0 to 14."""
    bottoms = sorted({c.bottom for c in grid.cells if any(likeness(c.text, part) >= LIKE for part in PARTS)})
    levels = [_leaves(bottom, grid) for bottom in bottoms]
    return [leaves for leaves in levels if leaves]


def _leaves(bottom: int, grid: GridNote) -> list[Leaf]:
    level = sorted((c for c in grid.cells if c.bottom == bottom), key=lambda c: c.left)
    starts = _windows(level)
    if len(level) == 3 * len(PARTS) and _rest_of_header(level, starts):
        return list(enumerate(level))
    groups = _complete([_group_above(level[start : start + 5], grid) for start in starts], len(level))
    return [
        (group * 5 + i, cell)
        for start, group in zip(starts, groups, strict=True)
        if group is not None
        for i, cell in enumerate(level[start : start + 5])
    ]


def _rest_of_header(level: Sequence[CellNote], starts: Sequence[int]) -> bool:
    """A header cut by the page break: of three groups two read as they should, and of the third only ends are here.

    Or all that is here are ends, some of them printed.
    """
    if len(starts) < len(GROUPS) and all(_ends_of_parts(level[s : s + 5]) for s in (0, 5, 10)):
        return sum(bool(cell.text) for cell in level) >= len(PARTS)
    cut = [s for s in (0, 5, 10) if s not in starts and _ends_of_parts(level[s : s + 5])]
    return len(starts) == 2 and sorted([*starts, *cut]) == [0, 5, 10]


def _ends_of_parts(five: Sequence[CellNote]) -> bool:
    """Whether five cells hold nothing, or what comes last in their parts: 维持 of 结果维持."""
    return all(part.endswith(plain(cell.text)) for cell, part in zip(five, PARTS, strict=True))


def _windows(level: Sequence[CellNote]) -> list[int]:
    """Where five neighbouring cells read as the five parts in their order.

    In a row of more or fewer columns than the form's none of them may be bare.
    """
    starts: list[int] = []
    whole = len(level) % len(PARTS) == 0
    for start in range(len(level) - 4):
        five = level[start : start + 5]
        if (not starts or start >= starts[-1] + 5) and _fits(five) and (whole or not any(map(_is_bare, five))):
            starts.append(start)
    return starts


def _is_bare(cell: CellNote) -> bool:
    """Whether nothing is printed in a header: a streak on the glass passes for a rule and makes a column of its own."""
    return cell.ink == "none" and not cell.text


def _fits(five: Sequence[CellNote]) -> bool:
    """Most can be read, and none reads as another part."""
    scores = [[likeness(cell.text, part) for part in PARTS] for cell in five]
    right = sum(score[i] >= LIKE for i, score in enumerate(scores))
    wrong = sum(max(score) >= 0.75 and score[i] < LIKE for i, score in enumerate(scores))
    return right >= 3 and not wrong


def _group_above(five: Sequence[CellNote], grid: GridNote) -> int | None:
    """The group whose name stands nearest above the middle of five leaves."""
    left, right = five[0].box[0], five[-1].box[2]
    above = [c for c in grid.cells if c.bottom < five[0].top and c.box[0] <= (left + right) / 2 <= c.box[2]]
    named = [c for c in above if c.box[2] - c.box[0] <= WIDER * (right - left)]
    for cell in sorted(named, key=lambda c: -c.bottom):
        scores = [likeness(cell.text, group) for group in GROUPS]
        best = max(range(len(GROUPS)), key=scores.__getitem__)
        if scores[best] >= NAMED:
            return best
    return None


def _complete(groups: list[int | None], width: int) -> list[int | None]:
    """All three groups stand in the form's order, so that one that cannot be read is known by the others.

    Two groups that are all of the table, their names on the page before, are those of litigation: reconsideration has
    one.
    """
    if groups == [None, None] and width == 2 * len(PARTS):
        return [1, 2]
    if len(groups) == 3 and all(g in {None, i} for i, g in enumerate(groups)):
        return [0, 1, 2]
    if len(groups) == 2 and groups in ([1, None], [None, 2]):
        return [1, 2]
    return groups


def _values_below(leaves: Sequence[Leaf], grid: GridNote) -> list[Leaf]:
    """The cells of the row under the leaves, each of its leaf's extent; none under a leaf that two cells share."""
    values: list[Leaf] = []
    for column, leaf in leaves:
        below = [c for c in grid.cells if c.top == leaf.bottom + 1 and _under(c.box, leaf.box)]
        values += [(column, cell) for cell in below if len(below) == 1 and same_column(cell.box, leaf.box)]
    return values


def _under(cell: Box, leaf: Box) -> bool:
    """Whether a cell stands under a leaf by more than the places of rules differ."""
    return min(cell[2], leaf[2]) - max(cell[0], leaf[0]) > NARROW * (leaf[2] - leaf[0])


def _values_by_extent(leaves: Sequence[Leaf], grid: GridNote) -> list[Leaf]:
    """After a page break: the next page's first row, where it has one cell of the same extent for every leaf.

    A row of all fifteen has them in the form's order, though rules were lost between some of the leaves; where rules of the row
    were lost, the values between the others are in their columns.
    A row with a label in it is the rest of a header that the break cut, and a row without any print may be; a dash is read as
    一 or, with a rule, as 二.
    """
    first = sorted((c for c in grid.cells if c.top == 0), key=lambda c: c.left)
    printed = [c.text for c in first if c.text]
    if not printed or any(map(_is_named, printed)):
        return []
    if len(first) == 3 * len(PARTS) and all(same_column(first[column].box, leaf.box) for column, leaf in leaves):
        return list(enumerate(first))
    pairs = [(column, cell) for column, leaf in leaves for cell in first if same_column(cell.box, leaf.box)]
    return pairs if len(pairs) >= MOST * len(leaves) and len(first) <= len(leaves) else []


def _is_named(text: str) -> bool:
    """Whether a text has characters of a label."""
    return clean(text) not in NOTHING and any("\u4e00" <= char <= "\u9fff" and char not in DASHED for char in text)
