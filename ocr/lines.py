"""Words of a page -> lines in reading order -> running text, with the way back to the pixels.

Boxes named `box` are fractions of the working page (upright, deskewed; of one half where a sheet holds two pages), origin
top left; boxes in `pieces` are fractions of the page as scanned, as everywhere in `archive.records`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from archive.records import Box, Run


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


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of a document without its furniture (running heads, page numbers), which is kept beside.

    `numbers` are the page numbers found in print: ((page, part), number).
    """

    lines: tuple[Line, ...]
    furniture: tuple[Line, ...] = ()
    numbers: tuple[tuple[tuple[int, int], int], ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """Running text of some lines: paragraphs and cells one a line, soft line breaks gone; `runs` refer to `text`."""

    text: str
    runs: tuple[Run, ...]
    pages: tuple[int, ...]


def page_lines(
    words: Sequence[PlacedWord], tables: Sequence[Sequence[Line]] = (), *, page: int, part: int = 0
) -> tuple[Line, ...]:
    """The lines of one page in reading order: `words` are those outside of tables, `tables` the cells of each table in order.

    Words on one baseline are joined from left to right, with a space only between Latin words; two columns are read one
    after the other where they are clearly so; a table stands where its top edge stands.
    """
    raise NotImplementedError


def without_furniture(lines: Sequence[Line]) -> Body:
    """Take running heads and page numbers out of a document's lines; in doubt a line stays, and a cell always does."""
    raise NotImplementedError


def flow(lines: Sequence[Line]) -> Flow:
    """Join lines to running text; the order given is kept, empty lines are left out."""
    raise NotImplementedError
