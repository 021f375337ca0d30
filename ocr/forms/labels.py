"""How alike a printed label and a form's label are; labels are matched, not compared (domain.md)."""

from functools import lru_cache

from rapidfuzz import fuzz

from archive.forms import Column, Row
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
    if not row.labels:
        return 0.0
    return max(likeness(printed, label) for label in (row.labels[-1], *row.aliases))


def column_likeness(printed: str, column: Column) -> float:
    """The likeness of a printed header cell to a column's own label or one of its aliases."""
    return max(likeness(printed, label) for label in (column.labels[-1], *column.aliases))
