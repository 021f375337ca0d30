"""`./dangan bench search`: how fast, how large, how heavy; prints tables in Markdown, and at the end the goals.

    ./dangan bench search [--sections 10000 100000 1000000] [--keep FOLDER] [--only build engine http peers ranking]

An index that `--keep` finds again is measured as it is; what its building took is told from when it was built.

All queries ask for counts, the first ten hits with their highlights, and three facets. Beside each: the same question
to the library alone (tantivy, or the server's own HTTP interface), so that what this project adds is a ratio, and
SQLite's FTS5. The engine forgets what it remembers before each question, except in "again". Through HTTP, where it
cannot be told to, each broad question excludes another phrase of one section, so that it is a new one. Each cell is
p50 / p95 by the clock and, in brackets, the processor's time a question: on a machine that others use too, only that
one can be compared.
"""

import argparse
import json
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path

from archive.archive import ArchiveSettings, open_archive
from archive.blobs import local_blobs
from search.documents import stamp
from search.engine import SearchEngine
from search.engines.tantivy import TantivyEngine
from search.query import Filters, Query
from search.text import fold
from tests.bench import archive as reports_bench
from tests.bench.search_corpus import SECTIONS, grown
from tests.bench.search_goals import Goals
from tests.bench.search_http import SECONDS, Served, memory, served
from tests.bench.search_peers import fts5, meilisearch, raw_tantivy
from tests.bench.search_questions import (
    GROUPED,
    NEARLY_ALL,
    QUESTIONS,
    RARE,
    TEXTS,
    TWO_WORDS,
    Times,
    asking,
    latency,
)
from tests.bench.search_slips import measured
from tests.fakes import FakeIndexer, FakeReader
from tests.search.corpus import report

PARTS = ("build", "engine", "http", "peers", "ranking")
BUILT = "built.json"
RANKED = 160_000  # reports
RANKED_METRICS = 10  # of each: the table's size changes the depth of its index only


def main(arguments: Sequence[str]) -> int:
    asked = _arguments(arguments)
    goals = Goals()
    for sections in asked.sections:
        folder = Path(asked.keep or tempfile.mkdtemp(prefix="bench-search-")) / str(sections)
        try:
            _measure(sections, folder, asked, goals)
        finally:
            if not asked.keep:
                shutil.rmtree(folder.parent, ignore_errors=True)
    if "peers" in asked.only and asked.meilisearch:
        _meilisearch(asked.meilisearch, goals)
    if "ranking" in asked.only:
        _ranking(goals)
    goals.print()
    return 0


def _arguments(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dangan bench search", description=__doc__)
    parser.add_argument("--sections", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="parts to measure; all unless named")
    parser.add_argument("--meilisearch", type=int, default=6_000, help="sections for Meilisearch, where it is on PATH")
    parser.add_argument("--fts5", type=int, default=100_000, help="sections up to which SQLite is measured beside")
    parser.add_argument("--keep", help="a folder in which indexes are kept and found again")
    return parser.parse_args(arguments)


def _measure(sections: int, folder: Path, asked: argparse.Namespace, goals: Goals) -> None:
    engine = TantivyEngine(folder / "index")
    print(f"\n## {sections:,} sections, tantivy {version('tantivy')}, {os.cpu_count()} cores", flush=True)
    fold("warm")  # loads its dictionaries
    if engine.stale():
        _build(engine, sections, folder)
    _told(folder, sections, goals)
    if "engine" in asked.only:
        _visible(engine, sections, goals)
        _engine(engine, sections, folder, asked, goals)
        _suggestions(engine, sections, goals)
        _slips(engine)
        _clients(sections, folder, asked.clients, goals)
    if "http" in asked.only:
        _http(sections, folder, asked.clients, goals)


def _build(engine: SearchEngine, sections: int, folder: Path) -> None:
    """Build the index, and keep beside it what that took."""
    sample = min(sections, 6_000)
    used = time.process_time()
    making = len(list(grown(sample))) * SECTIONS
    making_one = (time.process_time() - used) / making
    begun, used = time.perf_counter(), time.process_time()
    count = engine.rebuild(grown(sections))
    took, used = time.perf_counter() - begun, time.process_time() - used
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / count
    built = {"seconds": took, "clock": count / took, "processor": count / (used - making_one * count), "bytes": size}
    (folder / BUILT).write_text(json.dumps(built), encoding="utf-8")


def _told(folder: Path, sections: int, goals: Goals) -> None:
    """What building took; the goal is held against the processor's time, for the machine may have been busy."""
    built = json.loads((folder / BUILT).read_text(encoding="utf-8"))
    print(
        f"\nbuilt in {built['seconds']:.0f} s; sections a second: {built['clock']:,.0f} by the clock, with making the"
    )
    print(
        f"corpus, {built['processor']:,.0f} of the processor's without; {built['bytes']:,.0f} bytes a section",
        flush=True,
    )
    goals.at_most(f"index of {sections:,}", built["bytes"], 2048, "bytes a section")
    goals.at_least(f"build of {sections:,}, by the processor", built["processor"], 2000, "sections/s")


def _visible(engine: SearchEngine, sections: int, goals: Goals) -> None:
    """From the change of a report to its answer; the middle of three."""
    took = []
    for turn in range(3):
        record = report(10**6, 2020, random.Random(turn), title=f"{time.time_ns()}")
        begun = time.perf_counter()
        engine.replace(record)
        found = engine.search(Query(filters=Filters(reports=(record.id,)), limit=1)).hits[0].title
        took.append(time.perf_counter() - begun)
        assert found == record.title
    engine.remove(record.id)
    assert stamp(record) not in engine.stamps().values()
    print(f"a change is visible after {' '.join(f'{each:.2f}' for each in took)} s", flush=True)
    goals.at_most(f"a change visible in {sections:,}", sorted(took)[1], 1, "s")


def _engine(engine: TantivyEngine, sections: int, folder: Path, asked: argparse.Namespace, goals: Goals) -> None:
    """Each question to the engine, to the library, and to SQLite where there are not too many sections for it."""
    ours = {name: latency(asking(engine, name), make, sections) for name, make in QUESTIONS.items()}
    columns = {"engine": ours}
    if "peers" in asked.only:
        columns["library alone"] = raw = raw_tantivy(folder)
        ratio = sum(ours[name].processor for name in raw) / sum(times.processor for times in raw.values())
        goals.at_most(f"processor, engine : library alone, {sections:,}", ratio, 1.3, "times")
        if sections <= asked.fts5:
            columns["FTS5"] = fts5(sections, folder)
    _print_latencies(columns)
    worst = max((name for name in QUESTIONS if name not in GROUPED), key=lambda name: ours[name].p95)
    for name in (worst, *GROUPED):
        goals.at_most(f"{name}, p95 in {sections:,}", ours[name].p95, 80, "ms")
    goals.at_most(f"{RARE}, p95 in {sections:,}", ours[RARE].p95, 10, "ms")


def _print_latencies(columns: dict[str, dict[str, Times]]) -> None:
    names = list(columns)
    print("\nMilliseconds, one client: p50 / p95 (processor)\n\n| question | " + " | ".join(names) + " |")
    print("|---|" + "---|" * len(names))
    for question in QUESTIONS:
        cells = [str(columns[name].get(question, "")) for name in names]
        print(f"| {question} | " + " | ".join(cells) + " |", flush=True)


def _suggestions(engine: SearchEngine, sections: int, goals: Goals) -> None:
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
    print(f"\ntype-ahead: {found} ms, the very first {first:.0f} ms", flush=True)
    goals.at_most(f"type-ahead, p95 in {sections:,}", found.p95, 20, "ms")


def _slips(engine: SearchEngine) -> None:
    print("\n| words with one slip, which find nothing | words | a text is proposed | the one that was meant | ms |")
    print("|---|---|---|---|---|")
    for name, meant in measured(engine).items():
        print(f"| {name} | {meant.lost} | {meant.proposed} | {meant.right} | {meant.took:.0f} |", flush=True)


def _clients(sections: int, folder: Path, clients: int, goals: Goals) -> None:
    """Questions a second of several processes at once, and the memory of one."""
    print(f"\n| {clients} clients | questions/s | memory of a process, MB |\n|---|---|---|")
    rates = {}
    for name in (*TEXTS, TWO_WORDS):
        with multiprocessing.get_context("spawn").Pool(clients) as pool:
            found = pool.map(partial(_client, folder, sections, name), range(clients))
        rates[name] = sum(count for count, _ in found) / SECONDS
        print(f"| {name} | {rates[name]:,.0f} | {max(held for _, held in found):.0f} |", flush=True)
    worst = min(rates, key=lambda name: rates[name])
    for name in dict.fromkeys((worst, NEARLY_ALL)):
        goals.at_least(f"{name}, {clients} clients, {sections:,}", rates[name], 100, "questions/s")


def _client(folder: Path, sections: int, name: str, seed: int) -> tuple[int, float]:
    ask = asking(TantivyEngine(folder / "index"), name)
    chance = random.Random(seed)
    ask(QUESTIONS[name](chance, sections))
    until, count = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        ask(QUESTIONS[name](chance, sections))
        count += 1
    return count, memory(os.getpid())


def _http(sections: int, folder: Path, clients: int, goals: Goals) -> None:
    found, held = served(sections, folder, clients)
    print("\n| through HTTP (JSON, three facets) | one client: p50 / p95 ms | ", end="")
    print(f"{clients} clients: requests/s | the server's processor, ms a request |\n|---|---|---|---|")
    for name, each in found.items():
        print(f"| {name} | {each.times.of_clock} | {each.rate:,.0f} | {each.processor:.1f} |", flush=True)
    _http_goals(found, sections, clients, goals)
    goals.at_most(f"memory of a web process, {sections:,}", held, 300, "MB")


def _http_goals(found: dict[str, Served], sections: int, clients: int, goals: Goals) -> None:
    worst = max(found, key=lambda name: found[name].times.p95)
    goals.at_most(f"HTTP, {worst}, p95 in {sections:,}", found[worst].times.p95, 100, "ms")
    goals.at_least(f"HTTP, {RARE}, {clients} clients, {sections:,}", found[RARE].rate, 500, "requests/s")


def _meilisearch(sections: int, goals: Goals) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-search-") as folder:
        found = meilisearch(sections, Path(folder))
    if found is None:
        print("\nno Meilisearch on PATH")
        return
    said, columns = found
    print(f"\n## Meilisearch, {sections:,} sections: {said}")
    _print_latencies(columns)
    clock = [sum(sum(times.clock) / len(times.clock) for times in column.values()) for column in columns.values()]
    goals.at_most(f"clock, engine : server alone, Meilisearch, {sections:,}", clock[0] / clock[1], 1.3, "times")


def _ranking(goals: Goals) -> None:
    """All offices of a year by a metric's value, from the database."""
    with tempfile.TemporaryDirectory(prefix="bench-search-") as name:
        folder = Path(name)
        settings = ArchiveSettings(f"sqlite:///{folder}/bench.db", folder / "scratch")
        archive = open_archive(
            settings, blobs=local_blobs(folder / "blobs"), reader=FakeReader(), indexer=FakeIndexer()
        )
        reports_bench.fill(archive, RANKED, reports_bench.metrics_of(RANKED_METRICS))
        metric = reports_bench.metrics_of(1)[0]
        print(f"\n## Ranking, {RANKED:,} reports, ms by the clock (processor)\n\n| question | ms |\n|---|---|")
        for limit in (50, RANKED):
            took = reports_bench.timed(lambda limit=limit: archive.statistics.ranking(metric, 2018, limit=limit))  # type: ignore[misc]
            print(f"| the first {limit:,} of a year | {took} |", flush=True)
            goals.at_most(f"ranking, first {limit:,} of {RANKED:,} reports", float(took.split()[0]), 200, "ms")
        archive.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
