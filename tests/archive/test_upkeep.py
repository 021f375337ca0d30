"""Fixity, consistency, the index, left-over files."""

import os
import time
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from archive.archive import Archive
from archive.codec import pack, unpack
from archive.records import PageReading, ReportStatus, Run, Word
from archive.reports.places import spots
from tests.archive.entering import entered
from tests.fakes import FakeIndexer


def test_a_sound_archive_has_no_problems(archive: Archive) -> None:
    entered(archive)
    told: list[tuple[int, int]] = []
    found = archive.upkeep.check(lambda done, total: told.append((done, total)))
    assert (found.problems, found.documents, found.reports, found.blobs) == ((), 1, 1, 4)
    assert told[-1] == (4, 4)


def test_changed_and_lost_files_are_named(archive: Archive, tmp_path: Path) -> None:
    entered(archive)
    (document,) = (tmp_path / "blobs" / "documents").iterdir()
    data = bytearray(document.read_bytes())
    data[10] ^= 1
    document.write_bytes(data)
    (image,) = (tmp_path / "blobs" / "pages").rglob("*.png")
    image.unlink()
    problems = {problem.subject.partition("/")[0]: problem.reason for problem in archive.upkeep.check().problems}
    assert set(problems) == {"documents", "pages"}
    assert "changed" in problems["documents"]
    assert "gone" in problems["pages"]


def test_a_broken_reading_is_named(archive: Archive, tmp_path: Path) -> None:
    entered(archive)
    (reading,) = (tmp_path / "blobs" / "readings").rglob("report-0.json.zst")
    reading.write_bytes(b"nonsense")
    assert len(archive.upkeep.check().problems) == 2  # its digest and what it should hold


def test_the_index_is_built_anew_from_published_reports(archive: Archive, indexer: FakeIndexer) -> None:
    first, second = entered(archive, year=2019), entered(archive, year=2020)
    archive.desk.set_status(second, ReportStatus.DRAFT, why="", user="li")
    indexer.held = {}
    assert archive.upkeep.reindex() == 1
    assert set(indexer.held) == {first}
    assert archive.upkeep.health().unindexed == 0


def test_left_over_files_are_swept_when_they_are_old(archive: Archive) -> None:
    scratch = archive.ground.settings.scratch
    (scratch / "job-x").mkdir(parents=True)
    (scratch / "job-x" / "document").write_bytes(b"x")
    assert archive.upkeep.sweep() == 0
    old = time.time() - 2 * 24 * 3600
    os.utime(scratch / "job-x", (old, old))
    assert archive.upkeep.sweep() == 1
    assert list(scratch.iterdir()) == []


def test_health_tells_what_answers(archive: Archive) -> None:
    health = archive.upkeep.health()
    assert (health.database, health.storage, health.workers, health.pending, health.failed) == (True, True, 0, 0, 0)


def test_a_place_in_a_text_becomes_its_part_of_the_line(archive: Archive) -> None:
    report_id = entered(archive, text="本年收到申请")  # one run, from 0.1 to 0.5 across
    (spot,) = archive.reports.locate(report_id, 1, 2, 4)
    assert spot.page == 1
    assert [round(edge, 3) for edge in spot.box] == [0.233, 0.3, 0.367, 0.32]
    assert archive.reports.locate(report_id, 2, 0, 1) == ()


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_spots_lie_in_their_runs_and_touch_only_what_is_meant(
    lengths: list[int], start: int, length: int, upright: bool
) -> None:
    box = (0.1, 0.2, 0.5, 0.22) if upright else (0.1, 0.2, 0.12, 0.9)
    runs, at = [], 0
    for one in lengths:
        runs.append(Run(start=at, end=at + one, page=1, box=box))
        at += one + 1
    found = spots(runs, start, start + length)
    meant = [run for run in runs if run.start < start + length and start < run.end]
    assert len(found) == len(meant)
    for spot in found:
        assert box[0] - 1e-9 <= spot.box[0] <= spot.box[2] <= box[2] + 1e-9
        assert box[1] - 1e-9 <= spot.box[1] <= spot.box[3] <= box[3] + 1e-9


def test_records_come_back_from_their_packing() -> None:
    page = PageReading(
        number=1, width=1, height=1, source="text", words=(Word(text="字", box=(0, 0, 1, 1)),), layout="{}"
    )
    assert unpack(PageReading, pack(page)) == page
