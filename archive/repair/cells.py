"""Which values of a report may be changed, what else they may be, and what each change would cost. Pure functions.

Costs are like logarithms of odds: they add up over changes, and a difference of more than `search.MARGIN` is decisive.
They follow what the reader emits on bad scans: a doubtful value that could be read at all is mostly right, one that is
wrong is mostly a value that the reader saw elsewhere or nearly saw, and most wrong cells could not be read at all.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from archive.records import CellReading, Observation, Status
from archive.relations.weigh import BROKEN, NO_DIGIT

SEEN, CONFUSED, UNLIKE = 2, 4, 9
SUSPECT = 2
"""More for a value that both readers agree on and only a relation doubts."""

# Shapes that are taken for one another in print, and digits that a speck or a rule adds or hides.
_ALIKE = frozenset(
    frozenset(pair)
    for pair in ("17", "06", "08", "09", "68", "69", "89", "38", "56", "35", "27", "14", "49", "23", "58")
)
_LOOKALIKES = str.maketrans(
    {"O": "0", "o": "0", "D": "0", "Q": "0", "U": "0", "I": "1", "l": "1", "|": "1", "Z": "2", "S": "5", "B": "8"}
)
_NOTHING = NO_DIGIT | {"/", "／"}
_PRINT = "有印迹"  # the reader's word for ink in which it recognised nothing
_FAINT = "印迹过淡"  # its word for marks that may be dirt


@dataclass(frozen=True, slots=True)
class Cell:
    """A value in doubt. `read` is None where none could be read; `seen` are values that a reader saw or nearly saw, and
    `stated` those that one saw as they are.

    `suspect`: only a broken relation doubts it. `bare`: nothing seems to be printed there, or the place was not found
    (`missing`). `faint`: what is there may be dirt. `marked`: what was read says that nothing is stated.
    """

    metric: str
    read: int | None
    seen: frozenset[int] = frozenset()
    stated: frozenset[int] = frozenset()
    suspect: bool = False
    bare: bool = False
    missing: bool = False
    faint: bool = False
    marked: bool = False

    def cost(self, value: int) -> int:
        """What it costs to take another value for the one that was read; nothing where none was read."""
        if self.read is None or value == self.read:
            return 0
        kind = SEEN if value in self.seen else CONFUSED if confused(self.read, value) else UNLIKE
        return kind + (SUSPECT if self.suspect else 0)

    @property
    def least(self) -> int:
        """The cheapest change that there can be."""
        return (SEEN if self.seen - {self.read} else CONFUSED) + (SUSPECT if self.suspect else 0)


def open_cells(observations: Iterable[Observation]) -> dict[str, Cell]:
    """The values that a repair may change: those in doubt and those not found."""
    return {o.metric: _cell(o) for o in observations if o.status in {Status.DOUBTFUL, Status.MISSING}}


def fixed_values(observations: Iterable[Observation]) -> dict[str, int | None]:
    """The values that stand, None for a blank; one that no count can be is left out."""
    standing = {Status.CERTAIN, Status.CORRECTED, Status.NOT_STATED}
    found = {o.metric: (o.value, whole(o.value)) for o in observations if o.status in standing}
    return {metric: number for metric, (value, number) in found.items() if value is None or number is not None}


def whole(value: str | None) -> int | None:
    """A decimal string as a count, None where it is none."""
    if value is None or value.isdigit():
        return None if value is None else int(value)
    number = Decimal(value)
    return int(number) if number == number.to_integral_value() else None


def confused(read: int, value: int) -> bool:
    """Whether one number is easily read for the other: digits of like shape, or one digit lost or added."""
    if read < 0 or value < 0:
        return False
    one, other = str(read), str(value)
    if len(one) == len(other):
        differing = [frozenset(pair) for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
        return 0 < len(differing) <= 2 and all(pair in _ALIKE for pair in differing)
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) != 1:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _cell(observation: Observation) -> Cell:
    read = None if observation.status is Status.MISSING else whole(observation.value)
    seen = {number for text in _texts(observation) if (number := _number(text)) is not None}
    seen |= {number for value in observation.candidates if (number := whole(value)) is not None}
    if read is None and observation.value is not None:
        seen.discard(int(Decimal(observation.value)))
    printed = bool(observation.readings) or _PRINT in (observation.reason or "")
    return Cell(
        metric=observation.metric,
        read=read,
        seen=frozenset(seen - {read}),
        stated=frozenset(n for one in observation.readings if (n := _number(one.raw)) is not None),
        suspect=observation.reason == BROKEN,
        bare=read is None and not printed,
        missing=observation.status is Status.MISSING,
        faint=_FAINT in (observation.reason or ""),
        marked=bool(observation.readings) and _NOTHING.issuperset(observation.readings[0].raw.strip()),
    )


def _texts(observation: Observation) -> Iterator[str]:
    for reading in observation.readings:
        yield reading.raw
        yield from _otherwise(reading)


def _otherwise(reading: CellReading) -> Iterator[str]:
    """The text with one character as it may be read otherwise."""
    for other in reading.alternatives:
        yield reading.raw[: other.at] + other.char + reading.raw[other.at + 1 :]


def _number(text: str) -> int | None:
    """The count that a cell's text holds, whatever rules and units were read into it; None where it holds two or none."""
    plain = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", text)).translate(_LOOKALIKES)
    digits = re.findall(r"\d+", plain)
    return int(digits[0]) if len(digits) == 1 and len(digits[0]) <= 12 else None
