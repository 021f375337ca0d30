"""How much a sample proves: its size for what is to be shown, and the bound that its errors leave. Pure functions.

Every value of the population is as likely to be drawn as any other, so the number of errors found is at most binomial:
the bounds of Clopper and Pearson hold, and drawing without putting back, or evenly from each batch, only makes them safer.
"""

import math

from scipy.special import betaincinv

# What a person can look at in a week; a sample that would need more is refused.
LARGEST = 50_000


def upper_bound(errors: int, looked: int, confidence: float, population: int | None = None) -> float:
    """The error rate that the population has at most, with this confidence, where `errors` of `looked` were wrong.

    Where all of the population was looked at it is the rate itself. Raises ValueError for counts that cannot be.
    """
    if not 0 <= errors <= looked or not 0 < confidence < 1:
        raise ValueError((errors, looked, confidence))
    if population is not None and looked >= population > 0:
        return errors / looked
    if errors == looked:
        return 1.0
    return float(betaincinv(errors + 1, looked - errors, confidence))


def lower_bound(errors: int, looked: int, confidence: float) -> float:
    """The error rate that the population has at least, with this confidence."""
    return 0.0 if errors == 0 else float(betaincinv(errors, looked - errors + 1, 1 - confidence))


def sample_size(rate: float, confidence: float, errors: int = 0) -> int:
    """How many values to look at, so that with at most `errors` wrong ones the bound is no higher than `rate`."""
    if not 0 < rate < 1 or not 0 < confidence < 1 or errors < 0:
        raise ValueError((rate, confidence, errors))
    low, high = errors, errors + 1
    while upper_bound(errors, high, confidence) > rate:
        low, high = high, high * 2
        if high > LARGEST * 4:
            return high
    while high - low > 1:
        middle = (low + high) // 2
        if upper_bound(errors, middle, confidence) > rate:
            low = middle
        else:
            high = middle
    return high


def shares(sizes: list[int], total: int) -> list[int]:
    """A total spread over strata in proportion to their sizes, by largest remainder; none gets more than it holds."""
    held = sum(sizes)
    if total >= held:
        return list(sizes)
    exact = [size * total / held for size in sizes]
    given = [math.floor(share) for share in exact]
    by_rest = sorted(range(len(sizes)), key=lambda at: (given[at] - exact[at], at))
    for at in by_rest[: total - sum(given)]:
        given[at] += 1
    return given
