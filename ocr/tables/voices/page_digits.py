"""The numbers of a page and what their digits look like: as high as one another, like their kinds, in one piece.

The page's own sure numbers show it; a voice that shares nothing with any recogniser.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from archive.records import CellReading
from ocr.forms.observe import SURE, SURE_ALONE, is_broken_nought
from ocr.forms.values import COUNT_UNITS, clean
from ocr.image.shapes import Shape
from ocr.page import PixelBox, WorkPage
from ocr.tables.cells import CellContent
from ocr.tables.ink import crop_of
from ocr.tables.voices.digits import NumberPrint, likenesses, number_in, number_print
from ocr.tables.voices.strange import Strange, strange_digits

ALIKE, APART = 0.8, 0.1
"""A digit is like its kind on the page by this much, and by so much more than like any other kind: of 34 misread numbers on
tuned fax and bad scans none was, of right ones in doubt six in ten were."""
KNOWN = 0.9
"""Digits of numbers read with this certainty show what the page's digits look like."""
USUAL = (0.7, 1.4)
"""A number is as high as the page's others by these shares: pieces of rules are higher, dashes and dust lower."""
ROOM = 0.3
"""Heights: less print for each digit read is too little for them; of tuned numbers the narrowest had 0.38. What shows through from
the back is read beside the print, but is too pale to be print."""
EDGE = 0.2
"""Heights: a one at a number's edge, and the paper between, take more than this; a rule read as one stands outside the print."""
BEYOND = 0.03
"""Inches above and below the print: a rule beside it goes on there, digits do not."""
AT_RULE = 0.1
"""Inches: a stroke further from its cell's edge is no piece of the rule there."""
HANGS = 0.03
"""Inches: digits stand further from the rules above and below them; a crop leaves out the first 0.02."""
FEW = 3
"""Fewer numbers do not show how high a page's digits are, and fewer bars beside digits may be grain."""
BREAKS = 0.2
"""More of a page's sure numbers are in pieces where strokes were lost: of 34 tuned faxes and bad scans a quarter has such a page,
of office scans none."""
WIDER = 1.25
"""Times the page's usual digit: so wide a last digit may be a unit that lost strokes. Of the right ones on eleven tuned and held-out
faxes and bad scans that print units the widest had 1.21, of 15 units read as digits the narrowest 1.31."""
LINING = 0.8
"""More of a page's numbers have digits of one height: its font has no old figures, and scanning lost few strokes."""

Place = tuple[int, int]
"""The index of a table and of a cell in it."""


@dataclass
class Value:
    """A number printed at one place, whichever tables lead to it; `box` is of its print, `cell` what it must not leave.

    `raw` is the best reading that holds a number; `ruled`: the cell's edges are rules.
    """

    number: str
    raw: str
    box: PixelBox
    cell: PixelBox
    content: CellContent
    places: list[Place] = field(default_factory=list)
    ruled: bool = False

    @property
    def sure(self) -> float:
        """The best certainty of the readings that agree with the first and need no guess."""
        agreeing = (r for r in self.content.readings if number_of(r.raw) == self.number and not is_broken_nought(r.raw))
        return max((r.confidence for r in agreeing), default=0.0)

    @property
    def crowded(self) -> bool:
        """Whether more digits were read than the print has room for; a one needs its stroke alone."""
        left, top, right, bottom = self.box
        digits = len(self.number.replace(".", "")) - is_stroke(self.number)
        return right - left < ROOM * (bottom - top) * digits

    @property
    def broken(self) -> bool:
        """Whether the first reader saw a nought whose two sides do not meet."""
        return is_broken_nought(self.raw)

    @property
    def text(self) -> str:
        """What is printed, by the first reader."""
        return self.number if self.broken else clean(self.raw)

    @property
    def lone(self) -> bool:
        """Whether one reader alone saw nothing but strokes: the end of a dashed rule is one, too."""
        return is_stroke(self.number) and len(self.content.readings) == 1

    @property
    def weak(self) -> bool:
        """Whether the readers that were asked so far leave a doubt."""
        numbers = [number_of(r.raw) for r in self.content.readings]
        least = SURE if len(numbers) > 1 else SURE_ALONE
        return self.crowded or set(numbers) != {self.number} or self.sure < least


class PageDigits:
    """The page's digits as they look where they were read surely, and how high its numbers are; looked at when asked."""

    def __init__(self, values: Iterable[Value], work: WorkPage, *, barred: bool) -> None:
        self._work = work
        self._barred = barred
        self._values = list(values)
        self._sure = [value for value in self._values if value.sure >= KNOWN and not value.weak]

    @cached_property
    def _known(self) -> tuple[Mapping[str, Sequence[Shape]], float]:
        shown = [number for value in self._sure if (number := self._shown[id(value)]) is not None]
        heights = [number.height for number in shown if not is_stroke(number.text)]
        usual = float(np.median(heights)) if len(heights) >= FEW else 0.0
        known: dict[str, list[Shape]] = defaultdict(list)
        for number in shown:
            if not is_stroke(number.text) or _is_near(number.height, usual):
                for digit, shape in number.shapes():
                    known[digit].append(shape)
        return known, usual

    def print_of(self, value: Value) -> NumberPrint | None:
        """The print of a value's number."""
        return self._shown[id(value)]

    def _print_of(self, value: Value) -> NumberPrint | None:
        left, top, right, bottom = value.box
        more = BEYOND * self._work.dpi
        crop = crop_of(self._work.image, (left, top - more, right, bottom + more), value.cell, self._work.dpi)
        return number_print(crop, value.text)

    def strange(self) -> dict[int, Strange]:
        """By `id`, the values of which a digit is like no other of its kind on the page."""
        sure = set(map(id, self._sure))
        shown = list(map(self.print_of, self._values))
        found = strange_digits(shown, [id(value) in sure for value in self._values])
        return {id(value): one for value, one in zip(self._values, found, strict=True) if one is not None}

    def lost(self, value: Value) -> CellReading | None:
        """A doubt of digits smaller than those beside them, of a last one too wide, of bare ones where the page's digits break.

        A raised mark of a footnote is one to every reader, and so is a four without its thin strokes, or half a nought; a 件
        that lost its own is a four.
        """
        if self.is_uneven(value) or self.ends_in_wide(value):
            return CellReading(reader="shape", raw=value.number[:-1], confidence=ALIKE)
        return CellReading(reader="shape", raw="", confidence=ALIKE) if self.has_odd_one(value) else None

    def is_odd(self, value: Value) -> bool:
        """Whether `lost` doubts a value."""
        return self.is_uneven(value) or self.ends_in_wide(value) or self.has_odd_one(value)

    def is_uneven(self, value: Value) -> bool:
        """Whether a number's digits are not as high as one another where those of nearly all numbers of the page are."""
        shown = self.print_of(value)
        return self._lining and shown is not None and not shown.is_even

    def ends_in_wide(self, value: Value) -> bool:
        """Whether a number without a unit ends in a digit wider than digits are, where the page prints units after others."""
        shown = self.print_of(value)
        widths = shown.widths() if shown is not None and self._has_units and value.raw[-1:].isdigit() else []
        return len(widths) > 1 and 0 < self._usual_width * WIDER < widths[-1][1]

    @cached_property
    def _has_units(self) -> bool:
        return sum(clean(value.raw).endswith(COUNT_UNITS) for value in self._values) >= FEW

    @cached_property
    def _usual_width(self) -> float:
        """The width of the page's usual digit in heights, without the paper beside it; 0 where few are known."""
        known = (self.print_of(value) for value in self._sure)
        widths = [wide for number in known if number is not None for char, wide in number.widths() if char != "1"]
        return float(np.median(widths)) if len(widths) >= FEW else 0.0

    def has_odd_one(self, value: Value) -> bool:
        """Whether a one may be what is left of a four; where digits break, also one that is bare or cannot be looked at."""
        shown = self.print_of(value)
        if "1" not in value.number or shown is None:
            return "1" in value.number and self.breaks
        return shown.has_reaching_one or (self.breaks and shown.has_bare_one)

    @cached_property
    def _lining(self) -> bool:
        shown = [self._shown[id(value)] for value in self._sure if len(value.number) > 1]
        even = [number.is_even for number in shown if number is not None]
        return len(even) >= FEW and float(np.mean(even)) > LINING

    @cached_property
    def _shown(self) -> dict[int, NumberPrint | None]:
        """The print of every value by its `id`."""
        return {id(value): self._print_of(value) for value in self._values}

    @cached_property
    def breaks(self) -> bool:
        """Whether scanning lost strokes: many of the page's sure numbers stand in more pieces than they have digits."""
        shown = [self._shown[id(value)] for value in self._sure if not is_stroke(value.number)]
        broken = [number.is_broken for number in shown if number is not None]
        return len(broken) >= FEW and float(np.mean(broken)) > BREAKS

    def is_usual(self, number: NumberPrint | None) -> bool:
        """Whether a number is as high as the page's others; any is where these are too few."""
        usual = self._known[1]
        return number is not None and (not usual or _is_near(number.height, usual))

    def crowds(self, value: Value) -> bool:
        """Whether the print has no room for a one at the edge of its number, beside digits as wide as the page's usual one."""
        others = len(value.number.replace(".", "").replace("1", ""))
        if value.crowded or not ends_in_stroke(value.number) or not others or not self._wide:
            return value.crowded
        left, top, right, bottom = value.box
        return right - left < (self._wide * others + EDGE) * (bottom - top)

    @cached_property
    def _wide(self) -> float:
        """The width of the page's usual digit in heights, those that follow one another taken together; 0 where few are known."""
        known = [value for value in self._sure if value.text == value.number and not {"1", "."} & set(value.number)]
        shares = [(v.box[2] - v.box[0]) / ((v.box[3] - v.box[1]) * len(v.number)) for v in known]
        return float(np.median(shares)) if len(shares) >= FEW else 0.0

    def trusts(self, sure: float) -> bool:
        """Whether the second reader's word on a one beside a rule counts: not where rules are read as characters."""
        return sure >= KNOWN and not self._barred

    def may_have_rule(self, value: Value, shown: NumberPrint | None) -> bool:
        """Whether the one at a number's edge may be the rule beside it: the print goes on there, or the page's rules break."""
        may = self._barred or shown is None or not shown.is_even
        return may and ends_in_stroke(value.number) and self._is_at_rule(value)

    def _is_at_rule(self, value: Value) -> bool:
        """Whether the one at a number's edge stands where its cell's rule does, or rules may be anywhere."""
        (left, _, right, _), (first, _, last, _), near = value.box, value.cell, AT_RULE * self._work.dpi
        begins, ends = value.number[0] == "1" and left - first <= near, value.number[-1] == "1" and last - right <= near
        return not value.ruled or begins or ends

    def hangs(self, value: Value) -> bool:
        """Whether the print reaches to the rule above or below it, as what is left of a rule between columns does."""
        (_, top, _, bottom), (_, first, _, last) = value.box, value.cell
        return min(top - first, last - bottom) <= HANGS * self._work.dpi

    def knows(self, value: Value) -> bool:
        """Whether all of a value's digits are like their kinds on the page."""
        shown = self.print_of(value)
        return shown is not None and self.is_usual(shown) and self.alike(shown) > 0

    def alike(self, number: NumberPrint) -> float:
        """How like its kind the number's least certain digit is, 0 where some digit is not like its kind alone."""
        shapes = number.shapes()
        if len(shapes) != len(number.text.replace(".", "")):
            return 0.0
        alike = [
            (kinds.pop(digit, 0.0), max(kinds.values(), default=0.0))
            for (digit, _), kinds in zip(shapes, likenesses([s for _, s in shapes], self._known[0]), strict=True)
        ]
        return 0.0 if any(own < max(ALIKE, other + APART) for own, other in alike) else min(own for own, _ in alike)


def is_stroke(number: str) -> bool:
    """Whether nothing but strokes is printed, which pieces of rules and dashes look like too."""
    return set(number) == {"1"}


def ends_in_stroke(number: str) -> bool:
    """Whether a number of several digits begins or ends with a one, which a rule beside it is read as."""
    return len(number) > 1 and "1" in (number[0], number[-1])


def _is_near(height: float, usual: float) -> bool:
    return USUAL[0] * usual <= height <= USUAL[1] * usual


def number_of(raw: str) -> str:
    """The one number in a reading, "" where there is none or more."""
    return "0" if is_broken_nought(raw) else number_in(clean(raw))
