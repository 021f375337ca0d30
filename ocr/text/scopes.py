"""One report that prints its tables twice, for two scopes: 本级 and 汇总. Their figures are never mixed."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from archive.forms import Form
from archive.records import Box, Finding, Observation, Scope, Status
from ocr.forms.align import Placed
from ocr.text.lines import Line
from ocr.text.titles import tidy

TWICE = 0.3
"""Of a table's cells that were found, how many stand there once more: a row that a page break cuts is no second table."""
ONCE = "该表出现两次，此数属于哪一次未能确认"
LONGEST = 40
"""Characters; a longer line is prose, which names several scopes."""
CAPTION_LINES = 6
NAMED: tuple[tuple[Scope, re.Pattern[str]], ...] = (
    ("level", re.compile(r"本级|不含下级")),
    ("compiled", re.compile(r"汇总|合并|含下级|全[省市县区]")),
    ("own", re.compile(r"本(机关|单位|局|办)(?!.*(信息公开)?年度报告)|机关本身")),
)


@dataclass(frozen=True, slots=True)
class Copy:
    """The tables of one scope; `first` and `last` are the lines from their caption to their end, None for the report's
    own tables, which stand in it from its beginning."""

    scope: Scope | None
    placed: tuple[Placed, ...]
    direct: tuple[Placed, ...]
    first: int | None = None
    last: int | None = None


Key = tuple[str, int, int, int]


def copies(placed: Sequence[Placed], direct: Sequence[Placed], lines: Sequence[Line]) -> tuple[Copy, ...]:
    """The report's tables by scope: one where each table stands once, or where what the second copy covers is not said."""
    twice = printed_twice(placed)
    whole = (Copy(None, tuple(placed), tuple(direct)),)
    if not twice:
        return whole
    first, second = _by_turn(placed, twice)
    words_first, words_second = _by_turn(direct, printed_twice(direct))
    places = {(line.page, line.box): at for at, line in enumerate(lines) if line.kind == "cell"}
    starts = [_places(group, twice, places) for group in (first, second)]
    if not all(starts):
        return whole
    scopes = [_caption(lines, min(start)) for start in starts]
    if scopes[0] is None or scopes[1] is None or scopes[0][0] == scopes[1][0]:
        return whole
    (scope, _), (other, caption) = scopes[0], scopes[1]
    return (
        Copy(scope, first, words_first),
        Copy(other, second, words_second, caption, max(starts[1])),
    )


def printed_twice(placed: Sequence[Placed]) -> frozenset[str]:
    """The tables that stand there twice, with other figures."""
    counts: dict[str, Counter[Key]] = defaultdict(Counter)
    for place in placed:
        counts[place.table][_key(place)] += 1
    return frozenset(
        table
        for table, found in counts.items()
        if sum(n == 2 for n in found.values()) >= TWICE * len(found) and len(found) > 2
    )


def told_twice(form: Form, placed: Sequence[Placed]) -> tuple[Finding, ...]:
    """One finding for each table that stands there twice without a word on what each covers."""
    found = []
    for table in form.tables:
        if table.id in printed_twice(placed):
            pages = "、".join(f"第{page}页" for page in sorted({p.page for p in placed if p.table == table.id}))
            message = f"“{table.title}”的表出现两次（{pages}），统计口径未注明；数值不同处存疑，不相加。"
            found.append(
                Finding(relation="document.table_twice", grade="hint", metrics=(), message=message, likely="document")
            )
    return tuple(found)


def doubted(form: Form, observations: Sequence[Observation], placed: Sequence[Placed]) -> tuple[Observation, ...]:
    """In a table that is printed twice nobody knows to which of both a value belongs that was found but once."""
    twice = printed_twice(placed)
    if not twice:
        return tuple(observations)
    counts = Counter(form.metric_at(*_key(place)).id for place in placed)
    tables = {metric.id: metric.table for metric in form.metrics}
    return tuple(
        o.model_copy(update={"status": Status.DOUBTFUL, "reason": ONCE})
        if tables[o.metric] in twice and counts[o.metric] < 2 and o.status in {Status.CERTAIN, Status.NOT_STATED}
        else o
        for o in observations
    )


def _key(place: Placed) -> Key:
    return (place.table, place.block, place.row, place.column)


def _by_turn(placed: Sequence[Placed], twice: frozenset[str]) -> tuple[tuple[Placed, ...], tuple[Placed, ...]]:
    """What stands there first, and what stands there for the second time in a table that is printed twice."""
    seen: set[Key] = set()
    first: list[Placed] = []
    second: list[Placed] = []
    for place in placed:
        again = _key(place) in seen and place.table in twice
        (second if again else first).append(place)
        seen.add(_key(place))
    return tuple(first), tuple(second)


def _places(placed: Sequence[Placed], twice: frozenset[str], places: dict[tuple[int, Box], int]) -> list[int]:
    """The lines that the cells of the doubled tables became; blank ones became none."""
    found = (places.get((place.page, place.cell.box)) for place in placed if place.table in twice)
    return [at for at in found if at is not None]


def _caption(lines: Sequence[Line], first: int) -> tuple[Scope, int] | None:
    """The scope that a short line before a table's first figure names, and that line."""
    before = [at for at in range(first - 1, -1, -1) if lines[at].kind == "text"][:CAPTION_LINES]
    for at in before:
        text = tidy(lines[at].text)
        for scope, pattern in NAMED:
            if len(text) <= LONGEST and pattern.search(text):
                return scope, at
    return None
