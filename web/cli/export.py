"""`export`: every value taken out, one a line."""

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from archive.records import ReportRecord, ReportStatus
from web.cli.output import say
from web.contract import observation_shape

FIELDS = (
    "report",
    "office",
    "region",
    "year",
    "scope",
    "edition",
    "metric",
    "value",
    "unit",
    "raw",
    "status",
    "confidence",
    "page",
    "left",
    "top",
    "right",
    "bottom",
    "sha256",
)

Row = dict[str, Any]


@click.command("export")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@click.option(
    "--output", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="A file; else standard output."
)
@click.option("--year", type=int, help="Only reports on this year.")
@click.option("--all", "everything", is_flag=True, help="Also reports that are not open to the public.")
def export_command(form: str, output: Path | None, year: int | None, *, everything: bool) -> None:
    """Write every observation with its provenance, one a line."""
    from web.bootstrap import services
    from web.settings import load_settings

    statuses = tuple(ReportStatus) if everything else (ReportStatus.PUBLISHED,)
    write: Callable[[TextIO, Iterable[Row]], int] = write_csv if form == "csv" else write_lines
    with services(load_settings()) as shop, _target(output) as stream:
        records = (record for record in shop.archive.reports.iterate(statuses=statuses) if year in (None, record.year))
        count = write(stream, (row for record in records for row in rows(record)))
    say(f"{count} values")


def rows(record: ReportRecord) -> Iterator[Row]:
    """A record's observations, flat."""
    office = record.office
    head = {
        "report": record.id,
        "office": office.name if office else None,
        "region": "/".join(office.region) if office else None,
        "year": record.year,
        "scope": record.scope,
        "edition": record.edition,
    }
    for observation in record.observations:
        shape = observation_shape(observation).model_dump(mode="json")
        sides = shape.pop("box") or (None, None, None, None)
        place = dict(zip(("left", "top", "right", "bottom"), sides, strict=True))
        yield head | shape | place | {"sha256": record.source.sha256}


def write_lines(stream: TextIO, found: Iterable[Row]) -> int:
    """JSON, one object a line; returns the number of lines."""
    return sum(1 for row in found if stream.write(json.dumps(row, ensure_ascii=False) + "\n"))


def write_csv(stream: TextIO, found: Iterable[Row]) -> int:
    """Comma-separated with a header line; returns the number of values."""
    writer = csv.DictWriter(stream, FIELDS)
    writer.writeheader()
    return sum(1 for row in found if writer.writerow(row))


@contextmanager
def _target(output: Path | None) -> Iterator[TextIO]:
    """Standard output, or a file that appears only when it is whole."""
    if output is None:
        yield sys.stdout
        return
    part = output.with_name(output.name + ".part")
    with part.open("w", encoding="utf-8", newline="") as stream:
        yield stream
    part.replace(output)
