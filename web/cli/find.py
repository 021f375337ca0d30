"""`find`: search."""

import click

from archive.records import ReportStatus
from search.query import Filters, Query, parse_condition, parse_years
from search.results import Results
from web.cli.output import answer, say
from web.contract import as_json as dumped
from web.contract import found_shape


@click.command("find")
@click.argument("query")
@click.option("--office", "offices", multiple=True, help="Id or name of an office.")
@click.option("--region", "regions", multiple=True, help="A region and all below it, as 河南省/洛阳市.")
@click.option("--year", "years", multiple=True, help="A year or years, as 2020, 二〇二〇年 or 2018-2020.")
@click.option("--section", "sections", multiple=True, type=int, help="Number of a section.")
@click.option("--metric", "conditions", multiple=True, help="A condition, as 'requests.received.total >= 100'.")
@click.option("--by", type=click.Choice(["section", "report"]), default="section", show_default=True)
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--page", type=click.IntRange(min=1), default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def find_command(
    query: str,
    offices: tuple[str, ...],
    regions: tuple[str, ...],
    years: tuple[str, ...],
    sections: tuple[int, ...],
    conditions: tuple[str, ...],
    by: str,
    limit: int,
    page: int,
    *,
    as_json: bool,
) -> None:
    """Find QUERY in the texts: words joined by blanks must all occur, each exactly as written."""
    from web.bootstrap import services
    from web.settings import load_settings

    with services(load_settings()) as shop:
        ids = tuple(found.id for name in offices for found in shop.archive.offices.by_name(name))
        filters = Filters(
            offices=ids or offices,
            regions=tuple(tuple(region.strip("/").split("/")) for region in regions),
            years=tuple(year for text in years for year in parse_years(text)),
            sections=sections,
            conditions=tuple(parse_condition(text) for text in conditions),
            statuses=tuple(ReportStatus),
        )
        asked = Query(text=query, filters=filters, by="report" if by == "report" else "section", limit=limit, page=page)
        results = shop.search.search(asked)
    if as_json:
        answer(dumped(found_shape(results)))
    else:
        _print(results)


def _print(results: Results) -> None:
    for hit in results.hits:
        place = "  ".join(
            str(part) for part in (hit.report, hit.heading, f"p. {hit.page}" if hit.page else None) if part
        )
        answer(f"{place}\n    {' '.join(hit.snippet.text.split())}")
    say(f"{results.total} {results.counted}" + (f", page {results.page}" if results.page > 1 else ""))
    if results.suggestion:
        say(f"Did you mean: {results.suggestion}")
