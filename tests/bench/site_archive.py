"""An archive of any size for `./dangan bench site`: reports of the search corpus, of which each can be opened.

The values, texts and names are those of `tests.bench.search_corpus`. The pages, tables and readings behind them are lent
by a few reports on real paper (`tests.web.town`), one an edition: making each report's own would take hours and a page
costs the same whichever report's blob it reads.
"""

import hashlib
import itertools
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Table, func, select

from archive.archive import Archive
from archive.db.tables import (
    batches,
    documents,
    dues,
    findings,
    metrics,
    observations,
    office_aliases,
    offices,
    pages,
    readings,
    regions,
    reports,
    versions,
)
from archive.forms import forms, load_form
from archive.ground import refresh_statistics
from archive.records import Observation, Office, ReportRecord, Status
from archive.relations import relations_of
from search.engine import SearchEngine
from tests.bench.search_corpus import grown
from tests.fakes import document, report
from tests.web.conftest import fill
from tests.web.town import CITY, town

RUN = 500
"""Reports written in one transaction, and documents of a batch."""

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
IN_DOUBT = (Status.DOUBTFUL, Status.MISSING, Status.PROPOSED)


@dataclass(frozen=True)
class Lent:
    """The rows of a real report that many others borrow their reading and their pages from."""

    version: Row[Any]
    reading: Row[Any]
    document: Row[Any]
    pages: Sequence[Row[Any]]


@dataclass
class Keys:
    """What stands in the tables already, by what people call it."""

    regions: dict[tuple[str, ...], int] = field(default_factory=dict)
    offices: dict[str, int] = field(default_factory=dict)
    metrics: dict[str, int] = field(default_factory=dict)


def grow(archive: Archive, search: SearchEngine, sections: int) -> tuple[str, ...]:
    """Fill an empty archive and its index; gives the ids of the reports on real paper."""
    search.rebuild(grown(sections))
    fill(archive, town() | {"city-2016.fake": document(_statistics(2016))})
    own = tuple(row.id for row in archive.reports.list(limit=50).items)
    with archive.ground.reading() as connection:
        lent = dict[str, Lent](_lent(connection))
    keys = Keys()
    with archive.ground.writing() as connection:
        _keep_metrics(connection, keys)
        keys.regions = {tuple(row.path.split("/")): row.key for row in connection.execute(select(regions))}
    for run in _runs(grown(sections)):
        with archive.ground.writing() as connection:
            _write(connection, run, keys, lent)
    refresh_statistics(archive.ground)
    return own


def _statistics(year: int) -> dict[str, Any]:
    """The city in the form of 2014, its sums right."""
    chance, values = random.Random(year), {metric.id: 0 for metric in load_form("2014").metrics}
    sums = [relation for relation in relations_of("2014") if relation.kind == "sum"]
    values |= {part: chance.randrange(900) for relation in sums for part in relation.right}
    for relation in reversed(sums):
        values[relation.left[0]] = sum(values[part] for part in relation.right)
    for relation in sums:
        values[relation.left[0]] = sum(values[part] for part in relation.right)
    return report(CITY, year, edition="2014", values={name: str(value) for name, value in values.items()})


def _runs(records: Iterable[ReportRecord]) -> Iterator[list[ReportRecord]]:
    source = iter(records)
    while run := list(itertools.islice(source, RUN)):
        yield run


def _lent(connection: Connection) -> Iterator[tuple[str, Lent]]:
    """For each edition the reading of one report on paper."""
    for form in forms():
        reading = connection.execute(select(readings).where(readings.c.edition == form.edition)).first()
        assert reading is not None, f"no report of edition {form.edition} was read"
        version = connection.execute(select(versions).where(versions.c.key == reading.version_key)).one()
        document_row = connection.execute(select(documents).where(documents.c.key == version.document_key)).one()
        leaves = connection.execute(select(pages).where(pages.c.document_key == version.document_key)).all()
        yield form.edition, Lent(version, reading, document_row, leaves)


def _keep_metrics(connection: Connection, keys: Keys) -> None:
    known = {row.name for row in connection.execute(select(metrics))}
    wanted = dict.fromkeys(metric.id for form in forms() for metric in form.metrics)
    new = [{"name": name} for name in wanted if name not in known]
    if new:
        connection.execute(metrics.insert(), new)
    keys.metrics = {row.name: row.key for row in connection.execute(select(metrics))}


def _next(connection: Connection, table: Table) -> Iterator[int]:
    return itertools.count((connection.scalar(select(func.max(table.c.key))) or 0) + 1)


def _write(connection: Connection, run: Sequence[ReportRecord], keys: Keys, lent: Mapping[str, Lent]) -> None:
    """One run of reports with all that hangs on them."""
    for record in run:
        if record.office is not None and record.office.id not in keys.offices:
            _write_office(connection, record.office, keys)
    batch = connection.execute(batches.insert().values(name=f"移交 {run[0].id}", created=BEGUN)).inserted_primary_key
    assert batch is not None
    rows: dict[Table, list[dict[str, Any]]] = {
        table: [] for table in (documents, pages, reports, versions, readings, observations, findings, dues)
    }
    counts = [_next(connection, table) for table in (documents, reports, versions, readings)]
    for record in run:
        _rows_of(record, keys, lent[str(record.edition)], batch[0], tuple(map(next, counts)), rows)
    for table, many in rows.items():
        if many:
            connection.execute(table.insert(), many)


def _write_office(connection: Connection, office: Office, keys: Keys) -> None:
    for depth in range(1, len(office.region) + 1):
        path = office.region[:depth]
        if path not in keys.regions:
            row = {"path": "/".join(path), "name": path[-1], "level": depth, "parent_key": keys.regions.get(path[:-1])}
            made = connection.execute(regions.insert().values(row)).inserted_primary_key
            assert made is not None
            keys.regions[path] = made[0]
    identity = f"{'/'.join(office.region)}#{office.name}"
    place = {"identity": identity, "region_key": keys.regions[office.region]}
    row = {"id": office.id, "name": office.name, "kind": office.kind, "created": BEGUN} | place
    made = connection.execute(offices.insert().values(row)).inserted_primary_key
    assert made is not None
    keys.offices[office.id] = made[0]
    names = dict.fromkeys((office.name, *office.aliases))
    connection.execute(office_aliases.insert(), [{"office_key": made[0], "name": name} for name in names])


def _rows_of(
    record: ReportRecord,
    keys: Keys,
    lent: Lent,
    batch: int,
    own: tuple[int, ...],
    rows: dict[Table, list[dict[str, Any]]],
) -> None:
    """Add the rows of one report; `own` are its keys as a document, a report, a version and a reading."""
    document_key, report_key, version_key, reading_key = own
    assert record.office is not None
    office_key, moment = keys.offices[record.office.id], BEGUN + timedelta(minutes=report_key)
    sha256 = hashlib.sha256(record.id.encode()).hexdigest()
    rows[documents].append(
        _like(lent.document, key=document_key, sha256=sha256, filename=f"{record.id}.pdf", batch_key=batch)
        | {"received": moment, "job_id": None}
    )
    rows[pages] += [_like(leaf, document_key=document_key) for leaf in lent.pages]
    rows[versions].append(
        _like(lent.version, key=version_key, report_key=report_key, document_key=document_key, reading_key=reading_key)
    )
    rows[readings].append(_like(lent.reading, key=reading_key, version_key=version_key, job_id=f"bench-{reading_key}"))
    rows[observations] += [_value(one, record, report_key, keys) for one in record.observations]
    rows[findings] += [_finding(one.model_dump(), report_key) for one in record.findings]
    rows[dues].append({"office_key": office_key, "year": record.year, "at": BEGUN})
    rows[reports].append(_report(record, report_key, office_key, moment))


def _like(row: Row[Any], **changes: object) -> dict[str, Any]:
    return {**row._mapping, **changes}


def _finding(finding: dict[str, Any], report_key: int) -> dict[str, Any]:
    kept = {name: finding[name] for name in ("relation", "grade", "likely", "message")}
    return {**kept, "metrics": list(finding["metrics"]), "report_key": report_key, "source": "relation"}


def _report(record: ReportRecord, key: int, office_key: int, moment: datetime) -> dict[str, Any]:
    return {
        "key": key,
        "id": record.id,
        "title": record.title,
        "office_key": office_key,
        "year": record.year,
        "edition": record.edition,
        "status": record.status.value,
        "leading": 1,
        "doubts": sum(one.status in IN_DOUBT for one in record.observations),
        "certain": sum(one.status is Status.CERTAIN for one in record.observations),
        "hard": sum(one.grade == "hard" for one in record.findings),
        "hints": sum(one.grade == "hint" for one in record.findings),
        "created": moment,
        "updated": moment,
        "indexed": 1,
    }


def _value(one: Observation, record: ReportRecord, report_key: int, keys: Keys) -> dict[str, Any]:
    return {
        "metric_key": keys.metrics[one.metric],
        "year": record.year,
        "report_key": report_key,
        "value": one.value,
        "number": None if one.value is None else float(one.value),
        "status": one.status.value,
        "confidence": 0.5 if one.status in IN_DOUBT else None,
    }
