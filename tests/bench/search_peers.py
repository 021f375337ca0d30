"""The same questions to others, in the same run: tantivy alone, SQLite's FTS5, a Meilisearch server."""

import json
import random
import sqlite3
import time
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import tantivy

from search.engines.meilisearch import MeilisearchEngine
from search.engines.tantivy.facets import columns
from search.engines.tantivy.queries import all_of, filter_queries, of_type, text_query
from search.engines.tantivy.words import kept
from search.query import FacetName, Filters, Query, parse
from search.text import fold
from tests.bench.search_corpus import grown
from tests.bench.search_questions import AGAIN, FACETS, GROUPED, QUESTIONS, Ask, Times, latency
from tests.search.meili import meilisearch_url


def raw_tantivy(folder: Path) -> dict[str, Times]:
    """The same searches, counts of facets and documents, by the library alone; nothing is remembered."""
    live = json.loads((folder / "index" / "live.json").read_text())["folder"]
    searcher = tantivy.Index.open(str(folder / "index" / live)).searcher()
    words = kept(folder / "index" / live)

    def matching(query: Query, filters: Filters) -> tantivy.Query:
        scored = text_query(parse(query), words)
        return all_of(scored, [*filter_queries(filters), *([] if scored else [of_type("section")])])

    def count(query: Query, filters: Filters, names: Iterable[FacetName]) -> object:
        terms = {name: {"terms": {"field": name, "size": 10**6, "segment_size": 10**6}} for name in columns(names)}
        return searcher.aggregate(matching(query, filters), terms)

    def ask(query: Query) -> object:
        apart = [name for name in FACETS if query.filters.narrows(name)]
        order = None if query.text else "year"
        hits = searcher.search(matching(query, query.filters), 10, order_by_field=order).hits
        counts = [count(query, query.filters.without(name), [name]) for name in apart]
        counts.append(count(query, query.filters, [name for name in FACETS if name not in apart]))
        return [searcher.doc(address).to_dict() for _, address in hits], counts

    size = searcher.num_docs
    return {name: latency(ask, make, size) for name, make in QUESTIONS.items() if name not in (AGAIN, *GROUPED)}


def fts5(sections: int, folder: Path) -> dict[str, Times]:
    """SQLite's trigrams: the text questions, with a count, ten hits and one count by year."""
    file = folder / "fts5.sqlite"
    file.unlink(missing_ok=True)
    base = sqlite3.connect(file)
    base.executescript("create virtual table t using fts5(text, year unindexed, tokenize='trigram')")
    rows = ((fold(section.text), record.year) for record in grown(sections) for section in record.sections)
    base.executemany("insert into t values (?, ?)", rows)
    base.commit()

    def ask(query: Query) -> object:
        phrase = '"' + parse(query).phrases[0] + '"'
        by_year = base.execute("select year, count(*) from t where t match ? group by year", (phrase,)).fetchall()
        hits = base.execute("select text from t where t match ? order by rank limit 10", (phrase,)).fetchall()
        return by_year, hits

    phrases = {name: parse(make(random.Random(1), sections)).phrases for name, make in QUESTIONS.items()}
    long_enough = [name for name, found in phrases.items() if len(found) == 1 and len(found[0]) > 2]
    return {name: latency(ask, QUESTIONS[name], sections) for name in long_enough}


def meilisearch(sections: int, folder: Path) -> tuple[str, dict[str, dict[str, Times]]] | None:
    """Our engine on a real server, and what the server itself takes of it: how it was built, and both; None where no
    server is on PATH.
    """
    place = folder / "meilisearch"
    place.mkdir(parents=True, exist_ok=True)
    with meilisearch_url(place) as url:
        if url is None:
            return None
        engine = MeilisearchEngine(url, index="bench")
        begun = time.perf_counter()
        if engine.stale():
            engine.rebuild(grown(sections))
        took = time.perf_counter() - begun
        size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file()) / sections
        ours = {name: latency(engine.search, make, sections) for name, make in QUESTIONS.items()}
        alone = _raw_meilisearch(engine, url)
        for make in QUESTIONS.values():
            latency(alone, make, sections)  # keeps the requests
        raw = {name: latency(alone, make, sections) for name, make in QUESTIONS.items()}
        return f"built in {took:.0f} s, {size:,.0f} bytes a section", {"engine": ours, "server alone": raw}


def _raw_meilisearch(engine: MeilisearchEngine, url: str) -> Ask:
    """The engine's own requests, kept, and sent again without it."""
    kept: dict[str, list[bytes]] = {}

    def ask(query: Query) -> None:
        key = query.model_dump_json()
        if key not in kept:
            kept[key] = _bodies(engine, lambda: engine.search(query))
        for body in kept[key]:
            request = urllib.request.Request(f"{url}/multi-search", body, {"Content-Type": "application/json"})
            with urllib.request.urlopen(request) as answer:
                json.load(answer)

    return ask


def _bodies(engine: MeilisearchEngine, ask: Callable[[], object]) -> list[bytes]:
    """What an engine sends while it is asked."""
    server, plain = engine._server, engine._server.search
    bodies: list[bytes] = []

    def search(queries: Sequence[dict[str, object]]) -> object:
        bodies.append(json.dumps({"queries": queries}).encode())
        return plain(queries)

    server.search = search  # type: ignore[method-assign,assignment]
    try:
        ask()
    finally:
        server.search = plain  # type: ignore[method-assign]
    return bodies
