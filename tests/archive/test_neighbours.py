"""An office's years are held against each other as they come in, in whatever order."""

import pytest

from archive.archive import Archive
from tests.archive.entering import entered

SEVEN = {"requests.carried_out.total": "7"}
FOUR = {"requests.carried_in.total": "4"}


def hints(archive: Archive, report_id: str) -> dict[str, str]:
    findings = archive.reports.get(report_id).findings
    return {finding.relation: finding.message for finding in findings if finding.grade == "hint"}


@pytest.mark.parametrize("later_first", [False, True])
def test_a_year_is_held_against_the_one_before(archive: Archive, *, later_first: bool) -> None:
    years = [(2022, FOUR), (2021, SEVEN)] if later_first else [(2021, SEVEN), (2022, FOUR)]
    ids = {year: entered(archive, year=year, edition="2021", values=values) for year, values in years}
    found = hints(archive, ids[2022])
    assert list(found) == ["carry_over.total"]
    assert ids[2021] in found["carry_over.total"]
    assert hints(archive, ids[2021]) == {}


def test_a_correction_takes_the_next_years_hint_away(archive: Archive) -> None:
    before = entered(archive, year=2021, edition="2021", values=SEVEN)
    after = entered(archive, year=2022, edition="2021", values=FOUR)
    archive.desk.correct(before, "requests.carried_out.total", before="7", after="4", why="misread", user="zhang")
    assert hints(archive, after) == {}


def test_the_reports_of_all_predecessors_are_summed(archive: Archive) -> None:
    old = [
        entered(archive, office=name, year=2021, edition="2021", values=values)
        for name, values in (("洛阳市西工区商务局", {"requests.carried_out.total": "1"}), ("洛阳市西工区旅游局", SEVEN))
    ]
    offices = [office.id for one in old if (office := archive.reports.get(one).office)]
    new = entered(archive, office="洛阳市西工区文化和旅游局", year=2022, edition="2021", values={})
    successor = archive.reports.get(new).office
    assert successor is not None
    for predecessor in offices:
        archive.offices.succeed(predecessor, successor.id, since=2022, user="zhang")
    archive.desk.correct(new, "requests.carried_in.total", before=None, after="8", why="read", user="zhang")
    assert hints(archive, new) == {}
    archive.desk.correct(new, "requests.carried_in.total", before="8", after="7", why="read", user="zhang")
    assert all(one in hints(archive, new)["carry_over.total"] for one in old)


def test_a_predecessor_whose_report_is_not_here_makes_the_sum_a_guess(archive: Archive) -> None:
    old = entered(archive, office="洛阳市西工区商务局", year=2020, edition="2019", values=SEVEN)
    new = entered(archive, office="洛阳市西工区文化和旅游局", year=2021, edition="2021", values={})
    more = entered(archive, office="洛阳市西工区旅游局", year=2019, edition="2019", values={})
    ids = [office.id for one in (old, new, more) if (office := archive.reports.get(one).office)]
    for predecessor in (ids[0], ids[2]):
        archive.offices.succeed(predecessor, ids[1], since=2021, user="zhang")
    archive.desk.correct(new, "requests.carried_in.total", before=None, after="1", why="read", user="zhang")
    assert hints(archive, new) == {}


def test_the_prose_is_held_against_the_table(archive: Archive) -> None:
    values = {"requests.received.total": "12", "requests.carried_in.total": "0"}
    one = entered(archive, year=2022, edition="2021", values=values, text="全年收到政府信息公开申请21件。")
    assert "text.received" in hints(archive, one)
    archive.desk.correct(one, "requests.received.total", before="12", after="21", why="misread", user="zhang")
    assert "text.received" not in hints(archive, one)
