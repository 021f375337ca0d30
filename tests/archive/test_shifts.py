"""Slipped rows and columns: doubted however certain their characters are, and never mended."""

from collections.abc import Sequence
from itertools import pairwise

import pytest

from archive.forms import load_form
from archive.records import Observation, Status
from archive.relations.weigh import weigh
from archive.repair import SHIFTED, repair
from archive.repair.shifts import shifted
from tests.archive.tables import certain, none, reading, values

BLOCK = load_form("2021").table("requests").blocks[0]
ROWS = [[f"requests.{row.id}.{column.id}" for column in BLOCK.columns] for row in BLOCK.rows]
COLUMNS = [list(column) for column in zip(*ROWS, strict=True)]
TRUE = values()


def slipped(run: Sequence[str]) -> tuple[Observation, ...]:
    """Each cell of a run holds what belongs into the one before."""
    moved = {target: certain(target, TRUE[source]) for source, target in pairwise(run)}
    return reading({**moved, run[0]: none(run[0])})


@pytest.mark.parametrize("column", [0, 1, 6])
@pytest.mark.parametrize("back", [False, True])
def test_a_slipped_column_is_doubted_and_nothing_in_its_table_is_proposed(column: int, back: bool) -> None:
    run = COLUMNS[column][::-1] if back else COLUMNS[column]
    read = slipped(run)
    seen = repair("2021", weigh("2021", read))
    moved = [one.metric for one in read if one.metric in run and one.value and int(one.value) != TRUE[one.metric]]
    found = {one.metric: one for one in seen}
    assert len(moved) > 3
    assert {found[metric].status for metric in moved} == {Status.DOUBTFUL}
    assert {found[metric].reason for metric in moved} == {SHIFTED}
    assert [one.value for one in seen] == [one.value for one in read]


def test_a_slipped_row_is_doubted() -> None:
    row = ROWS[0][:-1]
    found = shifted("2021", slipped(row))
    assert {"requests.received.enterprise", "requests.received.research"} <= found
    assert all(metric.startswith("requests.received.") for metric in found)


def test_columns_that_all_slipped_are_doubted() -> None:
    """The first column was lost, so that every other stands where the one before it belongs."""
    read: dict[str, Observation] = {}
    for row in ROWS:
        read |= {target: certain(target, TRUE[source]) for target, source in pairwise(row[:-1])}
        read[row[-2]] = certain(row[-2], 0)
    assert {"requests.received.natural_person", "requests.disclosed.total"} <= shifted("2021", reading(read))


@pytest.mark.parametrize("metric", ["requests.processed.total", "requests.received.natural_person"])
def test_one_wrong_sum_is_no_slip(metric: str) -> None:
    for wrong in (1, 2, 10):
        assert not shifted("2021", reading({metric: certain(metric, TRUE[metric] + wrong)}))


def test_the_long_table_of_2014_slips_too() -> None:
    form = load_form("2014")
    metrics = [metric.id for metric in form.metrics]
    parts = {"statistics.applications_in_person": 3, "statistics.applications_online": 5}
    sums = {"statistics.applications_received": 8, "statistics.staff": 7, "statistics.staff_full_time": 4}
    true = {**dict.fromkeys(metrics, 0), **parts, **sums, "statistics.staff_part_time": 3}
    assert not shifted("2014", [certain(metric, value) for metric, value in true.items()])
    run = metrics[metrics.index("statistics.applications_received") :]
    read = {**true, run[0]: 0} | {target: true[source] for source, target in pairwise(run)}
    found = shifted("2014", [certain(metric, value) for metric, value in read.items()])
    assert {"statistics.applications_received", "statistics.applications_in_person"} <= found
