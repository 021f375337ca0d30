"""The queue: what needs a person, by kind, office, year and batch."""

from flask import render_template, request

from archive.views import ReportFilter
from web.context import archive
from web.pages.review import model
from web.pages.review.room import KINDS, blueprint, filters, staff, wanted

PER_PAGE = 100
BREAKS = 50
REPORTS = 12
BATCHES = 50


@blueprint.get("/review")
@staff
def show() -> str:
    """Doubts, the main figures first; `?kind=&office=&year=&batch=&report=` narrow, `?after=` is a place in the queue."""
    said, meant = filters(), wanted()
    kind = said.get("kind")
    desk = archive().desk
    valued = kind not in ("findings", "disagreeing")
    doubts = desk.next_doubts(meant, PER_PAGE + 1, request.args.get("after") or None) if valued else ()
    return render_template(
        "review/show.html",
        said=said,
        kinds=KINDS,
        total=desk.count(meant) if valued else 0,
        piles=model.piles(doubts[:PER_PAGE]),
        more=doubts[PER_PAGE - 1].cursor if len(doubts) > PER_PAGE else None,
        breaks=desk.breaks(meant, BREAKS) if kind in (None, "findings") else None,
        disagreements=desk.disagreements(meant) if kind in (None, "disagreeing") else (),
        reports=archive().reports.list(ReportFilter(doubtful=True, statuses=None), order="doubts", limit=REPORTS).items,
        years=archive().statistics.years(),
        batches=archive().intake.batch_names(limit=BATCHES),
    )
