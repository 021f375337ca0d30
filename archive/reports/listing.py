"""Which reports there are: conditions, lists and counts in SQL."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, true

from archive.db.tables import documents, findings, offices, regions, reports, versions
from archive.offices.register import current_id
from archive.records import Edition, ReportStatus
from archive.reports.record import split_path
from archive.views import Counts, FindingRow, OfficeRef, Page, ReportFilter, ReportSummary

Order = Literal["recent", "year", "office", "doubts"]

_EDITIONS: tuple[Edition, ...] = tuple(sorted(get_args(Edition)))

_ORDERS: dict[Order, tuple[ColumnElement[Any], ...]] = {
    "recent": (reports.c.updated.desc(), reports.c.key.desc()),
    "year": (reports.c.year.desc(), offices.c.name, reports.c.key),
    "office": (offices.c.name, reports.c.year.desc(), reports.c.key),
    "doubts": (reports.c.doubts.desc(), reports.c.hard.desc(), reports.c.key),
}


Source = Callable[..., Select[Any]]


def conditions(connection: Connection, wanted: ReportFilter) -> list[ColumnElement[bool]]:
    """The filter as conditions on reports joined with offices and regions."""
    found: list[ColumnElement[bool]] = []
    if wanted.statuses is not None:
        found.append(reports.c.status.in_([status.value for status in wanted.statuses]))
    if wanted.office is not None:
        found.append(offices.c.id == current_id(connection, "office", wanted.office))
    if wanted.region:
        found.append(in_region(wanted.region))
    for column, value in (
        (reports.c.year, wanted.year),
        (reports.c.edition, wanted.edition),
        (reports.c.scope, wanted.scope),
        (offices.c.kind, wanted.kind),
    ):
        if value is not None:
            found.append(column == value)
    for column, flag in ((reports.c.doubts, wanted.doubtful), (reports.c.hard, wanted.broken)):
        if flag is not None:
            found.append(column > 0 if flag else column == 0)
    if wanted.batch is not None or wanted.sha256 is not None:
        found.append(reports.c.key.in_(_from_documents(wanted)))
    return found


def in_region(path: Sequence[str]) -> ColumnElement[bool]:
    """A region or any below it."""
    joined = "/".join(path)
    return or_(regions.c.path == joined, regions.c.path.startswith(joined + "/", autoescape=True))


def joined(*columns: Any) -> Select[Any]:
    """Reports with their offices and regions, where they have any."""
    return (
        select(*columns)
        .select_from(reports)
        .outerjoin(offices, offices.c.key == reports.c.office_key)
        .outerjoin(regions, regions.c.key == offices.c.region_key)
    )


def list_reports(
    connection: Connection, wanted: ReportFilter, order: Order, limit: int, offset: int
) -> Page[ReportSummary]:
    """A page of summaries."""
    where = and_(true(), *conditions(connection, wanted))
    rows = connection.execute(joined(*SUMMARY).where(where).order_by(*_ORDERS[order]).limit(limit).offset(offset)).all()
    # Counting reports joined with their offices costs more than a page of them.
    source = joined if _speaks_of_offices(wanted) else _alone
    whole = offset == 0 and len(rows) < limit
    total = len(rows) if whole else connection.scalar(source(func.count()).where(where)) or 0
    return Page(tuple(summary(row) for row in rows), total)


def titles_of(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    """The titles of the reports that bear these ids today, by id."""
    rows = connection.execute(select(reports.c.id, reports.c.title).where(reports.c.id.in_(set(ids))))
    return {row.id: row.title for row in rows}


def count_reports(connection: Connection, wanted: ReportFilter) -> Counts:
    """How much there is, and its spread over years and editions."""
    where = and_(true(), *conditions(connection, wanted))
    source = joined if _speaks_of_offices(wanted) else _alone
    # Values are counted on the reports' rows: counting millions of observations would take seconds.
    sums = (func.count(), func.coalesce(func.sum(reports.c.certain), 0), func.coalesce(func.sum(reports.c.doubts), 0))
    editions = [func.count().filter(reports.c.edition == edition) for edition in _EDITIONS]
    held, values, doubts, *of_editions = connection.execute(source(*sums, *editions).where(where)).one()
    # Counted as groups, offices and years come from an index alone.
    offices_held = source(reports.c.office_key).where(where, reports.c.office_key.is_not(None)).distinct().subquery()
    by_year = source(reports.c.year, func.count()).where(where, reports.c.year.is_not(None)).group_by(reports.c.year)
    papers = connection.execute(_papers(source, where)).one()
    return Counts(
        reports=held,
        offices=connection.scalar(select(func.count()).select_from(offices_held)) or 0,
        documents=papers[0],
        pages=int(papers[1]),
        values=int(values),
        doubts=int(doubts),
        by_year={row[0]: row[1] for row in connection.execute(by_year.order_by(reports.c.year))},
        by_edition={edition: count for edition, count in zip(_EDITIONS, of_editions, strict=True) if count},
    )


def list_findings(
    connection: Connection, wanted: ReportFilter, marks: Mapping[str, str | None], limit: int, offset: int
) -> Page[FindingRow]:
    """A page of findings of the reports that are meant; a `relation` in `marks` may be the head of several."""
    chosen = conditions(connection, wanted)
    for name, value in marks.items():
        if value is not None:
            column = findings.c[name]
            chosen.append(column.startswith(value, autoescape=True) if name == "relation" else column == value)
    total = connection.scalar(_with_findings(func.count()).where(*chosen)) or 0
    columns = (findings, reports.c.id, reports.c.year, *_OFFICE)
    rows = connection.execute(
        _with_findings(*columns).where(*chosen).order_by(findings.c.key.desc()).limit(limit).offset(offset)
    )
    return Page(tuple(finding_row(row) for row in rows), total)


_OFFICE = (offices.c.id.label("office_id"), offices.c.name.label("office_name"))

SUMMARY = (
    reports.c.key,
    reports.c.id,
    reports.c.title,
    reports.c.year,
    reports.c.edition,
    reports.c.scope,
    reports.c.status,
    reports.c.leading,
    reports.c.certain,
    reports.c.doubts,
    reports.c.missing,
    reports.c.hard,
    reports.c.hints,
    reports.c.updated,
    *_OFFICE,
    regions.c.path,
    select(func.count())
    .where(versions.c.report_key == reports.c.key)
    .correlate(reports)
    .scalar_subquery()
    .label("copies"),
)


def summary(row: Row[Any]) -> ReportSummary:
    """A row of `SUMMARY` as a record."""
    return ReportSummary(
        id=row.id,
        title=row.title,
        year=row.year,
        edition=row.edition,
        scope=row.scope,
        status=ReportStatus(row.status),
        office=office_ref(row),
        region=split_path(row.path),
        version=row.leading or 1,
        versions=row.copies,
        certain=row.certain,
        doubts=row.doubts,
        missing=row.missing,
        hard=row.hard,
        hints=row.hints,
        updated=row.updated,
    )


def office_ref(row: Row[Any]) -> OfficeRef | None:
    """The office of a row that has `office_id` and `office_name`."""
    return OfficeRef(row.office_id, row.office_name) if row.office_id else None


def _with_findings(*columns: Any) -> Select[Any]:
    return joined(*columns).join(findings, findings.c.report_key == reports.c.key)


def finding_row(row: Row[Any]) -> FindingRow:
    """A finding with its report, from a row that `joined` gave."""
    return FindingRow(
        report=row.id,
        office=office_ref(row),
        year=row.year,
        relation=row.relation,
        grade=row.grade,
        likely=row.likely,
        metrics=tuple(row.metrics),
        message=row.message,
    )


def _alone(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(reports)


def _speaks_of_offices(wanted: ReportFilter) -> bool:
    return bool(wanted.office or wanted.region or wanted.kind)


def _papers(source: Source, where: ColumnElement[bool]) -> Select[Any]:
    """How many documents the reports that are meant were read from, and their pages."""
    held = source(versions.c.document_key).join(versions, versions.c.report_key == reports.c.key).where(where)
    return select(func.count(), func.coalesce(func.sum(documents.c.pages), 0)).where(documents.c.key.in_(held))


def _from_documents(wanted: ReportFilter) -> Select[Any]:
    query = select(versions.c.report_key).join(documents, documents.c.key == versions.c.document_key)
    if wanted.batch is not None:
        query = query.where(documents.c.batch_key == wanted.batch)
    if wanted.sha256 is not None:
        query = query.where(documents.c.sha256 == wanted.sha256)
    return query
