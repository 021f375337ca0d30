"""`/api/v1`: the JSON of the command line over HTTP, described in OpenAPI from the same models."""

from apiflask import APIBlueprint
from flask import Response, request

from archive.errors import NotFound
from archive.forms import forms, metric
from archive.views import ReportFilter
from web.context import archive, readable_report, search_engine, visible_statuses
from web.contract import FoundShape, ReportShape, found_shape, report_line, report_shape
from web.pages.api import model
from web.pages.search.model import query_of

blueprint = APIBlueprint("api", __name__, url_prefix="/api/v1", tag="dangan")


@blueprint.get("/reports")
@blueprint.input(model.ReportsQuery, location="query", arg_name="asked")
@blueprint.output(model.ReportsShape)
def reports(asked: model.ReportsQuery) -> model.ReportsShape:
    """The reports, newest first."""
    wanted = ReportFilter(
        office=asked.office,
        region=model.region_path(asked.region),
        year=asked.year,
        edition=asked.edition,
        statuses=visible_statuses(),
    )
    found = archive().reports.list(wanted, limit=asked.limit, offset=asked.offset)
    return model.ReportsShape(total=found.total, reports=tuple(map(report_line, found.items)))


@blueprint.get("/reports/<report_id>")
@blueprint.input(model.VersionQuery, location="query", arg_name="asked")
@blueprint.output(ReportShape)
def report(report_id: str, asked: model.VersionQuery) -> ReportShape:
    """One report whole; an old id answers with the present one."""
    return report_shape(readable_report(archive().reports.resolve(report_id), asked.version))


@blueprint.get("/search")
@blueprint.input(model.SearchQuery, location="query", arg_name="asked")
@blueprint.output(FoundShape)
def find(asked: model.SearchQuery) -> Response:
    """Full text, with every filter of the search page."""
    del asked  # checked above; the filters, which may repeat, are read from the address
    found = found_shape(search_engine().search(query_of(request.args, visible_statuses())))
    return Response(found.model_dump_json(), mimetype="application/json")  # whole at once, the most asked of all


@blueprint.get("/offices")
@blueprint.input(model.OfficesQuery, location="query", arg_name="asked")
@blueprint.output(model.OfficesShape)
def offices(asked: model.OfficesQuery) -> model.OfficesShape:
    """The offices, with the years of their open reports."""
    found = archive().offices.list(
        region=model.region_path(asked.region), kind=asked.kind, text=asked.q, limit=asked.limit, offset=asked.offset
    )
    lines = tuple(
        model.OfficeLine(
            id=row.id, name=row.name, kind=row.kind, region=row.region, aliases=row.aliases, years=row.years
        )
        for row in found.items
    )
    return model.OfficesShape(total=found.total, offices=lines)


@blueprint.get("/metrics")
@blueprint.output(model.MetricsShape)
def metrics() -> model.MetricsShape:
    """Every metric of every form."""
    editions: dict[str, list[str]] = {}
    for form in forms():
        for each in form.metrics:
            editions.setdefault(each.id, []).append(form.edition)
    lines = (
        model.MetricLine(
            id=name, label=metric(name).label, en=metric(name).en, unit=metric(name).unit, editions=tuple(known)
        )
        for name, known in editions.items()
    )
    return model.MetricsShape(metrics=tuple(lines))


@blueprint.get("/data/<metric_id>")
@blueprint.input(model.DataQuery, location="query", arg_name="asked")
@blueprint.output(model.DataShape)
def data(metric_id: str, asked: model.DataQuery) -> model.DataShape:
    """One metric over a year's open reports, largest first."""
    try:
        metric(metric_id)
    except KeyError:
        raise NotFound(f"There is no metric {metric_id}.", "They are listed at /api/v1/metrics.") from None
    region = model.region_path(asked.region)
    statistics = archive().statistics
    ranking = statistics.ranking(
        metric_id, asked.year, region=region, kind=asked.kind, scope=asked.scope, limit=asked.limit, offset=asked.offset
    )
    totals = statistics.totals(metric_id, asked.year, region=region, kind=asked.kind)
    sums = tuple(
        model.SumLine(
            scope=scope,
            value=total.value,
            reports=total.reports,
            stated=total.stated,
            not_stated=total.not_stated,
            doubtful=total.doubtful,
        )
        for scope, total in totals.items()
        if asked.scope in (None, scope)
    )
    lines = (
        model.DataLine(
            report=row.report,
            office=row.office.name if row.office else None,
            region=row.region,
            scope=row.scope,
            value=row.value,
            status=row.status.value,
        )
        for row in ranking.items
    )
    return model.DataShape(metric=metric_id, year=asked.year, total=ranking.total, sums=sums, values=tuple(lines))
