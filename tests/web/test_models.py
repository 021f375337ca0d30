"""What the pages show, computed without a server."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from archive.errors import InvalidQuery
from archive.forms import metric
from archive.records import Observation, ReportStatus, Scope, Section, Status, Table, TableCell
from archive.views import Point, Total
from search.results import FacetValue
from tests.search.corpus import report
from web.pages.compare.model import compare_texts, labels
from web.pages.data import model as data
from web.pages.offices import model as offices
from web.pages.report.model import view
from web.pages.review.places import Cut
from web.pages.search import model as search
from web.ui import findings, words
from web.ui.chart import Sample, chart, nice_ceiling, ticks
from web.ui.homes import at_home
from web.ui.passages import merge, passages, pieces

PUBLIC = (ReportStatus.PUBLISHED,)
TEXT = st.text(alphabet="政府信息公开 年abc，。", max_size=60)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("不是文本。", "请另存为文本。"), "不是文本。请另存为文本。"),
        (("It is no text.", "Save it."), "It is no text. Save it."),
        (("it is torn", "Scan it again."), "it is torn. Scan it again."),
        (("", "Scan it again."), "Scan it again."),
    ],
)
def test_sentences_stand_as_their_language_sets_them(parts: tuple[str, ...], said: str) -> None:
    assert words.sentences(*parts) == said


def test_a_frame_is_told_by_its_place_in_the_part() -> None:
    cut = Cut(page=1, turn=0, box=(0.2, 0.0, 0.6, 0.1), frame=(0.3, 0.0, 0.4, 0.1))
    assert cut.within == pytest.approx((0.25, 0.5))


@settings(deadline=None)
@given(TEXT, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5))
def test_highlighting_never_changes_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    found = pieces(text, 0, merge((min(span), max(span)) for span in spans))
    assert "".join(piece.text for piece in found) == text
    lit = {place for left, right in spans for place in range(min(left, right), min(max(left, right), len(text)))}
    assert sum(len(piece.text) for piece in found if piece.hit) == len(lit)


def test_the_text_of_table_cells_is_folded_away_and_a_hit_in_it_is_seen() -> None:
    text = "总的来说很好。\n规章\n0\n完。"
    found = passages(text, frozenset({"规章", "0"}), [(text.index("规章"), text.index("规章") + 2)])
    assert [(passage.cells, passage.hit) for passage in found] == [(False, False), (True, True), (False, False)]


@settings(deadline=None)
@given(TEXT, TEXT)
def test_a_comparison_holds_both_texts_whole(first: str, second: str) -> None:
    found = compare_texts(1, "", first, second)
    assert "".join(run.text for run in found.runs if run.side != "second") == first
    assert "".join(run.text for run in found.runs if run.side != "first") == second
    assert 0 <= found.same <= 1
    assert (found.same == 1) == (first == second)


@settings(deadline=None)
@given(st.decimals(min_value="0.0001", max_value="1e9", places=4))
def test_an_axis_ends_at_or_above_the_largest_value(value: Decimal) -> None:
    top = nice_ceiling(value)
    assert value <= top <= value * 10
    assert ticks(Decimal(0), top)[-1] == top


def test_a_comparison_names_its_sides_by_what_tells_them_apart() -> None:
    first, later = report(0, 2020, Random(1)), report(0, 2021, Random(1))
    other = report(1, 2020, Random(1))
    assert labels(first, later) == ("2020", "2021")
    assert labels(first, other) == (f"{first.office.name} 2020", f"{other.office.name} 2020")  # type: ignore[union-attr]
    assert labels(first, first) == (first.title, first.title)


def test_a_table_stands_in_the_section_in_whose_text_its_cells_are() -> None:
    sections = (
        Section(number=1, title="概述", text="全年公开652条。\n3", pages=(1,), runs=()),
        Section(number=2, title="统计表", text="统计指标\n一、 主动公开情况\n3", pages=(1, 2), runs=()),
    )
    cells = tuple(
        TableCell(row=0, column=at, text=text) for at, text in enumerate(("统计指标", "一、 主动公开情况", "3"))
    )
    here = Table(form="statistics", pages=(2,), section=None, cells=cells)
    said = here.model_copy(update={"section": 1})
    nowhere = here.model_copy(update={"pages": (7,)})
    record = report(0, 2016, Random(1), sections=sections, tables=(here, said, nowhere))
    assert [table.section for table in at_home(record)] == [2, 1, None]
    parts = view(record, {}).parts
    assert [sheet.id for sheet in parts[1].sheets] == ["statistics"]
    assert [passage.cells for passage in parts[1].passages] == [True]
    assert len(parts) == 2


def test_the_text_of_a_table_that_was_not_kept_is_folded_away_too() -> None:
    lines = "全年工作如下。\n行政复议\n行政诉讼\n结果\n维持\n结果纠正\n维持不变\n７\n0\n另有说明一句。\n5\n无"
    printed = {"reconsideration.upheld": "７", "litigation_direct.upheld": "0", "litigation_after_review.total": "5"}
    values = tuple(
        Observation(metric=name, value=raw, unit="件", raw=raw, status=Status.CERTAIN) for name, raw in printed.items()
    )
    section = Section(number=4, title="复议和诉讼", text=lines, pages=(1,), runs=())
    record = report(0, 2020, Random(1), sections=(section,), tables=(), observations=values)
    (part,) = [part for part in view(record, {}).parts if part.number == 4]
    said = [(passage.cells, len(passage.lines)) for passage in part.passages]
    assert said == [(False, 1), (True, 8), (False, 1), (True, 1), (False, 1)]


def test_a_few_short_words_are_no_table() -> None:
    section = Section(number=4, title="复议和诉讼", text="无\n0\n总计", pages=(1,), runs=())
    record = report(0, 2020, Random(1), sections=(section,), tables=())
    (part,) = [part for part in view(record, {}).parts if part.number == 4]
    assert [passage.cells for passage in part.passages] == [False, False, False]


def test_a_line_breaks_at_a_gap_and_another_form_is_marked() -> None:
    samples = [Sample(year, Decimal(year - 2010), name, "", doubtful=False) for year, name in _years()]
    drawn = chart(samples)
    assert drawn is not None
    assert len(drawn.lines) == 2  # 2017-2018 in one form, 2019-2020 in the next, 2022 alone
    assert len(drawn.breaks) == 1
    assert chart(samples[:1]) is None


def _years() -> list[tuple[int, str]]:
    return [(2017, "old"), (2018, "old"), (2019, "new"), (2020, "new"), (2022, "new")]


def _point(year: int, name: str, value: str | None) -> Point:
    return Point(report=f"r-{year}", year=year, scope=None, metric=name, value=value, status=Status.CERTAIN)


def test_large_labels_get_room_and_many_years_are_thinned_out() -> None:
    samples = [Sample(year, Decimal(40_000_000), "a", "", doubtful=False) for year in range(2008, 2021)]
    drawn = chart(samples)
    assert drawn is not None
    assert drawn.left > 64
    assert [tick.label for tick in drawn.years if not tick.between] == [
        "2008",
        "2010",
        "2012",
        "2014",
        "2016",
        "2018",
        "2020",
    ]


def test_sums_over_years_are_drawn_apart_by_scope_and_definition() -> None:
    def year(number: int, member: str, scope: Scope | None) -> data.YearSum:
        return data.YearSum(
            number, offices.Member(metric=member), {scope: Total(str(number), 1, 1, 0, 0)}, broken=False
        )

    sums = [
        year(2018, "statistics.applications_received", "own"),
        year(2019, "requests.received.total", "own"),
        year(2020, "requests.received.total", "own"),
        year(2020, "requests.received.total", None),
    ]
    drawn = data.sum_charts(sums, lambda row: f"/{row.year}")
    assert list(drawn) == ["own"]
    assert len(drawn["own"].breaks) == 1
    assert [dot.sample.href for dot in drawn["own"].dots] == ["/2019", "/2020", "/2018"]


def test_the_ledger_compares_a_year_with_the_next_and_only_with_the_next() -> None:
    points = [
        _point(2019, "requests.carried_out.total", "72"),
        _point(2020, "requests.carried_in.total", "72"),
        _point(2020, "requests.carried_out.total", "31"),
        _point(2022, "requests.carried_in.total", "30"),
    ]
    (passage,) = offices.ledger(points)
    assert (passage.first, passage.second, passage.state) == (2019, 2020, "holds")


@pytest.mark.parametrize(("into", "state"), [("72", "holds"), ("70", "broken"), (None, "not_checkable")])
def test_a_blank_is_not_a_difference(into: str | None, state: str) -> None:
    points = [_point(2019, "requests.carried_out.total", "72"), _point(2020, "requests.carried_in.total", into)]
    assert offices.ledger(points)[0].state == state


def test_change_is_told_only_between_years_that_follow_under_one_id() -> None:
    points = [
        _point(2018, "statistics.applications_received", "5"),
        _point(2019, "requests.received.total", "8"),
        _point(2020, "requests.received.total", "11"),
        _point(2022, "requests.received.total", "12"),
    ]
    hrefs = {(point.report, point.metric): "" for point in points}
    line = offices.lines(points, hrefs)[0]
    assert [row.change for row in line.rows] == [None, None, Decimal(3), None]
    assert [row.fit for row in line.rows] == ["approximate", "exact", "exact", "exact"]


def test_another_definition_under_one_id_breaks_the_series() -> None:
    name = "disclosure.normative_documents.made"
    points = [_point(year, name, str(year)) for year in (2019, 2020, 2021, 2022)]
    line = next(line for line in offices.lines(points, {(p.report, p.metric): "" for p in points}) if line.rows)
    assert [row.change for row in line.rows] == [None, Decimal(1), None, Decimal(1)]
    assert line.broken
    assert line.chart is not None
    assert len(line.chart.breaks) == 1


def test_what_the_next_form_needs_is_the_newest_carry_out() -> None:
    points = [_point(2019, "requests.carried_out.total", "72"), _point(2020, "requests.carried_out.total", "31")]
    found = offices.upcoming(points)
    assert found is not None
    assert found[0] == 2021
    assert found[1][-1].out == points[1]
    assert offices.upcoming([_point(2020, "requests.carried_out.total", None)]) is None


def test_gaps_are_the_years_between_and_those_explained() -> None:
    assert offices.gaps({2015: "not_made"}, [2018, 2020]) == {2015: "not_made", 2019: None}


def test_series_name_known_metrics_only() -> None:
    assert all(metric(name) for name in offices.wanted_metrics())


def test_the_share_corrected_leaves_out_what_is_pending() -> None:
    values = {
        f"reconsideration.{name}": Decimal(count)
        for name, count in {"upheld": 6, "corrected": 2, "other": 2, "pending": 90}.items()
    }
    assert data.corrected_share(values, "reconsideration") == Decimal("20.0")
    assert data.corrected_share({}, "reconsideration") is None


def test_reasons_are_ranked_and_their_shares_are_of_all_reasons() -> None:
    names = [f"requests.{row}.total" for row in data.REFUSALS]
    ranked = data.shares([metric(name) for name in names], {names[0]: Decimal(1), names[3]: Decimal(3)})
    assert [(share.metric.id, share.percent) for share in ranked] == [
        (names[3], Decimal("75.0")),
        (names[0], Decimal("25.0")),
    ]


def test_a_finding_leads_to_the_other_reports_that_it_names() -> None:
    assert findings.parts("上年结转为30件：luo-yang-2020") == ("上年结转为30件", ("luo-yang-2020",))
    assert findings.parts("为30件：luo-yang-2020、yan-shi-2020-2")[1] == ("luo-yang-2020", "yan-shi-2020-2")
    assert findings.parts("总计应等于各项之和：299 = 1277 不成立") == ("总计应等于各项之和：299 = 1277 不成立", ())
    assert findings.year_of("yan-shi-2020-2") == "2020"


def test_every_metric_can_be_chosen_once() -> None:
    chosen = [one.id for group in data.groups() for one in group.metrics]
    assert len(chosen) == len(set(chosen))
    assert "requests.received.total" in chosen


def test_every_metric_stands_in_one_line_of_its_table() -> None:
    for group in data.groups():
        assert tuple(metric for line in group.rows for metric in line) == group.metrics
        assert all(len({words.row(metric) for metric in line}) == 1 for line in group.rows)
    assert {len(line) for line in next(g for g in data.groups() if g.table.id == "requests").rows} == {7}


def test_an_address_becomes_a_query() -> None:
    args = MultiDict(
        [("q", "许可"), ("region", "河南省/洛阳市"), ("year", "2018-2020"), ("metric", "requests.received.total >= 5")]
    )
    query = search.query_of(args, PUBLIC)
    assert query.filters.regions == (("河南省", "洛阳市"),)
    assert query.filters.years == (2018, 2019, 2020)
    assert query.filters.conditions[0].number == 5
    assert query.filters.statuses == PUBLIC


@pytest.mark.parametrize(
    "wrong", [("year", "soon"), ("edition", "1999"), ("section", "x"), ("metric", "nonsense > 3"), ("page", "x")]
)
def test_an_impossible_filter_is_told_not_ignored(wrong: tuple[str, str]) -> None:
    with pytest.raises(InvalidQuery):
        search.query_of(MultiDict([wrong]), PUBLIC)


def test_empty_filters_filter_nothing() -> None:
    assert search.query_of(MultiDict([("year", ""), ("office", " ")]), PUBLIC).filters.offices == ()


def test_a_concept_is_followed_over_the_years_under_the_ids_of_its_editions() -> None:
    def totals(name: str, year: int) -> dict[Scope | None, Total]:
        stated = {("statistics.applications_received", 2018), ("requests.received.total", 2019)}
        return {None: Total("5", 1, 1, 0, 0)} if (name, year) in stated else {}

    members = data.members_of("requests.received.total")
    found = data.over_years([2020, 2019, 2018], members, totals)
    assert [(row.year, row.member.metric, row.broken) for row in found] == [
        (2018, "statistics.applications_received", False),
        (2019, "requests.received.total", True),
    ]
    assert found[0].member.fit == "approximate"


def test_years_stand_newest_first_and_regions_under_each_other() -> None:
    years = [FacetValue(value=year, label=year, count=count) for year, count in (("2020", 9), ("2022", 3), ("2018", 5))]
    assert [value.value for _, value in search.in_order("year", years)] == ["2022", "2020", "2018"]
    assert [value.count for _, value in search.in_order("kind", years)] == [9, 3, 5]
    regions = [FacetValue(value=path, label=path, count=1) for path in ("河南省/洛阳市", "上海市", "河南省")]
    assert [depth for depth, _ in search.in_order("region", regions)] == [0, 0, 1]
