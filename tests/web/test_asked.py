"""Numbers in addresses: a list page by page, and numbers beyond any that a database holds."""

import re

import pytest
from flask.testing import FlaskClient

from web.asked import Paging, paging

BEYOND = 10**20  # more than any database holds
METRIC = "requests.received.total"
REPORT = "luo-yang-shi-ren-min-zheng-fu-2020"


@pytest.mark.parametrize(("rows", "pages"), [(0, 0), (1, 1), (20, 1), (21, 2)])
def test_the_last_page_of_a_list_may_be_short(rows: int, pages: int) -> None:
    assert Paging(1, 20).pages(rows) == pages


@pytest.mark.parametrize(("asked", "shown"), [("", "1"), ("?page=2", "2"), ("?page=-1", "1"), ("?page=x", "1")])
def test_a_page_that_cannot_be_is_the_first(client: FlaskClient, asked: str, shown: str) -> None:
    with client.application.test_request_context(f"/offices{asked}"):
        page = paging(20)
    assert (str(page.page), page.offset) == (shown, 20 * (int(shown) - 1))


@pytest.mark.parametrize(
    "address",
    [
        *("/offices?page=", f"/data/{METRIC}?page=", f"/data/{METRIC}?year=", f"/reports/{REPORT}?version="),
        *(f"/reports/{REPORT}?page=", "/intake?page=", "/intake/codes?page="),
        *("/review/questions?page=", "/review/pending?page=", "/review/samples?page=", "/review/publish?batch="),
        *("/offices/lacking/2020?page=", "/take?year="),
    ],
)
def test_a_number_beyond_any_counts_for_none(staff: FlaskClient, address: str) -> None:
    assert staff.get(f"{address}{BEYOND}").status_code == 200


@pytest.mark.parametrize("address", ["/review?year=", "/review?batch=", "/search?section=", "/search?page="])
def test_where_a_number_narrows_one_beyond_any_is_refused(staff: FlaskClient, address: str) -> None:
    assert staff.get(f"{address}{BEYOND}").status_code == 422


def test_an_address_with_a_number_beyond_any_is_not_there(staff: FlaskClient) -> None:
    rules = [
        rule
        for rule in staff.application.url_map.iter_rules()
        if "<int:" in rule.rule and "GET" in (rule.methods or ())
    ]
    assert len(rules) >= 5
    for rule in rules:
        address = re.sub(r"<[^>]+>", "1", re.sub(r"<int:[^>]+>", str(BEYOND), rule.rule))
        assert staff.get(address).status_code == 404, address


@pytest.mark.parametrize(
    "asked",
    ["reports?year=", "reports?offset=", f"data/{METRIC}?year=", "offices?offset=", f"reports/{REPORT}?version="],
)
def test_the_interface_refuses_a_number_beyond_any(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/api/v1/{asked}{BEYOND}").status_code == 422
