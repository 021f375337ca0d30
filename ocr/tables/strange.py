"""Digits that look like no other of their kind on the page, however sure the readers are of them.

A stroke of a pen beside a nought, a hair on the glass or a ring around a one makes other digits of them, and every reader
takes them so. The page's own digits tell: on a clean page all of a kind are alike, on a noisy one they differ by as much as
the noise makes them.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ocr.tables.digits import BEST, NumberPrint, Shape, flattened, moved

FEW = 3
"""Fewer others of a kind show nothing."""
STROKE, OTHER = 0.05, 0.12
"""How much less alike than the page's usual digit one is strange, at least: what was read as a one at a number's edge, and
any other. Of 2,100 surely and rightly read numbers on tuned scans of eight levels 8 hold such a digit, 5 of them on faxes."""
SPREAD, TAIL = 3.0, 25.0
"""And by so many times what the page's lower quarter lies below its median: on faxes digits of a kind differ."""

Digit = tuple[int, int, str, Shape]
"""The index of a number, the place of a digit in it, what it was read as, its shape."""


def strange_digits(numbers: Sequence[NumberPrint | None], known: Sequence[bool]) -> list[int | None]:
    """For each number the place of a digit (the point not counted) unlike all others of its kind; None where there is none.

    `known` tells which numbers were read surely enough to show what digits look like.
    """
    digits = [(n, at, *own) for n, number in enumerate(numbers) if number for at, own in enumerate(number.shapes())]
    alike = _alike(digits, known)
    usual = [value for (n, *_), value in zip(digits, alike, strict=True) if value is not None and known[n]]
    if not usual:
        return [None] * len(numbers)
    middle, spread = float(np.median(usual)), float(np.median(usual) - np.percentile(usual, TAIL))
    found: dict[int, tuple[float, int]] = {}
    for (n, at, kind, _), value in zip(digits, alike, strict=True):
        least = STROKE if kind == "1" and _at_edge(at, numbers[n]) else OTHER
        if value is not None and value < middle - max(least, SPREAD * spread):
            # A stroke that is higher than the digits makes them look smaller than they are.
            found[n] = min(found.get(n, (OTHER, 0)), (least, at))
    return [found[n][1] if n in found else None for n in range(len(numbers))]


def _at_edge(at: int, number: NumberPrint | None) -> bool:
    return number is not None and at in (0, len(number.text.replace(".", "")) - 1)


def _alike(digits: Sequence[Digit], known: Sequence[bool]) -> list[float | None]:
    """How like its kind in other numbers each digit is, -1 to 1; None where these are too few."""
    kinds: dict[str, list[int]] = defaultdict(list)
    for index, (_, _, kind, _) in enumerate(digits):
        kinds[kind].append(index)
    found: list[float | None] = [None] * len(digits)
    for own in kinds.values():
        for index, value in zip(own, _within([digits[i] for i in own], known), strict=True):
            found[index] = value
    return found


def _within(kind: Sequence[Digit], known: Sequence[bool]) -> list[float | None]:
    """The same for the digits of one kind."""
    shapes = np.stack([shape for *_, shape in kind])
    flats = flattened(shapes)
    alike = np.max([flattened(one) @ flats.T for one in moved(shapes)], axis=0)
    numbers = np.array([n for n, *_ in kind])
    shown = np.array([known[n] for n in numbers])
    return [_best(alike[i, shown & (numbers != n)]) for i, n in enumerate(numbers)]


def _best(alike: NDArray[np.float32]) -> float | None:
    return float(np.sort(alike)[-BEST:].mean()) if len(alike) >= FEW else None
