"""Which of a group's solutions may be proposed: a value on which all possible ones agree, and enough speaks for it."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from archive.relations import Relation
from archive.repair.cells import Cell, confused
from archive.repair.equations import Equation
from archive.repair.habits import Habits, table_of
from archive.repair.search import Solution

ENOUGH = 2
"""Relations that must confirm a value that no reader saw: one alone would hold with any misprint of the office's."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the relations say of one cell. `values` are all that it may be, the likeliest first.

    `sure`: it can only be the first, and that is proposed. `by` are the relations that then hold.
    """

    values: tuple[int, ...]
    sure: bool
    by: tuple[Relation, ...]
    seen: bool


def judge(
    cells: Mapping[str, Cell],
    group: Sequence[Equation],
    solutions: Sequence[Solution],
    expected: Mapping[str, AbstractSet[int]],
    habits: Habits,
) -> dict[str, Verdict]:
    """A verdict on each cell that some solution changes; none on a cell that may well stay as it was read."""
    metrics = dict.fromkeys(metric for one in solutions for metric in one.changes)
    found = {}
    for metric in metrics:
        options = dict.fromkeys(one.changes.get(metric, cells[metric].read) for one in solutions)
        values = tuple(value for value in options if value is not None and value != cells[metric].read)
        best = next(one for one in solutions if metric in one.changes)
        holding = _holding(metric, cells, group, best)
        alone = len(options) == 1 and not _touches(metric, group, best.left)
        sure = alone and _is_enough(cells[metric], values[0], group, holding, expected, habits, solutions[0])
        seen = values[0] in cells[metric].seen
        found[metric] = Verdict(values, sure, tuple(group[i].relation for i in holding), seen)
    return _consistent(found, cells, group)


def _consistent(
    verdicts: dict[str, Verdict], cells: Mapping[str, Cell], group: Sequence[Equation]
) -> dict[str, Verdict]:
    """The verdicts, none sure that rests on another change which is not: its relations would not hold by it alone."""
    open_ones = {m for m, one in verdicts.items() if not one.sure and not _is_nothing(cells[m], one)}
    if not open_ones:
        return verdicts
    touched = {m for equation in group if not open_ones.isdisjoint(equation.factors) for m in equation.factors}
    shaken = [metric for metric, one in verdicts.items() if one.sure and metric in touched]
    weaker = verdicts | {metric: replace(verdicts[metric], sure=False) for metric in shaken}
    return _consistent(weaker, cells, group) if shaken else verdicts


def _is_nothing(cell: Cell, verdict: Verdict) -> bool:
    """Whether a cell is 0 or blank, which is the same to every relation."""
    return cell.read is None and verdict.values == (0,)


def _holding(metric: str, cells: Mapping[str, Cell], group: Sequence[Equation], solution: Solution) -> tuple[int, ...]:
    """The equalities about a cell that hold in a solution, all their cells being read or given."""
    return tuple(
        i
        for i, equation in enumerate(group)
        if metric in equation.factors
        and equation.sense == "="
        and i not in solution.left
        and all(cells[m].read is not None or m in solution.changes for m in equation.factors)
    )


def _touches(metric: str, group: Sequence[Equation], places: AbstractSet[int]) -> bool:
    return any(metric in group[i].factors for i in places)


def _is_enough(
    cell: Cell,
    value: int,
    group: Sequence[Equation],
    holding: Sequence[int],
    expected: Mapping[str, AbstractSet[int]],
    habits: Habits,
    best: Solution,
) -> bool:
    hinted = value in expected.get(cell.metric, ())
    if (cell.missing or cell.faint) and value not in cell.stated and habits.may_be_blank(cell.metric, value):
        return False
    if cell.read is None:
        if value == 0 and _is_rather_blank(cell, habits):
            return False
        if cell.bare and not cell.missing:
            return False
        if holding and (hinted or value in cell.seen):
            return True
        return _is_determined(cell.metric, group, holding, best)
    # An inequality is no sum that a value could be told from; a reader's own second reading is.
    if value in cell.seen:
        return True
    read_ones = [i for i in holding if not any(m in best.filled for m in group[i].factors)]
    return _is_likely(cell.read, value, cell) and len(read_ones) + hinted >= ENOUGH


def _is_rather_blank(cell: Cell, habits: Habits) -> bool:
    """Whether a cell in which nothing could be read is a blank as well as a 0, which relations cannot tell apart."""
    return cell.marked or (not cell.seen and table_of(cell.metric) not in habits.rather_noughts)


def _is_likely(read: int, value: int, cell: Cell) -> bool:
    """A reader that doubts a digit names what else it may be, or that it may be none; only a lost one it cannot name.

    Where both readers agree on a weak value, none of them says more.
    """
    return confused(read, value) and (cell.suspect or len(str(read)) < len(str(value)))


def _is_determined(metric: str, group: Sequence[Equation], holding: Sequence[int], best: Solution) -> bool:
    """Whether an unread cell follows from the other relations whichever one of its own is left out."""
    return len(holding) >= ENOUGH and all(_follows(metric, group, best, without=i) for i in holding)


def _follows(metric: str, group: Sequence[Equation], best: Solution, without: int) -> bool:
    """Whether the relations but one lead step by step to this cell, as `search` goes from one unread cell to the next."""
    known = {m for equation in group for m in equation.factors} - set(best.changes)
    useful = [e for i, e in enumerate(group) if i != without and i not in best.left and e.sense == "="]
    grown = True
    while grown and metric not in known:
        grown = False
        for equation in useful:
            open_ones = [m for m in equation.factors if m not in known]
            if open_ones and (len(open_ones) == 1 or _are_nothing(open_ones, equation, best)):
                known.update(open_ones)
                grown = True
    return metric in known


def _are_nothing(metrics: Sequence[str], equation: Equation, best: Solution) -> bool:
    """Whether a relation leaves nothing for several cells to count, so that each of them is 0."""
    same_side = len({equation.factors[metric] for metric in metrics}) == 1
    return same_side and not any(best.changes.get(metric) != 0 for metric in metrics)
