"""A Reader that is made when it is first needed: most commands and every page only read the archive's records."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from archive.ports import NO_HINTS, Hints, Outline, Reader
from archive.records import PageImage, PageReading, ReportReading


class LateReader:
    """`archive.ports.Reader` by way of `build`, which is called once, at the first question."""

    def __init__(self, build: Callable[[], Reader]) -> None:
        self._build = build
        self._lock = threading.Lock()
        self._built: Reader | None = None

    @property
    def fingerprint(self) -> str:
        """See `archive.ports.Reader`."""
        return self._reader().fingerprint

    def outline(self, source: Path, filename: str) -> Outline:
        """See `archive.ports.Reader`."""
        return self._reader().outline(source, filename)

    def read_pages(
        self, source: Path, media_type: str, first: int, last: int
    ) -> Iterator[tuple[PageReading, PageImage]]:
        """See `archive.ports.Reader`."""
        return self._reader().read_pages(source, media_type, first, last)

    def assemble(
        self,
        pages: Sequence[PageReading],
        image: Callable[[int], PageImage],
        filename: str,
        hints: Hints = NO_HINTS,
    ) -> tuple[ReportReading, ...]:
        """See `archive.ports.Reader`."""
        return self._reader().assemble(pages, image, filename, hints)

    def close(self) -> None:
        """End the child processes of a reader that was made."""
        end = getattr(self._built, "close", None)
        if end is not None:
            end()

    def _reader(self) -> Reader:
        with self._lock:
            if self._built is None:
                self._built = self._build()
            return self._built
