"""The ways that people go, walked in a real browser: with and without scripts, wide and narrow, by keyboard alone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opener
from tests.fakes import document, report

CITY = "luo-yang-shi-ren-min-zheng-fu"
STREET = "xi-gong-qu-kai-xuan-dong-lu-jie-dao-ban-shi-chu"
NEW = "requests.received.total"
WIDTHS = (1400, 390)
VIEWER = Path(__file__).parents[2] / "node_modules" / "openseadragon"
SLIDE_MS = 1500
"""In which the page has slid to its place, also on a busy machine."""


def cell(page: Page, metric: str) -> Locator:
    """The table cell of a value."""
    return page.locator(f'td[id="{metric}"]')


def box(page: Page, metric: str) -> Locator:
    """The box of a value on the scan."""
    return page.locator(f'.marks [data-metric="{metric}"] rect')


def settled(page: Page, viewer: bool) -> None:
    """Wait until the page of the scan is there, in the viewer or as a plain image."""
    if viewer and VIEWER.exists():
        expect(page.locator(".stage[data-open]")).to_be_visible()


def inside(page: Page, metric: str) -> bool:
    """Whether the box of a value is within what is seen of the scan."""
    seen, lit = page.locator(".stage").bounding_box(), box(page, metric).bounding_box()
    assert seen is not None
    assert lit is not None
    across = seen["x"] - 1 <= lit["x"] and lit["x"] + lit["width"] <= seen["x"] + seen["width"] + 1
    return across and seen["y"] - 1 <= lit["y"] and lit["y"] + lit["height"] <= seen["y"] + seen["height"] + 1


@pytest.mark.parametrize("viewer", [True, False])
@pytest.mark.parametrize("width", WIDTHS)
def test_from_home_to_the_pixel_in_three_clicks(open_page: Opener, width: int, viewer: bool) -> None:
    page = open_page("/", width=width, viewer=viewer)
    page.fill("#q", "凯旋东路")
    page.keyboard.press("Enter")
    page.click(".hits h2 a")  # the report
    page.click(f'td[id="{NEW}"] a')  # its value
    expect(cell(page, NEW)).to_have_class(re.compile("marked"))
    expect(box(page, NEW)).to_have_class(re.compile("box-marked"))
    expect(page.locator("#card")).to_contain_text("本年新收政府信息公开申请数量")
    expect(page.locator("#card img.crop")).to_be_visible()
    page.wait_for_timeout(SLIDE_MS)
    assert inside(page, NEW)
    assert page.url.endswith(f"#{NEW}")


@pytest.mark.parametrize("viewer", [True, False])
def test_a_box_on_the_scan_leads_to_its_value(open_page: Opener, viewer: bool) -> None:
    page = open_page(f"/reports/{CITY}-2020", viewer=viewer)
    settled(page, viewer)
    box(page, "disclosure.rules.made").click()
    expect(cell(page, "disclosure.rules.made")).to_have_class(re.compile("marked"))
    expect(cell(page, "disclosure.rules.made")).to_be_in_viewport()


@pytest.mark.parametrize("viewer", [True, False])
def test_hovering_lights_up_both_sides(open_page: Opener, viewer: bool) -> None:
    page = open_page(f"/reports/{CITY}-2020", viewer=viewer)
    settled(page, viewer)
    cell(page, "disclosure.rules.made").locator("a").hover()
    expect(box(page, "disclosure.rules.made")).to_have_class(re.compile("box-lit"))
    box(page, "disclosure.licences.change").hover()
    expect(cell(page, "disclosure.licences.change")).to_have_class(re.compile("lit"))


@pytest.mark.parametrize("viewer", [True, False])
def test_a_value_on_another_page_turns_the_page(open_page: Opener, viewer: bool) -> None:
    page = open_page(f"/reports/{CITY}-2020", viewer=viewer)
    settled(page, viewer)
    last = "litigation_after_review.total"
    assert box(page, last).count() == 0
    page.click(f'td[id="{last}"] a')
    expect(page.locator(".scan-pages [aria-current]")).to_have_attribute("data-page", "2")
    expect(box(page, last)).to_have_class(re.compile("box-marked"))


def test_a_stable_link_opens_at_the_value_and_back_returns(open_page: Opener) -> None:
    page = open_page("/search?q=行政许可&year=2020")
    page.locator(".hits h2 a").first.click()
    expect(page.locator("mark").first).to_be_visible()
    assert page.locator(".box-hit").count() > 0
    page.go_back()
    expect(page.locator(".hits li").first).to_be_visible()
    page.goto(f"/reports/{CITY}-2020#{NEW}")
    expect(cell(page, NEW)).to_be_in_viewport()
    expect(box(page, NEW)).to_have_class(re.compile("box-marked"))


@pytest.mark.parametrize("width", WIDTHS)
def test_without_scripts_a_value_still_leads_to_its_pixels(open_page: Opener, width: int) -> None:
    page = open_page(f"/reports/{CITY}-2020", width=width, scripts=False)
    last = "litigation_after_review.total"
    page.click(f'td[id="{last}"] a')
    expect(page.locator(".scan-pages [aria-current]")).to_have_text(re.compile("2"))
    expect(box(page, last)).to_have_class(re.compile("box-marked"))
    expect(page.locator("#card img.crop")).to_be_visible()
    page.locator(".scan-pages a").first.click()
    expect(box(page, "disclosure.rules.made")).to_have_count(1)


def test_facets_narrow_and_chips_widen(open_page: Opener) -> None:
    page = open_page("/search?q=行政许可")
    before = page.locator(".found-head [role=status]").inner_text()
    page.locator("#facet-year + ul a", has_text="2019").click()
    expect(page.locator(".chips")).to_contain_text("2019")
    assert page.locator(".found-head [role=status]").inner_text() != before
    page.reload()
    expect(page.locator(".chips")).to_contain_text("2019")
    page.locator(".chips a").click()
    expect(page.locator(".found-head [role=status]")).to_have_text(before)


def test_type_ahead_by_keyboard(open_page: Opener) -> None:
    page = open_page("/")
    page.type("#q", "洛阳市教")
    expect(page.locator(".suggestions a").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/offices/luo-yang-shi-jiao-yu-ju")


def test_by_keyboard_alone_to_a_value(open_page: Opener) -> None:
    page = open_page(f"/reports/{STREET}-2020")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    link = cell(page, NEW).locator("a")
    for _ in range(150):
        page.keyboard.press("Tab")
        if link.evaluate("element => element === document.activeElement"):
            break
    expect(box(page, NEW)).to_have_class(re.compile("box-lit"))
    page.keyboard.press("Enter")
    expect(cell(page, NEW)).to_have_class(re.compile("marked"))


@pytest.mark.parametrize("viewer", [True, False])
def test_the_scan_zooms_turns_and_pages_by_keyboard(open_page: Opener, viewer: bool) -> None:
    page = open_page(f"/reports/{CITY}-2020", viewer=viewer)
    settled(page, viewer)
    page.focus(".stage")
    before = page.locator(".marks").bounding_box()
    page.keyboard.press("+")
    page.wait_for_timeout(SLIDE_MS)
    after = page.locator(".marks").bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > before["width"] * 1.4
    page.keyboard.press("-")
    page.keyboard.press("r")
    page.wait_for_timeout(SLIDE_MS)
    turned = page.locator(".marks").bounding_box()
    assert turned is not None
    assert turned["width"] > turned["height"]
    page.keyboard.press("PageDown")
    expect(page.locator(".scan-pages [aria-current]")).to_have_attribute("data-page", "2")


def test_office_to_year_to_comparison(open_page: Opener) -> None:
    page = open_page("/")
    page.click(f'.matrix a[href="/offices/{CITY}"]')
    expect(page.locator("svg.chart").first).to_be_visible()
    page.get_by_role("link", name="对照 2020 与 2021").click()
    expect(page.locator("ins").first).to_be_visible()
    page.go_back()
    page.goto("/")
    page.click(f'a[href="/offices/{CITY}/2020"]')
    page.wait_for_url(f"**/reports/{CITY}-2020")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_upload_is_followed_until_it_is_a_report(open_page: Opener, tmp_path: Path, scripts: bool) -> None:
    year = 2016 if scripts else 2017
    path = tmp_path / "upload.fake"
    path.write_bytes(document(report("洛阳市民政局", year, edition="2014"), slow=0.3))
    page = open_page("/intake", staff=True, scripts=scripts)
    page.set_input_files("#files", str(path))
    page.click("form.upload button")
    page.wait_for_url("**/intake/batches/*")
    if not scripts:
        assert (
            page.locator("noscript meta[http-equiv=refresh]").count() == 1
            or page.locator("meta[http-equiv=refresh]").count()
        )
    link = page.locator(f'a[href="/reports/luo-yang-shi-min-zheng-ju-{year}"]')
    for _ in range(60):
        if link.count():
            break
        page.wait_for_timeout(1000)
    link.click()
    expect(page.locator("h1")).to_contain_text("洛阳市民政局")


def test_an_archivist_corrects_a_doubt(open_page: Opener) -> None:
    doubted = "requests.received.enterprise"
    page = open_page("/review", staff=True)
    page.locator(f'a[href*="{doubted}"]').first.click()
    page.locator(".docket-head a").first.click()  # from the desk to the report
    page.locator("#card input[name=after]").fill("25")
    page.locator("#card form button").click()
    expect(cell(page, doubted)).to_have_class(re.compile("status-corrected"))
    expect(cell(page, doubted)).to_contain_text("25")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "path", ["/", "/search?q=行政许可", f"/reports/{CITY}-2020", f"/offices/{CITY}", "/data", "/help", "/offices"]
)
def test_no_page_is_wider_than_the_screen(open_page: Opener, path: str, width: int) -> None:
    page = open_page(path, width=width, language="en")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_page_image_comes_before_the_viewer(open_page: Opener) -> None:
    page = open_page(f"/reports/{CITY}-2020")
    settled(page, viewer=True)
    times = page.evaluate("performance.getEntriesByType('resource').map(e => [e.name, e.startTime, e.responseEnd])")
    (seen,) = [end for name, _start, end in times if name.endswith("-1000.webp")]
    assert [start for name, start, _end in times if "/images/viewer-" in name and start < seen] == []
