"""The edition of a report whose tables do not tell it: the form's own headings, and the year that it reports on.

An office that never attached its tables filled in the form's sections all the same: its tables are absent, which is one
fact each, and not a report without a form.
"""

from collections.abc import Sequence

from archive.forms import Form, forms
from ocr.forms.labels import likeness
from ocr.text.identity import identify
from ocr.text.lines import Line, flow
from ocr.text.sections import split_sections

# Of six prescribed headings so many must stand; offices of earlier years used headings of their own.
LEAST_HEADINGS = 3
ALIKE = 0.8


def suggested_form(lines: Sequence[Line], filename: str) -> Form | None:
    """The form of the year reported on, where the report has that form's headings; None where it has not."""
    for form in forms():
        if not form.sections or _headings(lines, form) < LEAST_HEADINGS:
            continue
        split = split_sections(lines, form)
        year = identify(split.head, flow(lines).text, split.tail, filename).year
        if year is not None and form.years[0] <= year <= form.years[1]:
            return form
    return None


def _headings(lines: Sequence[Line], form: Form) -> int:
    titles = {section.number: (section.title, *section.aliases) for section in form.sections}
    return sum(
        any(likeness(section.title, title) >= ALIKE for title in titles.get(section.number, ()))
        for section in split_sections(lines, form).sections
    )
