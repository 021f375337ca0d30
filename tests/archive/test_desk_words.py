"""Words on texts, editions and findings; what later readings say of them; undo; two people at once; the queue's order."""

import json
import threading
from collections.abc import Callable

import pytest

from archive.archive import Archive
from archive.derived.standing import outside, stand, table_field
from archive.desk.doubts import Wanted
from archive.errors import Conflict, InvalidQuery, InvalidValue, NotFound
from archive.records import Observation, ReportReading, ReportRecord, Status, Table, TableCell
from archive.views import CorrectionRow, Word
from tests.archive.entering import entered, give, read
from tests.archive.test_desk import METRIC, value
from tests.fakes import FakeIndexer, FakeReader, document, report

SUM = {"reconsideration.upheld": "1", "reconsideration.corrected": "1", "reconsideration.total": "3"}


def say(archive: Archive, report_id: str, before: str | None, after: str | None, **more: object) -> ReportRecord:
    return archive.desk.correct(report_id, METRIC, before=before, after=after, why="看原件", user="li", **more)  # type: ignore[arg-type]


def another_engine(archive: Archive, sha256: str, change: Callable[[dict[str, object]], None]) -> None:
    """Read the document again with an engine that reads it otherwise."""
    reader = archive.ground.reader
    assert isinstance(reader, FakeReader)
    original = reader.assemble

    def assemble(pages, image, filename, *more):  # type: ignore[no-untyped-def]
        orders = json.loads(pages[0].layout)
        change(orders["reports"][0])
        pages = [pages[0].model_copy(update={"layout": json.dumps(orders)}), *pages[1:]]
        return original(pages, image, filename, *more)

    reader.assemble = assemble  # type: ignore[method-assign]
    try:
        archive.intake.read_again(sha256, user="li")
        read(archive, sha256)
    finally:
        del reader.assemble


def word(archive: Archive, report_id: str, field: str = METRIC) -> CorrectionRow:
    return archive.desk.history(report_id, field)[-1]


@pytest.mark.parametrize(
    ("read_now", "doubtful", "said"),
    [("9", False, "agrees"), ("8", False, "repeats"), ("7", False, "disagrees"), ("7", True, None)],
)
def test_a_correction_survives_another_engine_which_agrees_or_not(
    archive: Archive, read_now: str, doubtful: bool, said: str | None
) -> None:
    receipt = give(archive, document(report(values={METRIC: "8"}), pages=1))
    (report_id,) = read(archive, receipt.sha256 or "")
    say(archive, report_id, "8", "9")
    assert word(archive, report_id).later is None

    def change(order: dict[str, object]) -> None:
        order["values"] = {METRIC: read_now}
        order["doubtful"] = [METRIC] if doubtful else []

    another_engine(archive, receipt.sha256 or "", change)
    seen = value(archive.reports.get(report_id))
    assert (seen.value, seen.status, seen.raw) == ("9", Status.CORRECTED, read_now)
    assert word(archive, report_id).later == said
    assert [one.id for one in archive.desk.disagreements(Wanted())] == (
        [word(archive, report_id).id] if said == "disagrees" else []
    )
    say(archive, report_id, "9", "9")  # looked at again: settled
    assert archive.desk.disagreements(Wanted()) == ()


def test_the_text_of_a_section_is_corrected_and_survives_and_is_found(archive: Archive, indexer: FakeIndexer) -> None:
    receipt = give(archive, document(report(text="本年收到申情\n完"), pages=1))
    (report_id,) = read(archive, receipt.sha256 or "")
    record = archive.desk.correct_section(
        report_id, 1, "text", before="本年收到申情\n完", after="本年收到申请\n完", why="错字", user="li"
    )
    (section,) = record.sections
    assert section.text == "本年收到申请\n完" == indexer.held[report_id].sections[0].text
    places = archive.reports.locate(report_id, 1, 0, 6)
    assert {spot.page for spot in places} == {1}
    assert min(spot.box[0] for spot in places) == pytest.approx(0.1)
    with pytest.raises(Conflict):
        archive.desk.correct_section(report_id, 1, "text", before="本年收到申情\n完", after="x", why="", user="wang")

    another_engine(archive, receipt.sha256 or "", lambda order: order.update(text="本年收到甲情\n完"))
    assert archive.reports.get(report_id).sections[0].text == "本年收到申请\n完"
    (said,) = archive.desk.history(report_id)
    assert (said.field, said.later) == ("report.section.1.text", "disagrees")
    assert archive.desk.undo(said.id, user="li").sections[0].text == "本年收到甲情\n完"


def test_a_section_that_was_not_found_is_added_and_titled(archive: Archive) -> None:
    report_id = entered(archive)
    archive.desk.correct_section(report_id, 6, "text", before=None, after="无。", why="漏读", user="li")
    record = archive.desk.correct_section(report_id, 6, "title", before="", after="其他事项", why="漏读", user="li")
    assert [(one.number, one.title, one.text) for one in record.sections][-1] == (6, "其他事项", "无。")
    preamble = archive.desk.correct_section(
        report_id, 0, "text", before=None, after="前言。", why="漏读", user="li"
    ).preamble
    assert preamble is not None
    assert preamble.text == "前言。"
    for number, part in ((-1, "text"), (0, "title"), (100, "text")):
        with pytest.raises(InvalidValue):
            archive.desk.correct_section(report_id, number, part, before=None, after="x", why="", user="li")


def test_another_edition_asks_for_its_own_values_at_once_and_the_next_reading_fills_them(archive: Archive) -> None:
    receipt = give(archive, document(report(edition="none"), pages=1))
    (report_id,) = read(archive, receipt.sha256 or "")
    record = archive.desk.correct_field(report_id, "edition", before="none", after="2021", why="版式", user="li")
    assert (record.edition, len(record.observations)) == ("2021", 200)
    assert {one.status for one in record.observations} == {Status.MISSING}
    assert archive.desk.doubts().total == 200
    say(archive, report_id, None, "7")
    another_engine(archive, receipt.sha256 or "", lambda order: order.update(edition="2021", values={METRIC: "5"}))
    record = archive.reports.get(report_id)
    assert value(record).value == "7"
    assert value(record, "disclosure.rules.made").status is Status.NOT_STATED
    edition = word(archive, report_id, "report.edition")
    assert edition.later == "agrees"
    with pytest.raises(InvalidValue):
        archive.desk.correct_field(report_id, "edition", before="2021", after="1999", why="", user="li")


def test_a_named_edition_is_what_the_next_reading_is_told(archive: Archive) -> None:
    receipt = give(archive, document(report(edition="none", values={METRIC: "5"}), pages=1))
    (report_id,) = read(archive, receipt.sha256 or "")
    archive.desk.correct_field(report_id, "edition", before="none", after="2021", why="版式", user="li")
    archive.intake.read_again(receipt.sha256 or "", user="li")
    read(archive, receipt.sha256 or "")
    assert value(archive.reports.get(report_id)).value == "5"


def test_a_table_that_is_not_the_reports_gives_no_values(archive: Archive) -> None:
    cell = TableCell(row=0, column=0, text="8", box=(0.4, 0.4, 0.6, 0.6), page=1)
    table = Table(form="requests", pages=(1,), section=3, cells=(cell,))
    observation = Observation(
        metric=METRIC, value="8", unit="件", raw="8", status=Status.CERTAIN, page=1, box=(0.5, 0.5, 0.55, 0.52)
    )
    reading = ReportReading(
        title=None,
        office_name=None,
        year=None,
        edition="2019",
        pages=(1,),
        tables=(table,),
        observations=(observation,),
    )
    field = table_field(1, 0.5, 0.5)
    assert outside({field: "none", METRIC: "8"}) == ((1, 0.5, 0.5),)
    stood = stand(reading, {field: "none"})
    assert stood.observations[0].status is Status.MISSING
    assert stood.tables[0].form is None
    assert stand(reading, {table_field(1, 0.1, 0.1): "none"}) == reading
    assert stand(reading, {field: "none", METRIC: "9"}).observations[0].value == "9"
    report_id = entered(archive)
    with pytest.raises(NotFound):
        archive.desk.disown_table(report_id, 1, 0.5, 0.5, why="", user="li")


def test_a_field_is_taken_back(archive: Archive) -> None:
    report_id = entered(archive, office="洛阳市财政局", title="年度报告")
    archive.desk.correct_field(report_id, "title", before="年度报告", after="错题", why="", user="li")
    archive.desk.correct_field(report_id, "scope", before=None, after="own", why="", user="li")
    title, scope = archive.desk.history(report_id)
    assert archive.desk.undo(title.id, user="li").title == "年度报告"
    assert archive.desk.undo(scope.id, user="li").scope is None
    assert {one.undone_by for one in archive.desk.history(report_id)} == {"li"}
    archive.desk.correct_field(report_id, "title", before="年度报告", after="一", why="", user="li")
    archive.desk.correct_field(report_id, "title", before="一", after="二", why="", user="wang")
    first, second = archive.desk.history(report_id)[-2:]
    with pytest.raises(Conflict, match="wang"):
        archive.desk.undo(first.id, user="li")
    assert archive.desk.undo(second.id, user="li").title == "一"


def test_the_office_wrote_this_is_kept_and_shown_as_the_offices(archive: Archive) -> None:
    report_id = entered(archive, values=SUM, doubtful=["reconsideration.total"])
    (finding,) = archive.reports.get(report_id).findings
    assert finding.likely == "reading"
    assert archive.desk.breaks(Wanted()).total == 1
    record = archive.desk.correct(
        report_id, "reconsideration.total", before="3", after="3", why="原件如此", user="li", as_printed=True
    )
    (finding,) = record.findings
    assert (finding.grade, finding.likely) == ("hard", "document")
    assert value(record, "reconsideration.total").value == "3"
    assert archive.desk.breaks(Wanted()).total == 0
    answered = word(archive, report_id, "finding.reconsideration.sum")
    archive.desk.undo(answered.id, user="li")
    assert archive.desk.breaks(Wanted()).total == 1


def test_a_break_is_answered_as_it_reads_and_opens_again_when_it_reads_otherwise(archive: Archive) -> None:
    report_id = entered(archive, values=SUM)
    ((_, row),) = archive.desk.breaks(Wanted()).items
    archive.desk.answer(report_id, row.relation, message=row.message, why="原件如此", user="li")
    assert archive.desk.breaks(Wanted()).items == ()
    with pytest.raises(Conflict):
        archive.desk.answer(report_id, row.relation, message="另一句", why="", user="li")
    archive.desk.correct(report_id, "reconsideration.total", before="3", after="4", why="看错", user="li")
    assert archive.desk.breaks(Wanted()).total == 1


def test_an_answer_is_not_called_the_offices_while_another_cell_is_in_doubt(archive: Archive) -> None:
    report_id = entered(archive, values=SUM, doubtful=["reconsideration.total", "reconsideration.upheld"])
    record = archive.desk.correct(
        report_id, "reconsideration.total", before="3", after="3", why="原件如此", user="li", as_printed=True
    )
    assert record.findings[0].likely == "reading"
    assert archive.desk.breaks(Wanted()).total == 1


def test_of_two_editors_who_both_confirm_or_change_the_second_is_told_by_whom(archive: Archive) -> None:
    report_id = entered(archive, values={METRIC: "8"})
    told: list[str] = []

    def work(user: str, after: str) -> None:
        try:
            archive.desk.correct(report_id, METRIC, before="8", after=after, why="", user=user, seen=0)
        except Conflict as error:
            told.append(error.reason)

    threads = [threading.Thread(target=work, args=pair) for pair in (("li", "8"), ("wang", "8"), ("zhao", "9"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (kept,) = archive.desk.history(report_id)
    assert len(told) == 2
    assert all(kept.user in reason or f"is {kept.after} by now" in reason for reason in told)
    assert value(archive.reports.get(report_id)).value == kept.after
    say(archive, report_id, kept.after, "5", seen=kept.id)
    assert value(archive.reports.get(report_id)).value == "5"


def test_several_values_are_set_all_or_none(archive: Archive) -> None:
    report_id = entered(archive, values={METRIC: "8"})
    other = "reconsideration.total"
    with pytest.raises(Conflict):
        archive.desk.correct_all(report_id, [Word(METRIC, "8", "9"), Word(other, "1", "2")], why="", user="li")
    assert archive.desk.history(report_id) == ()
    record = archive.desk.correct_all(report_id, [Word(METRIC, "8", "9"), Word(other, None, "2")], why="", user="li")
    assert [value(record, name).value for name in (METRIC, other)] == ["9", "2"]


def test_the_main_figures_come_first_and_a_cursor_goes_on_where_it_was(archive: Archive) -> None:
    rest, second = "requests.disclosed.research", "requests.received.research"
    entered(archive, year=2019, doubtful=[rest, second, METRIC, "reconsideration.upheld"])
    entered(archive, year=2020, doubtful=[rest, METRIC])
    whole = archive.desk.doubts(limit=50).items
    assert [one.metric for one in whole[:3]] == [METRIC, METRIC, second]
    walked: list[object] = []
    after = None
    while found := archive.desk.next_doubts(Wanted(), 1, after):
        walked += [(one.report, one.metric) for one in found]
        after = found[-1].cursor
    assert walked == [(one.report, one.metric) for one in whole]
    year = archive.desk.next_doubts(Wanted(year=2020), 9)
    assert len(year) == archive.desk.count(Wanted(year=2020)) == 2
    one = whole[0].report
    assert {found.report for found in archive.desk.next_doubts(Wanted(report=one), 9)} == {one}
    assert archive.desk.count(Wanted(report=one)) == sum(found.report == one for found in whole)
    with pytest.raises(InvalidQuery):
        archive.desk.next_doubts(Wanted(), 1, "nonsense")


def test_nothing_is_said_of_what_is_not_there(archive: Archive) -> None:
    report_id = entered(archive)
    with pytest.raises(NotFound):
        archive.desk.correct_field(report_id, "colour", before=None, after="red", why="", user="li")
    with pytest.raises(Conflict):
        archive.desk.answer(report_id, "reconsideration.sum", message="x", why="", user="li")


def test_every_observation_is_there_once_in_a_corrected_edition(archive: Archive) -> None:
    report_id = entered(archive, values={METRIC: "8"})
    record = archive.desk.correct_field(report_id, "edition", before="2019", after="2021", why="", user="li")
    found: dict[str, Observation] = {one.metric: one for one in record.observations}
    assert len(found) == len(record.observations) == 200
    assert found[METRIC].value == "8"
    assert found["requests.other_rest.total"].status is Status.MISSING
