"""The interface for programs keeps the contract, describes itself, and speaks JSON also when it refuses."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from openapi_spec_validator import validate

CITY = "luo-yang-shi-ren-min-zheng-fu"
REPORT_KEYS = ["id", "title", "year", "edition", "scope", "period", "office", "status", "version", "versions", "source"]
REPORT_KEYS += ["sections", "observations", "findings"]


def get(client: FlaskClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_json()


def test_a_report_has_exactly_the_contracts_keys(client: FlaskClient) -> None:
    record = get(client, f"/api/v1/reports/{CITY}-2020")
    assert set(record) == set(REPORT_KEYS)
    assert set(record["office"]) == {"id", "name", "kind", "region"}
    assert set(record["source"]) == {"sha256", "filename", "media_type", "pages", "received"}
    assert record["source"]["received"].endswith("Z")
    assert set(record["versions"][0]) == {"version", "sha256", "media_type", "doubts"}
    assert set(record["sections"][0]) == {"number", "title", "text", "pages"}
    assert set(record["observations"][0]) == {"metric", "value", "unit", "raw", "status", "confidence", "page", "box"}
    assert len(record["observations"]) == len({one["metric"] for one in record["observations"]}) == 198
    values = {one["metric"]: one for one in record["observations"]}
    assert values["requests.carried_in.total"]["value"] == "72"
    assert len(values["requests.carried_in.total"]["box"]) == 4


def test_findings_name_their_relation(client: FlaskClient) -> None:
    found = get(client, f"/api/v1/reports/{CITY}-2021")["findings"]
    assert {"requests.row.processed", "requests.results.research", "requests.balance.research"} <= {
        one["relation"] for one in found
    }
    assert set(found[0]) == {"relation", "grade", "metrics", "message", "likely"}


def test_lists_and_searches_count(client: FlaskClient) -> None:
    assert get(client, "/api/v1/reports?limit=2")["total"] == 5
    found = get(client, "/api/v1/search?q=行政许可&year=2020")
    assert found["counted"] == "sections"
    assert found["total"] == len(found["hits"])
    assert set(found["hits"][0]) == {"report", "section", "page", "snippet"}
    assert found["facets"]["year"]["2020"] == found["total"]
    assert get(client, "/api/v1/offices?q=教育局")["offices"][0]["years"] == [2020]
    assert (
        get(client, "/api/v1/search?q=行政许可&metric=requests.received.total>=1")["total"]
        < get(client, "/api/v1/search?q=行政许可")["total"]
    )


def test_a_metric_is_ranked_and_summed_by_scope(client: FlaskClient) -> None:
    found = get(client, "/api/v1/data/requests.received.total?year=2020")
    values = [int(one["value"]) for one in found["values"]]
    assert values == sorted(values, reverse=True)
    assert sum(int(one["value"]) for one in found["sums"]) == sum(values)
    metrics = get(client, "/api/v1/metrics")["metrics"]
    assert next(one for one in metrics if one["id"] == "requests.received.total")["editions"] == ["2019", "2021"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("/api/v1/reports?limit=soon", 422),
        ("/api/v1/reports?limit=100000", 422),
        ("/api/v1/data/requests.received.total", 422),
        ("/api/v1/search?metric=nonsense>1", 422),
        ("/api/v1/data/no.such.metric?year=2020", 404),
        ("/api/v1/nothing", 404),
    ],
)
def test_refusals_are_json(client: FlaskClient, address: str, code: int) -> None:
    answer = client.get(address)
    assert answer.status_code == code
    assert answer.is_json


def test_the_description_is_valid_openapi_and_names_every_address(client: FlaskClient) -> None:
    spec = get(client, "/api/v1/openapi.json")
    validate(spec)
    assert set(spec["paths"]) == {
        "/api/v1/reports",
        "/api/v1/reports/{report_id}",
        "/api/v1/search",
        "/api/v1/offices",
        "/api/v1/metrics",
        "/api/v1/data/{metric_id}",
    }
