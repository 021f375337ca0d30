"""Generated reports of many styles as published pages: another hand wrote the tables, this one reads them."""

from decimal import Decimal
from random import Random

import pytest

from archive.records import Edition, Observation, Status
from ocr.plain.align import align
from ocr.plain.blocks import Grid, tidy
from ocr.plain.edition import find_edition
from ocr.plain.html import read_html
from ocr.plain.observe import observe
from tests.generator import making
from tests.generator.content import draw_report
from tests.generator.css import css
from tests.generator.markup import document_html
from tests.generator.printing import Printed
from tests.generator.style import draw_style

SEEDS = range(12)


def page(edition: Edition, seed: int) -> tuple[str, int, dict[str, Printed]]:
    """A generated report's HTML, its year, and what it prints for each metric."""
    style = draw_style(seed, "tuned")
    rng = Random(f"{seed}/{edition}/page")
    report = draw_report(rng, edition, style)
    text = making._text(report, style, rng)
    html = document_html(text.title, text.sections, text.signature, "", css(style, text.title), style)
    return html, report.year, text.printed


def number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize("edition", ["2014", "2019", "2021"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_generated_page_is_read_as_printed(edition: Edition, seed: int) -> None:
    html, year, printed = page(edition, seed)
    blocks = [tidy(block) for block in read_html(html)]
    assert find_edition(blocks, year) == edition
    grids = [block for block in blocks if isinstance(block, Grid)]
    observations = observe(align(grids, edition), blocks, {})
    assert {o.metric for o in observations} == set(printed)
    for observation in observations:
        if observation.status is not Status.ABSENT:
            assert number(observation.value) == number(printed[observation.metric].value), observation
    assert sum(map(_needs_a_person, observations)) <= 2


def _needs_a_person(observation: Observation) -> bool:
    return observation.status in {Status.DOUBTFUL, Status.MISSING}
