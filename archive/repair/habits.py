"""How an office fills in its tables, where that tells what a lost cell may have been. Pure functions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive.records import Edition, Observation, Status
from archive.relations import relations_of, sum_cells
from archive.repair.cells import whole

# So many noughts are a habit.
SOME = 3


@dataclass(frozen=True, slots=True)
class Habits:
    """Tables (the first part of their metrics) in which nothing is left blank, those whose sums are, and those with more noughts
    than blanks."""

    noughts: frozenset[str]
    blank_sums: frozenset[str]
    rather_noughts: frozenset[str]

    def may_be_blank(self, metric: str, value: int) -> bool:
        """Whether a cell may be blank although relations ask this value of it, what was read in it being dirt.

        A nought and a blank are the same to a relation, not to the record.
        """
        table = table_of(metric)
        return table not in self.noughts if value == 0 else table in self.blank_sums


def habits_of(edition: Edition, observations: Sequence[Observation]) -> Habits:
    """What the values that are free of doubt tell."""
    noughts = Counter(_tables(o for o in observations if o.status is Status.CERTAIN and whole(o.value) == 0))
    blanks = {o.metric for o in observations if o.status is Status.NOT_STATED}
    blank_tables = Counter(map(table_of, blanks))
    stated = {o.metric for o in observations if o.status is Status.CERTAIN and whole(o.value)}
    return Habits(
        noughts=frozenset(table for table, count in noughts.items() if count >= SOME and table not in blank_tables),
        blank_sums=frozenset(
            table_of(total)
            for relation in relations_of(edition)
            for total in sum_cells(relation)
            if total in blanks and not stated.isdisjoint(relation.metrics)
        ),
        rather_noughts=frozenset(table for table, count in noughts.items() if count > blank_tables[table]),
    )


def table_of(metric: str) -> str:
    """The part of a metric's id that names its table, or its part of the table of disputes."""
    return metric.split(".", 1)[0]


def _tables(observations: Iterable[Observation]) -> Iterable[str]:
    return (table_of(one.metric) for one in observations)
