"""The text of sections is what is printed, in the order of the form, whatever the tables look like."""

import unicodedata
from pathlib import Path

import pytest

from ocr.assemble import assemble
from ocr.files.detect import PDF
from ocr.work import read_pages
from tests.generator import make


def bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize(
    ("seed", "edition"),
    [
        pytest.param(1, "2019", id="no rules, landscape"),
        pytest.param(25, "2019", id="no rules, narrow columns, labels beside their group's"),
        pytest.param(10, "2019", id="rows cut, headers repeated"),
        pytest.param(4, "2019", id="labels one character below another"),
        pytest.param(6, "2014", id="a long table of indicators"),
    ],
)
def test_a_digital_report_is_read_without_an_error(seed: int, edition: str, tmp_path: Path) -> None:
    made = make(seed, edition, "digital")
    path = tmp_path / "report.pdf"
    path.write_bytes(made.content)
    pages = [page for page, _ in read_pages(path, path.name, PDF, (1, len(made.truth.pages)), "rapidocr")]
    (report,) = assemble(pages, path.name)
    read = {section.number: bare(section.text) for section in report.sections}
    assert read == {section.number: bare(section.text) for section in made.truth.sections}
    for section in report.sections:
        assert all(0 <= run.start < run.end <= len(section.text) for run in section.runs)
