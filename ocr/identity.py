"""Who reports on which year: read from what is printed, never guessed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from archive.records import Scope
from ocr.lines import Line


@dataclass(frozen=True, slots=True)
class Identity:
    """What a report says of itself; None where it does not. `year` is the year reported on."""

    title: str | None = None
    office_name: str | None = None
    year: int | None = None
    scope: Scope | None = None
    period: tuple[date, date] | None = None
    corrected_edition: bool = False


def identify(head: Sequence[Line], text: str, tail: Sequence[Line], filename: str = "") -> Identity:
    """Find title, office, year, scope and period.

    `head` are the lines before the first section, `text` is the whole running text, `tail` the signature at the end. The
    file's name only breaks a tie between readings of what is printed; nothing is taken from it alone.
    """
    raise NotImplementedError


def split_reports(lines: Sequence[Line]) -> list[range]:
    """The ranges of `lines` that are reports of their own (a compiled volume): at least one, all lines in exactly one.

    A new report begins only where a new title stands and the numbering of sections starts again.
    """
    raise NotImplementedError
