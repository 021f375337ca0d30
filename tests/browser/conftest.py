"""A headless Chromium, and the town's archive served by the real application with a worker beside it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.web.conftest import NAME, PASSWORD

QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
QUIETER = ("--disable-component-update", "--disable-sync")
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE_MS = 30_000  # a machine that tests much at once is slow


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the town's archive is served."""
    command = [sys.executable, "-m", "tests.browser.server", str(tmp_path_factory.mktemp("served"))]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert server.stdin is not None
    assert server.stdout is not None
    port = server.stdout.readline().strip()
    assert port.isdigit(), "the server did not start"
    yield f"http://127.0.0.1:{port}"
    server.stdin.close()
    server.wait(timeout=60)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or a skip. Of a module: its event loop must not outlive the browser tests."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no chromium on PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*QUIET, *QUIETER])
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator["Opener"]:
    """Opens pages in contexts of their own; at the end nothing may have gone wrong in any of them."""
    opener = Opener(chromium, address)
    yield opener
    opener.close()
    assert opener.complaints == []


class Opener:
    """Makes pages and notes what the browser complains about."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.complaints: list[str] = []
        self._browser = browser
        self._address = address
        self._contexts: list[BrowserContext] = []

    def __call__(
        self,
        path: str = "/",
        *,
        width: int = 1400,
        scripts: bool = True,
        language: str = "zh-CN",
        staff: bool = False,
        viewer: bool = True,
    ) -> Page:
        """Open a path; without `viewer` the deep-zoom viewer is as if it were not installed."""
        context = self._browser.new_context(
            base_url=self._address,
            viewport={"width": width, "height": 900},
            java_script_enabled=scripts,
            locale=language,
        )
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        if not viewer:
            page.route("**/images/viewer-*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
        if staff:
            self._sign_in(page)
        page.goto(path)
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _sign_in(self, page: Page) -> None:
        page.goto("/sign-in")
        page.fill("#username", NAME)
        page.fill("#password", PASSWORD)
        page.click("main form button")
        page.wait_for_url("**/intake")
