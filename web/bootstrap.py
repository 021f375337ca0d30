"""The one file that wires everything: settings go in, the archive with its real reader, index and store comes out."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from archive.archive import Archive, ArchiveSettings, open_archive
from archive.blobs import local_blobs, s3_blobs
from archive.errors import SettingsInvalid
from archive.ports import BlobStore, Reader
from archive.records import PageImage
from search.engine import SearchEngine
from search.engines.meilisearch import MeilisearchEngine
from search.engines.tantivy import TantivyEngine
from web.foresight import Foresight
from web.late import LateReader
from web.settings import Settings, variable

T = TypeVar("T")


@dataclass(frozen=True)
class Services:
    """What the command line and the pages work with."""

    settings: Settings
    archive: Archive
    search: SearchEngine


@contextmanager
def services(settings: Settings, *, slot: str | None = None) -> Iterator[Services]:
    """Open the archive (migrated) and its index; both are closed at the end. `slot` names a worker's place."""
    settings.home.mkdir(parents=True, exist_ok=True)
    search = build_search(settings)
    reader = LateReader(lambda: build_reader(settings))

    def page_image(sha256: str, page: int) -> PageImage:
        return archive.reports.page_image(sha256, page)

    indexer = Foresight(search, derived_folder(settings), page_image)
    archive = open_archive(
        archive_settings(settings, slot), blobs=build_blobs(settings), reader=reader, indexer=indexer
    )
    try:
        yield Services(settings, archive, search)
    finally:
        archive.close()
        search.close()
        reader.close()


def archive_settings(settings: Settings, slot: str | None = None) -> ArchiveSettings:
    """The archive's own slice of the settings."""
    return ArchiveSettings(
        database_url=settings.database,
        scratch=settings.home.resolve() / "scratch",
        slot=slot,
        publish=settings.new_reports == "published",
        second_person=settings.second_person,
    )


def derived_folder(settings: Settings) -> Path:
    """Where pictures of pages in the sizes of the screen are kept; all can be made again."""
    return settings.home.resolve() / "derived"


def build_blobs(settings: Settings) -> BlobStore:
    """The store of files: a folder in the home, or a bucket."""
    if settings.blobs == "local":
        return local_blobs(settings.home.resolve() / "blobs")
    bucket, _, root = settings.blobs.removeprefix("s3://").partition("/")
    return s3_blobs(
        bucket=bucket,
        endpoint=_needed(settings.s3_endpoint, "s3_endpoint"),
        region=settings.s3_region,
        access_key=_needed(settings.s3_access_key, "s3_access_key"),
        secret_key=_needed(settings.s3_secret_key, "s3_secret_key").get_secret_value(),
        root=f"/{root}",
    )


def _needed(value: T | None, name: str) -> T:
    """A setting that a bucket cannot do without."""
    if value is None:
        raise SettingsInvalid(f"{variable('blobs')} is a bucket and {variable(name)} is not set.", "Set it.")
    return value


def build_search(settings: Settings) -> SearchEngine:
    """The search engine of the settings."""
    if settings.search == "tantivy":
        return TantivyEngine(settings.home.resolve() / "index")
    key = settings.meili_key.get_secret_value() if settings.meili_key else None
    return MeilisearchEngine(settings.meili_url, key)


def build_reader(settings: Settings) -> Reader:
    """The reader of the settings; its models are loaded when the first page is read, in a child process."""
    from ocr.reader import build_reader as build

    return build(settings.engine, settings.reading_processes)
