"""For archivists: what is open and where, reports that the rule publishes, corrections that wait for a second person."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from archive.views import ReportFilter
from web.accounts.security import user_name
from web.asked import paging, whole_number
from web.context import archive, services
from web.pages.review.room import staff
from web.pages.summary import model

blueprint = Blueprint("summary", __name__)

PER_PAGE = 50
HELD_SHOWN = 100
SAMPLES = 5

# More are brought to the index by a worker, so that the answer does not wait for thousands.
INDEXED_AT_ONCE = 20

# So many in one request; the page that follows offers the others.
ENOUGH = 5000


@blueprint.get("/review/summary")
@staff
def show() -> str:
    """Doubts by batch and office, agreement between readers, samples, and which scans the doubts come from."""
    held = archive()
    return render_template(
        "summary/show.html",
        batches=held.summary.by_batch(),
        offices=held.summary.by_office(),
        scans=held.summary.by_scan(),
        samples=held.sampling.all(limit=SAMPLES),
        questions=held.error_reports.open(limit=1).total,
        pending=held.confirming.pending(limit=1).total,
        share=model.share,
        scan=model.scan,
        doubt_status=model.doubt_status,
        doubt_reason=model.doubt_reason,
    )


@blueprint.get("/review/publish")
@staff
def drafts() -> str:
    """Which drafts the rule would publish, and what holds the others back. `?batch=&office=&year=`."""
    wanted = _wanted()
    return render_template(
        "summary/publish.html",
        found=model.drafts(archive().publishing.drafts(wanted), HELD_SHOWN),
        wanted=wanted,
        obstacle=model.obstacle,
        batches=archive().intake.batch_names(limit=PER_PAGE),
        draft_first=services().settings.new_reports == "draft",
    )


@blueprint.post("/review/publish")
@staff
def publish() -> BaseResponse:
    """Publish all that the rule lets pass."""
    wanted = _wanted()
    outcome = archive().publishing.publish(wanted, user=user_name(), at_most=INDEXED_AT_ONCE, enough=ENOUGH)
    count = len(outcome.published)
    flash(ngettext("%(num)d report was published.", "%(num)d reports were published.", count), "success")
    return redirect(url_for("summary.drafts", office=wanted.office, year=wanted.year, batch=wanted.batch), 303)


@blueprint.get("/review/pending")
@staff
def pending() -> str:
    """Corrections that count only when another person confirms them."""
    shown = paging(PER_PAGE)
    found = archive().confirming.pending(limit=shown.size, offset=shown.offset)
    return render_template(
        "summary/pending.html",
        found=found,
        titles=archive().reports.titles(word.report for word in found.items),
        confirmable=model.others(found.items, user_name()),
        asked_for=services().settings.second_person,
        page=shown.page,
        pages=shown.pages(found.total),
    )


@blueprint.post("/review/pending/<int:correction_id>/confirm")
@staff
def confirm(correction_id: int) -> BaseResponse:
    """Let another person's word count."""
    archive().confirming.confirm(correction_id, user=user_name())
    return redirect(url_for("summary.pending"), 303)


@blueprint.post("/review/pending/<int:correction_id>/reject")
@staff
def reject(correction_id: int) -> BaseResponse:
    """Take a pending word back."""
    archive().desk.undo(correction_id, user=user_name())
    return redirect(url_for("summary.pending"), 303)


def _wanted() -> ReportFilter:
    return ReportFilter(
        office=request.values.get("office", "").strip() or None,
        year=request.values.get("year", type=whole_number),
        batch=request.values.get("batch", type=whole_number),
        statuses=None,
    )
