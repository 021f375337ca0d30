"""The lowest headers of a table by their columns: 结果 over 维持, 结果维 over 持.

A detector takes a line of several headers for one word, and headers of two heights for one line. Whichever words their parts
came in, those of one header stand above one another, and read from the top down they are one of the form's.
"""

from collections.abc import Sequence

from ocr.forms.disputes import PARTS
from ocr.forms.labels import likeness, plain
from ocr.page import Image, WorkWord
from ocr.tables.unruled.phrases import LONGEST, Phrase, column_names, cut_header
from ocr.tables.unruled.tight import tight_box

# Heights of a line: how far below the lines above the next one of the same headers begins.
BELOW = 0.7
# The common width of two parts of one header, as a share of the narrower one.
OVER = 0.5
LIKE = 0.8


def leaf_columns(words: Sequence[WorkWord], image: Image, dpi: float) -> list[list[Phrase]]:
    """The headers of each table of disputes of the page, from left to right: those that read as one of the form's."""
    return _levels(words, frozenset(PARTS), image, dpi)


def header_columns(words: Sequence[WorkWord], image: Image, dpi: float) -> list[Phrase]:
    """The headers of the form's other tables with several columns."""
    return [phrase for level in _levels(words, column_names(), image, dpi) for phrase in level]


def _levels(words: Sequence[WorkWord], names: frozenset[str], image: Image, dpi: float) -> list[list[Phrase]]:
    cuts = (cut_header(word) for word in words if 0 < len(word.text) <= LONGEST)
    parts = [_part(cut, image, dpi) for own in cuts if all(_is_piece(c.text, names) for c in own) for cut in own]
    levels = (_columns(zone, names) for zone in _zones(parts))
    return [level for level in levels if level]


def _is_piece(text: str, names: frozenset[str]) -> bool:
    return bool(plain(text)) and any(plain(text) in name for name in names)


def _part(word: WorkWord, image: Image, dpi: float) -> Phrase:
    return Phrase(plain(word.text), tight_box(word.box, image, dpi))


def _zones(parts: Sequence[Phrase]) -> list[list[Phrase]]:
    """The parts from the top down, where the next begins far below all others a new table."""
    zones: list[list[Phrase]] = []
    for part in sorted(parts, key=lambda p: p.box[1]):
        bottom = max(p.box[3] for p in zones[-1]) if zones else float("-inf")
        if part.box[1] - bottom > BELOW * (part.box[3] - part.box[1]):
            zones.append([])
        zones[-1].append(part)
    return zones


def _columns(zone: Sequence[Phrase], names: frozenset[str]) -> list[Phrase]:
    columns: list[list[Phrase]] = []
    for part in sorted(zone, key=lambda p: p.centre):
        if columns and any(_over(part, other) for other in columns[-1]):
            columns[-1].append(part)
        else:
            columns.append([part])
    return [read for column in columns if _names_one(read := _read(column), names)]


def _names_one(column: Phrase, names: frozenset[str]) -> bool:
    """Whether it reads as a header, one character in four perhaps not found."""
    return max(likeness(column.text, name) for name in names) >= LIKE


def _over(a: Phrase, b: Phrase) -> bool:
    common = min(a.box[2], b.box[2]) - max(a.box[0], b.box[0])
    return common >= OVER * min(a.box[2] - a.box[0], b.box[2] - b.box[0])


def _read(column: Sequence[Phrase]) -> Phrase:
    """The lines as one text, as wide as the narrowest of the longest ones: a part's box may reach into the one beside it."""
    lines = sorted(column, key=lambda p: p.middle)
    longest = max(len(line.text) for line in lines)
    own = min((p.box for p in lines if len(p.text) == longest), key=lambda box: box[2] - box[0])
    top, bottom = min(p.box[1] for p in lines), max(p.box[3] for p in lines)
    return Phrase("".join(line.text for line in lines), (own[0], top, own[2], bottom))
