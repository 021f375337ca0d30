"""A word that a detector drew over a gap is two: a label and the number beside it, two numbers of neighbouring columns.

So is a unit with a number behind it: the indicator table of 2014 has its units in a column of their own, left of the numbers.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from ocr.forms.labels import every_row, row_units
from ocr.forms.values import clean
from ocr.page import Char, WorkWord

# Characters of one text stand closer than this, in heights of the line; full-width punctuation keeps half of it.
GAP = 0.75
# No number begins with a nought before another digit: there so much parts two values.
AFTER_NOUGHT = 0.4
# Counts with their units, the last perhaps without; and one of them.
COUNTS = re.compile(r"(?:\d+[件条项个次])+\d*(?:[件条项个次])?")
LABELLED = re.compile(r"(.*?[\u4e00-\u9fff])(\d[\d件条项个次]*)")
# Characters of a label's end that tell it.
ENDING = 5
COUNT = re.compile(r"\d+[件条项个次]?")


def split_at_gaps(words: Iterable[WorkWord]) -> tuple[WorkWord, ...]:
    """The same words, those with a wide gap between two characters split there."""
    return tuple(part for word in words for part in _parts(word))


def _parts(word: WorkWord) -> list[WorkWord]:
    if len(word.chars) != len(word.text):
        return [word]
    groups: list[list[Char]] = []
    for char in word.chars:
        if char.text.isspace():
            groups.append([])
        elif groups and groups[-1] and _close(groups[-1], char, word):
            groups[-1].append(char)
        else:
            groups.append([char])
    parted = [part for group in groups if group for part in _behind_label(group)]
    groups = _behind_units([part for group in parted for part in _values(group)])
    return [word] if len(groups) < 2 else [_word(word, group, i, groups) for i, group in enumerate(groups)]


def _behind_label(group: list[Char]) -> list[list[Char]]:
    """A row's label and the numbers right behind it as two, known by the end of the label."""
    match = LABELLED.fullmatch("".join(char.text for char in group))
    if match is None or clean(match[1])[-ENDING:] not in _endings():
        return [group]
    return [group[: match.end(1)], group[match.end(1) :]]


@cache
def _endings() -> frozenset[str]:
    return frozenset(
        clean(label)[-ENDING:] for row in every_row() for label in row.labels if len(clean(label)) >= ENDING
    )


def _values(group: list[Char]) -> list[list[Char]]:
    """A run of numbers with their units as one each: no number goes on behind its unit."""
    text = "".join(char.text for char in group)
    if not COUNTS.fullmatch(text):
        return [group]
    ends = [match.end() for match in COUNT.finditer(text)]
    return [group[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _behind_units(groups: Sequence[list[Char]]) -> list[list[Char]]:
    """The groups, a unit and the number or the stroke behind it as two."""
    cuts = [match.end(1) if (match := _unit_and_value().match("".join(c.text for c in g))) else 0 for g in groups]
    return [part for group, at in zip(groups, cuts, strict=True) for part in (group[:at], group[at:]) if part]


@cache
def _unit_and_value() -> re.Pattern[str]:
    return re.compile(f"({'|'.join(sorted(row_units(), key=len, reverse=True))})[0-9/／]")


def _close(group: Sequence[Char], right: Char, word: WorkWord) -> bool:
    gap = AFTER_NOUGHT if [char.text for char in group] == ["0"] and right.text.isdecimal() else GAP
    return right.left - group[-1].right < gap * (word.box[3] - word.box[1])


def _word(word: WorkWord, group: Sequence[Char], index: int, groups: Sequence[Sequence[Char]]) -> WorkWord:
    """The outer edges stay those of the whole word, for the detector knows them better than the recogniser."""
    left = word.box[0] if index == 0 else group[0].left
    right = word.box[2] if index == len(groups) - 1 else group[-1].right
    confidence = sum(char.confidence for char in group) / len(group)
    return WorkWord("".join(c.text for c in group), (left, word.box[1], right, word.box[3]), confidence, tuple(group))
