"""Sampling, reports of wrong values, publishing by rule, a second pair of eyes, lists and codes: on the site."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from archive.records import ReportStatus
from archive.sampling.samples import Specimen
from archive.views import ReportFilter
from tests.fakes import document, report
from tests.web.conftest import NAME, PASSWORD, fill, signed_in, token
from tests.web.town import AT_SCALE
from web import bootstrap
from web.accounts.store import Accounts
from web.app import create_app
from web.bootstrap import Services
from web.settings import Settings

STREET = "xi-gong-qu-kai-xuan-dong-lu-jie-dao-ban-shi-chu"
REPORT = f"{STREET}-2020"
METRIC, OTHER = "disclosure.rules.made", "disclosure.rules.published"
VALUES = {METRIC: "8", OTHER: "7"}
FILE = document(report(values=VALUES), pages=1)


@pytest.fixture
def careful(tmp_path: Path) -> Iterator[Services]:
    """An archive in which reports wait to be published, words for a second person, and few questions are taken."""
    settings = Settings(home=tmp_path, new_reports="draft", second_person=True, questions_each=2)
    with bootstrap.services(settings) as opened:
        accounts = Accounts(opened.archive.ground.engines.write)
        accounts.add(NAME, PASSWORD)
        accounts.add("wang", PASSWORD)
        yield opened


def send(client: FlaskClient, page: str, target: str | None = None, **form: object) -> str:
    """Send a page's form; returns what is shown in the end."""
    data = {"csrf_token": token(client, page), **form}
    answer = client.post(target or page, data=data, follow_redirects=True)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("page", AT_SCALE)
def test_only_archivists_enter(client: FlaskClient, staff: FlaskClient, page: str) -> None:
    assert client.get(page).status_code == 302
    assert staff.get(page).status_code == 200
    assert staff.get(f"{page}?lang=en").status_code == 200


def test_a_reader_reports_a_wrong_value_and_an_archivist_answers(own: Services) -> None:
    fill(own.archive, {"a.fake": FILE})
    public, staff = create_app(own).test_client(), signed_in(create_app(own).test_client())
    page = f"/reports/{REPORT}/values/{METRIC}/question"
    card = public.get(f"/reports/{REPORT}/values/{METRIC}").get_data(as_text=True)
    assert page in card
    shown = send(public, page, claimed="9", remark="表中是<九>")
    assert "谢谢" in shown
    assert "¿" in shown.split(f'id="{METRIC}"', 1)[1].split("</td>", 1)[0]
    assert "表中是" not in shown
    listed = staff.get("/review/questions").get_data(as_text=True)
    assert "应为 9；表中是&lt;九&gt;" in listed
    docket = staff.get(f"/review/desk?report={REPORT}&metric={METRIC}").get_data(as_text=True)
    assert "有读者对此提出疑问：应为 9；表中是&lt;九&gt;" in docket
    (question,) = own.archive.error_reports.open().items
    send(staff, "/review/questions", f"/review/questions/{question.id}/dismiss")
    assert own.archive.error_reports.open().total == 0


def test_programs_and_floods_are_kept_out(careful: Services) -> None:
    fill(careful.archive, {"a.fake": FILE})
    careful.archive.publishing.publish(ReportFilter(), user="li")
    public = create_app(careful).test_client()
    page = f"/reports/{REPORT}/values/{METRIC}/question"
    assert public.post(page, data={"claimed": "9"}).status_code == 400
    assert "谢谢" in send(public, page, claimed="9", website="http://spam.example")
    assert careful.archive.error_reports.open().total == 0
    long = {"csrf_token": token(public, page), "remark": "字" * 501}
    assert public.post(page, data=long).status_code == 422
    for _ in range(2):
        send(public, page, claimed="9")
    assert public.post(page, data={"csrf_token": token(public, page)}).status_code == 429
    other = create_app(careful).test_client()
    other.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert "谢谢" in send(other, page)


def test_drafts_are_published_by_rule(careful: Services) -> None:
    doubtful = document(report(year=2019, values=VALUES, doubtful=[METRIC]), pages=1)
    fill(careful.archive, {"a.fake": FILE, "b.fake": doubtful})
    public, staff = create_app(careful).test_client(), signed_in(create_app(careful).test_client())
    assert public.get(f"/reports/{REPORT}").status_code == 404
    page = staff.get("/review/publish").get_data(as_text=True)
    assert "开放 1 份年报" in page
    assert "有存疑数据项" in page
    assert "已开放 1 份年报" in send(staff, "/review/publish")
    assert public.get(f"/reports/{REPORT}").status_code == 200
    assert careful.archive.reports.get(f"{STREET}-2019").status is ReportStatus.DRAFT


def test_a_correction_waits_for_another_archivist(careful: Services) -> None:
    fill(careful.archive, {"a.fake": FILE})
    one, two = (signed_in(create_app(careful).test_client(), name) for name in (NAME, "wang"))
    page = f"/reports/{REPORT}?mark={METRIC}"
    shown = send(one, page, f"/reports/{REPORT}/values/{METRIC}", before="8", after="9", why="看原件")
    assert "待复核" in shown
    assert careful.archive.reports.get(REPORT).observations[0].value == "8"
    (word,) = careful.archive.confirming.pending().items
    assert "本人所作" in one.get("/review/pending").get_data(as_text=True)
    target = f"/review/pending/{word.id}/confirm"
    assert one.post(target, data={"csrf_token": token(one, "/review/pending")}).status_code == 409
    send(two, "/review/pending", target)
    assert careful.archive.reports.get(REPORT).observations[0].value == "9"
    assert "wang 已复核" in one.get(page).get_data(as_text=True)


def specimen(own: Services, sample: int, number: int) -> Specimen:
    return own.archive.sampling.specimen(sample, number)


def test_a_sample_is_looked_at_without_scripts(own: Services) -> None:
    fill(own.archive, {"a.fake": FILE})
    staff = signed_in(create_app(own).test_client())
    shown = send(staff, "/review/samples", rate="0.5", confidence="0.95", name="首次")
    assert "5 个数据项中还有 5 个待核看" in shown
    (sample,) = own.archive.sampling.all().items
    look = f"/review/samples/{sample.id}/look"
    first = staff.get(look).get_data(as_text=True)
    assert VALUES.get(specimen(own, sample.id, 1).metric, "原件未填") in first
    assert "row-strip" in first
    picture = staff.get(f"/review/samples/{sample.id}/1/crop.webp")
    assert (picture.mimetype, picture.data[:4]) == ("image/webp", b"RIFF")
    second = send(staff, look, f"/review/samples/{sample.id}/1", verdict="wrong")
    assert f"/review/samples/{sample.id}/2" in second
    assert f"{look}?number=1" in second
    for number in range(2, 6):
        done = send(staff, look, f"/review/samples/{sample.id}/{number}", verdict="right")
    assert "未能证明" in done
    assert "65.7%" in done, "one wrong in five: Clopper and Pearson, one side, at 95 %"
    assert own.archive.desk.doubts().total == 1
    wrong = {"csrf_token": token(staff, "/review/samples"), "verdict": "maybe"}
    assert staff.post(f"/review/samples/{sample.id}/2", data=wrong).status_code == 422
    assert staff.get("/review/samples/9").status_code == 404


def test_a_list_of_offices_that_must_report_is_entered(own: Services) -> None:
    fill(own.archive, {"a.fake": FILE})
    staff = signed_in(create_app(own).test_client())
    text = "单位,行政区划,级别,年度,状态\n洛阳市民政局,河南省/洛阳市,市级,2020,未移交\n洛阳市教育局,,,近年,\n"
    file = (io.BytesIO(text.encode()), "应有.csv")
    data = {"csrf_token": token(staff, "/offices/due"), "list": file}
    shown = staff.post("/offices/due", data=data).get_data(as_text=True)
    assert "第 3 行" in shown
    assert "未移交" in shown
    lacking = staff.get("/offices/lacking/2020").get_data(as_text=True)
    assert "洛阳市民政局" in lacking
    assert "已入库但不在名单" in lacking
    matrix = staff.get("/offices").get_data(as_text=True)
    assert "未移交" in matrix
    assert "不在应编制名单" not in matrix, "the only unlisted office has its report"
    fill(own.archive, {"b.fake": document(report("洛阳市公安局", 2019), pages=1)})
    assert "不在应编制名单" in staff.get("/offices").get_data(as_text=True)
    assert staff.post("/offices/due", data={"csrf_token": token(staff, "/offices/due")}).status_code == 422
    own_client = create_app(own).test_client()
    for address in ("/data/requests.received.total?year=2020", "/data/requests.received.total?over=years"):
        assert "2020年度应编制年报的 1 个单位中，缺 1 个。" in own_client.get(address).get_data(as_text=True)


def test_an_archival_code_comes_with_a_manifest_and_is_found(own: Services) -> None:
    staff = signed_in(create_app(own).test_client())
    listed = "文件名,档号\na.fake,j001-ws-2020-0007\n"
    data = {
        "csrf_token": token(staff, "/intake"),
        "files": [(io.BytesIO(FILE), "a.fake")],
        "manifest": (io.BytesIO(listed.encode()), "list.csv"),
    }
    assert staff.post("/intake", data=data).status_code == 303
    own.archive.worker.run_until_idle()
    found = staff.get("/intake/codes?q=2020-0007").get_data(as_text=True)
    assert f'/reports/{REPORT}">西工区凯旋东路街道办事处2020年政府信息公开工作年度报告</a>' in found
    page = f"/reports/{REPORT}"
    assert "J001-WS-2020-0007" in create_app(own).test_client().get(page).get_data(as_text=True)
    sha256 = own.archive.reports.get(REPORT).source.sha256
    shown = send(staff, page, f"/intake/documents/{sha256}/code", code="J001-WS-2020-0008", report=REPORT)
    assert "J001-WS-2020-0008" in shown
    assert "archival" not in json.dumps(staff.get(f"{page}/data.json").json)
