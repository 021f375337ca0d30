"""The table of reconsideration and litigation without ruling lines: its headers and values by the words' places."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from archive.boxes import around, overlap
from ocr.forms.disputes import GROUPS, NAMED, PARTS
from ocr.forms.labels import likeness
from ocr.forms.values import clean
from ocr.page import PixelBox, WorkWord
from ocr.tables.cells import may_be_value
from ocr.tables.ruled.grid import Grid, GridCell
from ocr.tables.unruled.bare_disputes import bare_rows, unproven_rows
from ocr.tables.unruled.direct import SPECK, DirectGrid
from ocr.tables.unruled.phrases import Phrase
from ocr.tables.unruled.value_columns import Columns, find_columns

LEAF = 0.75
PROSE = 5  # characters: the shortest heading, longer than the number of a page
ROOM = 1.3  # heights of a line: a row of the table is higher
FLAT = 0.5  # heights of a line: dashes are lower
OUTER, HALF = 1.0, 0.5  # pitches: where the next header would stand, and how far out a value may where none does
REACH = 4.0  # heights of a line: how far below its leaf a value may stand


def dispute_grids(
    phrases: Sequence[Phrase], words: Sequence[WorkWord], columns: Sequence[Sequence[Phrase]] = ()
) -> list[DirectGrid]:
    """One grid for each row of leaf headers: the groups above, the leaves, the values below, if the page has them.

    `columns` are leaves as a scan's print shows them (`ocr.tables.unruled.header_columns`), which phrases may not.
    """
    shown = [filled for level in columns if _apart(level) and (filled := _filled(level))]
    made = (_grid(level, phrases, words) for level in max(shown, _levels(phrases), key=_count))
    grids = [grid for grid in made if grid is not None]
    bare = bare_rows(words)
    whole = [row for row in bare if len(row.texts) == 3 * len(PARTS)]
    if whole:
        return whole
    unproven = [] if bare or any(not grid.loose for grid in grids) else unproven_rows(words)
    return unproven or grids or bare


Level = Sequence[Phrase | None]
"""The leaf headers of one row, left to right, five for each group; None where one was not found among its neighbours."""


def _levels(phrases: Sequence[Phrase]) -> list[Level]:
    """The rows of leaf headers, from the top down."""
    leaves = [p for p in phrases if max(likeness(p.text, part) for part in PARTS) >= LEAF]
    levels: list[list[Phrase]] = []
    for leaf in sorted(_best_readings(leaves), key=lambda p: p.box[1]):
        level = next((level for level in levels if any(_beside(leaf, other) for other in level)), None)
        if level is None:
            levels.append([leaf])
        else:
            level.append(leaf)
    ordered = [sorted(level, key=lambda p: p.box[0]) for level in levels]
    return [filled for level in ordered if _apart(level) and (filled := _filled(level))]


def _count(levels: Sequence[Level]) -> int:
    return sum(len(_known(level)) for level in levels)


def _filled(level: Sequence[Phrase]) -> Level:
    """The leaves in their groups, one at most lacking in each; none where they do not follow one another as in the form."""
    groups: list[list[Phrase | None]] = []
    before = len(PARTS)
    for leaf in level:
        scores = [likeness(leaf.text, part) for part in PARTS]
        part = scores.index(max(scores))
        if part <= before:
            groups.append([None] * len(PARTS))
        groups[-1][part] = leaf
        before = part
    whole = all(group.count(None) <= 1 for group in groups) and 1 <= len(groups) <= len(GROUPS)
    return [leaf for group in groups for leaf in group] if whole else []


def _known(level: Level) -> list[Phrase]:
    return [leaf for leaf in level if leaf is not None]


def _beside(a: Phrase, b: Phrase) -> bool:
    """Whether two headers share most of their height; those of groups with fewer levels stand a little higher."""
    common = min(a.box[3], b.box[3]) - max(a.box[1], b.box[1])
    return common >= 0.5 * min(a.box[3] - a.box[1], b.box[3] - b.box[1])


def _best_readings(leaves: Sequence[Phrase]) -> list[Phrase]:
    """Of phrases that share words, the one most like a part of the form."""
    kept: list[Phrase] = []
    for leaf in sorted(leaves, key=lambda p: -max(likeness(p.text, part) for part in PARTS)):
        if not any(overlap(leaf.box, other.box) for other in kept):
            kept.append(leaf)
    return kept


def _apart(level: Sequence[Phrase]) -> bool:
    return all(a.box[2] <= b.box[0] + 4 for a, b in pairwise(level))


def _grid(level: Level, phrases: Sequence[Phrase], words: Sequence[WorkWord]) -> DirectGrid | None:
    """The headers and the row of values; a loose grid of the headers alone where the page ends with them."""
    known = _known(level)
    bottom = max(leaf.box[3] for leaf in known)
    values = _one_a_column(_row_below(bottom, level, words), level)
    columns = find_columns([values], [leaf.box if leaf else None for leaf in level], [], len(level))
    if columns is None:
        return None
    edges = _beside_others(columns.edges, bottom, level, words)
    if not all(leaf is None or edges[i] <= leaf.centre <= edges[i + 1] for i, leaf in enumerate(level)):
        return None
    blank = not values and _numbers_below(bottom, words)
    end = _end(bottom, known, words)
    if blank or (2 * len(values) < len(level) and end is None):
        return _made(level, phrases, replace(columns, edges=edges), ()) if not values else None
    # Where no value was read, its row may stand anywhere above the next text: digits that no detector saw are its print.
    last = max((v[3] + 4 for v in values), default=end or bottom + _line(known))
    if values and max(v[3] - v[1] for v in values) < FLAT * _line(known):
        last = max(last, values[0][1] + values[0][3] - bottom)  # dashes stand at half the height of their row
    return replace(_made(level, phrases, replace(columns, edges=edges), (last,)), guessed=not values)


def _made(level: Level, phrases: Sequence[Phrase], columns: Columns, rows: Sequence[float]) -> DirectGrid:
    """The grid of the groups, the leaves and the rows of values, which end at these heights; loose without any."""
    known, edges = _known(level), columns.edges
    top = min(leaf.box[1] for leaf in known)
    ys = (top - 60, top, max(leaf.box[3] for leaf in known), *rows)
    cells, texts = _group_cells(len(level), top, phrases, edges, ys)
    for row in range(1, len(ys) - 1):
        for column, leaf in enumerate(level):
            if row == 1:
                texts[len(cells)] = leaf.text if leaf else ""
            cells.append(GridCell(row, row, column, column, (edges[column], ys[row], edges[column + 1], ys[row + 1])))
    return DirectGrid(Grid(edges, ys, tuple(cells)), texts, columns.firm, loose=not rows)


def _beside_others(
    edges: tuple[float, ...], bottom: float, level: Level, words: Sequence[WorkWord]
) -> tuple[float, ...]:
    """The edges, the outer ones no further out than where the values of a table beside this one begin."""
    left, right = _reach(level, words)
    height = _line(_known(level))
    line = [w.box for w in words if bottom < _middle(w) < bottom + REACH * height]
    first = max((b[2] + 1 for b in line if (b[0] + b[2]) / 2 < left), default=edges[0])
    last = min((b[0] - 1 for b in line if (b[0] + b[2]) / 2 > right), default=edges[-1])
    return (max(edges[0], first), *edges[1:-1], min(edges[-1], last))


def _end(bottom: float, leaves: Sequence[Phrase], words: Sequence[WorkWord]) -> float | None:
    """Where the page goes on below the table, if not before a row of values had room: then the row is there, and sparse.

    What was not read as the row of values, numbers or the rest of the headers, must not stand there; the last line of a page
    may be its foot, and the row on the next page.
    """
    line = _line(leaves)
    below = sorted((w for w in words if w.box[1] > bottom - 0.5 * line and not may_be_value(w.text)), key=_middle)
    if not below or below[0].box[1] - bottom <= ROOM * line or not _is_next(below[0].text):
        return None
    return below[0].box[1] if _middle(below[-1]) - _middle(below[0]) > line else None


def _is_next(text: str) -> bool:
    """Whether a line is what comes after a table: prose, a heading, or the name of the next group of disputes."""
    names = (*GROUPS, "行政诉讼")
    begun = len(clean(text)) > 1 and any(name.startswith(clean(text)) for name in names)  # a narrow cell wraps it
    return begun or len(text) >= PROSE or max(likeness(text, name) for name in names) >= NAMED


def _numbers_below(bottom: float, words: Sequence[WorkWord]) -> bool:
    """Whether any number stands between the headers and the next text: then the row of values is not blank."""
    below = sorted((w for w in words if w.box[1] > bottom - 2 and not SPECK.fullmatch(clean(w.text))), key=_middle)
    return bool(below) and may_be_value(below[0].text)


def _line(leaves: Sequence[Phrase]) -> float:
    """The height of a line of the headers."""
    return min(leaf.box[3] - leaf.box[1] for leaf in leaves)


def _row_below(bottom: float, level: Level, words: Sequence[WorkWord]) -> list[PixelBox]:
    """The boxes of the first line under the leaves, left to right; empty where that line has words that are no values.

    Also where another line below it has more values: what shows through from the back is read above them.
    """
    height = _line(_known(level))
    left, right = _reach(level, words)
    below = [
        w
        for w in words
        if bottom < _middle(w) < bottom + REACH * height
        and left <= (w.box[0] + w.box[2]) / 2 <= right
        and not SPECK.fullmatch(clean(w.text))
    ]
    if not below:
        return []
    first = min(_middle(w) for w in below)
    line = [w for w in below if _middle(w) <= first + 0.6 * height]
    if sum(may_be_value(w.text) for w in below) > 2 * len(line):
        return []
    return sorted((w.box for w in line), key=lambda b: b[0]) if all(may_be_value(w.text) for w in line) else []


def _one_a_column(values: list[PixelBox], level: Level) -> list[PixelBox]:
    """The values, those joined that are digits of one number set wide; as they are where that is not sure.

    All must stand between the middles of the gaps of the headers, and any two of one column closer than any of two.
    """
    if len(values) < 2 or None in level:
        return values
    inner = [(a.box[2] + b.box[0]) / 2 for a, b in pairwise(_known(level))]
    columns = [sum(edge <= (box[0] + box[2]) / 2 for edge in inner) for box in values]
    if any(box[0] < edge < box[2] for box in values for edge in inner):
        return values
    gaps = [(a == b, right[0] - left[2]) for (a, left), (b, right) in pairwise(zip(columns, values, strict=True))]
    within, between = ([gap for same, gap in gaps if same is wanted] for wanted in (True, False))
    if not within or max(within) >= min(between, default=float("inf")):
        return values
    groups = [[box for at, box in zip(columns, values, strict=True) if at == column] for column in sorted({*columns})]
    return [around(group) for group in groups]


def _reach(level: Level, words: Sequence[WorkWord]) -> tuple[float, float]:
    """From where to where values may stand: their cells reach half way to the next header.

    Where no header follows, a value that is set to the outer side of its cell may stand further out.
    """
    known = [(i, leaf.centre) for i, leaf in enumerate(level) if leaf is not None]
    (first, left), (last, right) = known[0], known[-1]
    pitch = (right - left) / (last - first)
    left, right = left - (first + 0.5) * pitch, right + (len(level) - last - 0.5) * pitch
    # A table beside this one has its headers as high, or in the middle of one row of them more.
    top, bottom = min(leaf.box[1] for leaf in _known(level)), max(leaf.box[3] for leaf in _known(level))
    top -= _line(_known(level))
    beside = [(w.box[0] + w.box[2]) / 2 for w in words if top < _middle(w) < bottom]
    before = 0.0 if any(left - OUTER * pitch <= at < left for at in beside) else HALF * pitch
    behind = 0.0 if any(right < at <= right + OUTER * pitch for at in beside) else HALF * pitch
    return left - before, right + behind


def _middle(word: WorkWord) -> float:
    return (word.box[1] + word.box[3]) / 2


def _group_cells(
    wanted: int, top: float, phrases: Sequence[Phrase], edges: Sequence[float], ys: Sequence[float]
) -> tuple[list[GridCell], dict[int, str]]:
    """A cell over each five leaves, with the name printed nearest above the middle of them, if any."""
    cells: list[GridCell] = []
    texts: dict[int, str] = {}
    for start in range(0, wanted, 5):
        left, right = edges[start], edges[start + 5]
        above = [p for p in phrases if p.middle < top and _over(p, left, right)]
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
