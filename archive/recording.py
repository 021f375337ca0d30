"""Writing a document's readings into the archive: which report each belongs to, as which version."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from archive import events
from archive.clock import now
from archive.db.tables import documents, offices, readings, reports, versions
from archive.derived.agreement import agreement
from archive.derived.corrections import doubtful_metrics
from archive.derived.projection import LoadReading, refresh
from archive.offices.names import understand
from archive.offices.register import free_id, office_for
from archive.records import ReportReading, ReportStatus, Scope, Status


@dataclass(frozen=True)
class Stored:
    """A reading whose blob is safe; `place` is its place among the document's reports, from 0."""

    place: int
    blob_key: str
    reading: ReportReading


@dataclass(frozen=True)
class Run:
    """One run of recognition over a document."""

    job_id: str
    document_key: int
    sha256: str
    filename: str
    fingerprint: str
    given_office: str | None
    given_year: int | None
    status: ReportStatus


@dataclass(frozen=True)
class Identity:
    """Which report is meant. `sure` is False where the office's name fits several places."""

    office_key: int | None
    year: int | None
    scope: Scope | None
    sure: bool


def record(connection: Connection, run: Run, stored: Sequence[Stored], load: LoadReading) -> list[int]:
    """Record all readings of a run; returns the keys of the reports touched. Part of the caller's transaction."""
    fresh = {one.blob_key: one.reading for one in stored}

    def loaded(blob_key: str) -> ReportReading:
        return fresh.get(blob_key) or load(blob_key)

    touched = [_record_one(connection, run, one) for one in stored]
    for report_key in dict.fromkeys(touched):
        refresh(connection, report_key, loaded)
    return list(dict.fromkeys(touched))


def _record_one(connection: Connection, run: Run, one: Stored) -> int:
    version = connection.execute(
        select(versions.c.key, versions.c.report_key).where(
            versions.c.document_key == run.document_key, versions.c.place == one.place
        )
    ).first()
    if version is None:
        identity = _identify(connection, run, one.reading)
        report_key = _matching(connection, run, identity) or _mint(connection, run, one.reading, identity)
        version_key = _add_version(connection, run, one.place, report_key)
    else:
        version_key, report_key = version
        _complete(connection, report_key, _identify(connection, run, one.reading))
    reading_key = _add_reading(connection, run, one, version_key)
    connection.execute(versions.update().where(versions.c.key == version_key).values(reading_key=reading_key))
    return int(report_key)


def _identify(connection: Connection, run: Run, reading: ReportReading) -> Identity:
    name = run.given_office or reading.office_name
    office_key = office_for(connection, name)
    sure = office_key is not None and name is not None and not understand(name).ambiguous
    return Identity(office_key, run.given_year or reading.year, reading.scope, sure)


def _matching(connection: Connection, run: Run, identity: Identity) -> int | None:
    """The report of which this is another copy: same office, year and scope, not from the same document.

    A copy that does not state its scope belongs to the office's only report of the year, if there is but one.
    """
    if identity.office_key is None or identity.year is None or not identity.sure:
        return None
    here = select(versions.c.report_key).where(versions.c.document_key == run.document_key)
    rows = connection.execute(
        select(reports.c.key, reports.c.scope)
        .where(reports.c.office_key == identity.office_key, reports.c.year == identity.year)
        .where(reports.c.key.not_in(here))
        .order_by(reports.c.key)
    ).all()
    exact = [row.key for row in rows if row.scope == identity.scope]
    open_scope = [row.key for row in rows if len(rows) == 1 and None in (row.scope, identity.scope)]
    return next(iter((*exact, *open_scope)), None)


def _mint(connection: Connection, run: Run, reading: ReportReading, identity: Identity) -> int:
    """A new report; its id is made of what is known now and never changes by itself."""
    office = connection.execute(
        select(offices.c.id, offices.c.name).where(offices.c.key == identity.office_key)
    ).first()
    if office and identity.year:
        wish, title = f"{office.id}-{identity.year}", f"{office.name}{identity.year}年政府信息公开工作年度报告"
    else:
        wish, title = f"unknown-{run.sha256[:8]}", run.filename
    report_id = free_id(connection, "report", (wish,))
    values = {
        "id": report_id,
        "title": reading.title or title,
        "office_key": identity.office_key,
        "year": identity.year,
        "scope": identity.scope,
        "status": run.status.value,
        "created": now(),
        "updated": now(),
    }
    events.append(connection, "report.made", f"report:{report_id}", None, sha256=run.sha256)
    return int(connection.execute(reports.insert().returning(reports.c.key), values).scalar_one())


def _complete(connection: Connection, report_key: int, identity: Identity) -> None:
    """Another reading may know what the first did not; it never overrules what is known."""
    row = connection.execute(select(reports).where(reports.c.key == report_key)).one()
    values = {"office_key": identity.office_key, "year": identity.year, "scope": identity.scope}
    news = {name: value for name, value in values.items() if row._mapping[name] is None and value is not None}  # noqa: SLF001
    if news:
        connection.execute(reports.update().where(reports.c.key == report_key).values(**news))


def _add_version(connection: Connection, run: Run, place: int, report_key: int) -> int:
    last = connection.scalar(select(func.max(versions.c.number)).where(versions.c.report_key == report_key))
    values = {
        "report_key": report_key,
        "number": (last or 0) + 1,
        "document_key": run.document_key,
        "place": place,
        "created": now(),
    }
    return int(connection.execute(versions.insert().returning(versions.c.key), values).scalar_one())


def _add_reading(connection: Connection, run: Run, one: Stored, version_key: int) -> int:
    statuses = [observation.status for observation in one.reading.observations]
    values = {
        "version_key": version_key,
        "job_id": run.job_id,
        "place": one.place,
        "fingerprint": run.fingerprint,
        "blob_key": one.blob_key,
        "pages": list(one.reading.pages),
        "title": one.reading.title,
        "office_name": one.reading.office_name,
        "year": one.reading.year,
        "scope": one.reading.scope,
        "edition": one.reading.edition,
        "doubts": doubtful_metrics(one.reading.observations),
        "certain": sum(status in (Status.CERTAIN, Status.NOT_STATED) for status in statuses),
        "missing": sum(status is Status.MISSING for status in statuses),
        "created": now(),
        "agreement": agreement(one.reading.observations).model_dump(),
    }
    return int(connection.execute(readings.insert().returning(readings.c.key), values).scalar_one())


def reports_of(connection: Connection, sha256: str) -> tuple[str, ...]:
    """The ids of the reports that have a version in a document, in the document's order."""
    rows = connection.scalars(
        select(reports.c.id)
        .join(versions, versions.c.report_key == reports.c.key)
        .join(documents, documents.c.key == versions.c.document_key)
        .where(documents.c.sha256 == sha256)
        .order_by(versions.c.place)
    )
    return tuple(rows)
