"""Printed labels against the form's rows as sequences: each form row at most once, both in their order from the top down.

A label that stands twice in the form finds its place by its neighbours; what is like no label of the form is passed over.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from archive.forms import Form, FormTable, Row

T = TypeVar("T")

Likenesses = Callable[[T, Sequence[Row]], Sequence[float]]
"""How like an item is to each of some rows, 0 to 1: asked for all at once, for a page asks half a million times."""

# How like a place its item is where the neighbours say that it is there (of seven characters four).
SOMEWHAT = 0.5
ALIKE = 0.05
"""A label is as like another row of the form: the likenesses differ by no more."""


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a form that has labels, and where it stands: its table, the block's and the row's number."""

    table: FormTable
    block: int
    number: int
    row: Row


@dataclass(frozen=True, slots=True)
class Aligned(Generic[T]):
    """A printed item and the form's row that it was aligned with."""

    place: FormRow
    item: T
    likeness: float


def form_rows(form: Form) -> list[FormRow]:
    """All labelled rows of the form in printed order."""
    return [
        FormRow(table, b, r, row)
        for table in form.tables
        for b, block in enumerate(table.blocks)
        for r, row in enumerate(block.rows)
        if row.labels
    ]


def align(
    items: Sequence[T],
    places: Sequence[FormRow],
    likenesses: Likenesses[T],
    least: float,
    may_follow: Callable[[T, T], bool] = lambda _before, _item: True,
) -> tuple[Aligned[T], ...]:
    """The alignment with the greatest sum of likeness beyond half of `least`; pairs below `least` are never made.

    But where neighbours leave one place between them, it is taken by the item that stands there and is most like it.
    """
    chain = _chain(items, places, likenesses, least, may_follow)
    order = {id(item): at for at, item in enumerate(items)}
    at = {id(place): number for number, place in enumerate(places)}
    filled: list[Aligned[T]] = list(chain[:1])
    for before, after in itertools.pairwise(chain):
        if at[id(after.place)] - at[id(before.place)] == 2 and before.place.table is after.place.table:
            between = items[order[id(before.item)] + 1 : order[id(after.item)]]
            fitting = [i for i in between if may_follow(before.item, i) and may_follow(i, after.item)]
            place = places[at[id(before.place)] + 1]
            filled += _nearest(fitting, place, places, likenesses)
        filled.append(after)
    return tuple(filled)


def unsettled(chain: Sequence[Aligned[T]], places: Sequence[FormRow], likenesses: Likenesses[T]) -> frozenset[int]:
    """Which of an alignment (by their number in it) may be another row of the same label that was not found.

    Neither of the nearest rows before and after it whose labels stand once says which of the two it is.
    """
    at = {id(place): number for number, place in enumerate(places)}
    rows, taken = [place.row for place in places], [at[id(one.place)] for one in chain]
    scores = [likenesses(one.item, rows) for one in chain]
    twins = [
        [j for j, score in enumerate(own) if j != i and score >= own[i] - ALIKE]
        for own, i in zip(scores, taken, strict=True)
    ]
    found = set[int]()
    for n, others in enumerate(twins):
        low = max((taken[m] for m in range(n) if not twins[m]), default=-1)
        high = min((taken[m] for m in range(n + 1, len(chain)) if not twins[m]), default=len(places))
        if any(low < j < high and j not in taken for j in others):
            found.add(n)
    return frozenset(found)


def _nearest(
    items: Sequence[T], place: FormRow, places: Sequence[FormRow], likenesses: Likenesses[T]
) -> list[Aligned[T]]:
    """The item that is most like the place, if it is somewhat like it and no more like any other place."""
    scored = [(likenesses(item, [place.row])[0], item) for item in items]
    score, item = max(scored, key=lambda s: s[0], default=(0.0, None))
    if item is None or score < SOMEWHAT or max(likenesses(item, [other.row for other in places])) > score:
        return []
    return [Aligned(place, item, score)]


def _chain(
    items: Sequence[T],
    places: Sequence[FormRow],
    likenesses: Likenesses[T],
    least: float,
    may_follow: Callable[[T, T], bool],
) -> tuple[Aligned[T], ...]:
    rows = [place.row for place in places]
    best: list[tuple[float, tuple[Aligned[T], ...]]] = [(0.0, ())] * (len(places) + 1)
    for item in items:
        following = list(best)
        for i, score in enumerate(likenesses(item, rows)):
            if score < least:
                continue
            before, chain = best[i]
            total = before + score - least / 2
            if total > following[i + 1][0] and (not chain or may_follow(chain[-1].item, item)):
                following[i + 1] = (total, (*chain, Aligned(places[i], item, score)))
        for i in range(1, len(following)):
            if following[i - 1][0] > following[i][0]:
                following[i] = following[i - 1]
        best = following
    return best[-1][1]
