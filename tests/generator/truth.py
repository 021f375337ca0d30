"""The truth of a generated report: what a perfect reader would say about the delivered file."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict

Box = tuple[float, float, float, float]
"""left, top, right, bottom as fractions of the page image as delivered, origin top left."""

Expected = Literal["printed", "not_stated", "doubtful", "absent"]
"""printed: ``value`` stands there; not_stated: blank, —, － / or 无; doubtful: what is printed does not settle a value
(an amount without any unit); absent: the report has no such table."""

LineKind = Literal["title", "heading", "body", "label", "value", "running", "signature", "figure", "plain"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(_Record):
    """Where a value stands: the cell between its rules, and the printed text in it (null when nothing is printed)."""

    page: int
    cell: Box
    text: Box | None = None


class CellTruth(_Record):
    """One metric. ``value`` is a plain decimal in the metric's unit without trailing zeros (compare as numbers).

    ``place`` is null for an absent table; a row cut by a page break has its further pieces in ``also``.
    """

    metric: str
    value: str | None
    raw: str
    unit: str
    expected: Expected
    place: Place | None
    also: tuple[Place, ...] = ()


class SectionTruth(_Record):
    """A section's text in reading order, table cells one a line, repeated table headers said once."""

    number: int
    title: str
    text: str
    pages: tuple[int, ...]


class LineTruth(_Record):
    """One printed run of text; in table cells one line of the cell."""

    text: str
    box: Box
    kind: LineKind


class PageTruth(_Record):
    """One delivered page: its pixel size (CSS pixels at 96 dpi for a digital PDF) and its lines in printed order."""

    number: int
    width: int
    height: int
    lines: tuple[LineTruth, ...]


class Truth(_Record):
    """A generated report.

    ``broken`` names the relations that the printed values break; ``signature`` the lines under the report, which belong to
    no section; ``faults`` what befell the pages on their way: blank_page, duplicate_page, shuffled.
    """

    office: str
    region: tuple[str, ...]
    year: int
    edition: str
    title: str
    level: str
    family: str
    style_seed: int
    style: dict[str, str]
    cells: tuple[CellTruth, ...]
    sections: tuple[SectionTruth, ...]
    pages: tuple[PageTruth, ...]
    broken: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    def cell(self, metric: str) -> CellTruth:
        """The truth of one metric; KeyError when the edition has no such metric."""
        for cell in self.cells:
            if cell.metric == metric:
                return cell
        raise KeyError(metric)

    def to_json(self) -> str:
        """This record as JSON."""
        return self.model_dump_json(indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The record that ``to_json`` wrote."""
        return cls.model_validate_json(text)
