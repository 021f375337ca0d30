"""The seams of the archive: what it asks of recognition, of the index and of storage.

The real sides are wired in `web/bootstrap.py`. Each Protocol covers reads, writes and errors: implementations raise only
the classes of `archive.errors`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from archive.records import Edition, PageImage, PageReading, Record, ReportReading, ReportRecord


class Outline(Record):
    """What is known of a file before it is read: its detected media type and its number of pages."""

    media_type: str
    pages: int


class Hints(Record):
    """What people said of a document that was read before, for its next reading.

    `edition` is the form that they named, None where nobody did. `outside` are points (page, x, y in fractions of the page)
    in tables that do not belong to the report.
    """

    edition: Edition | None = None
    outside: tuple[tuple[int, float, float], ...] = ()


NO_HINTS = Hints()


class Reader(Protocol):
    """Turns a file into pages and pages into reports."""

    @property
    def fingerprint(self) -> str:
        """Engine, models and versions: two readings with one fingerprint would be the same."""

    def outline(self, source: Path, filename: str) -> Outline:
        """Detect the type and count the pages; raises `RefusedFile` for what cannot or may not be read."""

    def read_pages(
        self, source: Path, media_type: str, first: int, last: int
    ) -> Iterator[tuple[PageReading, PageImage]]:
        """Read pages first..last (from 1, inclusive), in order; raises `RefusedFile` or `ReadingFailed`."""

    def assemble(
        self,
        pages: Sequence[PageReading],
        image: Callable[[int], PageImage],
        filename: str,
        hints: Hints = NO_HINTS,
    ) -> tuple[ReportReading, ...]:
        """Join the pages of one document into its reports, at least one; `image(number)` fetches a page's picture for crops."""


class Indexer(Protocol):
    """Keeps the search index equal to the records."""

    def replace(self, report: ReportRecord) -> None:
        """Put all sections of a report in place of what the index held of it, atomically; raises `IndexUnavailable`."""

    def remove(self, report_id: str) -> None:
        """Take a report out of the index; no error where it is not in it; raises `IndexUnavailable`."""

    def rebuild(self, reports: Iterable[ReportRecord]) -> int:
        """Build a new index beside the live one from all records and swap; returns the number of sections."""


class BlobStore(Protocol):
    """Bytes by key; writes are atomic and durable, a written blob never changes."""

    def write(self, key: str, data: bytes | BinaryIO) -> None:
        """Store whole or not at all; writing the same key again is harmless; raises `StorageFailed`."""

    def read(self, key: str) -> bytes:
        """The whole blob; raises `BlobMissing` or `StorageFailed`."""

    def exists(self, key: str) -> bool: ...

    def size(self, key: str) -> int: ...

    def fetch(self, key: str, target: Path) -> None:
        """Copy to a local file without holding it in memory; raises `BlobMissing` or `StorageFailed`."""

    def delete(self, key: str) -> None:
        """No error where it is not there."""
