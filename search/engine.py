"""The seam of the search engines: one Protocol, which every engine keeps alike (tests/contracts)."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from archive.records import ReportRecord
from search.query import Query
from search.results import Check, Failure, Results, Suggestion


class SearchEngine(Protocol):
    """An index of the records that answers queries. Reads and writes raise `IndexUnavailable`, reads also
    `InvalidQuery`.

    A text matches a section exactly where the folded text is a substring of the section's folded text (`search.text`).
    """

    def search(self, query: Query) -> Results:
        """Hits, exact counts and facets of what the person asking may see (`query.filters.statuses`)."""

    def suggest(self, prefix: str, limit: int = 10) -> tuple[Suggestion, ...]:
        """Offices (also by alias and pinyin initials), regions and metrics that begin as typed."""

    def replace(self, report: ReportRecord) -> None:
        """Put a report's sections in place of what the index held of it, atomically."""

    def remove(self, report_id: str) -> None:
        """Take a report out; no error where it is not in."""

    def rebuild(self, reports: Iterable[ReportRecord]) -> int:
        """Build a new index beside the live one and swap; returns the number of sections.

        Goes on where an interrupted rebuild stopped; writes made meanwhile are in the new index.
        """

    def stale(self) -> bool:
        """Whether the index is missing or was made by another version of the schema, so that `rebuild` is due."""

    def stamps(self) -> Mapping[str, str]:
        """The ids of the reports in the index, each with the stamp of its content (`search.documents.stamp`)."""

    def failures(self) -> tuple[Failure, ...]:
        """Writes that the engine took and did not carry out, the newest first; those tried again with success, too.
        Engines that fail at once, by raising, have none.
        """

    def close(self) -> None:
        """Let go of files and connections; the engine answers no more."""


def check(engine: SearchEngine, stamps: Mapping[str, str]) -> Check:
    """Compare the index with the records' stamps."""
    held = engine.stamps()
    return Check(
        missing=tuple(sorted(stamps.keys() - held.keys())),
        surplus=tuple(sorted(held.keys() - stamps.keys())),
        outdated=tuple(sorted(report for report, stamp in stamps.items() if held.get(report, stamp) != stamp)),
    )
