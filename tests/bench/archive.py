"""`./dangan bench archive`: what the database costs with many reports; prints a table in Markdown.

    ./dangan bench archive --reports 40000 [--documents 200] [--database postgresql://...]

Fills an archive with reports of 198 values each, straight into the tables, and asks what the pages ask. Then hands in
small documents and reads them with a reader that does nothing, so that what is left is the archive's own work: hashing,
storing, the durable job, the record. Times are by the clock, and in brackets the processor's time of this process.
"""

import argparse
import io
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import Connection

from archive.archive import Archive, ArchiveSettings, open_archive
from archive.blobs import local_blobs
from archive.clock import now
from archive.db.tables import metrics, observations, offices, regions, reports
from archive.forms import load_form
from archive.ground import refresh_statistics
from archive.views import ReportFilter
from tests.fakes import FakeIndexer, FakeReader, document, report

YEARS = range(2015, 2023)
REGIONS = 400
RUN = 500
TURNS = 5
METRIC = "requests.received.total"


def metrics_of(count: int | None = None) -> list[str]:
    """The first metrics of a form, the one that is ranked before all others; every one where no count is named."""
    names = [metric.id for metric in load_form("2019").metrics]
    return [METRIC, *(name for name in names if name != METRIC)][:count]


def fill(archive: Archive, count: int, names: Sequence[str]) -> None:
    """Put `count` reports into the tables: one in two values is stated, three in a thousand are in doubt."""
    number_of_offices = max(1, count // len(YEARS))
    with archive.ground.writing() as connection:
        connection.execute(metrics.insert(), [{"name": name} for name in names])
        connection.execute(regions.insert(), [_region(number) for number in range(REGIONS)])
        connection.execute(offices.insert(), [_office(number) for number in range(number_of_offices)])
    chance = random.Random(1)
    for start in range(0, count, RUN):
        with archive.ground.writing() as connection:
            _fill_run(connection, range(start, min(count, start + RUN)), number_of_offices, len(names), chance)
    refresh_statistics(archive.ground)


def questions(archive: Archive) -> Iterator[tuple[str, Callable[[], object]]]:
    """What the pages ask, by name."""
    yield "a ranking", lambda: archive.statistics.ranking(METRIC, 2018)
    yield "a ranking of one province", lambda: archive.statistics.ranking(METRIC, 2018, region=("省3",))
    yield "totals of a year", lambda: archive.statistics.totals(METRIC, 2018)
    yield "an office's series", lambda: archive.statistics.series("office-7", [METRIC])
    yield "the matrix, 50 offices", archive.statistics.matrix
    yield "the latest reports", archive.reports.list
    yield (
        "reports of a province and year",
        lambda: archive.reports.list(ReportFilter(region=("省3",), year=2018), order="office"),
    )
    yield "counts of everything", archive.reports.counts
    yield "offices by a part of their name", lambda: archive.offices.list(text="单位77")
    yield "the tree of regions", archive.offices.region_tree
    yield "the doubts, least sure first", archive.desk.doubts
    yield "the doubts of a year", lambda: archive.desk.doubts(year=2018)


def timed(action: Callable[[], object]) -> str:
    """The best of several turns in milliseconds, by the clock and by the processor."""
    clocks, processors = [], []
    for _ in range(TURNS):
        clock, processor = time.perf_counter(), time.process_time()
        action()
        clocks.append(time.perf_counter() - clock)
        processors.append(time.process_time() - processor)
    return f"{min(clocks) * 1000:.1f} ({min(processors) * 1000:.1f})"


def hand_in(archive: Archive, count: int) -> Iterator[tuple[str, str]]:
    """Documents received and read, a second."""
    papers = [document(report(f"洛阳市第{number}局", 2020), pages=4, salt=number) for number in range(count)]
    begun = time.perf_counter()
    for number, paper in enumerate(papers):
        archive.intake.receive(io.BytesIO(paper), f"{number}.fake")
    yield "files received", f"{count / (time.perf_counter() - begun):.1f} a second"
    begun, processor = time.perf_counter(), time.process_time()
    archive.worker.run_until_idle()
    spent = (time.process_time() - processor) / count * 1000
    rate = count / (time.perf_counter() - begun)
    yield "documents of 4 pages read", f"{rate:.1f} a second ({spent:.0f} ms of processor each)"
    ids = [one.id for one in archive.reports.list(limit=20).items if not one.id.startswith("report-")]
    if ids:
        yield "a whole record, ms", timed(lambda: archive.reports.get(ids[0]))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="./dangan bench archive", description=__doc__)
    parser.add_argument("--reports", type=int, default=40_000)
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--database", help="an empty database; a SQLite file of its own if left out")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = ArchiveSettings(options.database or f"sqlite:///{folder}/bench.db", folder / "scratch")
        archive = open_archive(
            settings, blobs=local_blobs(folder / "blobs"), reader=FakeReader(), indexer=FakeIndexer()
        )
        begun = time.perf_counter()
        fill(archive, options.reports, metrics_of())
        print(f"{options.reports} reports filled in within {time.perf_counter() - begun:.0f} s\n")
        print("| question | ms (processor) |\n|---|---|")
        for words, action in questions(archive):
            print(f"| {words} | {timed(action)} |", flush=True)
        for words, rate in hand_in(archive, options.documents):
            print(f"| {words} | {rate} |", flush=True)
        archive.close()


def _region(number: int) -> dict[str, object]:
    return {"path": f"省{number // 20}/市{number}", "name": f"市{number}", "level": 2}


def _office(number: int) -> dict[str, object]:
    path = f"省{number % REGIONS // 20}/市{number % REGIONS}"
    return {
        "id": f"office-{number}",
        "name": f"单位{number}",
        "identity": f"{path}#单位{number}",
        "kind": "department",
        "region_key": number % REGIONS + 1,
        "created": now(),
    }


def _fill_run(connection: Connection, run: range, number_of_offices: int, width: int, chance: random.Random) -> None:
    connection.execute(reports.insert(), [_report(number, number_of_offices) for number in run])
    rows = [_value(number, number_of_offices, metric, chance) for number in run for metric in range(width)]
    connection.execute(observations.insert(), rows)


def _report(number: int, number_of_offices: int) -> dict[str, object]:
    return {
        "id": f"report-{number}",
        "title": "年度报告",
        "office_key": number % number_of_offices + 1,
        "year": YEARS[number // number_of_offices % len(YEARS)],
        "edition": "2019",
        "status": "published",
        "leading": 1,
        "doubts": 1,
        "created": now(),
        "updated": now(),
        "indexed": 1,
    }


def _value(number: int, number_of_offices: int, metric: int, chance: random.Random) -> dict[str, object]:
    dice = chance.random()
    value = None if dice < 0.5 else chance.randrange(1000)
    doubtful = dice > 0.997
    return {
        "metric_key": metric + 1,
        "year": YEARS[number // number_of_offices % len(YEARS)],
        "report_key": number + 1,
        "value": None if value is None else str(value),
        "number": value,
        "status": "doubtful" if doubtful else "not_stated" if value is None else "certain",
        "confidence": chance.random() if doubtful else None,
    }


if __name__ == "__main__":
    main()
