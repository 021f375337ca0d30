"""The embedded engine's one object: reads by any process and thread, writes by one process at a time."""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy

from archive.errors import IndexUnavailable
from archive.records import ReportRecord
from search.engines.tantivy import writing
from search.engines.tantivy.asked import Snapshot
from search.engines.tantivy.reading import answer, office_cards
from search.engines.tantivy.schema import schema_mark
from search.engines.tantivy.storage import Generation, State, Storage, read_ahead, state
from search.engines.tantivy.words import kept
from search.query import Query, parse
from search.results import Failure, Results, Suggestion, counted
from search.suggest import Directory, suggest

FRESH = 10.0  # seconds for which names to suggest are kept although the index has changed


@dataclass(frozen=True, slots=True)
class _Open:
    """A generation as this process has it open, at one commit; states are taken before what they are of is read."""

    commit: State | None
    pointer: State
    generation: Generation
    index: tantivy.Index
    snapshot: Snapshot

    @classmethod
    def at(cls, commit: State | None, pointer: State, generation: Generation, index: tantivy.Index) -> "_Open":
        return cls(commit, pointer, generation, index, Snapshot.of(index.searcher(), kept(generation.folder)))


class TantivyEngine:
    """`search.engine.SearchEngine` on a folder. Nothing is opened before the first call, so it may be made before a
    fork.
    """

    def __init__(self, folder: Path) -> None:
        self._storage = Storage(folder)
        self._lock = threading.Lock()
        self._open: _Open | None = None
        self._pool = ThreadPoolExecutor(max_workers=2, thread_name_prefix="facets")  # starts no thread before its use
        self._directory: tuple[State | None, float, Directory] | None = None

    def search(self, query: Query) -> Results:
        parsed = parse(query)
        with _translated():
            opened = self._reader()
            if opened is None:
                return Results(
                    total=0, counted=counted(query.by), hits=(), facets={}, page=query.page, limit=query.limit
                )
            return answer(opened.snapshot, self._pool, query, parsed)

    def suggest(self, prefix: str, limit: int = 10) -> tuple[Suggestion, ...]:
        with _translated():
            opened = self._reader()
            return suggest(self._names(opened), prefix, limit)

    def replace(self, report: ReportRecord) -> None:
        with _translated():
            writing.replace(self._storage, report)

    def remove(self, report_id: str) -> None:
        with _translated():
            writing.remove(self._storage, report_id)

    def rebuild(self, reports: Iterable[ReportRecord]) -> int:
        with _translated():
            return writing.rebuild(self._storage, reports)

    def stale(self) -> bool:
        live = self._storage.live()
        return live is None or live.mark != schema_mark()

    def stamps(self) -> Mapping[str, str]:
        with _translated():
            live = self._storage.live()
            return writing.stamps(live) if live else {}

    def failures(self) -> tuple[Failure, ...]:
        return ()

    def close(self) -> None:
        with self._lock:
            self._open = self._directory = None
            self._pool.shutdown()

    def _reader(self) -> _Open | None:
        """The live generation at its last commit."""
        with self._lock:
            while (pointer := state(self._storage.pointer)) is not None:
                try:
                    self._open = self._current(pointer)
                except (ValueError, OSError):
                    if state(self._storage.pointer) == pointer:
                        raise
                    continue  # a swap has taken the folder away meanwhile: the next one is live
                return self._open
            return None

    def _current(self, pointer: State) -> _Open:
        """What is open, brought up to the last commit, or the generation that the pointer names by now."""
        opened = self._open
        if opened is None or opened.pointer != pointer:
            return self._opened(pointer)
        commit = state(opened.generation.folder / "meta.json")
        if opened.commit == commit:
            return opened
        opened.index.reload()
        return _Open.at(commit, pointer, opened.generation, opened.index)

    def _opened(self, pointer: State) -> _Open:
        live = self._storage.live()
        if live is None:
            raise FileNotFoundError("its folder is not there")
        if live.mark != schema_mark():
            raise IndexUnavailable("The search index was made by another version.", "Run: ./dangan reindex")
        commit = state(live.folder / "meta.json")
        threading.Thread(target=read_ahead, args=(live.folder,), daemon=True).start()
        return _Open.at(commit, pointer, live, tantivy.Index.open(str(live.folder)))

    def _names(self, opened: _Open | None) -> Directory:
        """The names to suggest, gathered anew some time after a commit: half a second for twenty thousand offices, in
        which those who type get the former ones.
        """
        if opened is None:
            return Directory.of(())
        kept = self._directory
        if kept is None:
            return self._gathered(opened)
        if kept[0] != opened.commit and time.monotonic() - kept[1] > FRESH:
            self._directory = (opened.commit, time.monotonic(), kept[2])  # so that others do not gather, too
            self._pool.submit(self._gathered, opened)
        return kept[2]

    def _gathered(self, opened: _Open) -> Directory:
        names = Directory.of(office_cards(opened.snapshot.searcher))
        self._directory = (opened.commit, time.monotonic(), names)
        return names


@contextmanager
def _translated() -> Iterator[None]:
    """tantivy raises ValueError for whatever goes wrong inside, and OSError for files."""
    try:
        yield
    except (ValueError, OSError) as error:
        remedy = "Run ./dangan check, or ./dangan reindex to build it anew."
        raise IndexUnavailable(f"The search index cannot be used: {error}.", remedy) from error
