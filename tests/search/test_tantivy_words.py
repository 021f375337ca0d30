"""What an index has learned of its texts makes it quick and changes no answer."""

import itertools
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import IndexUnavailable
from archive.records import ReportRecord
from search.engines.tantivy import TantivyEngine, words
from search.engines.tantivy.words import Words, kept, learned, listed
from search.query import Query
from tests.search.corpus import corpus, report, with_texts
from tests.search.literal import literal


@pytest.fixture(scope="module")
def records() -> list[ReportRecord]:
    return list(corpus(300))


@pytest.fixture(scope="module")
def engine(records: list[ReportRecord], tmp_path_factory: pytest.TempPathFactory) -> Iterator[TantivyEngine]:
    made = TantivyEngine(Path(tmp_path_factory.mktemp("index")))
    made.rebuild(records)
    yield made
    made.close()


@pytest.fixture(scope="module")
def held(engine: TantivyEngine) -> Words:
    live = engine._storage.live()
    assert live is not None
    return kept(live.folder)


def total(engine: TantivyEngine, text: str) -> int:
    return engine.search(Query(text=text, literal=True, limit=0, facets=())).total


def test_common_phrases_are_learned_and_found_where_they_stand(
    engine: TantivyEngine, records: list[ReportRecord], held: Words
) -> None:
    texts = [literal(section.text) for each in records for section in each.sections]
    assert len(held.common) > 5
    assert len(held.pairs) > 20
    for phrase in held.common[::7]:
        wanted = sum(phrase in text for text in texts)
        assert total(engine, phrase) == wanted >= words.SHARE * len(texts), phrase
        assert total(engine, phrase + "，") == sum(phrase + "," in text for text in texts)


def test_reports_with_two_common_words_have_them_in_one_section(
    engine: TantivyEngine, records: list[ReportRecord], held: Words
) -> None:
    chance = random.Random(2)
    apart = 0
    for _ in range(40):
        first, other, third = chance.sample(held.pairs, 3)
        inside = [[literal(section.text) for section in each.sections] for each in records]
        both = sum(any(first in text and (other in text or third in text) for text in texts) for texts in inside)
        answer = engine.search(Query(text=f'"{first}" "{other}" OR "{third}"', by="report", limit=0, facets=()))
        assert answer.total == both
        apart += both < sum(any(first in text for text in texts) for texts in inside)
    assert apart > 10


def test_a_report_written_later_is_cut_into_the_same_words(tmp_path: Path) -> None:
    engine = TantivyEngine(tmp_path)
    engine.rebuild(corpus(260))
    live = engine._storage.live()
    assert live is not None
    phrase, (first, other) = kept(live.folder).common[0], kept(live.folder).pairs[:2]
    before = total(engine, phrase)
    texts = (phrase, first, f"{first}，{other}")
    engine.replace(with_texts(report(900, 2020, random.Random(1)), texts))
    assert total(engine, phrase) == before + 1
    found = engine.search(Query(text=f'"{first}" "{other}"', by="report", facets=(), limit=100))
    assert "office-00900-2020" in {hit.report for hit in found.hits}


def test_an_index_whose_words_are_lost_is_not_used(tmp_path: Path) -> None:
    """What is written would be cut otherwise than what is there."""
    engine = TantivyEngine(tmp_path)
    engine.rebuild(corpus(8))
    live = engine._storage.live()
    assert live is not None
    (live.folder / words.FILE).unlink()
    kept.cache_clear()
    for use in (lambda: engine.search(Query(text="公开")), lambda: engine.replace(next(corpus(1)))):
        with pytest.raises(IndexUnavailable):
            use()
    engine.rebuild(corpus(8))
    assert engine.search(Query(text="公开")).total > 0


def test_too_few_texts_teach_nothing() -> None:
    assert learned(["政府信息公开"] * 999) == listed()
    assert learned(["政府信息公开"] * 1000).common == (
        "信息公开",
        "府信息公",
        "府信息公开",
        "政府信息",
        "政府信息公",
        "政府信息公开",
    )


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text("公开信息", max_size=12), min_size=5, max_size=20))
def test_what_is_learned_stands_in_many_texts_and_has_its_parts(texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "ENOUGH", 5)
        found = learned(texts)
    counts = Counter(
        gram
        for text in texts
        for gram in {text[a:b] for a, b in itertools.combinations(range(len(text) + 1), 2)}
        if words.SHORTEST <= len(gram) <= words.LONGEST or len(gram) == 2
    )
    common = {gram for gram, count in counts.items() if count >= words.SHARE * len(texts)}
    assert {*found.common, *found.pairs} == common
    for text in texts:
        assert set(found.common_in(text).split()) == {phrase for phrase in found.common if phrase in text}
        assert set(found.coded(text)) == {found.code(pair) for pair in found.pairs if pair in text}
