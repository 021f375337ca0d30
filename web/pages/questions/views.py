"""A form at every value for whoever thinks that it is wrong, and the list of what was said, for archivists."""

import hmac

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response as BaseResponse

from archive.desk.error_reports import LONGEST_REMARK, LONGEST_VALUE
from archive.errors import NotFound
from archive.forms import metric as metric_of
from archive.views import Question
from web.accounts.security import user_name
from web.asked import paging
from web.context import archive, readable_report, services
from web.pages.report.model import cells_of
from web.pages.review.room import staff
from web.settings import secret_key
from web.ui.language import gettext as _

blueprint = Blueprint("questions", __name__)

PER_PAGE = 50

# People do not see this field; programs that fill in every field give themselves away.
TRAP = "website"


@blueprint.get("/reports/<report_id>/values/<metric>/question")
def form(report_id: str, metric: str) -> str:
    """What is printed, what was read, and room to say what is wrong with it."""
    record = readable_report(report_id)
    cell = cells_of(record).get(metric)
    if cell is None:
        raise NotFound(f"The report {report_id} has no value {metric}.", "")
    return render_template(
        "questions/form.html", record=record, cell=cell, trap=TRAP, longest=(LONGEST_VALUE, LONGEST_REMARK)
    )


@blueprint.post("/reports/<report_id>/values/<metric>/question")
def ask(report_id: str, metric: str) -> BaseResponse:
    """Keep what a reader says; the value stays as it is, marked."""
    record = readable_report(report_id)
    if not request.form.get(TRAP):
        settings = services().settings
        archive().error_reports.ask(
            record.id,
            metric,
            claimed=request.form.get("claimed", ""),
            remark=request.form.get("remark", ""),
            asker=_asker(),
            each=settings.questions_each,
            together=settings.questions_together,
        )
    flash(_("Thank you. An archivist will look at this value; until then it is marked."), "success")
    return redirect(url_for("report.show", report_id=record.id, mark=metric, _anchor=metric), 303)


@blueprint.get("/review/questions")
@staff
def show() -> str:
    """What readers, and samples, say is wrong; oldest first."""
    shown = paging(PER_PAGE)
    found = archive().error_reports.open(limit=shown.size, offset=shown.offset)
    return render_template(
        "questions/show.html",
        found=found,
        rows=[(one, metric_of(one.metric)) for one in found.items],
        page=shown.page,
        pages=shown.pages(found.total),
    )


@blueprint.post("/review/questions/<int:question_id>/dismiss")
@staff
def dismiss(question_id: int) -> BaseResponse:
    """The value is what the page says: the question has no ground."""
    archive().error_reports.dismiss(question_id, user=user_name())
    return redirect(url_for("questions.show"), 303)


@blueprint.app_template_global("questions_about")
def about(report_id: str, metric: str) -> tuple[Question, ...]:
    """What was said of a value and not answered yet: for the desk."""
    return archive().error_reports.open(report=report_id, metric=metric).items


def _asker() -> str:
    """Tells one address from another without keeping any; a signed-in person is known by name."""
    who = user_name() if current_user.is_authenticated else request.remote_addr or ""
    return hmac.new(secret_key(services().settings).encode(), who.encode(), "sha256").hexdigest()
