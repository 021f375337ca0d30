"""The first page."""

from flask import Blueprint, render_template

from archive.views import ReportFilter
from web.context import archive, visible_statuses
from web.pages.home.model import spread, strips

blueprint = Blueprint("home", __name__)

LATEST = 8
STRIPS = 12


@blueprint.get("/")
def show() -> str:
    """One search box, what is here, and the ways in."""
    held = archive()
    everything = ReportFilter(statuses=visible_statuses())
    counts = held.reports.counts(everything)
    years = spread(sorted(counts.by_year))
    return render_template(
        "home/show.html",
        counts=counts,
        latest=held.reports.list(everything, order="recent", limit=LATEST).items,
        regions=held.offices.regions(),
        years=years,
        strips=strips(held.statistics.matrix(years=years, limit=STRIPS, offset=0)),
    )
