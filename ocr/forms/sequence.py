"""Printed labels against the form's rows as sequences: each form row at most once, both in their order from the top down.

A label that stands twice in the form finds its place by its neighbours; what is like no label of the form is passed over.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from archive.forms import Form, FormTable, Row

T = TypeVar("T")


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
    likeness: Callable[[T, Row], float],
    least: float,
    may_follow: Callable[[T, T], bool] = lambda _before, _item: True,
) -> tuple[Aligned[T], ...]:
    """The alignment with the greatest sum of likeness beyond half of `least`; pairs below `least` are never made."""
    best: list[tuple[float, tuple[Aligned[T], ...]]] = [(0.0, ())] * (len(places) + 1)
    for item in items:
        following = list(best)
        for i, place in enumerate(places):
            score = likeness(item, place.row)
            before, chain = best[i]
            if score < least or (chain and not may_follow(chain[-1].item, item)):
                continue
            total = before + score - least / 2
            if total > following[i + 1][0]:
                following[i + 1] = (total, (*chain, Aligned(place, item, score)))
        for i in range(1, len(following)):
            if following[i - 1][0] > following[i][0]:
                following[i] = following[i - 1]
        best = following
    return best[-1][1]
