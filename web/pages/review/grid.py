"""The whole table in the official layout, every cell to type in, the relations recomputed, the page beside it."""

from collections.abc import Iterator

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from archive.errors import DanganError, NotFound
from archive.forms import EDITIONS
from archive.relations import Relation, relations_of
from archive.views import Word
from web.accounts.security import user_name
from web.asked import whole_number
from web.context import archive
from web.faults import code_of
from web.pages.images.views import viewer_address
from web.pages.report.model import first_page, view
from web.pages.review.model import newest_by_field
from web.pages.review.room import blueprint, staff
from web.pictures import WIDTHS
from web.ui import words
from web.ui.formtable import sheets
from web.ui.language import gettext as _
from web.ui.language import in_chinese

A_DAY = "private, max-age=86400"


@blueprint.get("/review/reports/<report_id>/grid")
@staff
def grid(report_id: str) -> str:
    """The report's tables as grids; `?mark=<metric>` is where to begin."""
    record = archive().reports.get(report_id)
    shown = view(record, {})
    pages = archive().reports.pages(report_id, record.version)
    mark = request.args.get("mark")
    page = first_page(record, request.args.get("page", type=whole_number), mark, ())
    return render_template(
        "review/grid.html",
        record=record,
        view=shown,
        sheets=sheets(record.edition) if record.edition else (),
        newest=newest_by_field(archive().desk.history(report_id)),
        pages=pages,
        page=next((info for info in pages if info.number == page), pages[0] if pages else None),
        widths=WIDTHS,
        mark=mark,
        marked=None,
        viewer=viewer_address(),
    )


@blueprint.post("/review/reports/<report_id>/grid")
@staff
def save_grid(report_id: str) -> ResponseReturnValue:
    """Save every cell that was changed, all or none."""
    words = list(_changed())
    by_script = request.accept_mimetypes.best == "application/json"
    try:
        if words:
            why = request.form.get("why") or _("as printed")
            archive().desk.correct_all(report_id, words, why=why, user=user_name())
    except DanganError as error:
        if by_script:
            return jsonify(reason=str(error)), code_of(error)
        raise
    if by_script:
        return jsonify(_standing(report_id, [word.metric for word in words]))
    flash(_("%(count)s values saved.", count=len(words)), "success")
    return redirect(url_for("review.grid", report_id=report_id), 303)


@blueprint.get("/review/relations/<edition>.json")
@staff
def relations(edition: str) -> Response:
    """The relations of an edition's form, for the page's script: the same data that the archive checks by."""
    known = next((one for one in EDITIONS if one == edition), None)
    if known is None:
        raise NotFound(f"There is no edition {edition}.", "")
    response = jsonify(relations=[one.model_dump() | {"words": _demand(one)} for one in relations_of(known)])
    response.headers["Cache-Control"] = A_DAY
    return response


def _demand(relation: Relation) -> str:
    """What a relation asks for, in the language of the page and without the full stop of a sentence."""
    return relation.words if in_chinese() else words.relation(relation.id).removesuffix(".")


def _changed() -> Iterator[Word]:
    """The cells of the form whose text is not what was there."""
    for name, typed in request.form.items():
        if not name.startswith("value:"):
            continue
        metric = name.removeprefix("value:")
        before = request.form.get(f"before:{metric}") or None
        after = typed.strip() or None
        if after != before or f"confirm:{metric}" in request.form:
            yield Word(metric, before, after, request.form.get(f"seen:{metric}", type=whole_number))


def _standing(report_id: str, metrics: list[str]) -> dict[str, dict[str, object]]:
    """What the cells say now, for the page's script."""
    record = archive().reports.get(report_id)
    seen = newest_by_field(archive().desk.history(report_id))
    return {
        one.metric: {"value": one.value, "status": one.status, "seen": seen.get(one.metric, 0)}
        for one in record.observations
        if one.metric in metrics
    }
