"""Hints across years: said where two years disagree, and only where they can be compared."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.forms import load_form
from archive.records import Edition, Observation, Scope, Status
from archive.relations.hints import check_channels, sure_values
from archive.relations.years import COLUMNS, YearOfReport, check_years

Values = dict[str, Decimal | None]
counts = st.integers(0, 5000).map(Decimal)


def of_year(year: int, values: Values, *, edition: Edition = "2021", name: str = "") -> YearOfReport:
    return YearOfReport(name or f"ju-{year}", year, edition, None, None, values)


def relations_of(report: YearOfReport, *before: YearOfReport) -> list[str]:
    return [finding.relation for finding in check_years(report, before)]


BEFORE = of_year(2021, {"requests.carried_out.total": Decimal(5)})


@given(st.fixed_dictionaries(dict.fromkeys(COLUMNS, counts)), st.data())
def test_carry_over_is_checked_in_every_column(values: dict[str, Decimal], data: st.DataObject) -> None:
    wrong = data.draw(st.sets(st.sampled_from(sorted(COLUMNS))))
    before: Values = {f"requests.carried_out.{column}": value for column, value in values.items()}
    after: Values = {f"requests.carried_in.{c}": v + (1 if c in wrong else 0) for c, v in values.items()}
    found = check_years(of_year(2022, after), [of_year(2021, before)])
    assert {finding.relation for finding in found} == {f"carry_over.{column}" for column in wrong}
    assert all("ju-2021" in finding.message and finding.grade == "hint" for finding in found)


@pytest.mark.parametrize(("now", "then"), [(None, 3), (3, None), (None, None)])
def test_a_blank_side_is_not_checked(now: int | None, then: int | None) -> None:
    after: Values = {"requests.carried_in.total": None if now is None else Decimal(now)}
    before: Values = {"requests.carried_out.total": None if then is None else Decimal(then)}
    assert relations_of(of_year(2022, after), of_year(2021, before)) == []


@given(counts, counts, counts)
def test_figures_of_predecessors_are_summed(first: Decimal, second: Decimal, third: Decimal) -> None:
    before = [
        of_year(2021, {"requests.carried_out.total": first}, name="a"),
        of_year(2021, {"requests.carried_out.total": second}, name="b"),
    ]
    found = relations_of(of_year(2022, {"requests.carried_in.total": third}), *before)
    assert found == ([] if first + second == third else ["carry_over.total"])


@pytest.mark.parametrize(
    "before",
    [
        replace(BEFORE, scope="own"),
        replace(BEFORE, year=2020),
        replace(BEFORE, period=(date(2021, 3, 1), date(2021, 12, 31))),
        replace(BEFORE, values={}),
    ],
)
def test_what_cannot_be_compared_is_not(before: YearOfReport) -> None:
    report = of_year(2022, {"requests.carried_in.total": Decimal(1)})
    assert relations_of(report, BEFORE) == ["carry_over.total"]
    assert relations_of(report, before) == []
    assert relations_of(report) == []


def test_a_part_of_a_year_is_not_compared_and_a_whole_one_is() -> None:
    report = of_year(2022, {"requests.carried_in.total": Decimal(1)})
    before = of_year(2021, {"requests.carried_out.total": Decimal(5)})
    part = replace(report, period=(date(2022, 4, 1), date(2022, 12, 31)))
    whole = replace(report, period=(date(2022, 1, 1), date(2022, 12, 31)))
    assert relations_of(part, before) == []
    assert relations_of(whole, before) == ["carry_over.total"]


def test_equal_scopes_are_compared() -> None:
    scope: Scope = "compiled"
    report = replace(of_year(2022, {"requests.carried_in.total": Decimal(1)}), scope=scope)
    before = replace(of_year(2021, {"requests.carried_out.total": Decimal(5)}), scope=scope)
    assert relations_of(report, before) == ["carry_over.total"]


@given(counts, counts, counts, st.integers(-3, 3))
def test_stock_in_force(then: Decimal, made: Decimal, repealed: Decimal, off: int) -> None:
    before: Values = {"disclosure.rules.in_force": then}
    after: Values = {
        "disclosure.rules.in_force": then + made - repealed + off,
        "disclosure.rules.made": made,
        "disclosure.rules.repealed": repealed,
    }
    assert relations_of(of_year(2022, after), of_year(2021, before)) == (["stock.rules"] if off else [])


@given(counts, st.integers(-50, 50).map(Decimal), st.integers(-3, 3))
def test_items_of_the_year_before(then: Decimal, change: Decimal, off: int) -> None:
    before: Values = {"disclosure.licences.items_last_year": then, "disclosure.licences.change": change}
    after: Values = {"disclosure.licences.items_last_year": then + change + off}
    found = relations_of(of_year(2020, after, edition="2019"), of_year(2019, before, edition="2019"))
    assert found == (["stock.licences"] if off else [])


def test_stock_is_not_held_across_editions() -> None:
    before: Values = {"disclosure.rules.in_force": Decimal(1), "disclosure.licences.items_last_year": Decimal(1)}
    after: Values = {metric.id: Decimal(9) for metric in load_form("2021").metrics if metric.table == "disclosure"}
    found = relations_of(of_year(2021, after), of_year(2020, before, edition="2019"))
    assert not [relation for relation in found if relation.startswith("stock")]


@pytest.mark.parametrize(
    ("now", "then", "found"),
    [
        ("251000", "25.1", True),
        ("25.1", "251000", True),
        ("25.1", "24.9", False),
        ("25100", "25.2", False),
        ("0", "25.1", False),
        ("25.1", "0", False),
    ],
)
def test_amounts_that_jump(now: str, then: str, found: bool) -> None:
    metric = "disclosure.fees.amount"
    relations = relations_of(of_year(2022, {metric: Decimal(now)}), of_year(2021, {metric: Decimal(then)}))
    assert relations == ([f"jump.{metric}"] if found else [])


def test_counts_may_jump() -> None:
    metric = "disclosure.licences.decisions"
    assert relations_of(of_year(2022, {metric: Decimal(90000)}), of_year(2021, {metric: Decimal(1)})) == []


def test_only_values_that_nobody_doubts_are_held_against_each_other() -> None:
    observations = [
        Observation(metric=str(status), value="3", unit="件", raw="3", status=status)
        for status in Status
        if status is not Status.NOT_STATED
    ]
    blank = Observation(metric="blank", value=None, unit="件", raw="—", status=Status.NOT_STATED)
    assert sure_values([*observations, blank]) == {"certain": Decimal(3), "corrected": Decimal(3), "blank": None}


@given(counts, st.lists(counts, min_size=5, max_size=5))
def test_channels(total: Decimal, channels: list[Decimal]) -> None:
    names = ("via_gazette", "via_website", "via_microblog", "via_wechat", "via_other")
    values: Values = {"statistics.disclosed_items": total}
    values |= {f"statistics.{name}": value for name, value in zip(names, channels, strict=True)}
    holds = max(channels) <= total <= sum(channels)
    assert [finding.relation for finding in check_channels("2014", values)] == ([] if holds else ["channels"])
    assert check_channels("2019", values) == ()
    assert check_channels("2014", {k: v for k, v in values.items() if k != "statistics.via_gazette"}) == ()
