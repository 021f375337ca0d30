"""Keeping the index equal to the records: a report whose revision the index does not hold is brought to it."""

import logging
from collections.abc import Iterable

from sqlalchemy import select

from archive.db.tables import reports
from archive.errors import DanganError, IndexUnavailable, NotFound, WriteRefused
from archive.ground import Ground
from archive.records import ReportStatus
from archive.reports.record import build_record

log = logging.getLogger(__name__)


def bring_index(ground: Ground, report_id: str) -> None:
    """Put a published report into the index, take any other out; raises `IndexUnavailable`.

    The revision is read with the record, so a change in the meantime leaves the report to be brought again.
    """
    with ground.reading() as connection:
        row = connection.execute(
            select(reports.c.revision, reports.c.status, reports.c.leading).where(reports.c.id == report_id)
        ).first()
        if row is None:
            raise NotFound(f"There is no report {report_id}.", "")
        public = row.status == ReportStatus.PUBLISHED and row.leading is not None
        record = build_record(connection, ground.blobs, report_id, None) if public else None
    if record is None:
        ground.indexer.remove(report_id)
    else:
        ground.indexer.replace(record)
    with ground.writing() as connection:
        connection.execute(
            reports.update()
            .where(reports.c.id == report_id, reports.c.indexed < row.revision)
            .values(indexed=row.revision)
        )


def bring_all(ground: Ground, ids: Iterable[str]) -> int:
    """Bring several reports; returns how many. Stops where the index does not answer, passes over a report that is
    broken or that the index refuses.

    What is left out stays marked as behind and is tried again.
    """
    count = 0
    for report_id in ids:
        try:
            bring_index(ground, report_id)
        except WriteRefused as error:
            log.warning("the index refuses %s: %s", report_id, error)
            continue
        except IndexUnavailable as error:
            log.warning("the index is behind: %s", error)
            break
        except DanganError as error:
            log.warning("%s is not indexed: %s", report_id, error)
            continue
        count += 1
    return count


def behind(ground: Ground, limit: int = 100) -> list[str]:
    """Reports that the index does not hold as they are now."""
    with ground.reading() as connection:
        return list(
            connection.scalars(
                select(reports.c.id).where(reports.c.indexed < reports.c.revision).order_by(reports.c.key).limit(limit)
            )
        )
