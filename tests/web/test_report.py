"""A report's page: every value is there with its status and its place, and the place is where the paper says."""

import io
import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from PIL import Image

from archive.records import Edition, ReportStatus
from search.query import Query
from tests.fakes import document, report
from tests.web.conftest import fill, signed_in, token
from tests.web.town import CITY as CITY_NAME
from tests.web.town import balanced
from web.app import create_app
from web.bootstrap import Services

CITY = "luo-yang-shi-ren-min-zheng-fu"
STREET = "xi-gong-qu-kai-xuan-dong-lu-jie-dao-ban-shi-chu-2020"
DOUBTED = "requests.received.enterprise"


def cells(text: str) -> dict[str, tuple[str, str]]:
    """Every value cell of a page: its classes and its text."""
    found = re.findall(r'<td id="([\w.]+)" class="([^"]*)"[^>]*>(.*?)</td>', text, re.DOTALL)
    return {name: (classes, re.sub(r"<[^>]+>", "", inner)) for name, classes, inner in found}


def test_every_value_is_on_the_page_with_its_status(client: FlaskClient) -> None:
    found = cells(client.get(f"/reports/{CITY}-2020").get_data(as_text=True))
    assert len(found) == 198
    assert "status-doubtful" in found[DOUBTED][0]
    assert "存疑" in found[DOUBTED][1]
    assert found["requests.carried_in.total"][1] == "72"
    assert found["disclosure.procurement.amount"][1] == "1,234.5678"


def test_blank_is_not_zero(client: FlaskClient) -> None:
    found = cells(client.get(f"/reports/{STREET}").get_data(as_text=True))
    assert "status-not_stated" in found["requests.disclosed.total"][0]
    assert "原件未填" in found["requests.disclosed.total"][1]
    assert found["requests.processed.total"][1] == "0"


def test_the_marked_box_lies_on_the_printed_number(client: FlaskClient) -> None:
    text = client.get(f"/reports/{CITY}-2020?mark={DOUBTED}").get_data(as_text=True)
    rect = re.search(r'class="box box-marked" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', text)
    source = re.search(r'id="leaf" src="([^"]+)"', text)
    assert rect
    assert source
    left, top, width, height = map(float, rect.groups())
    page = Image.open(io.BytesIO(client.get(source[1]).data)).convert("L")
    sides = (left * page.width, top * page.height, (left + width) * page.width, (top + height) * page.height)
    cell = page.crop(sides)
    dark = sum(cell.histogram()[:128])
    assert 5 < dark < cell.width * cell.height / 3


def test_the_card_says_all_that_is_known_and_shows_the_place(client: FlaskClient) -> None:
    text = client.get(f"/reports/{CITY}-2020/values/{DOUBTED}").get_data(as_text=True)
    assert "两种识读不一致" in text
    assert "识读把握：低" in text
    crop = client.get(f"/reports/{CITY}-2020/values/{DOUBTED}/crop.webp")
    assert Image.open(io.BytesIO(crop.data)).width > 100
    assert client.get(f"/reports/{CITY}-2020/values/no.such.metric").status_code == 404


def test_a_cards_address_that_is_opened_by_itself_leads_to_the_page_with_the_card_open(client: FlaskClient) -> None:
    answer = client.get(f"/reports/{CITY}-2020/values/{DOUBTED}?version=1", headers={"Sec-Fetch-Dest": "document"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/reports/{CITY}-2020?version=1&mark={DOUBTED}#{DOUBTED}"


@pytest.mark.parametrize("edition", ["2019", "2014"])
def test_what_stands_before_the_first_section_is_found_and_opens_there(
    own: Services, own_client: FlaskClient, edition: Edition
) -> None:
    values = balanced("2019", 1, 18, 72) if edition == "2019" else {}
    texts = {"0": "根据《条例》第五十条编制本报告。\n电子版可在门户网站下载。", "1": "正文在此。"}
    paper = report(CITY_NAME, 2020 if edition == "2019" else 2016, edition=edition, values=values, texts=texts)
    fill(own.archive, {"a": document(paper)})
    (hit,) = own.search.search(Query(text="门户网站下载")).hits
    assert (hit.section, hit.page) == (0, 1)
    found = own_client.get("/search?q=门户网站下载").get_data(as_text=True)
    (address,) = re.findall(r'<h2><a href="(/reports/[^"]+#section-0)"', found)
    page = own_client.get(unescape(address)).get_data(as_text=True)
    assert "可在<mark>门户网站下载</mark>。" in page
    assert page.count('id="section-0"') == 1
    assert '<h2 id="section-0">前言</h2>' in page
    assert 'class="box-hit"' in page
    assert len(re.findall(r'id="[a-z]+-\d+">', page)) == len(set(re.findall(r'id="[a-z]+-\d+">', page)))
    shown = own_client.get(f"/api/v1/reports/{hit.report}").get_json()
    assert [section["number"] for section in shown["sections"]] == [1, 2, 3, 4, 5, 6]
    assert own_client.get("/api/v1/search?q=门户网站下载").get_json()["facets"]["section"] == {"0": 1}
    assert "前言" in own_client.get("/search?q=门户网站下载&section=0").get_data(as_text=True)


def test_hits_are_lit_in_the_text_and_on_the_scan(client: FlaskClient) -> None:
    text = client.get(f"/reports/{CITY}-2020?hit=行政 处罚").get_data(as_text=True)
    assert "涉及<mark>行政</mark>许可、<mark>行政处罚</mark>等领域" in text
    assert 'class="box-hit"' in text


def test_broken_sums_are_the_offices_and_stay_as_printed(client: FlaskClient) -> None:
    text = client.get(f"/reports/{CITY}-2021").get_data(as_text=True)
    assert "原表勾稽不符" in text
    found = cells(text)["requests.processed.research"]
    assert "disputed" in found[0]
    assert found[1].startswith("999")


def test_a_report_can_be_taken_along(client: FlaskClient) -> None:
    page = f"/reports/{CITY}-2020"
    record = client.get(f"{page}/data.json").get_json()
    assert record["id"] == f"{CITY}-2020"
    lines = client.get(f"{page}/data.csv").get_data(as_text=True).splitlines()
    assert len(lines) == 199
    original = client.get(f"{page}/original")
    assert json.loads(original.data)["reports"][0]["office"] == CITY_NAME
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert original.headers["Content-Security-Policy"] == "sandbox"


def test_images_have_few_sizes_and_are_kept_for_ever(client: FlaskClient) -> None:
    record = client.get(f"/reports/{CITY}-2020/data.json").get_json()
    sha256 = record["source"]["sha256"]
    answer = client.get(f"/images/{sha256}/1-160.webp")
    assert "immutable" in answer.headers["Cache-Control"]
    assert Image.open(io.BytesIO(answer.data)).width == 160
    assert client.get(f"/images/{sha256}/1-161.webp").status_code == 404
    assert client.get(f"/images/{sha256}/99-160.webp").status_code == 404
    assert client.get("/images/..%2f..%2fetc/1-160.webp").status_code == 404


@pytest.fixture
def closed(own: Services) -> Services:
    """An archive with one withdrawn report."""
    fill(own.archive, {"a.fake": document(report(CITY_NAME, 2020, values=balanced("2019", 1, 0, 0)))})
    own.archive.desk.set_status(f"{CITY}-2020", ReportStatus.WITHDRAWN, why="test", user="archivist")
    return own


def test_a_withdrawn_report_is_closed_to_the_public_in_every_form(closed: Services) -> None:
    public, staff = create_app(closed).test_client(), signed_in(create_app(closed).test_client())
    sha256 = staff.get(f"/reports/{CITY}-2020/data.json").get_json()["source"]["sha256"]
    doors = (
        f"/reports/{CITY}-2020",
        f"/reports/{CITY}-2020/data.csv",
        f"/reports/{CITY}-2020/original",
        f"/reports/{CITY}-2020/values/{DOUBTED}",
        f"/reports/{CITY}-2020/values/{DOUBTED}/crop.webp",
        f"/api/v1/reports/{CITY}-2020",
        f"/images/{sha256}/1-160.webp",
        f"/compare?a={CITY}-2020",
    )
    assert [public.get(door).status_code for door in doors] == [404] * len(doors)
    assert [staff.get(door).status_code for door in doors] == [200] * len(doors)
    assert public.get("/api/v1/search?q=公开").get_json()["total"] == 0
    assert CITY not in public.get("/").get_data(as_text=True)
    assert public.get("/api/v1/data/requests.received.total?year=2020").get_json()["values"] == []


def test_a_correction_wins_is_recorded_and_cannot_be_overwritten_unseen(own: Services) -> None:
    values = balanced("2019", 1, 0, 0)
    fill(own.archive, {"a.fake": document(report(CITY_NAME, 2020, values=values, doubtful=[DOUBTED]))})
    staff = signed_in(create_app(own).test_client())
    page, place = f"/reports/{CITY}-2020", f"/reports/{CITY}-2020/values/{DOUBTED}"
    form = {"before": values[DOUBTED], "after": "77", "why": "as printed", "csrf_token": token(staff, place)}
    assert staff.post(place, data=form).status_code == 303
    found = cells(staff.get(page).get_data(as_text=True))[DOUBTED]
    assert found[1].startswith("77")
    assert "status-corrected" in found[0]
    (change,) = own.archive.desk.history(f"{CITY}-2020", DOUBTED)
    undone = staff.post(f"{page}/corrections/{change.id}/undo", data={"csrf_token": form["csrf_token"]})
    assert undone.status_code == 303
    assert "status-doubtful" in cells(staff.get(page).get_data(as_text=True))[DOUBTED][0]
    assert staff.post(place, data=form).status_code == 303
    again = staff.post(place, data=form | {"after": "78"})
    assert again.status_code == 409
    assert "archivist" in staff.get(place).get_data(as_text=True)


def test_a_report_that_says_little_is_named_by_hand(own: Services) -> None:
    fill(own.archive, {"x.fake": document(report(None, None))})
    staff = signed_in(create_app(own).test_client())
    (found,) = own.archive.reports.list().items
    secret = {"csrf_token": token(staff, f"/reports/{found.id}"), "why": "cover letter"}
    office = staff.post(f"/reports/{found.id}/fields/office", data=secret | {"before": "", "after": CITY_NAME})
    assert office.status_code == 303
    moved = office.headers["Location"].split("#")[0]
    year = staff.post(f"{moved}/fields/year", data=secret | {"before": "", "after": "二〇二〇年"})
    assert year.headers["Location"] == f"/reports/{CITY}-2020#about"
    assert staff.get(f"/reports/{found.id}").headers["Location"].startswith(f"/reports/{CITY}-2020")
    stale = staff.post(f"/reports/{CITY}-2020/fields/year", data=secret | {"before": "2019", "after": "2021"})
    assert stale.status_code == 409
    assert staff.post(f"/reports/{CITY}-2020/fields/scope", data=secret | {"after": "all"}).status_code == 422
    assert staff.post(f"/reports/{CITY}-2020/fields/colour", data=secret | {"after": "red"}).status_code == 404


def test_the_card_of_a_value_says_which_relations_hold_with_every_value_of_both_sides(client: FlaskClient) -> None:
    card = client.get(f"/reports/{CITY}-2019/values/requests.carried_out.total").get_data(as_text=True)
    balance = card.split("第一项加第二项")[1].split("</dd>")[0]
    assert re.findall(r'data-goto="([\w.]+)"', balance) == [
        f"requests.{row}.total" for row in ("received", "carried_in", "processed", "carried_out")
    ]
    assert "相符" in card


def test_the_card_leaves_what_is_broken_to_the_findings(client: FlaskClient) -> None:
    card = client.get(f"/reports/{CITY}-2021/values/requests.processed.research").get_data(as_text=True)
    assert "原表勾稽不符" in card
    assert card.count("第一项加第二项") == 1
