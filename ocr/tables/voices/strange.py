"""Digits that look like no other of their kind on the page, however sure the readers are of them.

A stroke of a pen beside a nought, a hair on the glass, a ring around a one or dust that closes a five make other digits of
them, and every reader takes them so. The page's own digits tell: on a clean page all of a kind are alike, on a noisy one
they differ by as much as the noise makes them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.image.shapes import Shape, flattened, moved
from ocr.tables.voices.digits import BEST, NumberPrint, likenesses

FEW = 3
"""Fewer others of a kind show nothing."""
LEAST, OTHER = 0.05, 0.12
"""How much less alike than the page's usual digit one is strange, at least: what was read as a one at a number's edge or is
nearly as like another kind, and any other. Of 2,100 surely and rightly read numbers on tuned scans of eight levels 8 hold
such a digit, 5 of them on faxes."""
SPREAD, TAIL = 3.0, 25.0
"""And by so many times what the page's lower quarter lies below its median: on faxes digits of a kind differ."""
APART = 0.1
"""A digit is unlike all other kinds by this much, where those of a kind do not differ as much among themselves."""


@dataclass(frozen=True, slots=True)
class Strange:
    """The place of a strange digit in its number, the point not counted.

    `firm`: it is a stroke at the number's edge, or may be another digit, whatever a further reader says. Two of them side
    by side were only cut apart at the wrong place.
    """

    place: int
    firm: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Digit:
    """A digit of the number with this index: its place, whether it is at the edge of others, what it was read as, its shape."""

    number: int
    place: int
    edge: bool
    kind: str
    shape: Shape

    @property
    def is_stroke(self) -> bool:
        return self.kind == "1" and self.edge


def strange_digits(numbers: Sequence[NumberPrint | None], known: Sequence[bool]) -> list[Strange | None]:
    """The strange digit of each number, None where there is none.

    `known` tells which numbers were read surely enough to show what digits look like.
    """
    digits = [digit for n, number in enumerate(numbers) if number for digit in _digits_of(n, number)]
    shown = [digit for digit in digits if known[digit.number]]
    alike = _alike(digits, shown)
    usual = [value for digit, value in zip(digits, alike, strict=True) if value is not None and known[digit.number]]
    if not usual:
        return [None] * len(numbers)
    middle, spread = float(np.median(usual)), SPREAD * float(np.median(usual) - np.percentile(usual, TAIL))
    found: dict[int, list[tuple[_Digit, bool]]] = defaultdict(list)
    for digit, value in zip(digits, alike, strict=True):
        if value is None or value >= middle - max(LEAST, spread):
            continue
        like_other = spread <= LEAST and value < _best_other(digit, shown) + APART
        if digit.is_stroke or like_other or value < middle - max(OTHER, spread):
            found[digit.number].append((digit, like_other))
    return [_strangest(found[n]) if n in found else None for n in range(len(numbers))]


def _digits_of(index: int, number: NumberPrint) -> list[_Digit]:
    last = len(number.text.replace(".", "")) - 1
    ends = {0, last} if last else set()
    return [_Digit(index, at, at in ends, kind, shape) for at, (kind, shape) in enumerate(number.shapes())]


def _strangest(found: Sequence[tuple[_Digit, bool]]) -> Strange:
    """A stroke first: one that is higher than the digits makes them look smaller than they are."""
    stroke = next((digit for digit, _ in found if digit.is_stroke), None)
    if stroke is not None:
        return Strange(stroke.place, firm=True)
    digit, like_other = found[0]
    return Strange(digit.place, firm=like_other and len(found) == 1)


def _alike(digits: Sequence[_Digit], shown: Sequence[_Digit]) -> list[float | None]:
    """How like its kind in other numbers each digit is, -1 to 1; None where these are too few."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for index, digit in enumerate(digits):
        kinds[digit.kind].append(index)
    found: list[float | None] = [None] * len(digits)
    for kind, own in kinds.items():
        others = [digit for digit in shown if digit.kind == kind]
        for index, value in zip(own, _within([digits[i] for i in own], others), strict=True):
            found[index] = value
    return found


def _within(digits: Sequence[_Digit], others: Sequence[_Digit]) -> list[float | None]:
    """The same for the digits of one kind; `others` are its known ones."""
    if not others:
        return [None] * len(digits)
    flats = flattened(np.stack([digit.shape for digit in others]))
    shapes = np.stack([digit.shape for digit in digits])
    alike = np.max([flattened(one) @ flats.T for one in moved(shapes)], axis=0)
    numbers = np.array([digit.number for digit in others])
    return [_best(row[numbers != digit.number]) for digit, row in zip(digits, alike, strict=True)]


def _best(alike: NDArray[np.float32]) -> float | None:
    return float(np.sort(alike)[-BEST:].mean()) if len(alike) >= FEW else None


def _best_other(digit: _Digit, shown: Sequence[_Digit]) -> float:
    """How like the likest other kind a digit is, -1 where too few others are known."""
    kinds: dict[str, list[Shape]] = defaultdict(list)
    for other in shown:
        if other.kind != digit.kind and other.number != digit.number:
            kinds[other.kind].append(other.shape)
    known: Mapping[str, Sequence[Shape]] = {kind: own for kind, own in kinds.items() if len(own) >= FEW}
    return max(likenesses([digit.shape], known)[0].values(), default=-1.0)
