"""`review`: what needs a person, and publishing what does not."""

import getpass
import json
from dataclasses import replace

import click

from archive.archive import Archive
from archive.desk.publishing import Outcome
from archive.forms import metric
from archive.records import ReportStatus
from archive.views import ReportFilter
from web.cli.output import answer, say, table
from web.cli.progress import bar


@click.command("review")
@click.option("--office", help="Id of an office.")
@click.option("--year", type=int)
@click.option("--batch", type=int, help="Number of a batch.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option(
    "--publish", is_flag=True, help="Publish the drafts that nothing speaks against, and say why not the rest."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def review_command(
    office: str | None, year: int | None, batch: int | None, limit: int, *, publish: bool, as_json: bool
) -> None:
    """List values in doubt, the main figures first, then the least sure; they are settled on the site."""
    from web.bootstrap import services
    from web.settings import load_settings

    with services(load_settings()) as shop:
        if publish:
            _tell(_publish(shop.archive, ReportFilter(office=office, year=year, batch=batch)), limit, as_json=as_json)
            return
        found = shop.archive.desk.doubts(office=office, year=year, batch=batch, limit=limit)
    rows = [(one.report, one.metric, metric(one.metric).label, one.value, one.status.value) for one in found.items]
    if as_json:
        keys = ("report", "metric", "label", "value", "status")
        answer(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], ensure_ascii=False, indent=2))
        return
    table(("report", "metric", "label", "value", "status"), rows, numbers=(3,))
    say(f"{found.total} {'value' if found.total == 1 else 'values'} in doubt")


def _publish(archive: Archive, wanted: ReportFilter) -> Outcome:
    total = archive.reports.list(replace(wanted, statuses=(ReportStatus.DRAFT,)), limit=1).total
    with bar("publishing") as update:
        return archive.publishing.publish(wanted, user=getpass.getuser(), show=lambda done: update(done, total))


def _tell(outcome: Outcome, limit: int, *, as_json: bool) -> None:
    """What was published, and what holds the others back."""
    if as_json:
        held = [{"report": one.report, "obstacles": one.obstacles} for one in outcome.held]
        answer(json.dumps({"published": outcome.published, "held": held}, ensure_ascii=False, indent=2))
        return
    table(("held back", "because of"), [(one.report, ", ".join(one.obstacles)) for one in outcome.held[:limit]])
    say(f"{len(outcome.published)} reports published, {len(outcome.held)} held back")
