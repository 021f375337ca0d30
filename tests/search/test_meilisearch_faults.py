"""Meilisearch when it fails: not there, gone in the middle, refusing a write, keeping another schema."""

import random
import shutil
import signal
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.errors import IndexUnavailable, WriteRefused
from archive.records import ReportRecord
from search.engines.meilisearch import MeilisearchEngine, documents, reading, writing
from search.engines.meilisearch.server import Server
from search.query import Filters, Query
from tests.search.corpus import corpus, report
from tests.search.meili import Running, free_port, meilisearch_url, running

PROGRAM = shutil.which("meilisearch")
needs_program = pytest.mark.skipif(PROGRAM is None, reason="no program `meilisearch` on PATH")


def test_a_server_that_is_not_there_is_unavailable() -> None:
    engine = MeilisearchEngine(f"http://127.0.0.1:{free_port()}")
    for use in (
        lambda: engine.search(Query(text="公开")),
        lambda: engine.suggest("西"),
        lambda: engine.replace(report(0, 2020, random.Random(0))),
        lambda: engine.remove("x"),
        lambda: engine.rebuild([]),
        engine.stale,
        engine.failures,
        engine.stamps,
    ):
        with pytest.raises(IndexUnavailable) as raised:
            use()
        assert raised.value.remedy


def test_an_address_that_is_none_is_said() -> None:
    with pytest.raises(IndexUnavailable, match="scheme"):
        MeilisearchEngine("localhost:7700").search(Query())


@needs_program
def test_a_task_that_fails_is_tried_again_and_then_an_error(tmp_path: Path) -> None:
    with meilisearch_url(tmp_path) as url:
        assert url
        server = Server(url, None)
        index = f"test_{uuid.uuid4().hex[:8]}"
        server.create(index, {})
        with pytest.raises(WriteRefused, match="not a id"):
            server.put(index, [{"id": "not a id"}])
        tasks = server._get("tasks?statuses=failed")["results"]
        assert len(tasks) == 3
        failures = MeilisearchEngine(url, index=index).failures()
        assert [failure.what for failure in failures] == ["documentAdditionOrUpdate"] * 3
        assert all("not a id" in failure.reason for failure in failures)
        server.put(index, [{"id": "an-id"}])
        assert server.document(index, "an-id") == {"id": "an-id"}
        with pytest.raises(IndexUnavailable, match="not filterable"):
            server.search([{"indexUid": index, "filter": "x = 1"}])


@needs_program
def test_a_key_that_is_wrong_is_said(tmp_path: Path) -> None:
    with running(PROGRAM or "", tmp_path, free_port(), key="a-long-enough-master-key") as server:
        engine = MeilisearchEngine(server.url, "another-key")
        with pytest.raises(IndexUnavailable, match="key"):
            engine.search(Query())
        right = MeilisearchEngine(server.url, "a-long-enough-master-key")
        right.replace(report(0, 2020, random.Random(0)))
        assert right.search(Query()).total == 4


@needs_program
def test_a_server_killed_during_writes_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    port = free_port()
    records = [report(n % 5, 2020, random.Random(n), title=f"turn {n}") for n in range(1000)]
    done: list[int] = []

    def write(server: Running) -> None:
        engine = MeilisearchEngine(server.url)
        for turn in range(len(done), len(records)):
            try:
                engine.replace(records[turn])
            except IndexUnavailable:
                return
            done.append(turn)

    for _ in range(3):
        with running(PROGRAM or "", tmp_path, port) as server:
            before = len(done)
            writer = threading.Thread(target=write, args=(server,))
            writer.start()
            while len(done) < before + 3:
                time.sleep(0.02)
            server.process.send_signal(signal.SIGKILL)
            writer.join()
        with running(PROGRAM or "", tmp_path, port) as server:
            engine = MeilisearchEngine(server.url)
            hits = engine.search(Query(limit=100)).hits
            titles = {hit.report: {other.title for other in hits if other.report == hit.report} for hit in hits}
            assert all(len(each) == 1 for each in titles.values())
            newest = max(int(title.removeprefix("turn ")) for each in titles.values() for title in each)
            assert newest in (done[-1], done[-1] + 1)
            assert len(hits) == 4 * len(titles)


@needs_program
def test_an_index_of_another_version_is_stale_and_rebuilt(tmp_path: Path) -> None:
    records = list(corpus(4))
    with meilisearch_url(tmp_path) as url:
        assert url
        index = f"test_{uuid.uuid4().hex[:8]}"
        MeilisearchEngine(url, index=index).rebuild(records)
        Server(url, None).put(index, [{"id": "schema", "type": "schema", "mark": "old"}])
        engine = MeilisearchEngine(url, index=index)
        assert engine.stale()
        with pytest.raises(IndexUnavailable, match="reindex"):
            engine.search(Query())
        with pytest.raises(IndexUnavailable, match="reindex"):
            engine.replace(records[0])
        engine.rebuild(records)
        assert not engine.stale()
        assert engine.search(Query(by="report")).total == 4


@needs_program
def test_one_rebuild_at_a_time(tmp_path: Path) -> None:
    with meilisearch_url(tmp_path) as url:
        assert url
        index = f"test_{uuid.uuid4().hex[:8]}"
        engine, other = (MeilisearchEngine(url, index=index) for _ in range(2))

        def reading() -> object:
            yield from corpus(2)
            with pytest.raises(IndexUnavailable, match="Another process"):
                other.rebuild([])

        assert engine.rebuild(reading()) == 8  # type: ignore[arg-type]


@needs_program
def test_what_the_server_cuts_off_of_a_facet_is_counted_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of merged parts: what is rare in one may be frequent in another."""
    monkeypatch.setattr(documents, "MOST_VALUES", 4)
    monkeypatch.setattr(reading, "MOST_VALUES", 4)
    monkeypatch.setattr(documents, "settings", documents.settings.__wrapped__)
    monkeypatch.setattr(writing, "settings", documents.settings)
    records = list(corpus(48))
    with meilisearch_url(tmp_path) as url:
        assert url
        engine = MeilisearchEngine(url, index=f"test_{uuid.uuid4().hex[:8]}")
        engine.rebuild(records)
        for filters in (Filters(), Filters(offices=("office-00001", "office-00003"))):
            answer = engine.search(Query(text="许可 OR 工程", filters=filters, facets=("office", "region", "year")))
            found = [r for r in records for s in r.sections if "许可" in s.text or "工程" in s.text]
            offices = Counter(r.office.id for r in found if r.office)
            assert len(offices) > 4
            assert {value.value: value.count for value in answer.facets["office"]} == offices
            inside = [r for r in found if r.office and r.office.id in (filters.offices or offices)]
            regions = Counter(
                "/".join(r.office.region[:n]) for r in inside if r.office for n in range(1, len(r.office.region) + 1)
            )
            assert {value.value: value.count for value in answer.facets["region"]} == regions


@needs_program
def test_a_write_that_ends_after_the_rebuild_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is put into the index that the swap takes away, and hears of its task only when all is over."""
    records = list(corpus(5))
    written = threading.Event()
    plain = writing._put

    def reading() -> Iterator[ReportRecord]:
        yield from records[:4]
        assert written.wait(60)

    with meilisearch_url(tmp_path) as url:
        assert url
        engine = MeilisearchEngine(url, index=f"test_{uuid.uuid4().hex[:8]}")
        engine.rebuild(records[:2])
        rebuilding = threading.Thread(target=engine.rebuild, args=(reading(),))

        def put(server: Server, index: str, report_id: str, new: list[documents.Document]) -> None:
            plain(server, index, report_id, new)
            if report_id == records[4].id and not written.is_set():
                written.set()
                rebuilding.join(60)

        monkeypatch.setattr(writing, "_put", put)
        rebuilding.start()
        while engine._server.document(f"{engine._index}_journal", "lock") is None:
            time.sleep(0.05)
        engine.replace(records[4])
        assert not rebuilding.is_alive()
        assert engine.stamps().keys() == {record.id for record in records}
