"""Words of a page -> lines in reading order -> running text, with the way back to the pixels.

Boxes named `box` are fractions of the working page (upright, deskewed; of one half where a sheet holds two pages),
origin top left; boxes in `pieces` are fractions of the page as scanned, as everywhere in `archive.records`.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import median
from typing import Literal

from archive.boxes import around
from archive.records import Box, Run
from ocr.text.columns import reading_order

COLUMN_GAP = 1.5  # em; words farther apart on one baseline may stand in two columns
SPLIT_GAP = 3.0  # em; words farther apart are lines of their own in any case
STACKED = 0.5  # of the narrower word's width; words that share more stand one below the other
SPACE_GAP = 0.12  # em; Latin words closer than this are one word
FULL_LINE = 2.5  # em; a wrapped line ends at most this far before the right margin (punctuation, long numbers)
INDENT = 1.2  # em; a line that starts farther right than this begins a paragraph
WRAPPED_WIDTH = 12.0  # em; a shorter line is never taken for a wrapped one
FEW_UNITS = 5.0
FEW_PEERS = 4  # lines of a column on a page; with fewer its edges are learnt from the pages about it
NEAR_PAGES = 2
AGREEING_LINES = 3  # that end at one edge show where the right margin is; a full sentence proves nothing by itself
ENUMERATOR = re.compile(r"[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]")
STARTS_ANEW = re.compile(r"[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]|[\d.,]+$")
GOES_ON = "，,、和及与或至到第的"
SENTENCE_END = "。！？!?；;：:"


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word and its two places: `box` on the working page, `scan` on the page as scanned."""

    text: str
    box: Box
    scan: Box


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line of text, or one table cell.

    `page` counts from 1, `part` from 0 where one sheet holds two pages. `table` names a cell's form table ("requests",
    "disclosure", "disputes", "statistics"), "" for a plain table. `pieces` lead from the text to its boxes as scanned.
    `whole` is True where the line is a whole paragraph already (text sources) and must not be joined with the next.
    """

    text: str
    page: int
    box: Box
    kind: Literal["text", "cell"] = "text"
    table: str = ""
    pieces: tuple[Run, ...] = ()
    part: int = 0
    whole: bool = False

    def respelled(self, text: str) -> "Line":
        """The line with a text that its print means; all of it leads to all of its print."""
        pieces = tuple(run.model_copy(update={"start": 0, "end": len(text)}) for run in self.pieces)
        return replace(self, text=text, pieces=pieces)

    @property
    def em(self) -> float:
        """The width of one full-width character, in fractions of the page's width."""
        return (self.box[2] - self.box[0]) / max(text_units(self.text), 0.5)


@dataclass(frozen=True, slots=True)
class Flow:
    """Running text of some lines: paragraphs and cells one a line, soft line breaks gone; `runs` refer to `text`."""

    text: str
    runs: tuple[Run, ...]
    pages: tuple[int, ...]


@lru_cache(maxsize=8192)
def text_units(text: str) -> float:
    """The width of a text in full-width characters; what may have either width is full, as Chinese fonts set it."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5 for char in text)


def page_lines(
    words: Sequence[PlacedWord], tables: Sequence[Sequence[Line]] = (), *, page: int, part: int = 0
) -> tuple[Line, ...]:
    """The lines of one page in reading order: `words` are those outside of tables, `tables` the cells of each in order.

    Words on one baseline are joined from left to right, with a space only between Latin words; two columns are read one
    after the other where they are clearly so; a table stands where its top edge stands.
    """
    kept = [word for word in words if word.text.strip()]
    em = _em(kept)
    segments = [segment for row in _rows(kept) for segment in _segments(row, em)]
    blocks: list[list[PlacedWord] | list[Line]] = [*segments, *(list(table) for table in tables if table)]
    order = reading_order([around(item.box for item in block) for block in blocks], em)
    return tuple(_lines_in_order([blocks[index] for index in order], em, page, part))


def line_of(words: Sequence[PlacedWord], *, page: int, part: int, table: str) -> Line:
    """The words of one cell, in the order given, as one line."""
    line = _join_words(words, 0.0, page, part)
    text = without_stray_spaces(line.text)
    cell = replace(line, kind="cell", table=table)
    return cell if text == line.text else cell.respelled(text)


def _lines_in_order(blocks: Sequence[list[PlacedWord] | list[Line]], em: float, page: int, part: int) -> Iterator[Line]:
    """Segments that follow each other on one baseline after all are one line."""
    open_line: list[PlacedWord] = []
    for block in blocks:
        words = [item for item in block if isinstance(item, PlacedWord)]
        if open_line and not (words and _goes_on(open_line, words[0], em)):
            yield _join_words(open_line, em, page, part)
            open_line = []
        open_line += words
        yield from (item for item in block if isinstance(item, Line))
    if open_line:
        yield _join_words(open_line, em, page, part)


def _goes_on(words: Sequence[PlacedWord], word: PlacedWord, em: float) -> bool:
    return -0.5 * em <= word.box[0] - words[-1].box[2] <= SPLIT_GAP * em and _shares_baseline(words, word)


def flow(lines: Sequence[Line]) -> Flow:
    """Join lines to running text; the order given is kept, empty lines are left out."""
    printed = [line for line in lines if line.text.strip()]
    margins = _Margins(printed)
    parts: list[str] = []
    runs: list[Run] = []
    length = 0
    for index, line in enumerate(printed):
        joint = _joint(printed[index - 1], line, margins) if index else ""
        length += len(joint)
        runs += [Run(start=r.start + length, end=r.end + length, page=r.page, box=r.box) for r in line.pieces]
        parts += [joint, line.text]
        length += len(line.text)
    return Flow("".join(parts), tuple(runs), tuple(sorted({line.page for line in printed})))


def cut(line: Line, start: int, end: int | None = None) -> Line:
    """A part of a line, without white space at its ends; the box stays that of the whole line."""
    end = len(line.text) if end is None else end
    while start < end and line.text[start].isspace():
        start += 1
    while end > start and line.text[end - 1].isspace():
        end -= 1
    pieces = tuple(
        run.model_copy(update={"start": max(run.start, start) - start, "end": min(run.end, end) - start})
        for run in line.pieces
        if run.start < end and run.end > start
    )
    return replace(line, text=line.text[start:end], pieces=pieces)


def _em(words: Sequence[PlacedWord]) -> float:
    widths = [(word.box[2] - word.box[0]) / text_units(word.text) for word in words]
    return median(widths) if widths else 0.02


def _rows(words: Sequence[PlacedWord]) -> list[list[PlacedWord]]:
    """Words that share a baseline, top to bottom; a comma belongs to the line whose height it lies in."""
    rows: list[list[PlacedWord]] = []
    for word in sorted(words, key=lambda word: word.box[1] + word.box[3]):
        fitting = [row for row in rows[-3:] if _shares_baseline(row, word) and not any(_is_under(word, w) for w in row)]
        if fitting:
            fitting[-1].append(word)
        else:
            rows.append([word])
    return [sorted(row, key=lambda word: word.box[0]) for row in rows]


def _shares_baseline(row: Sequence[PlacedWord], word: PlacedWord) -> bool:
    top, bottom = median(w.box[1] for w in row), median(w.box[3] for w in row)
    overlap = min(bottom, word.box[3]) - max(top, word.box[1])
    return overlap >= 0.5 * min(bottom - top, word.box[3] - word.box[1])


def _is_under(word: PlacedWord, other: PlacedWord) -> bool:
    """Whether one of two words stands below the other, however close: boxes of tight lines reach into one another."""
    wide = min(word.box[2], other.box[2]) - max(word.box[0], other.box[0])
    return wide > STACKED * min(word.box[2] - word.box[0], other.box[2] - other.box[0])


def _segments(row: Sequence[PlacedWord], em: float) -> list[list[PlacedWord]]:
    segments = [[row[0]]]
    for word in row[1:]:
        if word.box[0] - segments[-1][-1].box[2] > COLUMN_GAP * em:
            segments.append([word])
        else:
            segments[-1].append(word)
    return segments


def _join_words(words: Sequence[PlacedWord], em: float, page: int, part: int) -> Line:
    text = ""
    pieces = []
    for index, word in enumerate(words):
        own = without_stray_spaces(word.text)
        if (
            index
            and _is_latin(text[-1:])
            and _is_latin(own[:1])
            and word.box[0] - words[index - 1].box[2] > SPACE_GAP * em
        ):
            text += " "
        pieces.append(Run(start=len(text), end=len(text) + len(own), page=page, box=word.scan))
        text += own
    return Line(text, page, around(word.box for word in words), pieces=tuple(pieces), part=part)


def without_stray_spaces(text: str) -> str:
    """White space stays, as one space, only between Latin letters or digits."""
    parts = text.split()
    joined = parts[0] if parts else ""
    for part in parts[1:]:
        joined += (" " if _is_latin(joined[-1]) and _is_latin(part[0]) else "") + part
    return joined


def _is_latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char in ",.;:!?()%&'\"")


class _Margins:
    """Left and right edge of the column that a line stands in, from its neighbours on the page and the pages about it."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._pages: dict[tuple[int, int], list[Line]] = defaultdict(list)
        for line in lines:
            if line.kind == "text" and not line.whole:
                self._pages[line.page, line.part].append(line)
        self._places = sorted(self._pages)
        self._order = {place: at for at, place in enumerate(self._places)}

    def of(self, line: Line) -> tuple[float, float]:
        """Left and right edge."""
        peers = [other for other in self._pages[line.page, line.part] if _same_column(line, other)]
        if len(peers) < FEW_PEERS:
            peers = [other for other in self._around(line) if _same_column(line, other)]
        # The outermost sixth may be a title or a chart's label that hangs out of the column.
        skip = (len(peers) - 1) // 6
        left = sorted(peer.box[0] for peer in peers)[skip]
        right = sorted((peer.box[2] for peer in peers), reverse=True)[skip]
        return left, right

    def agreeing(self, line: Line) -> int:
        """How many lines of the pages about it end near this line's right edge."""
        edge, em = line.box[2], line.em
        return sum(abs(other.box[2] - edge) <= em for other in self._around(line))

    def _around(self, line: Line) -> list[Line]:
        at = self._order[line.page, line.part]
        places = self._places[max(at - NEAR_PAGES, 0) : at + NEAR_PAGES + 1]
        return [other for place in places for other in self._pages[place]]


def _same_column(line: Line, other: Line) -> bool:
    overlap = min(line.box[2], other.box[2]) - max(line.box[0], other.box[0])
    return overlap >= 0.5 * min(line.box[2] - line.box[0], other.box[2] - other.box[0])


def _joint(line: Line, following: Line, margins: _Margins) -> str:
    """What stands between two lines: nothing or a space where the first wraps into the second, else a new line."""
    if line.kind == "cell" or following.kind == "cell" or line.whole or following.whole:
        return "\n"
    if not _wraps(line, following, margins):
        return "\n"
    return " " if _is_latin(line.text[-1]) and _is_latin(following.text[0]) and _is_word_pair(line, following) else ""


def _is_word_pair(line: Line, following: Line) -> bool:
    """Numbers cut by the end of the line are one number, words are two."""
    return not (line.text[-1].isdigit() and following.text[0].isdigit())


def _wraps(line: Line, following: Line, margins: _Margins) -> bool:
    em = line.em
    if line.box[2] - line.box[0] < WRAPPED_WIDTH * em or not _same_size(line, following):
        return False
    if line.text[-1] in SENTENCE_END and ENUMERATOR.match(following.text):
        return False
    if line.text[-1] not in GOES_ON and STARTS_ANEW.match(following.text):
        return False
    if (line.page, line.part) == (following.page, following.part) and not _next_below(line, following):
        return False
    if line.box[2] < margins.of(line)[1] - FULL_LINE * em or following.box[0] > margins.of(following)[0] + INDENT * em:
        return False
    outdented = following.box[0] < line.box[0] - INDENT * em
    return outdented or line.text[-1] not in SENTENCE_END or margins.agreeing(line) >= AGREEING_LINES


def _same_size(line: Line, following: Line) -> bool:
    """Of a few characters the width says nothing: glyphs of marks are narrow."""
    return text_units(following.text) < FEW_UNITS or 0.75 < following.em / line.em < 1.33


def _next_below(line: Line, following: Line) -> bool:
    """True for the next line of the same paragraph; also for the head of the next column."""
    gap = following.box[1] - line.box[3]
    return gap < 2.2 * (line.box[3] - line.box[1]) and (gap > -0.5 * (line.box[3] - line.box[1]) or gap < -0.1)
