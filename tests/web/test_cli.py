"""The command line, run as people run it but in this process: answers on standard output, all else on standard error."""

import csv
import io
import json
import logging
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archive.records import ReportStatus
from tests.fakes import document, report
from tests.search.corpus import report as made_up
from tests.web.town import CITY, balanced, street_2020
from web import cli
from web.bootstrap import Services, services
from web.settings import Settings

Result = tuple[int, str, str]


class Dangan:
    """Runs commands on one home."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Result:
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main(list(arguments))
        said = self._capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    def json(self, *arguments: str) -> Any:
        code, out, err = self(*arguments)
        assert code == 0, err
        return json.loads(out)


@pytest.fixture(autouse=True)
def _forget_log_handlers() -> Iterator[None]:
    """The job engine keeps a handler on the standard error of its first use, which capturing closes after each test."""
    yield
    logger = logging.getLogger("dbos")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)


@pytest.fixture
def dangan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Dangan:
    """The command line on an empty home."""
    monkeypatch.setenv("DANGAN_HOME", str(tmp_path / "home"))
    return Dangan(tmp_path / "home", capsys)


@pytest.fixture
def filled(shop: Services, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Dangan:
    """The command line on the town's archive, to look at only."""
    monkeypatch.setenv("DANGAN_HOME", str(shop.settings.home))
    return Dangan(shop.settings.home, capsys)


def write(folder: Path, **files: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / f"{name}.fake").write_bytes(data)
    return folder


def test_add_reads_a_folder_and_says_what_became_of_each_file(dangan: Dangan, tmp_path: Path) -> None:
    good = document(report(CITY, 2020, values=balanced("2019", 1, 0, 0)))
    folder = write(tmp_path / "in", a=good, b=good, c=b"", d=document(report(), fail_page=1))
    (folder / ".hidden").write_bytes(b"x")
    code, out, err = dangan("add", str(folder), "--wait", "--json")
    assert code == 1
    added = {Path(one["file"]).stem: one for one in json.loads(out)}
    assert {name: one["outcome"] for name, one in added.items()} == {
        "a": "read",
        "b": "duplicate",
        "c": "refused",
        "d": "failed",
    }
    assert added["a"]["reports"] == added["b"]["reports"] == ["luo-yang-shi-ren-min-zheng-fu-2020"]
    assert "empty" in added["c"]["reason"]
    assert all(set(one) == {"file", "outcome", "reports", "reason"} for one in added.values())
    assert dangan.json("add", str(folder / "a.fake"), "--json")[0]["outcome"] == "duplicate"
    assert "Traceback" not in err


def test_add_without_waiting_leaves_the_work_to_a_worker(dangan: Dangan, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a=street_2020())
    code, out, err = dangan("add", str(folder), "--json")
    assert (code, json.loads(out)[0]["outcome"]) == (0, "received")
    assert "dangan worker" in err
    assert dangan.json("list", "--json") == []


def test_office_and_year_by_hand(dangan: Dangan, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a=document(report(None, None)))
    code, _, _ = dangan("add", str(folder), "--office", "洛阳市教育局", "--year", "2018", "--wait")
    assert code == 0
    (line,) = dangan.json("list", "--json")
    assert (line["office"], line["year"]) == ("洛阳市教育局", 2018)


def test_list_and_show(filled: Dangan) -> None:
    lines = filled.json("list", "--json")
    assert len(lines) == 5
    assert set(lines[0]) == {"id", "title", "office", "year", "edition", "status"}
    record = filled.json("show", "luo-yang-shi-ren-min-zheng-fu-2020", "--json")
    assert record["office"]["region"] == ["河南省", "洛阳市"]
    assert len(record["observations"]) == 198
    _, text, _ = filled("show", "xi-gong-qu-kai-xuan-dong-lu-jie-dao-ban-shi-chu-2020")
    assert "西工区凯旋东路街道办事处2020年" in text
    assert "left blank" in text
    code, out, err = filled("show", "nowhere-1999")
    assert (code, out) == (1, "")
    assert "nowhere-1999" in err


def test_the_api_returns_what_show_prints(filled: Dangan, client: Any) -> None:
    name = "luo-yang-shi-ren-min-zheng-fu-2021"
    assert filled.json("show", name, "--json") == client.get(f"/api/v1/reports/{name}").get_json()


def test_find(filled: Dangan) -> None:
    found = filled.json("find", "行政许可", "--year", "2020", "--json")
    assert set(found) == {"total", "counted", "hits", "facets"}
    assert found["counted"] == "sections"
    assert {hit["report"] for hit in found["hits"]} == {
        line["id"] for line in filled.json("list", "--json") if line["year"] == 2020
    }
    assert filled.json("find", "行政许可", "--year", "二〇二〇年", "--json") == found
    assert filled.json("find", "行政许可", "--year", "２０１９－２０２０", "--json")["total"] >= found["total"]
    by_report = filled.json("find", "行政许可", "--by", "report", "--office", CITY, "--json")
    assert (by_report["total"], by_report["counted"]) == (3, "reports")
    big = filled.json("find", "", "--by", "report", "--metric", "requests.received.total >= 100", "--json")
    assert 0 < big["total"] < 5
    assert filled.json("find", "行政许可", "--region", "河南省/洛阳市/西工区", "--section", "1", "--json")["total"] == 1
    assert filled.json("find", "", "--received", "1999", "--json")["total"] == 0
    stated = filled.json(
        "find", "", "--by", "report", "--metric", "requests.received.total", "--facet", "metric", "--json"
    )
    assert set(stated["facets"]) == {"metric"}
    assert stated["facets"]["metric"]["requests.received.total"] == stated["total"] > 0
    code, out, err = filled("find", '"open', "--json")
    assert (code, out) == (1, "")
    assert "quotation mark" in err


def test_find_says_which_office_or_region_is_not_known(filled: Dangan) -> None:
    some = filled.json("find", "", "--office", CITY, "--json")["total"]
    (city,) = {line["id"].rsplit("-", 1)[0] for line in filled.json("list", "--json") if line["office"] == CITY}
    assert filled.json("find", "", "--office", city, "--json")["total"] == some > 0
    both = filled.json("find", "", "--office", CITY, "--office", "西工区凯旋东路街道办事处", "--json")["total"]
    street = filled.json("find", "", "--office", "西工区凯旋东路街道办事处", "--json")["total"]
    assert filled.json("find", "", "--office", "西工区凯旋东路街道办事处", "--office", city, "--json")["total"] == both
    assert both == some + street
    for asked, said in (
        (("--office", "凯旋东路"), "No office is called 凯旋东路. Perhaps: 西工区凯旋东路街道办事处."),
        (("--region", "西工区"), "No region is called 西工区. Perhaps: 河南省/洛阳市/西工区."),
        (("--office", "无此单位"), "No office is called 无此单位."),
        (("--office", city, "--region", "河南省"), None),
    ):
        code, _, err = filled("find", "无此文字", *asked)
        assert code == 0
        assert (said or "0 sections") in err
        assert said or "No " not in err
    code, _, err = filled("find", "", "--sort", "colour")
    assert code == 1
    assert "no order" in err


def test_export_writes_every_value_in_both_forms(filled: Dangan, tmp_path: Path) -> None:
    _, out, _ = filled("export")
    lines = [json.loads(line) for line in out.splitlines()]
    assert len(lines) == 4 * 198 + 200
    target = tmp_path / "out.csv"
    code, out, _ = filled("export", "--format", "csv", "--year", "2021", "--output", str(target))
    assert (code, out) == (0, "")
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8"))))
    assert len(rows) == 200
    assert rows[0].keys() == lines[0].keys()


def _surplus_and_missing(home: Path) -> None:
    """An index without the home's report and with one that it has not; a draft beside, which no index holds."""
    with services(Settings(home=home)) as shop:
        (report_id,) = shop.archive.reports.ids()
        shop.search.remove(report_id)
        shop.search.replace(made_up(0, 2020, random.Random(0)))


def problems(dangan: Dangan) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(dangan("check", "--json")[1])["problems"]
    return found


def test_a_report_that_is_not_open_is_not_missed_in_the_index(dangan: Dangan, tmp_path: Path) -> None:
    dangan("add", str(write(tmp_path / "in", a=document(report(CITY, 2020)))), "--wait")
    with services(Settings(home=dangan.home)) as shop:
        (report_id,) = shop.archive.reports.ids()
        shop.archive.desk.set_status(report_id, ReportStatus.WITHDRAWN, why="asked", user="li")
    assert problems(dangan) == []


def test_review_check_and_reindex(dangan: Dangan, tmp_path: Path) -> None:
    doubted = "requests.received.total"
    data = document(report(CITY, 2020, values=balanced("2019", 1, 0, 0), doubtful=[doubted]))
    dangan("add", str(write(tmp_path / "in", a=data)), "--wait")
    assert [one["metric"] for one in dangan.json("review", "--json")] == [doubted]
    assert dangan.json("check", "--json")["problems"] == []
    code, _, err = dangan("reindex")
    assert (code, "1 reports, 6 sections" in err) == (0, True)
    _surplus_and_missing(dangan.home)
    assert [one["reason"] for one in problems(dangan)] == [
        "The index lacks it.",
        "The index has it, the records do not.",
    ]
    assert dangan("check", "--repair")[0] == 0
    assert problems(dangan) == []
    blob = next(path for path in (dangan.home / "blobs" / "documents").rglob("*") if path.is_file())
    blob.chmod(0o600)
    blob.write_bytes(b"rotten")
    code, out, _ = dangan("check", "--json")
    assert code == 1
    assert json.loads(out)["problems"][0]["remedy"]


def test_users(dangan: Dangan) -> None:
    code, password, err = dangan("user", "add", "li")
    assert (code, len(password.strip()) >= 12, "not shown again" in err) == (0, True, True)
    assert dangan("user", "add", "li")[0] == 1
    assert dangan("user", "close", "li")[0] == 0
    assert "closed" in dangan("user", "list")[1]
    assert dangan("user", "reset", "nobody")[0] == 1


def test_config_masks_secrets_and_names_what_is_wrong(dangan: Dangan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGAN_SECRET_KEY", "very secret")
    monkeypatch.setenv("DANGAN_DATABASE_URL", "postgresql://me:hidden@db/dangan")
    shown = dangan.json("config", "--json")
    assert shown["DANGAN_SECRET_KEY"] == "********"
    assert "hidden" not in str(shown)
    assert shown["DANGAN_HOME"] == str(dangan.home)
    monkeypatch.setenv("DANGAN_PORT", "many")
    code, out, err = dangan("config")
    assert (code, out) == (2, "")
    assert "DANGAN_PORT=many" in err


def test_usage_errors_exit_with_two(dangan: Dangan) -> None:
    assert dangan("add")[0] == 2
    assert dangan("nonsense")[0] == 2
    assert dangan("add", "/no/such/file")[0] == 2
    assert dangan("--help")[0] == 0


def test_the_demo_refuses_a_home_with_other_documents(dangan: Dangan, tmp_path: Path) -> None:
    dangan("add", str(write(tmp_path / "in", a=street_2020())), "--wait")
    code, _, err = dangan("demo", "--no-serve")
    assert code == 1
    assert "DANGAN_HOME" in err


def test_the_demo_reads_its_samples_once(dangan: Dangan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "samples", a=street_2020(), b=document(report(CITY, 2020)))
    (folder / "a.fake.truth.json").write_text("{}")
    monkeypatch.setattr("web.cli.demo.SAMPLES", folder)
    monkeypatch.setattr("web.cli.demo.RENAMED", ("西工区凯旋东路街道办事处", CITY, 2021))
    code, out, err = dangan("demo", "--no-serve")
    assert code == 0, err
    assert "xi-gong-qu-kai-xuan-dong-lu-jie-dao-ban-shi-chu-2020" in out
    assert "one-time password" in err
    code, again, err = dangan("demo", "--no-serve")
    assert (code, again) == (0, out)
    with services(Settings(home=dangan.home)) as shop:
        street = shop.archive.offices.by_name("西工区凯旋东路街道办事处")[0]
        assert [office.name for office in shop.archive.offices.successions(street.id)[1]] == [CITY]
    assert "one-time password" not in err
