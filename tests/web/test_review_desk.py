"""The desk's answers, crops, grid and words, asked as a browser without scripts asks, and as the page's script does."""

import html
import io
import json
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from archive.desk.choices import IMPLIED, choices, outcomes_of
from archive.forms import EDITIONS, load_form
from archive.records import Box, CellReading, Edition, Observation, Status
from archive.relations import known_values, relations_of
from tests.archive.test_named_tables import ROWS, requests
from tests.fakes import document, report
from tests.web.conftest import fill, signed_in, token
from tests.web.town import CITY as CITY_NAME
from tests.web.town import balanced
from web.app import create_app
from web.bootstrap import Services
from web.pages.review.places import Turn, place_of, turned

CITY = "luo-yang-shi-ren-min-zheng-fu-2020"
DOUBTED = "requests.received.enterprise"
JSON = {"Accept": "application/json"}

Post = Callable[..., object]


@pytest.fixture
def staff_of(own: Services) -> FlaskClient:
    """An archivist of an archive with one report, one of whose values is in doubt."""
    values = balanced("2019", 2020, 2, 3)
    paper = document(report(CITY_NAME, 2020, values=values, doubtful=[DOUBTED, "disclosure.rules.made"]))
    fill(own.archive, {"a.fake": paper})
    return signed_in(create_app(own).test_client())


def hidden(text: str) -> dict[str, str]:
    """The hidden fields of the page's answer form."""
    form = text.split('class="docket-answers"', 1)[1].split("</form>", 1)[0]
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found}


def test_only_archivists_enter(client: FlaskClient, staff: FlaskClient) -> None:
    for page in ("/review", "/review/desk", "/review/next", f"/review/reports/{CITY}", f"/review/reports/{CITY}/grid"):
        assert client.get(page).status_code in (302, 401, 403), page
        assert staff.get(page).status_code == 200, page
    assert client.post("/review/answer").status_code in (302, 400, 401, 403)


def test_filters_narrow_the_queue_and_nonsense_is_told(staff: FlaskClient) -> None:
    assert DOUBTED in staff.get(f"/review?report={CITY}").get_data(as_text=True)
    assert DOUBTED in staff.get("/review?office=洛阳市人民政府&year=2020&kind=doubtful").get_data(as_text=True)
    for empty in ("/review?kind=missing", "/review?year=1999", "/review?batch=99"):
        assert 'class="button" href="/review/desk' not in staff.get(empty).get_data(as_text=True)
    assert staff.get("/review?kind=strange").status_code == 422
    assert staff.get("/review?year=soon").status_code == 422
    assert staff.get("/review?office=nobody").status_code == 404
    assert staff.get("/review?kind=findings").status_code == 200
    assert staff.get("/review?kind=disagreeing").status_code == 200


def test_a_docket_shows_the_cell_the_row_and_the_header(staff: FlaskClient) -> None:
    text = staff.get(f"/review/desk?report={CITY}&metric={DOUBTED}").get_data(as_text=True)
    crops = [html.unescape(one) for one in re.findall(r'<img class="crop-\w+" src="([^"]+)"', text)]
    assert len(crops) == 3
    sizes = [Image.open(io.BytesIO(staff.get(crop).data)).size for crop in crops]
    assert sizes[2][0] / sizes[2][1] > 8  # the row is long and low
    assert "requests.row.received" in text
    assert staff.get(crops[0].replace("box=", "box=9,")).status_code == 404
    assert staff.get(crops[0].replace("width=640", "width=9000")).status_code == 404


def test_plain_forms_answer_and_lead_on(staff_of: FlaskClient) -> None:
    page = f"/review/desk?report={CITY}"
    form = hidden(staff_of.get(page).get_data(as_text=True))
    first = form["metric"]
    answer = staff_of.post("/review/answer", data=form | {"act": "type", "after": "１２"})
    assert answer.status_code == 303
    form = hidden(staff_of.get(answer.headers["Location"]).get_data(as_text=True))
    assert form["metric"] != first
    refused = staff_of.post("/review/answer", data=form | {"act": "type", "after": "x"}, follow_redirects=True)
    assert "x" in refused.get_data(as_text=True)
    assert form["metric"] in refused.get_data(as_text=True)
    staff_of.post("/review/answer", data=form | {"act": "blank"})
    assert "docket-answers" not in staff_of.get(page).get_data(as_text=True)
    found = {one["metric"]: one for one in staff_of.get(f"/reports/{CITY}/data.json").get_json()["observations"]}
    assert (found[first]["value"], found[first]["status"]) == ("12", "corrected")
    assert found[form["metric"]]["value"] is None


def test_a_script_is_told_who_was_faster_and_what_else_is_settled(staff_of: FlaskClient) -> None:
    form = hidden(staff_of.get(f"/review/desk?report={CITY}&metric={DOUBTED}").get_data(as_text=True))
    saved = staff_of.post("/review/answer", data=form | {"act": "blank"}, headers=JSON)
    assert saved.status_code == 200
    assert DOUBTED not in saved.get_json()["doubts"]
    late = staff_of.post("/review/answer", data=form | {"act": "choose:7"}, headers=JSON)
    assert late.status_code == 409
    assert late.get_json()["said"] == {"user": "archivist", "after": None}
    undone = staff_of.post(
        "/review/undo",
        data={"csrf_token": form["csrf_token"], "correction": saved.get_json()["correction"]},
        headers=JSON,
    )
    assert undone.status_code == 200
    again = staff_of.post("/review/answer", data=form | {"act": "choose:7"}, headers=JSON)
    assert again.get_json()["after"] == "7"
    piece = staff_of.get(f"/review/docket?report={CITY}&metric={DOUBTED}").get_json()["docket"]
    assert 'data-before="7"' in piece
    assert staff_of.post("/review/answer", data=form | {"act": "dance"}, headers=JSON).status_code == 422


def test_the_grid_saves_what_was_changed_all_or_none(staff_of: FlaskClient) -> None:
    page = f"/review/reports/{CITY}/grid"
    text = staff_of.get(page).get_data(as_text=True)
    fields = dict(re.findall(r'name="((?:value|before|seen):[\w.]+)" value="([^"]*)"', text))
    assert len(fields) == 3 * 198
    change = {"value:disclosure.rules.made": "5", "value:disclosure.rules.published": "nonsense"}
    form = fields | {"csrf_token": token(staff_of, page)}
    assert staff_of.post(page, data=form | change).status_code == 422
    change["value:disclosure.rules.published"] = "6"
    assert staff_of.post(page, data=form | change).status_code == 303
    record = staff_of.get(f"/reports/{CITY}/data.json").get_json()
    corrected = {one["metric"]: one["value"] for one in record["observations"] if one["status"] == "corrected"}
    assert corrected == {"disclosure.rules.made": "5", "disclosure.rules.published": "6"}
    assert staff_of.post(page, data=form | change, headers=JSON).status_code == 409


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_relations_are_given_as_the_archive_has_them(staff: FlaskClient, edition: Edition) -> None:
    given = staff.get(f"/review/relations/{edition}.json").get_json()["relations"]
    assert given == [json.loads(one.model_dump_json()) for one in relations_of(edition)]
    assert staff.get("/review/relations/none.json").status_code == 404


def test_text_title_and_edition_are_corrected_on_one_page(staff_of: FlaskClient) -> None:
    page = f"/review/reports/{CITY}"
    text = staff_of.get(page).get_data(as_text=True)
    secret = {"csrf_token": token(staff_of, page), "why": "看原件"}
    before = staff_of.get(f"/reports/{CITY}/data.json").get_json()["sections"][0]["text"]
    assert html.escape(before.splitlines()[0]) in text
    form = secret | {"number": "1", "part": "text", "before": before, "after": "第一行\r\n第二行"}
    assert staff_of.post(f"{page}/sections", data=form).status_code == 303
    assert staff_of.get(f"/reports/{CITY}/data.json").get_json()["sections"][0]["text"] == "第一行\n第二行"
    assert staff_of.get("/api/v1/search?q=第二行").get_json()["total"] == 1
    assert staff_of.post(f"{page}/sections", data=form).status_code == 409
    title = staff_of.get(f"/reports/{CITY}/data.json").get_json()["title"]
    staff_of.post(f"{page}/fields", data=secret | {"field": "title", "before": title, "after": "新题名"})
    staff_of.post(f"{page}/fields", data=secret | {"field": "edition", "before": "2019", "after": "2021"})
    record = staff_of.get(f"/reports/{CITY}/data.json").get_json()
    assert (record["title"], record["edition"], len(record["observations"])) == ("新题名", "2021", 200)
    assert "正按所指定的格式" in staff_of.get(page).get_data(as_text=True)


def test_a_break_is_answered_as_the_offices_own(own: Services) -> None:
    values = balanced("2019", 2020, 2, 3) | {"reconsideration.total": "999"}
    fill(own.archive, {"a.fake": document(report(CITY_NAME, 2020, values=values))})
    staff = signed_in(create_app(own).test_client())
    text = staff.get("/review/breaks").get_data(as_text=True)
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text.split("docket-more", 1)[1]))
    assert form["relation"] == "reconsideration.sum"
    assert staff.post("/review/breaks", data=form).status_code == 303
    assert "原表勾稽不符" in staff.get(f"/reports/{CITY}").get_data(as_text=True)
    assert "已无勾稽不符之处" in staff.get("/review/breaks", follow_redirects=True).get_data(as_text=True)
    found = {one["metric"]: one for one in staff.get(f"/reports/{CITY}/data.json").get_json()["observations"]}
    assert found["reconsideration.total"]["value"] == "999"


def _seen(
    metric: str, value: str | None, *, raws: tuple[str, ...] = (), status: Status = Status.CERTAIN
) -> Observation:
    readings = tuple(CellReading(reader="cell", raw=raw, confidence=0.5) for raw in raws)
    return Observation(metric=metric, value=value, unit="件", raw=value or "", status=status, readings=readings)


def test_choices_are_weighed_by_the_sums_and_nobody_is_led_to_what_nobody_saw() -> None:
    values = {"upheld": "1", "corrected": "2", "other": "0", "pending": "0"}
    others = [_seen(f"reconsideration.{part}", value) for part, value in values.items()]
    doubt = _seen("reconsideration.total", "8", raws=("8", "3"), status=Status.DOUBTFUL)
    found = choices("2019", [*others, doubt], "reconsideration.total")
    assert [(one.value, one.broken) for one in found] == [("3", 0), ("8", 1)]
    blind = _seen("reconsideration.total", "8", raws=("8",), status=Status.DOUBTFUL)
    found = choices("2019", [*others, blind], "reconsideration.total")
    assert [one.value for one in found] == ["8", "3"]
    assert found[1].sources == (IMPLIED,)
    (outcome,) = outcomes_of("2019", known_values(others), "reconsideration.total", None)
    assert outcome.state == "not_checkable"


BOXES = st.tuples(*[st.floats(0, 1)] * 4).map(
    lambda b: (min(b[0], b[2]), min(b[1], b[3]), max(b[0], b[2]), max(b[1], b[3]))
)


@settings(deadline=None)
@given(BOXES, st.sampled_from([0, 90, 180, 270]))
def test_turning_a_box_there_and_back_leaves_it(box: Box, turn: Turn) -> None:
    back: Turn = {0: 0, 90: 270, 180: 180, 270: 90}[turn]  # type: ignore[assignment]
    assert turned(turned(box, turn), back) == pytest.approx(box)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_on_its_side_is_turned_for_the_crop(turn: int) -> None:
    form = load_form("2019")
    upright = {
        metric.id: (
            0.3 + metric.column * 0.08,
            0.2 + metric.row * 0.02,
            0.36 + metric.column * 0.08,
            0.215 + metric.row * 0.02,
        )
        for metric in form.metrics
        if metric.table == "requests"
    }
    back = {0: 0, 90: 270, 180: 180, 270: 90}[turn]
    seen = [
        Observation(metric=name, value="1", unit=None, raw="1", status=Status.CERTAIN, page=1, box=turned(box, back))  # type: ignore[arg-type]
        for name, box in upright.items()
        if name != DOUBTED
    ]
    metric = next(one for one in form.metrics if one.id == DOUBTED)
    place = place_of(form, seen, (), metric)
    assert place is not None
    assert place.inferred
    assert place.cell.turn == turn
    assert place.box == pytest.approx(upright[DOUBTED])
    assert place.row.box[0] == 0
    assert place.row.box[2] >= upright["requests.received.total"][2]


def test_a_table_without_labels_is_named_on_the_page(own: Services) -> None:
    table = requests(1, ROWS).model_dump(mode="json")
    fill(own.archive, {"a.fake": document(report(CITY_NAME, 2020, edition="none", tables=[table]))})
    staff = signed_in(create_app(own).test_client())
    page = f"/review/reports/{CITY}"
    assert "请先指明格式" in staff.get(page).get_data(as_text=True)
    own.archive.desk.correct_field(CITY, "edition", before="none", after="2019", why="版式", user="li")
    text = staff.get(page).get_data(as_text=True)
    form = text.split("/tables/name")[1].split("</form>")[0]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form)) | {"why": "标签不清"}
    wrong = staff.post(f"{page}/tables/name", data=sent | {"table": "disclosure"}, follow_redirects=True)
    assert "未取数值" in wrong.get_data(as_text=True)
    right = staff.post(f"{page}/tables/name", data=sent | {"table": "requests"}, follow_redirects=True)
    assert "161 个数值" in right.get_data(as_text=True)
    assert "表二：收到和处理政府信息公开申请情况" in right.get_data(as_text=True)
