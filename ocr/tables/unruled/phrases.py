"""Words -> phrases: what may be one label, words that stand beside one another on a line and lines that wrap.

A label is found among all the ways to join neighbouring words; the one that reads most like the form's label is the
label. Column headers that were read as one word are cut where the form's labels meet.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.boxes import around
from archive.forms import Column, forms
from ocr.forms.labels import plain
from ocr.page import Char, PixelBox, WorkWord

Names = tuple[str, ...]

LONGEST = 64
# Words of one label stand closer than this on a line, in heights: full-width brackets leave a gap of one.
BESIDE = 1.3
WORDS = 4
# Labels wrap to no more lines, and only the first ones are followed in two ways: grain read as characters would take for ever.
LINES, WAYS = 10, 4
# Wrapped lines share a left or a right edge within this, in heights.
ALIGNED = 0.8
# Middles lie further apart where a line is full: brackets of full width that begin or end it are half paper.
CENTRED = 1.5
# The first line of a label that is set from the left may be indented by two characters and half a bracket.
INDENT = 2.7
HAN = re.compile(r"[\u4e00-\u9fff]")
# Where a numbered label begins behind other characters.
NUMBERED = re.compile(r"(?<=[\u4e00-\u9fff）)])[1-9](?=[.．、,，]?[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand beside or under one another, read as one text."""

    text: str
    box: PixelBox

    @property
    def middle(self) -> float:
        """Its vertical middle."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def centre(self) -> float:
        """Its horizontal middle."""
        return (self.box[0] + self.box[2]) / 2


def phrases_of(words: Sequence[WorkWord]) -> list[Phrase]:
    """Every way to read neighbouring words with Han characters as one text, from the top down."""
    runs = _runs(sorted(_cut_headers(words), key=lambda w: (w.box[1] + w.box[3], w.box[0])))
    found: dict[tuple[str, PixelBox], Phrase] = {}
    below = [run for run in runs if _has_han(run.text)]
    for run in runs:
        if below and below[0] is run:
            below = below[1:]
        for phrase in _wrapped(run, below):
            if _has_han(phrase.text):
                found[(phrase.text, phrase.box)] = phrase
    return sorted(found.values(), key=lambda p: p.middle)


def _has_han(text: str) -> bool:
    return HAN.search(text) is not None


def _runs(words: Sequence[WorkWord]) -> list[Phrase]:
    """Each word alone, and with those that follow close on its line; from the top down by their middles."""
    runs = []
    for i, word in enumerate(words):
        phrase = Phrase(word.text, word.box)
        runs.append(phrase)
        for _ in range(WORDS - 1):
            beside = next((w for w in _near(words, i) if _follows(phrase.box, w.box)), None)
            if beside is None or len(phrase.text) > LONGEST:
                break
            phrase = Phrase(phrase.text + beside.text, around((phrase.box, beside.box)))
            runs.append(phrase)
    return sorted(runs, key=lambda p: p.middle)


def _near(words: Sequence[WorkWord], index: int) -> Iterable[WorkWord]:
    """The words whose middles are at most a line away, which are neighbours in their order."""
    box = words[index].box
    for step in (1, -1):
        at = index + step
        while 0 <= at < len(words) and abs(_mid(words[at].box) - _mid(box)) <= box[3] - box[1]:
            yield words[at]
            at += step


def _mid(box: PixelBox) -> float:
    return (box[1] + box[3]) / 2


def _follows(box: PixelBox, right: PixelBox) -> bool:
    height = min(box[3] - box[1], right[3] - right[1])
    return -0.3 * height <= right[0] - box[2] <= BESIDE * height and abs(_mid(box) - _mid(right)) <= 0.4 * height


def _wrapped(
    run: Phrase, below: Sequence[Phrase], line: PixelBox | None = None, lines: int = LINES
) -> Iterable[Phrase]:
    """The run alone and with each line that continues it; `line` is the box of its last line, all of `below` have Han characters.

    The next line is the widest that fits, for a line may be of several words, or the one that stands best under the run,
    for the word beside it may be another column's.
    """
    yield run
    if len(run.text) >= LONGEST or lines == 1:
        return
    next_line = [p for p in below if _continues(run.box, line or run.box, p.box)]
    next_line = [p for p in next_line if p.middle - next_line[0].middle <= 0.4 * (p.box[3] - p.box[1])]
    if not next_line:
        return
    widest = max(next_line, key=lambda p: p.box[2] - p.box[0])
    centred = min(next_line, key=lambda p: _off(run.box, p.box))
    ways = (widest, centred) if lines > LINES - WAYS else (centred,)
    for following in {id(p): p for p in ways}.values():
        joined = Phrase(run.text + following.text, around((run.box, following.box)))
        yield from _wrapped(joined, below, following.box, lines - 1)


def _off(run: PixelBox, below: PixelBox) -> tuple[int, float]:
    """How far a line stands off the middle of the run above it, in quarters of its height, and how much wider it is.

    Three headers in a row have their middle where the second has it.
    """
    (left, _, right, _), (start, top, end, bottom) = run, below
    quarter = max((bottom - top) / 4, 1.0)
    return round(abs(start + end - left - right) / 2 / quarter), max(end - start, right - left)


def _continues(whole: PixelBox, line: PixelBox, below: PixelBox) -> bool:
    height = below[3] - below[1]
    if not -0.4 * height <= below[1] - line[3] <= 0.9 * height:
        return False
    common = min(whole[2], below[2]) - max(whole[0], below[0])
    if 0 < whole[0] - below[0] <= INDENT * height and whole == line and below[2] <= whole[2]:
        return common > 0
    wide = common >= 0.6 * min(whole[2] - whole[0], below[2] - below[0])
    sides = min(abs(below[0] - whole[0]), abs(below[2] - whole[2]))
    centres = abs(below[0] + below[2] - whole[0] - whole[2]) / 2
    return wide and (sides <= ALIGNED * height or centres <= CENTRED * height)


def _cut_headers(words: Iterable[WorkWord]) -> list[WorkWord]:
    return [part for word in words for label in cut_group(word) for part in cut_header(label)]


def cut_group(word: WorkWord) -> list[WorkWord]:
    """A word that holds a part of a group's label and the numbered label beside it, cut before the number."""
    number = NUMBERED.search(word.text)
    if number is None or len(word.chars) != len(word.text):
        return [word]
    at = number.start()
    begins = plain(word.text[at:])[:4]
    if len(begins) < 4 or not any(label.startswith(begins) for label in _numbered_labels()):
        return [word]
    return [_part(word, 0, at), _part(word, at, len(word.text))]


def cut_header(word: WorkWord) -> list[WorkWord]:
    """A word that is made of parts of several neighbouring columns' labels, cut where they meet; else the word alone."""
    if len(word.chars) != len(word.text) or len(word.text) < 4:
        return [word]
    lengths = _header_parts(word.text)
    parts, at = [], 0
    for length in lengths:
        parts.append(_part(word, at, at + length))
        at += length
    return parts if len(parts) > 1 else [word]


def is_header(text: str) -> bool:
    """Whether a text is a part of some column's label."""
    own = plain(text)
    return len(own) > 0 and any(own in name for name in column_names())


@lru_cache(maxsize=1)
def column_names() -> frozenset[str]:
    """The columns' own labels and their aliases, of all blocks with several columns."""
    return frozenset(name for labels in _column_labels() for names in labels for name in names)


def _part(word: WorkWord, first: int, end: int) -> WorkWord:
    chars: Sequence[Char] = word.chars[first:end]
    left = word.box[0] if first == 0 else chars[0].left
    right = word.box[2] if end == len(word.text) else chars[-1].right
    return WorkWord(word.text[first:end], (left, word.box[1], right, word.box[3]), word.confidence, tuple(chars))


@lru_cache(maxsize=20_000)
def _header_parts(text: str) -> tuple[int, ...]:
    """How many characters each column's part has; one number where the text is not made of several columns' labels."""
    for labels in _column_labels():
        if any(text in name for names in labels for name in names):
            return (len(text),)
    ways = (parts for labels in _column_labels() if (parts := _split(text, labels)))
    return min(ways, key=len, default=(len(text),))


def _split(text: str, labels: Sequence[Names]) -> tuple[int, ...] | None:
    """The fewest parts of two characters or more, each from a label right of the one before; None where there are none."""
    if not text:
        return ()
    best: tuple[int, ...] | None = None
    for at, names in enumerate(labels):
        length = max((n for n in range(2, len(text) + 1) if any(text[:n] in name for name in names)), default=0)
        for n in range(length, 1, -1):
            rest = _split(text[n:], labels[at + 1 :])
            if rest is not None and (best is None or len(rest) + 1 < len(best)):
                best = (n, *rest)
    return best


@lru_cache(maxsize=1)
def _numbered_labels() -> frozenset[str]:
    """The rows' own labels that begin with a number."""
    rows = (row for form in forms() for table in form.tables for block in table.blocks for row in block.rows)
    return frozenset(label for row in rows if row.labels and (label := plain(row.labels[-1]))[0].isdecimal())


@lru_cache(maxsize=1)
def _column_labels() -> tuple[tuple[Names, ...], ...]:
    """The columns' own labels and their aliases, of each block with several columns, left to right."""
    blocks = (block for form in forms() for table in form.tables for block in table.blocks)
    named = (tuple(_names(column) for column in block.columns) for block in blocks if len(block.columns) > 1)
    return tuple(dict.fromkeys(named))


def _names(column: Column) -> Names:
    return tuple(plain(label) for label in (column.labels[-1], *column.aliases))
