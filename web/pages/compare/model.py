"""Two reports side by side: values with differences, texts word by word. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from rapidfuzz.distance import Opcodes
from rapidfuzz.distance.Indel import opcodes

from archive.forms import Metric, metric
from archive.records import Observation, ReportRecord, Section
from web.ui.celllines import cell_lines
from web.ui.homes import at_home

LONGEST = 30_000
"""Characters of a section that are compared; a section beyond that is not an office's prose."""

SHORTEST_RUN = 4
"""Fewer equal characters between two changes than this are noise to a reader."""


@dataclass(frozen=True)
class Pair:
    """One metric in both reports; `difference` is second less first, None where either states nothing."""

    metric: Metric
    first: Observation | None
    second: Observation | None

    @property
    def difference(self) -> Decimal | None:
        if self.first is None or self.second is None or self.first.value is None or self.second.value is None:
            return None
        return Decimal(self.second.value) - Decimal(self.first.value)

    @property
    def differs(self) -> bool:
        """Whether what is stated differs, a blank against a number included."""
        return (self.first and self.first.value) != (self.second and self.second.value)


@dataclass(frozen=True)
class Run:
    """A piece of text: in both, only in the first, or only in the second."""

    text: str
    side: Literal["both", "first", "second"]


@dataclass(frozen=True)
class Texts:
    """One section of both reports; `same` is the share of characters in common, 0 to 1."""

    number: int
    title: str
    runs: tuple[Run, ...]
    same: float


def labels(first: ReportRecord, second: ReportRecord) -> tuple[str, str]:
    """What tells two reports apart, in a few words: the year, or the office with it; the title where neither does."""
    office = [one.office.name if one.office else one.title for one in (first, second)]
    if first.office == second.office:
        short = [str(one.year or "") for one in (first, second)]
    else:
        short = [f"{name} {one.year or ''}".strip() for name, one in zip(office, (first, second), strict=True)]
    return (first.title, second.title) if short[0] == short[1] else (short[0], short[1])


def pairs(first: ReportRecord, second: ReportRecord) -> tuple[Pair, ...]:
    """Every metric of either report, in the order of the first's form, then what only the second has."""
    left = {observation.metric: observation for observation in first.observations}
    right = {observation.metric: observation for observation in second.observations}
    return tuple(Pair(metric(name), left.get(name), right.get(name)) for name in dict.fromkeys([*left, *right]))


def texts(first: ReportRecord, second: ReportRecord) -> tuple[Texts, ...]:
    """The prose of every section that both have, without the cells of the form's tables."""
    left, right = prose(first), prose(second)
    return tuple(
        compare_texts(section.number, section.title, left[section.number], right[section.number])
        for section in first.sections
        if section.number in right
    )


def prose(record: ReportRecord) -> dict[int, str]:
    """Each section's text without the lines that are cells of tables, by its number."""
    tables = at_home(record)
    return {section.number: _without(section, cell_lines(record, section, tables)) for section in record.sections}


def _without(section: Section, cells: Collection[str]) -> str:
    return "\n".join(line for line in section.text.split("\n") if line.strip() and line.strip() not in cells)[:LONGEST]


def compare_texts(number: int, title: str, first: str, second: str) -> Texts:
    """What two texts share and where they differ."""
    edits = opcodes(first, second)
    return Texts(number, title, tuple(_smooth(_runs(edits, first, second))), share(edits, first, second))


def share(edits: Opcodes, first: str, second: str) -> float:
    """The share of identical wording: twice the common characters over all characters."""
    common = sum(edit.src_end - edit.src_start for edit in edits if edit.tag == "equal")
    return 2 * common / (len(first) + len(second)) if first or second else 1.0


def overall(compared: Sequence[Texts]) -> float | None:
    """The share over all sections, weighted by length; None where nothing is compared."""
    lengths = [sum(len(run.text) * (2 if run.side == "both" else 1) for run in text.runs) for text in compared]
    total = sum(lengths)
    return sum(text.same * length for text, length in zip(compared, lengths, strict=True)) / total if total else None


def _runs(edits: Opcodes, first: str, second: str) -> Iterable[Run]:
    for edit in edits:
        if edit.tag == "equal":
            yield Run(first[edit.src_start : edit.src_end], "both")
            continue
        if edit.src_end > edit.src_start:
            yield Run(first[edit.src_start : edit.src_end], "first")
        if edit.dest_end > edit.dest_start:
            yield Run(second[edit.dest_start : edit.dest_end], "second")


def _smooth(runs: Iterable[Run]) -> list[Run]:
    """Join changes that only a character or two in common keep apart, so that a person can read them."""
    smooth: list[Run] = []
    gone, come = "", ""
    pending = list(runs)
    for place, run in enumerate(pending):
        changed_before, last = bool(gone or come), place == len(pending) - 1
        if run.side == "both" and not (changed_before and not last and len(run.text) < SHORTEST_RUN):
            smooth += [*_changes(gone, come), run]
            gone, come = "", ""
        else:
            gone += run.text if run.side in ("both", "first") else ""
            come += run.text if run.side in ("both", "second") else ""
    return [*smooth, *_changes(gone, come)]


def _changes(gone: str, come: str) -> list[Run]:
    return [*([Run(gone, "first")] if gone else []), *([Run(come, "second")] if come else [])]
