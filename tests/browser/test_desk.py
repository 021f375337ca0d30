"""The desk driven by keyboard: doubts settled, chosen, typed, taken back; two people at once; the grid; without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.fakes import document, report
from tests.web.town import balanced

OFFICE = "洛阳市卫生健康委员会"
SLUG = "luo-yang-shi-wei-sheng-jian-kang-wei-yuan-hui"
TOTAL, PERSON, RULES = "requests.received.total", "requests.received.natural_person", "disclosure.rules.made"
DOUBTED = (TOTAL, PERSON, RULES, "disclosure.penalties.decisions", "litigation_direct.total")

Enter = Callable[..., str]


@pytest.fixture
def enter(open_page: Opener, tmp_path: Path) -> Enter:
    """Hands in a report of a year of its own and waits until it is read; returns its id."""

    def make(year: int, doubtful: tuple[str, ...] = DOUBTED, **changes: str | None) -> str:
        values = balanced("2021", year, 2, 3) | changes
        path = tmp_path / f"{year}.fake"
        path.write_bytes(document(report(OFFICE, year, edition="2021", values=values, doubtful=doubtful)))
        page = open_page("/intake", staff=True)
        page.set_input_files("#files", str(path))
        page.click("form.upload button")
        page.wait_for_url("**/intake/batches/*")
        link = page.locator(f'a[href="/reports/{SLUG}-{year}"]')
        for _ in range(90):
            if link.count():
                break
            page.wait_for_timeout(1000)
        expect(link).to_be_visible()
        return f"{SLUG}-{year}"

    return make


def shown(page: Page) -> str:
    """The metric of the doubt on the screen."""
    return page.locator(".docket:not([hidden])").get_attribute("data-metric") or ""


def saved(page: Page, count: int) -> None:
    """Wait until so many answers have reached the archive."""
    page.wait_for_selector(f'body[data-saved="{count}"]', state="attached")


def value(page: Page, report_id: str, metric: str) -> tuple[str | None, str]:
    """What the archive holds of a value."""
    record = page.request.get(f"/reports/{report_id}/data.json").json()
    (found,) = [one for one in record["observations"] if one["metric"] == metric]
    return found["value"], found["status"]


def desk(open_page: Opener, report_id: str, *, scripts: bool = True) -> Page:
    page = open_page(f"/review/desk?report={report_id}", staff=True, scripts=scripts)
    if scripts:
        page.wait_for_selector("body[data-ready]")
    return page


def test_doubts_are_settled_by_keyboard_alone(open_page: Opener, enter: Enter) -> None:
    report_id = enter(2031)
    page = desk(open_page, report_id)
    stood = {metric: value(page, report_id, metric)[0] for metric in DOUBTED}
    seen = []
    for key in ("Enter", "1", "b", "o"):
        seen.append(shown(page))
        page.keyboard.press(key)
        assert shown(page) not in seen  # the next is there before the answer is saved
    last = shown(page)
    page.keyboard.press("t")
    page.keyboard.type("４,321")
    page.keyboard.press("Enter")
    expect(page.locator("#desk-end")).to_be_visible()
    saved(page, 5)
    assert sorted([*seen, last]) == sorted(DOUBTED)
    assert value(page, report_id, seen[0]) == (stood[seen[0]], "corrected")
    assert value(page, report_id, seen[1]) == (stood[seen[1]], "corrected")
    assert value(page, report_id, seen[2]) == (None, "corrected")
    assert value(page, report_id, last) == ("4321", "corrected")


def test_the_main_figures_come_first_and_the_place_on_the_scan_is_shown(open_page: Opener, enter: Enter) -> None:
    page = desk(open_page, enter(2032))
    assert shown(page) in (TOTAL, "litigation_direct.total")
    docket = page.locator(".docket:not([hidden])")
    for part in (".crop-cell", ".crop-row"):
        picture = docket.locator(part)
        expect(picture).to_be_visible()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("image => image.naturalWidth") > 100
    page.keyboard.press("p")
    expect(docket.locator(".crop-page")).to_be_visible()
    expect(docket.locator(".crop-cell")).to_be_hidden()
    page.keyboard.press("p")
    expect(docket.locator(".crop-cell")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator(".keys dl")).to_be_visible()


def test_an_answer_is_skipped_or_taken_back(open_page: Opener, enter: Enter) -> None:
    report_id = enter(2033)
    page = desk(open_page, report_id)
    first = shown(page)
    page.keyboard.press("s")
    second = shown(page)
    assert second != first
    page.keyboard.press("b")
    saved(page, 1)
    assert value(page, report_id, second) == (None, "corrected")
    page.keyboard.press("u")
    expect(page.locator(f'.docket[data-metric="{second}"]:not([hidden])')).to_be_visible()
    assert value(page, report_id, second)[1] == "doubtful"
    page.keyboard.press("1")
    saved(page, 2)
    assert value(page, report_id, second)[1] == "corrected"


def test_what_is_typed_is_held_against_the_sums_at_once(open_page: Opener, enter: Enter) -> None:
    page = desk(open_page, enter(2034, doubtful=(TOTAL,)))
    row = page.locator(".docket:not([hidden]) .choice-typed")
    right = page.locator(".docket:not([hidden]) .choice").first.get_attribute("data-value") or ""
    page.keyboard.press("t")
    page.keyboard.type(right)
    expect(row.locator(".outcome-holds")).to_have_count(2)
    page.keyboard.type("0")
    expect(row.locator(".outcome-broken")).to_have_count(2)
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    expect(page.locator("#desk-end")).to_be_visible()


def test_of_two_people_the_second_is_told_and_loses_nothing(open_page: Opener, enter: Enter) -> None:
    report_id = enter(2035, doubtful=(RULES,))
    one, other = desk(open_page, report_id), desk(open_page, report_id)
    one.keyboard.press("b")
    saved(one, 1)
    other.keyboard.press("t")
    other.keyboard.type("77")
    other.keyboard.press("Enter")
    expect(other.locator("#desk-said")).to_contain_text("77")
    expect(other.locator("#desk-said")).to_contain_text("archivist")
    assert value(other, report_id, RULES) == (None, "corrected")
    expect(other.locator(".docket:not([hidden]) .choice-typed input")).to_have_value("77")
    other.keyboard.press("t")
    other.keyboard.press("Enter")
    saved(other, 1)
    assert value(other, report_id, RULES) == ("77", "corrected")
    open_page.complaints[:] = [said for said in open_page.complaints if "409" not in said]


def test_an_answer_that_does_not_arrive_comes_back(open_page: Opener, enter: Enter) -> None:
    report_id = enter(2036, doubtful=(RULES,))
    page = desk(open_page, report_id)
    page.route("**/review/answer", lambda route: route.abort())
    page.keyboard.press("b")
    expect(page.locator("#desk-said")).to_be_visible(timeout=20_000)
    expect(page.locator(f'.docket[data-metric="{RULES}"]:not([hidden])')).to_be_visible()
    page.unroute("**/review/answer")
    page.keyboard.press("b")
    saved(page, 1)
    assert value(page, report_id, RULES) == (None, "corrected")
    open_page.complaints[:] = [said for said in open_page.complaints if "ERR_FAILED" not in said]


def test_without_scripts_plain_forms_do(open_page: Opener, enter: Enter) -> None:
    report_id = enter(2037, doubtful=(RULES, TOTAL))
    page = desk(open_page, report_id, scripts=False)
    first = shown(page)
    page.locator(".choice button").first.click()
    second = shown(page)
    assert second != first
    page.fill(".choice-typed input", "12")
    page.press(".choice-typed input", "Enter")
    expect(page.locator("#desk-end")).to_be_visible()
    assert value(page, report_id, second) == ("12", "corrected")


def test_the_whole_table_by_arrow_keys(open_page: Opener, enter: Enter) -> None:
    report_id = enter(2038, doubtful=())
    page = open_page(f"/review/reports/{report_id}/grid?mark={PERSON}", staff=True)
    page.wait_for_selector("body[data-ready]")
    box = page.locator(f'td[data-metric="{PERSON}"] input[type=text]')
    expect(box).to_be_focused()
    expect(page.locator("#grid-count")).to_have_text("0")
    before = box.input_value()
    page.keyboard.type("99999")
    expect(page.locator("#grid-count")).to_have_text("2")
    expect(page.locator(f'td[data-metric="{TOTAL}"]')).to_have_class("value status-certain broken")
    page.keyboard.press("ArrowRight")
    expect(page.locator('td[data-metric="requests.received.enterprise"] input[type=text]')).to_be_focused()
    saved(page, 1)
    assert value(page, report_id, PERSON) == ("99999", "corrected")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type(before)
    page.keyboard.press("Enter")
    saved(page, 2)
    expect(page.locator("#grid-count")).to_have_text("0")
    expect(page.locator('td[data-metric="requests.carried_in.natural_person"] input[type=text]')).to_be_focused()
    expect(page.locator(".marks .box-marked")).to_have_count(1)
    page.keyboard.press("Control+Enter")
    saved(page, 3)
    assert value(page, report_id, "requests.carried_in.natural_person")[1] == "corrected"
