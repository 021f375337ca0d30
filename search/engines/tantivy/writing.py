"""Writes to the tantivy index: each an atomic commit by the one process that holds the writer's lock."""

import itertools
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import tantivy

from archive.errors import IndexUnavailable
from archive.records import ReportRecord
from search.documents import stamp
from search.engines.tantivy.asked import values
from search.engines.tantivy.queries import of_type
from search.engines.tantivy.schema import documents, open_for_writing, schema, schema_mark
from search.engines.tantivy.storage import Generation, Storage
from search.engines.tantivy.words import SAMPLE, Words, keep, kept, learned, listed
from search.text import fold

SMALL_HEAP = 15_000_000  # bytes; the least that tantivy takes
LARGE_HEAP = 256_000_000
BATCH = 20_000  # reports of a rebuild between commits: what a kill costs at most; every commit makes more to merge


def replace(storage: Storage, report: ReportRecord) -> None:
    """Put a report in place of what the live index holds of it."""
    _write(
        storage, lambda writer, words: put(writer, words, report), lambda: {"replace": report.model_dump(mode="json")}
    )


def remove(storage: Storage, report_id: str) -> None:
    """Take a report out of the live index."""
    _write(storage, lambda writer, _: delete(writer, report_id), lambda: {"remove": report_id})


def put(writer: tantivy.IndexWriter, words: Words, report: ReportRecord) -> None:
    """Replace a report's documents within the writer's next commit."""
    delete(writer, report.id)
    add(writer, words, report)


def add(writer: tantivy.IndexWriter, words: Words, report: ReportRecord) -> None:
    """Add the documents of a report that the index does not hold: every deletion is looked for in every segment."""
    for document in documents(report, words):
        writer.add_document(document)


def delete(writer: tantivy.IndexWriter, report_id: str) -> None:
    """Delete a report's documents within the writer's next commit."""
    writer.delete_documents_by_term("report", report_id)


def rebuild(storage: Storage, reports: Iterable[ReportRecord]) -> int:
    """Fill a new generation, bring it up to date and make it live; returns the number of sections."""
    with storage.locked("rebuild", patience=0):
        with storage.locked("writer"):
            storage.journal.write_text("", encoding="utf-8")
        reading = iter(reports)
        first = list(itertools.islice(reading, SAMPLE))
        generation = _upcoming(storage, first)
        with _writer(generation, LARGE_HEAP, threads=1) as writer:  # it waits for documents; two make more to merge
            _fill(writer, generation, itertools.chain(first, reading))
        with storage.locked("writer"):
            with _writer(generation, SMALL_HEAP, threads=1) as writer:
                _replay(storage, writer, kept(generation.folder))
            storage.publish(generation)
        return count(generation)


def stamps(generation: Generation) -> dict[str, str]:
    """The reports of a generation, each with the stamp of its content."""
    searcher = tantivy.Index.open(str(generation.folder)).searcher()
    return dict(stamped.rsplit(" ", 1) for stamped in values(searcher, of_type("report"), "stamped"))


def count(generation: Generation) -> int:
    """How many sections a generation holds."""
    searcher = tantivy.Index.open(str(generation.folder)).searcher()
    return int(searcher.search(of_type("section"), 1).count)  # type: ignore[attr-defined]  # missing in the stubs of 0.27


def _write(
    storage: Storage, change: Callable[[tantivy.IndexWriter, Words], None], entry: Callable[[], dict[str, object]]
) -> None:
    with storage.locked("writer"):
        generation = storage.live() or _first(storage)
        if generation.mark != schema_mark():
            raise IndexUnavailable("The search index was made by another version.", "Run: ./dangan reindex")
        _note(storage, entry)
        with _writer(generation, SMALL_HEAP, threads=1) as writer:
            change(writer, kept(generation.folder))


def _note(storage: Storage, entry: Callable[[], dict[str, object]]) -> None:
    """Tell a rebuild under way of a write; what a killed one left is dropped, for the next begins with all records."""
    if not storage.journal.exists():
        return
    if storage.rebuilding():
        with storage.journal.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(entry()) + "\n")
    else:
        storage.journal.unlink()


def _first(storage: Storage) -> Generation:
    """An empty live generation, where there was none; one that was lost is not to be replaced by next to nothing."""
    if storage.pointer.exists():
        raise IndexUnavailable("The search index is not where it was.", "Run: ./dangan reindex")
    generation = _created(storage, listed())
    storage.begin(generation)
    return generation


def _upcoming(storage: Storage, first: Sequence[ReportRecord]) -> Generation:
    """The generation that an interrupted rebuild left, or a new one that has learned from the first reports. One that was
    made live by a rebuild that was killed before it said so is not filled again while it answers.
    """
    left = storage.upcoming()
    if left is not None and left.mark == schema_mark() and left != storage.live():
        return left
    generation = _created(storage, learned([fold(section.text) for report in first for section in report.texts]))
    storage.announce(generation)
    storage.sweep()
    return generation


def _created(storage: Storage, words: Words) -> Generation:
    """An empty generation, which nothing names yet."""
    generation = storage.create(schema_mark())
    tantivy.Index(schema(), str(generation.folder))
    keep(words, generation.folder)
    return generation


@contextmanager
def _writer(generation: Generation, heap: int, threads: int) -> Iterator[tantivy.IndexWriter]:
    """A writer that commits at the end of the block, or not at all; segments are merged before it returns.

    What a killed writer left is removed first: its files bear the names that those of this commit will have.
    """
    writer = open_for_writing(generation.folder).writer(heap, threads)
    try:
        writer.garbage_collect_files()
        yield writer
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()


def _fill(writer: tantivy.IndexWriter, generation: Generation, reports: Iterable[ReportRecord]) -> None:
    """Bring a generation to the state of `reports`; what it already holds in this state is left alone."""
    held, words = stamps(generation), kept(generation.folder)
    seen: set[str] = set()
    for done, report in enumerate(reports, start=1):
        if report.id not in held and report.id not in seen:
            add(writer, words, report)
        elif held.get(report.id) != stamp(report):
            put(writer, words, report)
        seen.add(report.id)
        if done % BATCH == 0:
            writer.commit()
    for report_id in held.keys() - seen:
        delete(writer, report_id)


def _replay(storage: Storage, writer: tantivy.IndexWriter, words: Words) -> None:
    """Write what was written to the live generation since the rebuild began."""
    if not storage.journal.exists():
        return
    for line in storage.journal.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if "remove" in entry:
            delete(writer, entry["remove"])
        else:
            put(writer, words, ReportRecord.model_validate(entry["replace"]))
