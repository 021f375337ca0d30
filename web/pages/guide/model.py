"""The help, generated from the forms and the relations. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from archive.forms import Form, forms
from archive.records import Office
from archive.relations import SIGNS, Relation, relations_of
from archive.views import OfficeRef, OfficeSummary, ReportSummary


@dataclass(frozen=True)
class Rule:
    """Relations of one kind and wording, as one line: how many there are and one of them as an example."""

    words: str
    sign: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Chapter:
    """One edition: its form and its relations."""

    form: Form
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Examples:
    """What of this archive can answer the questions of the help; None where nothing can yet.

    `renamed` is an office that goes on under another name, `listed` the newest year with a list of those that must report.
    """

    form: ReportSummary | None = None
    pair: OfficeSummary | None = None
    renamed: Office | None = None
    listed: int | None = None

    @property
    def year(self) -> int | None:
        """The year of the example."""
        return self.form.year if self.form else None

    @property
    def lacking(self) -> int | None:
        """A year to look at for missing reports, best one of which is known who must report."""
        return self.listed or self.year

    @property
    def office(self) -> OfficeRef | OfficeSummary | None:
        """An office to follow over the years, best one with several."""
        return self.pair or (self.form.office if self.form else None)


def examples(
    reports: Iterable[ReportSummary],
    offices: Iterable[OfficeSummary],
    renamed: Office | None = None,
    listed: Iterable[int] = (),
) -> Examples:
    """The first report on a form with requests, and the first office with reports of two years in a row."""
    form = next((one for one in reports if one.edition in ("2019", "2021") and one.office and one.year), None)
    pair = next((one for one in offices if any(year + 1 in one.years for year in one.years)), None)
    return Examples(form, pair, renamed, max(listed, default=None))


def chapters() -> tuple[Chapter, ...]:
    """All editions, newest first."""
    return tuple(Chapter(form, tuple(rules(relations_of(form.edition)))) for form in reversed(forms()))


def rules(relations: Iterable[Relation]) -> Iterable[Rule]:
    """Relations that say the same of different rows or columns, together."""
    for (words, kind), group in groupby(relations, key=lambda relation: (relation.words, relation.kind)):
        yield Rule(words, SIGNS[kind], tuple(relation.id for relation in group))
