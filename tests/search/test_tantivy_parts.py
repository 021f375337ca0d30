"""What makes the embedded engine fast changes no answer."""

import os
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import ReportRecord, ReportStatus
from search.documents import report_facts
from search.engines.tantivy import TantivyEngine, asked, facets
from search.engines.tantivy.memory import Memory
from search.engines.tantivy.schema import ENCODING
from search.engines.tantivy.storage import read_ahead
from search.query import FacetName, Filters, Query
from tests.search.corpus import corpus, report, with_texts


@pytest.fixture(scope="module")
def records() -> list[ReportRecord]:
    return list(corpus(400))


@pytest.fixture(scope="module")
def engine(records: list[ReportRecord]) -> Iterator[TantivyEngine]:
    with tempfile.TemporaryDirectory() as folder:
        made = TantivyEngine(Path(folder))
        made.rebuild(records)
        yield made
        made.close()


@pytest.mark.parametrize("by", ["section", "report"])
def test_what_is_remembered_is_what_was_answered(engine: TantivyEngine, by: str) -> None:
    """Asked twice, in any order of filters and pages; 1,600 sections make these answers broad."""
    chance = random.Random(5)
    queries = [
        Query.model_validate({"text": text, "by": by, "page": page, "filters": Filters(years=years)})
        for text in ("公开", "政府信息公开", "", "公开 政府")
        for page in (1, 2)
        for years in ((), (2019,), (2020,), (2019, 2020))
    ]
    first = {query: engine.search(query) for query in queries}
    assert max(answer.total for answer in first.values()) > 300
    chance.shuffle(queries)
    assert all(engine.search(query) == first[query] for query in queries)


@pytest.mark.parametrize("by", ["section", "report"])
def test_more_values_than_one_pass_counts(engine: TantivyEngine, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    """The other way to count gives the same, also where the library refuses to count in one pass."""
    query = Query.model_validate({"text": "政府信息 -凯旋", "by": by, "filters": Filters(years=(2019, 2020))})
    once, stamps = engine.search(query), engine.stamps()
    assert once.total > 30
    with monkeypatch.context() as patch:
        patch.setattr(asked, "MOST", 5)
        patch.setattr(asked, "_aggregated", refusing(asked._aggregated))
        assert TantivyEngine(engine._storage.root).search(query) == once
        assert TantivyEngine(engine._storage.root).stamps() == stamps


def refusing(aggregated: Callable[..., object]) -> Callable[..., object]:
    def refuse(searcher: object, matching: object, sizes: Mapping[str, int]) -> object:
        if sizes.keys() - {"section"}:
            raise ValueError("Aborting aggregation because bucket limit was exceeded.")
        return aggregated(searcher, matching, sizes)

    return refuse


def test_a_commit_ends_what_is_remembered(tmp_path: Path) -> None:
    engine = TantivyEngine(tmp_path)
    engine.rebuild(corpus(300))
    before = engine.search(Query(text="公开"))
    added = with_texts(report(900, 2020, random.Random(1)), ["公开"])
    TantivyEngine(tmp_path).replace(added)
    after = engine.search(Query(text="公开"))
    assert before.total > 1000 / 2
    assert after.total == before.total + 1
    count = {value.value: value.count for value in after.facets["year"]}["2020"]
    assert count == {value.value: value.count for value in before.facets["year"]}["2020"] + 1


def test_one_closed_report_is_left_out_among_open_ones(tmp_path: Path) -> None:
    """Statuses are not looked at while all reports are open: the first that is not must count."""
    engine = TantivyEngine(tmp_path)
    records = list(corpus(12))
    engine.rebuild(records)
    everything, closed = Query(text="公开"), Filters(statuses=(ReportStatus.DRAFT,))
    before = engine.search(everything)
    assert engine.search(Query(text="公开", filters=closed)).total == 0
    engine.replace(records[0].model_copy(update={"status": ReportStatus.DRAFT}))
    drafts = engine.search(Query(text="公开", filters=closed))
    assert {hit.report for hit in drafts.hits} == {records[0].id}
    after = engine.search(everything)
    assert after.total == before.total - drafts.total
    assert records[0].id not in {hit.report for hit in engine.search(everything.model_copy(update={"limit": 100})).hits}
    engine.replace(records[0])
    assert engine.search(everything).total == before.total


def test_only_broad_answers_are_kept_and_the_oldest_go() -> None:
    memory, asked = Memory(broad=10, places=2), []

    def ask(question: str, breadth: int) -> None:
        memory.recall(question, lambda: asked.append(question), breadth=lambda _: breadth)

    for question, breadth in (("a", 10), ("rare", 9), ("a", 10), ("rare", 9), ("b", 10), ("a", 10), ("c", 10)):
        ask(question, breadth)
    assert asked == ["a", "rare", "rare", "b", "c"]
    ask("a", 10)
    ask("b", 10)
    assert asked[5:] == ["b"]


def test_traits_count_like_their_facts(records: list[ReportRecord]) -> None:
    facts = [report_facts(each) for each in records]
    counted = {
        "traits": [(facets.traits(each), 1) for each in facts],
        "place": [(facets.place(e) or "", 1) for e in facts],
    }
    stated: tuple[tuple[FacetName, list[str | None]], ...] = (
        ("year", [str(each.year) for each in facts]),
        ("kind", [each.kind for each in facts]),
        ("level", [each.level for each in facts]),
        ("finding", [grade for each in facts for grade in each.findings]),
        ("doubt", [status for each in facts for status in each.doubts]),
        ("region", ["/".join(e.region[:depth]) for e in facts for depth in range(1, len(e.region) + 1)]),
    )
    for name, values in stated:
        found = facets.values(name, counted, 1000)
        assert {value.value: value.count for value in found} == {value: values.count(value) for value in values}
        assert [value.count for value in facets.values(name, counted, 1)] == [max(map(values.count, values))]


def test_an_index_that_the_memory_holds_is_read_ahead(engine: TantivyEngine) -> None:
    live = engine._storage.live()
    assert live is not None
    size = sum(file.stat().st_size for file in live.folder.iterdir())
    assert read_ahead(live.folder) == (size if hasattr(os, "posix_fadvise") else 0)
    assert read_ahead(live.folder, room=size - 1) == 0
    assert read_ahead(live.folder / "swept") == 0


@given(st.text())
def test_stored_texts_come_back_as_they_were(text: str) -> None:
    assert text.encode(ENCODING).decode(ENCODING) == text
