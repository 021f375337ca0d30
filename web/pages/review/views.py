"""What needs a person: values in doubt and findings."""

from flask import Blueprint, render_template, request
from flask_security import auth_required, roles_required

from web.accounts.models import ARCHIVIST
from web.context import archive
from web.pages.review import model

blueprint = Blueprint("review", __name__)

PER_PAGE = 100
FINDINGS = 50


@blueprint.get("/review")
@auth_required("session")
@roles_required(ARCHIVIST)
def show() -> str:
    """Doubts, worst first, by report; findings of broken sums. `?office=&year=&batch=&page=`."""
    page = max(1, request.args.get("page", 1, type=int))
    doubts = archive().desk.doubts(
        office=request.args.get("office") or None,
        year=request.args.get("year", type=int),
        batch=request.args.get("batch", type=int),
        limit=PER_PAGE,
        offset=(page - 1) * PER_PAGE,
    )
    return render_template(
        "review/show.html",
        doubts=doubts,
        piles=model.piles(doubts.items),
        findings=archive().reports.findings(grade="hard", limit=FINDINGS, offset=0),
        page=page,
        pages=-(-doubts.total // PER_PAGE),
    )
