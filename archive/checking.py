"""Findings of a report as it stands now, corrections included: within it, and against the office's other years."""

from collections.abc import Mapping, Sequence

from archive import relations
from archive.records import Edition, Finding, Observation, ReportReading


def reading_facts(reading: ReportReading) -> tuple[Finding, ...]:
    """What the reader itself found out about the document: all that a relation over the values does not say."""
    computed = {relation.id for relation in relations.relations_of(reading.edition)}
    return tuple(finding for finding in reading.findings if finding.relation not in computed)


def within(edition: Edition, observations: Sequence[Observation]) -> tuple[Finding, ...]:
    """The relations of the form over the values in force."""
    return relations.check(edition, observations)


def across(
    _report: Sequence[Observation], _before: Mapping[int, Sequence[Observation]], _year: int, _edition: Edition
) -> tuple[Finding, ...]:
    """Hints against the office's other years of the same scope; none are known yet."""
    return ()
