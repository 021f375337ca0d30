"""What a report is and says: its title, office, year, scope, edition, and the text and titles of its sections."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from archive.boxes import middle
from archive.derived.named import tables_of
from archive.derived.standing import box_of
from archive.errors import InvalidValue
from archive.fields import FIELDS
from archive.records import ReportRecord, Status
from web.accounts.security import user_name
from web.asked import whole_number
from web.context import archive
from web.pages.review.room import blueprint, staff
from web.ui.language import gettext as _
from web.ui.language import lazy_gettext as N_  # noqa: N812 - the name that extraction looks for

NO_SHAPE = N_(
    "The rows and columns of this table are not those of the form, so that no value was taken:"
    " name its other parts, too, or type the values into the whole table."
)
SCOPES = ("own", "level", "compiled")
EDITIONS = ("2014", "2019", "2021", "none")


@blueprint.get("/review/reports/<report_id>")
@staff
def whole(report_id: str) -> str:
    """Everything about a report that a person may correct, and every word that people said, each to take back."""
    record = archive().reports.get(report_id)
    return render_template(
        "review/whole.html",
        record=record,
        history=archive().desk.history(report_id),
        scopes=SCOPES,
        editions=EDITIONS,
        fields=_fields_of(record),
        tables=_tables_of(record),
        form_tables=tables_of(record.edition),
        free=next(n for n in range(1, 100) if n not in {section.number for section in record.sections}),
    )


@blueprint.post("/review/reports/<report_id>/fields")
@staff
def save_field(report_id: str) -> ResponseReturnValue:
    """Set a field of the report; another edition has the document read again."""
    form = request.form
    field = form.get("field", "")
    before, after = form.get("before") or None, form.get("after", "").strip() or None
    desk = archive().desk
    record = desk.correct_field(report_id, field, before=before, after=after, why=_why(), user=user_name())
    if field == "edition":
        archive().intake.read_again(record.source.sha256, user=user_name())
        flash(_("The document is being read again in the edition that you named."), "success")
    return redirect(url_for("review.whole", report_id=record.id), 303)


@blueprint.post("/review/reports/<report_id>/sections")
@staff
def save_section(report_id: str) -> ResponseReturnValue:
    """Set the text or title of a section."""
    form = request.form
    number = form.get("number", type=whole_number)
    if number is None:
        raise InvalidValue(_("Sections count from 1."), "")
    before = _plain(form["before"]) if "before" in form else None
    archive().desk.correct_section(
        report_id,
        number,
        form.get("part", ""),
        before=before,
        after=_plain(form.get("after", "")),
        why=_why(),
        user=user_name(),
    )
    return redirect(url_for("review.whole", report_id=report_id, _anchor=f"section-{number}"), 303)


@blueprint.post("/review/reports/<report_id>/tables")
@staff
def disown_table(report_id: str) -> ResponseReturnValue:
    """The table at a place of a page does not belong to the report; the document is read again without it."""
    form = request.form
    page, x, y = form.get("page", 0, type=whole_number), form.get("x", 0.0, type=float), form.get("y", 0.0, type=float)
    record = archive().desk.disown_table(report_id, page, x, y, why=_why(), user=user_name())
    archive().intake.read_again(record.source.sha256, user=user_name())
    flash(_("The document is being read again without this table."), "success")
    return redirect(url_for("review.whole", report_id=record.id, _anchor="tables"), 303)


@blueprint.post("/review/reports/<report_id>/tables/name")
@staff
def name_table(report_id: str) -> ResponseReturnValue:
    """The table at a place of a page is a table of the form: its cells become values in doubt, where it has the form's shape."""
    form = request.form
    page, x, y = form.get("page", 0, type=whole_number), form.get("x", 0.0, type=float), form.get("y", 0.0, type=float)
    name = form.get("table", "")
    before = _not_found(archive().reports.get(report_id))
    record = archive().desk.name_table(report_id, page, x, y, name, why=_why(), user=user_name())
    taken = before - _not_found(record)
    if taken > 0:
        flash(
            ngettext(
                "%(num)d value was taken by its place; it waits at the desk.",
                "%(num)d values were taken by their place; they wait at the desk.",
                taken,
            ),
            "success",
        )
    else:
        flash(str(NO_SHAPE), "warning")
    return redirect(url_for("review.whole", report_id=record.id, _anchor="tables"), 303)


@blueprint.post("/review/reports/<report_id>/again")
@staff
def read_again(report_id: str) -> ResponseReturnValue:
    """Read the document of the leading version once more, with the engines of today."""
    record = archive().reports.get(report_id)
    archive().intake.read_again(record.source.sha256, user=user_name())
    flash(_("The document is being read again; what people corrected stays."), "success")
    return redirect(url_for("review.whole", report_id=report_id), 303)


def _tables_of(record: ReportRecord) -> list[dict[str, object]]:
    """The tables with a place on a page: what they were taken for, their first words, and their middle."""
    found: list[dict[str, object]] = []
    for table in record.tables:
        page = table.pages[0] if table.pages else 0
        box = box_of(table, page)
        if box is not None:
            words = " ".join(cell.text for cell in table.cells[:6] if cell.text)
            x, y = middle(box)
            found.append({"form": table.form, "page": page, "words": words, "cells": len(table.cells), "x": x, "y": y})
    return found


def _not_found(record: ReportRecord) -> int:
    """How many values the form asks for that were not found."""
    return sum(one.status in (Status.MISSING, Status.ABSENT) for one in record.observations)


def _fields_of(record: ReportRecord) -> dict[str, str]:
    known = {
        "title": record.title,
        "office": record.office.name if record.office else "",
        "year": record.year,
        "scope": record.scope,
        "edition": record.edition,
    }
    return {field: str(known[field] or "") for field in FIELDS}


def _why() -> str:
    return request.form.get("why", "").strip() or _("as printed")


def _plain(text: str) -> str:
    """A text as it was typed: browsers send CRLF for line ends."""
    return text.replace("\r\n", "\n")
