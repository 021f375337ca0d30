"""档号: told from file names and manifests, kept with the document, found by staff."""

import pytest

from archive.archival_codes import code_in, manifest, normal
from archive.archive import Archive
from archive.errors import InvalidValue, NotFound, RefusedFile
from tests.archive.entering import enter, give, read
from tests.fakes import document, report


@pytest.mark.parametrize(
    ("filename", "code"),
    [
        ("0086-WS·2020·D30-BGS-0012.pdf", "0086-WS·2020·D30-BGS-0012"),
        ("J001-WS-2020-Y-BGS-0001.tif", "J001-WS-2020-Y-BGS-0001"),
        ("J001－ＷＳ－2020－Y－0001　民政局.tif", "J001-WS-2020-Y-0001"),
        ("x043-ws•2019-003-015.PDF", "X043-WS·2019-003-015"),
        ("0086-ZY-2020-0007民政局2020年年报.pdf", "0086-ZY-2020-0007"),
        ("2020-01-31.pdf", None),
        ("2020-WS.pdf", None),
        ("洛阳市民政局2020年年报.pdf", None),
        ("scan-0001.pdf", None),
        ("0086-WS-2020-0012a.pdf", None),
        ("", None),
    ],
)
def test_a_file_named_by_its_code_bears_it(filename: str, code: str | None) -> None:
    assert code_in(filename) == code


def test_a_code_is_kept_in_one_spelling() -> None:
    assert normal(" ｊ001－ws・2020-0001 ") == "J001-WS·2020-0001"
    assert normal("  ") is normal(None) is None
    for wrong in ("J001 WS", "<b>", "1" * 81):
        with pytest.raises(InvalidValue):
            normal(wrong)


def test_a_manifest_says_which_file_is_which_unit() -> None:
    found = manifest("文件名,档号,单位,年度\na\\b\\1.pdf,J001-WS-1,洛阳市民政局,2020年\n2.pdf,,,\n".encode(), "x.csv")
    assert (found["1.pdf"].code, found["1.pdf"].office, found["1.pdf"].year) == ("J001-WS-1", "洛阳市民政局", 2020)
    assert found["2.pdf"].code is None
    with pytest.raises(RefusedFile, match="columns"):
        manifest(b"a,b\n", "x.csv")


def test_a_code_comes_with_the_file_is_corrected_and_found(archive: Archive) -> None:
    first = give(archive, document(report(year=2019), pages=1), "J001-WS-2019-0001.fake")
    (report_id,) = read(archive, first.sha256 or "")
    second = give(archive, document(report(year=2020), pages=1), "b.fake", archival_code="j001-ws-2020-0007")
    enter(archive, document(report(year=2018), pages=1), name="c.fake")
    codes = archive.archival_codes
    assert codes.of(first.sha256 or "") == "J001-WS-2019-0001"
    assert [one.code for one in codes.find("ws-20").items] == ["J001-WS-2019-0001", "J001-WS-2020-0007"]
    assert codes.find("").total == 2
    assert codes.find("2019-0001").items[0].reports == (report_id,)
    codes.set(second.sha256 or "", "J001-WS-2020-0008", user="li")
    assert codes.of(second.sha256 or "") == "J001-WS-2020-0008"
    codes.set(second.sha256 or "", "", user="li")
    assert codes.of(second.sha256 or "") is None
    with pytest.raises(NotFound):
        codes.set("0" * 64, "J001", user="li")


def test_a_duplicate_may_bring_the_code(archive: Archive) -> None:
    data = document(report(), pages=1)
    sha256 = give(archive, data, "a.fake").sha256 or ""
    assert give(archive, data, "J001-WS-2020-0001.fake").outcome == "duplicate"
    assert archive.archival_codes.of(sha256) == "J001-WS-2020-0001"
    give(archive, data, "J001-WS-2020-0002.fake")
    assert archive.archival_codes.of(sha256) == "J001-WS-2020-0001"
