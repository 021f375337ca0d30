"""What a sample proves: the bounds against the exact binomial sum, and against samples really drawn."""

import math
import random
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from archive.sampling.bounds import lower_bound, sample_size, shares, upper_bound

CONFIDENCES = st.sampled_from([0.8, 0.9, 0.95, 0.99])


def at_most(errors: int, looked: int, rate: float) -> float:
    """The exact probability of so few errors, summed in fractions."""
    p = Fraction(rate)
    return float(sum(math.comb(looked, k) * p**k * (1 - p) ** (looked - k) for k in range(errors + 1)))


@settings(deadline=None)
@given(st.integers(1, 120), st.data(), CONFIDENCES)
def test_the_bound_is_where_so_few_errors_become_unlikely(looked: int, data: st.DataObject, confidence: float) -> None:
    errors = data.draw(st.integers(0, looked - 1))
    bound = upper_bound(errors, looked, confidence)
    assert at_most(errors, looked, bound) == pytest.approx(1 - confidence, rel=1e-6)
    assert lower_bound(errors, looked, confidence) <= errors / looked < bound < 1


@given(st.integers(1, 5000), st.integers(0, 50), CONFIDENCES)
def test_more_looked_at_proves_more_and_more_errors_less(looked: int, errors: int, confidence: float) -> None:
    assume(errors < looked)
    bound = upper_bound(errors, looked, confidence)
    assert upper_bound(errors, looked + 1, confidence) < bound
    assert upper_bound(errors + 1, looked, confidence) > bound


@settings(deadline=None)
@given(st.floats(0.0005, 0.5), CONFIDENCES, st.integers(0, 5))
def test_the_size_is_the_smallest_that_proves_it(rate: float, confidence: float, errors: int) -> None:
    size = sample_size(rate, confidence, errors)
    assert upper_bound(errors, size, confidence) <= rate
    assert size == errors + 1 or upper_bound(errors, size - 1, confidence) > rate


def test_sizes_known_from_tables() -> None:
    assert sample_size(0.001, 0.95) == 2995
    assert sample_size(0.01, 0.95) == 299
    assert sample_size(0.01, 0.95, errors=1) == 473
    assert upper_bound(0, 10, 0.95) == pytest.approx(0.2589, abs=1e-4)
    assert upper_bound(3, 3, 0.95) == 1.0


def test_a_population_looked_at_whole_leaves_no_doubt() -> None:
    assert upper_bound(2, 40, 0.95, population=40) == 0.05
    assert upper_bound(0, 40, 0.95, population=41) > 0.05


def test_real_samples_seldom_hide_more_errors_than_the_bound() -> None:
    population = [True] * 60 + [False] * 1940  # 3 % wrong
    draw = random.Random(7)
    hidden = sum(upper_bound(sum(draw.sample(population, 200)), 200, 0.95) < 0.03 for _ in range(2000))
    assert hidden / 2000 <= 0.05


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=30), st.integers(0, 20_000))
def test_shares_are_in_proportion_and_whole(sizes: list[int], total: int) -> None:
    found = shares(sizes, total)
    assert sum(found) == min(total, sum(sizes))
    for size, share in zip(sizes, found, strict=True):
        assert 0 <= share <= size
        if total < sum(sizes):
            assert abs(share - size * total / sum(sizes)) < 1


@pytest.mark.parametrize("wrong", [(2, 1, 0.95), (-1, 4, 0.95), (0, 4, 1.0)])
def test_counts_that_cannot_be_are_refused(wrong: tuple[int, int, float]) -> None:
    with pytest.raises(ValueError, match=str(wrong[0])):
        upper_bound(*wrong)
