"""Relations lift doubts about digits only where two of them lead to the value from values that are sure."""

from collections.abc import Mapping
from random import Random

from archive.records import CellReading, Observation, Status
from archive.relations.weigh import weigh
from tests.bench.misreading import WEAK, seen, truth

DIFFER = "各次识读不一致：“1”、“1”、“”"
CELL, TOTAL, OTHER = (
    f"requests.{name}" for name in ("disclosed.natural_person", "disclosed.total", "disclosed.research")
)
SUM, GRAND = "requests.processed.natural_person", "requests.processed.total"
IN, IN_TOTAL = "requests.received.natural_person", "requests.received.total"
OTHER_ROW = "requests.partly_disclosed.natural_person"
REST, REST_TOTAL = "requests.other_rest.natural_person", "requests.other_rest.total"
ONE = {CELL: "1", TOTAL: "1", REST: "4", REST_TOTAL: "4", SUM: "5", GRAND: "5", IN: "5", IN_TOTAL: "5"}
ALIKE = {CELL: "1", TOTAL: "1", SUM: "1", GRAND: "1", IN: "1", IN_TOTAL: "1"}


def weighed(values: Mapping[str, str], doubts: Mapping[str, str]) -> dict[str, Status]:
    """The statuses of a report whose other values are 0; `doubts` are reasons by metric."""
    stated = [metric for metric in truth(1, "2021").observations if metric.metric.startswith("requests.")]
    read = [_read(one, values.get(one.metric, "0"), doubts.get(one.metric)) for one in stated]
    return {one.metric: one.status for one in weigh("2021", read)}


def _read(one: Observation, value: str, reason: str | None) -> Observation:
    status = Status.DOUBTFUL if reason else Status.CERTAIN
    return seen(one.model_copy(update={"value": value, "raw": value, "status": status, "reason": reason}), 0.99, 0.98)


def test_a_one_that_its_row_and_its_column_lead_to_is_certain() -> None:
    assert weighed(ONE, {CELL: DIFFER})[CELL] is Status.CERTAIN


def test_a_value_and_its_total_are_confirmed_by_their_columns() -> None:
    found = weighed(ONE, {CELL: DIFFER, TOTAL: WEAK})
    assert {found[CELL], found[TOTAL]} == {Status.CERTAIN}


def test_values_that_are_all_in_doubt_do_not_confirm_one_another() -> None:
    found = weighed(ONE, dict.fromkeys(ONE, DIFFER))
    assert {found[metric] for metric in ONE} == {Status.DOUBTFUL}


def test_values_that_are_all_alike_do_not_confirm_one_another() -> None:
    assert weighed(ALIKE, {CELL: DIFFER})[CELL] is Status.DOUBTFUL


def test_a_place_in_doubt_a_nought_and_a_broken_sum_are_not_lifted() -> None:
    assert weighed(ONE, {CELL: "单元格的框线不完整"})[CELL] is Status.DOUBTFUL
    assert weighed(ONE, {OTHER: DIFFER})[OTHER] is Status.DOUBTFUL
    assert weighed(ONE | {CELL: "7"}, {CELL: DIFFER})[CELL] is Status.DOUBTFUL


def test_a_digit_misread_all_over_the_table_is_never_lifted() -> None:
    for seed in range(60):
        rng = Random(seed)
        right = [one for one in truth(seed, "2021").observations if one.metric.startswith("requests.")]
        wrong = {one.metric: one.value.replace("1", "7") for one in right if one.value and "1" in one.value}
        doubts = {metric: rng.choice((WEAK, DIFFER)) for metric in wrong if rng.random() < 0.9}
        read = [_read(o, wrong.get(o.metric, o.value), doubts.get(o.metric)) if o.value else o for o in right]
        assert not [o for o in weigh("2021", read) if o.metric in doubts and o.status is Status.CERTAIN]


def test_a_dash_that_two_readers_saw_surely_is_printed_though_the_office_broke_the_sum() -> None:
    stated = [one for one in truth(1, "2021").observations if one.metric.startswith("requests.")]
    values = ONE | {SUM: "6"}

    def status(raw: str, second: float) -> Status:
        read = [_read(one, values.get(one.metric, "0"), None) for one in stated]
        marked = [_marked(one, raw, second) if one.metric == OTHER_ROW else one for one in read]
        return {one.metric: one.status for one in weigh("2021", marked)}[OTHER_ROW]

    assert status("—", 0.96) is Status.NOT_STATED
    assert status("—", 0.9) is Status.DOUBTFUL
    assert status("/", 0.96) is Status.DOUBTFUL


def _marked(one: Observation, raw: str, second: float) -> Observation:
    readings = tuple(
        CellReading(reader=reader, raw=raw, confidence=sure) for reader, sure in (("cell", 0.99), ("page", second))
    )
    return one.model_copy(update={"value": None, "raw": raw, "status": Status.NOT_STATED, "readings": readings})


def with_blank_row(row: str, values: Mapping[str, str], *, dash: bool = False) -> dict[str, Status]:
    """The statuses of a report in one row of which nothing was found, or a dash in every cell."""
    stated = [one for one in truth(1, "2021").observations if one.metric.startswith("requests.")]
    read = [
        _blank(one, dash=dash)
        if one.metric.startswith(f"requests.{row}.")
        else _read(one, values.get(one.metric, "0"), None)
        for one in stated
    ]
    return {one.metric: one.status for one in weigh("2021", read) if one.metric.startswith(f"requests.{row}.")}


def _blank(one: Observation, *, dash: bool) -> Observation:
    plain = one.model_copy(update={"value": None, "raw": "", "status": Status.NOT_STATED, "reason": None})
    return _marked(plain, "—", 0.96) if dash else plain.model_copy(update={"readings": ()})


def test_a_row_in_which_nothing_was_found_is_in_doubt_where_several_sums_break_through_it() -> None:
    lost = ONE | {"requests.disclosed.natural_person": "0", "requests.disclosed.total": "0"}
    assert set(with_blank_row("disclosed", lost).values()) == {Status.DOUBTFUL}


def test_a_blank_row_is_blank_where_the_sums_hold_and_where_dashes_are_printed() -> None:
    assert set(with_blank_row("partly_disclosed", ONE).values()) == {Status.NOT_STATED}
    assert set(with_blank_row("disclosed", ONE, dash=True).values()) == {Status.NOT_STATED}
