"""Hints across years (跨年结转衔接, 存量衔接): an office's figures of one year held against those of the year before.

They are checked only between reports of equal scope that cover full years, on values that nobody doubts, and they never
blame the office. A blank cell on either side states nothing to hold against.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from archive.forms import load_form
from archive.records import Edition, Finding, Scope
from archive.relations.hints import hint

COLUMNS = {
    "natural_person": "自然人",
    "enterprise": "商业企业",
    "research": "科研机构",
    "public_benefit": "社会公益组织",
    "legal_service": "法律服务机构",
    "other_organisation": "其他",
    "total": "总计",
}
IN_FORCE = {"rules": "规章", "normative_documents": "行政规范性文件"}
ITEMS = {
    "licences": "行政许可",
    "other_services": "其他对外管理服务事项",
    "penalties": "行政处罚",
    "coercion": "行政强制",
    "fees": "行政事业性收费",
}
JUMP = Decimal(1000)  # 元 written for 万元 is ten thousandfold; prices and budgets do not move a thousandfold in a year
REQUESTS_SINCE = 2019  # the first year whose form has 结转

Values = Mapping[str, Decimal | None]


@dataclass(frozen=True, slots=True)
class YearOfReport:
    """A report as one year among others. `values` are those of `hints.sure_values`; `report` is the id to name."""

    report: str
    year: int
    edition: Edition
    scope: Scope | None
    period: tuple[date, date] | None
    values: Values

    @property
    def covers_full_year(self) -> bool:
        """True unless a part of a year is stated; a report without a period is on its whole year."""
        return self.period is None or self.period == (date(self.year, 1, 1), date(self.year, 12, 31))


def check_years(report: YearOfReport, before: Sequence[YearOfReport]) -> tuple[Finding, ...]:
    """Hints on `report` against the year before: `before` are the reports of the office, or of all its predecessors.

    Their figures are summed. Nothing is checked where one of them is of another scope, another year or a part of one.
    """
    comparable = all(
        other.year == report.year - 1 and other.scope == report.scope and other.covers_full_year for other in before
    )
    if not before or not comparable or not report.covers_full_year:
        return ()
    return (*_carry_over(report, before), *_stock(report, before), *_jumps(report, before))


def _carry_over(report: YearOfReport, before: Sequence[YearOfReport]) -> Iterator[Finding]:
    """二、上年结转 of this year = 四、结转下年度继续办理 of the year before, in every column."""
    if report.year <= REQUESTS_SINCE:
        return
    for column, label in COLUMNS.items():
        metric = f"requests.carried_in.{column}"
        now, then = report.values.get(metric), _sum(before, f"requests.carried_out.{column}")
        if now is not None and then is not None and now != then:
            message = f"上年结转（{label}）为{now}件，上一年报告结转下年度继续办理为{then}件：{_names(before)}"
            yield hint(f"carry_over.{column}", (metric,), message)


def _stock(report: YearOfReport, before: Sequence[YearOfReport]) -> Iterator[Finding]:
    editions = {report.edition, *(other.edition for other in before)}
    if editions == {"2021"}:
        yield from _in_force(report, before)
    if editions == {"2019"}:
        yield from _items_last_year(report, before)


def _in_force(report: YearOfReport, before: Sequence[YearOfReport]) -> Iterator[Finding]:
    """现行有效件数 = that of the year before + 本年制发件数 - 本年废止件数."""
    for row, label in IN_FORCE.items():
        metrics = tuple(f"disclosure.{row}.{column}" for column in ("in_force", "made", "repealed"))
        now, made, repealed = (report.values.get(metric) for metric in metrics)
        then = _sum(before, metrics[0])
        if now is None or made is None or repealed is None or then is None or now == then + made - repealed:
            continue
        message = (
            f"{label}现行有效{now}件，不等于上一年{then}件加本年制发{made}件减本年废止{repealed}件：{_names(before)}"
        )
        yield hint(f"stock.{row}", metrics, message)


def _items_last_year(report: YearOfReport, before: Sequence[YearOfReport]) -> Iterator[Finding]:
    """上一年项目数量 of 2020 = that of 2019 + 本年增/减 of 2019."""
    for row, label in ITEMS.items():
        metric = f"disclosure.{row}.items_last_year"
        now, then, change = report.values.get(metric), _sum(before, metric), _sum(before, f"disclosure.{row}.change")
        if now is None or then is None or change is None or now == then + change:
            continue
        message = f"{label}上一年项目数量为{now}项，不等于上一年报告的{then}项与增减{change:+}项之和：{_names(before)}"
        yield hint(f"stock.{row}", (metric,), message)


def _jumps(report: YearOfReport, before: Sequence[YearOfReport]) -> Iterator[Finding]:
    """Amounts that jump a thousandfold: 元 may stand for 万元 in one of the years."""
    if report.edition == "none":
        return
    for metric in load_form(report.edition).metrics:
        now, then = (report.values.get(metric.id), _sum(before, metric.id)) if metric.kind == "amount" else (None, None)
        if now and then and max(now, then) >= JUMP * min(now, then):
            message = f"{metric.label}为{now}万元，上一年为{then}万元，相差千倍以上，请核对单位：{_names(before)}"
            yield hint(f"jump.{metric.id}", (metric.id,), message)


def _sum(reports: Sequence[YearOfReport], metric: str) -> Decimal | None:
    """The figure of all reports together; None where one of them does not state it for sure."""
    values = [report.values.get(metric) for report in reports]
    stated = [value for value in values if value is not None]
    return sum(stated, Decimal(0)) if len(stated) == len(values) else None


def _names(reports: Sequence[YearOfReport]) -> str:
    return "、".join(report.report for report in reports)
