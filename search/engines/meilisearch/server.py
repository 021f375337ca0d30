"""The server: requests, tasks that are waited for and may fail, and errors in the archive's terms."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import meilisearch
from meilisearch.errors import MeilisearchApiError, MeilisearchError

from archive.errors import IndexUnavailable, WriteRefused

T = TypeVar("T")
Json = dict[str, Any]

READ_TIMEOUT = 10  # seconds for one answer
TASK_TIMEOUT = 600.0  # seconds for one write, which may wait behind others
RETRIES = 3
_LOST = frozenset({"index_not_found", "document_not_found"})


class Server:
    """One Meilisearch server. Every write returns when its task has succeeded; all raise `IndexUnavailable`."""

    def __init__(self, url: str, key: str | None) -> None:
        self._url = url
        self._key = key
        self._local = threading.local()  # the client changes headers it shares between requests

    def search(self, queries: Sequence[Json]) -> list[Json] | None:
        """The answers to several queries, in one request; None where the index does not exist."""
        answer = self._found(lambda: self._client().multi_search(queries))
        return list(answer["results"]) if answer else None

    def document(self, index: str, document_id: str) -> Json | None:
        """One document, None where it or the index is not there."""
        return self._found(lambda: self._get(f"indexes/{index}/documents/{document_id}"))

    def documents(self, index: str, **asked: Any) -> list[Json]:
        """The documents that a filter selects, up to `limit`; none where the index is not there."""
        found = self._found(lambda: self._client().http.post(f"indexes/{index}/documents/fetch", asked))
        return list(found["results"]) if found else []

    def exists(self, index: str) -> bool:
        return self._found(lambda: self._get(f"indexes/{index}")) is not None

    def create(self, index: str, settings: Json) -> None:
        """A new empty index; no error where it exists."""
        if not self.exists(index):
            self._done(lambda: self._client().create_index(index, {"primaryKey": "id"}))
        self._done(lambda: self._client().index(index).update_settings(settings))

    def put(self, index: str, documents: Sequence[Json]) -> None:
        """Add or replace documents, all at once."""
        self._done(lambda: self._client().index(index).add_documents(list(documents), "id"))

    def delete(self, index: str, where: str) -> None:
        """Delete the documents that a filter selects, all at once; no error where the index is not there."""
        if self.exists(index):
            self._done(lambda: self._client().index(index).delete_documents(filter=where))

    def drop(self, index: str) -> None:
        """Delete an index; no error where it is not there."""
        if self.exists(index):
            self._done(lambda: self._client().delete_index(index))

    def swap(self, one: str, other: str) -> None:
        """Let two indexes change names, at once."""
        self._done(lambda: self._client().swap_indexes([{"indexes": [one, other]}]))

    def failures(self, indexes: Sequence[str], limit: int) -> list[Json]:
        """The latest tasks on some indexes that failed, the newest first."""
        asked = f"tasks?statuses=failed&limit={limit}&indexUids={','.join(indexes)}"
        return list(_translated(lambda: self._get(asked))["results"])

    def _client(self) -> meilisearch.Client:
        client = getattr(self._local, "client", None)
        if client is None:
            client = self._local.client = meilisearch.Client(self._url, self._key, timeout=READ_TIMEOUT)
        return client

    def _get(self, path: str) -> Json:
        answer: Json = self._client().http.get(path)
        return answer

    def _found(self, ask: Callable[[], Json]) -> Json | None:
        try:
            return _raw(ask)
        except MeilisearchApiError as error:
            if error.code in _LOST:
                return None
            raise _unavailable(error) from error

    def _done(self, write: Callable[[], Any]) -> None:
        """Enqueue a write and wait for its task; a task that fails is tried again before it is an error."""
        for attempt in range(1, RETRIES + 1):
            task = self._ended(_translated(write).task_uid)
            if task["status"] == "succeeded":
                return
            if attempt == RETRIES or task["status"] == "canceled":
                raise WriteRefused(f"Meilisearch refused a write: {_reason(task)}.", "See its log, then try again.")
            time.sleep(0.2 * attempt)

    def _ended(self, task_uid: int) -> Json:
        until = time.monotonic() + TASK_TIMEOUT
        pause = 0.005
        while time.monotonic() < until:
            task = _translated(lambda: self._get(f"tasks/{task_uid}"))
            if task["status"] not in ("enqueued", "processing"):
                return task
            time.sleep(pause)
            pause = min(2 * pause, 0.5)
        raise IndexUnavailable(
            f"Meilisearch has not ended task {task_uid} within {TASK_TIMEOUT:.0f} s.", "See its log."
        )


def _reason(task: Json) -> str:
    return str((task.get("error") or {}).get("message", task["status"]))


def _translated(ask: Callable[[], T]) -> T:
    try:
        return _raw(ask)
    except MeilisearchApiError as error:
        raise _unavailable(error) from error


def _raw(ask: Callable[[], T]) -> T:
    """What was asked, where only the server's own refusals leave as the client's errors."""
    try:
        return ask()
    except MeilisearchApiError:
        raise
    except MeilisearchError as error:
        raise _unavailable(error) from error


def _unavailable(error: MeilisearchError) -> IndexUnavailable:
    return IndexUnavailable(
        f"Meilisearch does not answer as it should: {error}.", "Check that it runs, and its address and key."
    )
