"""Whether a report has a table at all: a table whose labels stand nowhere was never attached; one whose labels stand
somewhere was not read, which is another thing."""

from collections.abc import Iterable

from archive.forms import Form, FormTable
from ocr.labels import likeness

SAME = 0.8
# Single labels occur in prose and headings, too.
LEAST_LABELS = 2
# Labels that several tables share.
COMMON = frozenset({"总计", "其他", "信息内容"})


def present_tables(form: Form, texts: Iterable[str]) -> frozenset[str]:
    """The ids of the form's tables of which several labels are printed; `texts` are words and cells, each by itself."""
    short = {text for text in texts if text and len(text) <= 60}
    return frozenset(table.id for table in form.tables if _labels_found(table, short) >= LEAST_LABELS)


def _labels_found(table: FormTable, texts: set[str]) -> int:
    return sum(any(likeness(text, label) >= SAME for text in texts) for label in _labels(table))


def _labels(table: FormTable) -> set[str]:
    labels = {label for block in table.blocks for c in block.columns for label in (*c.labels, *c.aliases)}
    return (
        labels | {label for block in table.blocks for r in block.rows for label in (*r.labels, *r.aliases)}
    ) - COMMON
