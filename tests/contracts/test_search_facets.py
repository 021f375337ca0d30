"""What every search engine counts beside an answer: each facet, in sections or in reports."""

import random
from datetime import UTC, datetime

import pytest

from archive.records import ReportRecord, Section
from search.engine import SearchEngine
from search.query import Filters, Grouping, Query
from tests.contracts.answers import FEES, OLD_TOTAL, pairs, value_of
from tests.contracts.conftest import NewEngine
from tests.search.corpus import report
from tests.search.literal import most_common


def test_facets_count_what_they_say_and_leave_their_own_filter_aside(
    engine: SearchEngine, public: list[ReportRecord]
) -> None:
    filters = Filters(years=(2020,), kinds=("department",))
    answer = engine.search(Query(text="公开", filters=filters, facet_limit=1000))
    hits = [r for r in public for s in r.sections if "公开" in s.text]
    departments = [r for r in hits if r.office and r.office.kind == "department"]
    assert pairs(answer, "year") == most_common(str(r.year) for r in departments if r.year)
    in_2020 = [r for r in hits if r.year == 2020]
    assert pairs(answer, "kind") == most_common(r.office.kind or "" for r in in_2020 if r.office)
    both = [r for r in departments if r.year == 2020]
    assert answer.counted == "sections"
    assert answer.total == len(both)
    assert pairs(answer, "office") == most_common(r.office.id for r in both if r.office)
    assert pairs(answer, "region") == most_common(
        "/".join(r.office.region[:depth]) for r in both if r.office for depth in range(1, len(r.office.region) + 1)
    )
    assert {v.label for v in answer.facets["office"]} == {r.office.name for r in both if r.office}


@pytest.mark.parametrize("by", ["section", "report"])
def test_metrics_are_counted_where_they_are_asked_for(
    engine: SearchEngine, public: list[ReportRecord], by: Grouping
) -> None:
    filters = Filters(stated=(FEES, OLD_TOTAL), years=(2018, 2019, 2020))
    answer = engine.search(
        Query(text="公开", by=by, filters=filters, facets=("metric", "intake", "year"), facet_limit=1000)
    )
    some = [r for r in public for s in r.sections if "公开" in s.text and r.year in (2018, 2019, 2020)]
    some = some if by == "section" else list({r.id: r for r in some}.values())
    inside = [r for r in some if value_of(r, FEES) is not None or value_of(r, OLD_TOTAL) is not None]
    assert 0 < len(inside) == answer.total
    assert pairs(answer, "metric") == most_common(o.metric for r in some for o in r.observations if o.value is not None)
    assert pairs(answer, "intake") == most_common(f"{r.source.received:%Y-%m}" for r in inside)
    assert "metric" not in engine.search(Query(text="公开")).facets


def test_months_of_receipt_are_filters_and_a_facet(new_engine: NewEngine) -> None:
    engine = new_engine()
    months = [(2025, 11), (2026, 2), (2026, 11), (2026, 11)]
    for number, (year, month) in enumerate(months):
        record = report(number, 2020, random.Random(number))
        source = record.source.model_copy(update={"received": datetime(year, month, 28, tzinfo=UTC)})
        engine.replace(record.model_copy(update={"source": source}))
    answer = engine.search(Query(by="report", filters=Filters(intakes=("2025-11", "2026-02"))))
    assert {hit.report for hit in answer.hits} == {"office-00000-2020", "office-00001-2020"}
    assert pairs(answer, "intake") == [("2026-11", 2), ("2025-11", 1), ("2026-02", 1)]


@pytest.mark.parametrize("text", ["公开", "许可 OR 工程", ""])
def test_facets_of_reports_count_reports(engine: SearchEngine, public: list[ReportRecord], text: str) -> None:
    words = text.split(" OR ")
    answer = engine.search(Query(text=text, by="report", filters=Filters(years=(2019, 2020)), facet_limit=1000))
    hits = [r for r in public if any(word in s.text for s in r.sections for word in words)]
    inside = [r for r in hits if r.year in (2019, 2020)]
    assert (answer.total, answer.counted) == (len(inside), "reports")
    assert pairs(answer, "year") == most_common(str(r.year) for r in hits if r.year)
    assert pairs(answer, "edition") == most_common(str(r.edition) for r in inside if r.edition)
    numbers = (str(s.number) for r in inside for s in r.sections if any(word in s.text for word in words))
    assert pairs(answer, "section") == most_common(numbers)


@pytest.mark.parametrize("text", ["公开", "公开 -许可", "公开 OR 许可", "工程", ""])
def test_a_number_of_several_sections_of_a_report_counts_the_report_once(new_engine: NewEngine, text: str) -> None:
    """A form printed twice: two sections 3 in one report."""
    said = [
        [(1, "公开"), (3, "公开"), (3, "公开许可")],
        [(3, "公开"), (3, "许可")],
        [(1, "公开工程"), (3, "公开"), (2, "工程")],
    ]
    engine = new_engine()
    for number, texts in enumerate(said):
        sections = tuple(Section(number=n, title="", text=t, pages=(1,)) for n, t in texts)
        engine.replace(report(number, 2020, random.Random(0)).model_copy(update={"sections": sections}))

    def holds(saying: str) -> bool:
        words = text.partition(" -")[0].split(" OR ")
        return any(word in saying for word in words) and not ("-" in text and "许可" in saying)

    hit = [[n for n, saying in texts if holds(saying)] for texts in said]
    for filters in (Filters(), Filters(sections=(3,))):
        answer = engine.search(Query(text=text, by="report", filters=filters))
        assert answer.total == sum(bool(set(each) & set(filters.sections or each)) for each in hit)
        assert pairs(answer, "section") == most_common(str(n) for each in hit for n in set(each))
        assert pairs(engine.search(Query(text=text, filters=filters)), "section") == most_common(
            str(n) for each in hit for n in each
        )
