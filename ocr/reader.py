"""The archive's `Reader`: pages are read in child processes, reports are put together here."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from archive.errors import ReadingFailed, RefusedFile
from archive.ports import NO_HINTS, Hints, Outline
from archive.records import PageImage, PageReading, ReportReading
from ocr.assemble import assemble
from ocr.engines import fingerprint
from ocr.engines.models import package_version
from ocr.plain import reports
from ocr.process.limits import Limits
from ocr.process.pool import ChildLost, ChildSlow, Pool

VERSION = "1"
"""Raised when the reading of a page changes, so that old readings can be told from new ones."""
SLICE = 4
"""Pages that one child reads in one job."""

Pages = list[tuple[PageReading, PageImage]]


def build_reader(engine: str, processes: int = 1) -> "ChildReader":
    """A reader with at most so many child processes; raises `EngineMissing` at once where models or programs lack."""
    return ChildReader(engine, processes)


class ChildReader:
    """See `archive.ports.Reader`; safe to use from several threads."""

    def __init__(self, engine: str, processes: int, wall: float = Limits().wall) -> None:
        self._fingerprint = f"dangan-{VERSION} {fingerprint(engine)} pypdfium2-{package_version('pypdfium2')}"
        self._pool = Pool(engine, processes, Limits(wall=wall))

    @property
    def fingerprint(self) -> str:
        """Engine, models and versions: two readings with one fingerprint would be the same."""
        return self._fingerprint

    def outline(self, source: Path, filename: str) -> Outline:
        """See `archive.ports.Reader`."""
        try:
            answer, _ = self._pool.ask({"op": "outline", "source": str(source), "filename": filename})
        except ChildLost as error:
            raise _refused(filename, error) from error
        return Outline(media_type=answer["media_type"], pages=answer["pages"])

    def read_pages(
        self, source: Path, media_type: str, first: int, last: int
    ) -> Iterator[tuple[PageReading, PageImage]]:
        """See `archive.ports.Reader`; pages are read ahead by as many slices as there are processes."""
        starts = deque(range(first, last + 1, SLICE))
        ahead: deque[Future[Pages]] = deque()
        with ThreadPoolExecutor(self._pool.size) as threads:
            try:
                while starts or ahead:
                    while starts and len(ahead) <= self._pool.size:
                        at = starts.popleft()
                        ahead.append(threads.submit(self._slice, source, media_type, at, min(at + SLICE - 1, last)))
                    yield from ahead.popleft().result()
            finally:
                for future in ahead:
                    future.cancel()

    def assemble(
        self,
        pages: Sequence[PageReading],
        image: Callable[[int], PageImage],
        filename: str,
        hints: Hints = NO_HINTS,
    ) -> tuple[ReportReading, ...]:
        """See `archive.ports.Reader`; cells were read where their page was, so that `image` is not asked.

        Text sources are aligned with their form when they are typeset: hints come too late for them.
        """
        del image
        if any(page.source == "typeset" for page in pages):
            return reports(pages, filename)
        return assemble(pages, filename, hints)

    def close(self) -> None:
        """End the child processes."""
        self._pool.close()

    def _slice(self, source: Path, media_type: str, first: int, last: int) -> Pages:
        """Read a few pages; a page at which a child dies is tried once more by a fresh one."""
        pages: Pages = []
        died_at = 0
        while len(pages) <= last - first:
            start = first + len(pages)
            try:
                self._read(source, media_type, start, last, pages)
            except ChildLost as error:
                at = first + len(pages)
                if died_at == at or isinstance(error, ChildSlow):
                    raise _failed(source.name, at, error) from error
                died_at = at
        return pages

    def _read(self, source: Path, media_type: str, first: int, last: int, into: Pages) -> None:
        job = {"op": "pages", "source": str(source), "filename": source.name, "media_type": media_type}
        with self._pool.child() as child:
            for message, data in child.run({**job, "first": first, "last": last}):
                page = PageReading.model_validate(message["reading"])
                into.append((page, PageImage(number=page.number, media_type=message["media_type"], data=data)))


def _failed(filename: str, page: int, error: ChildLost) -> ReadingFailed:
    return ReadingFailed(filename, f"page {page} cannot be read: {error.reason}", "Print it to a new PDF and add that.")


def _refused(filename: str, error: ChildLost) -> RefusedFile:
    return RefusedFile(filename, f"it cannot be opened: {error.reason}", "Print it to a new PDF and add that.")
