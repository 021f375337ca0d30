"""One page made ready -> its note: rules, ruled tables, their cells' contents, and the words outside of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from archive.boxes import stands_in
from archive.records import Box
from ocr.forms.continued import is_stripe
from ocr.note import CellNote, GridNote, PageNote, WordNote
from ocr.page import Image, OcrEngine, PixelBox, PointMap, ReadLines, WorkPage, WorkWord
from ocr.tables.cells import CellContent, direct_content, label_content, may_be_value, pieces_by_cell, read_cells
from ocr.tables.ink import of_this_side, print_level, without_pale
from ocr.tables.ruled.drawn import drawn_grids, rule_lines
from ocr.tables.ruled.grid import Grid, GridCell, find_grids
from ocr.tables.ruled.rules import RuleLine, find_rules, without_rules
from ocr.tables.unruled.bounded import bounded
from ocr.tables.unruled.direct import DirectGrid, direct_grids
from ocr.tables.unruled.direct_disputes import dispute_grids
from ocr.tables.unruled.header_columns import header_columns, leaf_columns
from ocr.tables.unruled.missed import Ruling, with_missed_values
from ocr.tables.unruled.phrases import Phrase, phrases_of
from ocr.tables.unruled.read_words import with_words_read
from ocr.tables.unruled.spaced import split_at_gaps
from ocr.tables.unruled.stacked import read_stacks
from ocr.tables.unruled.tight import tight_values
from ocr.tables.unruled.upright_labels import with_upright_labels
from ocr.tables.voices.again import look_again
from ocr.tables.voices.beyond import with_print_beyond
from ocr.tables.voices.blank_marks import with_known_marks
from ocr.tables.voices.faint import with_faint_print
from ocr.tables.voices.second import with_second_voices
from ocr.tables.voices.slashes import settled
from ocr.tables.voices.touching import with_touching_print
from ocr.tables.voices.unread import with_print_read, with_words_found
from ocr.tables.voices.unread_slashes import with_unread_slashes
from ocr.tables.voices.unsure_blanks import with_unsure_blanks

# How far around a stripe of values its print is looked for: four times the room that remains of rules are given. Inches.
STRIPE_ROOM = 0.08
# So many words of the back's text show that it is printed.
BACK = 5


@dataclass(frozen=True, slots=True)
class HeaderColumns:
    """A scan's headers by their columns: those of tables with row labels, and each level of the table of disputes."""

    headers: Sequence[Phrase] = ()
    leaves: Sequence[Sequence[Phrase]] = ()


NO_COLUMNS = HeaderColumns()


@dataclass(frozen=True, slots=True)
class Voices:
    """The readers, and how many of a page's tables, the first ones, have rules."""

    engine: OcrEngine
    second: ReadLines | None
    ruled: int


def describe(work: WorkPage, engine: OcrEngine, second: ReadLines | None = None) -> str:
    """The page's note as JSON (`ocr.note.PageNote`)."""
    return page_note(work, engine, second).model_dump_json(exclude_defaults=True)


def page_note(work: WorkPage, engine: OcrEngine, second: ReadLines | None = None) -> PageNote:
    """Find the tables of a page, by their rules and by the words' places, and read their cells.

    `second` reads values again that `engine` doubts.
    """
    front = of_this_side(work) if work.source == "recognised" else work.words
    has_back = len(work.words) - len(front) >= BACK
    work = replace(work, words=split_at_gaps(front))
    rules, ruled = _ruled(work)
    contents = _ruled_contents(work, ruled, engine)
    bare = without_rules(work.image, rules, work.dpi)
    tight = _tight(work, bare, Ruling(rules, ruled), engine, has_back=has_back)
    contents = _unread_print_read(tight, ruled, contents, engine)
    direct = word_grids(_unsettled(tight, ruled, contents), exact=work.source == "text", columns=_columns(tight))
    roomy = [_with_room(found, work) for found in direct]
    by_words = [_direct_contents(found, grid, bare, tight) for found, grid in zip(direct, roomy, strict=True)]
    if work.source == "recognised":
        roomy = [bounded(grid, cells, rules) for grid, cells in zip(roomy, by_words, strict=True)]
        by_words = _looked_at_again(work, direct, roomy, by_words, engine, list(zip(ruled, contents, strict=True)))
        voices = Voices(engine, second, ruled=len(ruled))
        every = _with_voices(work, [*ruled, *roomy], [*contents, *by_words], voices)
        contents, by_words = every[: len(ruled)], every[len(ruled) :]
        work = replace(work, words=with_words_read(work, by_words))
        work = replace(work, words=with_upright_labels(work, bare, [found.grid for found in direct], engine))
    return _note(work, list(zip(ruled, contents, strict=True)), list(zip(direct, by_words, strict=True)))


def _ruled_contents(work: WorkPage, ruled: Sequence[Grid], engine: OcrEngine) -> list[list[CellContent]]:
    """What stands between the rules; in a scan print may be faint, or go on beyond a table without a rule at its side."""
    contents = [read_cells(work, grid, engine) for grid in ruled]
    if work.source == "text":
        return contents
    return [
        with_faint_print(work, work.image, grid, with_touching_print(work, grid, with_print_beyond(work, grid, cells)))
        for grid, cells in zip(ruled, contents, strict=True)
    ]


def _unread_print_read(
    work: WorkPage, ruled: Sequence[Grid], contents: Sequence[Sequence[CellContent]], engine: OcrEngine
) -> list[list[CellContent]]:
    """The contents of ruled tables with what was found and read last; `work` has the words that the detector missed."""
    if work.source == "text":
        return [list(cells) for cells in contents]
    return [
        with_print_read(work, grid, with_words_found(grid, cells, work.words), engine)
        for grid, cells in zip(ruled, contents, strict=True)
    ]


def _looked_at_again(
    work: WorkPage,
    direct: Sequence[DirectGrid],
    roomy: Sequence[Grid],
    contents: Sequence[Sequence[CellContent]],
    engine: OcrEngine,
    read: Sequence[tuple[Grid, Sequence[CellContent]]],
) -> list[list[CellContent]]:
    """The contents of a scan's grids by words, read from their own crops, too; `read` are the ruled tables."""
    return [
        with_unsure_blanks(grid, look_again(work, grid, cells, engine, read), read, guessed=found.guessed)
        for found, grid, cells in zip(direct, roomy, contents, strict=True)
    ]


def _with_voices(
    work: WorkPage, grids: Sequence[Grid], contents: Sequence[Sequence[CellContent]], voices: Voices
) -> list[list[CellContent]]:
    """The contents of all of a scan's tables with what speaks for and against their readings."""
    slashed = with_unread_slashes(settled(contents, work.image), work.image)
    marked = with_known_marks(work, grids, [read_stacks(work, cells, voices.engine) for cells in slashed])
    if voices.second is None:
        return marked
    return with_second_voices(work, grids, marked, voices.second, ruled=voices.ruled)


def _tight(work: WorkPage, bare: Image, ruling: Ruling, engine: OcrEngine, *, has_back: bool) -> WorkPage:
    """The page with the boxes of scanned values at their print, and those that were missed; a text layer's are exact.

    `has_back`: text shows through from the back, so that numbers may, too.
    """
    if work.source == "text":
        return work
    words = tight_values(work.words, bare, work.dpi)
    words = with_missed_values(work, bare, without_pale(work, words) if has_back else words, ruling, engine)
    return replace(work, words=words)


def _columns(work: WorkPage) -> HeaderColumns:
    if work.source == "text":
        return NO_COLUMNS
    scan = (work.words, work.image, work.dpi)
    return HeaderColumns(header_columns(*scan), leaf_columns(*scan))


def _ruled(work: WorkPage) -> tuple[list[RuleLine], list[Grid]]:
    """The page's rules and the tables that they make: as the page draws them, or as its pixels show them.

    Rules that bound one column only are those between the rows of a table without others, or a frame: the words' places
    tell its columns.
    """
    if work.drawn is not None:
        rules = rule_lines(work.drawn, work.image, work.dpi)
        grids = drawn_grids(rules, work.dpi, work.words)
    else:
        rules = find_rules(work.image, work.dpi)
        grids = find_grids(work.image, rules, work.dpi, work.words)
    return rules, [grid for grid in grids if any(cell.left > 0 for cell in grid.cells)]


def _unsettled(work: WorkPage, ruled: Sequence[Grid], contents: Sequence[Sequence[CellContent]]) -> Sequence[WorkWord]:
    """The words that their places must explain: not those between rules that the page draws, one value a cell.

    Such a table is as exact as its text: a second way to its cells could only be mistaken.
    """
    if work.drawn is None:
        return work.words
    whole = [grid.box for grid, cells in zip(ruled, contents, strict=True) if _is_whole(grid, cells)]
    return [word for word in work.words if not any(stands_in(word.box, box) for box in whole)]


def _is_whole(grid: Grid, cells: Sequence[CellContent]) -> bool:
    """Whether no rule lacks: cells are rectangles, and none holds numbers that stand apart."""
    texts = (reading.raw for cell in cells for reading in cell.readings)
    return all(cell.square for cell in grid.cells) and not any(" " in text and may_be_value(text) for text in texts)


def _note(
    work: WorkPage,
    ruled: Sequence[tuple[Grid, Sequence[CellContent]]],
    direct: Sequence[tuple[DirectGrid, Sequence[CellContent]]],
) -> PageNote:
    """The tables between rules and those by the words' places, each with its contents, and the words of the page."""
    height, width = work.image.shape[:2]
    worded = [(found.loose, _grid_note(found.grid, cells, work, firm=found.firm)) for found, cells in direct]
    grids = [grid for grid, _ in ruled]
    return PageNote(
        page=work.number,
        part=work.part,
        source=work.source,
        size=(width, height),
        words=tuple(_word_note(word, grids, work) for word in work.words),
        grids=tuple(_grid_note(grid, cells, work) for grid, cells in ruled),
        direct=tuple(note for loose, note in worded if not loose),
        loose=tuple(note for loose, note in worded if loose),
    )


def word_grids(
    words: Sequence[WorkWord], *, exact: bool = False, columns: HeaderColumns = NO_COLUMNS
) -> list[DirectGrid]:
    """All grids that the words' places alone make; `exact` where these are a text layer's (`room_between`).

    `columns` are a scan's headers (`ocr.tables.unruled.header_columns`).
    """
    phrases = phrases_of(words)
    known = sorted([*phrases, *columns.headers], key=lambda p: p.middle)
    return [*direct_grids(known, words, exact=exact), *dispute_grids(phrases, words, columns.leaves)]


def _direct_contents(found: DirectGrid, roomy: Grid, bare: Image, work: WorkPage) -> list[CellContent]:
    """A grid by the words' places: labels as matched, values from the page's words, emptiness from the bare image.

    `roomy` is the grid with room around its stripes, where print is looked for.
    """
    pieces = pieces_by_cell(work.words, found.grid, ordered=work.source == "text")
    level = print_level(work) if work.source == "recognised" else None
    return [
        label_content(found.texts[i])
        if i in found.texts
        else direct_content(bare, cell.box, pieces.get(i, []), work, level)
        for i, cell in enumerate(roomy.cells)
    ]


def _with_room(found: DirectGrid, work: WorkPage) -> Grid:
    """The grid with the cells that print is looked for in, and read from: those of a scan's stripes are wider."""
    return replace(found.grid, cells=tuple(replace(cell, box=_roomy(found, cell, work)) for cell in found.grid.cells))


def _roomy(found: DirectGrid, cell: GridCell, work: WorkPage) -> PixelBox:
    """Where a cell's print is looked for: a scan's stripe of values is as narrow as they are, and a mark at a side is no rule."""
    if not found.loose or work.source == "text" or not is_stripe(cell.left):
        return cell.box
    room, xs = STRIPE_ROOM * work.dpi, found.grid.xs
    left, top, right, bottom = cell.box
    # Nothing stands right of the last stripe, whose gap ends with the words that were found.
    end = xs[cell.left + 2] if cell.left + 3 < len(xs) else float(work.image.shape[1])
    before, after = left - xs[cell.left - 1], end - right
    return (left - max(0.0, min(room, before - 2)), top, right + max(0.0, min(room, after - 2)), bottom)


def _word_note(word: WorkWord, grids: Sequence[Grid], work: WorkPage) -> WordNote:
    sure = min((char.confidence for char in word.chars), default=word.confidence)
    return WordNote(
        text=word.text,
        box=fractions(word.box, work),
        scan=scan_box(word.box, work.to_scan),
        certainty=min(1.0, max(0.0, sure)),
        grid=next((i for i, grid in enumerate(grids) if stands_in(word.box, grid.box)), None),
    )


def _grid_note(grid: Grid, contents: Sequence[CellContent], work: WorkPage, *, firm: bool = True) -> GridNote:
    height, width = work.image.shape[:2]
    return GridNote(
        box=fractions(grid.box, work),
        xs=tuple(round(x / width, 5) for x in grid.xs),
        ys=tuple(round(y / height, 5) for y in grid.ys),
        open_top=grid.open_top,
        open_bottom=grid.open_bottom,
        firm=firm,
        cells=tuple(_cell_note(c, content, work) for c, content in zip(grid.cells, contents, strict=True)),
    )


def _cell_note(cell: GridCell, content: CellContent, work: WorkPage) -> CellNote:
    return CellNote(
        top=cell.top,
        bottom=cell.bottom,
        left=cell.left,
        right=cell.right,
        box=fractions(cell.box, work),
        scan=scan_box(cell.box, work.to_scan),
        square=cell.square,
        ink=content.ink,
        readings=content.readings,
    )


def fractions(box: PixelBox, work: WorkPage) -> Box:
    """A box in working pixels as fractions of the working page."""
    height, width = work.image.shape[:2]
    left, top, right, bottom = box
    return (round(left / width, 5), round(top / height, 5), round(right / width, 5), round(bottom / height, 5))


def scan_box(box: PixelBox, to_scan: PointMap) -> Box:
    """The upright box around a working box's outline on the page as scanned."""
    left, top, right, bottom = box
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    outline = np.array(
        [
            (left, top),
            (middle_x, top),
            (right, top),
            (right, middle_y),
            (right, bottom),
            (middle_x, bottom),
            (left, bottom),
            (left, middle_y),
        ],
        dtype=np.float64,
    )
    points = np.clip(to_scan(outline), 0.0, 1.0)
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return (round(float(x0), 5), round(float(y0), 5), round(float(x1), 5), round(float(y1), 5))
