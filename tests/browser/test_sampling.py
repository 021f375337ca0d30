"""A sample looked at by keyboard alone, and without scripts; a reader's report of a wrong value."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener

CITY = "luo-yang-shi-ren-min-zheng-fu"


def drawn(page: Page, name: str) -> Page:
    """A sample drawn on the page that is open, and begun."""
    page.click("details summary")
    page.fill("#name", name)
    page.select_option("#rate", "0.01")
    page.click("form.upload button")
    page.wait_for_url(re.compile(r"/review/samples/\d+$"))
    page.get_by_role("link", name="开始").click()
    return page


def looked_at(page: Page) -> int:
    return int(page.locator("#specimen progress").get_attribute("value") or 0)


def test_a_sample_by_keyboard_alone(open_page: Opener) -> None:
    page = drawn(open_page("/review/samples", staff=True), "键盘")
    address = page.url
    expect(page.locator("#specimen")).to_be_focused()
    expect(page.locator(".specimen-crop .specimen-cell")).to_be_visible()
    for done in range(4):
        number = page.locator("#specimen").get_attribute("data-number")
        assert looked_at(page) == done
        page.keyboard.press("u" if done == 2 else "n" if done == 3 else "y")
        expect(page.locator("#specimen")).not_to_have_attribute("data-number", number or "")
        expect(page.locator("#specimen")).to_be_focused()
    assert page.url == address, "the next value takes the place of the last"
    assert page.evaluate("performance.getEntriesByType('resource').filter(e => e.name.includes('crop')).length") >= 4
    page.keyboard.press("z")
    expect(page.locator('button[value="wrong"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#specimen")).to_be_focused()
    number = page.locator("#specimen").get_attribute("data-number")
    page.keyboard.press("y")
    expect(page.locator("#specimen")).not_to_have_attribute("data-number", number or "")
    assert looked_at(page) == 4, "an answer changed is not another value"
    page.locator(".crumbs a").last.focus()
    page.keyboard.press("y")
    page.wait_for_timeout(300)
    assert looked_at(page) == 4, "keys count only while the value has the focus"
    page.locator(".crumbs a").last.press("Enter")
    row = page.locator("tfoot tr td")
    expect(row.nth(2)).to_have_text("4")
    expect(row.nth(3)).to_have_text("0")
    expect(row.nth(4)).to_have_text("1")


def test_a_sample_without_scripts_and_shared(open_page: Opener) -> None:
    page = drawn(open_page("/review/samples", staff=True, scripts=False), "无脚本")
    first = page.locator("#specimen").get_attribute("data-number")
    page.click('button[value="right"]')
    expect(page.locator("#specimen")).not_to_have_attribute("data-number", first or "")
    assert looked_at(page) == 1
    page.locator('a[data-key="z"]').click()
    expect(page.locator("#specimen")).to_have_attribute("data-number", first or "")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reader_reports_a_wrong_value_from_its_place(open_page: Opener, scripts: bool) -> None:
    metric = "disclosure.penalties.decisions" if scripts else "disclosure.coercion.decisions"
    page = open_page(f"/reports/{CITY}-2020?mark={metric}", scripts=scripts)
    page.get_by_role("link", name="报错").click()
    page.fill("#claimed", "12")
    page.fill("#remark", "原件是12")
    page.get_by_role("button", name="提交").click()
    page.wait_for_url(re.compile(rf"mark={metric}"))
    expect(page.locator(".notice-success")).to_be_visible()
    expect(page.locator(f'td[id="{metric}"]')).to_contain_text("¿")
    assert "原件是12" not in page.content()
    archivist = open_page("/review/questions", staff=True)
    row = archivist.locator("tr", has=archivist.locator(f'a[href$="#{metric}"]'))
    expect(row).to_contain_text("应为 12；原件是12")
    row.get_by_role("button", name="不予采纳").click()
    expect(row).to_have_count(0)
    page.goto(f"/reports/{CITY}-2020")
    expect(page.locator(f'td[id="{metric}"]')).not_to_contain_text("¿")


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("path", ["/review/summary", "/review/samples", "/review/questions", "/offices/due"])
def test_no_page_is_wider_than_the_screen(open_page: Opener, path: str, width: int) -> None:
    page = open_page(path, width=width, language="en", staff=True)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(
    "path", ["/intake", "/review/summary", "/review/samples", "/offices/due", "/health", f"/offices/{CITY}"]
)
def test_no_table_of_the_staff_is_wider_than_a_phone(open_page: Opener, path: str, language: str) -> None:
    page = open_page(path, width=375, language=language, staff=True)
    wide = "[...document.querySelectorAll('main .scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
    assert page.evaluate(wide) == 0
    rooms = page.locator(".rooms ul")
    assert not rooms.count() or rooms.evaluate("e => e.scrollWidth <= e.clientWidth")
