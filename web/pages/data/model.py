"""One metric across offices: which metrics there are to choose from, bars, and derived figures with their formula. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from archive.forms import Form, FormTable, Metric, forms, metric
from archive.records import Scope
from archive.views import RankRow, Total
from web.pages.offices.model import Member, all_series
from web.ui.chart import Chart, Sample, chart

REFUSALS = (
    "refused_state_secret",
    "refused_other_law",
    "refused_security_stability",
    "refused_third_party",
    "refused_internal_affairs",
    "refused_process_information",
    "refused_enforcement_file",
    "refused_administrative_query",
)
DISPUTES = ("reconsideration", "litigation_direct", "litigation_after_review")
CONCLUDED = ("upheld", "corrected", "other")


@dataclass(frozen=True)
class Group:
    """The metrics of one table of one edition, as a list to choose from."""

    edition: str
    table: FormTable
    metrics: tuple[Metric, ...]

    @property
    def rows(self) -> tuple[tuple[Metric, ...], ...]:
        """The metrics line by line, as the form prints them."""
        lines = groupby(self.metrics, key=lambda metric: metric.label.rpartition(" / ")[0] or metric.id)
        return tuple(tuple(line) for _, line in lines)


@dataclass(frozen=True)
class Bar:
    """One row of the ranking with the length of its bar, 0 to 100."""

    row: RankRow
    length: float


@dataclass(frozen=True)
class Share:
    """One reason among several: its value and its share of all of them, in percent with one decimal."""

    metric: Metric
    value: Decimal
    percent: Decimal


@dataclass(frozen=True)
class YearSum:
    """A year's sums apart by scope, under the id that the concept has in that year; `broken`: another definition than before."""

    year: int
    member: Member
    totals: Mapping[Scope | None, Total]
    broken: bool


def members_of(metric_id: str) -> tuple[Member, ...]:
    """The metric and what stands for it in other editions of the form."""
    found = (series.members for series in all_series() if any(one.metric == metric_id for one in series.members))
    return next(found, (Member(metric=metric_id),))


def over_years(
    years: Sequence[int], members: Sequence[Member], totals: Callable[[str, int], Mapping[Scope | None, Total]]
) -> tuple[YearSum, ...]:
    """The years in which a report states the concept, oldest first; `totals` gives the sums of a metric and a year."""
    found: list[YearSum] = []
    for year in sorted(years):
        for member in members:
            sums = totals(member.metric, year)
            if sums:
                other = bool(found) and found[-1].member.meaning(found[-1].year) != member.meaning(year)
                found.append(YearSum(year, member, sums, other))
                break
    return tuple(found)


def sum_charts(sums: Sequence[YearSum], href: Callable[[YearSum], str]) -> dict[Scope | None, Chart]:
    """A line of the sums for every scope with two years or more; apart where the definition changes."""
    samples: dict[Scope | None, list[Sample]] = {}
    for row in sums:
        for scope, total in row.totals.items():
            if total.stated:
                meaning = row.member.meaning(row.year)
                one = Sample(row.year, Decimal(total.value), meaning, href(row), doubtful=total.doubtful > 0)
                samples.setdefault(scope, []).append(one)
    drawn = {scope: chart(found) for scope, found in samples.items()}
    return {scope: line for scope, line in drawn.items() if line is not None}


def groups(text: str = "") -> tuple[Group, ...]:
    """Every metric once, under the newest form that has it; `text` leaves those whose id or name contains it."""
    seen: set[str] = set()
    found = []
    for form in reversed(forms()):
        for table in form.tables:
            new = tuple(m for m in form.metrics if m.table == table.id and m.id not in seen and _named(m, text))
            seen.update(metric.id for metric in form.metrics if metric.table == table.id)
            if new:
                found.append(Group(form.edition, table, new))
    return tuple(found)


def editions_of(metric_id: str) -> tuple[Form, ...]:
    """The forms that have the metric, oldest first."""
    return tuple(form for form in forms() if any(metric.id == metric_id for metric in form.metrics))


def bars(rows: Sequence[RankRow]) -> tuple[Bar, ...]:
    """Lengths relative to the largest value of the page."""
    largest = max((abs(Decimal(row.value)) for row in rows if row.value is not None), default=Decimal(0))
    return tuple(
        Bar(row, round(float(abs(Decimal(row.value or 0)) / largest * 100), 2) if largest else 0.0) for row in rows
    )


def parts_of(metric_id: str) -> tuple[str, ...]:
    """What is shown beside a metric: all reasons for refusal in its column, the outcomes of its kind of dispute; else nothing."""
    prefix, _, column = metric_id.rpartition(".")
    table, _, row = prefix.partition(".")
    if table == "requests" and row in REFUSALS:
        return tuple(f"requests.{reason}.{column}" for reason in REFUSALS)
    return tuple(f"{prefix}.{part}" for part in CONCLUDED) if prefix in DISPUTES and column else ()


def stated(
    sums: Mapping[tuple[str, int], Mapping[Scope | None, Total]], year: int, scope: Scope | None
) -> dict[str, Decimal]:
    """The sums of a year within one scope; what no report states is left out."""
    found = {name: totals.get(scope) for (name, of), totals in sums.items() if of == year}
    return {name: Decimal(total.value) for name, total in found.items() if total is not None and total.stated}


def reasons(metric_id: str, values: Mapping[str, Decimal]) -> tuple[Share, ...]:
    """Where the metric is one of the reasons for refusal: all eight, ranked, in the same column."""
    return shares([metric(name) for name in parts_of(metric_id)], values) if metric_id.startswith("requests.") else ()


def corrected(metric_id: str, values: Mapping[str, Decimal]) -> Decimal | None:
    """Where the metric is one of the outcomes of disputes: the share corrected."""
    prefix = metric_id.rpartition(".")[0]
    return corrected_share(values, prefix) if prefix in DISPUTES else None


def shares(metrics: Sequence[Metric], values: Mapping[str, Decimal]) -> tuple[Share, ...]:
    """A ranking of parts with their shares; parts that are not stated count nothing."""
    known = [(metric, values[metric.id]) for metric in metrics if metric.id in values]
    total = sum((value for _, value in known), Decimal(0))
    ranked = sorted(known, key=lambda pair: -pair[1])
    return tuple(Share(metric, value, percent(value, total)) for metric, value in ranked)


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """`part` of `whole` in percent, one decimal, half up; 0 of nothing."""
    return (part * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else Decimal("0.0")


def corrected_share(values: Mapping[str, Decimal], prefix: str) -> Decimal | None:
    """纠正 / 已审结 in percent, without 尚未审结; None where nothing is concluded."""
    concluded = sum((values.get(f"{prefix}.{column}", Decimal(0)) for column in CONCLUDED), Decimal(0))
    return percent(values.get(f"{prefix}.corrected", Decimal(0)), concluded) if concluded else None


def _named(metric: Metric, text: str) -> bool:
    folded = text.casefold()
    return folded in metric.id or folded in metric.label.casefold() or folded in metric.en.casefold()
