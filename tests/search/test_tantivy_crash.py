"""A writer that is killed at any moment leaves the index at a commit: every report whole, none of what was acknowledged lost."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.errors import IndexUnavailable
from search.engines.tantivy import TantivyEngine, storage, writing
from search.engines.tantivy import engine as engine_module
from search.engines.tantivy.storage import Storage
from search.query import Filters, Query
from tests.search.corpus import corpus, report

WRITER = """
import random, sys
from pathlib import Path
from search.engines.tantivy import TantivyEngine
from tests.search.corpus import report

engine, rounds = TantivyEngine(Path(sys.argv[1])), int(sys.argv[2])
for turn in range(rounds, rounds + 10_000):
    record = report(turn % 3, 2020, random.Random(turn), title=f"turn {turn}")
    if sys.argv[3] == "rebuild" and turn % 5 == 4:
        records = [report(n, 2020, random.Random(turn - 1), title=f"turn {turn - 1}") for n in range(3)]
        engine.rebuild(records)
    engine.replace(record)
    print(turn, flush=True)
"""


@pytest.mark.parametrize("kind", ["replace", "rebuild"])
def test_kill_during_writes(tmp_path: Path, kind: str) -> None:
    chance = random.Random(kind)
    engine = TantivyEngine(tmp_path)
    done = -1
    for _ in range(6):
        done = max(done, killed_writer(tmp_path, done + 1, kind, after=chance.uniform(0.05, 0.5)))
        hits = engine.search(Query(limit=100)).hits
        turns = {hit.report: {h.title for h in hits if h.report == hit.report} for hit in hits}
        assert all(len(titles) == 1 for titles in turns.values())
        written = {int(titles.pop().removeprefix("turn ")) for titles in turns.values()}
        assert max(written) in (done, done + 1)
        for record_id in turns:
            whole = engine.search(Query(filters=Filters(reports=(record_id,)))).total
            assert whole == 4
        assert engine.stamps().keys() == turns.keys()


def killed_writer(folder: Path, first: int, kind: str, after: float) -> int:
    """The last write that a writer acknowledged before it was killed `after` some seconds of writing."""
    command = [sys.executable, "-c", WRITER, str(folder), str(first), kind]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert writer.stdout is not None
    lines = [writer.stdout.readline()]
    time.sleep(after)
    os.killpg(writer.pid, signal.SIGKILL)
    lines += writer.stdout.read().splitlines()
    writer.wait()
    return max(int(line) for line in lines if line.strip())


def test_a_killed_rebuild_goes_on_and_leaves_nothing_behind(tmp_path: Path) -> None:
    records = list(corpus(24))
    engine = TantivyEngine(tmp_path)
    engine.rebuild(records[:8])
    held = Storage(tmp_path)
    upcoming = held.create(json.loads((tmp_path / "live.json").read_text())["mark"])
    (upcoming.folder / "half").write_text("a kill between making the folder and naming it")
    assert engine.rebuild(records) == 4 * 24
    assert len(list(tmp_path.glob("index-*"))) == 1
    assert not held.journal.exists()
    assert held.upcoming() is None


def test_a_rebuild_killed_after_its_swap_is_not_gone_on_with_in_the_live_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SAMPLE", 2)
    records = list(corpus(8))
    engine = TantivyEngine(tmp_path)
    engine.rebuild(records[:4])
    shutil.copy(tmp_path / "live.json", tmp_path / "next.json")

    def reading() -> object:
        yield from records
        engine.replace(records[0])
        assert engine.search(Query(by="report")).total == 4

    assert engine.rebuild(reading()) == 4 * 8  # type: ignore[arg-type]
    assert engine.search(Query(by="report")).total == 8
    assert len(list(tmp_path.glob("index-*"))) == 1


def test_what_a_kill_before_the_commit_left_does_not_block_the_next_write(tmp_path: Path) -> None:
    """The files of a commit are written before it is made; the next writer gives its files the same names."""
    records = list(corpus(8))
    engine = TantivyEngine(tmp_path)
    engine.rebuild(records)
    (live,) = tmp_path.glob("index-*")
    before = shutil.copytree(live, tmp_path / "before")
    engine.replace(records[0])
    for file in before.iterdir():
        if file.name != ".managed.json":
            shutil.copy2(file, live)
    for record in (records[0], records[1], records[0]):
        TantivyEngine(tmp_path).replace(record)
    assert engine.search(Query(by="report")).total == 8
    assert engine.search(Query()).total == 4 * 8


def test_the_journal_of_a_killed_rebuild_does_not_grow(tmp_path: Path) -> None:
    engine = TantivyEngine(tmp_path)
    engine.rebuild(corpus(8))
    journal = Storage(tmp_path).journal
    journal.write_text("")
    engine.replace(report(0, 2020, random.Random(0)))
    assert not journal.exists()


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    engine = TantivyEngine(tmp_path)
    engine.replace(report(0, 2020, random.Random(0)))
    held = Storage(tmp_path)
    with (
        held.locked("writer"),
        pytest.raises(IndexUnavailable, match="writer"),
        held.locked("writer", patience=0.1),
    ):
        pass
    with held.locked("rebuild"), pytest.raises(IndexUnavailable, match="rebuild"):
        engine.rebuild([])


def test_an_index_of_another_version_is_stale_and_rebuilt(tmp_path: Path) -> None:
    records = list(corpus(4))
    engine = TantivyEngine(tmp_path)
    engine.rebuild(records)
    pointer = tmp_path / "live.json"
    pointer.write_text(json.dumps(json.loads(pointer.read_text()) | {"mark": "old"}))
    assert engine.stale()
    for use in (lambda: engine.search(Query()), lambda: engine.replace(records[0]), lambda: engine.suggest("x")):
        with pytest.raises(IndexUnavailable, match="reindex"):
            use()
    engine.rebuild(records)
    assert not engine.stale()
    assert engine.search(Query(by="report")).total == 4


def test_a_damaged_index_is_unavailable_and_can_be_rebuilt(tmp_path: Path) -> None:
    records = list(corpus(4))
    TantivyEngine(tmp_path).rebuild(records)
    (folder,) = tmp_path.glob("index-*")
    for file in folder.glob("*.store"):
        file.unlink()
    engine = TantivyEngine(tmp_path)
    with pytest.raises(IndexUnavailable, match="cannot be used"):
        engine.search(Query(text="公开"))
    engine.rebuild(records)
    assert engine.search(Query(by="report")).total == 4


def test_readers_see_each_write_at_once(tmp_path: Path) -> None:
    writer, reader = TantivyEngine(tmp_path), TantivyEngine(tmp_path)
    for turn in range(5):
        writer.replace(report(0, 2020, random.Random(turn), title=f"turn {turn}"))
        assert {hit.title for hit in reader.search(Query()).hits} == {f"turn {turn}"}
        assert reader.suggest("西工区人民政府")
    writer.rebuild(corpus(8))
    assert reader.search(Query(by="report")).total == 8


def test_an_index_that_was_lost_is_neither_empty_nor_begun_anew(tmp_path: Path) -> None:
    records = list(corpus(4))
    TantivyEngine(tmp_path).rebuild(records)
    (folder,) = tmp_path.glob("index-*")
    shutil.rmtree(folder)
    engine = TantivyEngine(tmp_path)
    for use in (lambda: engine.search(Query()), lambda: engine.suggest("x"), lambda: engine.replace(records[0])):
        with pytest.raises(IndexUnavailable):
            use()
    assert engine.stale()
    engine.rebuild(records)
    assert engine.search(Query(by="report")).total == 4


@pytest.mark.parametrize("opened_before", [False, True])
def test_a_swap_while_a_reader_opens_the_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, opened_before: bool
) -> None:
    """The reader has read which generation is live when another becomes so and the first is removed."""
    writer, reader = TantivyEngine(tmp_path), TantivyEngine(tmp_path)
    writer.rebuild(corpus(4))
    if opened_before:
        reader.search(Query())
        writer.replace(report(0, 2020, random.Random(5)))
    turns = iter([8, 16])
    plain = storage.state

    def state(file: Path) -> storage.State | None:
        found = plain(file)
        if file.name == "meta.json" and (size := next(turns, None)):
            writer.rebuild(corpus(size))
        return found

    monkeypatch.setattr(engine_module, "state", state)
    assert reader.search(Query(by="report")).total == 16
