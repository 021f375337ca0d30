"""The yearly list of the offices that must report, and what it says of the reports held."""

import pytest

from archive.archive import Archive
from archive.errors import RefusedFile
from archive.offices.due_list import parse
from tests.archive.entering import entered

LIST = """单位,行政区划,级别,年度,状态
洛阳市民政局,河南省/洛阳市,市级,2020,应报
洛阳市教育局,河南省/洛阳市,市级,2020年,未移交
城关镇人民政府,河南省/洛阳市/老城区,乡级,2020,未编制
城关镇人民政府,河南省/郑州市/惠济区,乡级,2020,
洛阳市民政局,河南省/洛阳市,市级,2019,应报
"""


def enter(archive: Archive, text: str = LIST, **more: bool) -> None:
    archive.dues.enter(text.encode(), "2020.csv", user="li", **more)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_is_read_as_spreadsheets_write_it(encoding: str) -> None:
    good, wrong = parse(LIST.replace(",", "\t").encode(encoding), "x.csv")
    assert [(one.year, one.absence) for one in good] == [
        (2020, None),
        (2020, "not_handed_over"),
        (2020, "not_made"),
        (2020, None),
        (2019, None),
    ]
    assert (good[0].region, good[0].level, wrong) == (("河南省", "洛阳市"), "市级", ())


def test_a_line_that_is_not_understood_is_named_and_the_others_are_taken(archive: Archive) -> None:
    text = "office,year,state\n洛阳市民政局,2020,\n,2020,\n洛阳市教育局,近年,\n洛阳市财政局,2020,maybe\n\n"
    entered_list = archive.dues.enter(text.encode(), "x.csv", user="li")
    assert entered_list.by_year == {2020: 1}
    assert [one.line for one in entered_list.wrong] == [3, 4, 5]


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00\x81\x30"])
def test_what_is_no_such_table_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedFile):
        parse(data, "x.csv")


def test_which_reports_are_lacking_is_told_from_the_list(archive: Archive) -> None:
    entered(archive, office="洛阳市民政局", year=2020)
    entered(archive, office="洛阳市财政局", year=2020)
    entered(archive, office="洛阳市公安局", year=2018)
    assert archive.dues.year(2020) is None
    assert archive.statistics.lacking(2020).total == 1
    enter(archive)
    standing = archive.dues.year(2020)
    assert standing is not None
    assert (standing.due, standing.held, standing.unlisted) == (4, 1, 1)
    assert standing.reasons == {"not_handed_over": 1, "not_made": 1, "unknown": 1}
    lacking = archive.statistics.lacking(2020)
    assert {(row.office.name, row.reason) for row in lacking.items} == {
        ("城关镇人民政府", None),
        ("城关镇人民政府", "not_made"),
        ("洛阳市教育局", "not_handed_over"),
    }
    luoyang = archive.dues.year(2020, region=("河南省", "洛阳市"))
    assert luoyang is not None
    assert luoyang.due == 3
    assert [one.year for one in archive.dues.years()] == [2020, 2019]
    for place in ((), ("河南省", "洛阳市")):
        standings = {one.year: (one.due, one.held) for one in archive.dues.years(region=place)}
        assert archive.dues.coverage([2018, 2019, 2020], region=place) == standings


def test_a_list_entered_twice_is_one_and_may_be_replaced(archive: Archive) -> None:
    enter(archive)
    before = archive.offices.list().total
    enter(archive)
    assert archive.offices.list().total == before == 4
    assert archive.dues.years()[0].due == 4
    enter(archive, "单位,年度\n洛阳市民政局,2020\n", replace=True)
    assert [(one.year, one.due) for one in archive.dues.years()] == [(2020, 1), (2019, 1)]


def test_the_same_name_in_two_places_is_two_offices(archive: Archive) -> None:
    enter(archive)
    towns = archive.offices.list(text="城关镇").items
    assert sorted(town.region[-1] for town in towns) == ["惠济区", "老城区"]
    assert len({town.id for town in towns}) == 2


def test_an_office_that_lay_nowhere_is_placed_by_the_list(archive: Archive) -> None:
    report_id = entered(archive, office="城关镇人民政府", year=2020)
    enter(archive, "单位,行政区划,年度\n城关镇人民政府,河南省/洛阳市/老城区,2020\n")
    office = archive.reports.get(report_id).office
    assert office is not None
    assert office.region == ("河南省", "洛阳市", "老城区")
    assert archive.offices.list().total == 1


def test_the_matrix_knows_who_must_report(archive: Archive) -> None:
    entered(archive, office="洛阳市公安局", year=2018)
    enter(archive)
    matrix = archive.statistics.matrix(years=(2018, 2019, 2020))
    assert matrix.listed == {2019, 2020}
    due = {row.office.name: row.due for row in matrix.rows if row.office.name.startswith("洛阳市")}
    assert due == {"洛阳市公安局": frozenset(), "洛阳市民政局": {2019, 2020}, "洛阳市教育局": {2020}}


def test_merged_offices_must_report_together(archive: Archive) -> None:
    enter(archive)
    first, second = (archive.offices.by_name(name)[0] for name in ("洛阳市教育局", "洛阳市民政局"))
    archive.offices.merge(second.id, first.id, user="li")
    assert [(one.year, one.due) for one in archive.dues.years()] == [(2020, 3), (2019, 1)]
