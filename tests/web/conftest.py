"""A small archive behind the real application: real database, store, index and worker; only recognition is replaced."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.archive import Archive
from archive.ports import Reader
from tests.web.paper import PaperReader
from tests.web.town import town
from web import bootstrap
from web.accounts.store import Accounts
from web.app import create_app
from web.bootstrap import Services
from web.settings import Settings

NAME = "archivist"
PASSWORD = "correct horse battery"


def fill(archive: Archive, files: dict[str, bytes]) -> None:
    """Hand files in and have them read."""
    batch = archive.intake.start_batch("town")
    for name, data in files.items():
        archive.intake.receive(io.BytesIO(data), name, batch=batch)
    archive.worker.run_until_idle()


@pytest.fixture(scope="session", autouse=True)
def _paper() -> Iterator[None]:
    """Whatever opens an archive reads paper documents."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bootstrap, "build_reader", _paper_reader)
        yield


def _paper_reader(_settings: Settings) -> Reader:
    return PaperReader()


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory, _paper: None) -> Iterator[Services]:
    """The town's archive, read once; tests must leave it as it is."""
    settings = Settings(home=tmp_path_factory.mktemp("town"))
    with bootstrap.services(settings) as opened:
        fill(opened.archive, town())
        Accounts(opened.archive.ground.engines.write).add(NAME, PASSWORD)
        yield opened


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Services]:
    """An empty archive of the test's own, with an archivist."""
    with bootstrap.services(Settings(home=tmp_path, max_file_mb=1)) as opened:
        Accounts(opened.archive.ground.engines.write).add(NAME, PASSWORD)
        yield opened


@pytest.fixture
def client(shop: Services) -> FlaskClient:
    """A reader from the public."""
    return create_app(shop).test_client()


@pytest.fixture
def staff(shop: Services) -> FlaskClient:
    """A signed-in archivist."""
    return signed_in(create_app(shop).test_client())


@pytest.fixture
def own_client(own: Services) -> FlaskClient:
    """The public of the test's own archive."""
    return create_app(own).test_client()


@pytest.fixture
def own_staff(own: Services) -> FlaskClient:
    """An archivist of the test's own archive."""
    return signed_in(create_app(own).test_client())


def token(client: FlaskClient, page: str) -> str:
    """The CSRF token of a page's form."""
    text = client.get(page).get_data(as_text=True)
    return text.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]


def signed_in(client: FlaskClient, name: str = NAME, password: str = PASSWORD) -> FlaskClient:
    """The client after signing in."""
    form = {"username": name, "password": password, "csrf_token": token(client, "/sign-in")}
    answer = client.post("/sign-in", data=form)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return client
