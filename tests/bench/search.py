"""`./dangan bench search`: how fast, how large, how heavy; prints tables in Markdown.

    ./dangan bench search --sections 10000 100000 [--meilisearch] [--http] [--keep FOLDER]

All queries ask for counts, the first ten hits with their highlights, and three facets. Beside each: the same question
to the library alone (tantivy, or the server's own HTTP interface), so that what this project adds is a ratio, and
SQLite's FTS5. The engine forgets what it remembers before each question, except in "again". Through HTTP, where it
cannot be told to, each broad question excludes another phrase of one section, so that it is a new one. Each cell is
p50 / p95 by the clock and, in brackets, the processor's time a question: on a machine that others use too, only that
one can be compared.
"""

import argparse
import http.client
import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path

import tantivy

from search.documents import stamp
from search.engine import SearchEngine
from search.engines.meilisearch import MeilisearchEngine
from search.engines.tantivy import TantivyEngine
from search.engines.tantivy.facets import columns
from search.engines.tantivy.queries import all_of, filter_queries, text_query
from search.query import FacetName, Filters, Grouping, Query, parse, parse_condition
from search.text import fold
from tests.bench.search_corpus import SECTIONS, grown, rare
from tests.search.corpus import report
from tests.search.meili import free_port, meilisearch_url

FACETS: tuple[FacetName, ...] = ("region", "year", "kind")
METRIC = "requests.received.total"
TURNS = 40
SECONDS = 5.0

Make = Callable[[random.Random, int], Query]


def _asked(text: str = "", by: Grouping = "section", **filters: object) -> Query:
    return Query(text=text, by=by, filters=Filters.model_validate(filters), facets=FACETS)


def _new(query: Query, chance: random.Random, size: int) -> Query:
    """A broad question as one that was never asked: without one section."""
    return query.model_copy(update={"text": f"{query.text} -{rare(chance.randrange(size // SECTIONS * SECTIONS))}"})


def _year(chance: random.Random) -> tuple[int, ...]:
    return (chance.randint(2014, 2021),)


NEARLY_ALL, NEARLY_ALL_YEAR = "公开, in nearly all", "公开, one year"
AGAIN, TWO_WORDS, BY_REPORT = "公开, again", "公开 工作, two words", "公开, by report"
COMMON, COMMON_YEAR = "政府信息公开, in most", "政府信息公开, one year"
RARE = "a phrase of one section"
QUESTIONS: dict[str, Make] = {
    NEARLY_ALL: lambda chance, size: _asked("公开"),
    AGAIN: lambda chance, size: _asked("公开"),
    NEARLY_ALL_YEAR: lambda chance, size: _asked("公开", years=_year(chance)),
    COMMON: lambda chance, size: _asked("政府信息公开"),
    COMMON_YEAR: lambda chance, size: _asked("政府信息公开", years=_year(chance)),
    "基层政务公开, in half": lambda chance, size: _asked("基层政务公开"),
    TWO_WORDS: lambda chance, size: _asked("公开 工作"),
    BY_REPORT: lambda chance, size: _asked("公开", by="report"),
    RARE: lambda chance, size: _asked(rare(chance.randrange(size // SECTIONS * SECTIONS))),
    "filters only": lambda chance, size: _asked(years=_year(chance), kinds=("township",)),
    "a range of a value": lambda chance, size: _asked(
        conditions=(parse_condition(f"{METRIC} >= {chance.randint(0, 300)}"),)
    ),
}


_TEXTS = (NEARLY_ALL, AGAIN, NEARLY_ALL_YEAR, COMMON, RARE)


def main(arguments: Sequence[str]) -> int:
    asked = _arguments(arguments)
    for sections in asked.sections:
        folder = Path(asked.keep or tempfile.mkdtemp(prefix="bench-search-")) / str(sections)
        try:
            _measure(sections, folder, asked)
        finally:
            if not asked.keep:
                shutil.rmtree(folder.parent, ignore_errors=True)
    return 0


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dangan bench search", description=__doc__)
    parser.add_argument("--sections", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--meilisearch", action="store_true", help="Meilisearch beside it, where one is on PATH")
    parser.add_argument("--fts5", action="store_true", help="SQLite's full text search beside it")
    parser.add_argument("--http", action="store_true", help="through the web server, too")
    parser.add_argument("--keep", help="a folder in which indexes are kept and found again")
    return parser.parse_args(arguments)


def _measure(sections: int, folder: Path, asked: argparse.Namespace) -> None:
    engine = TantivyEngine(folder / "index")
    print(f"\n## {sections:,} sections, tantivy {version('tantivy')}, {os.cpu_count()} cores\n")
    if engine.stale():
        _build(engine, sections, folder)
    _visible(engine)
    ours = {name: _latency(_asking(engine, name), make, sections) for name, make in QUESTIONS.items()}
    alone = {name: make for name, make in QUESTIONS.items() if name not in (AGAIN, BY_REPORT)}
    raw = {name: _latency(_raw_tantivy(folder), make, sections) for name, make in alone.items()}
    found = {"engine": ours, "library alone": raw}
    if asked.fts5:
        found["FTS5"] = _fts5(sections, folder)
    _print_latencies(found)
    _print_suggestions(engine)
    _print_clients(sections, folder, asked.clients)
    if asked.http:
        _print_http(sections, folder, asked.clients)
    if asked.meilisearch:
        _meilisearch(sections, folder)


def _build(engine: SearchEngine, sections: int, folder: Path) -> None:
    begun, used = time.perf_counter(), time.process_time()
    reports = list(grown(min(sections, 6_000)))
    making = (time.process_time() - used) / len(reports) * (sections // SECTIONS)
    begun, used = time.perf_counter(), time.process_time()
    count = engine.rebuild(grown(sections))
    took, used = time.perf_counter() - begun, time.process_time() - used
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    rates = (
        f"{count / took:,.0f} by the clock, {count / (used - making):,.0f} of the processor's without making the corpus"
    )
    print(f"built in {took:.0f} s; sections a second: {rates}; {size / count:,.0f} bytes a section")


def _visible(engine: SearchEngine) -> None:
    """From the change of a report to its answer."""
    record = report(10**6, 2020, random.Random(time.time_ns()), title=f"{time.time_ns()}")
    begun = time.perf_counter()
    engine.replace(record)
    found = engine.search(Query(filters=Filters(reports=(record.id,)), limit=1)).hits[0].title
    print(f"a change is visible after {time.perf_counter() - begun:.2f} s: {found == record.title}")
    engine.remove(record.id)
    assert stamp(record) not in engine.stamps().values()


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds: of each question by the clock, and of the processor a question."""

    clock: tuple[float, ...]
    processor: float

    @property
    def of_clock(self) -> str:
        middle, high = statistics.median(self.clock), sorted(self.clock)[int(0.95 * len(self.clock))]
        return f"{middle:.1f} / {high:.1f}"

    def __str__(self) -> str:
        return f"{self.of_clock} ({self.processor:.1f})"


def _latency(ask: Callable[[Query], object], make: Make, sections: int) -> Times:
    """`TURNS` questions one after another, after one that warms up."""
    chance = random.Random(5)
    ask(make(chance, sections))
    times = []
    used = time.process_time()
    for _ in range(TURNS):
        query = make(chance, sections)
        begun = time.perf_counter()
        ask(query)
        times.append(1000 * (time.perf_counter() - begun))
    return Times(tuple(times), 1000 * (time.process_time() - used) / TURNS)


def _asking(engine: TantivyEngine, name: str) -> Callable[[Query], object]:
    """Asks the engine, which remembers nothing unless the question is the one that is asked again."""

    def ask(query: Query) -> object:
        if name != AGAIN and engine._open:
            engine._open.snapshot.memory.forget()
        return engine.search(query)

    return ask


def _raw_tantivy(folder: Path) -> Callable[[Query], object]:
    """The same search and aggregation, and the documents' texts, by the library alone."""
    live = json.loads((folder / "index" / "live.json").read_text())["folder"]
    searcher = tantivy.Index.open(str(folder / "index" / live)).searcher()
    terms = {name: {"terms": {"field": name, "size": 10**6}} for name in columns(FACETS)}

    def ask(query: Query) -> object:
        scored = text_query(parse(query))
        types = [] if scored else [tantivy.Query.term_query(_schema(), "type", "section", "basic")]
        matching = all_of(scored, [*filter_queries(query.filters), *types])
        order = None if scored else "year"
        hits = searcher.search(matching, 10, order_by_field=order).hits
        return [searcher.doc(address) for _, address in hits], searcher.aggregate(matching, terms)

    return ask


def _schema() -> tantivy.Schema:
    from search.engines.tantivy.schema import schema

    return schema()


def _fts5(sections: int, folder: Path) -> dict[str, Times]:
    """SQLite's trigrams: the text questions, with a count, ten hits and one count by year."""
    base = sqlite3.connect(folder / "fts5.sqlite")
    base.executescript("create virtual table t using fts5(text, year unindexed, tokenize='trigram')")
    rows = ((fold(section.text), record.year) for record in grown(sections) for section in record.sections)
    base.executemany("insert into t values (?, ?)", rows)
    base.commit()

    def ask(query: Query) -> object:
        phrase = '"' + parse(query).phrases[0] + '"'
        by_year = base.execute("select year, count(*) from t where t match ? group by year", (phrase,)).fetchall()
        hits = base.execute("select text from t where t match ? order by rank limit 10", (phrase,)).fetchall()
        return by_year, hits

    asked = {name: parse(make(random.Random(1), sections)).phrases for name, make in QUESTIONS.items()}
    long_enough = [name for name, phrases in asked.items() if phrases and len(phrases[0]) > 2]
    return {name: _latency(ask, QUESTIONS[name], sections) for name in long_enough}


def _print_latencies(columns: dict[str, dict[str, Times]]) -> None:
    names = list(columns)
    print("\nMilliseconds, one client: p50 / p95 (processor)\n\n| question | " + " | ".join(names) + " |")
    print("|---|" + "---|" * len(names))
    for question in QUESTIONS:
        cells = [str(columns[name].get(question, "")) for name in names]
        print(f"| {question} | " + " | ".join(cells) + " |")


def _print_suggestions(engine: SearchEngine) -> None:
    begun = time.perf_counter()
    engine.suggest("xgq")
    first = 1000 * (time.perf_counter() - begun)
    times = []
    used = time.process_time()
    for typed in ("x", "xgq", "西", "西工区", "洛阳", "收到", "requests", "局", "zzzz") * 5:
        begun = time.perf_counter()
        engine.suggest(typed)
        times.append(1000 * (time.perf_counter() - begun))
    found = Times(tuple(times), 1000 * (time.process_time() - used) / len(times))
    print(f"\ntype-ahead: {found} ms, the very first {first:.0f} ms")


def _print_clients(sections: int, folder: Path, clients: int) -> None:
    """Questions a second of several processes at once, and the memory of one."""
    print(f"\n| {clients} clients | questions/s | memory of a process, MB |\n|---|---|---|")
    for name in _TEXTS:
        with multiprocessing.get_context("spawn").Pool(clients) as pool:
            found = pool.map(partial(_client, folder, sections, name), range(clients))
        rate = sum(count for count, _ in found) / SECONDS
        print(f"| {name} | {rate:,.0f} | {max(memory for _, memory in found):.0f} |")


def _client(folder: Path, sections: int, name: str, seed: int) -> tuple[int, float]:
    ask = _asking(TantivyEngine(folder / "index"), name)
    chance = random.Random(seed)
    ask(QUESTIONS[name](chance, sections))
    until, count = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        ask(QUESTIONS[name](chance, sections))
        count += 1
    status = Path("/proc/self/status").read_text() if Path("/proc/self/status").exists() else "RssAnon: 0 kB"
    memory = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon"))
    return count, memory / 1024


@contextmanager
def _served(folder: Path) -> Iterator[tuple[str, int]]:
    port = free_port()
    environment = os.environ | {"DANGAN_HOME": str(folder), "DANGAN_RATE_LIMITS": "0"}
    command = [sys.executable, "-m", "web", "serve", "--no-worker", "--port", str(port)]
    with (folder / "serve.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(150):
                try:
                    urllib.request.urlopen(f"{url}/api/v1/search?q=x").close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield url, server.pid
        finally:
            server.terminate()
            server.wait()


def _print_http(sections: int, folder: Path, clients: int) -> None:
    with _served(folder) as (url, server):
        address = url.removeprefix("http://")
        connection = http.client.HTTPConnection(address)
        times = {name: _latency(partial(_get, connection), _over_http(name), sections) for name in _TEXTS}
        print("\n| through HTTP (JSON, nine facets) | one client: p50 / p95 ms | ", end="")
        print(f"{clients} clients: requests/s | the server's processor, ms a request |\n|---|---|---|---|")
        for name in _TEXTS:
            with multiprocessing.get_context("spawn").Pool(clients) as pool:
                used = _processor(server)
                count = sum(pool.map(partial(_http_client, address, sections, name), range(clients)))
                used = _processor(server) - used
            print(f"| {name} | {times[name].of_clock} | {count / SECONDS:,.0f} | {1000 * used / count:.1f} |")


def _processor(pid: int) -> float:
    """Seconds of the processor that a process and all below it have used; 0 where the system does not tell."""
    stats = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            stats[int(file.parent.name)] = file.read_text().rpartition(")")[2].split()
    family = {pid}
    while more := {child for child, stat in stats.items() if int(stat[1]) in family} - family:
        family |= more
    return sum(int(stats[each][11]) + int(stats[each][12]) for each in family if each in stats) / os.sysconf(
        "SC_CLK_TCK"
    )


def _over_http(name: str) -> Make:
    make = QUESTIONS[name]
    return make if name in (AGAIN, RARE) else lambda chance, size: _new(make(chance, size), chance, size)


def _get(connection: http.client.HTTPConnection, query: Query) -> object:
    asked = {"q": query.text} | ({"year": query.filters.years[0]} if query.filters.years else {})
    connection.request("GET", f"/api/v1/search?{urllib.parse.urlencode(asked)}")
    with connection.getresponse() as answer:
        assert answer.status == 200
        return json.load(answer)


def _http_client(address: str, sections: int, name: str, seed: int) -> int:
    chance = random.Random(seed)
    connection = http.client.HTTPConnection(address)
    until, count = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        _get(connection, _over_http(name)(chance, sections))
        count += 1
    return count


def _meilisearch(sections: int, folder: Path) -> None:
    """Our engine on a real server, and what the server itself takes of it."""
    place = folder / "meilisearch"
    place.mkdir(exist_ok=True)
    with meilisearch_url(place) as url:
        if url is None:
            print("\nno Meilisearch on PATH")
            return
        engine = MeilisearchEngine(url, index="bench")
        begun = time.perf_counter()
        if engine.stale():
            engine.rebuild(grown(sections))
        size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
        print(f"\nMeilisearch: built in {time.perf_counter() - begun:.0f} s, {size / sections:,.0f} bytes a section")
        ours = {name: _latency(engine.search, make, sections) for name, make in QUESTIONS.items()}
        alone = _raw_meilisearch(engine, url)
        for make in QUESTIONS.values():
            _latency(alone, make, sections)  # keeps the requests
        raw = {name: _latency(alone, make, sections) for name, make in QUESTIONS.items()}
        _print_latencies({"engine": ours, "server alone": raw})


def _raw_meilisearch(engine: MeilisearchEngine, url: str) -> Callable[[Query], object]:
    """The engine's own requests, kept, and sent again without it."""
    server, plain = engine._server, engine._server.search
    kept: dict[str, list[bytes]] = {}

    def keep(query: Query) -> list[bytes]:
        bodies: list[bytes] = []

        def search(queries: Sequence[dict[str, object]]) -> object:
            bodies.append(json.dumps({"queries": queries}).encode())
            return plain(queries)

        server.search = search  # type: ignore[method-assign,assignment]
        engine.search(query)
        server.search = plain  # type: ignore[method-assign]
        return bodies

    def ask(query: Query) -> None:
        key = query.model_dump_json()
        if key not in kept:
            kept[key] = keep(query)
        for body in kept[key]:
            request = urllib.request.Request(f"{url}/multi-search", body, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request) as answer:
                json.load(answer)

    return ask


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
