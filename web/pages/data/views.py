"""A metric's page: a year's ranking over offices, the sum with what it covers, and the derived figures."""

import csv
import io
from collections.abc import Collection, Iterator
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from archive.errors import NotFound
from archive.forms import Metric, metric
from archive.records import Scope
from archive.views import RankRow, Total
from web.asked import paging, whole_number
from web.context import archive
from web.pages.data import model

blueprint = Blueprint("data", __name__)

PER_PAGE = 50
MOST_ROWS = 10_000
SCOPES: tuple[Scope, ...] = ("own", "level", "compiled")


@blueprint.get("/data")
def index() -> str:
    """Every metric, to choose from; `?q=` narrows the list."""
    return render_template("data/index.html", groups=model.groups(request.args.get("q", "").strip()))


@blueprint.get("/data/<metric_id>")
def show(metric_id: str) -> str:
    """`?year=&region=&kind=&scope=&page=&order=`; `?over=years` adds the sums of every year."""
    chosen = _known(metric_id)
    years = sorted(archive().statistics.years(), reverse=True)
    year = request.args.get("year", type=whole_number) or _newest(chosen, years)
    shown = paging(PER_PAGE)
    filters = _filters()
    ascending = request.args.get("order") == "asc"
    ranking = archive().statistics.ranking(
        metric_id, year, **filters, descending=not ascending, limit=shown.size, offset=shown.offset
    )
    over = request.args.get("over") == "years"
    members = model.members_of(metric_id) if over else ()
    # The year's sums stand among those of all years; what is shown beside them is of this year alone.
    found = _sums({metric_id, *(one.metric for one in members)}, {year, *(years if over else ())}, filters)
    found |= _sums(set(model.parts_of(metric_id)) - {metric_id}, {year}, filters)
    totals = found.get((metric_id, year), {})
    sums = model.over_years(years, members, lambda name, of: found.get((name, of), {})) if over else None
    return render_template(
        "data/show.html",
        metric=chosen,
        year=year,
        years=years,
        ranking=ranking,
        bars=model.bars(ranking.items),
        totals=totals,
        due=archive().dues.coverage([*years, year] if over else [year], region=filters["region"], kind=filters["kind"]),
        derived=[
            (scope, model.reasons(metric_id, values), model.corrected(metric_id, values))
            for scope in totals
            for values in [model.stated(found, year, scope)]
        ],
        sums=sums,
        year_href=_href,
        charts=model.sum_charts(sums or (), _href),
        editions=model.editions_of(metric_id),
        regions=archive().offices.below(filters["region"]),
        filters=filters,
        scopes=SCOPES,
        page=shown.page,
        pages=shown.pages(ranking.total),
        offset=shown.offset,
    )


@blueprint.get("/data/<metric_id>.csv")
def as_csv(metric_id: str) -> Response:
    """The whole ranking of a year, one line a report."""
    _known(metric_id)
    year = request.args.get("year", type=whole_number)
    if year is None:
        raise NotFound("The address names no year.", "Add ?year=2020.")
    ranking = archive().statistics.ranking(metric_id, year, **_filters(), limit=MOST_ROWS, offset=0)
    headers = {"Content-Disposition": f"attachment; filename={metric_id}-{year}.csv"}
    return Response(_lines(metric_id, year, ranking.items), mimetype="text/csv", headers=headers)


def _lines(metric_id: str, year: int, rows: tuple[RankRow, ...]) -> Iterator[bytes]:
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(["metric", "year", "office", "region", "scope", "value", "status", "report"])
    for row in rows:
        office = row.office.name if row.office else ""
        writer.writerow(
            [metric_id, year, office, "/".join(row.region), row.scope, row.value, row.status.value, row.report]
        )
    yield target.getvalue().encode("utf-8-sig")


def _known(metric_id: str) -> Metric:
    try:
        return metric(metric_id)
    except KeyError:
        raise NotFound(f"There is no metric {metric_id}.", "All metrics are listed on the data page.") from None


def _newest(chosen: Metric, years: list[int]) -> int:
    """The newest year that a form with this metric was made for."""
    spans = [form.years for form in model.editions_of(chosen.id)]
    fitting = [year for year in years if any(first <= year <= last for first, last in spans)]
    return fitting[0] if fitting else (years[0] if years else spans[-1][0])


def _filters() -> dict[str, Any]:
    scope = request.args.get("scope")
    return {
        "region": tuple(part for part in request.args.get("region", "").split("/") if part),
        "kind": request.args.get("kind") or None,
        "scope": scope if scope in SCOPES else None,
    }


def _sums(
    names: Collection[str], years: Collection[int], filters: dict[str, Any]
) -> dict[tuple[str, int], dict[Scope | None, Total]]:
    """The sums of several metrics and years by (metric, year), apart by scope; only of the scope asked for, where one is."""
    if not names:
        return {}
    found = archive().statistics.sums(sorted(names), sorted(years), region=filters["region"], kind=filters["kind"])
    only = filters["scope"]
    return {
        place: {scope: total for scope, total in totals.items() if only in (None, scope)}
        for place, totals in found.items()
    }


def _href(row: model.YearSum) -> str:
    """The ranking of a year that a sum is made of."""
    region, kind = request.args.get("region") or None, request.args.get("kind") or None
    return url_for("data.show", metric_id=row.member.metric, year=row.year, region=region, kind=kind, over="years")
