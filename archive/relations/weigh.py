"""Relations weigh readings: a weak reading that every relation confirms stands, one that a relation breaks on is doubted.

No value changes here, only its status. The reader weighs what it read, and the archive weighs again after each
correction: a doubt that a relation alone had raised goes when the relation holds, and a correction can raise another.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from decimal import Decimal

from archive.records import Edition, Observation, Status
from archive.relations import Outcome, outcomes

# A reading surer than this by two readers is what is printed, even where a relation breaks on it.
PRINTED = 0.95
# Voices that share no model with the first reader: two readings of one model may be wrong alike.
INDEPENDENT = frozenset({"second", "shape"})
# What says that nothing is stated, and looks like no digit.
NO_DIGIT = frozenset("-－—–―−ー一无")
# Readers that take characters from the file itself and cannot mistake one for another.
TYPED = frozenset({"text", "counted", "placed"})
# How doubts begin that relations can lift: the place in the form is sure, only the digits are not.
WEAK = ("识读把握不足", "印迹过淡", "各次识读不一致")
# So many relations, independent of one another, must lead to a value from values that are not in doubt.
WAYS = 2
EQUAL = frozenset({"sum", "balance"})
SETTLED = frozenset({Status.CERTAIN, Status.NOT_STATED, Status.CORRECTED})
# The doubt that a broken relation raises by itself.
BROKEN = "勾稽关系不成立，识读需核对"


def weigh(
    edition: Edition, observations: Sequence[Observation], printed: Set[str] = frozenset()
) -> tuple[Observation, ...]:
    """The same observations in the same order, their statuses weighed by the form's relations.

    `printed` are relations of which a person said that the office itself broke them: they raise no doubt.
    """
    seen = [as_read(observation) for observation in observations]
    found = [one for one in outcomes(edition, seen) if one.relation.id not in printed]
    by_metric = _by_metric(found)
    confirmed, lost = _confirmed(seen, found), _lost_rows(seen, found)
    return tuple(
        _doubted(o) if o.metric in lost else _weighed(o, by_metric.get(o.metric, ()), confirmed=o.metric in confirmed)
        for o in seen
    )


def as_read(observation: Observation) -> Observation:
    """The observation without a doubt that only a broken relation had raised."""
    if observation.status is not Status.DOUBTFUL or observation.reason != BROKEN:
        return observation
    status = Status.NOT_STATED if observation.value is None else Status.CERTAIN
    return observation.model_copy(update={"status": status, "reason": None})


def _by_metric(found: Iterable[Outcome]) -> Mapping[str, list[Outcome]]:
    by_metric: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in found:
        for metric in outcome.relation.metrics:
            by_metric[metric].append(outcome)
    return by_metric


def _weighed(observation: Observation, related: Sequence[Outcome], *, confirmed: bool) -> Observation:
    if any(o.state == "broken" for o in related) and not _surely_printed(observation):
        return _doubted(observation) if observation.status in {Status.CERTAIN, Status.NOT_STATED} else observation
    return observation.model_copy(update={"status": Status.CERTAIN, "reason": None}) if confirmed else observation


def _doubted(observation: Observation) -> Observation:
    return observation.model_copy(update={"status": Status.DOUBTFUL, "reason": BROKEN})


def _lost_rows(observations: Sequence[Observation], found: Sequence[Outcome]) -> Set[str]:
    """The values of rows in which nothing was found, and through which several sums break: what is printed there is lost.

    Any count breaks two, that of its column and that of the totals. A printed dash is no such blank.
    """
    rows: dict[str, list[Observation]] = defaultdict(list)
    for one in observations:
        rows[one.metric.rpartition(".")[0]].append(one)
    blank = [{one.metric for one in row} for row in rows.values() if len(row) > 1 and all(map(_is_blank, row))]
    broken = [set(one.relation.metrics) for one in found if one.state == "broken"]
    return {m for row in blank if sum(not row.isdisjoint(one) for one in broken) >= WAYS for m in row}


def _is_blank(observation: Observation) -> bool:
    return observation.status is Status.NOT_STATED and not observation.readings


def _confirmed(observations: Sequence[Observation], found: Sequence[Outcome]) -> Set[str]:
    """The doubtful values to which two relations lead, each from values that are not in doubt.

    A further doubtful value in a relation counts as known where a relation of its own leads to it: a value and its
    total confirm each other by the two columns. A value that stands beside none but its like is not confirmed: what makes
    a seven a one may do so to all of them.
    """
    liftable = {one.metric for one in observations if _is_liftable(one)}
    broken = {metric for one in found if one.state == "broken" for metric in one.relation.metrics}
    holding = [set(o.relation.metrics) for o in found if o.state == "holds" and o.relation.kind in EQUAL]
    doubted = {one.metric for one in observations if one.status not in SETTLED}
    values = {one.metric: Decimal(one.value or 0) for one in observations}
    confirmed: set[str] = set()
    while more := _led_twice(holding, doubted - confirmed, broken, values) & liftable:
        confirmed |= more
    return confirmed


def _led_twice(
    holding: Iterable[Set[str]], doubted: Set[str], broken: Set[str], values: Mapping[str, Decimal]
) -> Set[str]:
    unknown = [(members, members & doubted) for members in holding]
    led = {metric for _, own in unknown if len(own) == 1 for metric in own} - broken
    ways: dict[str, list[Set[str]]] = defaultdict(list)
    for members, own in unknown:
        for metric in own:
            if own - {metric} <= led:
                ways[metric].append(members)
    return {
        metric
        for metric in led
        if len(ways[metric]) >= WAYS and {values[m] for way in ways[metric] for m in way} - {0, values[metric]}
    }


def _is_liftable(observation: Observation) -> bool:
    """Whether only the digits are in doubt; whether a cell is blank or says 0, no sum tells."""
    if observation.status is not Status.DOUBTFUL or observation.value is None or not Decimal(observation.value):
        return False
    return all(part.startswith(WEAK) for part in (observation.reason or "").split("；"))


def _surely_printed(observation: Observation) -> bool:
    if observation.readings and observation.readings[0].reader in TYPED:
        return True
    if not observation.readings:
        return observation.status is Status.NOT_STATED or (observation.confidence or 1.0) >= PRINTED
    sure = [r for r in observation.readings if r.confidence >= PRINTED]
    if observation.status is Status.NOT_STATED:  # a slash may be a one that leans, a dash is nothing else
        return len(sure) >= 2 and all(r.raw.strip() in NO_DIGIT for r in observation.readings)
    unsure = any(r.reader in INDEPENDENT and r.confidence < PRINTED for r in observation.readings)
    return len(sure) >= 2 and not unsure and observation.status is Status.CERTAIN
