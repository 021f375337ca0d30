"""Tables without rules as lines of text, in the order of the form: header, then row by row label and values.

Without rules nothing but the form tells that 三、本年度办理结果, printed half way down beside its rows, stands before the
first of them, or which words of three lines of narrow headers belong together.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from archive.boxes import stands_in
from archive.forms import forms
from ocr.forms.align import PlacedGrid, RowMatch, align_rows
from ocr.forms.disputes import leaf_levels
from ocr.forms.labels import column_likeness, plain
from ocr.forms.values import clean
from ocr.note import CellNote, GridNote, PageNote
from ocr.text.broken import broken_grids, covers
from ocr.text.lexicon import spelled
from ocr.text.lines import Line, PlacedWord, line_of
from ocr.text.loose_disputes import bare_disputes, below_headers
from ocr.text.loose_table import RowPlace, Table
from ocr.text.loose_values import unread
from ocr.text.loose_words import (
    SAME_LINE,
    Group,
    Item,
    best_run,
    cut_at_labels,
    holds,
    in_lines,
    is_part,
    lines_of,
    on_line,
    scaled,
    share_of,
)

HEADER_GAP = 3.0  # heights of a line
ODD = 1  # words on a line that are no part of a label: a speck that was read
TAIL, LOWEST = 1.0, 3.0  # heights of a line: how far below its row a label goes on, and where its words tell so
UNIT, LAST = "单位", 9  # the header over the units; the level of a heading below the header
LEAST = 3  # characters of a label that begins in a word
UNITS = frozenset(("条", "件", "次", "篇", "个", "人", "人次", "万元"))
LEAST_UNITS = 3  # that stand below one another
STROKES = frozenset("1lI|丨/／丿")


def loose_tables(note: PageNote, words: Sequence[PlacedWord]) -> tuple[list[list[Line]], list[PlacedWord]]:
    """The lines of each table without rules, and the words that belong to none."""
    width, height = note.size
    items = [Item(word, scaled(word.box, width, height)) for word in words]
    tables: list[list[Line]] = []
    for table in (*_tables(note, items), *_headers_alone(note, items)):
        groups = _ordered(table, items, note)
        used = [item for group in groups for item in group]
        items = [item for item in items if not any(holds(item, part) for part in used)]
        lines = [_line(group, note, table) for group in groups]
        tables.append([line for line in lines if line.text])
    return tables, [item.word for item in items]


def _line(group: Group, note: PageNote, table: Table) -> Line:
    line = line_of([item.word for item in group], page=note.page, part=note.part, table=table.name)
    settled = line.text in STROKES and any(stands_in(group[0].word.box, box) for box in table.slashes)
    text = line.text if note.source == "text" else "/" if settled else spelled(line.text)
    return line if text == line.text else line.respelled(text)


def _tables(note: PageNote, items: Sequence[Item]) -> Iterator[Table]:
    broken = broken_grids(note)
    for grid in sorted(note.direct, key=lambda g: g.ys[0]):
        if grid.cells and not any(covers(ruled, grid) for at, ruled in enumerate(note.grids) if at not in broken):
            yield from _table(grid, note, items)


def _headers_alone(note: PageNote, items: Sequence[Item]) -> Iterator[Table]:
    """The table of disputes where no grid of the page is one."""
    if not any(leaf_levels(grid) for grid in (*note.grids, *note.direct)):
        table = bare_disputes(items)
        if table is not None:
            yield table


def _table(grid: GridNote, note: PageNote, items: Sequence[Item]) -> Iterator[Table]:
    width, height = note.size
    xs = tuple(x * width for x in grid.xs)
    slashes = tuple(cell.box for cell in grid.cells if cell.text.endswith("/"))
    if levels := leaf_levels(grid):
        last = [cell for cell in grid.cells if cell.bottom == max(c.bottom for c in grid.cells)]
        table = forms()[-1].table("disputes")
        # Reconsideration and litigation may be two tables, one below the other.
        columns = tuple(table.blocks[0].columns[number] for number, _ in levels[0])
        if len(xs) - 1 == len(columns):
            below = below_headers(items, xs, (last[0].box[1] * height, last[0].box[3] * height))
            row = RowPlace(0, "", below, last[0].box[3] * height, tuple(last))
            yield Table(table.id, table.blocks[0].model_copy(update={"columns": columns}), xs, (row,), slashes)
    elif matches := _matches(PlacedGrid(note.page, 0, grid)):
        bands = [(m.row, m.label.text, m.label.box[1] * height, m.label.box[3] * height) for m in matches]
        rows = [replace(row, cells=_beside(m.label, grid)) for row, m in zip(_rows(bands), matches, strict=True)]
        block = matches[0].table.blocks[matches[0].block]
        if len(xs) - 2 >= len(block.columns):
            yield Table(matches[0].table.id, block, xs, tuple(rows), slashes)


def _beside(label: CellNote, grid: GridNote) -> tuple[CellNote, ...]:
    return tuple(cell for cell in grid.cells if cell.top == label.top and cell.left > label.right)


def _rows(bands: Sequence[tuple[int, str, float, float]]) -> tuple[RowPlace, ...]:
    """Rows that reach half way to their neighbours where these are near."""
    tallest = max(bottom - top for _, _, top, bottom in bands)
    rows = []
    for at, (number, label, top, bottom) in enumerate(bands):
        above = bands[at - 1][3] if at else top
        below = bands[at + 1][2] if at + 1 < len(bands) else bottom
        start = (above + top) / 2 if top - above < tallest else top - tallest / 2
        end = (bottom + below) / 2 if below - bottom < tallest else bottom + tallest / 2
        rows.append(RowPlace(number, label, start, end))
    return tuple(rows)


def _matches(grid: PlacedGrid) -> list[RowMatch]:
    """The rows by the form that fits best, its headers too, for editions share rows; of one block, as a grid by words is."""
    columns = len(grid.note.xs) - 2
    headers = [cell for cell in grid.note.cells if cell.top == 0 < cell.left <= columns]

    def fit(rows: Sequence[RowMatch]) -> tuple[bool, float]:
        block = rows[0].table.blocks[rows[0].block].columns if rows else ()
        wide = len(block) == columns
        named = sum(column_likeness(cell.text, block[cell.left - 1]) for cell in headers) if wide else 0.0
        return (wide, sum(match.likeness for match in rows) + named)

    found = max((align_rows(form, [grid]) for form in forms()), key=fit)
    return [m for m in found if (m.table.id, m.block) == (found[0].table.id, found[0].block)]


def _ordered(table: Table, items: Sequence[Item], note: PageNote) -> list[Group]:
    """The words of a table, those of one cell together, in the form's order."""
    left = table.xs[1] if table.rows[0].label else table.xs[0]
    last = table.rows[-1]
    inside = [item for item in items if table.top <= item.y <= last.end]
    # The last line of a label that wraps at the foot of the page.
    tail = [
        item
        for item in items
        if last.end < item.y <= last.end + TAIL * item.height
        and any(clean(item.word.text) in name for name in _names(table, last))
        and not clean(last.label).startswith(clean(item.word.text))
    ]
    labels = [part for item in (*inside, *tail) if item.x < left for part in _parted(table, item)]
    units = _units(labels)
    own = [_label(table, row, [item for item in labels if item not in units]) for row in table.rows]
    taken = {id(item) for group in own for item in group}
    groups, behind = _groups(table, [item for item in labels if id(item) not in taken], own)
    ordered = _header(table, [item for item in items if item.y < table.top])
    for at, row in enumerate(table.rows):
        ordered += [group for first, group in groups if first == row.number]
        ordered += [own[at]] if own[at] else []
        values = [item for item in inside if item.x >= left and _row_at(table, item) == at]
        ordered += [*behind[at], *_cells([*values, *unread(row.cells, inside, note)], table.xs)]
    return ordered


def _row_at(table: Table, item: Item) -> int:
    return min(range(len(table.rows)), key=lambda at: abs(item.y - table.rows[at].middle))


def _cells(values: Iterable[Item], xs: Sequence[float]) -> Iterator[Group]:
    """The words of a row by the column that they stand in."""

    def column(item: Item) -> int:
        return sum(x <= item.x for x in xs)

    for _, cell in groupby(sorted(values, key=column), key=column):
        yield in_lines(cell)


def _units(labels: Sequence[Item]) -> list[Item]:
    """Units in a column of their own: they stand in labels' texts as well."""
    found = [item for item in labels if clean(item.word.text) in UNITS]
    return [item for item in found if sum(abs(item.x - other.x) < item.height for other in found) >= LEAST_UNITS]


def _label(table: Table, row: RowPlace, labels: Sequence[Item]) -> Group:
    """The words of a row's label: those within its text, next to one another. What is left of them is the group's."""
    whole = _names(table, row)
    fitting = [
        item
        for item in labels
        if row.start <= item.y <= row.end + LOWEST * item.height
        and any(clean(item.word.text) in text for text in whole)
    ]
    near = [item for item in fitting if item.y <= row.end + TAIL * item.height]
    if not near:
        return ()
    found = [max(near, key=lambda item: (len(item.word.text), item.x))]
    near = [item for item in fitting if item.y <= row.end]
    for item in sorted(near, key=lambda item: -item.x):
        if item not in found and _reads_on(item, found, whole) and any(on_line(item, other) for other in found):
            found.append(item)
    while more := [item for item in fitting if item not in found and _goes_on(item, found, whole)]:
        found.append(min(more, key=lambda item: (item.y, item.x)))
    return in_lines(found)


def _reads_on(item: Item, found: Sequence[Item], whole: Sequence[str]) -> bool:
    """Whether a word is the label's, not the end of a group's label beside it, whose text is a part of the label, too."""
    level = [other for other in found if abs(other.y - item.y) < SAME_LINE * item.height]
    return _goes_on(item, level or (found if len(item.word.text) == 1 else ()), whole)


def _goes_on(item: Item, found: Sequence[Item], whole: Sequence[str]) -> bool:
    """Whether a label's words and one more are the label's words: where a line of it begins anew, left of the others."""
    text = clean("".join(one.word.text for one in in_lines([*found, item])))
    return any(text in label for label in whole)


def _parted(table: Table, item: Item) -> list[Item]:
    """A word as it is, or parted where a row's label begins in it behind its group's label."""
    names = _names(table, table.rows[_row_at(table, item)])
    text = item.word.text
    if any(clean(text) in name for name in names):
        return [item]
    for at in range(1, len(text) - LEAST + 1):
        if any(name.startswith(clean(text[at:])) for name in names):
            return [share_of(item, 0, at), share_of(item, at, len(text))]
    return [item]


def _names(table: Table, row: RowPlace) -> list[str]:
    return [clean(text) for text in (row.label, *table.block.rows[row.number].labels[-1:])]


def _groups(
    table: Table, others: Sequence[Item], own: Sequence[Group]
) -> tuple[list[tuple[int, Group]], list[list[Group]]]:
    """The labels of groups of rows by the first of their rows, outer ones first; and what stands behind a row's label,
    such as its unit. Other words go before their row."""
    left = list(others)
    found: list[tuple[int, int, Group]] = []
    for level, label, numbers in sorted(_spans(table), key=lambda span: (len(span[2]), -span[0])):
        first, last = min(numbers), max(numbers)
        above = max((row.middle for row in table.rows if row.number < first), default=table.top)
        below = max(row.end for row in table.rows if row.number <= last)
        group = best_run((label,), [item for item in left if above <= item.y <= below])
        if group:
            left = [item for item in left if item not in group]
            found.append((first, level, group))
    behind: list[list[Group]] = [[] for _ in table.rows]
    for item in left:
        at = _row_at(table, item)
        if own[at] and item.box[0] > max(other.x for other in own[at]):
            behind[at].append((item,))
        else:
            # What stands below a row's label stands before the next row's.
            under = bool(own[at]) and item.box[1] >= max(other.y for other in own[at]) and at + 1 < len(table.rows)
            found.append((table.rows[at + under].number, -1, (item,)))
    return [(first, group) for first, _, group in sorted(found, key=lambda one: one[:2])], behind


def _spans(table: Table) -> Iterator[tuple[int, str, list[int]]]:
    """Depth and text of each label over several rows, and the rows of this page that it covers."""
    numbers = [row.number for row in table.rows]
    depth = max((len(table.block.rows[number].labels) for number in numbers), default=0)
    for level in range(depth - 1):
        paths = [
            (table.block.rows[n].labels[: level + 1], n) for n in numbers if len(table.block.rows[n].labels) > level + 1
        ]
        for path, members in groupby(paths, key=lambda pair: pair[0]):
            yield level, path[-1], [number for _, number in members]


def _header(table: Table, above: Sequence[Item]) -> list[Group]:
    """The header's cells in the form's order: title, corner, the columns' labels level by level."""
    left = _header_words(table, above)
    found: list[tuple[int, int, Group]] = []
    tokens = sorted(_tokens(table), key=lambda token: (token[3] - token[2], -token[0]))
    for level, at, first, last, labels in tokens:
        group = best_run(labels, [item for item in left if first <= item.x <= last])
        if group:
            left = [item for item in left if item not in group]
            found.append((level, at, group))
    found += [(-3, 0, (item,)) for item in left]
    return [group for _, _, group in sorted(found, key=lambda one: one[:2])]


def _tokens(table: Table) -> Iterator[tuple[int, int, float, float, tuple[str, ...]]]:
    """Level, order, horizontal extent and labels of each header cell; the corner stands beside the first level."""
    xs, block = table.xs, table.block
    widest = (0.0, float("inf"))
    if block.title:
        yield (-2, 0, *widest, (block.title,))
    if block.corner:
        yield (-1, 0, 0.0, (xs[1] + xs[2]) / 2, (block.corner,))
    yield from ((LAST, at, 0.0, xs[-1], (heading,)) for at, heading in enumerate(block.headings))
    if any(row.unit for row in block.rows):
        yield (-1, 1, 0.0, xs[-1], (UNIT,))
    offset = len(xs) - 1 - len(block.columns)
    for level in range(max(len(column.labels) for column in block.columns)):
        paths = [(c.labels[: level + 1], i) for i, c in enumerate(block.columns) if len(c.labels) > level]
        for path, members in groupby(paths, key=lambda pair: pair[0]):
            columns = [i for _, i in members]
            names = (path[-1], *(block.columns[columns[0]].aliases if len(columns) == 1 else ()))
            # Nothing but its values tells how wide the first column of a table without labels is: a header may stand out.
            out = 0.0 if columns[0] or table.rows[0].label else xs[1] - xs[0]
            yield (level, columns[0], xs[offset + columns[0]] - out, xs[offset + columns[-1] + 1], names)


def _header_words(table: Table, above: Sequence[Item]) -> list[Item]:
    """The lines over the first row of which every word is a part of the header's labels, from below."""
    known = [plain(label) for token in _tokens(table) for label in token[4]]
    kept: list[Item] = []
    edge = table.top
    for printed in reversed(lines_of(above)):
        line = [part for item in printed for part in cut_at_labels(item, known)]
        lowest = max(item.box[3] for item in line)
        if edge - lowest > HEADER_GAP * line[0].height or sum(not is_part(item, known) for item in line) > ODD:
            break
        kept += line
        edge = min(edge, *(item.box[1] for item in line))
    return kept
