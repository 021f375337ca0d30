"""Every page counts: wrong order, blanks, copies, several reports and several scopes are noticed and said."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from archive.records import PageImage, ReportReading, Status
from ocr.files.detect import PDF
from ocr.reader import build_reader
from tests.generator import make
from tests.generator.bundle import bundle
from tests.ocr.reading.documents import numbered, rearranged, two_scopes

Read = Callable[[bytes], tuple[ReportReading, ...]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    """Reads the bytes of a PDF through the whole chain; the same bytes once."""
    reader = build_reader("rapidocr")
    path = tmp_path_factory.mktemp("documents") / "report.pdf"

    @cache
    def run(content: bytes) -> tuple[ReportReading, ...]:
        path.write_bytes(content)
        pages = reader.outline(path, path.name).pages
        return reader.assemble([page for page, _ in reader.read_pages(path, PDF, 1, pages)], _no_image, path.name)

    yield run
    reader.close()


def _no_image(number: int) -> PageImage:
    raise AssertionError(f"page {number} was asked for")


def said(report: ReportReading) -> list[tuple[str, str]]:
    return [(f.relation, f.message) for f in report.findings if f.relation.startswith("document.")]


def values(report: ReportReading) -> dict[str, str | None]:
    return {o.metric: o.value for o in report.observations if o.status in {Status.CERTAIN, Status.NOT_STATED}}


def text(report: ReportReading) -> list[str]:
    return [section.text for section in report.sections]


def test_a_report_in_order_has_nothing_said_of_it(read: Read) -> None:
    (report,) = read(numbered().content)
    assert said(report) == []


def test_shuffled_pages_are_read_by_their_printed_numbers(read: Read) -> None:
    made = numbered()
    count = len(made.truth.pages)
    assert count > 2
    (straight,) = read(made.content)
    (report,) = read(rearranged(made.content, [2, 1, *range(3, count + 1)]))
    assert [relation for relation, _ in said(report)] == ["document.page_order"]
    assert text(report) == text(straight)
    assert values(report) == values(straight)
    assert report.pages == tuple(range(1, count + 1))
    moved = {1: 2, 2: 1}
    assert [o.page for o in report.observations] == [moved.get(o.page or 0, o.page) for o in straight.observations]
    assert report.sections[0].runs[0].page == 2


def test_shuffled_pages_without_numbers_are_said(read: Read) -> None:
    made = numbered(page_number="")
    count = len(made.truth.pages)
    (report,) = read(rearranged(made.content, [1, *range(count, 1, -1)]))
    assert "document.page_order" in [relation for relation, _ in said(report)]


@pytest.mark.parametrize("page_number", ["- {n} -", ""])
def test_a_page_scanned_twice_is_read_once(read: Read, page_number: str) -> None:
    made = numbered(page_number=page_number)
    (straight,) = read(made.content)
    (report,) = read(rearranged(made.content, [1, 2, 2, *range(3, len(made.truth.pages) + 1)]))
    assert said(report) == [("document.page_repeated", "第3页与第2页重复，只读一次。")]
    assert text(report) == text(straight)
    assert values(report) == values(straight)


def test_a_copy_far_from_its_page_is_found_by_its_number(read: Read) -> None:
    made = numbered()
    (straight,) = read(made.content)
    count = len(made.truth.pages)
    (report,) = read(rearranged(made.content, [*range(1, count + 1), 2]))
    assert said(report) == [("document.page_repeated", f"第{count + 1}页与第2页重复，只读一次。")]
    assert text(report) == text(straight)


def test_blank_pages_are_said_and_part_nothing(read: Read) -> None:
    made = numbered(page_number="")
    (straight,) = read(made.content)
    (report,) = read(rearranged(made.content, [1, None, *range(2, len(made.truth.pages) + 1)]))
    assert said(report) == [("document.page_blank", "空白页：第2页。")]
    assert text(report) == text(straight)
    assert values(report) == values(straight)


def test_a_page_that_is_not_there_is_said(read: Read) -> None:
    made = numbered()
    count = len(made.truth.pages)
    (report,) = read(rearranged(made.content, [1, *range(3, count + 1)]))
    assert [relation for relation, _ in said(report)] == ["document.page_missing"]


def test_several_reports_of_one_document_stay_apart(read: Read) -> None:
    volume, truths = bundle([make(seed, "2019", "digital", cover=False) for seed in (16, 4)])
    reports = read(volume)
    assert [report.title for report in reports] == [truth.title for truth in truths]
    assert all(said(report)[0][0] == "document.reports" for report in reports)
    for report, truth in zip(reports, truths, strict=True):
        assert truth.title in said(report)[0][1]
        printed = {cell.metric: cell.value for cell in truth.cells if cell.expected in {"printed", "not_stated"}}
        assert all(printed.get(metric) == value for metric, value in values(report).items())


def test_tables_of_two_scopes_are_two_reports(read: Read) -> None:
    content, own, compiled = two_scopes("表一：本级", "表二：汇总")
    reports = read(content)
    assert [report.scope for report in reports] == ["level", "compiled"]
    for report, truth in zip(reports, (own, compiled), strict=True):
        found = {metric: value for metric, value in values(report).items() if metric.startswith("requests.")}
        assert len(found) > 140
        assert all(value is None or int(value) == int(truth[metric] or 0) for metric, value in found.items())
    assert "本级" in said(reports[0])[0][1]
    assert "汇总" in said(reports[1])[0][1]


def test_tables_that_do_not_say_their_scope_are_in_doubt(read: Read) -> None:
    content, one, other = two_scopes("", "")
    (report,) = read(content)
    assert "document.table_twice" in [relation for relation, _ in said(report)]
    differing = [m for m in one if m.startswith("requests.") and (one[m] or 0) != (other[m] or 0)]
    statuses = {o.metric: o.status for o in report.observations}
    assert differing
    assert all(statuses[metric] is Status.DOUBTFUL for metric in differing)
