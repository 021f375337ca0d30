"""The generator's own account of the forms meets the archive's."""

import re
from decimal import Decimal
from random import Random

import pytest

from archive.forms import load_form
from archive.records import Edition
from archive.relations import evaluate, relations_of
from tests.generator.forms import metrics
from tests.generator.layout import REQUESTS, SECTIONS, Table, disclosure_table, disputes_table, requests_table
from tests.generator.relations import broken_relations
from tests.generator.statistics import INDICATORS
from tests.generator.values import ENTRIES, SCALES, Values, draw, with_blanks, with_office_errors

EDITIONS: tuple[Edition, ...] = ("2014", "2019", "2021")


@pytest.mark.parametrize(("edition", "count"), [("2014", 58), ("2019", 198), ("2021", 200), ("none", 0)])
def test_the_number_of_metrics(edition: str, count: int) -> None:
    assert len(metrics(edition)) == count


@pytest.mark.parametrize("edition", EDITIONS)
def test_metrics_units_and_their_order_are_those_of_the_archive(edition: Edition) -> None:
    assert list(metrics(edition).items()) == [(m.id, m.unit) for m in load_form(edition).metrics]


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_sections_are_those_of_the_archive(edition: Edition) -> None:
    assert tuple(section.title for section in load_form(edition).sections) == SECTIONS


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_row_labels_are_those_of_the_archive(edition: Edition) -> None:
    rows = [row for block in load_form(edition).table("requests").blocks for row in block.rows]
    assert [(row.id, row.labels) for row in rows] == [(row.id, row.labels) for row in REQUESTS[edition]]


def test_indicator_labels_are_those_of_the_archive() -> None:
    rows = [row for table in load_form("2014").tables for block in table.blocks for row in block.rows]
    ours = {row.id: _bare(row.label) for row in INDICATORS if row.id}
    assert {row.id: _bare(row.labels[-1]) for row in rows} == ours


def _bare(label: str) -> str:
    return label.removeprefix("其中：")


def _filled(table: Table) -> list[int]:
    """How many columns each row fills, cells from above included."""
    counts = [0] * len(table.rows)
    for at, row in enumerate(table.rows):
        for cell in row:
            for below in range(at, at + cell.rowspan):
                counts[below] += cell.colspan
    return counts


@pytest.mark.parametrize(
    "table",
    [
        disclosure_table("2019"),
        disclosure_table("2021"),
        requests_table("2019"),
        requests_table("2021"),
        disputes_table(),
    ],
)
def test_every_row_of_a_table_fills_its_columns(table: Table) -> None:
    assert set(_filled(table)) == {len(table.widths)}
    assert sum(table.widths) == pytest.approx(1, abs=0.01)


def _broken_by_archive(values: Values, edition: Edition) -> set[str]:
    return {r.id for r in relations_of(edition) if evaluate(r, values).state == "broken"}


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("scale", SCALES)
def test_drawn_values_are_complete_and_obey_the_relations(edition: Edition, scale: str) -> None:
    for seed in range(8):
        values = draw(Random(seed), edition, scale)
        assert list(values) == list(metrics(edition)) or set(values) == set(metrics(edition))
        assert broken_relations(values, edition) == ()
        assert _broken_by_archive(values, edition) == set()


@pytest.mark.parametrize("edition", EDITIONS)
def test_broken_relations_are_named_as_the_archive_names_them(edition: Edition) -> None:
    broken = 0
    for seed in range(12):
        rng = Random(seed)
        values = with_blanks(rng, with_office_errors(rng, draw(rng, edition, "bureau"), 2), 0.3)
        named = broken_relations(values, edition)
        assert set(named) == _broken_by_archive(values, edition)
        broken += len(named)
    assert broken > 12


def test_years_of_an_office_fit_together() -> None:
    rng = Random(5)
    first = draw(rng, "2019", "bureau")
    second = draw(rng, "2019", "bureau", first)
    third = draw(rng, "2021", "bureau", second)
    fourth = draw(rng, "2021", "bureau", third)
    for before, after in ((first, second), (second, third), (third, fourth)):
        for column in (*ENTRIES, "total"):
            assert after[f"requests.carried_in.{column}"] == before[f"requests.carried_out.{column}"]
    stock = "disclosure.licences"
    assert second[f"{stock}.items_last_year"] == _sum(first, f"{stock}.items_last_year", f"{stock}.change")
    for row in ("rules", "normative_documents"):
        grown = _sum(third, f"disclosure.{row}.in_force") + _sum(fourth, f"disclosure.{row}.made")
        assert fourth[f"disclosure.{row}.in_force"] == grown - _sum(fourth, f"disclosure.{row}.repealed")


def _sum(values: Values, *names: str) -> Decimal:
    return sum((values[name] or Decimal(0) for name in names), Decimal(0))


def test_only_zeros_are_left_blank() -> None:
    values = draw(Random(1), "2019", "bureau")
    blanked = with_blanks(Random(2), values, 0.5)
    gone = [metric for metric, value in blanked.items() if value is None]
    assert gone
    assert all(values[metric] == 0 for metric in gone)


def test_metric_ids_are_well_formed() -> None:
    for edition in EDITIONS:
        assert all(re.fullmatch(r"[a-z_]+(\.[a-z_]+){1,2}", metric) for metric in metrics(edition))
