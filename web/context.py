"""What a view needs of the request it answers: the archive, the search engine, and who is reading."""

from typing import cast

from flask import current_app

from archive.archive import Archive
from archive.errors import NotFound
from archive.records import ReportRecord, ReportStatus
from search.engine import SearchEngine
from web.accounts.security import is_archivist
from web.bootstrap import Services

EXTENSION = "dangan"
PUBLIC = (ReportStatus.PUBLISHED,)


def services() -> Services:
    """The wired parts of the running application."""
    return cast(Services, current_app.extensions[EXTENSION])


def archive() -> Archive:
    """The archive of the running application."""
    return services().archive


def search_engine() -> SearchEngine:
    """The search engine of the running application."""
    return services().search


def visible_statuses() -> tuple[ReportStatus, ...]:
    """The statuses of the reports that this reader may see."""
    return tuple(ReportStatus) if is_archivist() else PUBLIC


def readable_report(report_id: str, version: int | None = None) -> ReportRecord:
    """A report that this reader may see; raises `NotFound` also where it exists but is closed."""
    record = archive().reports.get(report_id, version)
    if record.status not in PUBLIC and not is_archivist():
        raise NotFound(f"The report {report_id} is not open to the public.", "")
    return record
