"""`./dangan bench site`: what every page costs the server, how large it is, and when a report's first image is seen.

    ./dangan bench site [--sections 100000] [--keep FOLDER] [--only WORD] [--no-browser]

Each page is asked for again and again with other reports, offices and words, by the public and by an archivist, in this
process and over no network: all of the server's work and nothing else. Times are in milliseconds, middle / 95 of 100, by
the clock and by the processor (of all threads; on a machine that others use, only this one can be compared). Sizes are
bytes of HTML compressed as they are sent (pages with a form's secret are sent plain: compressed here for comparison),
whole and without `<table>` and `<svg>`; of what is no page (files, pictures) the time alone is told. The last table is
Chromium's own: from the click to the frame in which the page image is painted, with nothing in its cache; beside it, for
what the machine itself takes, the same of the sign-in page's first paint, and how many times as late the image is.
`--only none` measures that alone.
"""

import argparse
import gc
import gzip
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from flask.testing import FlaskClient

from archive.derived.remembered import remember
from archive.ports import Reader
from archive.reports.record import build_and_tell
from archive.views import ReportFilter
from tests.bench.search_corpus import SECTIONS, YEARS, grown, rare
from tests.bench.site_archive import RUN, grow
from tests.bench.site_browser import first_images, high, table
from tests.web.conftest import NAME, PASSWORD, signed_in
from tests.web.paper import PaperReader
from tests.web.town import CITY
from web import bootstrap
from web.accounts.store import Accounts
from web.app import create_app
from web.bootstrap import Services
from web.settings import Settings

TURNS = 25
WARM = 2
SEED = 3
REPORT = re.compile(r"office-\d{5}-\d{4}")
BROWSER_TURNS = 12
GOAL_MS, GOAL_BYTES = 50, 60 * 1024
TABLES = re.compile(rb"<(table|svg)\b.*?</\1>", re.DOTALL)
SIZE_LEVEL = 5
METRIC = "requests.received.total"
Address = Callable[[random.Random], str]


@dataclass(frozen=True)
class Known:
    """What the addresses are made of."""

    sections: int
    own: tuple[str, ...]
    city: str
    sha256: str

    def number(self, chance: random.Random) -> int:
        """Some report's number in the corpus."""
        return chance.randrange(self.sections // SECTIONS)

    def report(self, chance: random.Random) -> str:
        """Some report's id."""
        number = self.number(chance)
        return f"office-{number // YEARS:05d}-{self.year_of(number)}"

    def office(self, chance: random.Random) -> str:
        """Some office's id."""
        return f"office-{self.number(chance) // YEARS:05d}"

    def two_years(self, chance: random.Random) -> str:
        """Two neighbouring years of an office side by side."""
        office, year = self.office(chance), 2014 + chance.randrange(YEARS - 1)
        return f"/compare?a={office}-{year}&b={office}-{year + 1}"

    def year_of(self, number: int) -> int:
        """The year of a report of the corpus."""
        return 2014 + number % YEARS

    def year(self, chance: random.Random) -> int:
        """Some year."""
        return 2014 + chance.randrange(YEARS)

    def words(self, chance: random.Random) -> str:
        """A question in most sections that nobody asked before."""
        return quote(f"政府信息公开 -{rare(self.number(chance))}")


@dataclass(frozen=True)
class Cost:
    """What one page cost."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    whole: int = 0
    bare: int = 0


def public_pages(known: Known) -> Iterator[tuple[str, Address]]:
    """What everybody may open."""
    yield "home", lambda chance: "/"
    yield "results, broad", lambda chance: f"/search?q={known.words(chance)}"
    yield "results, narrow", lambda chance: f"/search?q={quote(rare(known.number(chance)))}"
    yield "results, a year by report", lambda chance: f"/search?by=report&year={known.year(chance)}"
    yield "suggestions", lambda chance: f"/search/suggest?q={quote('西工区')}{chance.randrange(9)}"
    yield "report", lambda chance: f"/reports/{known.report(chance)}"
    yield "report, value marked", lambda chance: f"/reports/{chance.choice(known.own)}?mark={METRIC}"
    yield "report, with hits", lambda chance: f"/reports/{chance.choice(known.own)}?hit={quote('公开')}"
    yield "report, value's card", lambda chance: f"/reports/{chance.choice(known.own)}/values/{METRIC}"
    yield "report, wrong value", lambda chance: f"/reports/{chance.choice(known.own)}/values/{METRIC}/question"
    yield "report, another page", lambda chance: f"/reports/{chance.choice(known.own)}?page=2&lang=en"
    yield "report, a file of values", lambda chance: f"/reports/{known.report(chance)}/data.csv"
    yield "report, a file of all", lambda chance: f"/reports/{known.report(chance)}/data.json"
    yield "report, the original", lambda chance: f"/reports/{chance.choice(known.own)}/original"
    yield "picture of a value", lambda chance: f"/reports/{chance.choice(known.own)}/values/{METRIC}/crop.webp"
    yield "picture of a page, again", lambda chance: f"/images/{known.sha256}/1-1000.webp"
    yield "offices", lambda chance: "/offices"
    yield "offices of a province", lambda chance: f"/offices?region={quote('河南省')}&kind=department"
    yield (
        "offices of a region",
        lambda chance: f"/offices?region={quote('河南省/洛阳市')}&page={chance.randrange(1, 9)}",
    )
    yield "offices by name", lambda chance: f"/offices?q={quote('分局')}{chance.randrange(9)}"
    yield "office", lambda chance: f"/offices/{known.office(chance)}"
    yield "office of many reports", lambda chance: f"/offices/{known.city}"
    yield "office, a file of its years", lambda chance: f"/offices/{known.office(chance)}/series.csv"
    yield "office, a year", lambda chance: f"/offices/{known.office(chance)}/{known.year(chance)}"
    yield "missing reports", lambda chance: f"/offices/lacking/{known.year(chance)}"
    yield "compare, choosing", lambda chance: "/compare"
    yield "compare, one chosen", lambda chance: f"/compare?a={known.report(chance)}"
    yield "compare", lambda chance: known.two_years(chance)
    yield "compare, all values", lambda chance: f"{known.two_years(chance)}&all=1"
    yield "data", lambda chance: "/data"
    yield "metric", lambda chance: f"/data/{METRIC}?year={chance.randrange(2019, 2022)}"
    yield (
        "metric, a region",
        lambda chance: f"/data/{METRIC}?year=2020&region={quote('河南省')}&page={chance.randrange(9)}",
    )
    yield "metric, over years", lambda chance: f"/data/{METRIC}?over=years"
    yield "reasons for refusal", lambda chance: "/data/requests.refused_state_secret.total?year=2020"
    yield "metric, a file of its year", lambda chance: f"/data/{METRIC}.csv?year={known.year(chance)}"
    yield "outcomes of disputes", lambda chance: "/data/reconsideration.corrected?year=2020&over=years"
    yield "about", lambda chance: "/about"
    yield "help", lambda chance: "/help"
    yield "interface, described", lambda chance: "/help/api"
    yield "sign-in", lambda chance: "/sign-in"
    yield "nothing there", lambda chance: f"/reports/none-{chance.randrange(9)}"
    yield "API: reports", lambda chance: f"/api/v1/reports?year={known.year(chance)}"
    yield "API: report", lambda chance: f"/api/v1/reports/{known.report(chance)}"
    yield "API: search", lambda chance: f"/api/v1/search?q={known.words(chance)}"
    yield "API: offices", lambda chance: f"/api/v1/offices?q={quote('分局')}"
    yield "API: data", lambda chance: f"/api/v1/data/{METRIC}?year=2020"


def staff_pages(known: Known, sample: int) -> Iterator[tuple[str, Address]]:
    """What archivists open."""
    yield "staff: report", lambda chance: f"/reports/{known.report(chance)}"
    yield "staff: intake", lambda chance: "/intake"
    yield "staff: batch", lambda chance: f"/intake/batches/{1 + known.number(chance) // RUN}"
    yield "staff: archival codes", lambda chance: "/intake/codes"
    yield "staff: offices that must report", lambda chance: "/offices/due"
    yield "staff: queue", lambda chance: "/review"
    yield "staff: queue of a year", lambda chance: f"/review?year={known.year(chance)}"
    yield "staff: one by one", lambda chance: "/review/desk"
    yield "staff: one by one, a report's", lambda chance: f"/review/desk?report={known.report(chance)}"
    yield "staff: one by one, the next", lambda chance: f"/review/next?year={known.year(chance)}"
    yield "staff: queue by kind", lambda chance: f"/review?kind=doubtful&year={known.year(chance)}"
    yield "staff: missing reports", lambda chance: f"/offices/lacking/{known.year(chance)}"
    yield "staff: password", lambda chance: "/password"
    yield "staff: sums", lambda chance: "/review/breaks"
    yield "staff: whole report", lambda chance: f"/review/reports/{known.report(chance)}"
    yield "staff: grid", lambda chance: f"/review/reports/{known.report(chance)}/grid"
    yield "staff: summary", lambda chance: "/review/summary"
    yield "staff: samples", lambda chance: "/review/samples"
    yield "staff: a sample", lambda chance: f"/review/samples/{sample}"
    yield "staff: a sample's value", lambda chance: f"/review/samples/{sample}/look"
    yield "staff: reported as wrong", lambda chance: "/review/questions"
    yield "staff: second person", lambda chance: "/review/pending"
    yield "staff: publishing", lambda chance: "/review/publish"
    yield "staff: take along", lambda chance: f"/take?year={known.year(chance)}"
    yield "staff: health", lambda chance: "/health"


def measure(client: FlaskClient, address: Address, turns: int) -> Cost:
    """Ask for a page `turns` times, each time with another address; sizes are the largest."""
    chance = random.Random(SEED)
    cost, whole, bare = Cost(), 0, 0
    for turn in range(turns + WARM):
        asked = address(chance)
        clock, processor = time.perf_counter(), time.process_time()
        answer = client.get(asked, headers={"Accept-Encoding": "gzip"})
        data = answer.get_data()
        clocked, used = time.perf_counter() - clock, time.process_time() - processor
        assert answer.status_code < 400 or "none-" in asked, f"{asked}: {answer.status_code}"
        if answer.mimetype == "text/html":
            html = gzip.decompress(data) if answer.headers.get("Content-Encoding") == "gzip" else data
            whole = max(whole, len(gzip.compress(html, SIZE_LEVEL)))
            bare = max(bare, len(gzip.compress(TABLES.sub(b"", html), SIZE_LEVEL)))
        if turn >= WARM:
            cost.clock.append(clocked * 1000)
            cost.processor.append(used * 1000)
    return Cost(cost.clock, cost.processor, whole, bare)


def row(name: str, cost: Cost) -> str:
    """One line of the table; what misses a goal is marked."""
    late = " **over**" if high(cost.processor) > GOAL_MS or cost.bare > GOAL_BYTES else ""
    times = (f"{statistics.median(many):.1f} / {high(many):.1f}" for many in (cost.clock, cost.processor))
    return f"| {name}{late} | {' | '.join(times)} | {cost.whole / 1024:.1f} | {cost.bare / 1024:.1f} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="./dangan bench site", description=__doc__)
    parser.add_argument("--sections", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--keep", help="a folder in which the archive is kept and found again")
    parser.add_argument("--only", default="", help="pages with this word in their name")
    parser.add_argument("--no-browser", action="store_true")
    options = parser.parse_args(arguments)
    bootstrap.build_reader = _paper_reader
    with tempfile.TemporaryDirectory() as name:
        home = Path(options.keep or name) / f"site-{options.sections}"
        settings = Settings(home=home, login_limit="1000 per minute")
        with bootstrap.services(settings) as shop:
            _fill(shop, options.sections)
        with bootstrap.services(settings) as shop:
            _report(shop, options)


def _paper_reader(settings: Settings) -> Reader:
    del settings
    return PaperReader()


def _report(shop: Services, options: argparse.Namespace) -> None:
    known, sample = _known(shop, options.sections)
    reports = shop.archive.reports.counts().reports
    print(f"\n{reports:,} reports, {options.sections:,} sections, {options.turns} turns each\n")
    print("| page | clock, ms | processor, ms | KB | KB without tables |\n|---|---|---|---|---|")
    app = create_app(shop)
    gc.collect()
    gc.freeze()  # as the server does
    public, staff = tuple(public_pages(known)), tuple(staff_pages(known, sample))
    _check(shop, _addresses((*public, *staff), options.turns))
    sides = (app.test_client(), public), (signed_in(app.test_client()), staff)
    for client, asked in sides:
        for name, address in asked:
            if options.only in name:
                print(row(name, measure(client, address, options.turns)), flush=True)
    if options.no_browser:
        return
    print()
    chance = random.Random(time.time_ns())
    opened = [f"/reports/{known.report(chance)}" for _ in range(BROWSER_TURNS)]
    for line in table(first_images(shop.settings.home, opened)):
        print(line, flush=True)


def _fill(shop: Services, sections: int) -> None:
    """Grow the archive if it is empty; an index that is too old is made anew."""
    begun = time.perf_counter()
    if not shop.archive.reports.counts().reports:
        grow(shop.archive, shop.search, sections)
        Accounts(shop.archive.ground.engines.write).add(NAME, PASSWORD)
        print(f"filled in {time.perf_counter() - begun:.0f} s")
    elif shop.search.stale():  # kept from before a change of the index
        shop.search.rebuild(grown(sections))


def _check(shop: Services, asked: Iterable[str]) -> None:
    """Keep what checking finds in the reports of these addresses, as reading them would have: they were never read."""
    ground = shop.archive.ground
    found = {one for address in asked for one in REPORT.findall(address)}
    with ground.reading() as connection:
        fresh = [build_and_tell(connection, ground.blobs, one, None)[1] for one in sorted(found)]
    with ground.writing() as connection:
        remember(connection, [one for one in fresh if one])


def _addresses(pages: Iterable[tuple[str, Address]], turns: int) -> Iterator[str]:
    """All addresses that will be asked for."""
    for _, address in pages:
        chance = random.Random(SEED)
        yield from (address(chance) for _ in range(turns + WARM))


def _known(shop: Services, sections: int) -> tuple[Known, int]:
    """What the addresses are made of; a sample is drawn, for its pages."""
    archive = shop.archive
    city = archive.offices.by_name(CITY)[0].id
    own = tuple(one.id for one in archive.reports.list(ReportFilter(office=city), limit=10).items)
    sha256 = archive.reports.get(own[0]).source.sha256
    drawn = archive.sampling.all(limit=1).items
    if not drawn:
        archive.sampling.start("bench", ReportFilter(office=city), confidence=0.95, rate=0.01, seed=1, user=NAME)
    sample = archive.sampling.all(limit=1).items[0].id
    return Known(sections, tuple(one for one in own if not one.endswith("2016")), city, sha256), sample


if __name__ == "__main__":
    main()
