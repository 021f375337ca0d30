"""Text sources -> typeset pages, each report's note on its first page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

from archive.boxes import around
from archive.errors import RefusedFile
from archive.forms import load_form
from archive.records import Edition, PageImage, PageReading, Run, Table, TableCell, Word
from ocr.plain.align import Alignment, align
from ocr.plain.blocks import Block, Grid, Text, printable, tidy
from ocr.plain.edition import find_edition
from ocr.plain.encoding import decode
from ocr.plain.html import read_html
from ocr.plain.markdown import read_markdown, read_text
from ocr.plain.note import LineNote, ReportNote
from ocr.plain.observe import Spot, absence, is_absent, observe
from ocr.plain.picture import PAGE_PIXELS, page_images
from ocr.plain.pieces import lay_out, refused_names
from ocr.plain.places import place_all
from ocr.plain.sheet import Piece, Prose, Sheet, SheetCell
from ocr.plain.typeset import Fragment, Typeset, typeset
from ocr.plain.word import read_docx
from ocr.text.identity import identify, split_reports
from ocr.text.lines import Line, flow, text_units
from ocr.text.sections import split_sections

MEDIA_TYPES = frozenset(
    {
        "text/markdown",
        "text/plain",
        "text/html",
        "application/xhtml+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)
MOST_CHARACTERS = 500_000  # a report has some 10,000; typesetting this much takes minutes
MOST_CELLS = 20_000


@dataclass(frozen=True, slots=True)
class PlainDocument:
    """A text source as pages: each page's reading, whose `layout` is a `ReportNote` where a report begins, and its image."""

    pages: tuple[tuple[PageReading, PageImage], ...]


@dataclass(frozen=True, slots=True)
class _Report:
    """One report's blocks, what its tables say, and the pieces of its pages."""

    edition: Edition
    blocks: Sequence[Block]
    alignment: Alignment | None
    pieces: Sequence[Piece]
    prefix: str


def read_source(source: Path, media_type: str, filename: str) -> PlainDocument:
    """Read a text source and typeset it; raises `RefusedFile` for what is no text, `EngineMissing` without a font.

    The document read last is remembered, for its pages are asked for a few at a time.
    """
    state = source.stat()
    return _read(source, media_type, filename, (state.st_size, state.st_mtime_ns))


@lru_cache(maxsize=1)
def _read(source: Path, media_type: str, filename: str, _state: tuple[int, int]) -> PlainDocument:
    blocks = read_blocks(source, media_type, filename)
    parts = [_report(part, number, filename) for number, part in enumerate(_split(blocks))]
    pages = typeset([part.pieces for part in parts])
    texts = {name: text for part in parts for name, text, _ in _named(part.pieces)}
    runs = place_all(texts, pages.places, pages.pdf)
    notes = {note.pages[0]: note for note in (_note(part, pages, runs) for part in parts)}
    words = _words(texts, runs, pages.pages)
    readings = [
        PageReading(
            number=number,
            width=PAGE_PIXELS[0],
            height=PAGE_PIXELS[1],
            source="typeset",
            words=words[number],
            layout=notes[number].model_dump_json(exclude_defaults=True) if number in notes else "",
        )
        for number in range(1, pages.pages + 1)
    ]
    return PlainDocument(tuple(zip(readings, page_images(pages.pdf, filename, pages.pages), strict=True)))


def read_blocks(source: Path, media_type: str, filename: str) -> list[Block]:
    """The blocks of a file of one of `MEDIA_TYPES`; raises `RefusedFile` where it holds no text or far too much."""
    if media_type not in MEDIA_TYPES:
        raise RefusedFile(filename, f"{media_type} is no text that can be read here.", "Add it as PDF, DOCX or text.")
    if media_type.startswith("application/vnd"):
        blocks = read_docx(source, filename)
    else:
        text = decode(source.read_bytes(), filename)
        reader = {"text/markdown": read_markdown, "text/plain": read_text}.get(media_type, read_html)
        blocks = reader(text) if len(text) <= MOST_CHARACTERS else _too_long(filename)
    cells = sum(len(row.cells) for block in blocks if isinstance(block, Grid) for row in block.rows)
    letters = sum(len(text) for block in blocks for text in _texts_of(block))
    if letters == 0:
        raise RefusedFile(filename, "it holds no text.", "Check that this is the right file.")
    if letters > MOST_CHARACTERS or cells > MOST_CELLS:
        _too_long(filename)
    return [tidy(block) for block in blocks]


def _too_long(filename: str) -> NoReturn:
    raise RefusedFile(
        filename,
        f"it is longer than {MOST_CHARACTERS:,} characters or {MOST_CELLS:,} cells.",
        "Split it into single reports and add these.",
    )


def _texts_of(block: Block) -> list[str]:
    if isinstance(block, Text):
        return [block.text]
    return [cell.text for row in block.rows for cell in row.cells]


def _split(blocks: Sequence[Block]) -> list[Sequence[Block]]:
    """The blocks of each report in a file that holds several."""
    lines, origins = _provisional(blocks)
    starts = [0] + [origins[span.start] for span in split_reports(lines)[1:]]
    return [blocks[start:end] for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True)]


def _provisional(blocks: Sequence[Block]) -> tuple[list[Line], list[int]]:
    """Lines before anything is typeset, centred one below the other, and the block that each one comes from."""
    lines: list[Line] = []
    origins: list[int] = []
    for at, block in enumerate(blocks):
        for text in _texts_of(block):
            if text.strip():
                half, top = min(text_units(text), 40) / 100, len(lines) * 0.02
                box = (0.5 - half, top, 0.5 + half, top + 0.015)
                lines.append(Line(text, 1, box, kind="text" if isinstance(block, Text) else "cell", whole=True))
                origins.append(at)
    return lines, origins


def _report(blocks: Sequence[Block], number: int, filename: str) -> _Report:
    lines, _ = _provisional(blocks)
    split = split_sections(lines, None)
    year = identify(split.head, flow(lines).text, split.tail, filename).year
    edition = find_edition(blocks, year)
    grids = [block for block in blocks if isinstance(block, Grid)]
    alignment = align(grids, edition) if edition != "none" else None
    prefix = f"r{number}"
    return _Report(edition, blocks, alignment, lay_out(blocks, alignment, prefix), prefix)


def _named(pieces: Sequence[Piece]) -> Iterator[tuple[str, str, SheetCell | None]]:
    """Every printed text in reading order: its name, the text, its cell where it stands in a table."""
    for piece in pieces:
        if isinstance(piece, Prose):
            yield piece.name, _joined(piece.text), None
        else:
            yield from ((cell.name, _joined(cell.text), cell) for cell in piece.cells if cell.printed)


def _joined(text: str) -> str:
    """A text on one line; a break between Han characters is no space."""
    lines = [line.strip() for line in printable(text).split("\n") if line.strip()]
    joined = ""
    for line in lines:
        spaced = joined and joined[-1].isascii() and line[0].isascii()
        joined += f" {line}" if spaced else line
    return joined


def _words(texts: Mapping[str, str], runs: Mapping[str, Sequence[Run]], count: int) -> dict[int, tuple[Word, ...]]:
    words: dict[int, list[Word]] = {number: [] for number in range(1, count + 1)}
    for name, text in texts.items():
        for run in runs[name]:
            words[run.page].append(Word(text=text[run.start : run.end], box=run.box))
    return {number: tuple(found) for number, found in words.items()}


def _note(report: _Report, pages: Typeset, runs: Mapping[str, tuple[Run, ...]]) -> ReportNote:
    lines: list[LineNote] = []
    at: dict[str, int] = {}
    tables = {
        cell.name: piece.form or "" for piece in report.pieces if isinstance(piece, Sheet) for cell in piece.cells
    }
    for name, text, cell in _named(report.pieces):
        if text and runs[name]:
            at[name] = len(lines)
            lines.append(_line(text, runs[name], is_cell=cell is not None, table=tables.get(name, "")))
    sheets = [piece for piece in report.pieces if isinstance(piece, Sheet) and piece.cells]
    numbers = sorted({f.page for name in _all_names(report.pieces) for f in pages.places.get(name, ())})
    alignment = report.alignment
    return ReportNote(
        edition=report.edition,
        pages=tuple(numbers),
        lines=tuple(lines),
        observations=observe(alignment, report.blocks, _spots(report, pages)) if alignment else (),
        tables=tuple(_table(sheet, pages) for sheet in sheets),
        starts=tuple(next((at[cell.name] for cell in sheet.cells if cell.name in at), -1) for sheet in sheets),
        findings=tuple(
            absence(table, alignment)
            for table in (load_form(report.edition).tables if alignment else ())
            if alignment and is_absent(table, alignment, report.blocks)
        ),
    )


def _all_names(pieces: Sequence[Piece]) -> Iterator[str]:
    for piece in pieces:
        yield from [piece.name] if isinstance(piece, Prose) else [cell.name for cell in piece.cells]


def _line(text: str, runs: tuple[Run, ...], *, is_cell: bool, table: str) -> LineNote:
    box = around(run.box for run in runs if run.page == runs[0].page)
    return LineNote(text=text, page=runs[0].page, box=box, is_cell=is_cell, table=table, pieces=runs)


def _spots(report: _Report, pages: Typeset) -> dict[str, Spot]:
    """The page and box of every metric: its own cell, or the row that was refused."""
    cells = [cell for piece in report.pieces if isinstance(piece, Sheet) for cell in piece.cells]
    names = {cell.metric: cell.name for cell in cells if cell.metric is not None and cell.found}
    if report.alignment:
        names.update(refused_names(report.alignment, report.pieces, report.prefix))
    found = {metric: pages.places.get(name, ()) for metric, name in names.items()}
    return {metric: (fragments[0].page, fragments[0].box) for metric, fragments in found.items() if fragments}


def _table(sheet: Sheet, pages: Typeset) -> Table:
    fragments = [fragment for cell in sheet.cells for fragment in pages.places.get(cell.name, ())]
    return Table(
        form=sheet.form,
        pages=tuple(sorted({fragment.page for fragment in fragments})),
        section=None,
        cells=tuple(_table_cell(cell, pages.places.get(cell.name, ())) for cell in sheet.cells),
    )


def _table_cell(cell: SheetCell, fragments: Sequence[Fragment]) -> TableCell:
    text = _joined(cell.text) if cell.printed else ""
    return TableCell(
        row=cell.row,
        column=cell.column,
        row_span=cell.row_span,
        column_span=cell.column_span,
        text=text,
        box=fragments[0].box if fragments else None,
        page=fragments[0].page if fragments else None,
        empty=not text and cell.found,
    )
