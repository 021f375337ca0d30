"""What the benchmark of the search asks, and how long an answer takes."""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from search.engines.tantivy import TantivyEngine
from search.query import FacetName, Filters, Grouping, Query, parse_condition
from tests.bench.search_corpus import SECTIONS, rare

FACETS: tuple[FacetName, ...] = ("region", "year", "kind")
METRIC = "requests.received.total"
TURNS = 40
ENOUGH = 20.0  # seconds after which a slow one is asked no more, once it has been asked a few times
FEW = 5

Make = Callable[[random.Random, int], Query]
Ask = Callable[[Query], object]


def asked(text: str = "", by: Grouping = "section", **filters: object) -> Query:
    """A question for ten hits, their number and three facets."""
    return Query(text=text, by=by, filters=Filters.model_validate(filters), facets=FACETS)


def new(make: Make, chance: random.Random, size: int) -> Query:
    """A broad question as one that was never asked: without one section."""
    query = make(chance, size)
    return query.model_copy(update={"text": f"{query.text} -{_rare(chance, size)}"})


def _rare(chance: random.Random, size: int) -> str:
    return rare(chance.randrange(size // SECTIONS * SECTIONS))


def _year(chance: random.Random) -> tuple[int, ...]:
    return (chance.randint(2014, 2021),)


NEARLY_ALL, NEARLY_ALL_YEAR = "公开, in nearly all", "公开, one year"
AGAIN, TWO_WORDS = "公开, again", "公开 工作, two words"
BY_REPORT, TWO_BY_REPORT = "公开, by report", "公开 工作, by report"
GROUPED = (BY_REPORT, TWO_BY_REPORT)
COMMON, COMMON_YEAR = "政府信息公开, in most", "政府信息公开, one year"
PHRASE, RARE = "基层政务公开, in half", "a phrase of one section"
FILTERS, RANGE = "filters only", "a range of a value"
QUESTIONS: dict[str, Make] = {
    NEARLY_ALL: lambda chance, size: asked("公开"),
    AGAIN: lambda chance, size: asked("公开"),
    NEARLY_ALL_YEAR: lambda chance, size: asked("公开", years=_year(chance)),
    COMMON: lambda chance, size: asked("政府信息公开"),
    COMMON_YEAR: lambda chance, size: asked("政府信息公开", years=_year(chance)),
    PHRASE: lambda chance, size: asked("基层政务公开"),
    TWO_WORDS: lambda chance, size: asked("公开 工作"),
    BY_REPORT: lambda chance, size: asked("公开", by="report"),
    TWO_BY_REPORT: lambda chance, size: asked("公开 工作", by="report"),
    RARE: lambda chance, size: asked(_rare(chance, size)),
    FILTERS: lambda chance, size: asked(years=_year(chance), kinds=("township",)),
    RANGE: lambda chance, size: asked(conditions=(parse_condition(f"{METRIC} >= {chance.randint(0, 300)}"),)),
}
TEXTS = (NEARLY_ALL, AGAIN, NEARLY_ALL_YEAR, COMMON, PHRASE, RARE)


def over_http(name: str) -> Make:
    """The question as it is asked of a server, which cannot be told to forget."""
    make = QUESTIONS[name]
    return partial(new, make) if name in (NEARLY_ALL, NEARLY_ALL_YEAR, COMMON, PHRASE) else make


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds: of each question by the clock, and of the processor a question."""

    clock: tuple[float, ...]
    processor: float

    @property
    def p95(self) -> float:
        return sorted(self.clock)[int(0.95 * len(self.clock))]

    @property
    def of_clock(self) -> str:
        return f"{statistics.median(self.clock):.1f} / {self.p95:.1f}"

    def __str__(self) -> str:
        return f"{self.of_clock} ({self.processor:.1f})"


def latency(ask: Ask, make: Make, sections: int) -> Times:
    """`TURNS` questions one after another, after one that warms up."""
    chance = random.Random(5)
    ask(make(chance, sections))
    times: list[float] = []
    began, used = time.perf_counter(), time.process_time()
    while len(times) < TURNS and (len(times) < FEW or time.perf_counter() - began < ENOUGH):
        query = make(chance, sections)
        begun = time.perf_counter()
        ask(query)
        times.append(1000 * (time.perf_counter() - begun))
    return Times(tuple(times), 1000 * (time.process_time() - used) / len(times))


def asking(engine: TantivyEngine, name: str) -> Ask:
    """Asks the engine, which remembers nothing unless the question is the one that is asked again."""

    def ask(query: Query) -> object:
        if name != AGAIN and engine._open:
            engine._open.snapshot.memory.forget()
        return engine.search(query)

    return ask
