"""What every search engine keeps: the same answers to the same questions on the same records."""

import itertools
import random
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from archive.errors import InvalidQuery
from archive.records import Alternative, ReportRecord, ReportStatus
from search.engine import SearchEngine
from search.query import Condition, Filters, Query, Sort, parse_condition
from tests.contracts.answers import FEES, OLD_TOTAL, TOTAL, found, value_of
from tests.contracts.conftest import NewEngine
from tests.search.corpus import report, with_texts
from tests.search.literal import literal, matching, queries

NUMBER = 5_000  # random queries


def test_finds_exactly_the_sections_that_match_literally(engine: SearchEngine, public: list[ReportRecord]) -> None:
    texts = [section.text for r in public for section in r.sections]
    folded = [literal(text) for text in texts]
    misses = 0
    for text in queries(texts, NUMBER):
        wanted = sum(literal(text) in each for each in folded)
        answer = engine.search(Query(text=text, literal=True, limit=0, facets=()))
        assert answer.total == wanted, text
        misses += wanted == 0
    assert NUMBER / 10 < misses < NUMBER / 2


@pytest.mark.parametrize(
    "text", ["凯旋东路", "街道办事处", "行政许可", "在建工程", "建工", "许", "，", "0", "2020年", "gb/t97"]
)
def test_finds_the_sections_themselves(engine: SearchEngine, public: list[ReportRecord], text: str) -> None:
    wanted = matching(public, lambda folded: literal(text) in folded)
    assert found(engine, Query(text=text)) == wanted
    assert wanted


def test_the_parts_of_a_phrase_must_stand_together(new_engine: NewEngine) -> None:
    """Texts with every part of a phrase but not the phrase, as digits in tables make them."""
    texts = [
        "1008",
        "100 2008 108 00",
        "000",
        "0000",
        "政府信息公，府信息公开，信息公开申",
        "政府信息公开申请",
        "abcabdabc",
    ]
    engine = new_engine()
    engine.replace(with_texts(report(0, 2020, random.Random(0)), texts))
    grams = {t[a:b] for t in map(literal, texts) for a, b in itertools.combinations(range(len(t) + 1), 2)}
    for gram in sorted(grams | {"1001", "00000", "政府信息公开申", "府信息公开申请", "bcabdabca"}):
        wanted = {n for n, t in enumerate(texts, start=1) if gram in literal(t)}
        assert {section for _, section in found(engine, Query(text=gram, literal=True))} == wanted, gram
        others = wanted ^ set(range(1, len(texts) + 1))
        without = {section for _, section in found(engine, Query(text=f'公 OR 0 OR a -"{gram}"'))}
        assert without == others - {n for n in others if not set("公0a") & set(texts[n - 1])}, gram


def test_variants_of_a_character_are_one(new_engine: NewEngine) -> None:
    texts = ["均已審結，許可證", "均已审结，许可证", "⻓安⼀路", "长安一路", "显著", "显着"]
    engine = new_engine()
    engine.replace(with_texts(report(0, 2020, random.Random(0)), texts))
    for text, wanted in {
        "審結": {1, 2},
        "许可证": {1, 2},
        "證": {1, 2},
        "长安一": {3, 4},
        "显著": {5},
        "着": {6},
    }.items():
        answer = engine.search(Query(text=text))
        assert {hit.section for hit in answer.hits} == wanted
        for hit in answer.hits:
            assert all(b - a == len(text) for a, b in hit.spans)
            assert hit.spans


DOUBTED = ("西工区凯族东珞街道办事处受理申请", "凯旋东路街道办事处", "凯族东珞街道")


@pytest.fixture(scope="session")
def doubted(new_engine: NewEngine) -> SearchEngine:
    """An index of a report with doubtful characters: of 凯族东珞 in its first section the second may be 旋, the last 路."""
    doubts = (
        Alternative(at=4, char="旋", confidence=0.4),
        Alternative(at=6, char="路", confidence=0.3),
        Alternative(at=6, char="", confidence=0.1),
        Alternative(at=14, char="甲", confidence=0.001),
    )
    record = with_texts(report(0, 2020, random.Random(0)), DOUBTED)
    first, *others = record.sections
    engine = new_engine()
    engine.replace(record.model_copy(update={"sections": (first.model_copy(update={"alternatives": doubts}), *others)}))
    return engine


@pytest.mark.parametrize(
    ("text", "certain", "likely"),
    [
        ("凯旋", {2}, {1}),
        ("凯旋东路街道办事处", {2}, {1}),
        ("东路", {2}, {1}),
        ("凯旋东珞", set(), {1}),
        ("凯族东珞", {1, 3}, set()),
        ("族东街道", set(), {1}),
        ("凯旋东路街道西工", set(), set()),
        ("处受理甲", set(), set()),
    ],
)
def test_what_a_doubtful_character_may_be_is_found_apart(
    doubted: SearchEngine, text: str, certain: set[int], likely: set[int]
) -> None:
    answer = doubted.search(Query(text=text))
    assert {hit.section for hit in answer.hits} == certain
    assert answer.likely == len(likely)
    assert all(hit.certain for hit in answer.hits)
    assert not (answer.suggestion and likely)
    guessed = doubted.search(Query(text=text, likely=True))
    assert {hit.section for hit in guessed.hits} == likely
    assert not any(hit.certain for hit in guessed.hits)
    assert guessed.total == len(likely)
    assert doubted.search(Query(text=text, likely=True, by="report")).total == len(likely)


def test_what_a_doubtful_character_may_be_is_marked_as_it_was_read(doubted: SearchEngine) -> None:
    (hit,) = doubted.search(Query(text="凯旋东路", likely=True)).hits
    assert [DOUBTED[0][a:b] for a, b in hit.spans] == ["凯族东珞"]


Holds = Callable[[str], bool]
LANGUAGE: list[tuple[str, Holds]] = [
    ("行政许可 工程", lambda t: "行政许可" in t and "工程" in t),
    ("行政许可 -工程", lambda t: "行政许可" in t and "工程" not in t),
    ("行政许可 -在建工程项目", lambda t: "行政许可" in t and "在建工程项目" not in t),
    ("许可 OR 工程款支付", lambda t: "许可" in t or "工程款支付" in t),
    ("公开 许可 OR 工程 OR 培训班", lambda t: "公开" in t and ("许可" in t or "工程" in t or "培训班" in t)),
    (
        "许可 OR 工程 公开 OR 培训 -诉讼",
        lambda t: ("许可" in t or "工程" in t) and ("公开" in t or "培训" in t) and "诉讼" not in t,
    ),
    ('"在建工程 项目"', lambda t: "在建工程项目" in t),
    ("ＧＢ／Ｔ", lambda t: "gb/t" in t),
    ("WECHAT", lambda t: "wechat" in t),
    ("已審結", lambda t: "已审结" in t),
    ("行政許可", lambda t: "行政许可" in t),
    ("（一）予以公开", lambda t: "(一)予以公开" in t),
    ('"-6" OR 0379-6', lambda t: "-6" in t),
]


@pytest.mark.parametrize(("text", "holds"), LANGUAGE, ids=[text for text, _ in LANGUAGE])
def test_the_query_language(engine: SearchEngine, public: list[ReportRecord], text: str, holds: Holds) -> None:
    wanted = matching(public, holds)
    assert found(engine, Query(text=text)) == wanted
    assert 0 < len(wanted) < 4 * len(public)
    by_report = engine.search(Query(text=text, by="report", limit=100))
    assert {hit.report for hit in by_report.hits} == {r for r, _ in wanted}
    assert by_report.total == len({r for r, _ in wanted})
    assert sum(hit.sections for hit in by_report.hits) == len(wanted)


FILTERS: list[tuple[Filters, Callable[[ReportRecord], bool]]] = [
    (Filters(years=(2020,)), lambda r: r.year == 2020),
    (Filters(years=(2019, 2021)), lambda r: r.year in (2019, 2021)),
    (
        Filters(regions=(("河南省", "洛阳市"),)),
        lambda r: bool(r.office and r.office.region[:2] == ("河南省", "洛阳市")),
    ),
    (Filters(offices=("office-00003",)), lambda r: bool(r.office and r.office.id == "office-00003")),
    (Filters(levels=("township",)), lambda r: bool(r.office and r.office.kind == "township")),
    (
        Filters(kinds=("department",), editions=("2014",)),
        lambda r: bool(r.office and r.office.kind == "department") and r.edition == "2014",
    ),
    (Filters(doubts=("none",)), lambda r: all(o.status != "doubtful" for o in r.observations)),
    (Filters(findings=("hard", "hint")), lambda r: bool(r.findings)),
    (Filters(received=(date(2026, 11, 2), date(2026, 11, 15))), lambda r: r.source.received.day == 15),
    (Filters(received=(None, date(2026, 11, 1))), lambda r: r.source.received.day == 1),
    (Filters(stated=(FEES,)), lambda r: value_of(r, FEES) is not None),
    (
        Filters(stated=(FEES, OLD_TOTAL)),
        lambda r: value_of(r, FEES) is not None or value_of(r, OLD_TOTAL) is not None,
    ),
    (Filters(conditions=(parse_condition(f"{TOTAL} >= 150"),)), lambda r: (value_of(r, TOTAL) or -1) >= 150),
    (
        Filters(conditions=(parse_condition(f"{FEES} < 50.5"),)),
        lambda r: (v := value_of(r, FEES)) is not None and v < Decimal("50.5"),
    ),
    (
        Filters(reports=("office-00000-2014", "office-00001-2015")),
        lambda r: r.id in ("office-00000-2014", "office-00001-2015"),
    ),
    (Filters(statuses=(ReportStatus.DRAFT,)), lambda r: False),
]


@pytest.mark.parametrize(("filters", "holds"), FILTERS, ids=[str(i) for i in range(len(FILTERS))])
def test_filters(
    engine: SearchEngine, reports: list[ReportRecord], filters: Filters, holds: Callable[[ReportRecord], bool]
) -> None:
    shown = [r for r in reports if r.status in filters.statuses and (holds(r) or r.status is ReportStatus.DRAFT)]
    assert shown
    assert found(engine, Query(filters=filters)) == {(r.id, s.number) for r in shown for s in r.sections}
    assert found(engine, Query(text="公开", filters=filters)) == matching(shown, lambda t: "公开" in t)
    assert found(engine, Query(filters=filters, by="report")) == {(r.id, None) for r in shown}


def test_bounds_are_exact(engine: SearchEngine, public: list[ReportRecord]) -> None:
    values = [value for r in public if (value := value_of(r, FEES)) is not None]
    for value in values:
        for op, count in (
            ("=", sum(v == value for v in values)),
            (">", sum(v > value for v in values)),
            ("<=", sum(v <= value for v in values)),
        ):
            condition = Condition(metric=FEES, op=op, number=value)
            assert engine.search(Query(by="report", filters=Filters(conditions=(condition,)))).total == count


@pytest.mark.parametrize("text", ["", "公开", "许可 OR 工程"])
@pytest.mark.parametrize("descending", [True, False])
def test_order(engine: SearchEngine, public: list[ReportRecord], text: str, *, descending: bool) -> None:
    by_id = {r.id: r for r in public}

    def sorted_by(sort: Sort) -> list[ReportRecord]:
        return [by_id[hit.report] for hit in engine.search(Query(text=text, by="report", sort=sort, limit=100)).hits]

    years = [r.year for r in sorted_by(Sort(by="year", descending=descending)) if r.year]
    assert years == sorted(years, reverse=descending)
    offices = [r.office.id for r in sorted_by(Sort(by="office", descending=descending)) if r.office]
    assert offices == sorted(offices, reverse=descending)
    values = [value_of(r, TOTAL) for r in sorted_by(Sort(by="metric", metric=TOTAL, descending=descending))]
    assert values == sorted((v for v in values if v is not None), reverse=descending)
    assert values


@pytest.mark.parametrize("by", ["section", "report"])
def test_without_a_text_the_newest_come_first(engine: SearchEngine, by: str) -> None:
    """Those of no known year come last. With a text, tantivy weighs how much of a section it is; Meilisearch, which
    cannot, puts the newest first there, too.
    """
    pages = [engine.search(Query.model_validate({"by": by, "limit": 100, "page": page})) for page in (1, 2, 3, 4)]
    years = [hit.year or 0 for page in pages for hit in page.hits]
    assert years == sorted(years, reverse=True)
    assert len(set(years)) == 9


def test_a_hit_leads_to_the_text_and_the_page(engine: SearchEngine, public: list[ReportRecord]) -> None:
    by_id = {r.id: r for r in public}
    for hit in engine.search(Query(text="已審結 OR ＧＢ/T97", limit=50)).hits:
        record = by_id[hit.report]
        section = record.sections[(hit.section or 0) - 1]
        assert hit.spans
        assert {literal(section.text[a:b]) for a, b in hit.spans} <= {"已审结", "gb/t97"}
        assert hit.snippet.text == section.text[hit.snippet.start :][: len(hit.snippet.text)]
        assert {literal(hit.snippet.text[a:b]) for a, b in hit.snippet.marks} <= {"已审结", "gb/t97"}
        assert hit.page == section.number + (hit.spans[0][0] >= len(section.text) // 2)
        assert (hit.title, hit.heading, hit.year) == (record.title, section.title, record.year)


def test_paging_gives_every_hit_once(engine: SearchEngine) -> None:
    pages = [engine.search(Query(text="公开", limit=7, page=page)) for page in range(1, 100)]
    hits = [(hit.report, hit.section) for page in pages for hit in page.hits]
    assert len(hits) == len(set(hits)) == pages[0].total


def test_suggestions(engine: SearchEngine) -> None:
    assert {s.value for s in engine.suggest("xgq") if s.kind == "region"} == {"河南省/洛阳市/西工区"}
    assert engine.suggest("西工")[0].kind == "office"
    assert {s.label for s in engine.suggest("洛阳")} >= {"洛阳市"}
    assert "requests.received.total" in {s.value for s in engine.suggest("requests.received.")}
    assert engine.suggest("西工人民办") != ()
    assert engine.suggest("zzzz") == engine.suggest(" ") == ()
    assert len(engine.suggest("x", limit=3)) == 3


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("形政许可", "行政许可"),
        ("在键工程", "在建工程"),
        ("行攻许司", None),
        ("行政许司", "行政许可"),
        ("政许行可", "政许可"),
        ("政行许可", "行政许可"),
        ("行政许可可", "行政许可"),
        ("公开 政行许可", "公开 行政许可"),
        ("公开 -政行许可", None),
        ("工程 培训班", None),
        ("行政许可", None),
        ("zzz", None),
    ],
)
def test_did_you_mean(engine: SearchEngine, text: str, meant: str | None) -> None:
    answer = engine.search(Query(text=text, filters=Filters(years=(2019, 2020))))
    assert answer.suggestion == meant
    assert (answer.total == 0) or meant is None
    if meant:
        assert engine.search(Query(text=meant)).total > 0


@pytest.mark.parametrize(
    "query",
    [
        Query(text="-许可"),
        Query(text='"许可'),
        Query(text="许可 OR"),
        Query(text="OR 许可"),
        Query(text="许" * 300),
        Query(text=" ".join("一二三四五六七八九十百")),
        Query(page=200),
        Query(filters=Filters(stated=("no.such.metric",))),
        Query(filters=Filters(conditions=(Condition(metric="year = 1 OR x", op="=", number=Decimal(1)),))),
        Query(sort=Sort(by="metric", metric="x:desc")),
        Query(sort=Sort(by="metric")),
        Query(text="许可 公开", likely=True),
        Query(text="许", likely=True),
    ],
)
def test_a_malformed_query_says_what_to_write_instead(engine: SearchEngine, query: Query) -> None:
    with pytest.raises(InvalidQuery) as raised:
        engine.search(query)
    assert raised.value.reason
    assert raised.value.remedy


@pytest.mark.parametrize("value", ['x" OR status = "draft', "x\\", "'", '"', 'a\\"b', "] OR id EXISTS", "\x00", "😀"])
def test_values_cannot_leave_their_filter(engine: SearchEngine, public: list[ReportRecord], value: str) -> None:
    filters = Filters(offices=(value,), regions=((value,),), reports=(value,))
    assert engine.search(Query(filters=filters)).total == 0
    texts = [literal(section.text) for r in public for section in r.sections]
    found = engine.search(Query(text=value, literal=True, facets=())).total
    assert found == sum(literal(value) in text for text in texts) < len(texts)
