"""Ports that behave: small, deterministic, and as strict as the real ones. Shared by the tests of all packages."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from archive.errors import IndexUnavailable, ReadingFailed, RefusedFile, WriteRefused
from archive.forms import load_form
from archive.ports import NO_HINTS, Hints, Outline
from archive.records import (
    CellReading,
    Edition,
    Finding,
    Observation,
    PageImage,
    PageReading,
    ReportReading,
    ReportRecord,
    Run,
    Section,
    Status,
    Table,
    Word,
)

# A real PNG of one grey pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000" + "3a7e9b55" + "0000000a49444154789c63680000008200814b"
    "d2a4c50000000049454e44ae426082"
)


def report(
    office: str | None = "西工区凯旋东路街道办事处",
    year: int | None = 2020,
    *,
    edition: Edition = "2019",
    values: Mapping[str, str | None] | None = None,
    doubtful: Sequence[str] = (),
    **more: object,
) -> dict[str, Any]:
    """A report for a fake document: metrics that are not named state nothing; `more` may set scope, title, text."""
    return {
        "office": office,
        "year": year,
        "edition": edition,
        "values": dict(values or {}),
        "doubtful": list(doubtful),
        **more,
    }


def document(*reports: Mapping[str, Any], pages: int = 2, **orders: object) -> bytes:
    """A fake document. Orders: `slow` seconds a page, `fail_page`, `die_page` with the file `unless`, `salt`."""
    return json.dumps({"pages": pages, "reports": list(reports), **orders}, ensure_ascii=False).encode()


class FakeReader:
    """Reads fake documents; anything else is refused as the real reader would."""

    def __init__(self, fingerprint: str = "fake-1") -> None:
        self._fingerprint = fingerprint

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    def outline(self, source: Path, filename: str) -> Outline:
        data = source.read_bytes()
        if not data:
            raise RefusedFile(filename, "The file is empty.", "Send the file again.")
        try:
            return Outline(media_type="application/x-fake", pages=json.loads(data)["pages"])
        except (ValueError, KeyError, TypeError) as error:
            raise RefusedFile(filename, "The type is not known.", "Send a fake document.") from error

    def read_pages(
        self, source: Path, media_type: str, first: int, last: int
    ) -> Iterator[tuple[PageReading, PageImage]]:
        orders = json.loads(source.read_bytes())
        for number in range(first, last + 1):
            time.sleep(orders.get("slow", 0))
            _obey(orders, number)
            yield self._page(orders, number), PageImage(number=number, media_type="image/png", data=PIXEL)

    def assemble(
        self,
        pages: Sequence[PageReading],
        image: Callable[[int], PageImage],
        filename: str,
        hints: Hints = NO_HINTS,
    ) -> tuple[ReportReading, ...]:
        for page in pages:
            assert image(page.number).data == PIXEL
        orders = json.loads(pages[0].layout)
        named = {"edition": hints.edition} if hints.edition else {}
        return tuple(_reading({**one, **named}, pages) for one in orders["reports"])

    def _page(self, orders: Mapping[str, Any], number: int) -> PageReading:
        word = Word(text=f"第{number}页", box=(0.1, 0.1, 0.2, 0.12), confidence=0.9)
        layout = json.dumps(orders, ensure_ascii=False) if number == 1 else ""
        return PageReading(number=number, width=1654, height=2339, source="recognised", words=(word,), layout=layout)


class FakeIndexer:
    """Keeps records in memory; `down` makes it unavailable, `refused` are ids of reports that it does not take."""

    def __init__(self) -> None:
        self.held: dict[str, ReportRecord] = {}
        self.down = False
        self.refused: set[str] = set()

    def replace(self, report: ReportRecord) -> None:
        self._answer()
        if report.id in self.refused:
            raise WriteRefused("The index refused a write.", "See its log.")
        self.held[report.id] = report

    def remove(self, report_id: str) -> None:
        self._answer()
        self.held.pop(report_id, None)

    def rebuild(self, reports: Iterable[ReportRecord]) -> int:
        self._answer()
        self.held = {report.id: report for report in reports}
        return sum(len(report.sections) for report in self.held.values())

    def _answer(self) -> None:
        if self.down:
            raise IndexUnavailable("The index does not answer.", "Start it.")


def _obey(orders: Mapping[str, Any], number: int) -> None:
    if orders.get("fail_page") == number:
        raise ReadingFailed("the document", f"page {number} cannot be read: it is torn", "Scan it again.")
    if orders.get("break_page") == number:
        raise RuntimeError("an unforeseen error")
    if orders.get("die_page") == number and not (orders.get("unless") and Path(orders["unless"]).exists()):
        os.kill(os.getpid(), signal.SIGKILL)


def _reading(one: Mapping[str, Any], pages: Sequence[PageReading]) -> ReportReading:
    edition: Edition = one["edition"]
    metrics = () if edition == "none" else load_form(edition).metrics
    text = one.get("text", "本年收到申请")
    run = Run(start=0, end=len(text), page=1, box=(0.1, 0.3, 0.5, 0.32))
    return ReportReading(
        title=one.get("title"),
        office_name=one["office"],
        year=one["year"],
        edition=edition,
        scope=one.get("scope"),
        pages=tuple(page.number for page in pages),
        sections=(Section(number=1, title="总体情况", text=text, pages=(1,), runs=(run,)),),
        observations=tuple(_observation(metric.id, metric.unit, one) for metric in metrics),
        tables=tuple(Table.model_validate(table) for table in one.get("tables", ())),
        findings=tuple(Finding.model_validate(finding) for finding in one.get("findings", ())),
    )


def _observation(metric: str, unit: str | None, one: Mapping[str, Any]) -> Observation:
    value = one["values"].get(metric)
    status = Status.NOT_STATED if value is None else Status.CERTAIN
    return Observation(
        metric=metric,
        value=value,
        unit=unit,
        raw=value or "",
        status=Status.DOUBTFUL if metric in one["doubtful"] else status,
        confidence=0.5 if metric in one["doubtful"] else 0.99,
        page=1,
        box=(0.5, 0.5, 0.55, 0.52),
        readings=(CellReading(reader="text", raw=value or "", confidence=1.0),),
    )
