"""Published pages: the site is left out, spans are true places, and every value is found."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.forms import load_form
from archive.records import Edition, Status
from ocr.forms.values import parse_value
from ocr.plain.align import align
from ocr.plain.blocks import Cell, Grid, Text, slots
from ocr.plain.html import read_html
from ocr.plain.observe import observe
from tests.ocr.plain.markup import page_html


def values_of(seed: int, blanks: float = 0.3) -> dict[str, str]:
    chance = random.Random(seed)
    metrics = {metric.id for edition in ("2019", "2021") for metric in load_form(edition).metrics}
    return {metric: "" if chance.random() < blanks else str(chance.randrange(900)) for metric in sorted(metrics)}


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_every_value_of_a_page_is_found(edition: Edition) -> None:
    values = values_of(5)
    blocks = read_html(page_html(edition, values.__getitem__, "某区民政局2021年政府信息公开工作年度报告"))
    observations = observe(align([b for b in blocks if isinstance(b, Grid)], edition), blocks, {})
    for observation in observations:
        text = values[observation.metric]
        assert observation.value == (text or None), observation
        assert observation.status is (Status.CERTAIN if text else Status.NOT_STATED), observation


def test_the_site_around_the_report_is_left_out() -> None:
    blocks = read_html(page_html("2019", lambda _: "0", "某区民政局2020年政府信息公开工作年度报告"))
    texts = [block.text for block in blocks if isinstance(block, Text)]
    assert texts[0] == "某区民政局2020年政府信息公开工作年度报告"
    assert texts[2:6] == [
        "一、总体情况",
        "本机关认真贯彻条例，全年公开信息12条。",
        "做好公开工作。",
        "完善制度。",
    ]
    assert texts[-1] == "无其他需要报告的事项。"
    assert not any("ICP" in text or "首页" in text or "打印" in text for text in texts)


def grid_of(html: str) -> Grid:
    return next(block for block in read_html(html) if isinstance(block, Grid))


def test_spans_give_the_true_columns() -> None:
    grid = grid_of('<table><tr><td rowspan="2" colspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></table>')
    assert [[cell.column for cell in row.cells] for row in grid.rows] == [[0, 2], [2]]
    assert [[place.text if place else None for place in line] for line in slots(grid)] == [
        ["a", "a", "b"],
        ["a", "a", "c"],
    ]


def test_a_note_set_high_does_not_join_the_digits_before_it() -> None:
    grid = grid_of("<table><tr><td>规章</td><td>1<sup>2</sup></td><td><del>5</del></td></tr></table>")
    assert [cell.text for cell in grid.rows[0].cells] == ["规章", "1 2", "~5~"]


def test_spans_beyond_the_table_are_cut() -> None:
    grid = grid_of('<table><tr><td rowspan="99999" colspan="99999">a</td></tr><tr><td>b</td></tr></table>')
    assert grid.rows[0].cells == (Cell("a", 0, 200, 2),)


@pytest.mark.parametrize("text", ["", "   ", "<!-- nothing -->", "<table></table>", "<table><tr></tr></table>"])
def test_a_page_without_text_has_no_blocks(text: str) -> None:
    assert [block for block in read_html(text) if isinstance(block, Text)] == []


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), which=st.sampled_from(["drop", "insert", "span", "row"]))
def test_a_damaged_page_gives_no_silently_wrong_value(seed: int, which: str) -> None:
    """One cell less, one more, a span that lies, a row gone: what the page no longer shows by its columns is in doubt."""
    chance = random.Random(seed)
    values = {metric: str(number + 1) for number, metric in enumerate(values_of(1))}
    page = page_html("2021", values.__getitem__, "某区民政局2021年政府信息公开工作年度报告")
    cells = [at for at in range(len(page)) if page.startswith("<td", at) and "</td>" in page[at:]]
    at = chance.choice(cells[1:])
    end = page.index("</td>", at) + 5
    if which == "drop":
        page = page[:at] + page[end:]
    elif which == "insert":
        page = page[:at] + "<td>7777</td>" + page[at:]
    elif which == "span":
        page = page[:at] + '<td colspan="2"' + page[at + 3 :]
    else:
        start = page.rindex("<tr", 0, at)
        page = page[:start] + page[page.index("</tr>", at) + 5 :]
    blocks = read_html(page)
    for observation in observe(align([b for b in blocks if isinstance(b, Grid)], "2021"), blocks, {}):
        metric = next(m for m in load_form("2021").metrics if m.id == observation.metric)
        if observation.status is Status.CERTAIN:
            assert observation.value == parse_value(values[metric.id], metric, metric.unit).value, observation
        elif observation.status is Status.NOT_STATED:
            assert f">{values[metric.id]}<" not in page, observation
