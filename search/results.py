"""What the index answers."""

from datetime import datetime
from typing import Literal

from archive.records import Edition, Record
from search.query import FacetName, Grouping

Span = tuple[int, int]


class Snippet(Record):
    """A piece of a section's text. `marks` are (start, end) offsets into `text`; `start` is its place in the
    section's text.
    """

    text: str
    start: int = 0
    marks: tuple[Span, ...] = ()


class Hit(Record):
    """A section that matches, or the best section of a report that does (`section` is None where only filters were
    asked).

    `spans` are the first matches' (start, end) in the section's text, all that the snippet shows and maybe more. `page`
    is that of the first match. `sections` is how many of the report's sections match (1 for a hit that is a section). `certain`
    is False where the text matches only if a character that was read with doubt is read otherwise.
    """

    report: str
    section: int | None
    page: int | None
    snippet: Snippet
    spans: tuple[Span, ...] = ()
    title: str = ""
    heading: str | None = None
    office: str | None = None
    office_id: str | None = None
    region: tuple[str, ...] = ()
    year: int | None = None
    edition: Edition | None = None
    sections: int = 1
    certain: bool = True


class FacetValue(Record):
    """One value of a facet: `value` is what a filter takes (a region as "a/b"), `label` is for people."""

    value: str
    label: str
    count: int


class Results(Record):
    """An answer. `total` and all counts are exact and count what `counted` says.

    Counts of a facet leave its own filter aside, so that other values of it can be chosen. `likely` counts what would
    match beyond the total if characters that were read with doubt were read otherwise (`Query.likely`). `suggestion` is
    another text, offered and never applied, where neither was found and hits were asked for.
    """

    total: int
    counted: Literal["sections", "reports"]
    hits: tuple[Hit, ...]
    facets: dict[FacetName, tuple[FacetValue, ...]]
    page: int = 1
    limit: int = 10
    likely: int = 0
    suggestion: str | None = None


class Suggestion(Record):
    """Something that begins as typed: `value` is its id (a region's path joined by "/"), `label` its name."""

    kind: Literal["office", "region", "metric"]
    value: str
    label: str
    note: str = ""


class Failure(Record):
    """A write that an engine did not carry out: when, what kind, and why, in the engine's words."""

    at: datetime
    what: str
    reason: str


class Check(Record):
    """How an index differs from the records: ids of reports that it lacks, holds beyond them, or holds in an old
    form.
    """

    missing: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return not (self.missing or self.surplus or self.outdated)


def counted(by: Grouping) -> Literal["sections", "reports"]:
    """What the numbers of an answer count."""
    return "sections" if by == "section" else "reports"
