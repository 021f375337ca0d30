"""A report held against its form's relations and its own text: findings, doubts raised and lifted, values proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from archive import relations
from archive.derived.corrections import IN_DOUBT, answered, settled
from archive.records import Edition, Finding, Observation, ReportReading, Section
from archive.relations.hints import check_channels, sure_values
from archive.relations.text import check_text, stated_values
from archive.relations.weigh import as_read, weigh
from archive.repair import repair

# Families of relations that are checked here and across years, so that a reading's own findings of them are superseded.
_COMPUTED = ("text.", "channels", "carry_over.", "stock.", "jump.")


@dataclass(frozen=True)
class Checked:
    """The values in force, those that relations propose among them, and the findings within the report."""

    observations: tuple[Observation, ...]
    findings: tuple[Finding, ...]


def checked(reading: ReportReading, year: int | None, words: Mapping[str, Any] | None = None) -> Checked:
    """Hold a reading that stands (people's words laid over it) against its relations; `words` are those in force.

    Findings are held against what was read and said, never against a proposal. A relation whose breaking a person
    called the office's own proposes nothing.
    """
    edition, spoken = reading.edition, words or {}
    read = tuple(as_read(one) for one in reading.observations)
    broken = relations.check(edition, read)
    theirs = answered(broken, spoken)
    values = repair(edition, weigh(edition, read, theirs), _expected(reading, read, year), theirs)
    sure = sure_values(values)
    found = (
        *_explained(broken, values),
        *check_channels(edition, sure),
        *check_text(edition, reading.sections, sure, year),
    )
    return Checked(values, settled(found, spoken))


def reading_facts(reading: ReportReading) -> tuple[Finding, ...]:
    """What the reader itself found out about the document: all that is not checked over the values in force."""
    computed = {relation.id for relation in relations.relations_of(reading.edition)}
    return tuple(
        finding
        for finding in reading.findings
        if finding.relation not in computed and not finding.relation.startswith(_COMPUTED)
    )


def _explained(broken: Sequence[Finding], values: Sequence[Observation]) -> tuple[Finding, ...]:
    """Broken relations; it is the reading that is likely wrong where one of its values is in doubt by now."""
    doubted = {one.metric for one in values if one.status in IN_DOUBT}
    return tuple(
        one.model_copy(update={"likely": "document" if doubted.isdisjoint(one.metrics) else "reading"})
        for one in broken
    )


def _expected(reading: ReportReading, values: Sequence[Observation], year: int | None) -> Mapping[str, frozenset[int]]:
    """What the report's own text says of values that are in doubt."""
    doubted = {one.metric for one in values if one.status in IN_DOUBT}
    return _stated(reading.edition, reading.sections, year, doubted) if doubted else {}


def _stated(
    edition: Edition, sections: Sequence[Section], year: int | None, metrics: set[str]
) -> Mapping[str, frozenset[int]]:
    found = stated_values(edition, sections, year, metrics)
    return {metric: frozenset({int(value)}) for metric, value in found.items() if value == value.to_integral_value()}
