"""A table whose labels cannot be read is given its name by a person: values by place, all in doubt, or none at all."""

from typing import Any

import pytest

from archive.archive import Archive
from archive.derived.named import BY_PLACE, placed
from archive.derived.standing import stand, table_field
from archive.errors import InvalidValue, NotFound
from archive.forms import load_form
from archive.records import Finding, Observation, ReportReading, Status, Table, TableCell
from archive.relations.weigh import WEAK, weigh
from tests.archive.entering import entered

COLUMNS = 7
FORM = load_form("2019")
ROWS = 23
HERE = table_field(1, 0.5, 0.2)
THERE = table_field(2, 0.5, 0.2)
THREE_SUMS = (("natural_person", "2"), ("enterprise", "3"), ("total", "5"))


def cell(row: int, column: int, text: str, page: int = 1, **more: Any) -> TableCell:
    box = (0.05 + column * 0.09, 0.02 + row * 0.035, 0.14 + column * 0.09, 0.055 + row * 0.035)
    return TableCell(row=row, column=column, text=text, box=box, page=page, confidence=0.9, **more)


def line(row: int, number: int, page: int = 1, columns: int = COLUMNS) -> list[TableCell]:
    """A row with an unreadable label over three columns and the values `number`.1, `number`.2 and so on as digits."""
    label = cell(row, 0, "", page, column_span=3)
    return [label, *(cell(row, 3 + at, f"{number}{at}", page) for at in range(columns))]


def requests(first: int, last: int, page: int = 1, columns: int = COLUMNS) -> Table:
    """Rows `first` to `last` of table 2 under a header that nobody can read."""
    head = [cell(0, 3 + at, "■□科", page) for at in range(columns)]
    cells = [one for at, number in enumerate(range(first, last + 1), 1) for one in line(at, number, page, columns)]
    return Table(form=None, pages=(page,), section=None, cells=(*head, *cells))


def reading(*tables: Table, seen: dict[str, str] | None = None) -> ReportReading:
    found = seen or {}
    observations = tuple(
        Observation(metric=metric.id, value=found[metric.id], unit=metric.unit, raw="", status=Status.CERTAIN)
        if metric.id in found
        else Observation(metric=metric.id, value=None, unit=metric.unit, raw=None, status=Status.ABSENT)
        for metric in FORM.metrics
    )
    absent = [
        Finding(relation=f"absent.{table.id}", grade="hint", metrics=(), message="", likely="document")
        for table in FORM.tables
    ]
    return ReportReading(
        title=None,
        office_name=None,
        year=None,
        edition="2019",
        pages=(1, 2),
        tables=tables,
        observations=observations,
        findings=tuple(absent),
    )


def indicators(first: int, last: int, page: int = 1) -> Table:
    """Indicators `first` to `last` of the list of 2014, each 100 and its number, in groups of ten under headings."""
    cells = [cell(0, at, text, page) for at, text in enumerate(("统□指■", "单位", "统计数"))]
    for number in range(first, last + 1):
        if number % 10 == 1:  # a group's heading says neither unit nor figure
            cells += [cell(len(cells) // 3, at, text, page) for at, text in enumerate(("■□", "", ""))]
        cells += [cell(len(cells) // 3, at, text, page) for at, text in enumerate(("□■", "件", f"{100 + number}"))]
    return Table(form=None, pages=(page,), section=None, cells=tuple(cells))


def values(stood: ReportReading) -> dict[str, Observation]:
    return {one.metric: one for one in stood.observations if one.status is not Status.ABSENT}


def test_a_table_of_the_forms_shape_gives_its_values_each_in_doubt_with_its_place() -> None:
    stood = stand(reading(requests(1, ROWS)), {HERE: "requests"})
    taken = values(stood)
    assert len(taken) == ROWS * COLUMNS
    assert {one.status for one in taken.values()} == {Status.DOUBTFUL}
    total = taken["requests.received.total"]
    assert (total.value, total.page, total.reason) == ("16", 1, BY_PLACE)
    assert total.box == cell(1, 9, "").box
    assert taken["requests.carried_out.natural_person"].value == "230"
    assert stood.tables[0].form == "requests"
    assert [one.relation for one in stood.findings] == ["absent.disclosure", "absent.disputes"]


@pytest.mark.parametrize(("reason", "status"), [(BY_PLACE, Status.DOUBTFUL), (WEAK[0], Status.CERTAIN)])
def test_relations_never_make_such_a_value_sure(reason: str, status: Status) -> None:
    """Two sums lead from sure values to this one: that lifts a doubt about its digits, and never one about its place."""
    total = "requests.received.total"
    stood = stand(reading(requests(1, ROWS)), {HERE: "requests"})
    figures = {f"requests.{row}.{column}": value for row in ("received", "carried_out") for column, value in THREE_SUMS}
    observations = [
        one.model_copy(
            update={
                "value": figures.get(one.metric, "0"),
                "status": Status.DOUBTFUL if one.metric == total else Status.CERTAIN,
                "reason": reason if one.metric == total else None,
            }
        )
        for one in stood.observations
    ]
    assert next(one for one in weigh("2019", observations) if one.metric == total).status is status


def test_parts_on_two_pages_are_taken_when_both_are_named() -> None:
    read = reading(requests(1, 9), requests(10, ROWS, page=2))
    assert values(stand(read, {HERE: "requests"})) == {}
    both = values(stand(read, {HERE: "requests", THERE: "requests"}))
    assert len(both) == ROWS * COLUMNS
    assert both["requests.carried_out.total"].page == 2


@pytest.mark.parametrize(
    "table",
    [
        requests(1, ROWS - 1),
        requests(1, ROWS + 1),
        requests(1, ROWS, columns=COLUMNS - 1),
        Table(
            form=None,
            pages=(1,),
            section=None,
            cells=tuple(cell(row, at, "1") for row in range(ROWS) for at in range(COLUMNS)),
        ),
    ],
    ids=["a row too few", "a row too many", "a column too few", "no column of labels"],
)
def test_what_does_not_fit_is_refused_and_not_shifted(table: Table) -> None:
    assert placed(FORM, "requests", [table]) == {}
    assert values(stand(reading(table), {HERE: "requests"})) == {}


def test_the_list_of_2014_is_taken_by_its_lines() -> None:
    form = load_form("2014")
    found = placed(form, "statistics", [indicators(1, 25), indicators(26, 58, page=2)])
    assert [cell.text for cell in found.values()] == [str(100 + number) for number in range(1, 59)]
    assert list(found) == [metric.id for metric in form.metrics]
    assert placed(form, "statistics", [indicators(1, 57)]) == {}
    assert placed(form, "statistics", [indicators(1, 25), indicators(25, 58, page=2)]) == {}


def test_what_was_found_stands() -> None:
    read = reading(requests(1, ROWS), seen={"requests.received.total": "5"})
    total = values(stand(read, {HERE: "requests"}))["requests.received.total"]
    assert (total.value, total.status) == ("5", Status.CERTAIN)


def test_blanks_and_words_are_no_numbers_and_stay_in_doubt() -> None:
    table = requests(1, ROWS)
    cells = [
        one.model_copy(
            update={"text": {(1, 3): "—", (1, 4): "3O", (1, 5): "１,２34"}.get((one.row, one.column), one.text)}
        )
        for one in table.cells
    ]
    taken = values(stand(reading(table.model_copy(update={"cells": tuple(cells)})), {HERE: "requests"}))
    # A letter among the digits makes the row no row of values, so that nothing fits any more.
    assert taken == {}
    cells = [one.model_copy(update={"text": "1.2.3"}) if one.text == "3O" else one for one in cells]
    taken = values(stand(reading(table.model_copy(update={"cells": tuple(cells)})), {HERE: "requests"}))
    first, second, third = (taken[f"requests.received.{name}"] for name in ("natural_person", "enterprise", "research"))
    assert (first.value, first.raw, first.status) == (None, "—", Status.DOUBTFUL)
    assert (second.value, second.raw, second.status) == (None, "1.2.3", Status.DOUBTFUL)
    assert third.value == "1234"


def test_a_person_settles_such_a_value_and_takes_the_name_back() -> None:
    read = reading(requests(1, ROWS))
    settled = values(stand(read, {HERE: "requests", "requests.received.total": "8"}))["requests.received.total"]
    assert (settled.value, settled.status) == ("8", Status.CORRECTED)
    assert stand(read, {}) == read


def test_the_desk_names_a_table_and_takes_it_back(archive: Archive) -> None:
    table = requests(1, ROWS).model_dump(mode="json")
    report_id = entered(archive, edition="none", tables=[table])
    with pytest.raises(InvalidValue):
        archive.desk.name_table(report_id, 1, 0.5, 0.2, "requests", why="", user="li")
    archive.desk.correct_field(report_id, "edition", before="none", after="2019", why="版式", user="li")
    for place, name, error in (((1, 0.99, 0.99), "requests", NotFound), ((1, 0.5, 0.2), "statistics", InvalidValue)):
        with pytest.raises(error):
            archive.desk.name_table(report_id, *place, name, why="", user="li")
    record = archive.desk.name_table(report_id, 1, 0.5, 0.2, "requests", why="标签不清", user="li")
    taken = [one for one in record.observations if one.status is not Status.MISSING]
    assert len(taken) == ROWS * COLUMNS
    assert all(one.status in (Status.DOUBTFUL, Status.PROPOSED) and one.box for one in taken)
    said = archive.desk.history(report_id)[-1]
    assert (said.field, said.before, said.after) == (HERE, None, "requests")
    record = archive.desk.undo(said.id, user="li")
    assert {one.status for one in record.observations} == {Status.MISSING}


def test_the_desk_names_the_list_of_2014(archive: Archive) -> None:
    parts = [one.model_dump(mode="json") for one in (indicators(1, 25), indicators(26, 58, page=2))]
    report_id = entered(archive, edition="none", tables=parts)
    archive.desk.correct_field(report_id, "edition", before="none", after="2014", why="版式", user="li")
    for page in (1, 2):
        record = archive.desk.name_table(report_id, page, 0.2, 0.5, "statistics", why="标签不清", user="li")
    taken = {one.metric: one for one in record.observations if one.status is not Status.MISSING}
    assert len(taken) == 58
    assert taken["statistics.people_trained"].value == "158"
    assert all(one.status in (Status.DOUBTFUL, Status.PROPOSED) and one.box for one in taken.values())
