"""What goes into the archive file, and under which names. Pure."""

import csv
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from typing import IO

from archive.records import ReportRecord
from web.contract import as_json, report_shape
from web.ui.tables import values_csv

LIST = "reports.csv"
COLUMNS = ("report", "title", "office", "region", "year", "edition", "scope", "file", "sha256", "pages", "received")


@dataclass(frozen=True)
class Parcel:
    """One report with the bytes of its original."""

    record: ReportRecord
    original: bytes


def pack(parcels: Iterable[Parcel], target: IO[bytes]) -> int:
    """Write a ZIP: a folder a report with original, record and values, and a list of all; returns the number of reports."""
    lines = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for parcel in parcels:
            record, folder = parcel.record, parcel.record.id
            bundle.writestr(f"{folder}/{safe(record.source.filename)}", parcel.original)
            bundle.writestr(f"{folder}/record.json", as_json(report_shape(record)))
            bundle.writestr(f"{folder}/values.csv", values_csv(record))
            lines.append(list_line(record))
        bundle.writestr(LIST, list_csv(lines))
    return len(lines)


def list_line(record: ReportRecord) -> dict[str, object]:
    """One report in the list that goes with the files."""
    office = record.office
    return {
        "report": record.id,
        "title": record.title,
        "office": office.name if office else None,
        "region": "/".join(office.region) if office else None,
        "year": record.year,
        "edition": record.edition,
        "scope": record.scope,
        "file": f"{record.id}/{safe(record.source.filename)}",
        "sha256": record.source.sha256,
        "pages": record.source.pages,
        "received": record.source.received.isoformat(timespec="seconds"),
    }


def list_csv(lines: Iterable[dict[str, object]]) -> bytes:
    """The list as a spreadsheet opens it."""
    target = io.StringIO()
    writer = csv.DictWriter(target, COLUMNS)
    writer.writeheader()
    writer.writerows(lines)
    return target.getvalue().encode("utf-8-sig")


def safe(filename: str) -> str:
    """A name that leads nowhere but into its folder."""
    return filename.replace("/", "_").replace("\\", "_").lstrip(".") or "original"
