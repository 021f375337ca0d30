"""What a typeset page is made of: prose and tables, each piece of text under a name, so that it is found on the page."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["label", "value", "heading"]


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph. `style` says how it is set; the first one of style `title` is the report's title."""

    name: str
    text: str
    style: Literal["title", "heading", "body", "note"] = "body"


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell of a typeset table. `printed` is False for a form's label that the source does not print itself.

    `metric` names the metric that the cell states; `found` is False where the source has no cell for it.
    """

    name: str
    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    kind: Kind = "value"
    printed: bool = True
    metric: str | None = None
    found: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it is typeset; `form` is the form's table that it follows, None for one set as the source has it."""

    form: str | None
    columns: int
    cells: tuple[SheetCell, ...]


Piece = Prose | Sheet
