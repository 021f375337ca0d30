"""`find`: search."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, get_args

import click

from archive.errors import NotFound
from archive.records import Edition, ReportStatus
from search.query import Level
from search.results import Results
from web.cli.output import answer, say
from web.contract import as_json as dumped
from web.contract import found_shape

if TYPE_CHECKING:
    from web.bootstrap import Services  # brings the engines, which --help need not wait for

LEVELS, EDITIONS = get_args(Level), get_args(Edition)

MANY = 1000
"""Regions of one name, at most: each has a path of its own."""
NEAR, SHOWN = 20, 5
"""So many suggestions of all kinds are looked through, and so many of the kind that is asked for are told."""

_OPTIONS = (
    click.option("--office", multiple=True, help="Id or name of an office."),
    click.option("--region", multiple=True, help="A region and all below it, as 河南省/洛阳市."),
    click.option("--level", multiple=True, type=click.Choice(LEVELS), help="A rung of administration."),
    click.option("--kind", multiple=True, help="A kind of office, as township."),
    click.option("--year", multiple=True, help="A year or years, as 2020, 二〇二〇年 or 2018-2020."),
    click.option("--edition", multiple=True, type=click.Choice(EDITIONS), help="An edition of the form."),
    click.option("--section", multiple=True, help="Number of a section."),
    click.option("--metric", multiple=True, help="'requests.received.total >= 100', or an id alone: it is stated."),
    click.option("--doubt", multiple=True, help="A status that a value has, as doubtful, or none."),
    click.option("--finding", multiple=True, type=click.Choice(["hard", "hint", "none"]), help="A grade of findings."),
    click.option("--received", help="When it was received, as 2026-11 or 2026-11-01..2026-11-20."),
    click.option(
        "--sort", help="year, office or the id of a metric; largest first with a minus before it: --sort=-year."
    ),
    click.option("--likely", is_flag=True, help="What matches if a character read with doubt is another."),
    click.option("--by", type=click.Choice(["section", "report"]), default="section", show_default=True),
    click.option("--facet", multiple=True, help="What to count with --json, as year or metric; else the usual ones."),
    click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True),
    click.option("--page", type=click.IntRange(min=1), default=1, show_default=True),
)


def _asking(command: Callable[..., object]) -> Callable[..., object]:
    """The options that make a query, named as in the addresses of the search page."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command("find")
@click.argument("query")
@_asking
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def find_command(query: str, *, as_json: bool, **asked: object) -> None:
    """Find QUERY in the texts: words joined by blanks must all occur, each exactly as written."""
    from werkzeug.datastructures import MultiDict

    from web.bootstrap import services
    from web.pages.search.model import query_of
    from web.settings import load_settings

    with services(load_settings()) as shop:
        offices: tuple[str, ...] = asked["office"]  # type: ignore[assignment]
        ids = tuple(each for given in offices for each in _offices(shop, given) or (given,))
        given = [*_given(asked | {"office": ids}), ("q", query)]
        results = shop.search.search(query_of(MultiDict(given), tuple(ReportStatus)))
        if not results.total:
            _tell_unknown(shop, asked)
    if as_json:
        answer(dumped(found_shape(results)))
    else:
        _print(results)


def _offices(shop: "Services", given: str) -> tuple[str, ...]:
    """The ids of the offices of a name, or today's of an id."""
    named = tuple(office.id for office in shop.archive.offices.by_name(given))
    try:
        return named or (shop.archive.offices.resolve(given),)
    except NotFound:
        return ()


def _tell_unknown(shop: "Services", asked: Mapping[str, object]) -> None:
    """Say which offices and regions are none of the archive's, and which these may be."""
    for kind, is_known in (("office", _is_office), ("region", _is_region)):
        for given in asked[kind]:  # type: ignore[attr-defined]  # options that may be repeated are tuples
            if not is_known(shop, given):
                say(f"No {kind} is called {given}.{_perhaps(shop, kind, given)}")


def _is_office(shop: "Services", given: str) -> bool:
    return bool(_offices(shop, given))


def _is_region(shop: "Services", given: str) -> bool:
    path = given.strip("/")
    return any(found.value == path for found in shop.search.suggest(path.rpartition("/")[2], MANY))


def _perhaps(shop: "Services", kind: str, given: str) -> str:
    """What may be meant, as a sentence: offices by name, regions by path."""
    near = [found for found in shop.search.suggest(given.strip("/"), NEAR) if found.kind == kind][:SHOWN]
    names = "; ".join(found.value if kind == "region" else found.label for found in near)
    return f" Perhaps: {names}." if names else ""


def _given(asked: Mapping[str, object]) -> list[tuple[str, str]]:
    """Options as the parameters of an address."""
    given = []
    for name, value in asked.items():
        values = value if isinstance(value, tuple) else (value,)
        given += [(name, "1" if each is True else str(each)) for each in values if each not in (None, False)]
    return given


def _print(results: Results) -> None:
    for hit in results.hits:
        place = "  ".join(
            str(part) for part in (hit.report, hit.heading, f"p. {hit.page}" if hit.page else None) if part
        )
        said = " ".join(hit.snippet.text.split())
        answer(f"{place}\n    {said}" if said else place)
    say(f"{results.total} {results.counted}" + (f", page {results.page}" if results.page > 1 else ""))
    if results.likely:
        say(f"{results.likely} more where a character read with doubt may be another: --likely")
    if results.suggestion:
        say(f"Did you mean: {results.suggestion}")
