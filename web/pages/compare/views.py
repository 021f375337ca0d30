"""The comparison: two years of an office, or two offices of a year."""

from flask import Blueprint, render_template, request

from archive.records import ReportRecord
from archive.views import ReportFilter, ReportSummary
from web.context import archive, readable_report, visible_statuses
from web.pages.compare import model

blueprint = Blueprint("compare", __name__)

CHOICES = 300


@blueprint.get("/compare")
def show() -> str:
    """`?a=&b=` are reports; `?all=1` shows equal values too."""
    first, second = _asked("a"), _asked("b")
    both = first is not None and second is not None
    compared = model.texts(first, second) if first and second else ()
    rows = model.pairs(first, second) if first and second else ()
    return render_template(
        "compare/show.html",
        first=first,
        labels=model.labels(first, second) if first and second else ("", ""),
        second=second,
        both=both,
        rows=rows if request.args.get("all") else [row for row in rows if row.differs],
        equal=sum(not row.differs for row in rows),
        texts=compared,
        same=model.overall(compared),
        choices=_choices(first),
    )


def _asked(name: str) -> ReportRecord | None:
    report_id = request.args.get(name)
    return readable_report(archive().reports.resolve(report_id)) if report_id else None


def _choices(first: ReportRecord | None) -> tuple[ReportSummary, ...]:
    """What to choose from: the office's other years and the other offices of the year; else the latest."""
    statuses = visible_statuses()
    if first is None:
        return archive().reports.list(ReportFilter(statuses=statuses), order="office", limit=CHOICES).items
    office = ReportFilter(office=first.office.id, statuses=statuses) if first.office else None
    own = archive().reports.list(office, order="year", limit=CHOICES).items if office else ()
    others = (
        archive().reports.list(ReportFilter(year=first.year, statuses=statuses), order="office", limit=CHOICES).items
    )
    known = {first.id: None} | {row.id: row for row in (*own, *others) if row.id != first.id}
    return tuple(row for row in known.values() if row is not None)
