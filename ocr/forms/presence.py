"""Whether a report has a table at all: a table whose labels stand nowhere was never attached; one whose labels stand
somewhere was not read, which is another thing."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from archive.forms import Form, FormTable
from ocr.forms.labels import likeness, plain
from ocr.forms.observe import LOOKALIKES

SAME = 0.8
# Single labels occur in prose and headings, too; fragments are what a narrow column breaks a label into.
LABEL_WEIGHT, FRAGMENT_WEIGHT, ENOUGH = 1.5, 1.0, 3.0
# Labels that several tables share.
COMMON = frozenset({"总计", "其他", "信息内容"})
LONGEST = 60
# So many numbers on one scanned page that no table of the form holds are a table that was not read; a page number is one.
LOST = 5
# So many lines of nothing but a number in a table's section: one may be the page's.
ALONE = 2
# A line of so many Han characters and blanks alone is no prose.
RUN, RUN_TOGETHER = 12, re.compile(r"[\u4e00-\u9fff ]+")
# A section of so many characters has more in it than a word like 无 or 见附件.
MUCH = 30
# An office that attaches no table says why.
DENIED = re.compile(r"未发生|未收到|未受理|没有收到|没有发生|不存在|均无|^无|均为零")
# What stands between the digits of a number.
SEPARATED = str.maketrans(dict.fromkeys(",，. "))
# So many words of so few characters on a line with a number are no prose.
SHREDS, SHRED = 8, 2


def present_tables(form: Form, texts: Iterable[str]) -> frozenset[str]:
    """The ids of the form's tables of which several labels are printed; `texts` are lines and cells, each by itself."""
    short = {plain(text) for text in texts if len(text) <= LONGEST} - {""}
    return frozenset(table.id for table in form.tables if _weight(table, short) >= ENOUGH)


def tables_left_in(form: Form, sections: Iterable[tuple[int, str]]) -> frozenset[str]:
    """The ids of the tables in whose section numbers stand on lines of their own, or a line that is no prose.

    That is what is left of a table that could not be read, be its labels ever so garbled. `sections` are numbers and texts.
    """
    counts = Counter[int]()
    for number, text in sections:
        lines = text.splitlines()
        counts[number] += sum(map(_is_number, lines))
        counts[number] += ALONE if _is_no_sentence(text) or any(map(_is_run_together, lines)) else 0
    return frozenset(table.id for table in form.tables if counts[table.section] >= ALONE)


def _is_no_sentence(text: str) -> bool:
    """Whether a section holds much and no sentence: an office that attaches no table says so in one, or says nothing."""
    return len("".join(text.split())) >= MUCH and "。" not in text and DENIED.search(text) is None


def _is_run_together(line: str) -> bool:
    """Whether a line is what the labels of a header are read as: many characters, and no mark that prose or a heading has."""
    return len(line) >= RUN and RUN_TOGETHER.fullmatch(line) is not None and DENIED.search(line) is None


def _is_number(line: str) -> bool:
    return line.translate(SEPARATED).isdigit()


def has_lost_values(printed: Iterable[tuple[int, str]]) -> bool:
    """Whether numbers stand by themselves outside of the form's tables: then none of these can be said to be absent.

    `printed` are lines and cells of scanned pages with their page's number. Prose is none, whatever numbers are in it.
    """
    found = Counter[int]()
    for page, text in printed:
        words = text.split()
        if _is_shreds(words):
            return True
        if all(word.translate(LOOKALIKES).isdigit() for word in words):
            found[page] += len(words)
    return any(count >= LOST for count in found.values())


def _is_shreds(words: Sequence[str]) -> bool:
    """Whether a line is what labels set upright are read as where no rules part them: characters apart, then a number."""
    apart = [word for word in words if len(word) <= SHRED and not word.isascii()]
    return len(apart) >= SHREDS and words[-1][-1:].isdigit()


def _weight(table: FormTable, texts: set[str]) -> float:
    labels = _labels(table)
    whole = {label for label in labels if any(likeness(text, label) >= SAME for text in texts)}
    rest = {plain(label) for label in labels - whole}
    fragments = {text for text in texts - {plain(label) for label in COMMON} if _is_fragment(text, rest)}
    return LABEL_WEIGHT * len(whole) + FRAGMENT_WEIGHT * len(fragments)


def _is_fragment(text: str, labels: set[str]) -> bool:
    return len(text) >= 2 and not text.isdigit() and any(text in label for label in labels)


def _labels(table: FormTable) -> set[str]:
    labels = {label for block in table.blocks for c in block.columns for label in (*c.labels, *c.aliases)}
    return (
        labels | {label for block in table.blocks for r in block.rows for label in (*r.labels, *r.aliases)}
    ) - COMMON
