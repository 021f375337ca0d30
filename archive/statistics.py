"""Values across reports: series, rankings, totals, and which office has a report of which year."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select, true

from archive import summing
from archive.db.tables import absences, dues, metrics, observations, offices, regions, reports
from archive.ground import Ground
from archive.offices.register import current_id
from archive.records import ReportStatus, Scope, Status
from archive.reports.listing import in_region, office_ref
from archive.reports.record import offices_by_key, split_path
from archive.views import (
    AbsenceReason,
    Held,
    Lacking,
    Matrix,
    MatrixRow,
    OfficeRef,
    Page,
    Point,
    RankRow,
    Total,
)

_PUBLIC = reports.c.status == ReportStatus.PUBLISHED.value


class Statistics:
    """Figures over published reports, each from its leading version with people's corrections applied."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def series(self, office_id: str, names: Sequence[str], *, scope: Scope | None = None) -> tuple[Point, ...]:
        """An office's values of some metrics over the years, each with its scope; `scope` None means any."""
        with self._ground.reading() as connection:
            where: list[ColumnElement[bool]] = [
                offices.c.id == current_id(connection, "office", office_id),
                metrics.c.name.in_(names),
                reports.c.year.is_not(None),
                _PUBLIC,
            ]
            if scope is not None:
                where.append(reports.c.scope == scope)
            rows = connection.execute(
                _valued(reports.c.id, reports.c.year, reports.c.scope)
                .where(*where)
                .order_by(reports.c.year, reports.c.key, metrics.c.key)
            )
            return tuple(Point(row.id, row.year, row.scope, row.name, row.value, Status(row.status)) for row in rows)

    def ranking(
        self,
        metric: str,
        year: int,
        *,
        region: Sequence[str] = (),
        kind: str | None = None,
        scope: Scope | None = None,
        descending: bool = True,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[RankRow]:
        """Reports of a year by a metric's value; those that state none are not ranked. `scope` None means any."""
        with self._ground.reading() as connection:
            where = [*_of_year(connection, metric, year, region, kind), observations.c.number.is_not(None)]
            if scope is not None:
                where.append(reports.c.scope == scope)
            # Every join costs as much as the question itself: offices are counted only where they narrow it.
            counted = _observed if region or kind else _reported
            total = connection.scalar(counted(func.count()).where(*where)) or 0
            number = observations.c.number
            rows = connection.execute(
                _observed(
                    observations.c.value,
                    observations.c.status,
                    reports.c.id,
                    reports.c.scope,
                    offices.c.id.label("office_id"),
                    offices.c.name.label("office_name"),
                    regions.c.path,
                )
                .where(*where)
                .order_by(number.desc() if descending else number, reports.c.key)
                .limit(limit)
                .offset(offset)
            )
            found = tuple(
                RankRow(row.id, office_ref(row), split_path(row.path), row.scope, row.value, Status(row.status))
                for row in rows
            )
            return Page(found, total)

    def totals(
        self, metric: str, year: int, *, region: Sequence[str] = (), kind: str | None = None
    ) -> dict[Scope | None, Total]:
        """Sums of a metric over the reports of a year, apart by scope: figures of two scopes are never added."""
        return self.sums([metric], [year], region=region, kind=kind).get((metric, year), {})

    def sums(
        self, names: Sequence[str], years: Sequence[int], *, region: Sequence[str] = (), kind: str | None = None
    ) -> dict[tuple[str, int], dict[Scope | None, Total]]:
        """The same of several metrics and years by (metric, year), asked for at once; where no report has one, none."""
        where = [observations.c.year.in_(years), *_where(region, kind)]
        # Every join costs as much as the question itself: offices are asked for only where they narrow it.
        source = _observed if region or kind else _reported
        with self._ground.reading() as connection:
            named = dict(
                connection.execute(select(metrics.c.key, metrics.c.name).where(metrics.c.name.in_(names))).all()
            )
            found, inexact = summing.whole(connection, source, [observations.c.metric_key.in_(named), *where])
            if inexact:
                found |= summing.exact(connection, source, [observations.c.metric_key.in_(inexact), *where])
        return {(named[key], year): scopes for (key, year), scopes in found.items()}

    def values(
        self, report_ids: Iterable[str], names: Iterable[str]
    ) -> dict[tuple[str, str], tuple[str | None, Status]]:
        """The values of some metrics in some reports, by (report, metric); drafts too, whoever asks must know."""
        with self._ground.reading() as connection:
            rows = connection.execute(
                _valued(reports.c.id).where(reports.c.id.in_(list(report_ids)), metrics.c.name.in_(list(names)))
            )
            return {(row.id, row.name): (row.value, Status(row.status)) for row in rows}

    def years(self) -> tuple[int, ...]:
        """The years of which there is a published report, oldest first."""
        with self._ground.reading() as connection:
            found = connection.scalars(
                select(reports.c.year).where(reports.c.year.is_not(None), _PUBLIC).distinct().order_by(reports.c.year)
            )
            return tuple(found)

    def matrix(
        self,
        *,
        region: Sequence[str] = (),
        kind: str | None = None,
        years: Sequence[int] | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Matrix:
        """Offices by years: which reports there are, and why one is not, as far as that was said."""
        span = tuple(years) if years is not None else self.years()
        with self._ground.reading() as connection:
            where: list[ColumnElement[bool]] = [true()]
            if region:
                where.append(in_region(region))
            if kind is not None:
                where.append(offices.c.kind == kind)
            source = select(offices.c.key).outerjoin(regions, regions.c.key == offices.c.region_key).where(*where)
            total = connection.scalar(select(func.count()).select_from(source.subquery())) or 0
            order = (offices.c.identity, offices.c.key)
            keys = list(connection.scalars(source.order_by(*order).limit(limit).offset(offset)))
            return Matrix(span, _matrix_rows(connection, keys, span), total, _years_listed(connection, span))

    def lacking(
        self, year: int, *, region: Sequence[str] = (), kind: str | None = None, limit: int = 50, offset: int = 0
    ) -> Page[Lacking]:
        """The offices that have no published report of a year, by region and name.

        Where some of those meant are on the year's list of offices that must report, these alone count.
        """
        held = select(reports.c.key).where(reports.c.office_key == offices.c.key, reports.c.year == year, _PUBLIC)
        where: list[ColumnElement[bool]] = [~held.exists()]
        if region:
            where.append(in_region(region))
        if kind is not None:
            where.append(offices.c.kind == kind)
        said = and_(absences.c.office_key == offices.c.key, absences.c.year == year)
        query = (
            select(offices.c.id, offices.c.name, regions.c.path, absences.c.reason)
            .select_from(offices)
            .outerjoin(regions, regions.c.key == offices.c.region_key)
            .outerjoin(absences, said)
        )
        listed = select(dues.c.office_key).where(dues.c.office_key == offices.c.key, dues.c.year == year).exists()
        with self._ground.reading() as connection:
            if connection.scalar(query.where(*where[1:], listed).limit(1)) is not None:
                where.append(listed)
            query = query.where(*where)
            total = connection.scalar(select(func.count()).select_from(query.subquery())) or 0
            order = (regions.c.path, offices.c.name, offices.c.key)
            rows = connection.execute(query.order_by(*order).limit(limit).offset(offset))
            found = tuple(Lacking(OfficeRef(row.id, row.name), split_path(row.path), row.reason) for row in rows)
            return Page(found, total)


def _matrix_rows(connection: Connection, keys: list[int], years: Sequence[int]) -> tuple[MatrixRow, ...]:
    held: dict[int, dict[int, tuple[Held, ...]]] = defaultdict(dict)
    rows = connection.execute(
        select(reports.c.office_key, reports.c.year, reports.c.id, reports.c.scope, reports.c.doubts, reports.c.missing)
        .where(reports.c.office_key.in_(keys), reports.c.year.in_(years), _PUBLIC)
        .order_by(reports.c.key)
    )
    for key, year, *report in rows:
        held[key][year] = (*held[key].get(year, ()), Held(*report))
    lacking: dict[int, dict[int, AbsenceReason]] = defaultdict(dict)
    for row in connection.execute(select(absences).where(absences.c.office_key.in_(keys), absences.c.year.in_(years))):
        lacking[row.office_key][row.year] = row.reason
    due: dict[int, set[int]] = defaultdict(set)
    for row in connection.execute(select(dues).where(dues.c.office_key.in_(keys), dues.c.year.in_(years))):
        due[row.office_key].add(row.year)
    named = offices_by_key(connection, keys)
    return tuple(MatrixRow(named[key], held.get(key, {}), lacking.get(key, {}), frozenset(due[key])) for key in keys)


def _years_listed(connection: Connection, years: Sequence[int]) -> frozenset[int]:
    return frozenset(connection.scalars(select(dues.c.year).where(dues.c.year.in_(years)).distinct()))


def _valued(*columns: Any) -> Select[Any]:
    """Observations with their metric's name, report and office."""
    return (
        select(metrics.c.name, observations.c.value, observations.c.status, *columns)
        .select_from(observations)
        .join(metrics, metrics.c.key == observations.c.metric_key)
        .join(reports, reports.c.key == observations.c.report_key)
        .outerjoin(offices, offices.c.key == reports.c.office_key)
    )


def _observed(*columns: Any) -> Select[Any]:
    """Observations with report, office and region."""
    return (
        select(*columns)
        .select_from(observations)
        .join(reports, reports.c.key == observations.c.report_key)
        .outerjoin(offices, offices.c.key == reports.c.office_key)
        .outerjoin(regions, regions.c.key == offices.c.region_key)
    )


def _reported(*columns: Any) -> Select[Any]:
    """Observations with their report only."""
    return select(*columns).select_from(observations).join(reports, reports.c.key == observations.c.report_key)


def _of_year(
    connection: Connection, metric: str, year: int, region: Sequence[str], kind: str | None
) -> list[ColumnElement[bool]]:
    # The metric's key is looked up first, so that the table is entered by its first two columns.
    metric_key = connection.scalar(select(metrics.c.key).where(metrics.c.name == metric))
    return [observations.c.metric_key == (metric_key or 0), observations.c.year == year, *_where(region, kind)]


def _where(region: Sequence[str], kind: str | None) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [_PUBLIC]
    if region:
        where.append(in_region(region))
    if kind is not None:
        where.append(offices.c.kind == kind)
    return where
