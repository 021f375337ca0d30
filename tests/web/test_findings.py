"""What a finding says is English on an English page: its facts are taken out of the archive's own Chinese."""

import re
from decimal import Decimal

import pytest

from archive.records import Edition, Finding, Observation, Status
from archive.relations import check
from archive.relations.hints import hint
from archive.relations.years import YearOfReport, check_years
from web.app import create_app
from web.bootstrap import Services
from web.ui import findings

HAN = re.compile("[\u4e00-\u9fff]")


def of_years(edition: Edition, before: dict[str, str], after: dict[str, str]) -> Finding:
    """The one finding between two years that state these values."""
    first, second = (
        YearOfReport(f"ju-{year}", year, edition, None, None, {name: Decimal(text) for name, text in values.items()})
        for year, values in ((2021, before), (2022, after))
    )
    (found,) = check_years(second, [first])
    return found


def of_sum() -> Finding:
    """A sum that does not add up."""
    values = {f"reconsideration.{name}": "0" for name in ("corrected", "other", "pending")}
    values |= {"reconsideration.upheld": "7", "reconsideration.total": "9"}
    (found,) = check(
        "2021",
        [
            Observation(metric=name, value=value, unit="件", raw=value, status=Status.CERTAIN)
            for name, value in values.items()
        ],
    )
    return found


@pytest.mark.parametrize(
    ("finding", "facts"),
    [
        (of_sum(), "Printed: 9 ≠ 7."),
        (
            of_years("2021", {"requests.carried_out.total": "5"}, {"requests.carried_in.total": "6"}),
            "total: 6; carried out of the year before: 5.",
        ),
        (
            of_years(
                "2021",
                {"disclosure.rules.in_force": "5"},
                {"disclosure.rules.in_force": "9", "disclosure.rules.made": "2", "disclosure.rules.repealed": "1"},
            ),
            "9; the year before: 5, issued since: 2, repealed: 1.",
        ),
        (
            of_years(
                "2019",
                {"disclosure.licences.items_last_year": "5", "disclosure.licences.change": "-2"},
                {"disclosure.licences.items_last_year": "4"},
            ),
            "4; the year before: 5 with a change of -2.",
        ),
        (
            of_years("2021", {"disclosure.fees.amount": "25.1"}, {"disclosure.fees.amount": "251000"}),
            "251000; the year before: 25.1 (10,000 yuan).",
        ),
    ],
)
def test_its_facts_are_said_in_english(shop: Services, finding: Finding, facts: str) -> None:
    with create_app(shop).test_request_context("/?lang=en"):
        said, quoted = findings.said(finding)
        assert said.endswith(facts)
        assert quoted == ""
        assert not HAN.search(said)
    with create_app(shop).test_request_context("/?lang=zh"):
        assert findings.said(finding) == (findings.parts(finding.message)[0], "")


def test_what_is_not_known_is_quoted(shop: Services) -> None:
    with create_app(shop).test_request_context("/?lang=en"):
        assert findings.said(hint("unheard.of", ("requests.received.total",), "正文写了")) == ("", "正文写了")
