"""How far documents and batches are: queries for the intake page and the command line."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, select

from archive.db.tables import batches, documents, receipts, reports, versions
from archive.errors import NotFound
from archive.views import BatchName, BatchState, DocumentState, JobPhase, Page, Progress, Receipt

PENDING = ("queued", "reading")
ENDED_BADLY = ("failed", "set_aside")


def document_state(connection: Connection, sha256: str) -> DocumentState:
    """A document; raises `NotFound`."""
    row = connection.execute(select(documents).where(documents.c.sha256 == sha256)).first()
    if row is None:
        raise NotFound(f"There is no document {sha256[:8]}.", "")
    return _state(row, _reports(connection, [row.key]))


def list_documents(
    connection: Connection, batch: int | None, state: JobPhase | None, limit: int, offset: int
) -> Page[DocumentState]:
    """Documents, newest first."""
    where = []
    if batch is not None:
        where.append(documents.c.batch_key == batch)
    if state is not None:
        where.append(documents.c.state == state)
    total = connection.scalar(select(func.count()).select_from(documents).where(*where)) or 0
    rows = connection.execute(
        select(documents).where(*where).order_by(documents.c.key.desc()).limit(limit).offset(offset)
    ).all()
    held = _reports(connection, [row.key for row in rows])
    return Page(tuple(_state(row, held) for row in rows), total)


def list_batches(connection: Connection, limit: int, offset: int) -> Page[BatchState]:
    """Batches, newest first, with the numbers of their documents by state and of files refused or known already."""
    total = connection.scalar(select(func.count()).select_from(batches)) or 0
    rows = connection.execute(select(batches).order_by(batches.c.key.desc()).limit(limit).offset(offset)).all()
    return Page(_batch_states(connection, rows), total)


def list_batch_names(connection: Connection, limit: int) -> tuple[BatchName, ...]:
    """The newest batches, uncounted: what a list to choose from needs."""
    rows = connection.execute(select(batches.c.key, batches.c.name).order_by(batches.c.key.desc()).limit(limit))
    return tuple(BatchName(id=row.key, name=row.name) for row in rows)


def batch_state(connection: Connection, batch: int) -> BatchState:
    """One batch; raises `NotFound`."""
    rows = connection.execute(select(batches).where(batches.c.key == batch)).all()
    if not rows:
        raise NotFound(f"There is no batch {batch}.", "")
    return _batch_states(connection, rows)[0]


def _batch_states(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[BatchState, ...]:
    keys = [row.key for row in rows]
    states = _grouped(connection, documents.c.batch_key, documents.c.state, keys)
    outcomes = _grouped(connection, receipts.c.batch_key, receipts.c.outcome, keys)
    return tuple(
        BatchState(
            id=row.key,
            name=row.name,
            user=row.user_name,
            created=row.created,
            counts=states.get(row.key, {}),
            refused=outcomes.get(row.key, {}).get("refused", 0),
            duplicates=outcomes.get(row.key, {}).get("duplicate", 0),
        )
        for row in rows
    )


def list_receipts(connection: Connection, batch: int, outcome: str | None) -> tuple[Receipt, ...]:
    """What became of every file of a batch, in the order in which they came: its error report."""
    query = select(receipts).where(receipts.c.batch_key == batch).order_by(receipts.c.key)
    if outcome is not None:
        query = query.where(receipts.c.outcome == outcome)
    return tuple(
        Receipt(filename=row.filename, outcome=row.outcome, sha256=row.sha256, reason=row.reason, remedy=row.remedy)
        for row in connection.execute(query)
    )


def progress(connection: Connection, batch: int | None = None) -> Progress:
    """Documents by state, and the pages read of those on their way."""
    query = select(
        documents.c.state, func.count(), func.sum(documents.c.pages_done), func.sum(documents.c.pages)
    ).group_by(documents.c.state)
    if batch is not None:
        query = query.where(documents.c.batch_key == batch)
    rows = {state: (count, done, pages) for state, count, done, pages in connection.execute(query)}
    none = (0, 0, 0)
    return Progress(
        queued=rows.get("queued", none)[0],
        reading=rows.get("reading", none)[0],
        read=rows.get("read", none)[0],
        failed=sum(rows.get(state, none)[0] for state in ENDED_BADLY),
        pages_done=int(sum(rows.get(state, none)[1] for state in PENDING)),
        pages=int(sum(rows.get(state, none)[2] for state in PENDING)),
    )


def _grouped(connection: Connection, by: Any, what: Any, keys: list[int]) -> dict[int, dict[str, int]]:
    rows = connection.execute(select(by, what, func.count()).where(by.in_(keys)).group_by(by, what))
    found: dict[int, dict[str, int]] = {}
    for key, value, count in rows:
        found.setdefault(key, {})[value] = count
    return found


def _reports(connection: Connection, document_keys: list[int]) -> dict[int, tuple[str, ...]]:
    rows = connection.execute(
        select(versions.c.document_key, reports.c.id)
        .join(reports, reports.c.key == versions.c.report_key)
        .where(versions.c.document_key.in_(document_keys))
        .order_by(versions.c.place)
    )
    found: dict[int, tuple[str, ...]] = {}
    for key, report_id in rows:
        found[key] = (*found.get(key, ()), report_id)
    return found


def _state(row: Row[Any], held: dict[int, tuple[str, ...]]) -> DocumentState:
    return DocumentState(
        sha256=row.sha256,
        filename=row.filename,
        media_type=row.media_type,
        size=row.size,
        pages=row.pages,
        received=row.received,
        batch=row.batch_key,
        user=row.user_name,
        state=row.state,
        reason=row.reason,
        remedy=row.remedy,
        pages_done=row.pages_done,
        reports=held.get(row.key, ()),
        job=row.job_id,
    )
