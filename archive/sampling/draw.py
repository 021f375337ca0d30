"""Drawing values at random: the same seed draws the same values from the same archive. Pure functions."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from archive.sampling.bounds import shares

SEEDS = 2**31


@dataclass(frozen=True)
class Frame:
    """A stratum: its batch, and for each of its reports (by key) how many values could be drawn."""

    batch: int | None
    reports: tuple[tuple[int, int], ...]

    @property
    def size(self) -> int:
        """How many values there are in all."""
        return sum(count for _, count in self.reports)


@dataclass(frozen=True)
class Pick:
    """One value drawn: the `nth`, from 0, of those of a report that could be."""

    batch: int | None
    report: int
    nth: int


def draw(frames: Sequence[Frame], size: int, seed: int) -> tuple[Pick, ...]:
    """`size` values, from each stratum in proportion, each value as likely as any other and none twice.

    In the order in which people should look: shuffled, so that whoever stops early has looked at a fair sample too.
    """
    chance = random.Random(seed)  # noqa: S311 - must be repeatable, and nobody gains by guessing it
    parts = shares([frame.size for frame in frames], size)
    picks = [pick for frame, part in zip(frames, parts, strict=True) for pick in _from_frame(frame, part, chance)]
    chance.shuffle(picks)
    return tuple(picks)


def _from_frame(frame: Frame, size: int, chance: random.Random) -> list[Pick]:
    ends = list(accumulate(count for _, count in frame.reports))
    places = sorted(chance.sample(range(frame.size), size))
    picks, at = [], 0
    for place in places:
        while ends[at] <= place:
            at += 1
        report, count = frame.reports[at]
        picks.append(Pick(frame.batch, report, place - (ends[at] - count)))
    return picks
