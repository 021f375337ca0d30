"""How alike a printed label and a form's label are; labels are matched, not compared (domain.md)."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

import numpy as np
from rapidfuzz import fuzz, process

from archive.forms import Block, Column, Form, Row, forms
from ocr.forms.values import clean

# Marks that offices, fonts and recognition vary: they carry no meaning in a label.
_MARKS = str.maketrans(dict.fromkeys("，,。.、:：;；“”\"'‘’()（）[]【】《》〈〉<>-—_·•/\\|〔〕", ""))
# Characters that recognition and offices exchange within the form's labels.
_SAME = str.maketrans({"嵇": "稽", "內": "内", "後": "后", "夲": "本", "増": "增", "〇": "0", "○": "0"})


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A label without white space, punctuation and variants of width."""
    return clean(text).translate(_MARKS).translate(_SAME)


@lru_cache(maxsize=200_000)
def likeness(printed: str, label: str) -> float:
    """0 to 1: how alike two labels are after `plain`; 0 where either is empty."""
    a, b = plain(printed), plain(label)
    if not a or not b:
        return 0.0
    return float(fuzz.ratio(a, b)) / 100


def row_likeness(printed: str, row: Row) -> float:
    """The likeness of a printed label cell to a row's own label or one of its aliases."""
    known = _row_scores(printed).get(id(row))
    if known is not None or not row.labels:
        return known or 0.0
    return max(likeness(printed, label) for label in (row.labels[-1], *row.aliases))


def row_likenesses(printed: str, rows: Sequence[Row]) -> list[float]:
    """`row_likeness` to each of some rows."""
    known = _row_scores(printed)
    return [known[id(row)] if id(row) in known else row_likeness(printed, row) for row in rows]


@cache
def row_units() -> frozenset[str]:
    """The units that rows of the forms name, as indicator tables print them in a column of their own."""
    return frozenset(row.unit for row in every_row() if row.unit)


def every_row() -> Iterator[Row]:
    """The rows of all forms, form by form."""
    return (row for form in forms() for table in form.tables for block in table.blocks for row in block.rows)


@cache
def _form_rows() -> tuple[tuple[Row, ...], tuple[str, ...], tuple[int, ...]]:
    """The labelled rows of all forms, all their labels after `plain`, and where each row's labels begin."""
    labelled = tuple(row for row in every_row() if row.labels)
    labels = [[plain(label) for label in (row.labels[-1], *row.aliases)] for row in labelled]
    starts = np.cumsum([0, *map(len, labels)])[:-1]
    return labelled, tuple(label for own in labels for label in own), tuple(starts.tolist())


@lru_cache(maxsize=4_000)
def _row_scores(printed: str) -> Mapping[int, float]:
    """The likeness to every row of every form, by the row's identity: a page asks for each of them, for each of its lines.

    Forms are loaded once and live as long as the process, so that no other row can have an identity of theirs.
    """
    rows, labels, starts = _form_rows()
    text = plain(printed)
    if not text:
        return dict.fromkeys(map(id, rows), 0.0)
    scores = process.cdist([text], labels, scorer=fuzz.ratio, dtype=np.float64)[0]
    best = np.maximum.reduceat(np.where([bool(label) for label in labels], scores, 0.0), starts)
    return dict(zip(map(id, rows), (best / 100).tolist(), strict=True))


def column_likeness(printed: str, column: Column) -> float:
    """The likeness of a printed header cell to a column's own label or one of its aliases."""
    return max(likeness(printed, label) for label in (column.labels[-1], *column.aliases))


@cache
def labels() -> tuple[str, ...]:
    """Every label of the forms."""
    return tuple(folded_labels().values())


@cache
def folded_labels() -> Mapping[str, str]:
    """Every label of the forms, folded -> as the form prints it."""
    return {clean(label): label for form in forms() for label in _labels(form)}


def is_of_label(text: str) -> bool:
    """Whether a text, folded, is a part of one of the forms' labels."""
    folded = clean(text)
    return any(folded in label for label in folded_labels())


def _labels(form: Form) -> Iterator[str]:
    for table in form.tables:
        yield table.title
        for block in table.blocks:
            yield from (label for label in _block_labels(block) if label)


def _block_labels(block: Block) -> Iterator[str]:
    yield from (block.title, block.corner, *block.headings)
    for row in block.rows:
        yield from (*row.labels, *row.aliases)
    for column in block.columns:
        yield from (*column.labels, *column.aliases)
