"""A report that never attached its tables is still a report of its year's form; a circular is none."""

import pytest

from archive.records import Run
from ocr.text.lines import Line
from ocr.text.suggest import suggested_form

HEADINGS = ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况", "六、其他需要报告的事项"]


def lines(*texts: str) -> list[Line]:
    return [
        Line(
            text,
            1,
            (0.1, 0.02 * n, 0.9, 0.02 * n + 0.01),
            pieces=(Run(start=0, end=len(text), page=1, box=(0, 0, 1, 1)),),
            whole=True,
        )
        for n, text in enumerate(texts, start=1)
    ]


@pytest.mark.parametrize(("year", "edition"), [(2020, "2019"), (2022, "2021")])
def test_headings_and_year_suggest_the_form(year: int, edition: str) -> None:
    form = suggested_form(lines(f"某某市水务局{year}年政府信息公开工作年度报告", *HEADINGS), "x.pdf")
    assert form is not None
    assert form.edition == edition


def test_own_headings_suggest_none() -> None:
    assert suggested_form(lines("某某市水务局2010年政府信息公开工作年度报告", "一、概述", "二、机构"), "x.pdf") is None


def test_a_circular_is_no_report() -> None:
    assert suggested_form(lines("会议通知", "请各单位于周五参加会议。"), "x.pdf") is None
