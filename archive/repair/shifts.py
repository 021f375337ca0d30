"""Values that stand one cell beside their own: a table whose reading slipped breaks many relations, and is not mended.

A slip is found by undoing it: where moving a run of values back by one row or column makes broken relations hold and
breaks none, the reading slipped there, however certain each of its characters is. Pure functions.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

from archive.forms import Block, load_form
from archive.records import Edition, Observation, Status
from archive.relations import Relation, relations_of, sum_cells
from archive.repair.cells import whole

# A slip moves at least this many values and mends at least this many relations; a wrong digit does not look so.
LEAST = 2
# So many rows of a table whose sums are all wrong are a slip even where the lost values cannot be told.
MANY_ROWS = 5

Values = Mapping[str, int | None]
About = tuple[int, int, bool]
"""A relation by its place, the sign that a cell has in it, whether the cell is one that it holds others against."""
Move = tuple[tuple[str, str | None], ...]
"""(place, where its own value stands now) one after the other; None where its value is lost."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A row or column of a table in one direction: its cells, for each the relations that have no other cell of the line,
    and all relations about any of them.
    """

    cells: tuple[str, ...]
    crossing: tuple[frozenset[int], ...]
    about: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Layout:
    """One table's relations, which of them each cell is in, its lines, and the moves of whole blocks."""

    relations: tuple[Relation, ...]
    about: Mapping[str, tuple[About, ...]]
    lines: tuple[_Line, ...]
    blocks: tuple[Move, ...]


def shifted(edition: Edition, observations: Sequence[Observation]) -> frozenset[str]:
    """The metrics whose values seem to belong to the cell beside; none where no two relations are broken."""
    values = _values(observations)
    doubted = frozenset(o.metric for o in observations if o.status in {Status.DOUBTFUL, Status.MISSING})
    return frozenset(m for layout in _layouts(edition) for m in _shifted(_Stand.of(layout, values), doubted))


@dataclass(frozen=True, slots=True)
class _Stand:
    """A table's values and what each of its relations adds up to, None where it cannot be checked."""

    layout: _Layout
    values: Values
    sums: tuple[int | None, ...]
    broken: frozenset[int]

    @classmethod
    def of(cls, layout: _Layout, values: Values) -> "_Stand":
        sums = tuple(_sum(relation, values) for relation in layout.relations)
        broken = (i for i, total in enumerate(sums) if _state(layout.relations[i], total) is False)
        return cls(layout, values, sums, frozenset(broken))

    def after(self, move: Move) -> dict[int, int | None]:
        """What the relations about the moved cells add up to when each takes the value that stands at its source."""
        sums: dict[int, int | None] = {}
        for place, source in move:
            for i, factor, is_sum in self.layout.about.get(place, ()):
                before = sums.get(i, self.sums[i])
                unknown = source not in self.values or place not in self.values
                if before is None or unknown or (is_sum and self.values[source or ""] is None):
                    sums[i] = None
                else:
                    sums[i] = before + factor * ((self.values[source or ""] or 0) - (self.values[place] or 0))
        return sums

    def mended(self, move: Move, moved: AbstractSet[str]) -> int:
        """How many broken relations hold after a move that gives `moved` other values; 0 where it explains nothing.

        A slip leaves its relations broken as it found them whole: where as many of those about the moved cells hold
        as are broken, or stay broken as are mended, or one breaks, the reading did not slip so.
        """
        about = {i for metric in moved for i, _, _ in self.layout.about.get(metric, ()) if self.sums[i] is not None}
        holding = len(about - self.broken)
        if len(about) - holding <= holding:
            return 0
        states = {i: _state(self.layout.relations[i], total) for i, total in self.after(move).items()}
        if any(state is False and i not in self.broken for i, state in states.items()):
            return 0
        mended = sum(state is True and i in self.broken for i, state in states.items())
        return mended if mended > max(holding, sum(state is False for state in states.values())) else 0

    def displaced(self, move: Move) -> AbstractSet[str]:
        """The cells whose value would change to one that is read elsewhere."""
        return frozenset(
            place
            for place, source in move
            if place in self.values
            and source in self.values
            and (self.values[place] or 0) != (self.values[source or ""] or 0)
        )

    def emptied(self, move: Move) -> AbstractSet[str]:
        """The cells whose own value is lost, and which hold another's."""
        return frozenset(place for place, source in move if source is None and self.values.get(place))


def _shifted(stand: _Stand, doubted: AbstractSet[str]) -> AbstractSet[str]:
    if len(stand.broken) < LEAST:
        return frozenset()
    best: tuple[int, AbstractSet[str]] = (0, frozenset())
    for move in _moves(stand):
        moved = stand.displaced(move)
        # What slipped was read well; a run of doubtful values is mended one by one, or not at all.
        slipped = len(moved) >= LEAST and 2 * len(moved & doubted) < len(moved)
        mended = stand.mended(move, moved) if slipped else 0
        if mended >= LEAST and (mended, len(moved)) > (best[0], len(best[1])):
            best = (mended, moved | stand.emptied(move))
    return best[1] or _rows_in_disorder(stand, doubted)


def _values(observations: Iterable[Observation]) -> dict[str, int | None]:
    """What was read of each cell, None for a blank; cells of which nothing can be said are left out."""
    blank = {Status.NOT_STATED, Status.CORRECTED}
    return {
        o.metric: number
        for o in observations
        if (number := whole(o.value)) is not None or (o.value is None and o.status in blank)
    }


def _sum(relation: Relation, values: Values) -> int | None:
    if any(metric not in values for metric in relation.metrics):
        return None
    if any(values[metric] is None for metric in sum_cells(relation)):
        return None
    return sum(values[m] or 0 for m in relation.left) - sum(values[m] or 0 for m in relation.right)


def _state(relation: Relation, total: int | None) -> bool | None:
    """Whether a relation holds with left minus right being this; None where it cannot be checked."""
    if total is None:
        return None
    return {"least": total >= 0, "most": total <= 0}.get(relation.kind, total == 0)


def _moves(stand: _Stand) -> Iterator[Move]:
    for line in stand.layout.lines:
        if len(line.about & stand.broken) >= LEAST:
            yield from _along(stand, line)
    if len(stand.broken) > LEAST:
        yield from stand.layout.blocks


def _along(stand: _Stand, line: _Line) -> Iterator[Move]:
    """Runs of a line moved back by one place.

    Where other relations cross the line, each says of its own cell whether the move may be, and only whole runs of such
    cells come into question; a line that nothing crosses is tried in every part.
    """
    cells = line.cells
    if not any(line.crossing):
        yield from (_back(cells[a : b + 1]) for a in range(len(cells)) for b in range(a + 1, len(cells)))
        return
    fits = [_fits(stand, cells[at], cells[at + 1], line.crossing[at]) for at in range(len(cells) - 1)]
    start = 0
    for at, fit in enumerate((*fits, False)):
        if not fit:
            if at > start:
                yield _back(cells[start : at + 1])
            start = at + 1


def _fits(stand: _Stand, place: str, source: str, crossing: AbstractSet[int]) -> bool:
    if stand.values.get(place, -1) == stand.values.get(source, -2):
        return crossing.isdisjoint(stand.broken)
    after = stand.after(((place, source),))
    return all(_state(stand.layout.relations[i], after[i]) is not False for i in crossing)


def _back(run: Sequence[str]) -> Move:
    """Each place takes what stands in the next one; the last one's value is lost."""
    return tuple(zip(run, (*run[1:], None), strict=True))


def _blocks(lines: Sequence[Sequence[str]]) -> Iterator[Move]:
    """All lines from one place on moved back together: a column that was lost or made up."""
    for start in range(len(lines[0]) - 1):
        runs = [line[start:] for line in lines]
        yield tuple(step for run in runs for step in _back(run))
        yield tuple(step for run in runs for step in _back(run[::-1]))


def _rows_in_disorder(stand: _Stand, doubted: AbstractSet[str]) -> AbstractSet[str]:
    """The stated values of rows whose sums are wrong though all was read well, where such rows are many and most."""
    rows = [
        i
        for i, relation in enumerate(stand.layout.relations)
        if ".row." in relation.id and stand.sums[i] is not None and any(stand.values[m] for m in relation.metrics)
    ]
    wrong = [stand.layout.relations[i] for i in rows if i in stand.broken]
    wrong = [relation for relation in wrong if doubted.isdisjoint(relation.metrics)]
    if len(wrong) < MANY_ROWS or 2 * len(wrong) < len(rows):
        return frozenset()
    return frozenset(metric for relation in wrong for metric in relation.metrics if stand.values[metric])


@cache
def _layouts(edition: Edition) -> tuple[_Layout, ...]:
    """The tables of an edition that relations speak of."""
    found = []
    for table in load_form(edition).tables:
        rows = tuple(row for block in table.blocks for row in _rows(block))
        metrics = {metric for row in rows for metric in row}
        relations = tuple(one for one in relations_of(edition) if metrics.issuperset(one.metrics))
        if relations:
            found.append(_layout(rows, metrics, relations))
    return tuple(found)


def _layout(rows: Sequence[tuple[str, ...]], metrics: AbstractSet[str], relations: Sequence[Relation]) -> _Layout:
    columns = tuple(zip(*rows, strict=True))
    lines = [line for both in (*rows, *columns) if len(both) > 1 for line in (both, both[::-1])]
    named = tuple(frozenset(one.metrics) for one in relations)
    flat = len(rows) == 1 or len(columns) == 1
    return _Layout(
        relations=tuple(relations),
        about={m: tuple(_about(i, relations[i], m) for i, names in enumerate(named) if m in names) for m in metrics},
        lines=tuple(_line(line, named) for line in lines),
        blocks=() if flat else (*_blocks(rows), *_blocks(columns)),
    )


def _line(cells: tuple[str, ...], relations: Sequence[frozenset[str]]) -> _Line:
    """A line's cells; `relations` are the metrics of each."""
    shared = [len(one.intersection(cells)) for one in relations]
    crossing = [{i for i, one in enumerate(relations) if shared[i] == 1 and metric in one} for metric in cells]
    about = frozenset(i for i, count in enumerate(shared) if count)
    return _Line(cells, tuple(frozenset(one) for one in crossing), about)


def _rows(block: Block) -> Iterator[tuple[str, ...]]:
    for row in block.rows:
        yield tuple(block.metric.format(row=row.id, column=column.id) for column in block.columns)


def _about(place: int, relation: Relation, metric: str) -> About:
    return place, 1 if metric in relation.left else -1, metric in sum_cells(relation)
