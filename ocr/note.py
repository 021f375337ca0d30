"""The note that one page leaves for assembling: words outside of tables, and ruled tables with the text of their cells.

Boxes named `box` are fractions of the working page, those named `scan` fractions of the page as scanned; lattice places
are counted as in `ocr.tables.ruled.grid`.
"""

from typing import Literal

from archive.records import Box, CellReading, Record

Ink = Literal["none", "specks", "print"]


class CellNote(Record):
    """One ruled cell. `ink` says whether anything is printed in it; `readings` is what each reader saw, best first.

    `certainty` is that of the least certain character of the first reading; `square` is False where the cell's outline
    is not a rectangle, so that a ruled edge was lost or made up.
    """

    top: int
    bottom: int
    left: int
    right: int
    box: Box
    scan: Box
    square: bool = True
    ink: Ink = "none"
    readings: tuple[CellReading, ...] = ()

    @property
    def text(self) -> str:
        """What the first reader saw."""
        return self.readings[0].raw if self.readings else ""

    @property
    def certainty(self) -> float:
        """How sure the first reader was; a cell without print is as sure as its emptiness."""
        if self.readings:
            return self.readings[0].confidence
        return 1.0 if self.ink == "none" else 0.0


class GridNote(Record):
    """One table on one page. `firm` is False where its columns were placed without proof (see `ocr.tables.unruled.value_columns`)."""

    box: Box
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    open_top: bool
    open_bottom: bool
    cells: tuple[CellNote, ...]
    firm: bool = True


class WordNote(Record):
    """A run of print: its text, its places, the certainty of its least certain character. `grid`: its table's index."""

    text: str
    box: Box
    scan: Box
    certainty: float = 1.0
    grid: int | None = None


class PageNote(Record):
    """What one page (or one half of a sheet that holds two) says.

    `direct` are grids by the words' places alone, `loose` those of which the page does not tell the columns
    (`ocr.forms.continued`).
    """

    page: int
    part: int
    source: Literal["text", "recognised"]
    size: tuple[int, int]
    words: tuple[WordNote, ...]
    grids: tuple[GridNote, ...]
    direct: tuple[GridNote, ...] = ()
    loose: tuple[GridNote, ...] = ()
