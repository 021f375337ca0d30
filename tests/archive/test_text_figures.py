"""Figures that the prose states: found where they are meant, and never taken from what is another figure."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.forms import load_form
from archive.records import Edition, Section
from archive.relations.text import check_text, figures, subjects_of

ROWS = {
    "received": "12", "carried_in": "3", "disclosed": "7", "partly_disclosed": "2", "refused_third_party": "1",
    "refused_state_secret": "1", "unavailable_not_held": "3", "carried_out": "1",
}  # fmt: skip


def values_2021() -> dict[str, Decimal | None]:
    values: dict[str, Decimal | None] = {metric.id: Decimal(0) for metric in load_form("2021").metrics}
    values |= {f"requests.{row}.total": Decimal(value) for row, value in ROWS.items()}
    return values | {"reconsideration.total": Decimal(2), "litigation_direct.total": Decimal(1)}


def check(text: str, edition: Edition = "2021", values: dict[str, Decimal | None] | None = None) -> list[str]:
    section = Section(number=1, title="总体情况", text=text, pages=(1,))
    return [f.relation for f in check_text(edition, [section], values_2021() if values is None else values, 2022)]


AGREEING = [
    "全年共收到政府信息公开申请12件，上年结转3件，其中予以公开7件，结转下年度继续办理1件，均按规定办理。",
    "本年度共受理政府信息公开申请１２件，上年度结转3件，结转下年度1件。",
    "认真做好依申请公开工作，新收申请12件，予以公开7件。",
    "2022年，我局收到信息公开申请十二件，部分公开2件，不予公开2件，无法提供3件。",
    "共受理政府信息公开申请15件（含上年结转3件）。",
    "全年收到12件政府信息公开申请。",
    "因政府信息公开被申请行政复议2件，被提起行政诉讼1件。",
    "因政府信息公开工作引发的行政复议案件2件、行政诉讼案件1件。",
    "办理依申请公开事项，予以公开和部分公开9件。",
]


@pytest.mark.parametrize("text", AGREEING)
def test_figures_that_agree(text: str) -> None:
    assert check(text) == []


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("全年共收到政府信息公开申请21件。", ["received"]),
        ("全年共收到政府信息公开申请二十一件。", ["received"]),
        ("全年共收到政府信息公开申请1,012件。", ["received"]),
        ("2022年，我局共受理依申请公开申请两件。", ["received"]),
        ("2022年，我局未收到政府信息公开申请。", ["received"]),
        ("全年没有收到公民、法人和其他组织提出的信息公开申请。", []),
        ("新收申请12件，上年结转5件。", ["carried_in"]),
        ("新收申请12件，结转至下一年度办理4件。", ["carried_out"]),
        (
            "予以公开8件，部分公开1件，不予公开5件，无法提供9件。",
            ["disclosed", "partly_disclosed", "refused", "unavailable"],
        ),
        ("因政府信息公开被申请行政复议3件，被提起行政诉讼4件。", ["reconsideration", "litigation"]),
        ("2022年，未发生因政府信息公开申请行政复议、提起行政诉讼的情况。", ["reconsideration", "litigation"]),
    ],
)
def test_figures_that_disagree(text: str, subjects: list[str]) -> None:
    assert check(text) == [f"text.{subject}" for subject in subjects]


@pytest.mark.parametrize(
    "text",
    [
        "其中网上受理政府信息公开申请5件。",
        "2021年，我局共收到政府信息公开申请21件。",
        "上年收到政府信息公开申请21件。",
        "较2021年的21件有所下降。",
        "条例实施以来累计收到政府信息公开申请210件。",
        "上半年收到政府信息公开申请5件，下半年收到政府信息公开申请7件。",
        "收到政府信息公开申请后3件材料由专人登记。",
        "全年承办行政复议案件120件、行政诉讼案件80件。",
        "主动予以公开信息120条。",
        "一、本年新收政府信息公开申请数量\n0\n二、上年结转政府信息公开申请数量\n9",
        "收到人大代表建议21件，政协委员提案9件。",
        "编制政府信息公开年报1份。",
        "收到政府信息公开申请20余件。",
        "",
    ],
)
def test_other_figures_are_left_alone(text: str) -> None:
    assert check(text) == []


def test_two_different_figures_of_one_subject_say_nothing() -> None:
    assert check("局机关收到政府信息公开申请5件。下属单位收到政府信息公开申请9件。") == []


def test_values_in_doubt_and_blank_ones_are_not_held_against_the_text() -> None:
    text = "全年共收到政府信息公开申请21件。"
    doubted = {metric: value for metric, value in values_2021().items() if metric != "requests.received.total"}
    assert check(text, values=doubted) == []
    assert check(text, values=values_2021() | {"requests.received.total": None}) == []
    assert check(text, "none", {}) == []


def test_the_finding_quotes_the_text_and_the_table() -> None:
    section = Section(number=1, title="总体情况", text="全年共收到政府信息公开申请21件。", pages=(1,))
    (finding,) = check_text("2021", [section], values_2021(), 2022)
    assert finding.message == "正文写“收到政府信息公开申请21件”，表中新收政府信息公开申请为12"
    assert (finding.grade, finding.metrics) == ("hint", ("requests.received.total",))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("全年共收到政府信息公开申请5件，同意公开答复3件。", []),
        ("全年共收到政府信息公开申请6件，同意公开答复4件。", ["received", "disclosed"]),
        ("依申请公开收取检索、复制等费用共计1200元。", []),
        ("依申请公开收取检索、复制等费用共计0.12万元。", []),
        ("依申请公开收取检索、复制等费用共计1300元。", ["fees"]),
        ("全年未收取依申请公开检索、复制、邮寄等费用。", ["fees"]),
        ("未发生因政府信息公开申请行政复议的情况。", []),
    ],
)
def test_edition_2014(text: str, found: list[str]) -> None:
    values: dict[str, Decimal | None] = {metric.id: Decimal(0) for metric in load_form("2014").metrics}
    values |= {"statistics.applications_received": Decimal(5), "statistics.answered_granted": Decimal(3)}
    values |= {"statistics.fees_collected": Decimal("0.12")}
    assert check(text, "2014", values) == [f"text.{subject}" for subject in found]


@given(st.integers(0, 99999), st.sampled_from(["件", "份", "宗"]))
def test_any_figure_is_read_back(number: int, unit: str) -> None:
    (received,) = [subject for subject in subjects_of("2021") if subject.id == "received"]
    for printed in (str(number), f"{number:,}"):
        stated = list(figures(received, f"共收到政府信息公开申请{printed}{unit}", 2022))
        assert [found.value for found in stated] == [Decimal(number)]


def test_all_metrics_of_the_subjects_are_the_forms() -> None:
    for edition in ("2014", "2019", "2021"):
        known = {metric.id for metric in load_form(edition).metrics}
        named = {metric for s in subjects_of(edition) for metrics in s.accepts for metric in metrics}
        assert named
        assert named <= known
