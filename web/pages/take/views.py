"""Pick reports by office, region and year, and take them as one ZIP."""

import tempfile
from collections.abc import Iterable, Iterator

from flask import Blueprint, Response, render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_security import auth_required, roles_required

from archive.errors import InvalidQuery
from archive.views import ReportFilter
from web.accounts.models import ARCHIVIST
from web.asked import whole_number
from web.context import archive, readable_report, visible_statuses
from web.pages.take import model
from web.ui.language import gettext as _

blueprint = Blueprint("take", __name__)

MOST = 200
IN_MEMORY = 16_000_000
"""Bytes beyond which the file is kept on disk while it is made."""


@blueprint.get("/take")
@auth_required("session")
@roles_required(ARCHIVIST)
def show() -> str:
    """The reports that fit, each to tick. `?office=&region=&year=`."""
    wanted = ReportFilter(
        office=request.args.get("office") or None,
        region=tuple(part for part in request.args.get("region", "").split("/") if part),
        year=request.args.get("year", type=whole_number),
        statuses=visible_statuses(),
    )
    found = archive().reports.list(wanted, order="office", limit=MOST)
    return render_template("take/show.html", found=found, most=MOST)


@blueprint.post("/take")
@auth_required("session")
@roles_required(ARCHIVIST)
def bundle() -> ResponseReturnValue:
    """The ticked reports as a ZIP."""
    chosen = request.form.getlist("report")
    if not 0 < len(chosen) <= MOST:
        raise InvalidQuery(_("Choose between 1 and %(most)s reports.", most=MOST), "")
    target = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it
    model.pack(_parcels(chosen), target)
    target.seek(0)
    return _sent(target)


def _sent(target: "tempfile.SpooledTemporaryFile[bytes]") -> Response:
    return send_file(target, "application/zip", as_attachment=True, download_name="reports.zip", max_age=0)


def _parcels(report_ids: Iterable[str]) -> Iterator[model.Parcel]:
    for report_id in report_ids:
        record = readable_report(report_id)
        yield model.Parcel(record, archive().intake.content(record.source.sha256))
