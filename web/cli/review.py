"""`review`: what needs a person."""

import json

import click

from archive.forms import metric
from web.cli.output import answer, say, table


@click.command("review")
@click.option("--office", help="Id of an office.")
@click.option("--year", type=int)
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def review_command(office: str | None, year: int | None, limit: int, *, as_json: bool) -> None:
    """List values in doubt, the least sure first; they are settled on their report's page."""
    from web.bootstrap import services
    from web.settings import load_settings

    with services(load_settings()) as shop:
        found = shop.archive.desk.doubts(office=office, year=year, limit=limit)
    rows = [(one.report, one.metric, metric(one.metric).label, one.value, one.status.value) for one in found.items]
    if as_json:
        keys = ("report", "metric", "label", "value", "status")
        answer(json.dumps([dict(zip(keys, row, strict=True)) for row in rows], ensure_ascii=False, indent=2))
        return
    table(("report", "metric", "label", "value", "status"), rows, numbers=(3,))
    say(f"{found.total} values in doubt")
