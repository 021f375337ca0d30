"""The lists of the offices that must report, and how the archive stands to each."""

from flask import Blueprint, render_template, request

from archive.errors import RefusedFile
from web.accounts.security import user_name
from web.context import archive
from web.pages.review.room import staff
from web.ui.language import gettext as _

blueprint = Blueprint("dues", __name__)


@blueprint.get("/offices/due")
@staff
def show() -> str:
    """Each year's list: due, held, lacking and why."""
    return render_template("dues/show.html", years=archive().dues.years(), entered=None)


@blueprint.post("/offices/due")
@staff
def enter() -> str:
    """Enter a list from a CSV file; what was not understood is named line by line."""
    file = request.files.get("list")
    if file is None or not file.filename:
        raise RefusedFile(_("Upload"), _("no file was chosen."), _("Choose one or more files."))
    entered = archive().dues.enter(
        file.stream.read(), file.filename, user=user_name(), replace=bool(request.form.get("replace"))
    )
    return render_template("dues/show.html", years=archive().dues.years(), entered=entered)
