"""Samples: drawn evenly and again the same, shared by several people, summed up by batch; a wrong value is in doubt."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.archive import Archive
from archive.errors import Conflict, InvalidValue, NotFound
from archive.records import Status
from archive.sampling.draw import Frame, draw
from archive.views import ReportFilter
from tests.archive.entering import enter, entered
from tests.fakes import document, report

ALL = ReportFilter(statuses=None)
METRICS = [f"requests.received.{name}" for name in ("natural_person", "enterprise", "research", "total")]
VALUES = {metric: str(at) for at, metric in enumerate(METRICS)}


@st.composite
def frames(given_of: st.DrawFn) -> tuple[Frame, ...]:
    counts = given_of(st.lists(st.lists(st.integers(1, 30), max_size=6), min_size=1, max_size=4))
    return tuple(
        Frame(batch, tuple((batch * 100 + at, count) for at, count in enumerate(part)))
        for batch, part in enumerate(counts)
    )


@settings(deadline=None)
@given(frames(), st.integers(0, 200), st.integers(0, 2**31 - 1))
def test_what_is_drawn_exists_is_drawn_once_and_again_the_same(strata: tuple[Frame, ...], size: int, seed: int) -> None:
    picks = draw(strata, size, seed)
    assert len(picks) == min(size, sum(frame.size for frame in strata))
    assert len(set(picks)) == len(picks)
    counts = {(frame.batch, key): count for frame in strata for key, count in frame.reports}
    assert all(0 <= pick.nth < counts[pick.batch, pick.report] for pick in picks)
    assert draw(strata, size, seed) == picks


def test_every_value_is_as_likely_as_any_other() -> None:
    frame = Frame(1, ((1, 3), (2, 1), (3, 6)))
    seen = [pick for seed in range(4000) for pick in draw([frame], 2, seed)]
    for key, count in frame.reports:
        for nth in range(count):
            share = sum(pick.report == key and pick.nth == nth for pick in seen) / len(seen)
            assert share == pytest.approx(0.1, abs=0.012)


def test_whoever_stops_early_has_looked_at_all_batches() -> None:
    strata = [Frame(1, ((1, 500),)), Frame(2, ((2, 500),))]
    early = draw(strata, 100, 3)[:20]
    assert {pick.batch for pick in early} == {1, 2}


def filled(archive: Archive) -> tuple[int, int]:
    """Two batches, with two reports and one, of four certain values and 194 sure blanks each."""
    first = archive.intake.start_batch("甲", user="li")
    second = archive.intake.start_batch("乙", user="li")
    for year, batch in ((2019, first), (2020, first), (2020, second)):
        office = "洛阳市民政局" if batch == first else "洛阳市教育局"
        enter(archive, document(report(office, year, values=VALUES), pages=1), batch=batch)
    return first, second


def test_a_sample_is_drawn_looked_at_and_summed_up_by_batch(archive: Archive) -> None:
    first, second = filled(archive)
    sample = archive.sampling.start("抽检", ALL, confidence=0.95, rate=0.5, user="li", seed=1)
    drawn = archive.sampling.get(sample)
    assert (drawn.whole.population, drawn.whole.drawn, drawn.whole.bound) == (594, 5, None)
    assert [(one.batch, one.name, one.population) for one in drawn.batches] == [(first, "甲", 396), (second, "乙", 198)]
    while (shown := archive.sampling.next(sample, user="li")) is not None:
        assert VALUES.get(shown.metric) == shown.value == (shown.raw or None)
        assert shown.box is not None
        archive.sampling.judge(sample, shown.number, "right", user="li")
    done = archive.sampling.get(sample)
    assert (done.finished, done.proven, done.whole.wrong) == (True, True, 0)
    assert done.whole.bound == pytest.approx(0.4507, abs=1e-3)
    assert sum(one.looked for one in done.batches) == 5
    assert archive.sampling.all().items == (done,)


def test_the_same_seed_draws_the_same_values(archive: Archive) -> None:
    filled(archive)
    picks = []
    for _ in range(2):
        sample = archive.sampling.start("抽检", ALL, confidence=0.95, rate=0.3, user="li", seed=5)
        found = [archive.sampling.specimen(sample, number) for number in range(1, 10)]
        picks.append([(one.report, one.metric) for one in found])
    assert picks[0] == picks[1]


def number_of(archive: Archive, sample: int, metric: str) -> int:
    """Which specimen of a sample of everything is about a metric."""
    return next(n for n in range(1, 199) if archive.sampling.specimen(sample, n).metric == metric)


def test_a_blank_that_is_none_is_in_doubt(archive: Archive) -> None:
    report_id = entered(archive, values={METRICS[0]: "8"})
    sample = archive.sampling.start("抽检", ALL, confidence=0.95, rate=0.001, user="li")
    archive.sampling.judge(sample, number_of(archive, sample, METRICS[1]), "wrong", user="li")
    seen = {one.metric: one for one in archive.reports.get(report_id).observations}[METRICS[1]]
    assert (seen.value, seen.status) == (None, Status.DOUBTFUL)
    archive.desk.correct(report_id, METRICS[1], before=None, after="3", why="看原件", user="li")
    assert archive.desk.doubts().total == 0


def test_a_wrong_value_is_in_doubt_until_a_person_corrects_it(archive: Archive) -> None:
    report_id = entered(archive, values={METRICS[0]: "8"})
    sample = archive.sampling.start("抽检", ALL, confidence=0.95, rate=0.001, user="li")
    archive.sampling.judge(sample, number_of(archive, sample, METRICS[0]), "wrong", user="li")
    record = archive.reports.get(report_id)
    seen = {one.metric: one for one in record.observations}[METRICS[0]]
    assert (seen.value, seen.status, record.versions[0].doubts) == ("8", Status.DOUBTFUL, 1)
    assert "抽检" in (seen.reason or "")
    (doubt,) = archive.desk.doubts().items
    assert (doubt.metric, doubt.confidence) == (METRICS[0], 0.0)
    whole = archive.sampling.get(sample).whole
    assert (whole.wrong, whole.bound) == (1, 1.0)
    archive.desk.correct(report_id, METRICS[0], before="8", after="3", why="看原件", user="li")
    assert archive.desk.doubts().total == 0
    assert archive.error_reports.open().total == 0


def test_a_slip_of_the_finger_is_taken_back(archive: Archive) -> None:
    report_id = entered(archive, values={METRICS[0]: "8"})
    before = archive.reports.get(report_id).observations
    sample = archive.sampling.start("抽检", ALL, confidence=0.95, rate=0.1, user="li")
    archive.sampling.judge(sample, 1, "wrong", user="li")
    assert archive.sampling.last_judged(sample, user="li") == 1
    archive.sampling.judge(sample, 1, "right", user="li")
    assert archive.reports.get(report_id).observations == before
    assert archive.sampling.get(sample).whole.wrong == 0


def test_two_people_share_a_sample(archive: Archive) -> None:
    filled(archive)
    sample = archive.sampling.start("抽检", ALL, confidence=0.95, rate=0.5, user="li", seed=1)
    mine, yours = archive.sampling.next(sample, user="li"), archive.sampling.next(sample, user="wang")
    assert mine is not None
    assert yours is not None
    assert mine.number != yours.number
    assert archive.sampling.next(sample, user="li") == mine
    assert archive.sampling.ahead(sample, mine.number, user="li") == yours.number + 1
    people = ["li", "wang"]
    while any(shown := archive.sampling.next(sample, user=random.choice(people)) for _ in people):
        assert shown is not None
        archive.sampling.judge(sample, shown.number, "unclear", user="li")
    whole = archive.sampling.get(sample).whole
    assert (whole.looked, whole.unclear, whole.bound) == (5, 5, 1.0)


def test_what_no_sample_can_show_is_refused(archive: Archive) -> None:
    with pytest.raises(Conflict, match="draw from"):
        archive.sampling.start("抽检", ALL, confidence=0.95, rate=0.1, user="li")
    entered(archive, values=VALUES)
    for confidence, rate in ((0.95, 0.0), (1.0, 0.1), (0.95, 0.00001)):
        with pytest.raises(InvalidValue):
            archive.sampling.start("抽检", ALL, confidence=confidence, rate=rate, user="li")
    with pytest.raises(NotFound):
        archive.sampling.get(9)
    with pytest.raises(NotFound):
        archive.sampling.judge(9, 1, "right", user="li")
    only_2001 = ReportFilter(year=2001, statuses=None)
    with pytest.raises(Conflict):
        archive.sampling.start("抽检", only_2001, confidence=0.95, rate=0.1, user="li")
