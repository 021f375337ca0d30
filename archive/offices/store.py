"""Offices as people see and mend them: names, kinds, regions, mergers, and reports that are lacking."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select, true

from archive import events
from archive.clock import now
from archive.db.tables import absences, dues, office_aliases, offices, redirects, regions, reports, successions
from archive.errors import Conflict, NotFound
from archive.ground import Ground
from archive.offices.names import clean, understand
from archive.offices.register import add_name, current_id, offices_named, redirect, region_for
from archive.records import Office, ReportStatus
from archive.reports.listing import SUMMARY, in_region, joined, summary
from archive.reports.record import office_by_key, offices_by_key, split_path
from archive.views import AbsenceReason, OfficeSummary, Page, RegionNode, ReportSummary

_PUBLIC = reports.c.status == ReportStatus.PUBLISHED.value
_BY_CODE = (regions.c.code, regions.c.path)


class Offices:
    """The register of offices and regions."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def get(self, office_id: str) -> Office:
        """An office; an old id leads to it; raises `NotFound`."""
        with self._ground.reading() as connection:
            return _office(connection, _row(connection, office_id).key)

    def resolve(self, office_id: str) -> str:
        """The id that an office bears today; raises `NotFound`."""
        with self._ground.reading() as connection:
            return str(_row(connection, office_id).id)

    def by_name(self, name: str) -> tuple[Office, ...]:
        """The offices that bear a name, in any spelling of its region."""
        if not clean(name):
            return ()
        with self._ground.reading() as connection:
            keys = offices_named(connection, understand(name))
            return tuple(_office(connection, key) for key in keys)

    def list(
        self,
        *,
        region: Sequence[str] = (),
        kind: str | None = None,
        text: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[OfficeSummary]:
        """Offices by region and name; `text` is part of any name that they bear."""
        where: list[ColumnElement[bool]] = []
        if region:
            where.append(in_region(region))
        if kind is not None:
            where.append(offices.c.kind == kind)
        if text:
            named = select(office_aliases.c.office_key).where(
                office_aliases.c.name.contains(clean(text), autoescape=True)
            )
            where.append(or_(offices.c.key.in_(named), offices.c.id == text))
        with self._ground.reading() as connection:
            source = select(offices.c.key).outerjoin(regions, regions.c.key == offices.c.region_key).where(*where)
            total = connection.scalar(select(func.count()).select_from(source.subquery())) or 0
            order = (offices.c.identity, offices.c.key)
            keys = list(connection.scalars(source.order_by(*order).limit(limit).offset(offset)))
            return Page(_summaries(connection, keys), total)

    def years(self, office_id: str) -> tuple[ReportSummary, ...]:
        """An office's published reports, latest year first; raises `NotFound`."""
        with self._ground.reading() as connection:
            key = _row(connection, office_id).key
            rows = connection.execute(
                joined(*SUMMARY)
                .where(reports.c.office_key == key, _PUBLIC)
                .order_by(reports.c.year.desc(), reports.c.key)
            )
            return tuple(summary(row) for row in rows)

    def of_year(self, office_id: str, year: int) -> tuple[ReportSummary, ...]:
        """An office's published reports of a year, one for each scope; raises `NotFound` for the office only."""
        return tuple(report for report in self.years(office_id) if report.year == year)

    def regions(self, parent: Sequence[str] = ()) -> tuple[RegionNode, ...]:
        """The regions right under another, or the provinces, with what they hold in all."""
        return self._tree(_right_under(parent), parent)

    def below(self, parent: Sequence[str] = ()) -> tuple[tuple[str, ...], ...]:
        """The paths of the regions right under another, or of the provinces: without what they hold, which takes counting."""
        with self._ground.reading() as connection:
            found = connection.scalars(select(regions.c.path).where(*_right_under(parent)).order_by(*_BY_CODE))
            return tuple(split_path(path) for path in found)

    def region_tree(self) -> tuple[RegionNode, ...]:
        """All regions that hold an office, in the order of their codes, with what they and those below them hold."""
        return self._tree((), ())

    def _tree(self, where: Sequence[ColumnElement[bool]], within: Sequence[str]) -> tuple[RegionNode, ...]:
        """The regions that are meant, all of which lie in one."""
        with self._ground.reading() as connection:
            rows = connection.execute(select(regions).where(*where).order_by(*_BY_CODE)).all()
            held = _held(connection, within)
        counted: dict[tuple[str, ...], list[int]] = defaultdict(lambda: [0, 0])
        for path, (office_count, report_count) in held.items():
            for depth in range(1, len(path) + 1):
                counted[path[:depth]][0] += office_count
                counted[path[:depth]][1] += report_count
        return tuple(
            RegionNode(path, row.name, row.level, counted[path][0], counted[path][1])
            for row in rows
            if (path := split_path(row.path))
        )

    def add_alias(self, office_id: str, name: str, *, user: str) -> Office:
        """Let an office bear another name."""
        with self._ground.writing() as connection:
            row = _row(connection, office_id)
            add_name(connection, row.key, clean(name))
            events.append(connection, "office.alias", f"office:{row.id}", user, name=name)
            _touch(connection, row.key)
            return _office(connection, row.key)

    def rename(self, office_id: str, name: str, *, user: str) -> Office:
        """Give an office another canonical name; the old one stays among its names and its id does not change."""
        with self._ground.writing() as connection:
            row = _row(connection, office_id)
            parts = understand(name)
            values = {"name": parts.name, "identity": parts.identity}
            connection.execute(offices.update().where(offices.c.key == row.key).values(**values))
            add_name(connection, row.key, parts.name)
            events.append(connection, "office.renamed", f"office:{row.id}", user, before=row.name, after=parts.name)
            _touch(connection, row.key)
            return _office(connection, row.key)

    def set_kind(self, office_id: str, kind: str | None, *, user: str) -> Office:
        """Say what kind of office it is."""
        with self._ground.writing() as connection:
            row = _row(connection, office_id)
            connection.execute(offices.update().where(offices.c.key == row.key).values(kind=kind))
            events.append(connection, "office.kind", f"office:{row.id}", user, before=row.kind, after=kind)
            _touch(connection, row.key)
            return _office(connection, row.key)

    def set_region(self, office_id: str, path: Sequence[str], *, user: str) -> Office:
        """Say where an office is: a path from the province down, or nothing."""
        with self._ground.writing() as connection:
            row = _row(connection, office_id)
            key = region_for(connection, tuple(path))
            identity = "/".join(path) + "#" + row.identity.partition("#")[2]
            connection.execute(
                offices.update().where(offices.c.key == row.key).values(region_key=key, identity=identity)
            )
            events.append(connection, "office.region", f"office:{row.id}", user, after=list(path))
            _touch(connection, row.key)
            return _office(connection, row.key)

    def merge(self, office_id: str, into: str, *, user: str) -> Office:
        """Two entries are one office: names and reports of the first go to the second, and its id leads there.

        Raises `Conflict` where both have a report of one year and scope: those must be looked at first.
        """
        with self._ground.writing() as connection:
            source, target = _row(connection, office_id), _row(connection, into)
            if source.key == target.key:
                raise Conflict("An office cannot be merged into itself.", "")
            _refuse_clashes(connection, source.key, target.key)
            _touch(connection, source.key)
            connection.execute(reports.update().where(reports.c.office_key == source.key).values(office_key=target.key))
            _give_away(connection, source.key, target.key)
            connection.execute(redirects.update().where(redirects.c.new_id == source.id).values(new_id=target.id))
            connection.execute(offices.delete().where(offices.c.key == source.key))
            redirect(connection, "office", source.id, target.id)
            events.append(connection, "office.merged", f"office:{target.id}", user, merged=source.id, name=source.name)
            return _office(connection, target.key)

    def succeed(self, predecessor: str, successor: str, *, since: int | None, user: str) -> None:
        """Say that an office was followed by another (更名、合并), which reports from the year `since` on."""
        with self._ground.writing() as connection:
            old, new = _row(connection, predecessor), _row(connection, successor)
            pair = {"predecessor_key": old.key, "successor_key": new.key}
            connection.execute(
                successions.delete().where(
                    successions.c.predecessor_key == old.key, successions.c.successor_key == new.key
                )
            )
            connection.execute(successions.insert().values(**pair, since=since))
            events.append(connection, "office.succeeded", f"office:{old.id}", user, by=new.id, since=since)

    def successions(self, office_id: str) -> tuple[tuple[Office, ...], tuple[Office, ...]]:
        """The offices before this one, and those after it."""
        with self._ground.reading() as connection:
            key = _row(connection, office_id).key
            before = connection.scalars(
                select(successions.c.predecessor_key).where(successions.c.successor_key == key)
            ).all()
            after = connection.scalars(
                select(successions.c.successor_key).where(successions.c.predecessor_key == key)
            ).all()
            return tuple(_office(connection, one) for one in before), tuple(_office(connection, one) for one in after)

    def renamed(self) -> Office | None:
        """An office that goes on under another name, None where there is none."""
        with self._ground.reading() as connection:
            key = connection.scalar(
                select(successions.c.predecessor_key).order_by(successions.c.predecessor_key).limit(1)
            )
            return None if key is None else _office(connection, key)

    def absences(self, office_id: str) -> dict[int, AbsenceReason]:
        """The years of which was said why there is no report."""
        with self._ground.reading() as connection:
            key = _row(connection, office_id).key
            rows = connection.execute(select(absences).where(absences.c.office_key == key).order_by(absences.c.year))
            return {row.year: row.reason for row in rows}

    def set_absence(self, office_id: str, year: int, reason: AbsenceReason | None, *, user: str) -> None:
        """Say why an office has no report of a year; None takes it back."""
        with self._ground.writing() as connection:
            row = _row(connection, office_id)
            connection.execute(absences.delete().where(absences.c.office_key == row.key, absences.c.year == year))
            if reason is not None:
                connection.execute(
                    absences.insert().values(office_key=row.key, year=year, reason=reason, user_name=user, at=now())
                )
            events.append(connection, "office.absence", f"office:{row.id}", user, year=year, reason=reason)


def _row(connection: Connection, office_id: str) -> Row[Any]:
    row = connection.execute(select(offices).where(offices.c.id == current_id(connection, "office", office_id))).first()
    if row is None:
        raise NotFound(f"There is no office {office_id}.", "See the list of offices for their ids.")
    return row


def _office(connection: Connection, key: int) -> Office:
    found = office_by_key(connection, key)
    if found is None:
        raise NotFound("There is no such office.", "")
    return found


def _touch(connection: Connection, office_key: int) -> None:
    """The office's reports show something new: the index must learn of it."""
    connection.execute(
        reports.update().where(reports.c.office_key == office_key).values(revision=reports.c.revision + 1)
    )


def _right_under(parent: Sequence[str]) -> list[ColumnElement[bool]]:
    found = [regions.c.level == len(parent) + 1]
    return [*found, in_region(parent)] if parent else found


def _held(connection: Connection, within: Sequence[str]) -> dict[tuple[str, ...], tuple[int, int]]:
    """Offices and published reports right in each region, of those in one."""
    each = (
        select(reports.c.office_key, func.count().label("held"))
        .where(_PUBLIC, reports.c.office_key.is_not(None))
        .group_by(reports.c.office_key)
        .subquery()
    )
    rows = connection.execute(
        select(regions.c.path, func.count(), func.coalesce(func.sum(each.c.held), 0))
        .select_from(offices)
        .join(regions, regions.c.key == offices.c.region_key)
        .outerjoin(each, each.c.office_key == offices.c.key)
        .where(in_region(within) if within else true())
        .group_by(regions.c.path)
    )
    return {split_path(row[0]): (row[1], int(row[2])) for row in rows}


def _summaries(connection: Connection, keys: Sequence[int]) -> tuple[OfficeSummary, ...]:
    years: dict[int, list[int | None]] = defaultdict(list)
    rows = connection.execute(
        select(reports.c.office_key, reports.c.year)
        .where(reports.c.office_key.in_(keys), _PUBLIC)
        .order_by(reports.c.year)
    )
    for key, year in rows:
        years[key].append(year)
    found, named = [], offices_by_key(connection, keys)
    for key in keys:
        office, held = named[key], years[key]
        distinct = tuple(dict.fromkeys(year for year in held if year is not None))
        found.append(
            OfficeSummary(office.id, office.name, office.kind, office.region, office.aliases, len(held), distinct)
        )
    return tuple(found)


def _refuse_clashes(connection: Connection, source: int, target: int) -> None:
    other = reports.alias()
    clash = connection.execute(
        select(reports.c.id, other.c.id)
        .join(
            other,
            (other.c.year == reports.c.year)
            & other.c.scope.is_not_distinct_from(reports.c.scope)
            & (other.c.office_key == target),
        )
        .where(reports.c.office_key == source)
    ).first()
    if clash:
        raise Conflict(f"Both offices have a report of one year: {clash[0]} and {clash[1]}.", "Settle those first.")


def _give_away(connection: Connection, source: int, target: int) -> None:
    """Names, absences and successions of one office go to another."""
    names = connection.scalars(select(office_aliases.c.name).where(office_aliases.c.office_key == source)).all()
    connection.execute(office_aliases.delete().where(office_aliases.c.office_key == source))
    for name in names:
        add_name(connection, target, name)
    connection.execute(absences.delete().where(absences.c.office_key == source))
    listed = select(dues.c.year).where(dues.c.office_key == target).scalar_subquery()
    moved = (dues.c.office_key == source, dues.c.year.not_in(listed))
    connection.execute(dues.update().where(*moved).values(office_key=target))
    connection.execute(dues.delete().where(dues.c.office_key == source))
    connection.execute(
        successions.delete().where(or_(successions.c.predecessor_key == source, successions.c.successor_key == source))
    )
