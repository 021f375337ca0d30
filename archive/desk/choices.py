"""What a doubtful value may be, and what each answer would do to the relations (勾稽关系). Pure functions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from archive.derived.corrections import typed_value
from archive.errors import InvalidValue
from archive.records import CellReading, Edition, Observation, Record, Status
from archive.relations import Outcome, Relation, evaluate, known_values, relations_of

STANDING, PROPOSED, SEEN, IMPLIED = "standing", "proposed", "seen", "implied"
MOST = 9
"""Choices on one screen: as many as there are keys for them."""


class Choice(Record):
    """One answer: its value, where it comes from, and how the relations that it takes part in would stand.

    `sources` are `standing`, `proposed` (by the repair), the names of readers, `seen` (by a reader, second-best) and
    `implied` (by relations alone: nobody saw it printed).
    """

    value: str
    sources: tuple[str, ...]
    outcomes: tuple[Outcome, ...] = ()

    @property
    def broken(self) -> int:
        """How many relations it would break."""
        return sum(outcome.state == "broken" for outcome in self.outcomes)

    @property
    def holding(self) -> int:
        """How many relations it would make hold."""
        return sum(outcome.state == "holds" for outcome in self.outcomes)


def choices(edition: Edition, observations: Iterable[Observation], metric: str) -> tuple[Choice, ...]:
    """The answers worth offering, likeliest first; never first one that only a relation suggests."""
    by_metric = {one.metric: one for one in observations}
    values = known_values(by_metric.values())
    found: dict[str, list[str]] = {}
    for value, source in _named(edition, by_metric[metric]):
        found.setdefault(value, []).append(source)
    implied = [required(relation, values, metric) for relation in about(edition, metric)]
    for value in filter(None, implied):
        found.setdefault(value, []).append(IMPLIED)
    made = [
        Choice(value=value, sources=tuple(dict.fromkeys(sources)), outcomes=outcomes_of(edition, values, metric, value))
        for value, sources in found.items()
    ]
    return tuple(sorted(made, key=lambda one: (one.sources == (IMPLIED,), one.broken, -one.holding))[:MOST])


def about(edition: Edition, metric: str) -> tuple[Relation, ...]:
    """The relations that a metric takes part in."""
    return tuple(relation for relation in relations_of(edition) if metric in relation.metrics)


def outcomes_of(
    edition: Edition, values: Mapping[str, Decimal | None], metric: str, value: str | None
) -> tuple[Outcome, ...]:
    """How the relations about a metric would stand if it had this value."""
    tried = {**values, metric: None if value is None else Decimal(value)}
    return tuple(evaluate(relation, tried) for relation in about(edition, metric))


def required(relation: Relation, values: Mapping[str, Decimal | None], metric: str) -> str | None:
    """The one value with which an equality holds, None where there is none that a count can have."""
    others = [name for name in relation.metrics if name != metric]
    if relation.kind not in ("sum", "balance") or any(name not in values for name in others):
        return None
    own, other = (relation.left, relation.right) if metric in relation.left else (relation.right, relation.left)
    rest = sum((values[name] or Decimal(0) for name in own if name != metric), Decimal(0))
    wanted = sum((values[name] or Decimal(0) for name in other), Decimal(0)) - rest
    return format(wanted, "f") if wanted >= 0 and wanted == wanted.to_integral_value() else None


def _named(edition: Edition, observation: Observation) -> Iterator[tuple[str, str]]:
    """Every value that some reader named, with its source."""
    if observation.value is not None and observation.status is not Status.MISSING:
        yield observation.value, PROPOSED if observation.status is Status.PROPOSED else STANDING
    seen = [(reading.raw, reading.reader) for reading in observation.readings]
    seen += [(raw, SEEN) for reading in observation.readings for raw in _second_best(reading)]
    named = [
        (value, source) for raw, source in seen if (value := _parsed(edition, observation.metric, raw)) is not None
    ]
    yield from named
    # The repair puts what it may be among the candidates of the readers.
    known = {value for value, _ in named}
    yield from ((value, SEEN if value in known else IMPLIED) for value in observation.candidates)


def _second_best(reading: CellReading) -> Sequence[str]:
    """The text with one character as it may be read otherwise."""
    raw = reading.raw
    return [raw[: other.at] + other.char + raw[other.at + 1 :] for other in reading.alternatives if other.at < len(raw)]


def _parsed(edition: Edition, metric: str, raw: str) -> str | None:
    try:
        return typed_value(edition, metric, raw)
    except InvalidValue:
        return None
