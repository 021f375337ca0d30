"""A blank in a row with print that nobody could read is not blank for sure; elsewhere it is."""

from archive.records import CellReading
from ocr.note import Ink
from ocr.tables.cells import CellContent
from ocr.tables.ruled.grid import Grid, GridCell
from ocr.tables.voices.unsure_blanks import with_unsure_blanks


def inks(*row: tuple[Ink, str]) -> list[Ink]:
    edges = tuple(float(n) for n in range(len(row) + 1))
    cells = tuple(GridCell(0, 0, n, n, (edges[n], 0, edges[n + 1], 1)) for n in range(len(row)))
    contents = [
        CellContent(ink, None, (CellReading(reader="page", raw=text, confidence=1.0),) if text else ())
        for ink, text in row
    ]
    return [content.ink for content in with_unsure_blanks(Grid(edges, (0.0, 1.0), cells), contents)]


def test_blanks_in_a_row_with_unread_print_are_unsure() -> None:
    assert inks(("none", ""), ("print", ""), ("none", ""), ("none", "")) == ["specks", "print", "specks", "specks"]


def test_blanks_beside_read_values_are_blank() -> None:
    assert inks(("none", ""), ("print", "7"), ("none", "")) == ["none", "print", "none"]
