"""The real sides of the seams, each made once."""

import uuid
from collections.abc import Callable, Iterator

import pytest

from archive.records import ReportRecord, ReportStatus
from search.engine import SearchEngine
from search.engines.meilisearch import MeilisearchEngine
from search.engines.tantivy import TantivyEngine, writing
from tests.search.corpus import odd_corpus
from tests.search.meili import meilisearch_url

NewEngine = Callable[[], SearchEngine]


@pytest.fixture(scope="session")
def meilisearch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with meilisearch_url(tmp_path_factory.mktemp("meilisearch")) as url:
        if url is None:
            pytest.skip("no program `meilisearch` on PATH, and DANGAN_TEST_MEILI_URL is not set")
        yield url


@pytest.fixture(scope="module", autouse=True)
def small_sample() -> Iterator[None]:
    """A rebuild of a few reports, too, begins to fill its index before it has read them all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "SAMPLE", 2)
        yield


@pytest.fixture(scope="session", params=["tantivy", "meilisearch"])
def new_engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> NewEngine:
    """Makes an engine with an empty index of its own."""
    if request.param == "tantivy":
        return lambda: TantivyEngine(tmp_path_factory.mktemp("tantivy"))
    url: str = request.getfixturevalue("meilisearch")
    return lambda: MeilisearchEngine(url, index=f"test_{uuid.uuid4().hex[:8]}")


@pytest.fixture(scope="session")
def reports() -> list[ReportRecord]:
    """Reports of twelve offices; one is a draft, one has no office and no year."""
    return odd_corpus(96)


@pytest.fixture(scope="session")
def public(reports: list[ReportRecord]) -> list[ReportRecord]:
    return [r for r in reports if r.status is ReportStatus.PUBLISHED]


@pytest.fixture(scope="session")
def engine(new_engine: NewEngine, reports: list[ReportRecord]) -> SearchEngine:
    """An index of the reports, which tests only read."""
    made = new_engine()
    made.rebuild(reports)
    return made
