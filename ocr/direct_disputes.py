"""The table of reconsideration and litigation without ruling lines: its headers and values by the words' places."""

from collections.abc import Sequence
from itertools import pairwise

from ocr.cells import may_be_value
from ocr.direct import DirectGrid, Phrase
from ocr.disputes import GROUPS, NAMED, PARTS
from ocr.grid import Grid, GridCell
from ocr.labels import likeness
from ocr.page import PixelBox, WorkWord
from ocr.value_columns import find_columns

LEAF = 0.75
REACH = 4.0  # heights of a line: how far below its leaf a value may stand


def dispute_grids(phrases: Sequence[Phrase], words: Sequence[WorkWord]) -> list[DirectGrid]:
    """One grid for each row of leaf headers: the groups above, the leaves, the values below."""
    grids = [_grid(level, phrases, words) for level in _levels(phrases)]
    return [grid for grid in grids if grid is not None]


def _levels(phrases: Sequence[Phrase]) -> list[list[Phrase]]:
    """Leaf headers on one level, left to right; five, ten or fifteen of them."""
    leaves = [p for p in phrases if max(likeness(p.text, part) for part in PARTS) >= LEAF]
    levels: list[list[Phrase]] = []
    for leaf in sorted(leaves, key=lambda p: p.middle):
        height = leaf.box[3] - leaf.box[1]
        if levels and leaf.middle - levels[-1][0].middle <= 0.6 * height:
            levels[-1].append(leaf)
        else:
            levels.append([leaf])
    ordered = [sorted(level, key=lambda p: p.box[0]) for level in levels]
    return [level for level in ordered if len(level) in {5, 10, 15} and _apart(level)]


def _apart(level: Sequence[Phrase]) -> bool:
    return all(a.box[2] <= b.box[0] + 4 for a, b in pairwise(level))


def _grid(level: Sequence[Phrase], phrases: Sequence[Phrase], words: Sequence[WorkWord]) -> DirectGrid | None:
    bottom = max(leaf.box[3] for leaf in level)
    values = _row_below(bottom, level, words)
    columns = find_columns([values], [leaf.box for leaf in level], [], len(level))
    if columns is None or 2 * len(values) < len(level):
        return None
    if not all(columns.edges[i] <= leaf.centre <= columns.edges[i + 1] for i, leaf in enumerate(level)):
        return None
    top = min(leaf.box[1] for leaf in level)
    ys = (top - 60, top, bottom, max(v[3] for v in values) + 4)
    groups, texts = _group_cells(level, phrases, columns.edges, ys)
    cells = list(groups)
    for row, y in ((1, 1), (2, 2)):
        for column in range(len(level)):
            if row == 1:
                texts[len(cells)] = level[column].text
            box = (columns.edges[column], ys[y], columns.edges[column + 1], ys[y + 1])
            cells.append(GridCell(row, row, column, column, box))
    return DirectGrid(Grid(columns.edges, ys, tuple(cells)), texts, columns.firm)


def _row_below(bottom: float, level: Sequence[Phrase], words: Sequence[WorkWord]) -> list[PixelBox]:
    """The boxes of the first line under the leaves, left to right; empty where that line has words that are no values."""
    height = min(leaf.box[3] - leaf.box[1] for leaf in level)
    left, right = level[0].box[0] - height, level[-1].box[2] + height
    below = [
        w for w in words if bottom < _middle(w) < bottom + REACH * height and left <= (w.box[0] + w.box[2]) / 2 <= right
    ]
    if not below:
        return []
    first = min(_middle(w) for w in below)
    line = [w for w in below if _middle(w) <= first + 0.6 * height]
    return sorted((w.box for w in line), key=lambda b: b[0]) if all(may_be_value(w.text) for w in line) else []


def _middle(word: WorkWord) -> float:
    return (word.box[1] + word.box[3]) / 2


def _group_cells(
    level: Sequence[Phrase], phrases: Sequence[Phrase], edges: Sequence[float], ys: Sequence[float]
) -> tuple[list[GridCell], dict[int, str]]:
    """A cell over each five leaves, with the name printed nearest above the middle of them, if any."""
    cells: list[GridCell] = []
    texts: dict[int, str] = {}
    for start in range(0, len(level), 5):
        left, right = edges[start], edges[start + 5]
        above = [p for p in phrases if p.box[3] <= level[start].middle and _over(p, left, right)]
        named = [p for p in above if max(likeness(p.text, group) for group in GROUPS) >= NAMED]
        if named:
            texts[len(cells)] = max(named, key=lambda p: p.box[3]).text
        else:
            texts[len(cells)] = ""
        cells.append(GridCell(0, 0, start, start + 4, (left, ys[0], right, ys[1])))
    return cells, texts


def _over(phrase: Phrase, left: float, right: float) -> bool:
    """Whether a group's name is centred over its five leaves."""
    return abs(phrase.centre - (left + right) / 2) <= 0.3 * (right - left)
