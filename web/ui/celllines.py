"""Which lines of a section's text are cells of the form's table, where readers kept the values and no table. Pure.

A table without rules has no cells of its own in the record: its text stands in the section, one cell a line, and the page
shows it folded away below the form, as that of other tables.
"""

import unicodedata
from collections.abc import Collection, Iterable

from archive.records import Observation
from web.ui.formtable import Sheet

FEWEST = 5
"""Lines that must be the form's own before any is taken for a cell: a note may say 无 or 0, too."""


def cell_lines(text: str, sheets: Collection[Sheet], observations: Iterable[Observation]) -> frozenset[str]:
    """The lines of `text` that the tables `sheets` account for.

    A line is the form's where it is a value as printed, or a label or a part of one (labels are broken into lines). What
    stands between two such lines is a label in other words, unless it ends a sentence.
    """
    labels = {_bare(head.text) for sheet in sheets for line in sheet.lines for head in line.heads}
    metrics = {value.metric for sheet in sheets for line in sheet.lines for value in line.values}
    raws = {_bare(one.raw) for one in observations if one.metric in metrics and one.raw}
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    known = [at for at, line in enumerate(lines) if _is_of(_bare(line), raws, labels)]
    if len(known) < FEWEST:
        return frozenset()
    return frozenset(line for line in lines[known[0] : known[-1] + 1] if "。" not in line)


def _is_of(bare: str, raws: Collection[str], labels: Collection[str]) -> bool:
    return bare in raws or any(bare in label for label in labels)


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
