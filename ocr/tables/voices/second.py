"""Second voices for values: another model reads their crops, and their digits are held against the page's own.

On a clean page only what the first reader doubts is asked for; on a page where it doubts more, every value is.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from archive.boxes import overlap
from archive.records import CellReading
from ocr.forms.observe import BARS, INDEPENDENT_SURE, SURE, is_broken_nought
from ocr.forms.values import clean
from ocr.page import Image, LineText, ReadLines, WorkPage
from ocr.tables.cells import CellContent, certainty_of, may_be_value, one_line
from ocr.tables.ink import crop_of
from ocr.tables.ruled.grid import Grid
from ocr.tables.voices.digits import number_in
from ocr.tables.voices.page_digits import (
    ALIKE,
    FEW,
    PageDigits,
    Value,
    ends_in_stroke,
    is_stroke,
    number_of,
)
from ocr.tables.voices.slashes import LEANING_TRUST
from ocr.tables.voices.strange import Strange

POOR = 0.02
"""Where the first reader doubts this share of a page's values, it may be wrong about others."""
MOSTLY = 0.3
"""Where more of a page's values are doubted, its print is so broken that a one may be what is left of any digit, and that two readings
by one model prove nothing: of a five in 6 pixels of grain both were sure that it was a three."""
GUESS = 0.5
"""What the second reader guesses less surely says nothing against digits that are like their kinds: a nought with a dot is an 8."""
WIDEST = 1.0
"""Heights: one digit is no wider; broken noughts on tuned faxes had 0.7 to 0.95."""

BARE_FOUR = "↓"
"""What a four is read as of which a stem and a part of its foot are left."""
EIGHT_SURE = 0.95
"""What the second reader must be sure of to settle an eight that the first was unsure of: dotted noughts are eights to both."""
SOME = 0.1
"""More of a page's noughts read as eights are no slip, be they few."""
LIKE_EIGHT = frozenset("8日曰BθΘ")
"""What a nought with a dot or a stroke in it is read as."""

_BAR = f"[{re.escape(''.join(sorted(BARS)))}]"
_BARRED = re.compile(f"{_BAR}[0-9oO]+|[0-9oO]+{_BAR}")
"""What a value looks like when the rule beside it was read with it, as a mark that no number has."""


def with_second_voices(
    work: WorkPage, grids: Sequence[Grid], contents: Sequence[Sequence[CellContent]], read: ReadLines, *, ruled: int = 0
) -> list[list[CellContent]]:
    """The contents of a page's tables, the first ones `ruled`, with further readings of their numbers, named `second` and
    `shape`."""
    values = _values(grids, contents, work.dpi, ruled)
    barred = _reads_rules(contents)
    page = PageDigits(values, work, barred=barred)
    strange = page.strange()
    weak = [value for value in values if value.weak]
    every = barred or len(weak) > POOR * len(values) or _has_bare_fours(contents, ())
    odd = {*strange, *(id(v) for v in values if page.crowds(v) or page.is_odd(v))}
    asked = [v for v in values if every or v.weak or v.lone or id(v) in odd]
    heard = read([_crop(value, work) for value in asked]) if asked else []
    misled = ("8" if _has_dotted_noughts(asked, heard) else "") + ("1" if _has_bare_fours(contents, heard) else "")
    mostly = len(weak) > MOSTLY * len(values)
    found = [list(group) for group in contents]
    for value, line in zip(asked, heard, strict=True):
        seen = _second(value, line, page)
        unheard = _unheard(value, line, page, poor=every) if seen is None else None
        left = _left_of(strange.get(id(value)), seen, value)
        unproven = seen is None and not value.weak and len(weak) >= FEW
        other = set(misled) & set(value.number) or (mostly and (unproven or is_stroke(value.number)))
        may_be_other = CellReading(reader="shape", raw="", confidence=ALIKE) if other else None
        for reading in filter(None, (seen, unheard, left, page.lost(value), may_be_other)):
            for group, index in value.places:
                old = found[group][index]
                found[group][index] = replace(old, readings=(*old.readings, reading))
    return found


def _has_dotted_noughts(values: Sequence[Value], heard: Sequence[LineText]) -> bool:
    """Whether noughts of the page are read as eights here and there: then an eight may be one of them."""
    texts = [
        {clean(line.text), *(clean(reading.raw) for reading in value.content.readings)}
        for value, line in zip(values, heard, strict=True)
        if value.number == "0"
    ]
    alike = sum(not LIKE_EIGHT.isdisjoint(own) for own in texts)
    return alike >= FEW or alike > SOME * len(texts)


def _has_bare_fours(contents: Iterable[Iterable[CellContent]], heard: Iterable[LineText]) -> bool:
    """Whether a four lost its thin strokes somewhere on the page: another one is a one to every reader."""
    read = (reading.raw for cells in contents for content in cells for reading in content.readings)
    return any(BARE_FOUR in text for text in (*read, *(line.text for line in heard)))


def _unheard(value: Value, line: LineText, page: PageDigits, *, poor: bool) -> CellReading | None:
    """A doubt of what the first readers agree on where no other voice does.

    One hears another number, a first reader was unsure, or alone on a page where many are unsure, or the page's digits break:
    a nought without a side is a three. A stroke that one reader alone saw needs another voice's word: slashes are ones, too.
    Digits that are like their kinds on the page need no further voice where nobody else hears another number.
    """
    number = number_in(clean(line.text))
    alone = value.lone or (poor and len(value.content.readings) == 1)
    other = number != value.number and (bool(number) or alone)
    unsure = min(reading.confidence for reading in value.content.readings) < SURE
    if value.weak or not (value.lone or other or unsure or (page.breaks and value.number != "0")):
        return None
    sure = min((min(certainty_of(char), 1.0) for char in line.chars), default=0.0)
    guessed = sure < GUESS and not unsure if other else not page.breaks
    if guessed and not alone and page.knows(value):
        return None
    return CellReading(reader="second", raw=line.text.strip() if other else "", confidence=round(sure, 4))


def _left_of(strange: Strange | None, seen: CellReading | None, value: Value) -> CellReading | None:
    """What is left of a value with a strange digit; None where nothing is strange, or the second reader surely sees it."""
    agrees = seen is not None and seen.reader == "second" and seen.raw == value.raw
    if strange is None or (agrees and not strange.firm):
        return None
    return CellReading(reader="shape", raw=_rest(value.number, strange.place), confidence=ALIKE)


def _reads_rules(contents: Iterable[Iterable[CellContent]]) -> bool:
    """Whether rules were read as characters of the values beside them, here and there on the page."""
    texts = (content.readings[0].raw for cells in contents for content in cells if content.readings)
    return sum(_BARRED.fullmatch(text.replace(" ", "")) is not None for text in texts) >= FEW


def _values(grids: Sequence[Grid], contents: Sequence[Sequence[CellContent]], dpi: float, ruled: int) -> list[Value]:
    """Every number once, though several tables may lead to it."""
    found: dict[str, list[Value]] = defaultdict(list)
    for group, (grid, cells) in enumerate(zip(grids, contents, strict=True)):
        for index, (cell, content) in enumerate(zip(grid.cells, cells, strict=True)):
            text = _with_number(content)
            number = number_of(text)
            box = content.print_box
            if not number or content.ink != "print" or box is None or not one_line(box, dpi):
                continue
            if is_broken_nought(text) and box[2] - box[0] > WIDEST * (box[3] - box[1]):
                continue
            same = next((v for v in found[number] if overlap(v.box, box)), None)
            if same is None:
                same = Value(number, text, box, cell.box, content, ruled=group < ruled)
                found[number].append(same)
            same.places.append((group, index))
    return [value for own in found.values() for value in own]


def _with_number(content: CellContent) -> str:
    """The first reading that holds a number and no label; "" where there is none."""
    texts = [r.raw for r in content.readings if may_be_value(r.raw) and number_of(r.raw)]
    return next((text for text in texts if not is_broken_nought(text)), texts[0] if texts else "")


def _crop(value: Value, work: WorkPage) -> Image:
    return crop_of(work.image, value.box, value.cell, work.dpi)


def _rest(number: str, at: int) -> str:
    """A number without the one that is strange at its edge, which may be a stroke; "" where another digit is strange."""
    if not number.isdigit() or len(number) < 2 or number[at] != "1" or at not in (0, len(number) - 1):
        return ""
    return number[1:] if at == 0 else number[:-1]


def _second(value: Value, line: LineText, page: PageDigits) -> CellReading | None:
    """What the second reader says where it is sure, else what the shapes say; None where neither can tell.

    A stroke alone needs the second reader, and one at the edge of a number that is higher than its other digits needs one of
    them: rules and broken noughts are read as one, too.
    """
    number = number_in(clean(line.text))
    sure = round(min((min(certainty_of(char), 1.0) for char in line.chars), default=0.0), 4)
    raw = value.number if value.broken else value.raw
    stroke = is_stroke(value.number)
    leans = stroke and value.sure <= LEANING_TRUST  # it may be a slash, which misleads every reader
    if number and number != value.number and sure >= INDEPENDENT_SURE:
        return CellReading(reader="second", raw=line.text.strip(), confidence=sure)
    if page.crowds(value):
        return CellReading(reader="second", raw="" if number == value.number else line.text.strip(), confidence=sure)
    if leans:
        return None
    shown = page.print_of(value) if value.weak or stroke or ends_in_stroke(value.number) else None
    hangs = stroke and page.hangs(value)
    has_rule = hangs or page.may_have_rule(value, shown)
    agrees = number == value.number and (not stroke or page.is_usual(shown)) and (not has_rule or page.trusts(sure))
    enough = EIGHT_SURE if "8" in value.number and value.sure < SURE else INDEPENDENT_SURE
    if agrees and not hangs and sure >= enough:
        # Marks and units beside the digits are not what it was asked for.
        return CellReading(reader="second", raw=raw, confidence=sure)
    is_whole = shown is not None and not has_rule and page.is_usual(shown) and (not value.broken or shown.is_hollow)
    # A four without its thin strokes and the sides of a nought are like the page's ones.
    alike = page.alike(shown) if shown is not None and is_whole and not stroke else 0.0
    if alike:
        return CellReading(reader="shape", raw=raw, confidence=round(min(alike, 1.0), 4))
    if stroke or (has_rule and not agrees):
        heard = "" if number == value.number else line.text.strip()
        return CellReading(reader="second", raw=heard, confidence=sure)
    return None
