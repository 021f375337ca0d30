"""Counting reports from their own documents gives what gathering them from their sections gives."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.records import ReportRecord, Section
from search.engines.tantivy import TantivyEngine
from search.query import FACETS, Filters, Query, parse
from tests.search.corpus import report
from tests.search.literal import literal

PIECES = ("公开", "工作", "申请", "规范性文件", "基层", "政务公开", "说", "行政")


@pytest.fixture(scope="module")
def records() -> list[ReportRecord]:
    """Reports whose sections say a few words each, so that two words are often in two sections of one report."""
    chance = random.Random(4)
    made = [report(number // 4, 2018 + number % 4, chance) for number in range(120)]
    return [each.model_copy(update={"sections": tuple(_section(n, chance) for n in range(1, 4))}) for each in made]


def _section(number: int, chance: random.Random) -> Section:
    text = "，".join(chance.sample(PIECES, chance.randint(0, 3)))
    return Section(number=number, title="", text=text, pages=(1,))


@pytest.fixture(scope="module")
def engine(records: list[ReportRecord], tmp_path_factory: pytest.TempPathFactory) -> Iterator[TantivyEngine]:
    made = TantivyEngine(Path(tmp_path_factory.mktemp("index")))
    made.rebuild(records)
    yield made
    made.close()


@pytest.mark.parametrize(
    "text", ["公开", "说", "申请 公开", "规范性文件", "范性文", "基层 -公开", "公开 OR 行政", "务公 说"]
)
@pytest.mark.parametrize("years", [(), (2019, 2020)])
def test_reports_are_those_of_one_section(
    engine: TantivyEngine, records: list[ReportRecord], text: str, years: tuple[int, ...]
) -> None:
    query = Query(text=text, by="report", filters=Filters(years=years), facets=FACETS, facet_limit=1000)
    parsed = parse(query)

    def holds(section: Section) -> bool:
        said = literal(section.text)
        one_each = all(any(phrase in said for phrase in clause) for clause in parsed.clauses)
        return one_each and not any(phrase in said for phrase in parsed.excluded)

    wanted = [each for each in records if any(map(holds, each.sections))]
    inside = [each for each in wanted if not years or each.year in years]
    answer = engine.search(query)
    assert 0 < answer.total == len(inside)
    counts = {value.value: value.count for value in answer.facets["year"]}
    assert counts == Counter(str(each.year) for each in wanted)
    counts = {value.value: value.count for value in answer.facets["office"]}
    assert counts == Counter(each.office.id for each in inside if each.office)
