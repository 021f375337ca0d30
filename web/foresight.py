"""What readers will want first of a report is made when it is published: the picture with which its page opens.

Making it takes a tenth of a second of the processor and more on a grainy scan, which the first reader would wait for.
"""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path

from archive.errors import DanganError
from archive.ports import Indexer
from archive.records import PageImage, ReportRecord
from web.pictures import SCREEN, derive, derived_path, keep, opening_page

log = logging.getLogger(__name__)


class Foresight:
    """`archive.ports.Indexer`: whatever comes into the index `within` can be opened at once.

    Pictures are kept in `folder`; `image` gives a page as scanned, by its document's SHA-256 and its number. A picture
    that cannot be made holds nothing up: it is made when somebody asks for it.
    """

    def __init__(self, within: Indexer, folder: Path, image: Callable[[str, int], PageImage]) -> None:
        self._within = within
        self._folder = folder
        self._image = image

    def replace(self, report: ReportRecord) -> None:
        """See `archive.ports.Indexer`."""
        self._within.replace(report)
        self._make(report.source.sha256, opening_page(report))

    def remove(self, report_id: str) -> None:
        """See `archive.ports.Indexer`."""
        self._within.remove(report_id)

    def rebuild(self, reports: Iterable[ReportRecord]) -> int:
        """See `archive.ports.Indexer`."""
        return self._within.rebuild(reports)

    def _make(self, sha256: str, page: int) -> None:
        path = derived_path(self._folder, sha256, page, SCREEN)
        if path.exists():
            return
        try:
            keep(path, derive(self._image(sha256, page).data, SCREEN))
        except (DanganError, OSError) as error:
            log.warning("page %s of document %s has no picture yet: %s", page, sha256[:8], error)
