"""An office's page, years without a report, and taking reports along."""

import csv
import io
import json
import zipfile

from flask.testing import FlaskClient

from tests.fakes import document, report
from tests.web.conftest import fill, token
from web.bootstrap import Services

BUREAU = "luo-yang-shi-jiao-yu-ju"


def test_a_year_without_a_report_is_shown_with_its_reason(own: Services, own_staff: FlaskClient) -> None:
    fill(own.archive, {f"{year}.fake": document(report("洛阳市教育局", year), salt=year) for year in (2018, 2020)})
    page = f"/offices/{BUREAU}"
    assert "2019：无年报" in own_staff.get(page).get_data(as_text=True)
    form = {"csrf_token": token(own_staff, page), "year": "2019", "reason": "not_handed_over"}
    assert own_staff.post(f"{page}/absence", data=form).status_code == 303
    assert "2019：未移交" in own_staff.get(page).get_data(as_text=True)
    assert "未移交" in own_staff.get("/offices/lacking/2019").get_data(as_text=True)
    assert BUREAU not in own_staff.get("/offices/lacking/2018").get_data(as_text=True)
    assert own_staff.post(f"{page}/absence", data=form | {"reason": "lazy"}).status_code == 422


def test_a_place_lacks_reports(client: FlaskClient) -> None:
    text = client.get("/offices/lacking/2021?region=河南省/洛阳市").get_data(as_text=True)
    assert [number in text for number in ("<b>3</b>应有", "<b>1</b>已入库", "<b>2</b>缺")] == [True] * 3


def test_the_public_says_nothing_about_absences(client: FlaskClient) -> None:
    form = {"csrf_token": token(client, "/sign-in"), "year": "2019", "reason": "not_made"}
    assert client.post(f"/offices/{BUREAU}/absence", data=form).headers["Location"].startswith("/sign-in")


def test_reports_are_taken_along_whole(staff: FlaskClient) -> None:
    chosen = [f"{BUREAU}-2020", "luo-yang-shi-ren-min-zheng-fu-2021"]
    form = {"csrf_token": token(staff, "/take?year=2020"), "report": chosen}
    answer = staff.post("/take", data=form)
    assert answer.mimetype == "application/zip"
    bundle = zipfile.ZipFile(io.BytesIO(answer.data))
    assert bundle.testzip() is None
    assert json.loads(bundle.read(f"{BUREAU}-2020/record.json"))["id"] == f"{BUREAU}-2020"
    assert len(bundle.read(f"{BUREAU}-2020/values.csv").splitlines()) == 199
    assert json.loads(bundle.read(f"{BUREAU}-2020/bureau-2020.fake"))["pages"] == 2
    lines = list(csv.DictReader(io.StringIO(bundle.read("reports.csv").decode("utf-8-sig"))))
    assert [line["report"] for line in lines] == chosen
    assert staff.post("/take", data={"csrf_token": form["csrf_token"]}).status_code == 422


def test_taking_along_is_for_staff(client: FlaskClient) -> None:
    assert client.get("/take").status_code == 302


def test_answers_are_compressed_unless_they_hold_a_secret(client: FlaskClient) -> None:
    asked = {"Accept-Encoding": "gzip"}
    plain, packed = client.get("/data"), client.get("/data", headers=asked)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 3
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Content-Encoding" not in client.get("/sign-in", headers=asked).headers


def test_events_name_offices_by_their_names(own: Services, own_staff: FlaskClient) -> None:
    files = {name: document(report(name, 2020), salt=at) for at, name in enumerate(("洛阳市教育局", "洛阳市民政局"))}
    fill(own.archive, {f"{at}.fake": data for at, data in enumerate(files.values())})
    own.archive.offices.succeed(BUREAU, "luo-yang-shi-min-zheng-ju", since=2021, user="archivist")
    assert f'<a href="/offices/{BUREAU}">洛阳市教育局</a>' in own_staff.get("/health").get_data(as_text=True)
