"""One doubt on one screen, and the answers to it; for people with and without scripts, and for the page's script."""

from collections.abc import Iterable, Iterator

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive.derived.corrections import doubtful_metrics
from archive.errors import Conflict, DanganError, InvalidQuery, NotFound
from archive.records import ReportRecord
from archive.views import Doubt
from web.accounts.security import user_name
from web.asked import whole_number
from web.context import archive
from web.faults import code_of
from web.pages.review.crops import crop_url
from web.pages.review.model import Docket, docket
from web.pages.review.room import blueprint, filters, staff, wanted
from web.pictures import WIDTHS
from web.ui.language import gettext as _

AHEAD, MOST_AHEAD = 4, 8
"""Doubts that the page's script asks for at once, so that the next is there when it is wanted."""


@blueprint.get("/review/desk")
@staff
def desk() -> ResponseReturnValue:
    """The doubt after `?after=`, or that of `?report=&metric=`; the filters of the queue go along."""
    metric = request.args.get("metric")
    shown = _named(request.args.get("report", ""), metric) if metric else next(_ahead(1), None)
    return _page(shown)


@blueprint.get("/review/next")
@staff
def following() -> Response:
    """The next dockets as pieces of the page, for its script; `?after=&limit=` and the filters."""
    limit = min(MOST_AHEAD, request.args.get("limit", AHEAD, type=whole_number))
    pieces = [_piece(one) for one in _ahead(limit)]
    return jsonify(dockets=pieces)


@blueprint.get("/review/docket")
@staff
def piece() -> Response:
    """One docket as it stands now; `?report=&metric=&after=`."""
    return jsonify(docket=_piece(_named(request.args.get("report", ""), request.args.get("metric", ""))))


@blueprint.post("/review/answer")
@staff
def answer() -> ResponseReturnValue:
    """A person's answer: `act` is `choose:<value>`, `office:<value>`, `type` (with `after`), `blank` or `skip`."""
    form = request.form
    report, metric, act = form.get("report", ""), form.get("metric", ""), form.get("act", "type")
    if act == "skip":
        return _onwards()
    try:
        after = _value(act)
        record = archive().desk.correct(
            report,
            metric,
            before=form.get("before") or None,
            after=after,
            why=form.get("why") or _reason(act),
            user=user_name(),
            seen=form.get("seen", type=whole_number),
            as_printed=act.startswith("office:"),
        )
    except DanganError as error:
        return _refused(error, report, metric)
    if _by_script():
        # An answer may settle other doubts of the report, too, and raise new ones.
        open_ones = [*doubtful_metrics(record.observations), *archive().error_reports.questioned(record.id)]
        return jsonify(correction=archive().desk.history(record.id, metric)[-1].id, after=after, doubts=open_ones)
    return _onwards()


@blueprint.post("/review/undo")
@staff
def take_back() -> ResponseReturnValue:
    """Take an answer back: `correction` is its number; leads to the doubt again."""
    try:
        archive().desk.undo(request.form.get("correction", 0, type=whole_number), user=user_name())
    except DanganError as error:
        if not _by_script():
            raise
        return jsonify(reason=str(error)), code_of(error)
    if _by_script():
        return jsonify(undone=True)
    back = request.form.get("back", "")
    local = back.startswith("/") and not back.startswith("//")
    return redirect(back if local else url_for("review.show"), 303)


def _onwards() -> ResponseReturnValue:
    """To the doubt after this one."""
    return redirect(url_for("review.desk", after=request.form.get("cursor") or None, **filters()), 303)


def _value(act: str) -> str | None:
    """The value that an answer gives; raises `InvalidQuery` for an answer that is none."""
    if act == "blank":
        return None
    for head in ("choose:", "office:"):
        if act.startswith(head) and act != head:
            return act.removeprefix(head)
    typed = request.form.get("after", "").strip()
    if act != "type" or not typed:
        raise InvalidQuery(_("Type a value, or say that the cell is blank."), "")
    return typed


def _reason(act: str) -> str:
    reasons = {"office": _("The office wrote this."), "blank": _("The cell is blank.")}
    return reasons.get(act.partition(":")[0], _("as printed"))


def _refused(error: DanganError, report: str, metric: str) -> ResponseReturnValue:
    """Nothing was saved: say why, and show the value as it stands now."""
    if _by_script():
        found = archive().desk.history(report, metric) if isinstance(error, Conflict) else ()
        said = [{"user": word.user, "after": word.after} for word in found if word.undone is None]
        return jsonify(reason=str(error), said=said[-1] if said else None), code_of(error)
    typed = request.form.get("after", "").strip()
    flash(_("Not saved. %(reason)s", reason=error), "error")
    if typed:
        flash(_("You had typed %(typed)s.", typed=typed), "info")
    here = {**filters(), "report": report}
    return redirect(url_for("review.desk", metric=metric, after=request.form.get("cursor") or None, **here), 303)


def _ahead(limit: int) -> Iterator[Docket]:
    """The dockets after the cursor of the address; a doubt that was settled meanwhile is passed over."""
    found = archive().desk.next_doubts(wanted(), limit, request.args.get("after") or None)
    yield from _dockets(found)


def _dockets(doubts: Iterable[Doubt]) -> Iterator[Docket]:
    records: dict[str, ReportRecord] = {}
    for doubt in doubts:
        record = records.get(doubt.report) or records.setdefault(doubt.report, archive().reports.get(doubt.report))
        made = docket(record, doubt.metric, archive().desk.history(record.id, doubt.metric), doubt.cursor)
        if made is not None:
            yield made


def _named(report: str, metric: str) -> Docket:
    record = archive().reports.get(report)
    history = archive().desk.history(record.id, metric)
    made = docket(record, metric, history, request.args.get("after", ""))
    if made is None:
        raise NotFound(f"The report {report} has no value {metric}.", "")
    return made


def _page(shown: Docket | None) -> str:
    return render_template(
        "review/desk.html",
        docket=shown,
        said=filters(),
        crop_url=crop_url,
        widths=WIDTHS,
        left=archive().desk.count(wanted()),
    )


def _piece(shown: Docket) -> str:
    return render_template("review/docket.html", docket=shown, said=filters(), crop_url=crop_url, widths=WIDTHS)


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"
