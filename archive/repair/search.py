"""The cheapest changes that make a group of relations hold: branch and bound over what is broken, best first.

An own search, because the groups are small and the relations are sparse: OR-tools would bring 170 MB, holds protobuf
back and takes 0.7 s to import, to save a few milliseconds on the worst reports.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.repair.cells import Cell
from archive.repair.equations import Equation

LEAVE = 5
"""The cost of holding that a broken relation is printed so."""
MARGIN = 2
"""Solutions that cost so much more than the cheapest are still possible."""
BUDGET = 3000
"""Steps after which nothing is known for sure; all but the worst reports need fewer than a hundred."""

Changes = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Solution:
    """New values by metric, which of them were not read at all, and the relations (by place) that stay broken or open."""

    cost: int
    changes: Changes
    left: frozenset[int]
    filled: frozenset[str]


class TooHardError(Exception):
    """The search did not come to an end within its budget."""


def solve(cells: Mapping[str, Cell], equations: Sequence[Equation], budget: int = BUDGET) -> tuple[Solution, ...]:
    """All solutions within `MARGIN` of the cheapest, cheapest first; raises `TooHardError`."""
    return _Search(cells, equations, budget).run()


class _Search:
    """The state on one way through the tree: values so far, what each relation adds up to, what was decided."""

    def __init__(self, cells: Mapping[str, Cell], equations: Sequence[Equation], budget: int) -> None:
        self._cells, self._equations, self._steps = cells, equations, budget
        self._values: dict[str, int | None] = {m: cells[m].read for e in equations for m in e.factors}
        self._about: dict[str, list[int]] = {m: [] for m in self._values}
        for place, equation in enumerate(equations):
            for metric in equation.factors:
                self._about[metric].append(place)
        self._residual = [e.constant + sum(f * (self._values[m] or 0) for m, f in e.factors.items()) for e in equations]
        self._unknown = [sum(self._values[m] is None for m in e.factors) for e in equations]
        # A relation that held as read cannot be printed broken.
        self._leavable = [self._unknown[i] > 0 or self._is_broken(i) for i in range(len(equations))]
        self._changes: dict[str, int] = {}
        self._left: set[int] = set()
        self._shut: set[str] = set()
        self._seen: set[tuple[frozenset[tuple[str, int]], frozenset[int], frozenset[str]]] = set()
        self._found: dict[tuple[frozenset[tuple[str, int]], frozenset[int]], Solution] = {}
        self._best: float = float("inf")

    def run(self) -> tuple[Solution, ...]:
        self._step(0)
        within = [one for one in self._found.values() if one.cost <= self._best + MARGIN]
        return tuple(sorted(within, key=lambda one: one.cost))

    def _step(self, cost: int) -> None:
        self._steps -= 1
        if self._steps < 0:
            raise TooHardError
        state = (frozenset(self._changes.items()), frozenset(self._left), frozenset(self._shut))
        broken = [i for i in range(len(self._equations)) if i not in self._left and self._is_broken(i)]
        if state in self._seen or cost + self._bound(broken) > self._best + MARGIN:
            return
        self._seen.add(state)
        if broken:
            self._mend(min(broken, key=lambda i: (len(self._equations[i].factors), i)), broken, cost)
        elif (unknown := self._next_unknown()) is not None:
            self._fill(unknown, cost)
        else:
            self._best = min(self._best, cost)
            self._found[state[:2]] = Solution(cost, dict(self._changes), frozenset(self._left), self._filled())

    def _filled(self) -> frozenset[str]:
        return frozenset(metric for metric in self._changes if self._cells[metric].read is None)

    def _is_broken(self, place: int) -> bool:
        return not self._unknown[place] and not self._equations[place].holds(self._residual[place])

    def _bound(self, broken: Sequence[int]) -> float:
        """What mending costs at least: relations of one family share no cell, so that their costs add up."""
        by_family: dict[str, float] = {}
        for place in broken:
            family = self._equations[place].family
            by_family[family] = by_family.get(family, 0) + self._least(place)
        return max(by_family.values(), default=0)

    def _least(self, place: int) -> float:
        free = [self._cells[m].least for m in self._equations[place].factors if self._is_free(m)]
        return min(free + ([LEAVE] if self._leavable[place] else []), default=float("inf"))

    def _is_free(self, metric: str) -> bool:
        return metric not in self._changes and metric not in self._shut and self._cells[metric].read is not None

    def _mend(self, place: int, broken: Sequence[int], cost: int) -> None:
        """Change each of a broken relation's cells in turn, or leave it; a cell once tried is not changed later on."""
        shut = []
        metrics = [m for m in self._equations[place].factors if self._is_free(m)]
        for metric in sorted(metrics, key=lambda m: -sum(i in broken for i in self._about[m])):
            for value in self._options(metric, broken):
                self._with(metric, value, cost + self._cells[metric].cost(value))
            self._shut.add(metric)
            shut.append(metric)
        self._shut.difference_update(shut)
        if self._leavable[place]:
            self._leave([place], cost)

    def _options(self, metric: str, broken: Sequence[int]) -> list[int]:
        """What each broken relation asks of a cell, and what its readers saw, likeliest first."""
        asked = [value for i in broken if metric in self._equations[i].factors for value in self._asked(i, metric)]
        values = dict.fromkeys((*asked, *self._cells[metric].seen))
        return sorted((v for v in values if v != self._values[metric]), key=self._cells[metric].cost)

    def _asked(self, place: int, metric: str) -> Iterator[int]:
        """The one count with which an equality holds, if there is one."""
        equation = self._equations[place]
        if equation.sense == "=":
            value = (self._values[metric] or 0) - equation.factors[metric] * self._residual[place]
            if value >= 0:
                yield value

    def _next_unknown(self) -> str | None:
        """An unread cell that some relation determines; the one that most of them determine."""
        found: dict[str, int] = {}
        for place in range(len(self._equations)):
            for metric in self._determined(place):
                found[metric] = found.get(metric, 0) + 1
        return max(found, key=lambda m: found[m], default=None)

    def _determined(self, place: int) -> Sequence[str]:
        """The unread cells that a relation settles: the only one, or all where nothing is left for them to count."""
        equation, count = self._equations[place], self._unknown[place]
        if not count or place in self._left or equation.sense != "=":
            return ()
        if count > 1 and self._residual[place]:
            return ()
        unread = [m for m in equation.factors if self._values[m] is None]
        return unread if len({equation.factors[m] for m in unread}) == 1 else ()

    def _fill(self, metric: str, cost: int) -> None:
        """Give an unread cell what its relations ask; only where they disagree may it stay open."""
        asked = [i for i in self._about[metric] if metric in self._determined(i)]
        values = dict.fromkeys(v for i in asked for v in self._asked(i, metric))
        for value in values:
            self._with(metric, value, cost)
        agreed = len(values) == 1 and all(list(self._asked(i, metric)) for i in asked)
        if not agreed:
            self._leave(asked, cost)

    def _with(self, metric: str, value: int, cost: int) -> None:
        before = self._values[metric]
        self._put(metric, value)
        self._changes[metric] = value
        self._step(cost)
        del self._changes[metric]
        self._put(metric, before)

    def _put(self, metric: str, value: int | None) -> None:
        before = self._values[metric]
        self._values[metric] = value
        for place in self._about[metric]:
            self._residual[place] += self._equations[place].factors[metric] * ((value or 0) - (before or 0))
            self._unknown[place] += (value is None) - (before is None)

    def _leave(self, places: Sequence[int], cost: int) -> None:
        self._left.update(places)
        self._step(cost + LEAVE * len(places))
        self._left.difference_update(places)
