"""Sums of metrics over reports, apart by scope: figures of two scopes are never added.

Whole numbers, which nearly all are, are added up by the database in one pass along the key of the observations, without
sorting them. A metric with fractions is added up here, value by value, because sums must be exact.
"""

from collections.abc import Callable, Sequence, Set
from decimal import Decimal
from typing import Any, get_args

from sqlalchemy import ColumnElement, Connection, Select, func

from archive.db.tables import observations, reports
from archive.records import Scope, Status
from archive.views import Total

Source = Callable[..., Select[Any]]
Found = dict[tuple[int, int], dict[Scope | None, Total]]
"""By the metric's key and the year."""

_DOUBTFUL = (Status.DOUBTFUL, Status.MISSING, Status.PROPOSED)
_SCOPES: tuple[Scope | None, ...] = (None, *get_args(Scope))
_EXACT = 2.0**53
"""Up to here a binary fraction holds every whole number."""


def whole(connection: Connection, source: Source, where: Sequence[ColumnElement[bool]]) -> tuple[Found, Set[int]]:
    """The sums, and the metrics whose sums are not exact because of fractions or of huge numbers.

    `source` selects columns from the observations joined with their reports.
    """
    key, number = (observations.c.metric_key, observations.c.year), observations.c.number
    fractions = func.count().filter(number != func.round(number))
    largest = func.max(func.abs(number)) * func.count()
    columns = [column for scope in _SCOPES for column in _columns(scope)]
    rows: Any = connection.execute(source(*key, fractions, largest, *columns).where(*where).group_by(*key)).all()
    inexact = {row[0] for row in rows if row[2] or (row[3] or 0) >= _EXACT}
    return {(row[0], row[1]): _by_scope(row[4:]) for row in rows}, inexact


def exact(connection: Connection, source: Source, where: Sequence[ColumnElement[bool]]) -> Found:
    """The same from every value as it is written."""
    columns = (observations.c.metric_key, observations.c.year, reports.c.scope)
    counted = (*columns, observations.c.value, observations.c.status)
    found: dict[tuple[int, int], dict[Scope | None, list[tuple[str | None, str, int]]]] = {}
    rows: Any = connection.execute(source(*counted, func.count()).where(*where).group_by(*counted))
    for key, year, scope, *one in rows:
        found.setdefault((key, year), {}).setdefault(scope, []).append((one[0], one[1], one[2]))
    return {place: {scope: _total(many) for scope, many in scopes.items()} for place, scopes in found.items()}


def _columns(scope: Scope | None) -> tuple[ColumnElement[Any], ...]:
    """Of the reports of one scope: how many there are, how many state a number, how many are in doubt, the sum."""
    mine, number = reports.c.scope == scope, observations.c.number
    return (
        func.count().filter(mine),
        func.count(number).filter(mine),
        func.count().filter(mine, observations.c.status.in_(_DOUBTFUL)),
        func.sum(number).filter(mine),
    )


def _by_scope(values: Sequence[Any]) -> dict[Scope | None, Total]:
    fours = zip(_SCOPES, (values[at : at + 4] for at in range(0, len(values), 4)), strict=True)
    return {
        scope: Total(str(int(added or 0)), held, stated, held - stated, doubtful)
        for scope, (held, stated, doubtful, added) in fours
        if held
    }


def _total(found: Sequence[tuple[str | None, str, int]]) -> Total:
    """The sum of values, each with its status and how many reports have it so."""
    stated = [(Decimal(value), count) for value, _, count in found if value is not None]
    reports_in_all, stating = sum(count for *_, count in found), sum(count for _, count in stated)
    return Total(
        value=format(sum((value * count for value, count in stated), Decimal(0)), "f"),
        reports=reports_in_all,
        stated=stating,
        not_stated=reports_in_all - stating,
        doubtful=sum(count for _, status, count in found if status in _DOUBTFUL),
    )
