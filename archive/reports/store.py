"""Reading reports."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import select

from archive.codec import unpack
from archive.db.tables import documents, pages, reports
from archive.derived.projection import spoken
from archive.derived.remembered import Kept, remember
from archive.derived.standing import stand
from archive.errors import NotFound
from archive.ground import Ground
from archive.records import PageImage, PageReading, ReportRecord, ReportStatus
from archive.reports import listing
from archive.reports.places import spots
from archive.reports.record import build_and_tell, build_record, load_reading, report_row, version_row
from archive.views import Counts, FindingRow, Page, PageInfo, ReportFilter, ReportSummary, Spot

PUBLISHED = ReportFilter()

# Ids are fetched in runs of this many, so that a long iteration holds no transaction open.
_RUN = 500


class Reports:
    """Reports, their pages, and places on them."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def get(self, report_id: str, version: int | None = None) -> ReportRecord:
        """A report whole, corrections applied; an old id leads to the report; raises `NotFound`."""
        with self._ground.reading() as connection:
            return build_record(connection, self._ground.blobs, report_id, version)

    def resolve(self, report_id: str) -> str:
        """The id that a report bears today; raises `NotFound`."""
        with self._ground.reading() as connection:
            return str(report_row(connection, report_id).id)

    def list(
        self,
        wanted: ReportFilter = PUBLISHED,
        *,
        order: listing.Order = "recent",
        limit: int = 50,
        offset: int = 0,
    ) -> Page[ReportSummary]:
        """Summaries of the reports that are meant."""
        with self._ground.reading() as connection:
            return listing.list_reports(connection, wanted, order, limit, offset)

    def titles(self, ids: Iterable[str]) -> dict[str, str]:
        """What the reports of these ids are called; an id that none bears today is left out."""
        with self._ground.reading() as connection:
            return listing.titles_of(connection, ids)

    def counts(self, wanted: ReportFilter = PUBLISHED) -> Counts:
        """How much the archive holds of what is meant."""
        with self._ground.reading() as connection:
            return listing.count_reports(connection, wanted)

    def iterate(self, *, statuses: tuple[ReportStatus, ...] = (ReportStatus.PUBLISHED,)) -> Iterator[ReportRecord]:
        """All records of these statuses, one after another, oldest first; for exports and a new index."""
        for report_id in self.ids(statuses=statuses):
            yield self.get(report_id)

    def iterate_and_keep(self) -> Iterator[ReportRecord]:
        """The published records, oldest first; what their checks found is kept, so that the next time is quicker."""
        news: list[Kept] = []
        for report_id in self.ids():
            with self._ground.reading() as connection:
                record, fresh = build_and_tell(connection, self._ground.blobs, report_id, None)
            yield record
            news += [fresh] if fresh else []
            if len(news) == _RUN:
                self._keep(news)
                news = []
        self._keep(news)

    def _keep(self, news: Sequence[Kept]) -> None:
        if news:
            with self._ground.writing() as connection:
                remember(connection, news)

    def ids(self, *, statuses: tuple[ReportStatus, ...] = (ReportStatus.PUBLISHED,)) -> Iterator[str]:
        """The ids of all reports of these statuses that have been read."""
        last = 0
        while True:
            with self._ground.reading() as connection:
                rows = connection.execute(
                    select(reports.c.key, reports.c.id)
                    .where(reports.c.key > last, reports.c.status.in_(statuses), reports.c.leading.is_not(None))
                    .order_by(reports.c.key)
                    .limit(_RUN)
                ).all()
            if not rows:
                return
            last = rows[-1].key
            yield from (row.id for row in rows)

    def pages(self, report_id: str, version: int | None = None) -> tuple[PageInfo, ...]:
        """The pages of the document that a version was read from."""
        with self._ground.reading() as connection:
            shown = version_row(connection, report_row(connection, report_id), version)
            rows = connection.execute(
                select(pages).where(pages.c.document_key == shown.document_key).order_by(pages.c.number)
            )
            return tuple(PageInfo(row.number, row.width, row.height, row.source, shown.sha256) for row in rows)

    def page_image(self, sha256: str, number: int) -> PageImage:
        """The picture of a document's page as scanned; raises `NotFound`."""
        with self._ground.reading() as connection:
            row = connection.execute(
                select(pages.c.image_key, pages.c.media_type)
                .join(documents, documents.c.key == pages.c.document_key)
                .where(documents.c.sha256 == sha256, pages.c.number == number)
            ).first()
        if row is None:
            raise NotFound(f"Document {sha256[:8]} has no page {number}.", "")
        return PageImage(number=number, media_type=row.media_type, data=self._ground.blobs.read(row.image_key))

    def page_reading(self, report_id: str, number: int, version: int | None = None) -> PageReading:
        """The words of a page as the version's reading saw them; raises `NotFound`."""
        with self._ground.reading() as connection:
            shown = version_row(connection, report_row(connection, report_id), version)
        if not 1 <= number <= shown.pages:
            raise NotFound(f"Report {report_id} has no page {number}.", "")
        return unpack(PageReading, self._ground.blobs.read(words_key(shown.sha256, shown.job_id, number)))

    def locate(
        self, report_id: str, section: int, start: int, end: int, version: int | None = None
    ) -> tuple[Spot, ...]:
        """The boxes in which characters start to end of a section's text are printed; raises `NotFound`."""
        with self._ground.reading() as connection:
            row = report_row(connection, report_id)
            shown, words = version_row(connection, row, version), spoken(connection, row.key)
        reading = stand(load_reading(self._ground.blobs, shown.blob_key), words)
        runs = [run for one in reading.texts if one.number == section for run in one.runs]
        return spots(runs, start, end)

    def findings(
        self,
        *,
        relation: str | None = None,
        grade: str | None = None,
        likely: str | None = None,
        office: str | None = None,
        year: int | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> Page[FindingRow]:
        """Findings over published reports; `relation` is an id or the head of several (`requests.`)."""
        with self._ground.reading() as connection:
            return listing.list_findings(
                connection,
                ReportFilter(office=office, year=year),
                {"relation": relation, "grade": grade, "likely": likely},
                limit,
                offset,
            )


def words_key(sha256: str, job_id: str, number: int) -> str:
    """Where the words of a page lie that a job read."""
    return f"readings/{sha256}/{job_id}/page-{number}.json.zst"


def reading_key(sha256: str, job_id: str, place: int) -> str:
    """Where the reading of a document's report lies."""
    return f"readings/{sha256}/{job_id}/report-{place}.json.zst"


def image_key(sha256: str, number: int, media_type: str) -> str:
    """Where the picture of a page lies."""
    return f"pages/{sha256}/{number}.{media_type.rpartition('/')[2]}"
