"""One broken relation on one screen: its cells as printed, and whether the office wrote them so."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive.forms import load_form
from archive.relations import outcomes
from web.accounts.security import user_name
from web.asked import whole_number
from web.context import archive
from web.pages.review.crops import crop_url
from web.pages.review.places import place_of
from web.pages.review.room import blueprint, filters, staff, wanted
from web.pictures import WIDTHS
from web.ui.language import gettext as _


@blueprint.get("/review/breaks")
@staff
def breaks() -> ResponseReturnValue:
    """The broken relation after `?after=`; the filters of the queue go along."""
    after = request.args.get("after", type=whole_number)
    found = archive().desk.breaks(wanted(), 1, after)
    if not found.items:
        flash(_("No sum is left that does not add up."), "success")
        return redirect(url_for("review.show", **filters()), 303)
    key, row = found.items[0]
    record = archive().reports.get(row.report)
    by_metric = {one.metric: one for one in record.observations}
    form = load_form(record.edition) if record.edition not in (None, "none") else None
    metrics = {one.id: one for one in form.metrics} if form else {}
    cells = [
        (metrics[name], by_metric[name], place_of(form, record.observations, record.tables, metrics[name]))
        for name in row.metrics
        if form and name in metrics
    ]
    outcome = next(
        (o for o in outcomes(record.edition or "none", record.observations) if o.relation.id == row.relation), None
    )
    return render_template(
        "review/break.html",
        key=key,
        row=row,
        record=record,
        cells=cells,
        outcome=outcome,
        total=found.total,
        said=filters(),
        crop_url=crop_url,
        widths=WIDTHS,
    )


@blueprint.post("/review/breaks")
@staff
def settle_break() -> ResponseReturnValue:
    """The office wrote this: the finding is the office's own, as it reads now."""
    form = request.form
    archive().desk.answer(
        form.get("report", ""),
        form.get("relation", ""),
        message=form.get("message", ""),
        why=form.get("why") or _("The office wrote this."),
        user=user_name(),
    )
    return redirect(url_for("review.breaks", after=form.get("key"), **filters()), 303)
