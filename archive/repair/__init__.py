"""What the relations (勾稽关系) say a doubtful or lost value is: the smallest set of changes that makes them hold.

Only a value in doubt gets a proposal, and a proposal is never adopted by itself: its status says what it is, the first
reading stays with it. Where several changes would do, they become candidates for a person; where none does, the doubt
stays. Values that look shifted to another cell are doubted, and nothing in their table is proposed. Pure functions.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from archive.records import Edition, Observation, Status
from archive.relations import Relation, relations_of
from archive.repair.cells import Cell, fixed_values, open_cells
from archive.repair.equations import Equation, components, equations_of
from archive.repair.habits import Habits, habits_of, table_of
from archive.repair.judging import Verdict, judge
from archive.repair.search import TooHardError, solve
from archive.repair.shifts import shifted
from archive.repair.words import offered, proposed

SHIFTED = "多处勾稽关系同时不成立，疑为整行或整列错位"

Expected = Mapping[str, AbstractSet[int]]
"""By metric the counts that a hint (the text, another year) leads to expect."""


def repair(
    edition: Edition,
    observations: Sequence[Observation],
    expected: Expected | None = None,
    printed: AbstractSet[str] = frozenset(),
) -> tuple[Observation, ...]:
    """The same observations in the same order: shifted ones doubted, doubtful and missing ones with what is proposed.

    `printed` are relations of which a person said that the office itself broke them: they ask for nothing.
    No value that stands (certain, corrected, not stated) is ever changed; a shifted one only loses its certainty.
    """
    if not relations_of(edition) or not observations:
        return tuple(observations)
    displaced = shifted(edition, observations)
    doubted = tuple(_doubt(one) if one.metric in displaced else one for one in observations)
    shut = {table_of(metric) for metric in displaced}
    verdicts = _verdicts(edition, doubted, expected or {}, lambda one: _counts(one, shut, printed))
    return tuple(_with(one, verdicts.get(one.metric)) for one in doubted)


def _verdicts(
    edition: Edition, observations: Sequence[Observation], expected: Expected, counts: Callable[[Relation], bool]
) -> dict[str, Verdict]:
    cells = open_cells(observations)
    equations = equations_of(edition, cells, fixed_values(observations)) if cells else ()
    groups = components(equation for equation in equations if counts(equation.relation))
    pressing = [group for group in groups if _needs_work(group, cells)]
    if not pressing:
        return {}
    habits = habits_of(edition, observations)
    found: dict[str, Verdict] = {}
    for group in pressing:
        found |= _judged(cells, group, expected, habits)
    return found


def _counts(relation: Relation, shut: AbstractSet[str], printed: AbstractSet[str]) -> bool:
    return table_of(relation.metrics[0]) not in shut and relation.id not in printed


def _needs_work(group: Sequence[Equation], cells: Mapping[str, Cell]) -> bool:
    """Whether something is broken or unread: relations that hold confirm what was read, and ask for nothing."""
    for equation in group:
        values = [(factor, cells[metric].read) for metric, factor in equation.factors.items()]
        if any(value is None for _, value in values):
            return True
        if not equation.holds(equation.constant + sum(factor * (value or 0) for factor, value in values)):
            return True
    return False


def _judged(
    cells: Mapping[str, Cell], group: Sequence[Equation], expected: Expected, habits: Habits
) -> dict[str, Verdict]:
    try:
        return judge(cells, group, solve(cells, group), expected, habits)
    except TooHardError:
        return {}


def _doubt(observation: Observation) -> Observation:
    if observation.status not in {Status.CERTAIN, Status.NOT_STATED}:
        return observation
    return observation.model_copy(update={"status": Status.DOUBTFUL, "reason": SHIFTED})


def _with(observation: Observation, verdict: Verdict | None) -> Observation:
    if verdict is None:
        return observation
    return proposed(observation, verdict) if verdict.sure else offered(observation, verdict)
