"""Uploading: what is taken, what is known, what is refused, and how far it is."""

import io

from flask.testing import FlaskClient

from tests.fakes import document, report
from tests.web.conftest import token
from web.bootstrap import Services

Files = list[tuple[str, bytes]]


def upload(client: FlaskClient, files: Files, **more: str) -> str:
    """Hand files in; returns the address of the batch."""
    form = {"csrf_token": token(client, "/intake"), "files": [(io.BytesIO(data), name) for name, data in files], **more}
    answer = client.post("/intake", data=form, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def test_an_upload_becomes_a_report(own: Services, own_staff: FlaskClient) -> None:
    batch = upload(own_staff, [("年报.fake", document(report("洛阳市教育局", 2020)))], name="第一批")
    before = own_staff.get(f"{batch}?format=json").get_json()
    assert (before["done"], before["total"], before["finished"]) == (0, 1, False)
    page = own_staff.get(batch).get_data(as_text=True)
    assert "第一批" in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "没有正在运行的识读进程" in page
    own.archive.worker.run_until_idle()
    after = own_staff.get(f"{batch}?format=json").get_json()
    assert after["finished"]
    assert after["documents"][0]["state"] == "read"
    assert "/reports/luo-yang-shi-jiao-yu-ju-2020" in own_staff.get(batch).get_data(as_text=True)


def test_office_and_year_said_by_hand_count(own: Services, own_staff: FlaskClient) -> None:
    upload(own_staff, [("x.fake", document(report(None, None)))], office="洛阳市教育局", year="2020")
    own.archive.worker.run_until_idle()
    assert own_staff.get("/reports/luo-yang-shi-jiao-yu-ju-2020").status_code == 200


def test_what_is_known_or_refused_is_named_with_its_reason(own: Services, own_staff: FlaskClient) -> None:
    good = document(report("洛阳市教育局", 2020))
    upload(own_staff, [("a.fake", good)])
    own.archive.worker.run_until_idle()
    page = own_staff.get(upload(own_staff, [("b.fake", good), ("empty.pdf", b"")])).get_data(as_text=True)
    assert "重复件" in page
    assert 'href="/reports/luo-yang-shi-jiao-yu-ju-2020"' in page
    assert "退回" in page
    assert "empty.pdf" in page
    assert "The file is empty." in page
    assert own.archive.reports.list().total == 1


def test_a_failed_file_is_shown_with_its_reason_and_can_be_read_again(own: Services, own_staff: FlaskClient) -> None:
    upload(own_staff, [("bad.fake", document(report(), fail_page=1))])
    own.archive.worker.run_until_idle()
    page = own_staff.get("/intake").get_data(as_text=True)
    assert "第 1 页无法识读：" in page
    sha256 = own.archive.intake.documents(state="failed").items[0].sha256
    form = {"csrf_token": token(own_staff, "/intake")}
    assert own_staff.post(f"/intake/documents/{sha256}/again", data=form).status_code == 303
    assert own.archive.intake.document(sha256).state == "queued"


def test_no_file_and_too_much_are_refused(own_staff: FlaskClient) -> None:
    secret = token(own_staff, "/intake")
    assert own_staff.post("/intake", data={"csrf_token": secret}).status_code == 422
    large = {"csrf_token": secret, "files": [(io.BytesIO(b"x" * 2_000_000), "big.pdf")]}
    refused = own_staff.post("/intake", data=large, content_type="multipart/form-data")
    assert refused.status_code == 413
    assert "每次最多 200 个文件、1 MB" in refused.get_data(as_text=True), "how much is not too much"
    assert 'role="search"' not in refused.get_data(as_text=True)


def test_a_file_just_below_the_limit_is_taken(own: Services, own_staff: FlaskClient) -> None:
    padded = document(report("洛阳市教育局", 2020), salt="x" * 900_000)
    upload(own_staff, [("large.fake", padded)])
    assert own.archive.intake.documents().items[0].size == len(padded)


def test_a_file_name_is_only_a_name(own: Services, own_staff: FlaskClient) -> None:
    upload(own_staff, [("../../etc/<b>.fake", document(report("洛阳市教育局", 2020)))])
    assert own.archive.intake.documents().items[0].filename == "<b>.fake"
    assert "<b>.fake" not in own_staff.get("/intake/batches/1").get_data(as_text=True)


def test_what_is_held_already_is_named_by_its_title(own: Services, own_staff: FlaskClient) -> None:
    for _ in range(2):
        upload(own_staff, [("a.fake", document(report("洛阳市教育局", 2020)))])
        own.archive.worker.run_until_idle()
    page = own_staff.get("/intake/batches/2").get_data(as_text=True)
    assert "重复件" in page
    assert ">洛阳市教育局2020年政府信息公开工作年度报告</a>" in page


def test_an_unknown_batch_is_not_there(own_staff: FlaskClient) -> None:
    assert own_staff.get("/intake/batches/99").status_code == 404
