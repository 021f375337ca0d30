"""Lines in reading order -> the headed parts of a report."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.forms import Form
from archive.records import Section
from ocr.lines import Line


@dataclass(frozen=True, slots=True)
class SectionSplit:
    """`head` stands before the first heading, `tail` is the signature at the end (it is in the last section's text, too).

    `where` has one entry per line given: the number of the section that it stands in, None before the first heading.
    """

    head: tuple[Line, ...]
    sections: tuple[Section, ...]
    tail: tuple[Line, ...]
    where: tuple[int | None, ...]


def split_sections(lines: Sequence[Line], form: Form | None) -> SectionSplit:
    """Split one report's lines (without furniture) at its headings; a section that is not there is absent.

    With a form that prescribes sections, numbers are the form's. Without (2014, none) they count the office's own headings;
    edition 2014's table of indicators is a section of its own, numbered after the others. A report without any heading is
    one section 1, titled 全文. A title is as printed, without its numeral.
    """
    raise NotImplementedError
