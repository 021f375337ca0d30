"""Repair: what the relations propose, and what they must never touch."""

from collections.abc import Iterable
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from archive.records import Observation, Status
from archive.relations import evaluate, known_values, outcomes, relations_of
from archive.relations.weigh import BROKEN, weigh
from archive.repair import repair
from archive.repair.cells import confused
from archive.repair.search import TooHardError, solve
from tests.archive.tables import certain, doubtful, missing, none, reading, values

CELL = "requests.disclosed.natural_person"  # 17
TRUE = values()
TABLE_2 = sorted(metric for metric in TRUE if metric.startswith("requests."))
# Shrinking two hundred cells takes minutes and tells little.
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)
STANDING = {Status.CERTAIN, Status.CORRECTED, Status.NOT_STATED}


def by_metric(observations: Iterable[Observation]) -> dict[str, Observation]:
    return {one.metric: one for one in observations}


def mended(*changed: Observation, blank: Iterable[str] = ()) -> dict[str, Observation]:
    """The report with these readings, weighed and repaired, as the archive does it."""
    return by_metric(repair("2021", weigh("2021", reading(by_metric(changed), blank=blank))))


def test_a_report_that_adds_up_stays_as_it_was_read() -> None:
    assert all(outcome.state == "holds" for outcome in outcomes("2021", reading()))
    assert repair("2021", reading()) == reading()


@pytest.mark.parametrize("metric", TABLE_2)
def test_the_second_readers_value_is_proposed_where_the_firsts_breaks_relations(metric: str) -> None:
    wrong = TRUE[metric] + 1
    seen = mended(doubtful(metric, wrong, second=TRUE[metric]))[metric]
    assert (seen.status, seen.value) == (Status.PROPOSED, str(TRUE[metric]))
    assert (seen.raw, seen.readings[0].raw, seen.page) == (str(wrong), str(wrong), 1)
    assert str(wrong) in seen.candidates
    assert f"识读为“{wrong}”" in (seen.reason or "")
    assert "勾稽关系成立" in (seen.reason or "")


@pytest.mark.parametrize(("wrong", "proposal"), [(11, None), (77, None), (1, 17), (7, 17), (117, None), (23, None)])
def test_without_a_second_reading_only_a_likely_slip_is_mended(wrong: int, proposal: int | None) -> None:
    """A lost digit; any other number may be what the office wrote, and a person decides."""
    seen = mended(doubtful(CELL, wrong))[CELL]
    assert (seen.status, seen.value) == ((Status.PROPOSED, "17") if proposal else (Status.DOUBTFUL, str(wrong)))
    assert "17" in seen.candidates


def test_what_a_character_nearly_was_decides() -> None:
    seen = mended(doubtful("requests.received.enterprise", 9, nearly="4"))["requests.received.enterprise"]
    assert (seen.status, seen.value) == (Status.PROPOSED, "4")


def test_a_weak_value_that_both_readers_mistake_alike_is_doubted_and_mended() -> None:
    now = mended(certain(CELL, 11, confidence=0.92))
    assert (now[CELL].status, now[CELL].value) == (Status.PROPOSED, "17")
    assert not [one for one in now.values() if one.metric != CELL and one.status is not Status.CERTAIN]


def test_a_value_read_with_certainty_is_never_changed() -> None:
    now = mended(certain(CELL, 11))
    assert (now[CELL].status, now[CELL].value) == (Status.CERTAIN, "11")


@pytest.mark.parametrize("metric", [CELL, "requests.processed.total", "requests.received.research"])
def test_a_lost_value_is_solved(metric: str) -> None:
    for lost in (missing(metric), doubtful(metric, None)):
        seen = mended(lost)[metric]
        assert (seen.status, seen.value) == (Status.PROPOSED, str(TRUE[metric]))
        assert (seen.raw, seen.page) == (lost.raw, lost.page)


def test_a_nought_is_not_proposed_where_the_office_leaves_blanks() -> None:
    metric, blank = "requests.received.research", [m for m in TABLE_2 if ".research" in m and "received" not in m]
    assert mended(missing(metric))[metric].value == "0"
    seen = mended(missing(metric), blank=blank)[metric]
    assert (seen.status, seen.value) == (Status.MISSING, None)


ZERO = "requests.disclosed.research"


def test_a_nought_is_not_proposed_where_a_mark_was_read_that_says_nothing() -> None:
    """To the relations a dash is as good as a nought; it was read, and a nought was not."""
    letter = doubtful(ZERO, None)
    dash = letter.readings[0].model_copy(update={"raw": "—"})
    marked = letter.model_copy(update={"raw": "—", "readings": (dash,)})
    assert (mended(letter)[ZERO].status, mended(letter)[ZERO].value) == (Status.PROPOSED, "0")
    assert (mended(marked)[ZERO].status, mended(marked)[ZERO].value) == (Status.DOUBTFUL, None)


@pytest.mark.parametrize(("blanks", "proposal"), [(3, "0"), (100, None)])
def test_a_nought_is_proposed_for_unread_print_where_the_office_prints_more_noughts_than_blanks(
    blanks: int, proposal: str | None
) -> None:
    unread = doubtful(ZERO, None).model_copy(update={"raw": "", "readings": (), "reason": "有印迹而未能识读"})
    blank = [m for m in TABLE_2 if TRUE[m] == 0 and not m.endswith((".total", ".research"))][:blanks]
    assert mended(unread, blank=blank)[ZERO].value == proposal


def test_a_whole_row_that_was_not_found_is_solved() -> None:
    row = [metric for metric in TABLE_2 if metric.startswith("requests.unavailable_not_held.")]
    now = mended(*(missing(metric) for metric in row))
    assert {metric: now[metric].value for metric in row} == {metric: str(TRUE[metric]) for metric in row}


def test_two_rows_that_were_not_found_stay_so() -> None:
    rows = [metric for metric in TABLE_2 if metric.split(".")[1] in ("disclosed", "unavailable_not_held")]
    now = mended(*(missing(metric) for metric in rows))
    assert {now[metric].status for metric in rows} == {Status.MISSING}


def test_where_one_relation_stands_alone_the_readers_decide_or_the_doubt_stays() -> None:
    metric = "reconsideration.upheld"  # 2
    assert mended(doubtful(metric, 7))[metric].status is Status.DOUBTFUL
    assert mended(missing(metric))[metric].status is Status.MISSING
    assert "2" in mended(doubtful(metric, 7))[metric].candidates
    seen = mended(doubtful(metric, 7, second=2))[metric]
    assert (seen.status, seen.value) == (Status.PROPOSED, "2")


def test_the_text_confirms_what_one_relation_says() -> None:
    seen = weigh("2021", reading({"reconsideration.total": missing("reconsideration.total")}))
    now = by_metric(repair("2021", seen, {"reconsideration.total": {3}}))
    assert (now["reconsideration.total"].status, now["reconsideration.total"].value) == (Status.PROPOSED, "3")
    assert by_metric(repair("2021", seen, {"reconsideration.total": {4}}))["reconsideration.total"].value is None


def test_several_solutions_are_choices() -> None:
    """Two second readings, each of which would do."""
    first, second = "reconsideration.upheld", "reconsideration.corrected"
    now = mended(doubtful(first, 7, second=2), doubtful(second, 6, second=1), certain("reconsideration.total", 8))
    assert {now[first].status, now[second].status} == {Status.DOUBTFUL}
    assert ("2" in now[first].candidates, "1" in now[second].candidates) == (True, True)


def test_a_relation_that_the_office_broke_asks_for_nothing() -> None:
    seen = weigh("2021", reading({CELL: doubtful(CELL, 11, second=17)}))
    broken = {o.relation.id for o in outcomes("2021", seen) if o.state == "broken"}
    assert by_metric(repair("2021", seen))[CELL].status is Status.PROPOSED
    assert by_metric(repair("2021", seen, printed=broken))[CELL].status is Status.DOUBTFUL


def test_a_blank_sum_asks_for_nothing() -> None:
    sums = [metric for metric in TRUE if metric.endswith(".total") or ".processed." in metric]
    now = mended(doubtful(CELL, 11, second=17), blank=sums)
    assert now[CELL].status is Status.DOUBTFUL


def test_a_doubt_that_a_relation_raised_goes_with_a_correction() -> None:
    weak = "requests.disclosed.enterprise"
    read = reading({CELL: certain(CELL, 11), weak: certain(weak, 2, confidence=0.92)})
    doubted = by_metric(weigh("2021", read))
    assert (doubted[weak].status, doubted[weak].reason) == (Status.DOUBTFUL, BROKEN)
    corrected = {**doubted, CELL: certain(CELL, 17).model_copy(update={"status": Status.CORRECTED})}
    assert by_metric(weigh("2021", tuple(corrected.values())))[weak].status is Status.CERTAIN


def anything(metric: str) -> st.SearchStrategy[Observation]:
    """A cell as it should be read, or in any other state."""
    numbers = st.integers(0, 40)
    made = st.one_of(
        numbers.map(lambda n: certain(metric, n)),
        numbers.map(lambda n: certain(metric, n, confidence=0.92)),
        st.builds(lambda n, m: doubtful(metric, n, second=m), st.none() | numbers, st.none() | numbers),
        numbers.map(lambda n: certain(metric, n).model_copy(update={"status": Status.CORRECTED})),
        st.just(none(metric)),
        st.just(missing(metric)),
    )
    return st.just(certain(metric, TRUE[metric])) | made


changes = st.lists(st.sampled_from(sorted(TRUE)), max_size=12, unique=True).flatmap(
    lambda metrics: st.tuples(*(anything(metric) for metric in metrics))
)


@given(changes)
@settings(deadline=None, max_examples=100, phases=UNSHRUNK)
def test_only_doubts_are_answered_and_every_proposal_makes_its_relations_hold(changed: tuple[Observation, ...]) -> None:
    read = weigh("2021", reading(by_metric(changed)))
    now = repair("2021", read)
    assert [one.metric for one in now] == [one.metric for one in read]
    for before, after in zip(read, now, strict=True):
        if before.status in STANDING:
            assert after.value == before.value
            assert after.status in (before.status, Status.DOUBTFUL)
        if after.status is Status.PROPOSED:
            assert before.status in (Status.DOUBTFUL, Status.MISSING)
            assert (after.raw, after.readings) == (before.raw, before.readings)
    known = known_values(now)
    proposed = {one.metric for one in now if one.status is Status.PROPOSED}
    about = [one for one in relations_of("2021") if not proposed.isdisjoint(one.metrics)]
    assert not [one.id for one in about if evaluate(one, known).state == "broken"]
    assert repair("2021", read) == now


@given(st.lists(st.sampled_from(TABLE_2), min_size=1, max_size=4, unique=True))
@settings(deadline=None, max_examples=60, phases=UNSHRUNK)
def test_a_few_lost_values_are_never_solved_wrongly(metrics: list[str]) -> None:
    now = mended(*(missing(metric) for metric in metrics))
    assert all(Decimal(one.value) == TRUE[one.metric] for one in now.values() if one.value is not None)
    assert len([metric for metric in metrics if now[metric].status is Status.PROPOSED]) >= len(metrics) - 4


@given(st.integers(0, 9999), st.integers(0, 9999))
def test_confusion_goes_both_ways(one: int, other: int) -> None:
    assert confused(one, other) == confused(other, one)
    assert not confused(one, one)


def test_a_search_that_is_too_long_proposes_nothing() -> None:
    from archive.repair.cells import fixed_values, open_cells
    from archive.repair.equations import equations_of

    seen = reading({CELL: doubtful(CELL, 11, second=17)})
    cells = open_cells(seen)
    with pytest.raises(TooHardError):
        solve(cells, equations_of("2021", cells, fixed_values(seen)), budget=1)
