"""Offices and regions: one office under all its names, and no region rather than a guess."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.archive import Archive
from archive.errors import Conflict, NotFound
from archive.offices.names import clean, kind_of, slug, understand
from archive.offices.regions import gazetteer, place
from tests.archive.entering import entered
from tests.fakes import FakeIndexer


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("西工区凯旋东路街道办事处", "河南省/洛阳市/西工区"),
        ("河南省洛阳市西工区凯旋东路街道办事处", "河南省/洛阳市/西工区"),
        ("上海市人民政府办公厅", "上海市"),
        ("上海市黄浦区人民政府", "上海市/黄浦区"),
        ("济源市人民政府", "河南省/济源市"),
        ("广西南宁市人民政府", "广西壮族自治区/南宁市"),
        ("国家税务总局洛阳市税务局", "河南省/洛阳市"),
        ("洛阳市公安局西工分局", "河南省/洛阳市"),
        ("寿县人民政府", "安徽省/淮南市/寿县"),
        ("重庆市财政局", "重庆市"),
        ("沙坪坝区人民政府", "重庆市/沙坪坝区"),
        ("海口市人民政府", "海南省/海口市"),
        # Places that are no more.
        ("宣武区人民政府", "北京市/宣武区"),
        ("偃师市财政局", "河南省/洛阳市/偃师市"),
        ("杭州市江干区人民政府", "浙江省/杭州市/江干区"),
        # A name that exists several times, told apart by the township that follows.
        ("鼓楼区华大街道办事处", "福建省/福州市/鼓楼区"),
        # Ambiguous, or not a place at all.
        ("鼓楼区人民政府", ""),
        ("朝阳区人民政府", ""),
        ("郊区人民政府", ""),
        ("城关镇人民政府", ""),
        ("凯旋东路街道办事处", ""),
        ("教育部", ""),
        ("国家发展和改革委员会", ""),
        ("", ""),
    ],
)
def test_a_name_lies_in_its_region_or_nowhere(name: str, region: str) -> None:
    assert "/".join(place(name.removeprefix("国家税务总局")).region) == region


def test_the_whole_path_of_a_place_finds_it() -> None:
    places = {path for paths in gazetteer().today.values() for path in paths}
    assert len(places) > 3200
    assert [path for path in places if place("".join(path) + "财政局").region != path] == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("洛阳市人民政府", "government"),
        ("洛阳市人民政府办公室", "department"),
        ("洛阳市财政局", "department"),
        ("国家发展和改革委员会", "department"),
        ("凯旋东路街道办事处", "township"),
        ("红山乡人民政府", "township"),
        ("城关镇", "township"),
        ("洛阳高新技术产业开发区管理委员会", "authorised"),
        ("洛阳市住房公积金管理中心", "authorised"),
        ("洛阳北控水务集团有限公司", "enterprise"),
        ("洛阳市第一中学", "enterprise"),
        ("某某", None),
    ],
)
def test_the_kind_shows_in_the_ending(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def test_names_of_one_office_have_one_identity() -> None:
    names = ("西工区凯旋东路街道办事处", " 洛阳市西工区 凯旋东路街道办事处", "河南省洛阳市西工区凯旋东路街道办事处。")
    assert len({understand(name).identity for name in names}) == 1
    assert understand("老城区西关街道办事处").identity != understand("西工区西关街道办事处").identity
    assert understand("城关镇人民政府").ambiguous
    assert not understand("教育部").ambiguous


@settings(deadline=None)  # the first spelling loads a dictionary
@given(st.text(max_size=30))
def test_any_text_can_be_cleaned_and_spelled(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    spelled = slug(text)
    assert len(spelled) <= 96
    assert all(char in "abcdefghijklmnopqrstuvwxyz0123456789-" for char in spelled)


def test_slugs_are_pinyin() -> None:
    assert slug("重庆市万州区") == "chong-qing-shi-wan-zhou-qu"
    assert slug("工商行政管理局") == "gong-shang-xing-zheng-guan-li-ju"
    assert slug("12345热线") == "12345-re-xian"


def test_an_office_is_found_under_all_its_names(archive: Archive) -> None:
    entered(archive, office="西工区凯旋东路街道办事处", year=2019)
    office_id = "xi-gong-qu-kai-xuan-dong-lu-jie-dao-ban-shi-chu"
    archive.offices.add_alias(office_id, "凯东办", user="li")
    entered(archive, office="凯东办", year=2020)
    entered(archive, office="洛阳市西工区凯旋东路街道办事处", year=2021, edition="2021")

    assert [one.year for one in archive.offices.years(office_id)] == [2021, 2020, 2019]
    assert [one.id for one in archive.offices.by_name("凯东办")] == [office_id]
    assert [one.id for one in archive.offices.by_name("河南省洛阳市西工区凯旋东路街道办事处")] == [office_id]
    listed = archive.offices.list(text="凯东").items
    assert [(one.id, one.years, one.reports) for one in listed] == [(office_id, (2019, 2020, 2021), 3)]
    assert archive.offices.get(office_id).aliases == ("凯东办",)


def test_homophones_are_different_offices(archive: Archive) -> None:
    first = entered(archive, office="洛阳市水利局")
    second = entered(archive, office="洛阳市水力局")
    assert (first, second) == (
        "luo-yang-shi-shui-li-ju-2020",
        "he-nan-sheng-luo-yang-shi-shui-li-ju-2020",
    )


def test_regions_count_what_lies_in_and_below_them(archive: Archive) -> None:
    for name in ("洛阳市人民政府", "西工区人民政府", "郑州市财政局", "西安市财政局", "教育部"):
        entered(archive, office=name)
    entered(archive, office="西工区人民政府", year=2019)
    tree = {"/".join(node.path): (node.offices, node.reports) for node in archive.offices.region_tree()}
    assert tree["河南省"] == (3, 4)
    assert tree["河南省/洛阳市"] == (2, 3)
    assert tree["河南省/洛阳市/西工区"] == (1, 2)
    assert [node.name for node in archive.offices.regions()] == ["河南省", "陕西省"]
    assert [node.name for node in archive.offices.regions(("河南省",))] == ["郑州市", "洛阳市"]
    assert archive.offices.list(region=("河南省", "洛阳市")).total == 2


def test_two_entries_of_one_office_are_merged(archive: Archive, indexer: FakeIndexer) -> None:
    entered(archive, office="洛阳市工商局", year=2018, edition="2014")
    entered(archive, office="洛阳市工商行政管理局", year=2017, edition="2014")
    old, new = "luo-yang-shi-gong-shang-ju", "luo-yang-shi-gong-shang-xing-zheng-guan-li-ju"
    archive.offices.merge(old, new, user="li")
    assert archive.offices.resolve(old) == new
    assert [one.year for one in archive.offices.years(old)] == [2018, 2017]
    assert entered(archive, office="洛阳市工商局", year=2016, edition="2014").startswith(new)
    archive.upkeep.index_pending()
    assert {one.office.id for one in indexer.held.values() if one.office} == {new}
    with pytest.raises(Conflict):
        archive.offices.merge(new, new, user="li")


def test_offices_with_reports_of_one_year_are_not_merged(archive: Archive) -> None:
    entered(archive, office="洛阳市工商局")
    entered(archive, office="洛阳市质监局")
    with pytest.raises(Conflict, match="2020"):
        archive.offices.merge("luo-yang-shi-gong-shang-ju", "luo-yang-shi-zhi-jian-ju", user="li")


def test_an_office_is_renamed_placed_and_followed(archive: Archive) -> None:
    entered(archive, office="城关镇人民政府")
    office_id = "cheng-guan-zhen-ren-min-zheng-fu"
    archive.offices.set_region(office_id, ("河南省", "洛阳市", "洛宁县"), user="li")
    archive.offices.set_kind(office_id, "township", user="li")
    office = archive.offices.rename(office_id, "洛宁县城关镇人民政府", user="li")
    assert (office.id, office.region, office.aliases) == (
        office_id,
        ("河南省", "洛阳市", "洛宁县"),
        ("城关镇人民政府",),
    )
    entered(archive, office="洛宁县城关镇人民政府", year=2021, edition="2021")
    assert len(archive.offices.years(office_id)) == 2

    entered(archive, office="洛宁县城关街道办事处", year=2022, edition="2021")
    heir = "luo-ning-xian-cheng-guan-jie-dao-ban-shi-chu"
    archive.offices.succeed(office_id, heir, since=2022, user="li")
    assert [one.id for one in archive.offices.successions(office_id)[1]] == [heir]
    assert [one.id for one in archive.offices.successions(heir)[0]] == [office_id]
    with pytest.raises(NotFound):
        archive.offices.get("nobody")
