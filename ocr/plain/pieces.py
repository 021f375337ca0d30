"""The blocks of one report -> the pieces of its typeset pages, in reading order."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from archive.forms import Form, load_form
from ocr.plain.align import Alignment
from ocr.plain.blocks import Block, Grid, Place, Text, distinct, slots
from ocr.plain.official import Official, official_sheet
from ocr.plain.sheet import Piece, Prose, Sheet, SheetCell

_HEADING = re.compile(r"\s*[一二三四五六七八九十]{1,3}\s*、|\s*第[一二三四五六七八九十]{1,3}[部章]")
_TITLE = re.compile(r"年度报告|年报")
TITLE_LINES, TITLE_LENGTH, HEADING_LENGTH = 4, 60, 40


def lay_out(blocks: Sequence[Block], alignment: Alignment | None, prefix: str) -> list[Piece]:
    """The pieces; every name begins with `prefix`. Tables of the form are laid out as the form has them."""
    form = load_form(alignment.edition) if alignment else None
    official = _official(form, alignment, prefix) if form and alignment else {}
    pieces: list[Piece] = []
    seen: set[str] = set()
    number = -1
    titled = _title_lines(blocks)
    for at, block in enumerate(blocks):
        if isinstance(block, Text):
            pieces.append(_prose(block, f"{prefix}p{at}", is_title=at in titled))
            continue
        number += 1
        tables = [table for table, grids in (alignment.used if alignment else {}).items() if number in grids]
        if tables and all(table in official for table in tables):
            for table in tables:
                if table not in seen:
                    pieces.extend(_with_rest(official[table], f"{prefix}p{at}{table}"))
            seen.update(tables)
        else:
            grid = alignment.grids[number] if alignment else block
            pieces.append(_as_found(grid, _metrics_of(alignment, number), prefix, number))
    return pieces


def _official(form: Form, alignment: Alignment, prefix: str) -> Mapping[str, Official]:
    """The tables that can be shown in the official layout: those whose grids hold no other table."""
    sheets = {}
    for table in form.tables:
        grids = [(number, alignment.grids[number]) for number in alignment.used.get(table.id, [])]
        shared = [
            other for other, used in alignment.used.items() if other != table.id and set(used) & dict(grids).keys()
        ]
        if grids and not shared:
            sheet = official_sheet(form, table, grids, alignment, f"{prefix}{table.id}")
            if sheet is not None:
                sheets[table.id] = sheet
    return sheets


def _title_lines(blocks: Sequence[Block]) -> range:
    """The lines of the report's title: up to the last one that reads like a title, if only short lines stand above."""
    end = 0
    for at, block in enumerate(blocks[:TITLE_LINES]):
        text = block.text if isinstance(block, Text) else ""
        if not text or len(text) > TITLE_LENGTH or re.search("[。；，]", text) or _HEADING.match(text):
            break
        end = at + 1 if _TITLE.search(text) else end
    return range(end)


def _prose(block: Text, name: str, *, is_title: bool) -> Prose:
    style: Literal["title", "heading", "body"] = "title" if is_title else "body"
    if not is_title and len(block.text) < HEADING_LENGTH and (block.level or _HEADING.match(block.text)):
        style = "heading"
    return Prose(name, block.text, style)


def _with_rest(official: Official, name: str) -> Iterator[Piece]:
    """The table, and below it what the source prints that has no place in it: rows refused, and single texts."""
    yield official.sheet
    for at, row in enumerate(official.refused):
        yield Prose(f"{name}r{at}", row, "note")
    for at, text in enumerate(official.rest):
        yield Prose(f"{name}x{at}", text, "note")


def _metrics_of(alignment: Alignment | None, number: int) -> dict[Place, str]:
    if alignment is None:
        return {}
    return {
        reading.place: metric
        for metric, readings in alignment.readings.items()
        for reading in readings[:1]
        if reading.place is not None and reading.grid == number
    }


def _as_found(grid: Grid, metrics: Mapping[Place, str], prefix: str, at: int) -> Sheet:
    """The table as the source has it, short rows short."""
    cells = [
        SheetCell(
            _name(prefix, at, place),
            place.text,
            place.row,
            place.cell.column,
            place.cell.row_span,
            place.cell.column_span,
            metric=metrics.get(place),
        )
        for number, line in enumerate(slots(grid))
        for place in distinct(line)
        if place.row == number
    ]
    return Sheet(None, grid.width, tuple(cells))


def refused_names(alignment: Alignment, pieces: Sequence[Piece], prefix: str) -> dict[str, str]:
    """For each metric whose row was refused the name of what shows this row: a note, or its label as the source has it."""
    notes = {piece.text: piece.name for piece in pieces if isinstance(piece, Prose) and piece.style == "note"}
    names = {}
    for metric, readings in alignment.readings.items():
        first = readings[0] if readings else None
        if first is not None and first.text is None and first.row in notes:
            names[metric] = notes[first.row]
        elif first is not None and first.text is None and first.label is not None:
            names[metric] = _name(prefix, first.grid, first.label)
    return names


def _name(prefix: str, grid: int, place: Place) -> str:
    return f"{prefix}t{grid}-{place.row}-{place.index}"
