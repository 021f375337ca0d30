"""What the desk shows: one doubt with its place, its choices and what each would do; doubts grouped by report. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archive.desk.choices import Choice, about, choices, outcomes_of
from archive.forms import LONE, Metric, load_form, metric
from archive.records import Finding, Observation, ReportRecord
from archive.relations import Outcome, Relation, known_values
from archive.views import CorrectionRow, Doubt
from web.pages.review.places import Place, place_of


@dataclass(frozen=True)
class Item:
    """One value that needs a person."""

    doubt: Doubt
    metric: Metric


@dataclass(frozen=True)
class Pile:
    """The doubts of one report."""

    report: str
    office: str | None
    year: int | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Docket:
    """One doubt, with all that a person needs to settle it. `seen` is the newest word on it, 0 for none."""

    record: ReportRecord
    metric: Metric
    observation: Observation
    table: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    place: Place | None
    choices: tuple[Choice, ...]
    relations: tuple[Relation, ...]
    blank: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    history: tuple[CorrectionRow, ...]
    seen: int
    cursor: str

    @property
    def facts(self) -> str:
        """The relations about the value and what else is known of their values, as JSON for the page's script."""
        known = known_values(self.record.observations)
        names = {name for relation in self.relations for name in relation.metrics}
        values = {name: None if value is None else str(value) for name, value in known.items() if name in names}
        return json.dumps({"relations": [one.model_dump() for one in self.relations], "values": values})


def piles(doubts: Iterable[Doubt]) -> tuple[Pile, ...]:
    """One pile a report, first met first."""
    by_report: dict[str, list[Doubt]] = {}
    for doubt in doubts:
        by_report.setdefault(doubt.report, []).append(doubt)
    return tuple(
        Pile(
            report,
            rows[0].office.name if rows[0].office else None,
            rows[0].year,
            tuple(Item(row, metric(row.metric)) for row in rows),
        )
        for report, rows in by_report.items()
    )


def docket(record: ReportRecord, name: str, history: Sequence[CorrectionRow], cursor: str = "") -> Docket | None:
    """The doubt on one value of a report; None for a metric that the report's form does not have."""
    by_metric = {one.metric: one for one in record.observations}
    if record.edition in (None, "none") or name not in by_metric:
        return None
    form = load_form(record.edition)
    meant = next(one for one in form.metrics if one.id == name)
    table = form.table(meant.table)
    block = table.blocks[meant.block]
    words = [word for word in history if word.field == name]
    return Docket(
        record=record,
        metric=meant,
        observation=by_metric[name],
        table=" ".join(part for part in (table.title, block.title) if part),
        rows=block.rows[meant.row].labels,
        columns=() if block.columns[meant.column].id == LONE else block.columns[meant.column].labels,
        place=place_of(form, record.observations, record.tables, meant),
        choices=choices(record.edition, record.observations, name),
        relations=about(record.edition, name),
        blank=outcomes_of(record.edition, known_values(record.observations), name, None),
        findings=tuple(one for one in record.findings if name in one.metrics),
        history=tuple(words),
        seen=newest(words),
        cursor=cursor,
    )


def newest(words: Iterable[CorrectionRow]) -> int:
    """The latest word that was not taken back, 0 for none."""
    return max((word.id for word in words if word.undone is None), default=0)


def newest_by_field(words: Iterable[CorrectionRow]) -> Mapping[str, int]:
    """The same for every field that anybody spoke of."""
    return {word.field: word.id for word in words if word.undone is None}
