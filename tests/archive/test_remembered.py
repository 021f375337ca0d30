"""What checking found is kept, and a record made of it is the one that checking anew gives."""

from collections.abc import Callable
from typing import Any

import pytest

from archive.archive import Archive
from archive.db.tables import checks
from archive.derived import checking, remembered
from archive.records import Observation, ReportReading, Status
from tests.archive.entering import entered
from tests.archive.tables import values

CELL = "requests.disclosed.natural_person"
READ = {metric: str(value) for metric, value in values().items()}


def wrong(**more: str) -> dict[str, Any]:
    """A report with a value in doubt for which the relations propose another."""
    read = {**READ, CELL: "11", **more}
    return {"year": 2021, "edition": "2021", "values": read, "doubtful": [CELL]}


def forget(archive: Archive) -> None:
    with archive.ground.writing() as connection:
        connection.execute(checks.delete())


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the readings that are checked from now on."""
    plain: Callable[..., checking.Checked] = checking.checked
    seen: list[str] = []

    def check(reading: ReportReading, *rest: Any) -> checking.Checked:
        seen.append(reading.title or "")
        return plain(reading, *rest)

    monkeypatch.setattr(checking, "checked", check)
    return seen


def test_a_record_is_the_same_without_what_is_kept(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    report_id = entered(archive, **wrong())
    archive.desk.correct(
        report_id, "requests.received.total", before=READ["requests.received.total"], after="7", why="", user="li"
    )
    anew = counted(monkeypatch)
    kept = archive.reports.get(report_id)
    assert anew == []
    assert any(one.status in (Status.PROPOSED, Status.DOUBTFUL) for one in kept.observations)
    forget(archive)
    assert archive.reports.get(report_id) == kept
    assert len(anew) == 1


def test_what_follows_from_something_else_is_not_taken(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    report_id = entered(archive, **wrong())
    before = archive.reports.get(report_id)
    anew = counted(monkeypatch)
    with archive.ground.writing() as connection:
        connection.execute(checks.update().values(digest="of other rules", changes={"0": {"value": "999"}}))
    assert archive.reports.get(report_id) == before
    assert len(anew) == 1


def test_a_new_index_keeps_what_was_lacking(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    entered(archive, **wrong())
    forget(archive)
    anew = counted(monkeypatch)
    archive.upkeep.reindex()
    archive.upkeep.reindex()
    assert len(anew) == 1


@pytest.mark.parametrize(
    "other",
    [
        ("another", 2021, {}, set()),
        ("blob", 2022, {}, set()),
        ("blob", 2021, {CELL: "1"}, set()),
        ("blob", 2021, {}, {CELL}),
    ],
)
def test_a_digest_is_of_everything_that_a_check_follows_from(other: tuple[str, int, dict[str, str], set[str]]) -> None:
    assert remembered.digest("blob", 2021, {}, set()) != remembered.digest(*other)


def test_changes_come_back_from_json_as_they_were() -> None:
    before = Observation(
        metric=CELL,
        value="1",
        unit="件",
        raw="1",
        status=Status.CERTAIN,
        confidence=0.9,
        page=1,
        box=(0.1, 0.2, 0.3, 0.4),
    )
    after = before.model_copy(update={"value": None, "status": Status.PROPOSED, "candidates": ("7", "9"), "box": None})
    made = remembered.changes([before, before], [before, after])
    assert set(made) == {"1"}
    assert remembered.changed([before, before], made) == (before, after)
