"""The form's tables where there is little room: nothing scrolls sideways, they stay tables, and the page comes to its mark."""

from collections import Counter

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.conftest import Opener
from tests.browser.test_accessibility import CITY

WIDER = """() => [document.documentElement, ...document.querySelectorAll(".scroll")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.ariaLabel ?? "the page")"""
HEARD = ("table", "row", "cell", "columnheader", "rowheader")
LAST = "requests.carried_out.total"


def heard(page: Page) -> Counter[str]:
    """How often each part of a table is in what assistive techniques are given."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    roles = Counter(node["role"]["value"] for node in nodes if not node["ignored"])
    return Counter({role: roles[role] for role in HEARD})


def place(of: Locator) -> FloatRect:
    found = of.bounding_box()
    assert found is not None
    return found


@pytest.mark.parametrize(
    "path", [f"/reports/{CITY}-2021", f"/reports/{CITY}-2020", f"/review/reports/{CITY}-2020/grid"]
)
@pytest.mark.parametrize(
    ("language", "width"), [("zh-CN", 390), ("en", 390), ("en", 1000), ("zh-CN", 1280), ("en", 1280)]
)
def test_no_table_is_wider_than_its_room(open_page: Opener, path: str, language: str, width: int) -> None:
    page = open_page(path, language=language, width=width, staff="/review/" in path)
    expect(page.locator("table.form-disputes")).to_be_attached()
    assert page.evaluate(WIDER) == []


def test_a_table_laid_out_otherwise_is_heard_as_before(open_page: Opener) -> None:
    wide, narrow = (open_page(f"/reports/{CITY}-2020", width=width, scripts=False) for width in (1400, 390))
    assert wide.evaluate("getComputedStyle(document.querySelector('.form-requests')).display") == "table"
    assert narrow.evaluate("getComputedStyle(document.querySelector('.form-requests')).display") == "block"
    assert heard(wide)["rowheader"] > 20
    assert heard(narrow) == heard(wide)


def test_the_heads_of_the_columns_stay_in_sight(open_page: Opener) -> None:
    page = open_page(f"/reports/{CITY}-2020#{LAST}", width=390, scripts=False)
    page.wait_for_timeout(300)
    head, value = page.locator(".form-requests .top-head", has_text="总计"), page.locator(f'[id="{LAST}"]')
    scan = page.locator("#scan")
    assert place(scan)["y"] + place(scan)["height"] <= place(head)["y"] + place(head)["height"] <= place(value)["y"] + 1
    assert place(head)["x"] == pytest.approx(place(value)["x"], abs=1)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("metric", [LAST, "litigation_direct.total", "disclosure.rules.made"])
def test_without_scripts_the_scan_shows_the_marked_place(open_page: Opener, width: int, metric: str) -> None:
    page = open_page(f"/reports/{CITY}-2021?mark={metric}#{metric}", width=width, scripts=False)
    page.wait_for_timeout(500)
    stage, box = place(page.locator(".stage")), place(page.locator(".box-marked"))
    assert stage["y"] <= box["y"]
    assert box["y"] + box["height"] <= stage["y"] + stage["height"]
    page.mouse.move(stage["x"] + 40, stage["y"] + 40)
    seen = {box["y"]}
    for way in (2000, -2000):
        page.mouse.wheel(0, way)
        page.wait_for_timeout(500)
        seen.add(place(page.locator(".box-marked"))["y"])
    assert len(seen) > 1, "the page stays free to be moved"
