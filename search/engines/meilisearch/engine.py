"""The Meilisearch engine's one object."""

import threading
import time
from collections.abc import Iterable, Mapping

from archive.errors import IndexUnavailable
from archive.records import ReportRecord
from search.engines.meilisearch import writing
from search.engines.meilisearch.documents import schema_mark
from search.engines.meilisearch.reading import answer, office_cards
from search.engines.meilisearch.server import Server
from search.query import Query, parse
from search.results import Failure, Results, Suggestion
from search.suggest import Directory, suggest

FRESH = 60.0  # seconds for which the schema's mark and the names to suggest are not asked for again


class MeilisearchEngine:
    """`search.engine.SearchEngine` on a server. Nothing is sent before the first call."""

    def __init__(self, url: str, key: str | None = None, index: str = "dangan") -> None:
        self._server = Server(url.rstrip("/"), key)
        self._index = index
        self._lock = threading.Lock()
        self._checked = -FRESH
        self._directory: tuple[float, Directory] | None = None

    def search(self, query: Query) -> Results:
        parsed = parse(query)
        self._check_schema()
        return answer(self._server, self._index, query, parsed)

    def suggest(self, prefix: str, limit: int = 10) -> tuple[Suggestion, ...]:
        with self._lock:
            kept = self._directory
            if kept is None or time.monotonic() - kept[0] > FRESH:
                kept = (time.monotonic(), Directory.of(office_cards(self._server, self._index)))
                self._directory = kept
        return suggest(kept[1], prefix, limit)

    def replace(self, report: ReportRecord) -> None:
        writing.replace(self._server, self._index, report)
        self._directory = None

    def remove(self, report_id: str) -> None:
        writing.remove(self._server, self._index, report_id)
        self._directory = None

    def rebuild(self, reports: Iterable[ReportRecord]) -> int:
        sections = writing.rebuild(self._server, self._index, reports)
        self._directory = None
        return sections

    def stale(self) -> bool:
        return writing.mark(self._server, self._index) != schema_mark()

    def stamps(self) -> Mapping[str, str]:
        return writing.stamps(self._server, self._index)

    def failures(self) -> tuple[Failure, ...]:
        return writing.failures(self._server, self._index)

    def close(self) -> None:
        self._directory = None

    def _check_schema(self) -> None:
        if time.monotonic() - self._checked < FRESH:
            return
        held = writing.mark(self._server, self._index)
        if held not in (None, schema_mark()):
            raise IndexUnavailable("The search index was made by another version.", "Run: ./dangan reindex")
        self._checked = time.monotonic()
