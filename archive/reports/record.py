"""A report whole, from its rows and the stored reading."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from archive.codec import unpack
from archive.db.tables import documents, findings, office_aliases, offices, readings, regions, reports, versions
from archive.derived import checking, remembered
from archive.derived.corrections import doubtful_metrics
from archive.derived.projection import spoken
from archive.derived.questions import added_doubts, doubted, open_questions
from archive.derived.remembered import Kept
from archive.derived.standing import stand
from archive.errors import NotFound
from archive.offices.register import current_id
from archive.ports import BlobStore
from archive.records import Finding, Office, ReportReading, ReportRecord, Source, VersionSummary

# Asked for with every record: put together once.
_REPORT = select(reports).where(reports.c.id == bindparam("report"))
_FINDINGS = select(findings).where(findings.c.report_key == bindparam("report")).order_by(findings.c.key)
_ALIASES = (
    select(office_aliases)
    .where(office_aliases.c.office_key.in_(bindparam("keys", expanding=True)))
    .order_by(office_aliases.c.key)
)
_OFFICES = (
    select(offices.c.key, offices.c.id, offices.c.name, offices.c.kind, regions.c.path)
    .outerjoin(regions, regions.c.key == offices.c.region_key)
    .where(offices.c.key.in_(bindparam("keys", expanding=True)))
)
_VERSIONS = (
    select(
        versions.c.number,
        readings.c.blob_key,
        readings.c.doubts,
        readings.c.job_id,
        documents.c.key.label("document_key"),
        documents.c.sha256,
        documents.c.filename,
        documents.c.media_type,
        documents.c.pages,
        documents.c.received,
    )
    .join(readings, readings.c.key == versions.c.reading_key)
    .join(documents, documents.c.key == versions.c.document_key)
    .where(versions.c.report_key == bindparam("report"))
    .order_by(versions.c.number)
)


def load_reading(blobs: BlobStore, blob_key: str) -> ReportReading:
    """A stored reading; raises `BlobMissing` or `StorageFailed`."""
    return unpack(ReportReading, blobs.read(blob_key))


def report_row(connection: Connection, report_id: str) -> Row[Any]:
    """The row of a report under its id or any that it bore before; raises `NotFound`."""
    row = connection.execute(_REPORT, {"report": report_id}).first()
    if row is None:
        row = connection.execute(_REPORT, {"report": current_id(connection, "report", report_id)}).first()
    if row is None:
        raise NotFound(f"There is no report {report_id}.", "See the list of reports for their ids.")
    return row


def version_row(connection: Connection, report: Row[Any], number: int | None) -> Row[Any]:
    """A version with its reading in force and its document; the leading one for None; raises `NotFound`."""
    return _chosen(version_rows(connection, report.key), report, number)


def _chosen(rows: Sequence[Row[Any]], report: Row[Any], number: int | None) -> Row[Any]:
    wanted = number or report.leading
    for row in rows:
        if row.number == wanted:
            return row
    raise NotFound(f"Report {report.id} has no version {wanted}.", "Leave the version out for the leading one.")


def version_rows(connection: Connection, report_key: int) -> Sequence[Row[Any]]:
    """All versions of a report that were read, oldest first."""
    return list(connection.execute(_VERSIONS, {"report": report_key}))


def build_record(connection: Connection, blobs: BlobStore, report_id: str, version: int | None) -> ReportRecord:
    """The record of a version, the leading one for None, with people's corrections applied; raises `NotFound`."""
    return build_and_tell(connection, blobs, report_id, version)[0]


def build_and_tell(
    connection: Connection, blobs: BlobStore, report_id: str, version: int | None
) -> tuple[ReportRecord, Kept | None]:
    """The record, and what is worth keeping of its checks where nothing was kept."""
    row = report_row(connection, report_id)
    rows = version_rows(connection, row.key)
    shown = _chosen(rows, row, version)
    words = spoken(connection, row.key)
    objected = open_questions(connection, row.key).sampling
    reading = stand(load_reading(blobs, shown.blob_key), words)
    reading = reading.model_copy(update={"observations": doubted(reading.observations, objected)})
    leads = shown.number == row.leading
    digest = remembered.digest(shown.blob_key, row.year, words, objected)
    kept = remembered.recall(connection, row.key, digest) if leads else None
    held = checking.checked(reading, row.year, words) if kept is None else None
    values = held.observations if held else remembered.changed(reading.observations, kept or {})
    news = Kept(row.key, digest, remembered.changes(reading.observations, values)) if leads and held else None
    found = _stored_findings(connection, row.key) if leads or not held else _own_findings(reading, held)
    record = ReportRecord(
        id=row.id,
        title=row.title,
        year=row.year,
        edition=row.edition if leads else reading.edition,
        scope=row.scope,
        period=(row.period_start, row.period_end) if row.period_start else None,
        office=office_by_key(connection, row.office_key),
        status=row.status,
        version=shown.number,
        versions=tuple(
            VersionSummary(
                version=one.number,
                sha256=one.sha256,
                media_type=one.media_type,
                doubts=len(doubtful_metrics(values))
                if one.number == shown.number
                else sum(metric not in words for metric in one.doubts) + added_doubts(objected, one.doubts, words),
            )
            for one in rows
        ),
        source=Source(
            sha256=shown.sha256,
            filename=shown.filename,
            media_type=shown.media_type,
            pages=shown.pages,
            received=shown.received,
        ),
        preamble=reading.preamble,
        sections=reading.sections,
        tables=reading.tables,
        observations=values,
        findings=found,
    )
    return record, news


def _own_findings(reading: ReportReading, held: checking.Checked) -> tuple[Finding, ...]:
    """The findings of a version that does not lead: they are not in the tables."""
    return (*checking.reading_facts(reading), *held.findings)


def office_by_key(connection: Connection, office_key: int | None) -> Office | None:
    """The office as a record, with every other name that it bears; None for None."""
    return None if office_key is None else offices_by_key(connection, [office_key])[office_key]


def offices_by_key(connection: Connection, keys: Sequence[int]) -> dict[int, Office]:
    """Several offices as records, asked for together."""
    names: dict[int, list[str]] = {}
    for row in connection.execute(_ALIASES, {"keys": list(keys)}):
        names.setdefault(row.office_key, []).append(row.name)
    rows = connection.execute(_OFFICES, {"keys": list(keys)})
    return {
        row.key: Office(
            id=row.id,
            name=row.name,
            kind=row.kind,
            region=split_path(row.path),
            aliases=tuple(name for name in names.get(row.key, ()) if name != row.name),
        )
        for row in rows
    }


def split_path(path: str | None) -> tuple[str, ...]:
    """A region's path as its names, from the province down."""
    return tuple(path.split("/")) if path else ()


def _stored_findings(connection: Connection, report_key: int) -> tuple[Finding, ...]:
    rows = connection.execute(_FINDINGS, {"report": report_key})
    return tuple(
        Finding(
            relation=row.relation, grade=row.grade, metrics=tuple(row.metrics), message=row.message, likely=row.likely
        )
        for row in rows
    )
