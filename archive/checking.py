"""Findings of a report as it stands now, corrections included."""

from collections.abc import Sequence

from archive import relations
from archive.records import Edition, Finding, Observation, ReportReading, Section
from archive.relations.hints import check_channels, sure_values
from archive.relations.text import check_text

# Families of relations that are checked here and across years, so that a reading's own findings of them are superseded.
_COMPUTED = ("text.", "channels", "carry_over.", "stock.", "jump.")


def reading_facts(reading: ReportReading) -> tuple[Finding, ...]:
    """What the reader itself found out about the document: all that is not checked over the values in force."""
    computed = {relation.id for relation in relations.relations_of(reading.edition)}
    return tuple(
        finding
        for finding in reading.findings
        if finding.relation not in computed and not finding.relation.startswith(_COMPUTED)
    )


def within(
    edition: Edition, observations: Sequence[Observation], sections: Sequence[Section], year: int | None
) -> tuple[Finding, ...]:
    """The relations of the form over the values in force, and the hints between text, channels and tables."""
    sure = sure_values(observations)
    return (
        *relations.check(edition, observations),
        *check_channels(edition, sure),
        *check_text(edition, sections, sure, year),
    )
