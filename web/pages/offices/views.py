"""The list of offices, one office, and the way from an office and a year to its report."""

import csv
import io
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_security import auth_required, roles_required
from werkzeug.wrappers import Response as BaseResponse

from archive.errors import InvalidQuery, NotFound
from archive.views import AbsenceReason
from web.accounts.models import ARCHIVIST
from web.accounts.security import user_name
from web.asked import paging, whole_number
from web.context import archive, visible_statuses
from web.pages.home.model import spread, strips
from web.pages.offices import model
from web.ui.language import gettext as _

blueprint = Blueprint("offices", __name__)

PER_PAGE = 50
FIRST_YEAR, LAST_YEAR = 2008, 2100
ABSENCES: tuple[AbsenceReason, ...] = ("not_made", "not_handed_over", "unknown")


@blueprint.get("/offices")
def index() -> BaseResponse | str:
    """Offices with their years, by region and kind; `?q=` finds one by any of its names."""
    region = tuple(part for part in request.args.get("region", "").split("/") if part)
    shown = paging(PER_PAGE)
    kind = request.args.get("kind") or None
    text = request.args.get("q", "").strip() or None
    part: dict[str, Any] = {"region": region, "kind": kind, "limit": shown.size, "offset": shown.offset}
    years = spread(archive().statistics.years())
    matrix = archive().statistics.matrix(**part, years=years) if text is None else None
    named = archive().offices.list(**part, text=text) if text is not None else None
    total = matrix.total if matrix else named.total if named else 0
    return render_template(
        "offices/index.html",
        offices=named.items if named else (),
        strips=strips(matrix) if matrix else None,
        years=years,
        region=region,
        below=archive().offices.regions(region),
        page=shown.page,
        pages=shown.pages(total),
        kinds=("government", "department", "township", "authorised", "enterprise"),
    )


@blueprint.get("/offices/<office_id>")
def show(office_id: str) -> BaseResponse | str:
    """What the office is, its years, its main figures over time, the ledger between years."""
    current = archive().offices.resolve(office_id)
    if current != office_id:
        return redirect(url_for("offices.show", office_id=current), 301)
    office = archive().offices.get(office_id)
    reports = [row for row in archive().offices.years(office_id) if row.status in visible_statuses()]
    points = archive().statistics.series(office_id, model.wanted_metrics())
    by_scope = {scope: [point for point in points if point.scope == scope] for scope in model.scopes_of(points)}
    hrefs = {
        (point.report, point.metric): url_for("report.show", report_id=point.report, _anchor=point.metric)
        for point in points
    }
    return render_template(
        "offices/show.html",
        office=office,
        reports=reports,
        gaps=model.gaps(archive().offices.absences(office.id), [row.year for row in reports if row.year is not None]),
        reasons=ABSENCES,
        upcoming={scope: model.upcoming(own) for scope, own in by_scope.items()},
        lines={scope: model.lines(own, hrefs) for scope, own in by_scope.items()},
        ledgers={scope: model.ledger(own) for scope, own in by_scope.items()},
        hrefs=hrefs,
        successions=archive().offices.successions(office_id),
    )


@blueprint.post("/offices/<office_id>/absence")
@auth_required("session")
@roles_required(ARCHIVIST)
def set_absence(office_id: str) -> BaseResponse:
    """Say why a year has no report, or take that back."""
    reason = request.form.get("reason") or None
    if reason not in (None, *ABSENCES):
        raise InvalidQuery(f"{reason!r} is no reason.", "")
    year = request.form.get("year", type=whole_number)
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidQuery(_("Name a year."), "")
    archive().offices.set_absence(office_id, year, reason, user=user_name())
    return redirect(url_for("offices.show", office_id=office_id), 303)


@blueprint.get("/offices/<office_id>/series.csv")
def series_csv(office_id: str) -> Response:
    """The office's main figures over the years."""
    points = archive().statistics.series(office_id, model.wanted_metrics())
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(["office", "year", "scope", "metric", "value", "status", "report"])
    for point in sorted(points, key=lambda point: (point.metric, point.year)):
        writer.writerow(
            [office_id, point.year, point.scope, point.metric, point.value, point.status.value, point.report]
        )
    headers = {"Content-Disposition": f"attachment; filename={office_id}.csv"}
    return Response(target.getvalue().encode("utf-8-sig"), mimetype="text/csv", headers=headers)


@blueprint.get("/offices/lacking/<int:year>")
def lacking(year: int) -> str:
    """Which offices have no report of a year. `?region=&kind=&page=`."""
    region = tuple(part for part in request.args.get("region", "").split("/") if part)
    kind = request.args.get("kind") or None
    shown = paging(PER_PAGE)
    found = archive().statistics.lacking(year, region=region, kind=kind, limit=shown.size, offset=shown.offset)
    return render_template(
        "offices/lacking.html",
        year=year,
        region=region,
        found=found,
        offices=archive().offices.list(region=region, kind=kind, limit=1).total,
        due=archive().dues.year(year, region=region, kind=kind),
        page=shown.page,
        pages=shown.pages(found.total),
    )


@blueprint.get("/offices/<office_id>/<int:year>")
def year(office_id: str, year: int) -> BaseResponse | str:
    """The report of a year; where there are several (scopes), a choice."""
    current = archive().offices.resolve(office_id)
    reports = [row for row in archive().offices.of_year(current, year) if row.status in visible_statuses()]
    if not reports:
        raise NotFound(f"{archive().offices.get(current).name} {year}", "")
    if len(reports) == 1:
        return redirect(url_for("report.show", report_id=reports[0].id), 302)
    return render_template("offices/year.html", office=archive().offices.get(current), year=year, reports=reports)
