"""A report's values as a table to take along. Pure."""

import csv
import io

from archive.forms import load_form
from archive.records import ReportRecord

COLUMNS = (
    "report",
    "year",
    "metric",
    "label",
    "value",
    "unit",
    "raw",
    "status",
    "page",
    "left",
    "top",
    "right",
    "bottom",
)


def values_csv(record: ReportRecord) -> bytes:
    """Every value with its status and place, as a spreadsheet opens it: UTF-8 with a mark."""
    edition = record.edition
    labels = {} if edition in (None, "none") else {one.id: one.label for one in load_form(edition).metrics}
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    for seen in record.observations:
        head = (record.id, record.year, seen.metric, labels.get(seen.metric), seen.value, seen.unit, seen.raw)
        writer.writerow([*head, seen.status.value, seen.page, *(seen.box or ("", "", "", ""))])
    return target.getvalue().encode("utf-8-sig")
