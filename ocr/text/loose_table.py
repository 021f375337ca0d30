"""A table without rules as its words are looked for: one block of the form on one page."""

from dataclasses import dataclass

from archive.forms import Block
from archive.records import Box
from ocr.note import CellNote


@dataclass(frozen=True, slots=True)
class RowPlace:
    """A row of the form, its label as matched, from where to where it reaches down the page, and its cells."""

    number: int
    label: str
    start: float
    end: float
    cells: tuple[CellNote, ...] = ()

    @property
    def middle(self) -> float:
        """Its vertical middle."""
        return (self.start + self.end) / 2


@dataclass(frozen=True, slots=True)
class Table:
    """One block of the form on one page: where its columns and its rows stand, in pixels.

    `slashes` are the boxes, in fractions, of the cells whose one stroke leans (`ocr.tables.voices.slashes`), whatever it was
    read as at first.
    """

    name: str
    block: Block
    xs: tuple[float, ...]
    rows: tuple[RowPlace, ...]
    slashes: tuple[Box, ...] = ()

    @property
    def top(self) -> float:
        """Where the first row begins."""
        return self.rows[0].start
