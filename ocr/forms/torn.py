"""Rows without rules that a page break tears in two: the label stands on one page, its values on the other.

The row of the label looks blank, and at the edge of the other page stands a line of values without a label, in the columns of
the table there. Where both are found, the values get their label; where the line may be something else, the blank row is
in doubt.
"""

from collections.abc import Sequence
from itertools import pairwise

from archive.boxes import around
from archive.forms import forms
from archive.records import Box, CellReading
from ocr.forms.align import PlacedGrid, align_rows
from ocr.forms.labels import folded_labels, is_of_label, plain
from ocr.forms.values import NOTHING, clean
from ocr.note import CellNote, GridNote, PageNote, WordNote

NEAR = 3.5
"""Heights of a row: how far from the table the line of values may stand; the number of a page stands further off."""
SURE = 2
"""So many values in one line are no page number."""
EDGE = 3
"""Lines at a page's edge that are looked at: the page's number, its head, and the values."""
PROSE = 8
"""Characters: a line below a table that is longer is text that follows it."""
UNSURE, POOR = 0.8, 0.2
"""Of words so unsure more than this share is a poor page's: pages that could be read had 0 to 0.13, a fax that lost its thin
strokes 0.7."""
STROKES, STROKE_TRUST = frozenset("1lI|"), 0.9
"""What one reader of a scan sees in a stroke alone, and how sure that can be: less than stands alone."""
EDGE_ROOM = 0.01
"""Of the page's width: how far a label may reach into the column behind it."""
LEVEL = 0.6
"""Heights of a line: how far apart the middles of its words may lie."""


def mended(notes: Sequence[PageNote]) -> list[PageNote]:
    """The notes with torn rows as grids of their own, on the page of their values."""
    found = list(notes)
    for at, (before, after) in enumerate(pairwise(notes)):
        if not _is_next(before, after):
            continue
        if found[at].direct and after.direct:
            found[at], found[at + 1] = _mended(found[at], after)
            if "recognised" in {before.source, after.source}:  # torn off values may be too poor to be read
                found[at], found[at + 1] = _with_unsure_blanks(found[at], found[at + 1])
        else:  # the header alone may stand on a page, and values below it
            behind, on = _values_at_edge(found[at], last=True), _values_at_edge(after, last=False)
            found[at], found[at + 1] = _doubted(found[at], after, left_behind=behind, pushed_on=on)
    return found


def _is_next(before: PageNote, after: PageNote) -> bool:
    """Whether a page follows another, be it as the second one of its sheet."""
    return after.page == before.page + 1 or (after.page, after.part) == (before.page, before.part + 1)


def _mended(before: PageNote, after: PageNote) -> tuple[PageNote, PageNote]:
    upper = max(before.direct, key=lambda grid: grid.box[3])
    lower = min(after.direct, key=lambda grid: grid.box[1])
    if not _follow(upper, _begun_in(lower, upper, before)):
        behind, on = _has_lone_values(upper, before, below=True), _has_lone_values(lower, after, below=False)
        return _doubted(before, after, left_behind=behind, pushed_on=on)
    line = _line_beside(upper, before, below=True)
    if line and _is_blank(row := _row(lower, last=False)):
        torn = _torn((_begun(row[0], upper, before), *row[1:]), line, upper, before)
        return _with(before, upper, torn), _without(after, lower, row, torn)
    line = _line_beside(lower, after, below=False)
    if line and _is_blank(row := _row(upper, last=True)):
        torn = _torn(row, line, lower, after)
        return _without(before, upper, row, torn), _with(after, lower, torn)
    return before, after


def _doubted(before: PageNote, after: PageNote, *, left_behind: bool, pushed_on: bool) -> tuple[PageNote, PageNote]:
    """The pages with a blank row at the break in doubt where values stand without a label on its other side."""
    if left_behind and after.direct:
        lower = min(after.direct, key=lambda grid: grid.box[1])
        if _is_blank(row := _row(lower, last=False)):
            after = _without(after, lower, row, None)
    if pushed_on and before.direct:
        upper = max(before.direct, key=lambda grid: grid.box[3])
        if _is_blank(row := _row(upper, last=True)):
            before = _without(before, upper, row, None)
    return before, after


def _with_unsure_blanks(before: PageNote, after: PageNote) -> tuple[PageNote, PageNote]:
    """The pages of a table that a break cuts; of the rows beside the break every blank is in doubt, be other values read there,
    where numbers stand beyond the rows, or the page is so poor that some may not have been read."""
    upper = max(before.direct, key=lambda grid: grid.box[3])
    lower = min(after.direct, key=lambda grid: grid.box[1])
    if any(word.box[1] > upper.box[3] and _is_prose(word.text) for word in before.words):
        return before, after
    below = any(_is_left_over(word, upper) for word in before.words if word.box[1] > upper.box[3] - LEVEL * _high(word))
    above = any(_is_left_over(word, lower) for word in after.words if word.box[3] < lower.box[1] + LEVEL * _high(word))
    if not (below or above or _is_poor(before) or _is_poor(after)):
        return before, after
    last, first = _row(upper, last=True), _row(lower, last=False)
    return (
        _without(before, upper, last, None) if last else before,
        _without(after, lower, first, None) if first else after,
    )


def _is_left_over(word: WordNote, grid: GridNote) -> bool:
    """Whether a number stands beyond a table in its columns; that of a page counts, too, and costs a doubt at most."""
    return word.box[0] >= grid.xs[1] - EDGE_ROOM and plain(word.text)[:1].isdigit()


def _is_poor(note: PageNote) -> bool:
    """Whether many of a page's words were read unsurely."""
    unsure = sum(word.certainty < UNSURE for word in note.words)
    return unsure > POOR * len(note.words)


def _is_prose(text: str) -> bool:
    """Whether a line is longer than a running foot, and no part of a label."""
    return len(clean(text)) >= PROSE and not is_of_label(text)


def _values_at_edge(note: PageNote, *, last: bool) -> bool:
    """Whether a line of values without a label is among the outermost lines of a page, beside its number and head."""
    words = sorted((w for w in note.words if w.grid is None), key=lambda w: _middle(w.box), reverse=last)
    lines: list[list[WordNote]] = []
    for word in words:
        if lines and abs(_middle(word.box) - _middle(lines[-1][0].box)) <= LEVEL * (word.box[3] - word.box[1]):
            lines[-1].append(word)
        elif len(lines) == EDGE:
            break
        else:
            lines.append([word])
    return any(map(_are_values, lines))


def _are_values(line: Sequence[WordNote]) -> bool:
    return len(line) >= SURE and all(is_value(word.text) for word in line)


def _has_lone_values(grid: GridNote, note: PageNote, *, below: bool) -> bool:
    """Whether a line of values without a label stands near a grid, be it beyond the header of the next block."""
    edge = grid.box[3] if below else grid.box[1]
    reach = 2 * NEAR * max((cell.box[3] - cell.box[1] for cell in grid.cells if cell.left == 0), default=0.0)
    low, high = (edge, edge + reach) if below else (edge - reach, edge)
    near = [word for word in note.words if low < _middle(word.box) < high]
    lines = ([o for o in near if abs(_middle(o.box) - _middle(w.box)) <= LEVEL * (w.box[3] - w.box[1])] for w in near)
    return any(map(_are_values, lines))


def _follow(upper: GridNote, lower: GridNote) -> bool:
    """Whether the rows of the second are the next ones of the same block of a form."""
    placed = [
        [align_rows(form, [PlacedGrid(at, 0, grid)]) for at, grid in ((1, upper), (2, lower))] for form in forms()
    ]
    above, below = max(placed, key=lambda rows: len(rows[0]) + len(rows[1]))
    if not above or not below or (above[-1].table.id, above[-1].block) != (below[0].table.id, below[0].block):
        return False
    return below[0].row == above[-1].row + 1


def _row(grid: GridNote, *, last: bool) -> tuple[CellNote, ...]:
    """The label and the values of the outermost row."""
    labels = [cell for cell in grid.cells if cell.left == 0 and cell.text]
    if not labels:
        return ()
    edge = max(labels, key=lambda c: c.top) if last else min(labels, key=lambda c: c.top)
    return tuple(cell for cell in grid.cells if cell.top == edge.top)


def _begun_in(lower: GridNote, upper: GridNote, note: PageNote) -> GridNote:
    """The second grid with the whole label of its first row, of which the first lines stand below the first grid."""
    row = _row(lower, last=False)
    if not row:
        return lower
    return lower.model_copy(
        update={"cells": tuple(_begun(cell, upper, note) if cell is row[0] else cell for cell in lower.cells)}
    )


def _begun(label: CellNote, upper: GridNote, note: PageNote) -> CellNote:
    """A label with its first lines, where those below a grid of the page before and it are one label of the forms."""
    below = [
        w for w in note.words if w.box[1] > upper.box[3] - LEVEL * _high(w) and w.box[2] <= upper.xs[1] + EDGE_ROOM
    ]
    text = "".join(word.text for word in sorted(below, key=lambda word: word.box[1])) + label.text
    if not label.readings or clean(text) not in folded_labels():
        return label
    first = label.readings[0].model_copy(update={"raw": text})
    return label.model_copy(update={"readings": (first, *label.readings[1:])})


def _high(word: WordNote) -> float:
    return word.box[3] - word.box[1]


def _is_blank(row: Sequence[CellNote]) -> bool:
    return len(row) > 1 and not any(map(_may_hold_value, row[1:]))


def _may_hold_value(cell: CellNote) -> bool:
    """Whether a cell has a value, or print that nobody read."""
    return any(is_value(r.raw) for r in cell.readings) if cell.readings else cell.ink == "print"


def _line_beside(grid: GridNote, note: PageNote, *, below: bool) -> list[WordNote]:
    """The values of the line next to a grid, left to right; none where that line is of something else."""
    rows = [cell.box for cell in grid.cells if cell.left == 0 and cell.text]
    if not rows:
        return []
    reach = NEAR * min(box[3] - box[1] for box in rows)
    top, bottom = min(box[1] for box in rows), max(box[3] for box in rows)
    low, high = (bottom, bottom + reach) if below else (top - reach, top)
    words = [w for w in note.words if low < _middle(w.box) < high and w.box[0] >= grid.xs[1]]
    if not words:
        return []
    nearest = (min if below else max)(_middle(w.box) for w in words)
    line = [w for w in words if abs(_middle(w.box) - nearest) <= LEVEL * (w.box[3] - w.box[1])]
    return sorted(line, key=lambda w: w.box[0]) if all(is_value(w.text) for w in line) else []


def _middle(box: Box) -> float:
    return (box[1] + box[3]) / 2


def is_value(text: str) -> bool:
    """Whether a word is a number or says that there is nothing to state."""
    return clean(text) in NOTHING or plain(text)[:1].isdigit()


def _torn(row: Sequence[CellNote], line: Sequence[WordNote], grid: GridNote, note: PageNote) -> GridNote | None:
    """The values under the row's label in the columns of `grid`; None where they do not fit, or may be a page number."""
    xs = grid.xs
    places = _columns(line, xs)
    fits = not {None, 0} & set(places) and len(set(places)) == len(places) and len(row) == len(xs) - 1
    if not fits or (len(line) < SURE and len(xs) > 3):
        return None
    top, bottom = min(w.box[1] for w in line), max(w.box[3] for w in line)
    by_column = dict(zip(places, line, strict=True))
    label = row[0].model_copy(update={"top": 0, "bottom": 0, "box": (xs[0], top, xs[1], bottom)})
    blank = around(word.scan for word in line) if note.source == "recognised" else None
    boxes = [(column, (xs[column], top, xs[column + 1], bottom)) for column in _rest(xs)]
    cells = [_cell(column, box, by_column.get(column), blank) for column, box in boxes]
    return GridNote(
        box=(xs[0], top, xs[-1], bottom),
        xs=xs,
        ys=(top, bottom),
        open_top=False,
        open_bottom=False,
        cells=(label, *cells),
        firm=grid.firm,
    )


def _rest(xs: Sequence[float]) -> range:
    return range(1, len(xs) - 1)


def _columns(line: Sequence[WordNote], xs: Sequence[float]) -> list[int | None]:
    """The columns of a line's values; a full line has one in each, be an edge a little off."""
    full = list(zip(line, _rest(xs), strict=False))
    if len(line) == len(_rest(xs)) and all(_meets(word.box, xs[at : at + 2]) for word, at in full):
        return [at for _, at in full]
    return [column_of(word.box, xs) for word in line]


def _meets(box: Box, column: Sequence[float]) -> bool:
    return box[0] < column[1] and column[0] < box[2]


def column_of(box: Box, xs: Sequence[float]) -> int | None:
    """The one column that holds a box, None where an edge runs through it."""
    return next((i for i, (left, right) in enumerate(pairwise(xs)) if left <= box[0] and box[2] <= right), None)


def _cell(column: int, box: Box, word: WordNote | None, line: Box | None) -> CellNote:
    """A cell of the row. Of a text layer's page the places are those of the page as scanned, and a place without a word is blank.

    Of a scan `line` is the row's place on it; its detector may have missed a word, so that a place without one has specks.
    """
    place = box if line is None else line if word is None else word.scan
    blank = CellNote(top=0, bottom=0, left=column, right=column, box=box, scan=place, ink="specks" if line else "none")
    if word is None:
        return blank
    printed = plain(word.text)  # "" for a dash
    # What looks like a one may be any stroke, and no second reader was asked.
    is_stroke = line is not None and bool(printed) and STROKES.issuperset(printed)
    sure = min(word.certainty, STROKE_TRUST) if is_stroke else word.certainty
    reading = CellReading(reader="page" if line else "text", raw=word.text, confidence=sure)
    return blank.model_copy(update={"ink": "print", "readings": (reading,)})


def _with(note: PageNote, grid: GridNote, torn: GridNote | None) -> PageNote:
    """The page of the values: its columns are the table's, so the row comes right before or after it."""
    if torn is None:
        return note
    at = note.direct.index(grid) + (torn.box[1] > grid.box[1])
    return note.model_copy(update={"direct": (*note.direct[:at], torn, *note.direct[at:])})


def _without(note: PageNote, grid: GridNote, row: Sequence[CellNote], torn: GridNote | None) -> PageNote:
    """The page of the label without its blank row, or with the row in doubt where the values were not placed."""
    level = row[0].top
    if torn is None:
        cells = tuple(_speckled(cell) if cell.top == level and cell.left > 0 else cell for cell in grid.cells)
    else:
        cells = tuple(cell for cell in grid.cells if cell.top != level)
    changed = grid.model_copy(update={"cells": cells})
    return note.model_copy(update={"direct": tuple(changed if one is grid else one for one in note.direct)})


def _speckled(cell: CellNote) -> CellNote:
    if cell.readings or cell.ink == "print":
        return cell
    return cell.model_copy(update={"ink": "specks"})
