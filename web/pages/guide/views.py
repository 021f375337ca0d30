"""The help and the interface for programs."""

from flask import Blueprint, render_template

from archive.views import ReportFilter
from search.query import FACETS
from web.context import PUBLIC, archive
from web.pages.guide.model import chapters, examples

blueprint = Blueprint("guide", __name__)

LOOKED_AT = 50
"""Reports and offices among which examples are looked for."""


@blueprint.get("/help")
def show() -> str:
    """What is here, how to find it, what the words and signs mean, and where each question is answered."""
    newest = archive().reports.list(ReportFilter(statuses=PUBLIC), order="recent", limit=LOOKED_AT).items
    offices = archive().offices.list(limit=LOOKED_AT).items
    listed = set(archive().dues.listed()) & set(archive().statistics.years())
    found = examples(newest, offices, archive().offices.renamed(), listed)
    return render_template("guide/show.html", chapters=chapters(), examples=found)


@blueprint.get("/about")
def about() -> str:
    """What this archive holds, how a number gets onto its pages, and what may be relied on."""
    counts = archive().reports.counts(ReportFilter(statuses=PUBLIC))
    return render_template("guide/about.html", counts=counts)


@blueprint.get("/help/api")
def api() -> str:
    """The interface for programs."""
    newest = archive().reports.list(ReportFilter(statuses=PUBLIC), order="recent", limit=1).items
    return render_template("guide/api.html", example=newest[0] if newest else None, facets=FACETS)
