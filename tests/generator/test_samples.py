"""The samples that ship: complete, small, true to the seed, continuous over the years."""

import itertools
from decimal import Decimal
from pathlib import Path

import pytest

from tests.generator import Truth
from tests.generator.relations import broken_relations
from tests.generator.samples import SEED_BLANK_ROWS, SEED_TEXT, seed_report, seed_values

VALUES = {"2014": 58, "2019": 198, "2021": 200}
FOLDER = Path(__file__).parents[2] / "web" / "demo" / "samples"
FILES = (
    SEED_TEXT,
    "kaixuandonglu-2020-scan.pdf",
    "qinglan-2018.pdf",
    "qinglan-2020.pdf",
    "qinglan-2021-scan.pdf",
    "qinglan-2022-photo.jpg",
)


def _truth(name: str) -> Truth:
    return Truth.from_json((FOLDER / f"{name}.truth.json").read_text("utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_every_sample_has_its_truth(name: str) -> None:
    truth = _truth(name)
    assert (FOLDER / name).stat().st_size > 1000
    assert len(truth.cells) == VALUES[truth.edition]
    assert [section.number for section in truth.sections] == list(range(1, 8 if truth.edition == "2014" else 7))
    assert (
        truth.broken
        == broken_relations(
            {c.metric: None if c.value is None else Decimal(c.value) for c in truth.cells}, truth.edition
        )
        == ()
    )


def test_the_samples_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 6_000_000


@pytest.mark.parametrize("name", [SEED_TEXT, "kaixuandonglu-2020-scan.pdf"])
def test_the_seed_keeps_its_zeros_and_blanks(name: str) -> None:
    truth = _truth(name)
    assert (truth.office, truth.year, truth.edition) == ("西工区凯旋东路街道办事处", 2020, "2019")
    assert {c.metric: c.value for c in truth.cells} == {
        m: None if v is None else str(v) for m, v in seed_values().items()
    }
    assert sum(c.expected == "not_stated" for c in truth.cells) == 7 * len(SEED_BLANK_ROWS)


def test_the_seed_s_table_breaks_over_two_pages() -> None:
    pages = {c.place.page for c in _truth("kaixuandonglu-2020-scan.pdf").cells if c.place and "requests" in c.metric}
    assert len(pages) == 2


def test_the_seed_s_prose_is_in_the_truth() -> None:
    report = seed_report((FOLDER / SEED_TEXT).read_text("utf-8"))
    assert len(report.overview) == 7
    assert report.others == ("无",)
    assert "凯东政务公开栏目进行重新布局" in _truth(SEED_TEXT).sections[0].text


def test_the_invented_office_s_years_continue() -> None:
    years = [_truth(name) for name in FILES[3:]]
    assert [truth.year for truth in years] == [2020, 2021, 2022]
    assert len({truth.office for truth in years}) == 1
    for before, after in itertools.pairwise(years):
        for column in ("natural_person", "enterprise", "total"):
            assert (
                after.cell(f"requests.carried_in.{column}").value == before.cell(f"requests.carried_out.{column}").value
            )
