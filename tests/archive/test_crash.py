"""Workers that are killed at any moment: nothing is lost, nothing is doubled, poison is set aside."""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from archive.archive import Archive, ArchiveSettings, open_archive
from archive.blobs import local_blobs
from archive.db.tables import observations, readings, reports, versions
from archive.intake.workflow import MAX_RECOVERIES
from tests.archive.entering import give
from tests.fakes import FakeIndexer, FakeReader, document, report


@pytest.fixture
def home(database_url: str, tmp_path: Path) -> Iterator[tuple[Archive, Callable[[], subprocess.Popen[str]]]]:
    """An archive, and a way to start workers on it."""
    settings = ArchiveSettings(database_url=database_url, scratch=tmp_path / "scratch")
    archive = open_archive(settings, blobs=local_blobs(tmp_path / "blobs"), reader=FakeReader(), indexer=FakeIndexer())
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.archive.worker_process", database_url, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process

    yield archive, start
    for process in started:
        process.kill()
        process.wait()
    archive.close()


@contextmanager
def soon(seconds: float = 60) -> Iterator[Callable[[Callable[[], bool]], None]]:
    """Wait for something to become true, for so long at most."""
    limit = time.monotonic() + seconds

    def until(condition: Callable[[], bool]) -> None:
        while not condition():
            assert time.monotonic() < limit, "it did not happen in time"
            time.sleep(0.05)

    yield until


def test_a_killed_worker_loses_nothing(home: tuple[Archive, Callable[[], subprocess.Popen[str]]]) -> None:
    archive, start = home
    years = range(2001, 2009)
    for year in years:
        values = {"requests.received.total": str(year)}
        give(archive, document(report("洛阳市财政局", year, values=values), pages=6, slow=0.03))

    chance = random.Random(7)
    for _ in range(4):
        worker = start()
        time.sleep(chance.uniform(0.2, 1.5))
        worker.kill()
        worker.wait()
    start()
    with soon() as until:
        until(lambda: archive.intake.pending() == 0)

    assert archive.intake.progress().read == len(years)
    with archive.ground.reading() as connection:
        for table, wanted in ((reports, 8), (versions, 8), (readings, 8), (observations, 8 * 198)):
            assert connection.scalar(select(func.count()).select_from(table)) == wanted, table.name
    points = archive.statistics.series("luo-yang-shi-cai-zheng-ju", ["requests.received.total"])
    assert {point.year: point.value for point in points} == {year: str(year) for year in years}
    with soon(5) as until:
        until(lambda: archive.upkeep.check().problems == ())


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_document_that_kills_its_worker_is_set_aside_and_others_are_read(
    home: tuple[Archive, Callable[[], subprocess.Popen[str]]],
) -> None:
    archive, start = home
    poison = give(archive, document(report("洛阳市财政局", 2019), pages=2, die_page=2))
    for _ in range(MAX_RECOVERIES + 2):
        process = start()
        with suppress(subprocess.TimeoutExpired):
            process.wait(8)
        if process.poll() is None:
            break
    good = give(archive, document(report("洛阳市财政局", 2020), pages=2))
    with soon() as until:
        until(lambda: archive.intake.document(poison.sha256 or "").state == "set_aside")
        until(lambda: archive.intake.document(good.sha256 or "").state == "read")
    assert "set aside" in (archive.intake.document(poison.sha256 or "").reason or "")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_stopped_worker_leaves_its_job_to_the_next(
    home: tuple[Archive, Callable[[], subprocess.Popen[str]]],
) -> None:
    archive, start = home
    receipt = give(archive, document(report("洛阳市财政局", 2019), pages=30, slow=0.1))
    worker = start()
    with soon() as until:
        until(lambda: archive.intake.document(receipt.sha256 or "").pages_done >= 4)
    worker.communicate("stop\n", timeout=20)
    assert worker.returncode == 0
    state = archive.intake.document(receipt.sha256 or "")
    assert state.state == "reading"
    assert state.pages_done < 30
    assert archive.worker.alive() == 0
    start()
    with soon() as until:
        until(lambda: archive.intake.document(receipt.sha256 or "").state == "read")
    assert archive.intake.document(receipt.sha256 or "").reports == ("luo-yang-shi-cai-zheng-ju-2019",)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_living_worker_takes_over_from_a_dead_one(
    home: tuple[Archive, Callable[[], subprocess.Popen[str]]],
) -> None:
    archive, start = home
    first, second = start(), start()
    with soon() as until:
        until(lambda: archive.worker.alive() == 2)
    receipts = [give(archive, document(report("洛阳市财政局", year), pages=8, slow=0.2)) for year in (2017, 2018, 2019)]
    with soon() as until:
        until(lambda: archive.intake.progress().reading >= 2)
    first.kill()
    first.wait()
    with soon() as until:
        until(lambda: archive.intake.pending() == 0)
    assert second.poll() is None
    assert all(archive.intake.document(one.sha256 or "").state == "read" for one in receipts)
