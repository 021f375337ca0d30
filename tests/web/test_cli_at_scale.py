"""Publishing by rule, manifests, codes and due lists from the command line."""

from pathlib import Path

import pytest

from tests.fakes import document, report
from tests.web.test_cli import Dangan, _forget_log_handlers, dangan, write

__all__ = ["_forget_log_handlers", "dangan"]

METRIC = "disclosure.rules.made"
STREET = "xi-gong-qu-kai-xuan-dong-lu-jie-dao-ban-shi-chu"


def test_drafts_are_published_by_rule(dangan: Dangan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGAN_NEW_REPORTS", "draft")
    good = document(report(year=2020, values={METRIC: "8"}), pages=1)
    doubtful = document(report(year=2019, values={METRIC: "8"}, doubtful=[METRIC]), pages=1)
    dangan("add", str(write(tmp_path / "in", a=good, b=doubtful)), "--wait")
    assert {one["status"] for one in dangan.json("list", "--json")} == {"draft"}
    assert dangan.json("review", "--publish", "--year", "2001", "--json") == {"published": [], "held": []}
    assert dangan.json("review", "--publish", "--json") == {
        "published": [f"{STREET}-2020"],
        "held": [{"report": f"{STREET}-2019", "obstacles": ["doubts"]}],
    }
    assert {one["id"]: one["status"] for one in dangan.json("list", "--json")} == {
        f"{STREET}-2020": "published",
        f"{STREET}-2019": "draft",
    }
    code, out, err = dangan("review", "--publish")
    assert (code, "0 reports published, 1 held back" in err) == (0, True)
    assert "doubts" in out
    assert dangan.json("find", "", "--json")["total"] > 0


def test_a_manifest_names_files_and_their_units(dangan: Dangan, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", a=document(report(office=None, year=None), pages=1), b=document(report(), pages=1))
    listed = tmp_path / "list.csv"
    listed.write_text("文件名,档号,单位,年度\na.fake,J001-WS-2019-0001,洛阳市民政局,2019\n", encoding="gb18030")
    code, _, err = dangan("add", str(folder), "--manifest", str(listed), "--wait")
    assert code == 0, err
    assert [one["id"] for one in dangan.json("list", "--code", "ws-2019", "--json")] == [
        "luo-yang-shi-min-zheng-ju-2019"
    ]
    assert dangan.json("list", "--code", "nothing", "--json") == []
    assert len(dangan.json("list", "--json")) == 2


def test_a_due_list_is_entered_alone(dangan: Dangan, tmp_path: Path) -> None:
    due = tmp_path / "due.csv"
    due.write_text("office,year,state\n洛阳市民政局,2020,\n洛阳市教育局,soon,\n", encoding="utf-8")
    code, out, err = dangan("add", "--due", str(due))
    assert (code, out) == (0, "")
    assert "2020: 1 offices must report" in err
    assert "line 3" in err
    assert dangan("add")[0] == 2
