"""`list` and `show`: the reports, and one record whole."""

import click

from archive.archive import Archive
from archive.records import ReportRecord, ReportStatus, Status
from archive.views import ReportFilter, ReportSummary
from web.cli.output import answer, table
from web.contract import as_json as dumped
from web.contract import as_json_list, report_line, report_shape

PAGE = 500


@click.command("list")
@click.option("--code", help="Only reports whose archival code has this text.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_command(code: str | None, *, as_json: bool) -> None:
    """List the reports."""
    from web.bootstrap import services
    from web.settings import load_settings

    wanted = ReportFilter(statuses=tuple(ReportStatus))
    rows: list[ReportSummary] = []
    with services(load_settings()) as shop:
        while True:
            page = shop.archive.reports.list(wanted, order="office", limit=PAGE, offset=len(rows))
            rows += page.items
            if not page.items or len(rows) >= page.total:
                break
        if code is not None:
            held = _coded(shop.archive, code)
            rows = [row for row in rows if row.id in held]
    lines = [report_line(row) for row in rows]
    if as_json:
        answer(as_json_list(lines))
        return
    cells = (
        (row.id, row.office.name if row.office else "", row.year, row.edition, row.status.value, row.doubts)
        for row in rows
    )
    table(("report", "office", "year", "edition", "status", "doubts"), cells, numbers=(5,))


def _coded(archive: Archive, code: str) -> frozenset[str]:
    """The reports whose documents bear such an archival code."""
    held: set[str] = set()
    offset = 0
    while True:
        page = archive.archival_codes.find(code, limit=PAGE, offset=offset)
        held.update(report for one in page.items for report in one.reports)
        offset += len(page.items)
        if not page.items or offset >= page.total:
            return frozenset(held)


@click.command("show")
@click.argument("report")
@click.option("--version", type=click.IntRange(min=1), help="Another version than the leading one.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show_command(report: str, version: int | None, *, as_json: bool) -> None:
    """Show REPORT whole."""
    from web.bootstrap import services
    from web.settings import load_settings

    with services(load_settings()) as shop:
        record = shop.archive.reports.get(shop.archive.reports.resolve(report), version)
    if as_json:
        answer(dumped(report_shape(record)))
    else:
        _print(record)


def _print(record: ReportRecord) -> None:
    office = record.office
    region = "/".join(office.region) if office else ""
    answer(record.title)
    answer(f"{record.id}  {office.name if office else '-'}  {region}  {record.year or '-'}  {record.edition or '-'}")
    answer(f"version {record.version} of {len(record.versions)}  {record.source.filename}  {record.source.pages} pages")
    for section in record.sections:
        answer(f"\n{section.number}. {section.title}\n{section.text}")
    answer("")
    stated = [one for one in record.observations if one.status is not Status.NOT_STATED]
    cells = ((one.metric, one.value, one.unit, one.status.value, one.page) for one in stated)
    table(("metric", "value", "unit", "status", "page"), cells, numbers=(1, 4))
    blank = len(record.observations) - len(stated)
    if blank:
        answer(f"({blank} values are left blank in the original)")
    for finding in record.findings:
        answer(f"{finding.grade} ({finding.likely}): {finding.message}")
