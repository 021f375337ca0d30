"""Values across reports."""

from archive.archive import Archive
from archive.records import Status
from tests.archive.entering import enter, entered
from tests.fakes import document, report

METRIC = "requests.received.total"


def city(archive: Archive, name: str, year: int, total: str | None, **more: object) -> str:
    return entered(archive, office=name, year=year, values={METRIC: total}, **more)


def test_a_ranking_is_by_number_and_leaves_out_what_states_none(archive: Archive) -> None:
    city(archive, "洛阳市财政局", 2020, "9")
    city(archive, "郑州市财政局", 2020, "10")
    city(archive, "西安市财政局", 2020, "100")
    city(archive, "开封市财政局", 2020, None)
    city(archive, "洛阳市财政局", 2019, "1000")

    found = archive.statistics.ranking(METRIC, 2020)
    assert (found.total, [row.value for row in found.items]) == (3, ["100", "10", "9"])
    assert [row.value for row in archive.statistics.ranking(METRIC, 2020, descending=False, limit=1).items] == ["9"]
    inside = archive.statistics.ranking(METRIC, 2020, region=("河南省",), kind="department")
    assert [row.office.name for row in inside.items if row.office] == ["郑州市财政局", "洛阳市财政局"]
    assert inside.items[0].region == ("河南省", "郑州市")
    assert archive.statistics.ranking("no.such.metric", 2020).items == ()


def test_totals_say_what_they_cover_and_never_add_scopes(archive: Archive) -> None:
    city(archive, "洛阳市财政局", 2020, "9", doubtful=[METRIC])
    city(archive, "郑州市财政局", 2020, None)
    city(archive, "洛阳市人民政府", 2020, "1000", scope="compiled")
    totals = archive.statistics.totals(METRIC, 2020, region=("河南省",))
    own, compiled = totals[None], totals["compiled"]
    assert (own.value, own.reports, own.stated, own.not_stated, own.doubtful) == ("9", 2, 1, 1, 1)
    assert (compiled.value, compiled.reports) == ("1000", 1)


def test_amounts_are_added_exactly(archive: Archive) -> None:
    metric = "disclosure.procurement.amount"
    for name in ("洛阳市财政局", "郑州市财政局", "开封市财政局"):
        entered(archive, office=name, year=2020, values={metric: "0.1000"})
    assert archive.statistics.totals(metric, 2020)[None].value == "0.3000"


def test_a_series_has_one_point_a_year_with_its_report(archive: Archive) -> None:
    for year, total in ((2021, "3"), (2019, "1"), (2020, None)):
        city(archive, "洛阳市财政局", year, total, edition="2021" if year > 2020 else "2019")
    points = archive.statistics.series("luo-yang-shi-cai-zheng-ju", [METRIC])
    assert [(one.year, one.value, one.status) for one in points] == [
        (2019, "1", Status.CERTAIN),
        (2020, None, Status.NOT_STATED),
        (2021, "3", Status.CERTAIN),
    ]
    assert points[0].report == "luo-yang-shi-cai-zheng-ju-2019"
    assert archive.statistics.series("luo-yang-shi-cai-zheng-ju", [METRIC], scope="own") == ()


def test_the_matrix_shows_what_is_there_and_why_something_is_not(archive: Archive) -> None:
    city(archive, "洛阳市财政局", 2019, "1")
    city(archive, "洛阳市财政局", 2021, "1")
    enter(archive, document(report("洛阳市人民政府", scope="own"), report("洛阳市人民政府", scope="compiled"), pages=1))
    city(archive, "西安市财政局", 2020, "1")
    archive.offices.set_absence("luo-yang-shi-cai-zheng-ju", 2020, "not_handed_over", user="li")

    matrix = archive.statistics.matrix(region=("河南省", "洛阳市"))
    assert (matrix.years, matrix.total) == ((2019, 2020, 2021), 2)
    rows = {row.office.name: row for row in matrix.rows}
    bureau = rows["洛阳市财政局"]
    assert (sorted(bureau.reports), bureau.absences) == ([2019, 2021], {2020: "not_handed_over"})
    assert [one.scope for one in rows["洛阳市人民政府"].reports[2020]] == ["own", "compiled"]
    archive.offices.set_absence("luo-yang-shi-cai-zheng-ju", 2020, None, user="li")
    assert all(not row.absences for row in archive.statistics.matrix().rows)
    assert [row.office.name for row in archive.statistics.matrix(limit=1, offset=2).rows] == ["西安市财政局"]
