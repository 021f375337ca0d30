"""Relations weigh readings: a weak reading that every relation confirms stands, one that a relation breaks on is doubted.

No value changes here, only its status. The reader weighs what it read, and the archive weighs again after each
correction: a doubt that a relation alone had raised goes when the relation holds, and a correction can raise another.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from decimal import Decimal

from archive.records import Edition, Observation, Status
from archive.relations import Outcome, outcomes

# A reading surer than this by two readers is what is printed, even where a relation breaks on it.
PRINTED = 0.95
# Readers that take characters from the file itself and cannot mistake one for another.
TYPED = frozenset({"text", "counted", "placed"})
# Doubts that a relation can lift: the place in the form is sure, only the digits are not.
WEAK = frozenset({"识读把握不足", "印迹过淡"})
# The doubt that a broken relation raises by itself.
BROKEN = "勾稽关系不成立，识读需核对"


def weigh(
    edition: Edition, observations: Sequence[Observation], printed: Set[str] = frozenset()
) -> tuple[Observation, ...]:
    """The same observations in the same order, their statuses weighed by the form's relations.

    `printed` are relations of which a person said that the office itself broke them: they raise no doubt.
    """
    seen = [as_read(observation) for observation in observations]
    by_metric = _outcomes_by_metric(edition, seen, printed)
    return tuple(_weighed(o, by_metric.get(o.metric, ())) for o in seen)


def as_read(observation: Observation) -> Observation:
    """The observation without a doubt that only a broken relation had raised."""
    if observation.status is not Status.DOUBTFUL or observation.reason != BROKEN:
        return observation
    status = Status.NOT_STATED if observation.value is None else Status.CERTAIN
    return observation.model_copy(update={"status": status, "reason": None})


def _outcomes_by_metric(
    edition: Edition, observations: Sequence[Observation], printed: Set[str]
) -> Mapping[str, list[Outcome]]:
    found: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes(edition, observations):
        for metric in () if outcome.relation.id in printed else outcome.relation.metrics:
            found[metric].append(outcome)
    return found


def _weighed(observation: Observation, related: Sequence[Outcome]) -> Observation:
    equalities = [o for o in related if o.relation.kind in {"sum", "balance"}]
    if any(o.state == "broken" for o in related) and not _surely_printed(observation):
        if observation.status in {Status.CERTAIN, Status.NOT_STATED}:
            return observation.model_copy(update={"status": Status.DOUBTFUL, "reason": BROKEN})
        return observation
    confirmed = [o for o in equalities if o.state == "holds"]
    if observation.status is Status.DOUBTFUL and len(confirmed) >= 2 and len(confirmed) == len(related):
        return _lifted(observation)
    return observation


def _surely_printed(observation: Observation) -> bool:
    if observation.readings and observation.readings[0].reader in TYPED:
        return True
    if not observation.readings:
        return observation.status is Status.NOT_STATED or (observation.confidence or 1.0) >= PRINTED
    sure = [r for r in observation.readings if r.confidence >= PRINTED]
    return len(sure) >= 2 and observation.status is Status.CERTAIN


def _lifted(observation: Observation) -> Observation:
    doubts = set((observation.reason or "").split("；"))
    stated = observation.value is not None and Decimal(observation.value) != 0
    if doubts <= WEAK and stated:
        return observation.model_copy(update={"status": Status.CERTAIN, "reason": None})
    return observation
