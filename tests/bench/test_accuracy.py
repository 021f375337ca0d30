"""What is graded is the record that people see: a reading held against its form's relations."""

from archive.records import ReportReading, Status
from tests.archive.tables import doubtful, reading
from tests.bench.accuracy import shown

CELL = "requests.disclosed.natural_person"  # 17


def test_what_the_relations_make_of_a_reading_is_graded() -> None:
    read = ReportReading(title=None, office_name=None, year=2021, edition="2021", pages=(1,)).model_copy(
        update={"observations": reading({CELL: doubtful(CELL, 11, second=17)})}
    )
    held = shown(read)
    assert held is not None
    (value,) = [one for one in held.observations if one.metric == CELL]
    assert (value.status, value.value) == (Status.PROPOSED, "17")


def test_a_report_that_was_not_found_is_graded_as_such() -> None:
    assert shown(None) is None
