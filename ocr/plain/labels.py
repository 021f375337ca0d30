"""Printed labels against the form's: numerals and words apart, so that a label is matched and not merely compared."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz

from archive.forms import Block, Column, FormTable
from ocr.forms.values import NOTHING, clean

LIKE = 85  # of 100; below it two labels of the form begin to resemble each other
APART = 8  # how much better the best must be than the second
SHORT = 5  # words as short as 自然人 or 规章 are matched exactly

_HAN = {han: number for number, han in enumerate("一二三四五六七八九十", 1)}
_NUMERAL = re.compile(
    r"[(（](?P<bracket>[一二三四五六七八九十]{1,3}|\d{1,2})[)）][、.,]?|(?P<han>[一二三四五六七八九十]{1,3})[、.,]"
    r"|(?P<digit>\d{1,2})(?:[.、,)]|(?=[^\d.,%年月日条]))"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_MARKS = re.compile(r"[^\w]")
_ENDING_NUMBER = re.compile(r"[+\-−]?\d[\d,.]*[件条项个次人篇份宗元万亿]*$")
_FIGURE = re.compile(r"[+\-−~(]?(?:增加?|减少?)?\d")
_NUMBERED = re.compile(r"\d{1,2}(?:[.、)](?!\d)|[一-鿿]{3})|\(\d{1,2}\)\D")
_RULES = re.compile(r"保留\d位小数|计\d[条次件]")
_MONEY = re.compile(r"亿元|万元|元")


@dataclass(frozen=True, slots=True)
class Label:
    """A label taken apart: the number before it, its words without marks, and its words without what brackets hold."""

    number: int | None
    words: str
    brief: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A match: which entries of the index, and whether the label held a number that may be a value."""

    entries: tuple[int, ...]
    residue: bool = False


@lru_cache(maxsize=16384)
def read_label(text: str) -> Label:
    """Take a printed label apart."""
    bare = clean(text)
    match = _NUMERAL.match(bare)
    rest = bare[match.end() :] if match else bare
    if not rest:
        match, rest = None, bare
    number = _number(next(filter(None, match.groups()))) if match else None
    rest = rest.removeprefix("其中").lstrip(":：、,")
    return Label(number, _words(rest), _words(_BRACKETS.sub("", rest)) or _words(rest))


def _words(text: str) -> str:
    return _MARKS.sub("", text).replace("_", "")


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, _, ones = text.rpartition("十")
    return _HAN[text] if len(text) == 1 else 10 * _HAN.get(tens, 1) + _HAN.get(ones, 0)


class Index:
    """Finds which of some printed labels a text is; several entries may share one label."""

    def __init__(self, labels: Sequence[Iterable[str]]) -> None:
        self._known = [(at, read_label(name)) for at, names in enumerate(labels) for name in names]

    def find(self, text: str) -> Hit | None:
        """The entries that this text names, None where it names none; a number at its end is told as a residue."""
        return _find(self, text)

    def search(self, text: str) -> Hit | None:
        """As `find`, without its memory."""
        bare = clean(text)
        if not bare or bare in NOTHING or holds_figure(bare):
            return None
        hit = self._match(read_label(bare))
        cut = _ENDING_NUMBER.sub("", bare)
        if hit is None and cut and cut != bare:
            found = self._match(read_label(cut))
            return Hit(found.entries, residue=True) if found else None
        return hit

    def _match(self, label: Label) -> Hit | None:
        if not label.words:
            return None
        for exact in ("words", "brief"):
            found = {at: known for at, known in self._known if getattr(known, exact) == getattr(label, exact)}
            entries = tuple(at for at, known in found.items() if _numbers_agree(label, known))
            if found:
                return Hit(entries, _holds_more_digits(label)) if entries else None
        return self._like(label)

    def _like(self, label: Label) -> Hit | None:
        if len(label.words) < SHORT:
            return None
        scores: dict[int, float] = {}
        for at, known in self._known:
            if known.number == label.number and len(known.words) >= SHORT:
                scores[at] = max(scores.get(at, 0.0), fuzz.ratio(label.words, known.words))
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        if not ranked or ranked[0][1] < LIKE or (len(ranked) > 1 and ranked[1][1] > ranked[0][1] - APART):
            return None
        return Hit((ranked[0][0],), _holds_more_digits(label))


@lru_cache(maxsize=16384)
def _find(index: Index, text: str) -> Hit | None:
    return index.search(text)


def _numbers_agree(label: Label, known: Label) -> bool:
    """A number that contradicts the form's own is another label; one that was left out is not."""
    return label.number is None or label.number == known.number


def _holds_more_digits(label: Label) -> bool:
    return holds_digits(label.words)


def holds_digits(text: str) -> bool:
    """True where digits stand in a label that belong to no rule for filling it in."""
    return re.search(r"\d", _RULES.sub("", clean(text))) is not None


def row_places(table: FormTable) -> list[tuple[int, int]]:
    """(block, row) of every row of a table, in the form's order: the entries of `row_index`."""
    return [(at, number) for at, block in enumerate(table.blocks) for number in range(len(block.rows))]


def row_index(table: FormTable) -> Index:
    """The index of a table's row labels."""
    rows = [table.blocks[at].rows[number] for at, number in row_places(table)]
    return Index([(*row.labels[-1:], *row.aliases) for row in rows])


def label_columns(table: FormTable) -> int:
    """How many columns of labels a table has: as many as its rows are deep, where the form draws them side by side."""
    if table.id != "requests":
        return 1 if any(row.labels for block in table.blocks for row in block.rows) else 0
    return max(len(row.labels) for block in table.blocks for row in block.rows)


def column_names(column: Column) -> tuple[str, ...]:
    """All that the last header cell of a column may say."""
    return (column.labels[-1], *column.aliases)


def group_names(table: FormTable) -> set[str]:
    """The labels of a table that carry no value: upper header cells, upper row labels, headings, corners, titles."""
    names: set[str] = set()
    for block in table.blocks:
        leaves = {row.labels[-1] for row in block.rows if row.labels}
        names.update(label for column in block.columns for label in column.labels[:-1])
        names.update(label for row in block.rows for label in row.labels[:-1] if label not in leaves)
        names.update({*block.headings, block.corner, block.title} - {""})
    return names


@cache
def column_index(block: Block) -> Index:
    """The index of a block's columns by their last header cell."""
    return Index([column_names(column) for column in block.columns])


def money_unit(text: str) -> str | None:
    """The unit of money that a label names, None where it names none or two."""
    found = set(_MONEY.findall(clean(text)))
    return found.pop() if len(found) == 1 else None


def looks_like_value(text: str) -> bool:
    """True for a blank, a dash or anything that begins as a figure does: what may stand where a value is asked for."""
    bare = clean(text)
    return bare in NOTHING or holds_figure(bare)


def holds_figure(text: str) -> bool:
    """True where the text begins with a figure, and not with a label's own number."""
    bare = clean(text)
    return _FIGURE.match(bare) is not None and _NUMBERED.match(bare) is None
