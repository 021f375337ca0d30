"""Both engines give the same answers to random questions: totals, hits, facets, proposals."""

import random
from pathlib import Path

import pytest

from archive.records import ReportRecord
from search.engine import SearchEngine
from search.engines.meilisearch import MeilisearchEngine
from search.engines.tantivy import TantivyEngine
from search.query import FACETS, Condition, Filters, Query
from search.results import Results
from tests.search.corpus import odd_corpus
from tests.search.literal import queries

NUMBER = 150
WORDS = ("公开", "工作", "政府信息公开", "申请", "许可", "工程", "1", "形政许可")
OTHERS = ("培训", "诉讼", "复议", "条例")
FILTERS: dict[str, list[object]] = {
    "regions": [("河南省",), ("河南省", "洛阳市"), ("广东省", "广州市", "越秀区")],
    "years": [2016, 2019, 2020],
    "kinds": ["department", "township"],
    "levels": ["county", "township", "city"],
    "editions": ["2014", "2019"],
    "sections": [1, 2, 3],
    "doubts": ["none", "doubtful"],
    "findings": ["hard", "none"],
    "offices": ["office-00001", "office-00003"],
    "stated": ["requests.received.total", "statistics.staff"],
    "conditions": [Condition.model_validate({"metric": "requests.received.total", "op": ">=", "number": 100})],
}


@pytest.fixture(scope="module")
def records() -> list[ReportRecord]:
    """One is a draft, one has no office and no year, some have two sections of one number."""
    made = odd_corpus(120, seed=9)
    for at in range(20, 60, 3):
        first, second, third, *rest = made[at].sections
        sections = (first, second, third.model_copy(update={"number": 2}), *rest)
        made[at] = made[at].model_copy(update={"sections": sections})
    return made


@pytest.fixture(scope="module")
def engines(
    meilisearch: str, records: list[ReportRecord], tmp_path_factory: pytest.TempPathFactory
) -> list[SearchEngine]:
    made: list[SearchEngine] = [
        TantivyEngine(Path(tmp_path_factory.mktemp("index"))),
        MeilisearchEngine(meilisearch, index="test_alike"),
    ]
    for engine in made:
        engine.rebuild(records)
    return made


def test_answers_are_alike(engines: list[SearchEngine], records: list[ReportRecord]) -> None:
    chance = random.Random(3)
    texts = [section.text for record in records for section in record.sections]
    found = 0
    for _ in range(NUMBER):
        query = asked(chance, texts)
        answers = [shape(query, engine.search(query)) for engine in engines]
        assert answers[0] == answers[1], query
        found += answers[0][0] > 0
    assert found > NUMBER / 3


def asked(chance: random.Random, texts: list[str]) -> Query:
    """A few words, some with another beside or excluded, and now and then a filter."""
    words = [f'"{each}"' for each in chance.sample((*WORDS, *cut(chance, texts)), chance.choice((0, 1, 1, 1, 2, 2, 3)))]
    words = [f'{word} OR "{chance.choice(OTHERS)}"' if chance.random() < 0.25 else word for word in words]
    if words and chance.random() < 0.3:
        words.append(f'-"{cut(chance, texts)[0]}"')
    filters = {
        name: tuple(chance.sample(values, chance.randint(1, min(2, len(values)))))
        for name, values in FILTERS.items()
        if chance.random() < 0.12
    }
    by = chance.choice(("section", "report"))
    return Query.model_validate(
        {
            "text": " ".join(words),
            "by": by,
            "filters": Filters.model_validate(filters),
            "limit": 1000,
            "facets": (*FACETS, "metric"),
            "facet_limit": 1000,
        }
    )


def cut(chance: random.Random, texts: list[str]) -> list[str]:
    """Some pieces of the texts, some with a character changed."""
    return [text.replace('"', "”") for text in queries(texts, 5, seed=chance.randrange(10**6))]


def shape(query: Query, answer: Results) -> tuple[int, object, object, int, str | None]:
    """What must be alike: which section of a report comes first is the engine's own taste."""
    hits = {(hit.report, hit.section if query.by == "section" else None, hit.sections) for hit in answer.hits}
    facets = {name: {(v.value, v.label, v.count) for v in values} for name, values in answer.facets.items()}
    return answer.total, hits, facets, answer.likely, answer.suggestion
