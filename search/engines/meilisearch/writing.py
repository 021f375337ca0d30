"""Writes to Meilisearch: one task a change, and a new index beside the live one for a rebuild.

Beside the index `x`, a rebuild fills `x_next`. While it runs, `x_journal` exists and every write goes there too, before
the live index; the rebuild writes these again, before and after the swap, until nothing new has come.
"""

import json
import time
import uuid
from collections.abc import Callable, Iterable, Iterator

from archive.errors import IndexUnavailable
from archive.records import ReportRecord
from search.documents import stamp
from search.engines.meilisearch.documents import (
    SCHEMA_ID,
    Document,
    documents,
    gone,
    schema_document,
    schema_mark,
    settings,
)
from search.engines.meilisearch.parts import equals
from search.engines.meilisearch.server import Server
from search.results import Failure

BATCH_BYTES = 40_000_000  # of about 100 MB that the server takes in one request
BATCH_REPORTS = 1_000
PAGE = 10_000
MOST_FAILURES = 5
OWNED = 600.0  # seconds after which a rebuild that shows no life may be taken over
_LOCK = "lock"


def mark(server: Server, index: str) -> str | None:
    """The mark of the schema that an index was made for, None where there is no index."""
    document = server.document(index, SCHEMA_ID)
    return str(document["mark"]) if document else None


def replace(server: Server, index: str, report: ReportRecord) -> None:
    """Put a report's documents in place of those in the index, noted for a rebuild under way: before, for what is written to
    the index that a swap takes away is lost if the rebuild has ended by the time that it is noted.
    """
    _prepare(server, index)
    new = documents(report)
    _note(server, index, report.id, new)
    _put(server, index, report.id, new)


def remove(server: Server, index: str, report_id: str) -> None:
    """Take a report's documents out, noted for a rebuild under way."""
    _prepare(server, index)
    _note(server, index, report_id, [])
    _put(server, index, report_id, [])


def rebuild(server: Server, index: str, reports: Iterable[ReportRecord]) -> int:
    """Fill a new index, bring it up to date and swap it with the live one; returns the number of sections."""
    following, journal, owner = f"{index}_next", f"{index}_journal", uuid.uuid4().hex
    _begin(server, journal, owner)
    try:
        if mark(server, following) != schema_mark():
            server.drop(following)
            _create(server, following)
        _fill(server, following, reports, lambda: _claim(server, journal, owner))
        applied = _replay(server, journal, following, {})
        _claim(server, journal, owner)
    except BaseException:
        server.drop(journal)
        raise
    if not server.exists(index):
        _create(server, index)
    server.swap(index, following)
    _replay(server, journal, index, applied)
    server.drop(journal)
    server.drop(following)
    return count(server, index)


def stamps(server: Server, index: str) -> dict[str, str]:
    """The reports in an index, each with the stamp of its content."""
    return {
        found["report"]: found["stamp"] for found in _all(server, index, equals("type", "report"), "report", "stamp")
    }


def failures(server: Server, index: str) -> tuple[Failure, ...]:
    """What the server itself noted of writes that failed, of rebuilds too."""
    tasks = server.failures([index, f"{index}_next", f"{index}_journal"], MOST_FAILURES)
    return tuple(
        Failure(at=task["finishedAt"], what=task["type"], reason=(task.get("error") or {}).get("message", ""))
        for task in tasks
    )


def count(server: Server, index: str) -> int:
    """How many sections an index holds."""
    found = server.search([{"indexUid": index, "filter": equals("type", "section"), "page": 1, "hitsPerPage": 0}])
    return int(found[0]["totalHits"]) if found else 0


def _prepare(server: Server, index: str) -> None:
    """Have an index of this schema to write to."""
    held = mark(server, index)
    if held is None and not server.exists(index):
        _create(server, index)
    elif held != schema_mark():
        raise IndexUnavailable("The search index was made by another version.", "Run: ./dangan reindex")


def _create(server: Server, index: str) -> None:
    server.create(index, settings())
    server.put(index, [schema_document()])


def _put(server: Server, index: str, report_id: str, new: list[Document]) -> None:
    """Replace a report's documents in one task: what has no successor is overwritten, then swept."""
    ids = {document["id"] for document in new}
    old = [found["id"] for found in _all(server, index, equals("report", report_id), "id") if found["id"] not in ids]
    if new or old:
        server.put(index, [*new, *map(gone, old)])
    if old:
        server.delete(index, equals("type", "gone"))


def _note(server: Server, index: str, report_id: str, new: list[Document]) -> None:
    """Tell a rebuild under way of a write."""
    journal = f"{index}_journal"
    if _alive(server.document(journal, _LOCK)):
        entry = {"id": f"report_{report_id}", "report": report_id, "seq": uuid.uuid4().hex, "body": json.dumps(new)}
        server.put(journal, [entry])


def _alive(lock: Document | None) -> bool:
    return lock is not None and time.time() - float(lock["alive"]) < OWNED


def _begin(server: Server, journal: str, owner: str) -> None:
    """Begin a rebuild with an empty journal; raises `IndexUnavailable` while another is alive."""
    if _alive(server.document(journal, _LOCK)):
        raise IndexUnavailable("Another process rebuilds the search index.", "Try again when it has ended.")
    server.drop(journal)
    server.create(journal, {"searchableAttributes": []})
    _claim(server, journal, owner)


def _claim(server: Server, journal: str, owner: str) -> None:
    """Show that the rebuild is alive; raises `IndexUnavailable` where another has taken it over."""
    held = server.document(journal, _LOCK)
    if held and held["owner"] != owner:
        raise IndexUnavailable("Another process has taken over the rebuild of the search index.", "Let it end.")
    server.put(journal, [{"id": _LOCK, "owner": owner, "alive": time.time()}])


def _fill(server: Server, index: str, reports: Iterable[ReportRecord], alive: Callable[[], None]) -> None:
    """Bring an index to the state of `reports`; what it already holds in this state is left alone."""
    held = stamps(server, index)
    seen: set[str] = set()
    for batch in _batches(reports, held, seen):
        server.put(index, batch)
        alive()
    for report_id in held.keys() - seen:
        _put(server, index, report_id, [])


def _batches(reports: Iterable[ReportRecord], held: dict[str, str], seen: set[str]) -> Iterator[list[Document]]:
    """The documents of reports that are not yet held, as many as fit one request; `seen` gathers all reports' ids."""
    batch: list[Document] = []
    size = added = 0
    for report in reports:
        seen.add(report.id)
        if held.get(report.id) == stamp(report):
            continue
        new = documents(report)
        weight = sum(map(_weight, new))
        if batch and (size + weight > BATCH_BYTES or added == BATCH_REPORTS):
            yield batch
            batch, size, added = [], 0, 0
        batch, size, added = batch + new, size + weight, added + 1
    if batch:
        yield batch


def _weight(document: Document) -> int:
    """About how many bytes a document is as JSON."""
    words = sum(len(value) for name, value in document.items() if name.startswith("grams"))
    return 8_000 + words + 20 * len(document.get("absent", ())) + 6 * len(document.get("text", ""))


def _replay(server: Server, journal: str, index: str, applied: dict[str, str]) -> dict[str, str]:
    """Write a journal's entries that are not yet `applied`, until none is new; returns those applied by now."""
    while True:
        entries = [e for e in _all(server, journal, None, "id", "report", "seq") if e["id"] != _LOCK]
        fresh = [entry for entry in entries if applied.get(entry["report"]) != entry["seq"]]
        if not fresh:
            return applied
        for entry in fresh:
            noted = server.document(journal, entry["id"])
            if noted:
                _put(server, index, entry["report"], json.loads(noted["body"]))
                applied = applied | {entry["report"]: noted["seq"]}


def _all(server: Server, index: str, where: str | None, *fields: str) -> Iterator[Document]:
    """Some fields of all documents that a filter selects."""
    for offset in range(0, 2**31, PAGE):
        found = server.documents(index, filter=where, fields=list(fields), offset=offset, limit=PAGE)
        yield from found
        if len(found) < PAGE:
            return
