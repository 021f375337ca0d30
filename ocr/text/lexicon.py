"""What the forms print, as a lexicon: a label that recognition read with a slip is spelled as the form spells it.

Only what no reader could mean otherwise is changed: a character or two of a long label, a numeral or a mark that was lost
at its edge. What an office prints differently on purpose (勾嵇, 社会组织) is a label of its own in the form's data.
"""

import re
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from ocr.forms.labels import folded_labels
from ocr.forms.observe import LIKE_NOUGHT
from ocr.forms.values import clean

LIKE = 70.0
"""Of 100; labels less like are not looked at."""
PER_SLIP = 6
"""One character in so many may be a slip."""
# Thin characters, which recognition loses or makes up.
THIN = frozenset("一二三、,。.:;()\"“”'‘’-—·|1")
DASHES = frozenset("一ー―–")
SPECKS = frozenset(".。,，·・'‘’`:：;；、˙")
NUMBER = re.compile(r"[.·'‘`,，]*[+\-－]?[\doOlI]+(?:[.,，][\doOlI]+)*[.·'‘’`,，]*")
DIGITS = str.maketrans("oOlI", "0011")
DOUBLE_RULE = re.compile(r"[∥‖]+")
KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
LONE_SPECKS = frozenset(".·'`˙")
NUMERALS = frozenset("一二三四五六七八九十")
VARIANTS = {"嵇": "稽"}
SHAPES = {"內": "内", "後": "后", "戶": "户", "別": "别", "爲": "为"}
"""Forms of characters that reports in simplified script do not print."""


def is_noise(text: str) -> bool:
    """Whether a recognised word is none: a point by itself, or the kana that grain is read as, which no report prints."""
    printed = "".join(text.split())
    return set(printed) <= LONE_SPECKS or len(KANA.findall(printed)) > len(printed) / 3


def spelled(text: str) -> str:
    """A recognised cell's text as the forms spell it, where it is one of their labels but for slips; else as it is.

    A lone 一 is the dash of a blank cell, for counts stand in digits; a cell of nothing but points holds specks: "".
    Letters among digits are the digits of their shape, alone what a nought is read as, and points about a number are specks. A
    double rule between two cells that were read as one parts them.
    """
    text = DOUBLE_RULE.sub(" ", text).strip()
    printed = "".join(text.split())
    if printed in DASHES:
        return "—"
    if printed in LIKE_NOUGHT:
        return "0"
    if set(printed) <= SPECKS:
        return ""
    if NUMBER.fullmatch(text.strip()):  # two numbers with paper between them stay two
        return printed.strip("".join(SPECKS)).translate(DIGITS)
    if not any("\u4e00" <= char <= "\u9fff" for char in printed):
        return text
    label = _meant(clean(printed))
    return text if label is None else label


@lru_cache(maxsize=4096)
def _meant(folded: str) -> str | None:
    known = folded_labels()
    if folded in known or len(folded) < 3:
        return None
    found = process.extract(folded, known.keys(), scorer=fuzz.ratio, score_cutoff=LIKE, limit=3)
    near = sorted((Levenshtein.distance(folded, label), label) for label, _, _ in found)
    if not near or (len(near) > 1 and near[0][0] == near[1][0]):
        return None
    return known[near[0][1]] if _is_slip(folded, near[0][1]) else None


def _is_slip(folded: str, label: str) -> bool:
    """Whether two texts differ by slips only, and not in what tells one label from another."""
    heavy = 0
    for step in Levenshtein.opcodes(folded, label):
        tag, gone, come = step.tag, folded[step.src_start : step.src_end], label[step.dest_start : step.dest_end]
        if tag == "replace" and set(gone) <= NUMERALS and set(come) <= NUMERALS:
            return False
        if tag == "equal" or set(gone + come) <= THIN or "".join(SHAPES.get(char, char) for char in gone) == come:
            continue
        if tag != "replace" or len(gone) != len(come):
            return False
        if any(VARIANTS.get(char) == other or char.isdigit() for char, other in zip(gone, come, strict=True)):
            return False
        heavy += len(come)
    return heavy <= len(label) // PER_SLIP
