"""The site as the public sees it: every page answers, every link leads somewhere, nothing inline, nothing from elsewhere."""

import html
import re
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient

from archive.errors import IndexUnavailable, StorageFailed
from tests.web.conftest import PASSWORD, signed_in
from web import faults
from web.app import create_app
from web.bootstrap import Services
from web.headers import POLICY

ENOUGH = 250
CITY = "luo-yang-shi-ren-min-zheng-fu"
STREET = "xi-gong-qu-kai-xuan-dong-lu-jie-dao-ban-shi-chu"
PAGES = (
    "/",
    "/search",
    "/search?q=行政许可&year=2020&by=report",
    f"/reports/{CITY}-2020",
    f"/reports/{CITY}-2021?mark=requests.processed.research",
    f"/reports/{STREET}-2020?hit=行政许可",
    "/offices",
    f"/offices/{CITY}",
    f"/compare?a={CITY}-2020&b={CITY}-2021",
    "/data",
    "/data/requests.refused_state_secret.total?year=2020",
    "/data/requests.received.total?over=years",
    "/health",
    "/help",
    "/about",
    "/help/api",
    "/sign-in",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_answers_with_its_doors_shut(client: FlaskClient, page: str) -> None:
    answer = client.get(page)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert not re.search(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=", text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//(?!localhost/)', text)


def test_every_link_leads_somewhere(client: FlaskClient) -> None:
    waiting, seen, broken = ["/"], {"/"}, []
    while waiting and len(seen) < ENOUGH:
        page = waiting.pop(0)
        answer = client.get(page)
        if answer.status_code >= 400:
            broken.append((page, answer.status_code))
        elif answer.mimetype == "text/html":
            new = [link for link in links(answer.get_data(as_text=True), page) if link not in seen]
            seen.update(new)
            waiting += dict.fromkeys(new)
    assert broken == []
    assert len(seen) > 100


def links(text: str, page: str) -> list[str]:
    """The site's own addresses that a page points to."""
    found = re.findall(r'(?:href|src)="([^"]+)"', text)
    targets = (urldefrag(urljoin(f"http://localhost{page}", link.replace("&amp;", "&"))).url for link in found)
    return [target.removeprefix("http://localhost") for target in targets if urlsplit(target).netloc == "localhost"]


def test_what_is_not_there_is_said_in_words(client: FlaskClient) -> None:
    answer = client.get("/reports/nowhere-1999")
    assert answer.status_code == 404
    assert "此地址下没有内容" in answer.get_data(as_text=True)
    assert client.get("/api/v1/reports/nowhere-1999").get_json()["error"]
    assert client.get("/no/such/page").status_code == 404
    assert client.get("/data/no.such.metric").status_code == 404


def test_an_impossible_question_is_explained(client: FlaskClient) -> None:
    answer = client.get('/search?q="open')
    assert answer.status_code == 422
    assert "引号没有成对" in answer.get_data(as_text=True)
    assert "quotation mark" in client.get('/search?q="open&lang=en').get_data(as_text=True)
    assert "引号没有成对" in client.get('/api/v1/search?q="open&lang=zh').get_json()["reason"]
    assert client.get("/search?year=soon").status_code == 422


def test_a_search_engine_out_of_service_takes_only_searching_with_it(
    shop: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object, **__: object) -> None:
        raise IndexUnavailable("The index does not answer.", "Start it.")

    monkeypatch.setattr(type(shop.search), "search", down)
    monkeypatch.setattr(type(shop.search), "stale", down)
    client = create_app(shop).test_client()
    answer = client.get("/search?q=x")
    assert answer.status_code == 503
    told = answer.get_data(as_text=True)
    assert "可照常打开单位" in told
    assert 'href="/offices"' in told
    assert re.search(r'action="/offices".*?value="x"', told, re.DOTALL)
    assert "Start it." not in told + client.get("/api/v1/search?q=x").get_data(as_text=True)
    assert "Start it." in signed_in(create_app(shop).test_client()).get("/search?q=x").get_data(as_text=True)
    for address in ("/offices", f"/offices/{CITY}", f"/offices/{CITY}/2020", f"/reports/{CITY}-2020?hit=许可"):
        assert client.get(address).status_code in (200, 302), address
    assert answer.headers["Retry-After"]
    assert client.get("/").status_code == 200
    assert client.get("/health?format=json").status_code == 503


def test_what_a_store_answered_is_for_archivists(shop: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object, **__: object) -> None:
        raise StorageFailed("/srv/blobs: no space left", "Check the storage settings.")

    monkeypatch.setattr(type(shop.archive.reports), "get", down)
    public, staff = create_app(shop).test_client(), signed_in(create_app(shop).test_client())
    answer = public.get(f"/reports/{CITY}-2020")
    assert answer.status_code == 503
    assert "/srv/blobs" not in answer.get_data(as_text=True)
    assert "档案数据安全" in answer.get_data(as_text=True)
    told = staff.get(f"/reports/{CITY}-2020?lang=en").get_data(as_text=True)
    assert "/srv/blobs: no space left. Check the storage settings." in told


def test_a_fault_speaks_the_reader_s_language(client: FlaskClient) -> None:
    english = "There is no report nope"
    assert english in client.get("/reports/nope?lang=en").get_data(as_text=True)
    page = client.get("/reports/nope?lang=zh").get_data(as_text=True)
    assert "此地址下没有内容" in page
    assert english not in page


def test_what_only_the_archive_can_say_stands_in_small_print(shop: Services) -> None:
    small = '<p class="small soft" lang="en">It is so.</p>'
    with create_app(shop).test_request_context("/?lang=zh"):
        assert small in faults.answer(422, "It is so.")[0]
        assert small not in faults.answer(422, "年度有误。")[0]
        assert "年度有误。" in faults.answer(422, "年度有误。")[0]


def test_an_unforeseen_error_shows_nothing_of_its_insides(shop: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"secret {PASSWORD}")

    monkeypatch.setattr(type(shop.archive.reports), "counts", broken)
    answer = create_app(shop).test_client().get("/")
    assert answer.status_code == 500
    assert PASSWORD not in answer.get_data(as_text=True)


def test_an_office_and_a_year_lead_to_the_report(client: FlaskClient) -> None:
    answer = client.get(f"/offices/{CITY}/2020")
    assert answer.headers["Location"] == f"/reports/{CITY}-2020"
    assert client.get(f"/offices/{CITY}/1999").status_code == 404


def test_an_office_shows_its_carry_over(client: FlaskClient) -> None:
    text = client.get(f"/offices/{CITY}").get_data(as_text=True)
    ledger = re.findall(r"<caption>(\d+) → (\d+) <span class=\"tag ([\w-]*)\"", text)
    assert ledger == [("2019", "2020", "tag-good"), ("2020", "2021", "tag-doubt")]


def test_static_files_named_by_content_are_kept_for_ever(client: FlaskClient) -> None:
    text = client.get("/").get_data(as_text=True)
    sheet = next(link for link in links(text, "/") if "base.css" in link)
    assert "immutable" in client.get(sheet).headers["Cache-Control"]
    assert "immutable" not in client.get(sheet.partition("?")[0]).headers["Cache-Control"]


def test_type_ahead_leads_to_pages(client: FlaskClient) -> None:
    found = client.get("/search/suggest?q=洛阳").get_json()
    assert {"洛阳市人民政府", "洛阳市教育局"} <= {item["label"] for item in found}
    assert all(client.get(item["url"]).status_code == 200 for item in found)


@pytest.mark.parametrize(
    ("page", "house", "room"),
    [
        ("/review", "校对", "待核对列表"),
        ("/review/breaks", "校对", "勾稽不符"),
        ("/review/summary", "校对", "概况"),
        ("/offices/due", "入库", "应编制年报的单位"),
        ("/intake/codes", "入库", "档号"),
    ],
)
def test_staff_see_where_they_stand(client: FlaskClient, page: str, house: str, room: str) -> None:
    text = signed_in(client).get(page).get_data(as_text=True)
    assert re.search(f'aria-current="true">{house}<', text)
    assert re.search(f'aria-current="page">{room}<', text)


def test_the_public_is_not_shown_the_rooms_of_the_staff(client: FlaskClient) -> None:
    text = client.get("/help").get_data(as_text=True)
    assert "top-staff" not in text
    assert 'class="rooms' not in text


def test_the_help_answers_with_examples_of_this_archive(client: FlaskClient) -> None:
    answers = client.get("/help").get_data(as_text=True).split("<dl")[1].split("</dl>")[0]
    assert answers.count("<a ") >= 8
    assert re.search(r'href="/reports/[\w-]+\?mark=requests.received.total#requests.received.total"', answers)
    assert "#carry-over" in answers


def test_every_answer_of_the_help_is_there_where_it_leads(client: FlaskClient) -> None:
    answers = client.get("/help").get_data(as_text=True).split("<dl")[1].split("</dl>")[0]
    leads = [html.unescape(address) for address in re.findall(r'href="([^"]+)"', answers)]
    for address in leads:
        page, _, anchor = address.partition("#")
        answer = client.get(page, follow_redirects=True)
        assert answer.status_code == 200, address
        assert not anchor or f'id="{anchor}"' in answer.get_data(as_text=True), address
