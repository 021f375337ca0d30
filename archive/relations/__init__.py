"""The relations (勾稽关系) that hold within one report: data in `relations.toml`, checking as pure functions.

A blank addend counts as 0. A relation whose sum cell is blank, or one of whose values was not found, is not checkable and
never broken.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from archive.records import Edition, Finding, Observation, Record, Status

KNOWN = frozenset({Status.CERTAIN, Status.CORRECTED, Status.DOUBTFUL, Status.PROPOSED, Status.NOT_STATED})
SIGNS = {"sum": "=", "balance": "=", "least": "≥", "most": "≤"}


class Relation(Record):
    """left OP right, both sums of metrics; `kind` gives OP: `sum` and `balance` =, `least` >=, `most` <=."""

    id: str
    kind: Literal["sum", "balance", "least", "most"]
    left: tuple[str, ...]
    right: tuple[str, ...]
    words: str

    @property
    def metrics(self) -> tuple[str, ...]:
        """All metrics the relation speaks of, left side first."""
        return (*self.left, *self.right)


class Outcome(Record):
    """How a relation stands with given values; the sums are None where it is not checkable."""

    relation: Relation
    state: Literal["holds", "broken", "not_checkable"]
    left: Decimal | None = None
    right: Decimal | None = None


@cache
def relations_of(edition: Edition) -> tuple[Relation, ...]:
    """All relations of an edition; none for `none`."""
    data = tomllib.loads((files(__package__) / "relations.toml").read_text(encoding="utf-8"))
    lists: dict[str, list[str]] = data["lists"]
    return tuple(
        relation
        for entry in data["relations"]
        if edition in entry["editions"]
        for relation in _expand(entry, lists, edition)
    )


def evaluate(relation: Relation, values: Mapping[str, Decimal | None]) -> Outcome:
    """Hold one relation against values; a metric that is absent from the mapping was not found, None is a blank."""
    if any(metric not in values for metric in relation.metrics) or any(values[m] is None for m in sum_cells(relation)):
        return Outcome(relation=relation, state="not_checkable")
    left = sum((values[metric] or Decimal(0) for metric in relation.left), Decimal(0))
    right = sum((values[metric] or Decimal(0) for metric in relation.right), Decimal(0))
    holds = {"sum": left == right, "balance": left == right, "least": left >= right, "most": left <= right}
    return Outcome(relation=relation, state="holds" if holds[relation.kind] else "broken", left=left, right=right)


def outcomes(edition: Edition, observations: Iterable[Observation]) -> tuple[Outcome, ...]:
    """How every relation of the edition stands."""
    values = known_values(observations)
    return tuple(evaluate(relation, values) for relation in relations_of(edition))


def check(edition: Edition, observations: Iterable[Observation]) -> tuple[Finding, ...]:
    """One finding per broken relation; `likely` is `reading` where a value in doubt takes part, else `document`."""
    by_metric = {observation.metric: observation for observation in observations}
    return tuple(
        _finding(outcome, by_metric) for outcome in outcomes(edition, by_metric.values()) if outcome.state == "broken"
    )


def known_values(observations: Iterable[Observation]) -> dict[str, Decimal | None]:
    """The values that relations may count on; what was not found, or could not be parsed at all, is left out."""
    return {
        o.metric: Decimal(o.value) if o.value is not None else None
        for o in observations
        if o.status in KNOWN and (o.value is not None or o.status in {Status.NOT_STATED, Status.CORRECTED})
    }


def sum_cells(relation: Relation) -> tuple[str, ...]:
    """The cells that a relation holds its addends against; where one is blank, nothing is stated to hold against.

    In a balance the printed totals of （七） are such cells.
    """
    sums = {"sum": relation.left, "least": relation.left, "most": relation.right}.get(relation.kind)
    if sums is not None:
        return sums
    return tuple(metric for metric in relation.metrics if metric.startswith("requests.processed."))


def _finding(outcome: Outcome, by_metric: Mapping[str, Observation]) -> Finding:
    relation = outcome.relation
    doubted = any(by_metric[m].status in {Status.DOUBTFUL, Status.PROPOSED} for m in relation.metrics if m in by_metric)
    sides = f"{outcome.left} {SIGNS[relation.kind]} {outcome.right} 不成立"
    return Finding(
        relation=relation.id,
        grade="hard",
        metrics=relation.metrics,
        message=f"{relation.words}：{sides}",
        likely="reading" if doubted else "document",
    )


def _expand(entry: dict[str, Any], lists: dict[str, list[str]], edition: Edition) -> Iterator[Relation]:
    over = entry.get("over")
    for item in _list(lists, str(over), edition) if over else [""]:
        fill = {str(over): item} if over else {}
        yield Relation.model_validate(
            {
                "id": str(entry["id"]).format(**fill),
                "kind": entry["kind"],
                "words": entry["words"],
                "left": _metrics(entry["left"], fill, lists, edition),
                "right": _metrics(entry["right"], fill, lists, edition),
            }
        )


def _metrics(patterns: Any, fill: dict[str, str], lists: dict[str, list[str]], edition: Edition) -> tuple[str, ...]:
    return tuple(
        pattern.format(result=result, **fill)
        for pattern in patterns
        for result in (_list(lists, "result", edition) if "{result}" in pattern else [""])
    )


def _list(lists: dict[str, list[str]], name: str, edition: Edition) -> list[str]:
    return lists.get(name) or lists[f"{name}_{edition}"]
