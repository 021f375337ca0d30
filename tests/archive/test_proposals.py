"""Proposals in the archive: in the record, its counts, the index and the findings at once, and never over a person's word."""

import json
from typing import Any

import pytest

from archive.archive import Archive
from archive.records import CellReading, Observation, ReportRecord, Status
from tests import fakes
from tests.archive.entering import entered, give, read
from tests.archive.tables import values
from tests.fakes import FakeIndexer, document, report
from web.contract import as_json, report_shape

CELL = "requests.disclosed.natural_person"  # 17
PARTS = "requests.disclosed.enterprise"  # 2
READ = {metric: str(value) for metric, value in values().items()}


@pytest.fixture(autouse=True)
def _second_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fake documents whose orders name what a second reader saw."""
    plain = fakes._observation

    def seen(metric: str, unit: str | None, one: dict[str, Any]) -> Observation:
        observation = plain(metric, unit, one)
        second = one.get("second", {}).get(metric)
        if second is None:
            return observation
        views = (*observation.readings, CellReading(reader="page", raw=second, confidence=0.6))
        return observation.model_copy(update={"readings": views, "reason": "各次识读不一致"})

    monkeypatch.setattr(fakes, "_observation", seen)


def order(read_as: str = "11", second: str | None = "17", **more: Any) -> dict[str, Any]:
    """A report one of whose values was misread, and doubted."""
    facts = {"year": 2021, "edition": "2021", "values": {**READ, CELL: read_as, **more}, "doubtful": [CELL]}
    return facts if second is None else {**facts, "second": {CELL: second}}


def enter(archive: Archive, **facts: Any) -> str:
    return entered(archive, **facts)


def value(record: ReportRecord, metric: str = CELL) -> Observation:
    return {one.metric: one for one in record.observations}[metric]


def hard(record: ReportRecord) -> dict[str, str]:
    return {one.relation: one.likely for one in record.findings if one.grade == "hard"}


def test_a_proposal_is_in_the_record_the_index_and_the_counts(archive: Archive, indexer: FakeIndexer) -> None:
    report_id = enter(archive, **order())
    record = archive.reports.get(report_id)
    seen = value(record)
    assert (seen.status, seen.value, seen.raw) == (Status.PROPOSED, "17", "11")
    assert indexer.held[report_id] == record
    assert hard(record) == {"requests.row.disclosed": "reading", "requests.results.natural_person": "reading"}
    assert archive.statistics.values([report_id], [CELL]) == {(report_id, CELL): ("17", Status.PROPOSED)}
    assert archive.desk.doubts(status=Status.PROPOSED).total == 1
    assert (record.versions[0].doubts, archive.reports.list().items[0].doubts) == (1, 1)


def test_the_contract_shows_the_suggested_value_and_the_printed_text_as_read(archive: Archive) -> None:
    record = archive.reports.get(enter(archive, **order()))
    shown = json.loads(as_json(report_shape(record)))
    (seen,) = [one for one in shown["observations"] if one["metric"] == CELL]
    assert (seen["value"], seen["raw"], seen["status"], seen["page"]) == ("17", "11", "proposed", 1)
    assert set(seen) == {"metric", "value", "unit", "raw", "status", "confidence", "page", "box"}


def test_accepting_a_proposal_ends_the_doubt_and_the_findings(archive: Archive) -> None:
    report_id = enter(archive, **order())
    record = archive.desk.correct(report_id, CELL, before="17", after="17", why="看原件", user="li")
    assert (value(record).status, value(record).value, hard(record)) == (Status.CORRECTED, "17", {})
    assert record.versions[0].doubts == 0


def test_a_persons_word_wins_over_a_proposal_and_gives_way_when_taken_back(archive: Archive) -> None:
    report_id = enter(archive, **order())
    record = archive.desk.correct(report_id, CELL, before="17", after="11", why="原件如此", user="li")
    assert (value(record).status, value(record).value) == (Status.CORRECTED, "11")
    assert hard(record) == {"requests.row.disclosed": "document", "requests.results.natural_person": "document"}
    (word,) = archive.desk.history(report_id, CELL)
    assert value(archive.desk.undo(word.id, user="li")).status is Status.PROPOSED


def test_a_correction_elsewhere_makes_a_proposal_or_ends_it(archive: Archive) -> None:
    """The doubtful value is right as long as its row is said to be so, and is proposed another when it is not."""
    report_id = enter(archive, **order("17", None))
    assert value(archive.reports.get(report_id)).status is Status.DOUBTFUL
    for metric, after in (("requests.disclosed.total", "120"), ("requests.processed.natural_person", "129")):
        record = archive.desk.correct(report_id, metric, before=READ[metric], after=after, why="看原件", user="li")
    assert (value(record).value, value(record).status) == ("117", Status.PROPOSED)
    for word in archive.desk.history(report_id):
        record = archive.desk.undo(word.id, user="li")
    assert (value(record).value, value(record).status) == ("17", Status.DOUBTFUL)


def test_another_reading_of_the_document_is_repaired_anew(archive: Archive) -> None:
    receipt = give(archive, document(report(**order()), pages=1))
    (report_id,) = read(archive, receipt.sha256 or "")
    archive.desk.correct(report_id, PARTS, before="2", after="2", why="看原件", user="li")
    archive.intake.read_again(receipt.sha256 or "", user="li")
    read(archive, receipt.sha256 or "")
    record = archive.reports.get(report_id)
    assert (value(record).status, value(record, PARTS).status) == (Status.PROPOSED, Status.CORRECTED)


def test_what_the_office_is_said_to_have_broken_itself_asks_for_nothing(archive: Archive) -> None:
    report_id = enter(archive, **order())
    for finding in [one for one in archive.reports.get(report_id).findings if one.grade == "hard"]:
        record = archive.desk.answer(report_id, finding.relation, message=finding.message, why="原件如此", user="li")
    assert (value(record).status, value(record).value) == (Status.DOUBTFUL, "11")
    assert set(hard(record).values()) == {"document"}


def test_the_offices_own_error_stays_as_printed(archive: Archive) -> None:
    facts = order("17", None, **{"requests.disclosed.total": "21"})
    record = archive.reports.get(enter(archive, **{**facts, "doubtful": []}))
    assert hard(record) == {"requests.row.disclosed": "document", "requests.results.total": "document"}
    assert value(record, "requests.disclosed.total").value == "21"
    assert {one.status for one in record.observations} <= {Status.CERTAIN}
