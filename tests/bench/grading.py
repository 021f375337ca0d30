"""What a reading is worth, held against the truth of a generated report: counts per level, added up over reports."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from rapidfuzz.distance import Levenshtein

from archive.records import Observation, ReportReading, Status
from tests.generator.truth import CellTruth, Truth

DASHES = str.maketrans(dict.fromkeys("–—―−－", "-"))
"""The dashes that offices type in blank cells are printed alike; 一 is none of them."""
TRUSTED = frozenset({Status.CERTAIN, Status.NOT_STATED, Status.ABSENT})


@dataclass
class Score:
    """Counts of metric cells, characters and seconds; `wrong` lists what a person would want to look at.

    `silently_read` are the cells that were silently wrong before the archive held them against the form's relations.
    """

    cells: int = 0
    right: int = 0
    silently_wrong: int = 0
    silently_read: int = 0
    right_in_doubt: int = 0
    wrong_in_doubt: int = 0
    missing: int = 0
    boxed: int = 0
    box_hits: int = 0
    characters: int = 0
    errors: int = 0
    pages: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Score") -> None:
        """Take another score's counts in."""
        for name in self.__dataclass_fields__:
            if isinstance(getattr(self, name), int | float):
                setattr(self, name, getattr(self, name) + getattr(other, name))
        self.wrong += other.wrong
        self.reasons += other.reasons

    def share(self, part: str, whole: str = "cells") -> float:
        """One count by another, 0 where there is nothing to count."""
        total = getattr(self, whole)
        return getattr(self, part) / total if total else 0.0


def grade(truth: Truth, reading: ReportReading | None, name: str) -> Score:
    """Count one report; a report that was not found at all has every cell missing."""
    score = Score(pages=len(truth.pages))
    found = {o.metric: o for o in reading.observations} if reading else {}
    for cell in truth.cells:
        _count_cell(score, cell, found.get(cell.metric), name)
    texts = {section.number: section.text for section in reading.sections} if reading else {}
    for section in truth.sections:
        printed = _bare(section.text)
        score.characters += len(printed)
        score.errors += Levenshtein.distance(printed, _bare(texts.get(section.number, "")))
    return score


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).translate(DASHES).split())


def _count_cell(score: Score, cell: CellTruth, found: Observation | None, name: str) -> None:
    score.cells += 1
    if found is None or found.status is Status.MISSING:
        score.missing += 1
        score.reasons["missing"] += 1
        return
    is_right = _is_right(cell, found)
    trusted = found.status in TRUSTED
    if is_right:
        score.right += 1
        _count_box(score, cell, found)
    if trusted and not is_right:
        score.silently_wrong += 1
        score.wrong.append(
            f"{name} {cell.metric}: printed {cell.raw!r} ({cell.expected}), read {found.value} {found.status}"
        )
    if not trusted:
        score.reasons[(found.reason or "")[:40]] += 1
        score.right_in_doubt += is_right and cell.expected != "doubtful"
        score.wrong_in_doubt += not is_right


def _is_right(cell: CellTruth, found: Observation) -> bool:
    if cell.expected == "absent":
        return found.status is Status.ABSENT
    if cell.expected == "doubtful":
        return found.status not in TRUSTED
    if found.status is Status.ABSENT:
        return False
    if cell.value is None or found.value is None:
        return cell.value == found.value
    return Decimal(cell.value) == Decimal(found.value)


def _count_box(score: Score, cell: CellTruth, found: Observation) -> None:
    if cell.place is None or found.status is Status.ABSENT:
        return
    score.boxed += 1
    score.box_hits += any(_hits(place.page, place.text or place.cell, found) for place in (cell.place, *cell.also))


def _hits(page: int, target: tuple[float, float, float, float], found: Observation) -> bool:
    """The middle of what is printed lies in the observation's box on the same page."""
    if found.box is None or found.page != page:
        return False
    x, y = (target[0] + target[2]) / 2, (target[1] + target[3]) / 2
    left, top, right, bottom = found.box
    return left <= x <= right and top <= y <= bottom


def table(scores: Iterable[tuple[str, Score]]) -> str:
    """A Markdown table, one level a line."""
    head = "| level | pages | cells | right | silently wrong | as read | right but in doubt | missing | boxes | CER | s/page |"
    lines = [head, "|" + "---|" * 11]
    for name, s in scores:
        lines.append(
            f"| {name} | {s.pages} | {s.cells} | {s.share('right'):.2%} | {s.silently_wrong} | {s.silently_read} "
            f"| {s.share('right_in_doubt', 'right'):.2%} | {s.missing} | {s.share('box_hits', 'boxed'):.2%} "
            f"| {s.share('errors', 'characters'):.3%} | {s.seconds / max(s.pages, 1):.2f} |"
        )
    return "\n".join(lines)
