"""The search page: facets and filters by address, words in the reader's language, failures shown to archivists."""

import ast
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

import search
from archive.errors import InvalidQuery
from search.results import Failure
from tests.search.corpus import report
from tests.web.conftest import fill
from tests.web.town import bureau
from web.app import create_app
from web.bootstrap import Services
from web.faults import spoken
from web.ui.language import FOLDER

RAISERS = [*Path(search.__file__).parent.rglob("*.py"), FOLDER.parent / "pages" / "search" / "model.py"]


RECORDS = [report(number // 4, 2018 + number % 4, random.Random(number)) for number in range(20)]
TOTAL = "requests.received.total"


def filled(own: Services) -> FlaskClient:
    """The public of an archive whose index has reports of five offices over four years."""
    for record in RECORDS:
        own.search.replace(record)
    return create_app(own).test_client()


def page(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def test_metrics_stated_are_a_facet_a_link_away(own: Services) -> None:
    client = filled(own)
    plain = page(client, "/search?q=公开&lang=en")
    assert "Values stated" not in plain
    assert "facet=metric" in plain
    counted = page(client, "/search?q=公开&facet=metric&lang=en")
    assert "Values stated" in counted
    assert "metric=requests.received.total" in counted
    narrowed = page(client, f"/search?q=公开&by=report&metric={TOTAL}&lang=en")
    stated = sum(any(o.metric == TOTAL and o.value is not None for o in record.observations) for record in RECORDS)
    assert 0 < stated < len(RECORDS)
    assert f">{stated} reports found" in narrowed
    assert "sort=-requests.received.total" in narrowed


def test_levels_and_months_of_receipt_are_facets_and_filters(own: Services) -> None:
    client = filled(own)
    text = page(client, "/search?q=公开&lang=en")
    assert "County or district" in text
    assert page(client, "/search?q=公开&received=2026-11&lang=en").count("<li>") > 10
    assert "0 sections found" in page(client, "/search?q=公开&received=2025..2026-10&lang=en")
    assert "0 sections found" in page(client, "/search?q=公开&intake=2025-11&lang=en")
    assert client.get("/search?received=soon").status_code == 422


def test_impossible_filters_and_orders_are_named_and_the_pages_end_where_paging_does(own: Services) -> None:
    client = filled(own)
    for wrong in ("section=99999999999999999999", "section=-1", "sort=colour", f"metric={TOTAL} >= 1e999999999"):
        for address in (f"/search?q=公开&{wrong}", f"/api/v1/search?q=公开&{wrong}"):
            assert client.get(address).status_code == 422, address
    assert client.get("/search?q=公开&sort=relevance").status_code == 200
    many = page(client, "/search?q=&limit=100&lang=en")
    assert "Page 1 of 1" in many or "page=2" not in many


def test_a_program_chooses_what_is_counted(own: Services) -> None:
    client = filled(own)
    assert client.get("/api/v1/search?q=公开&facet=").get_json()["facets"] == {}
    assert set(client.get("/api/v1/search?q=公开&facet=year&facet=kind").get_json()["facets"]) == {"year", "kind"}
    assert client.get("/api/v1/search?q=公开&facet=nonsense").status_code == 422


def queried_words() -> set[str]:
    """The reasons and remedies of every `InvalidQuery` of the search."""
    found = set()
    for path in RAISERS:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        remedies = [node.value for node in ast.walk(tree) if isinstance(node, ast.Assign) and _named(node) == "remedy"]
        calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "InvalidQuery"]
        said = [*remedies, *(word for call in calls for word in call.args)]
        assert all(isinstance(word, ast.Constant) or getattr(word, "id", "") == "remedy" for word in said), path
        found |= {str(word.value) for word in said if isinstance(word, ast.Constant) and word.value}
    return found


def _named(node: ast.Assign) -> str:
    return getattr(node.targets[0], "id", "")


def test_all_that_is_said_of_a_query_has_its_chinese() -> None:
    with (FOLDER / "zh.po").open("rb") as stream:
        known = {message.id for message in read_po(stream, locale="zh")}
    words = queried_words() - {w for w in queried_words() if "reindex" in w or "./dangan" in w}
    assert len(words) > 30
    assert words - known == set()


def test_facts_in_a_query_cannot_break_its_words(own: Services) -> None:
    with create_app(own).test_request_context("/?lang=en"):
        error = InvalidQuery("“%(text)s” is not a year.", "Write digits.", text="%s %(x)s")
        assert spoken(error) == "“%s %(x)s” is not a year. Write digits."
        assert spoken(InvalidQuery("100% of it.", "")) == "100% of it."


def test_writes_that_the_engine_did_not_carry_out_are_shown(
    own: Services, own_staff: FlaskClient, own_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = Failure(at=datetime(2026, 11, 22, tzinfo=UTC), what="documentAdditionOrUpdate", reason="no space left")
    monkeypatch.setattr(type(own.search), "failures", lambda _: (failed,))
    assert "no space left" in page(own_staff, "/health")
    assert "no space left" not in page(own_client, "/health")


def test_an_index_that_must_be_rebuilt_is_said_to_be_so(
    own: Services, own_staff: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(own.search), "stale", lambda _: True)
    answer = own_staff.get("/health?lang=zh")
    told = answer.get_data(as_text=True)
    assert answer.status_code == 503
    assert "须重建" in told
    assert "dangan reindex" in told
    assert "无响应" not in told


def test_nothing_is_found_only_where_something_could_have_been(
    own: Services, own_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(own.search), "stale", lambda _: True)
    assert own_client.get("/search?q=x").status_code == 200, "an archive without reports needs no index"
    fill(own.archive, {"a.fake": bureau(2020)})
    assert own_client.get("/search?q=nothing-like-this").status_code == 503


@pytest.mark.parametrize(
    "asked", ["洛阳市人民政府 2020", "洛阳市人民政府2020年政府信息公开工作年度报告的", "二〇二〇年 洛阳市人民政府"]
)
def test_an_office_and_a_year_lead_to_the_report_where_no_text_says_so(client: FlaskClient, asked: str) -> None:
    text = client.get("/search", query_string={"q": asked}).get_data(as_text=True)
    assert 'href="/offices/luo-yang-shi-ren-min-zheng-fu/2020"' in text
    assert 'href="/offices/luo-yang-shi-ren-min-zheng-fu"' in client.get("/search?q=洛阳市人民政府 1999").get_data(
        as_text=True
    )


def test_an_office_that_is_named_is_offered_above_what_its_reports_say(client: FlaskClient) -> None:
    text = page(client, "/search?q=洛阳市人民政府 2020年")
    assert 'href="/offices/luo-yang-shi-ren-min-zheng-fu/2020"' in text.split('<ol class="hits"')[0]
    for address in ("/search?q=公开", "/search?q=洛阳市人民政府&page=2"):
        assert "此名称的单位：" not in page(client, address)
