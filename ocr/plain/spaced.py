"""Tables in plain text whose columns stand apart by tabs or by spaces."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from ocr.plain.blocks import Cell, Grid, Row, usual_width

_GAP = re.compile(r"(?:[ \u00a0]{2,}|\u3000+[ \u3000]*|\t+)")


@dataclass(frozen=True, slots=True)
class _Field:
    """A run of text between gaps; `left` and `right` in columns of a fixed-width screen, Han characters two wide."""

    text: str
    left: int
    right: int


def has_columns(line: str, least: int = 3) -> bool:
    """True where gaps part a line into at least so many fields, or a tab parts it into two."""
    bare = line.lstrip(" \u3000\u00a0\t")  # a tab before the first word is an indent, one behind it parts cells
    return "\t" in bare or len(_GAP.split(bare.rstrip(" \u3000\u00a0"))) >= least


def read_spaced(lines: Sequence[str]) -> Grid:
    """The grid of a run of lines; tabs are counted, other fields are placed by where they stand."""
    tabbed = sum("\t" in line for line in lines)
    return _by_tabs(lines) if tabbed * 2 > len(lines) else _by_place(lines)


def _by_tabs(lines: Sequence[str]) -> Grid:
    split = [line.strip(" \n").split("\t") for line in lines]
    rows = tuple(
        Row(tuple(Cell(text.strip(), column) for column, text in enumerate(cells)), line.rstrip())
        for line, cells in zip(lines, split, strict=True)
    )
    return Grid(rows, "counted", usual_width([len(cells) for cells in split]))


def _by_place(lines: Sequence[str]) -> Grid:
    fields = [_fields(line) for line in lines]
    most = max(map(len, fields), default=0)
    centres = _centres([row for row in fields if len(row) == most], most)
    rows = tuple(Row(_placed(row, centres), line.rstrip()) for row, line in zip(fields, lines, strict=True) if row)
    return Grid(rows, "spaced", most)


def _fields(line: str) -> list[_Field]:
    found: list[_Field] = []
    start = 0
    for gap in [*_GAP.finditer(line), None]:
        end = gap.start() if gap else len(line)
        if line[start:end].strip():
            left = _columns(line[:start])
            found.append(_Field(line[start:end].strip(), left, left + _columns(line[start:end])))
        start = gap.end() if gap else end
    return found


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def _centres(full: Sequence[Sequence[_Field]], count: int) -> list[float]:
    return [sum(row[at].left + row[at].right for row in full) / (2 * len(full)) for at in range(count)]


def _placed(fields: Sequence[_Field], centres: Sequence[float]) -> tuple[Cell, ...]:
    """Each field in the column whose centre is nearest, no two in one: the later one moves right, the earlier stays."""
    cells: list[Cell] = []
    taken = -1
    for at, field in enumerate(fields):
        last = len(centres) - (len(fields) - at)
        middle = (field.left + field.right) / 2
        column = min(range(taken + 1, last + 1), key=lambda c: abs(centres[c] - middle))
        cells.extend(Cell("", blank) for blank in range(taken + 1, column))
        cells.append(Cell(field.text, column))
        taken = column
    cells.extend(Cell("", blank) for blank in range(taken + 1, len(centres)))
    return tuple(cells)
