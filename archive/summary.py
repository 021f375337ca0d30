"""The archivist's summary: where doubts are open, how far readers agree, which scans the doubts come from."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, case, func, select

from archive.db.tables import IN_DOUBT, batches, documents, observations, offices, pages, readings, reports, versions
from archive.derived.agreement import Agreement, together
from archive.ground import Ground
from archive.records import Status
from archive.views import OfficeRef

# Offices in the list of those with the most doubts.
_MOST = 20


@dataclass(frozen=True)
class BatchDoubts:
    """A batch (None: handed in outside any) with its reports and what is open in them."""

    batch: int | None
    name: str | None
    reports: int
    drafts: int
    doubtful: int
    doubts: int
    broken: int


@dataclass(frozen=True)
class OfficeDoubts:
    """An office with its reports that have doubts."""

    office: OfficeRef
    reports: int
    doubts: int


@dataclass(frozen=True)
class ScanKind:
    """One kind of source: media type, where its words come from, engine; and the values in doubt that come from it."""

    media_type: str
    source: str
    engine: str
    reports: int
    values: int
    by_status: dict[str, int]
    agreement: Agreement
    unrecorded: int

    @property
    def doubts(self) -> int:
        """All values that need a person."""
        return sum(self.by_status.values())


@dataclass
class _Tally:
    reports: int = 0
    values: int = 0
    unrecorded: int = 0
    statuses: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    agreements: list[Agreement] = field(default_factory=list)


class Summary:
    """What archivists ask about the work as a whole."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._kept: tuple[State, tuple[ScanKind, ...]] | None = None

    def by_batch(self) -> tuple[BatchDoubts, ...]:
        """Batches with what is open in the reports whose leading version came with them, newest first."""
        with self._ground.reading() as connection:
            rows = connection.execute(
                _led(
                    documents.c.batch_key,
                    batches.c.name,
                    func.count(),
                    func.sum(_one_if(reports.c.status == "draft")),
                    func.sum(_one_if(reports.c.doubts > 0)),
                    func.sum(reports.c.doubts),
                    func.sum(_one_if(reports.c.hard > 0)),
                )
                .outerjoin(batches, batches.c.key == documents.c.batch_key)
                .group_by(documents.c.batch_key, batches.c.name)
            ).all()
        newest = sorted(rows, key=lambda row: -(row[0] or 0))
        return tuple(BatchDoubts(row[0], row[1], *(int(count) for count in row[2:])) for row in newest)

    def by_office(self) -> tuple[OfficeDoubts, ...]:
        """The offices with the most doubts."""
        doubts = func.sum(reports.c.doubts)
        with self._ground.reading() as connection:
            rows = connection.execute(
                select(offices.c.id, offices.c.name, func.count(), doubts)
                .join(reports, reports.c.office_key == offices.c.key)
                .where(reports.c.doubts > 0)
                .group_by(offices.c.id, offices.c.name)
                .order_by(doubts.desc(), offices.c.id)
                .limit(_MOST)
            )
            return tuple(OfficeDoubts(OfficeRef(row[0], row[1]), row[2], int(row[3])) for row in rows)

    def by_scan(self) -> tuple[ScanKind, ...]:
        """The kinds of sources of the leading versions, those with the most doubts a value first.

        Gathered from every reading, which takes a tenth of a second at sixteen thousand; kept until a report changes.
        """
        with self._ground.reading() as connection:
            state = _state(connection)
            kept = self._kept
            if kept is None or kept[0] != state:
                self._kept = kept = (state, _scan_kinds(connection))
        return kept[1]


@cache
def engine_of(fingerprint: str) -> str:
    """The engine's name in a reading's fingerprint: `dangan-1 rapidocr-3.4 ...` or `fake-1`."""
    words = [word for word in fingerprint.split() if not word.startswith("dangan-")]
    return words[0].partition("-")[0] if words else fingerprint


def source_of(kinds: Iterable[str]) -> str:
    """Where the words of a document come from as a whole, blank pages apart: one kind, or `mixed`."""
    distinct = set(kinds) - {"blank"}
    return "mixed" if len(distinct) > 1 else next(iter(distinct), "blank")


State = tuple[int, int, datetime | None]


def _state(connection: Connection) -> State:
    """What changes with every change of a report: their number, their revisions together, the latest moment."""
    row = connection.execute(select(func.count(), func.sum(reports.c.revision), func.max(reports.c.updated))).one()
    return row[0], int(row[1] or 0), row[2]


def _scan_kinds(connection: Connection) -> tuple[ScanKind, ...]:
    sources, doubts = _sources(connection), _doubts(connection)
    rows = connection.execute(
        _led(
            reports.c.key,
            reports.c.certain + reports.c.doubts,
            documents.c.key,
            documents.c.media_type,
            readings.c.fingerprint,
            readings.c.agreement,
        ).join(readings, readings.c.key == versions.c.reading_key)
    ).all()
    tallies: dict[tuple[str, str, str], _Tally] = defaultdict(_Tally)
    for report, values, document, media_type, fingerprint, found in rows:
        tally = tallies[media_type, sources.get(document, "blank"), engine_of(fingerprint)]
        tally.reports += 1
        tally.values += values
        tally.unrecorded += found is None
        if found is not None:
            tally.agreements.append(
                Agreement.model_construct(**found)
            )  # as it was written; checking takes half the time
        for status, count in doubts.get(report, ()):
            tally.statuses[status] += count
    return _worst_first(_kind(key, tally) for key, tally in tallies.items())


def _led(*columns: Any) -> Any:
    """Reports with their leading version and its document."""
    return (
        select(*columns)
        .select_from(reports)
        .join(versions, (versions.c.report_key == reports.c.key) & (versions.c.number == reports.c.leading))
        .join(documents, documents.c.key == versions.c.document_key)
    )


def _one_if(condition: Any) -> Any:
    return case((condition, 1), else_=0)


def _sources(connection: Connection) -> dict[int, str]:
    found: dict[int, set[str]] = defaultdict(set)
    for document, source in connection.execute(select(pages.c.document_key, pages.c.source).distinct()):
        found[document].add(source)
    return {document: source_of(kinds) for document, kinds in found.items()}


def _doubts(connection: Connection) -> dict[int, list[tuple[str, int]]]:
    """What needs a person, by report and status; a value that is sure and questioned counts as `questioned`."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    rows = connection.execute(
        select(observations.c.report_key, observations.c.status, func.count())
        .where(IN_DOUBT)
        .group_by(observations.c.report_key, observations.c.status)
    )
    doubtful = (Status.DOUBTFUL, Status.MISSING, Status.PROPOSED)
    for report, status, count in rows:
        found[report].append((status if status in doubtful else "questioned", count))
    return found


def _kind(key: tuple[str, str, str], tally: _Tally) -> ScanKind:
    return ScanKind(
        *key,
        reports=tally.reports,
        values=tally.values,
        by_status=dict(tally.statuses),
        agreement=together(tally.agreements),
        unrecorded=tally.unrecorded,
    )


def _worst_first(kinds: Iterable[ScanKind]) -> tuple[ScanKind, ...]:
    return tuple(sorted(kinds, key=lambda one: (-one.doubts / (one.values or 1), one.media_type, one.source)))
