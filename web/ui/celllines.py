"""Which lines of a section's text are cells of a table. Pure.

A kept table says so by its cells. Of a table without rules readers keep the values alone: its text stands in the section,
one cell a line, and is told by the form.
"""

import unicodedata
from collections.abc import Collection, Iterable, Sequence

from archive.records import Observation, ReportRecord, Section, Table
from web.ui.formtable import Sheet, sheets

FEWEST = 5
"""Lines that must be the form's own before any is taken for a cell: a note may say 无 or 0, too."""


def cell_lines(record: ReportRecord, section: Section, tables: Sequence[Table]) -> frozenset[str]:
    """The lines of a section that tables account for; `tables` are the record's, each with its section."""
    kept = {cell.text for table in tables if table.section == section.number for cell in table.cells if cell.text}
    held = {table.form for table in tables}
    forms = sheets(record.edition) if record.edition else ()
    bare = [sheet for sheet in forms if sheet.section in (section.number, 0) and sheet.id not in held]
    return frozenset(kept | form_lines(section.text, bare, record.observations))


def form_lines(text: str, forms: Collection[Sheet], observations: Iterable[Observation]) -> set[str]:
    """The lines of `text` that the form's tables account for.

    A line is the form's where it is a value as printed, or a label or a part of one (labels are broken into lines). What
    stands between two such lines is a label in other words, unless it ends a sentence.
    """
    labels = "\n".join(_bare(head.text) for sheet in forms for line in sheet.lines for head in line.heads)
    metrics = {value.metric for sheet in forms for line in sheet.lines for value in line.values}
    raws = {_bare(one.raw) for one in observations if one.metric in metrics and one.raw}
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    bare = [_bare(line) for line in lines] if forms else []
    known = [at for at, line in enumerate(bare) if line in raws or line in labels]
    return {line for line in lines[known[0] : known[-1] + 1] if "。" not in line} if len(known) >= FEWEST else set()


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
