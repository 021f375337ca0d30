"""Which offices must report on which year (应有), and how that stands: held, not made, not handed over, not known."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, case, func, or_, select

from archive import events
from archive.clock import now
from archive.db.tables import absences, dues, office_aliases, offices, regions, reports
from archive.ground import Ground
from archive.offices.due_list import Due, Wrong, parse
from archive.offices.names import OfficeName, clean, understand
from archive.offices.register import make_office, offices_named, region_for
from archive.records import ReportStatus
from archive.reports.listing import in_region

# How many offices one transaction enters.
_RUN = 500


@dataclass(frozen=True)
class Entered:
    """What became of a list: offices entered by year, offices that were not known before, lines not understood."""

    by_year: dict[int, int]
    new: tuple[str, ...]
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True)
class Standing:
    """How a year's list stands: offices on it, those with a published report, the others by reason.

    `unlisted` counts published reports of offices that are not on the list.
    """

    year: int
    due: int
    held: int
    reasons: dict[str, int]
    unlisted: int


class Dues:
    """The lists of the offices that must report."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def enter(self, data: bytes, filename: str, *, user: str, replace: bool = False) -> Entered:
        """Enter a list; `replace` first empties those of the years that it names. Raises `RefusedFile`."""
        found, wrong = parse(data, filename)
        new: list[str] = []
        with self._ground.writing() as connection:
            if replace:
                years = sorted({one.year for one in found})
                connection.execute(dues.delete().where(dues.c.year.in_(years)))
        for start in range(0, len(found), _RUN):
            with self._ground.writing() as connection:
                for one in found[start : start + _RUN]:
                    new += _enter(connection, one, user)
        by_year = {year: sum(one.year == year for one in found) for year in sorted({one.year for one in found})}
        with self._ground.writing() as connection:
            counts = {str(year): count for year, count in by_year.items()}
            events.append(connection, "dues.entered", "offices", user, file=filename, years=counts, wrong=len(wrong))
        return Entered(by_year, tuple(new), wrong)

    def years(self, *, region: Sequence[str] = (), kind: str | None = None) -> tuple[Standing, ...]:
        """How the list of each year stands, latest first; years without a list are left out."""
        with self._ground.reading() as connection:
            listed = connection.scalars(_listed(dues.c.year, region, kind).distinct()).all()
            return _standings(connection, sorted(listed, reverse=True), region, kind)

    def listed(self) -> tuple[int, ...]:
        """The years that have a list, oldest first."""
        with self._ground.reading() as connection:
            return tuple(sorted(connection.scalars(select(dues.c.year).distinct())))

    def coverage(
        self, years: Sequence[int], *, region: Sequence[str] = (), kind: str | None = None
    ) -> dict[int, tuple[int, int]]:
        """Of some years: how many offices are on the list, and how many of these have a published report.

        Years without a list of such offices are left out.
        """
        source: Any = _listed(dues.c.year, region, kind) if region or kind else select(dues.c.year)
        query = source.add_columns(func.count(), func.sum(case((_HELD, 1), else_=0)))
        with self._ground.reading() as connection:
            rows = connection.execute(query.where(dues.c.year.in_(years)).group_by(dues.c.year)).all()
        return {row[0]: (int(row[1]), int(row[2])) for row in rows}

    def year(self, year: int, *, region: Sequence[str] = (), kind: str | None = None) -> Standing | None:
        """How the list of a year stands among some offices; None where none of them is on a list of that year."""
        with self._ground.reading() as connection:
            found = _standings(connection, [year], region, kind)[0]
        return found if found.due else None


def _enter(connection: Connection, one: Due, user: str) -> list[str]:
    """Enter a line; returns the office's id where it was not known before."""
    key, made = _office(connection, one)
    values: dict[str, Any] = {"office_key": key, "year": one.year}
    this = (dues.c.office_key == key, dues.c.year == one.year)
    if connection.scalar(select(dues.c.year).where(*this)) is None:
        connection.execute(dues.insert().values(**values, user_name=user, at=now()))
    if one.absence is not None:
        connection.execute(absences.delete().where(absences.c.office_key == key, absences.c.year == one.year))
        connection.execute(absences.insert().values(**values, reason=one.absence, user_name=user, at=now()))
    if one.level is not None:
        connection.execute(offices.update().where(offices.c.key == key).values(level=one.level))
    return [made] if made else []


def _office(connection: Connection, one: Due) -> tuple[int, str | None]:
    """The office of a line, and its id where it was not known before. The list's region is believed."""
    name = understand(one.office)
    if one.region:
        name = name.within(one.region)
        # Known by name, in no region yet: the list says where it is.
        known = _in_place(connection, name) or _placeless(connection, one)
    else:
        known = offices_named(connection, name)
    if known:
        return known[0], None
    key = make_office(connection, name)
    return key, str(connection.scalar(select(offices.c.id).where(offices.c.key == key)))


def _in_place(connection: Connection, name: OfficeName) -> list[int]:
    """The offices of this name within its region: names like 城关镇 repeat elsewhere."""
    there = (office_aliases.c.name == name.name) & (regions.c.path == "/".join(name.region))
    query = (
        select(offices.c.key)
        .join(office_aliases, office_aliases.c.office_key == offices.c.key)
        .outerjoin(regions, regions.c.key == offices.c.region_key)
        .where(or_(offices.c.identity == name.identity, there))
    )
    return list(connection.scalars(query.distinct().order_by(offices.c.key)))


def _placeless(connection: Connection, one: Due) -> list[int]:
    key = connection.scalar(
        select(offices.c.key)
        .join(office_aliases, office_aliases.c.office_key == offices.c.key)
        .where(office_aliases.c.name == clean(one.office), offices.c.region_key.is_(None))
    )
    if key is None:
        return []
    identity = understand(one.office).within(one.region).identity
    values = {"region_key": region_for(connection, one.region), "identity": identity}
    connection.execute(offices.update().where(offices.c.key == key).values(**values))
    connection.execute(reports.update().where(reports.c.office_key == key).values(revision=reports.c.revision + 1))
    return [int(key)]


def _listed(column: Any, region: Sequence[str], kind: str | None) -> Any:
    return _among(select(column).select_from(dues), dues.c.office_key, region, kind)


def _among(query: Any, office_key: Any, region: Sequence[str], kind: str | None) -> Any:
    """The query among some offices; joined with these only where they are narrowed, for it doubles what a count takes."""
    if not region and kind is None:
        return query
    query = query.join(offices, offices.c.key == office_key).outerjoin(regions, regions.c.key == offices.c.region_key)
    if region:
        query = query.where(in_region(region))
    return query if kind is None else query.where(offices.c.kind == kind)


def _standings(
    connection: Connection, years: Sequence[int], region: Sequence[str], kind: str | None
) -> tuple[Standing, ...]:
    """How the lists of some years stand, all asked for at once."""
    rows = connection.execute(
        _listed(dues.c.year, region, kind)
        .add_columns(_HELD, absences.c.reason, func.count())
        .outerjoin(absences, (absences.c.office_key == dues.c.office_key) & (absences.c.year == dues.c.year))
        .where(dues.c.year.in_(years))
        .group_by(dues.c.year, _HELD, absences.c.reason)
    ).all()
    unlisted = _unlisted(connection, years, region, kind)
    return tuple(_standing(year, [row[1:] for row in rows if row[0] == year], unlisted.get(year, 0)) for year in years)


def _standing(year: int, rows: Sequence[Any], unlisted: int) -> Standing:
    """A year of rows (held, reason, count)."""
    reasons: dict[str, int] = {}
    for held, reason, count in rows:
        if not held:
            reasons[reason or "unknown"] = reasons.get(reason or "unknown", 0) + count
    there = sum(count for held, _, count in rows if held)
    return Standing(year, there + sum(reasons.values()), there, reasons, unlisted)


_HELD = (
    select(reports.c.key)
    .where(
        reports.c.office_key == dues.c.office_key,
        reports.c.year == dues.c.year,
        reports.c.status == ReportStatus.PUBLISHED.value,
    )
    .exists()
)


def _unlisted(connection: Connection, years: Sequence[int], region: Sequence[str], kind: str | None) -> dict[int, int]:
    """Offices that are not on a year's list and have a published report of it, by year."""
    on_list = select(dues.c.year).where(dues.c.office_key == reports.c.office_key, dues.c.year == reports.c.year)
    # Office by office and not narrowed to the years: so one index answers it in its own order.
    found = (
        select(reports.c.office_key, reports.c.year)
        .where(reports.c.status == ReportStatus.PUBLISHED.value, reports.c.office_key.is_not(None), ~on_list.exists())
        .group_by(reports.c.office_key, reports.c.year)
    )
    each = _among(found, reports.c.office_key, region, kind).subquery()
    rows = connection.execute(select(each.c.year, func.count()).group_by(each.c.year))
    return {year: count for year, count in rows if year in years}
