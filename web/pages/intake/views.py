"""Handing in files, and watching them being read."""

from itertools import chain
from pathlib import PurePath

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import auth_required, roles_required

from archive.archival_codes import Entry, manifest
from archive.errors import RefusedFile
from archive.views import Receipt
from web.accounts.models import ARCHIVIST
from web.accounts.security import user_name
from web.asked import paging, whole_number
from web.context import archive, services
from web.pages.intake import model
from web.ui.language import gettext as _

blueprint = Blueprint("intake", __name__)

BATCHES = 20
DOCUMENTS = 200
CODES = 50


@blueprint.get("/intake")
@auth_required("session")
@roles_required(ARCHIVIST)
def show() -> ResponseReturnValue:
    """The form, the batches, and what could not be read."""
    shown = paging(BATCHES)
    batches = archive().intake.batches(limit=shown.size, offset=shown.offset)
    return render_template(
        "intake/show.html",
        batches=batches,
        pages=shown.pages(batches.total),
        failed=[
            *archive().intake.documents(state="failed", limit=BATCHES).items,
            *archive().intake.documents(state="set_aside", limit=BATCHES).items,
        ],
        share=model.batch_share,
        page=shown.page,
        settings=services().settings,
        workers=archive().worker.alive(),
    )


@blueprint.post("/intake")
@auth_required("session")
@roles_required(ARCHIVIST)
def receive() -> ResponseReturnValue:
    """Take the files; each is received, known already, or refused with its reason."""
    files = [file for file in request.files.getlist("files") if file.filename]
    if not files:
        raise RefusedFile(_("Upload"), _("no file was chosen."), _("Choose one or more files."))
    year = request.form.get("year", type=whole_number)
    office = request.form.get("office", "").strip() or None
    batch = archive().intake.start_batch(
        request.form.get("name", "").strip() or _batch_name(files[0].filename), user=user_name()
    )
    listed = _manifest()
    for file in files:
        name = PurePath((file.filename or "").replace("\\", "/")).name
        said = listed.get(name, Entry(None, None, None))
        archive().intake.receive(
            file.stream,  # type: ignore[arg-type]
            name,
            batch=batch,
            office=said.office or office,
            year=said.year or year,
            user=user_name(),
            archival_code=said.code,
        )
    return redirect(url_for("intake.batch", batch_id=batch), 303)


@blueprint.get("/intake/batches/<int:batch_id>")
@auth_required("session")
@roles_required(ARCHIVIST)
def batch(batch_id: int) -> ResponseReturnValue:
    """One batch: every file, how far it is, what was refused and why. `?format=json` for the page's script."""
    state = archive().intake.batch(batch_id)
    shown = paging(DOCUMENTS)
    documents = archive().intake.documents(batch=batch_id, limit=shown.size, offset=shown.offset)
    if request.args.get("format") == "json":
        return jsonify(model.progress_json(state, documents.items))
    receipts = [(row, _held(row)) for row in archive().intake.receipts(batch_id) if row.outcome != "received"]
    held = {
        *chain(*(document.reports for document in documents.items)),
        *chain(*(reports for _row, reports in receipts)),
    }
    return render_template(
        "intake/batch.html",
        batch=state,
        documents=documents,
        page=shown.page,
        pages=shown.pages(documents.total),
        titles=archive().reports.titles(held),
        share=model.batch_share(state.counts),
        of_document=model.document_share,
        receipts=receipts,
        workers=archive().worker.alive(),
    )


@blueprint.post("/intake/documents/<sha256>/again")
@auth_required("session")
@roles_required(ARCHIVIST)
def again(sha256: str) -> ResponseReturnValue:
    """Another reading of a stored file; the earlier one and all corrections are kept."""
    archive().intake.read_again(sha256, user=user_name())
    state = archive().intake.document(sha256)
    target = url_for("intake.batch", batch_id=state.batch) if state.batch is not None else url_for("intake.show")
    return redirect(target, 303)


@blueprint.get("/intake/codes")
@auth_required("session")
@roles_required(ARCHIVIST)
def codes() -> ResponseReturnValue:
    """Documents by their archival code (档号). `?q=` is any part of it."""
    shown = paging(CODES)
    text = request.args.get("q", "").strip()
    found = archive().archival_codes.find(text, limit=shown.size, offset=shown.offset)
    titles = archive().reports.titles(report for one in found.items for report in one.reports)
    return render_template(
        "intake/codes.html",
        found=found,
        titles=titles,
        text=text,
        page=shown.page,
        pages=shown.pages(found.total),
    )


@blueprint.post("/intake/documents/<sha256>/code")
@auth_required("session")
@roles_required(ARCHIVIST)
def set_code(sha256: str) -> ResponseReturnValue:
    """Give a document its archival code."""
    archive().archival_codes.set(sha256, request.form.get("code"), user=user_name())
    report = request.form.get("report")
    target = url_for("report.show", report_id=report, _anchor="about") if report else url_for("intake.codes")
    return redirect(target, 303)


def _manifest() -> dict[str, Entry]:
    """The list that came with the files, if one did."""
    file = request.files.get("manifest")
    return manifest(file.stream.read(), file.filename) if file is not None and file.filename else {}


def _held(receipt: Receipt) -> tuple[str, ...]:
    """The reports that a duplicate's bytes already gave."""
    if receipt.outcome != "duplicate" or receipt.sha256 is None:
        return ()
    return archive().intake.document(receipt.sha256).reports


def _batch_name(filename: str | None) -> str:
    return PurePath(filename or "").stem or _("Upload")
