"""A report's page, one value's card, and what can be taken along."""

from itertools import islice
from urllib.parse import quote

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask_security import auth_required, roles_required
from werkzeug.wrappers import Response as BaseResponse

from archive.errors import Conflict, InvalidQuery, NotFound
from archive.records import ReportRecord, ReportStatus
from archive.reports.places import spots
from search.query import Query, parse, parse_year
from search.text import find_spans
from web.accounts.models import ARCHIVIST
from web.accounts.security import user_name
from web.asked import whole_number
from web.context import archive, readable_report
from web.contract import as_json, report_shape
from web.pages.images.views import viewer_address
from web.pages.report.model import Mark, cells_of, checks_of, first_page, view
from web.pictures import WIDTHS, crop
from web.ui.language import gettext as _
from web.ui.passages import Span
from web.ui.tables import values_csv

blueprint = Blueprint("report", __name__)

SCOPES = ("own", "level", "compiled")
MOST_HITS = 200
"""Places on the scan that are lit up at once."""


@blueprint.get("/reports/<report_id>")
def show(report_id: str) -> BaseResponse | str:
    """The page image and what was read from it; `?page=`, `?mark=<metric>`, `?hit=<query>`, `?version=`."""
    current = archive().reports.resolve(report_id)
    if current != report_id:
        return redirect(f"{url_for('report.show', report_id=current)}?{request.query_string.decode()}", 301)
    version = request.args.get("version", type=whole_number)
    record = readable_report(report_id, version)
    spans = _spans(record, request.args.get("hit", ""))
    shown = view(record, spans, _marks(record, spans))
    pages = archive().reports.pages(report_id, record.version)
    mark = request.args.get("mark")
    page = first_page(record, request.args.get("page", type=whole_number), mark, shown.hits)
    numbers = [info.number for info in pages]
    return render_template(
        "report/show.html",
        view=shown,
        record=record,
        pages=pages,
        page=next((info for info in pages if info.number == page), pages[0] if pages else None),
        numbers=numbers,
        widths=WIDTHS,
        mark=mark,
        marked=shown.cells.get(mark or ""),
        cells=shown.cells,
        checks=checks_of(record, mark) if mark is not None else (),
        viewer=viewer_address(),
        scopes=SCOPES,
        history=archive().desk.history(report_id),
        questioned=archive().error_reports.questioned(report_id),
        archival_code=archive().archival_codes.of(record.source.sha256),
        ReportStatus=ReportStatus,
    )


@blueprint.get("/reports/<report_id>/values/<metric>")
def value(report_id: str, metric: str) -> str | BaseResponse:
    """One value's card, for the page to fetch: word, raw text, place, what each reader saw, and its history.

    Who opens its address by itself gets the page with the card open.
    """
    version = request.args.get("version", type=whole_number)
    record = readable_report(report_id, version)
    cell = cells_of(record).get(metric)
    if cell is None:
        raise NotFound(f"The report {report_id} has no value {metric}.", "")
    if request.headers.get("Sec-Fetch-Dest") == "document":
        return redirect(url_for("report.show", report_id=report_id, version=version, mark=metric, _anchor=metric))
    return render_template(
        "report/value.html",
        cell=cell,
        cells=cells_of(record),
        checks=checks_of(record, metric),
        record=record,
        history=archive().desk.history(report_id, metric),
        questioned=archive().error_reports.questioned(report_id),
    )


@blueprint.get("/reports/<report_id>/values/<metric>/crop.webp")
def value_crop(report_id: str, metric: str) -> Response:
    """The place on the page that a value was read from (原件截图)."""
    record = readable_report(report_id, request.args.get("version", type=whole_number))
    cell = cells_of(record).get(metric)
    if cell is None or cell.observation.page is None or cell.observation.box is None:
        raise NotFound(f"The report {report_id} has no place for {metric}.", "")
    image = archive().reports.page_image(record.source.sha256, cell.observation.page)
    response = Response(crop(image.data, cell.observation.box), mimetype="image/webp")
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


@blueprint.post("/reports/<report_id>/values/<metric>")
@auth_required("session")
@roles_required(ARCHIVIST)
def correct(report_id: str, metric: str) -> BaseResponse:
    """A person's word on one value: it wins over readings and survives the next one."""
    form = request.form
    before, after = form.get("before") or None, form.get("after", "").strip() or None
    archive().desk.correct(
        report_id,
        metric,
        before=before,
        after=after,
        why=form.get("why", ""),
        user=user_name(),
        seen=form.get("seen", type=whole_number),
    )
    return redirect(url_for("report.show", report_id=report_id, mark=metric, _anchor=metric), 303)


@blueprint.post("/reports/<report_id>/fields/<field>")
@auth_required("session")
@roles_required(ARCHIVIST)
def correct_field(report_id: str, field: str) -> BaseResponse:
    """A person's word on the title, office, year or scope; a new office or year moves the report, its old address leads on."""
    form = request.form
    before, after = form.get("before") or None, form.get("after", "").strip() or None
    if field == "year" and after is not None:
        after = str(parse_year(after))
    if field == "scope" and after not in (None, *SCOPES):
        raise InvalidQuery(f"{after!r} is no scope.", f"Scopes are {', '.join(SCOPES)}.")
    desk = archive().desk
    record = desk.correct_field(report_id, field, before=before, after=after, why=form.get("why", ""), user=user_name())
    return redirect(url_for("report.show", report_id=record.id, _anchor="about"), 303)


@blueprint.post("/reports/<report_id>/corrections/<int:correction_id>/undo")
@auth_required("session")
@roles_required(ARCHIVIST)
def undo(report_id: str, correction_id: int) -> BaseResponse:
    """Take a correction of a value back."""
    archive().desk.undo(correction_id, user=user_name())
    return redirect(url_for("report.show", report_id=report_id), 303)


@blueprint.post("/reports/<report_id>/status")
@auth_required("session")
@roles_required(ARCHIVIST)
def set_status(report_id: str) -> BaseResponse:
    """Open, close or withdraw a report."""
    try:
        status = ReportStatus(request.form.get("status", ""))
    except ValueError:
        raise Conflict(_("Choose one of the states."), "") from None
    archive().desk.set_status(report_id, status, why=request.form.get("why", ""), user=user_name())
    return redirect(url_for("report.show", report_id=report_id), 303)


@blueprint.get("/reports/<report_id>/data.json")
def as_json_file(report_id: str) -> Response:
    """The record whole, as `show --json` prints it."""
    record = readable_report(report_id, request.args.get("version", type=whole_number))
    return Response(as_json(report_shape(record)), mimetype="application/json")


@blueprint.get("/reports/<report_id>/data.csv")
def as_csv_file(report_id: str) -> Response:
    """Every value with its status and place; opens in a spreadsheet."""
    record = readable_report(report_id, request.args.get("version", type=whole_number))
    return _attachment(values_csv(record), "text/csv; charset=utf-8", f"{report_id}.csv")


@blueprint.get("/reports/<report_id>/original")
def original(report_id: str) -> Response:
    """The file as it was handed in, byte for byte."""
    record = readable_report(report_id, request.args.get("version", type=whole_number))
    content = archive().intake.content(record.source.sha256)
    return _attachment(content, record.source.media_type, record.source.filename)


def _attachment(content: bytes, media_type: str, filename: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
    # A hostile HTML or SVG original must never run as a page of this site.
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


def _spans(record: ReportRecord, text: str) -> dict[int, tuple[Span, ...]]:
    """Where a query's phrases stand in each section's text."""
    if not text.strip():
        return {}
    phrases = parse(Query(text=text)).phrases
    return {section.number: find_spans(section.text, phrases, MOST_HITS) for section in record.texts}


def _marks(record: ReportRecord, spans: dict[int, tuple[Span, ...]]) -> list[Mark]:
    """The same places on the scan."""
    runs = {section.number: section.runs for section in record.texts}
    found = (
        Mark(spot.page, spot.box)
        for section, places in spans.items()
        for start, end in places
        for spot in spots(runs[section], start, end)
    )
    return list(islice(found, MOST_HITS))
