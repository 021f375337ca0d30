"""axe-core finds no violation of WCAG 2.2 AA on any page, in both languages, wide and narrow."""

from typing import Any

import pytest

from tests.browser.conftest import AXE, Opener
from tests.web.town import AT_SCALE

CITY = "luo-yang-shi-ren-min-zheng-fu"
DESK = (
    f"/review/desk?report={CITY}-2020&metric=requests.received.enterprise",
    "/review/breaks",
    f"/review/reports/{CITY}-2020",
    f"/review/reports/{CITY}-2020/grid",
)
STAFF = (
    *DESK,
    "/intake",
    "/intake/batches/1",
    "/review",
    "/health",
    *AT_SCALE,
    f"/reports/{CITY}-2021?mark=requests.processed.research",
)
PUBLIC = (
    "/",
    "/search",
    "/search?q=行政许可&year=2020",
    "/search?q=nothing-like-this",
    f"/reports/{CITY}-2020?mark=requests.received.enterprise&hit=行政许可",
    "/offices",
    f"/offices/{CITY}",
    f"/compare?a={CITY}-2020&b={CITY}-2021",
    "/data",
    "/data/requests.refused_state_secret.total?year=2020",
    "/data/requests.received.total?over=years",
    f"/reports/{CITY}-2019?mark=requests.carried_out.total",
    "/help",
    "/about",
    "/help/api",
    "/sign-in",
    "/offices/lacking/2020",
    f"/reports/{CITY}-2020/values/disclosure.rules.made/question",
    "/reports/nowhere-1999",
)
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core, or a skip."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci)")
    return AXE.read_text(encoding="utf-8")


def violations(found: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Rules broken and where."""
    return [(one["id"], [node["html"][:160] for node in one["nodes"]][:4]) for one in found["violations"]]


@pytest.mark.parametrize(("language", "width"), [("zh-CN", 1400), ("en", 390)])
@pytest.mark.parametrize("path", [*PUBLIC, *STAFF])
def test_axe_finds_nothing(open_page: Opener, axe: str, path: str, language: str, width: int) -> None:
    page = open_page(path, language=language, width=width, staff=path in STAFF)
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    assert violations(found) == []
    open_page.complaints[:] = [said for said in open_page.complaints if "404" not in said]
