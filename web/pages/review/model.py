"""Doubts grouped by report, in the order that they came: worst first. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from archive.forms import Metric, metric
from archive.views import Doubt


@dataclass(frozen=True)
class Item:
    """One value that needs a person."""

    doubt: Doubt
    metric: Metric


@dataclass(frozen=True)
class Pile:
    """The doubts of one report."""

    report: str
    office: str | None
    year: int | None
    items: tuple[Item, ...]


def piles(doubts: Iterable[Doubt]) -> tuple[Pile, ...]:
    """One pile a report, first met first."""
    by_report: dict[str, list[Doubt]] = {}
    for doubt in doubts:
        by_report.setdefault(doubt.report, []).append(doubt)
    return tuple(
        Pile(
            report,
            rows[0].office.name if rows[0].office else None,
            rows[0].year,
            tuple(Item(row, metric(row.metric)) for row in rows),
        )
        for report, rows in by_report.items()
    )
