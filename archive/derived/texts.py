"""A section's text as people corrected it, with the way from its characters to their boxes carried along. Pure functions.

What a person typed has no box of its own: it stands where the words stood that it replaced. A line that was moved to
another section, as when a boundary is corrected, takes its boxes along.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Any

from archive.records import Alternative, Run, Section

TEXT, TITLE = "text", "title"


@dataclass(frozen=True)
class Piece:
    """old.text[old_start:old_end] became new text[start:end]; `same` where not a character changed."""

    old: Section
    old_start: int
    old_end: int
    start: int
    end: int
    same: bool


def with_words(sections: Sequence[Section], words: Mapping[int, Mapping[str, Any]]) -> tuple[Section, ...]:
    """The sections with people's words on them by number; a section that the reading does not have is added."""
    known = {section.number for section in sections}
    added = [Section(number=number, title="", text="", pages=()) for number in words if number not in known]
    lines = _lines_of(sections)
    everything = sorted((*sections, *added), key=lambda section: section.number) if added else sections
    return tuple(_reworded(section, words.get(section.number, {}), lines) for section in everything)


def _reworded(section: Section, word: Mapping[str, Any], lines: Mapping[str, tuple[Section, int]]) -> Section:
    changes: dict[str, Any] = {}
    if word.get(TITLE):
        changes["title"] = word[TITLE]
    if word.get(TEXT) is not None and word[TEXT] != section.text:
        changes |= _retyped(section, word[TEXT], lines)
    return section.model_copy(update=changes) if changes else section


def _retyped(section: Section, text: str, lines: Mapping[str, tuple[Section, int]]) -> dict[str, Any]:
    pieces = list(_pieces(section, text, lines))
    runs = sorted((run for piece in pieces for run in _carried(piece)), key=lambda run: (run.start, run.end))
    pages = tuple(sorted({*section.pages, *(run.page for run in runs)}))
    others = tuple(other for piece in pieces if piece.same for other in _alternatives(piece))
    return {TEXT: text, "runs": tuple(runs), "pages": pages, "alternatives": others}


def _pieces(section: Section, text: str, lines: Mapping[str, tuple[Section, int]]) -> Iterator[Piece]:
    """How the new text is made of the old: whole lines that stayed, lines from elsewhere, and lines that were changed."""
    old, new = section.text.splitlines(keepends=True), text.splitlines(keepends=True)
    old_at, new_at = _starts(old), _starts(new)
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece(section, old_at[i], old_at[j], new_at[k], new_at[m], same=True)
        elif kind == "replace":
            yield from _changed(section, text, (old_at[i], old_at[j]), (new_at[k], new_at[m]))
        elif kind == "insert":
            yield from _moved(new[k:m], new_at[k:m], lines)


def _changed(section: Section, text: str, old: tuple[int, int], new: tuple[int, int]) -> Iterator[Piece]:
    """A stretch that was typed over: what is the same at its ends, and the rest in place of the rest."""
    was, now = section.text[slice(*old)], text[slice(*new)]
    head = _alike(was, now)
    tail = _alike(was[head:][::-1], now[head:][::-1])
    yield Piece(section, old[0], old[0] + head, new[0], new[0] + head, same=True)
    yield Piece(section, old[0] + head, old[1] - tail, new[0] + head, new[1] - tail, same=False)
    yield Piece(section, old[1] - tail, old[1], new[1] - tail, new[1], same=True)


def _moved(fresh: Sequence[str], starts: Sequence[int], lines: Mapping[str, tuple[Section, int]]) -> Iterator[Piece]:
    for line, start in zip(fresh, starts, strict=True):
        bare = line.strip()
        if bare in lines:
            origin, at = lines[bare]
            first = start + line.index(bare)
            yield Piece(origin, at, at + len(bare), first, first + len(bare), same=True)


def _carried(piece: Piece) -> Iterator[Run]:
    for run in piece.old.runs:
        first, last = max(run.start, piece.old_start), min(run.end, piece.old_end)
        if first >= last or piece.start >= piece.end:
            continue
        if piece.same:
            shift = piece.start - piece.old_start
            yield _part(run, first, last).model_copy(update={"start": first + shift, "end": last + shift})
        else:
            yield run.model_copy(update={"start": piece.start, "end": piece.end})


def _part(run: Run, first: int, last: int) -> Run:
    """The part of a run that text[first:last] takes, by its share of the longer side."""
    if (first, last) == (run.start, run.end):
        return run
    length = run.end - run.start
    low, high = (first - run.start) / length, (last - run.start) / length
    left, top, right, bottom = run.box
    across = right - left >= bottom - top
    x = (left + (right - left) * low, left + (right - left) * high) if across else (left, right)
    y = (top, bottom) if across else (top + (bottom - top) * low, top + (bottom - top) * high)
    return run.model_copy(update={"box": (x[0], y[0], x[1], y[1])})


def _alternatives(piece: Piece) -> Iterator[Alternative]:
    for other in piece.old.alternatives:
        if piece.old_start <= other.at < piece.old_end:
            yield other.model_copy(update={"at": other.at - piece.old_start + piece.start})


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common from their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _starts(lines: Sequence[str]) -> list[int]:
    return [0, *accumulate(map(len, lines))]


def _lines_of(sections: Iterable[Section]) -> dict[str, tuple[Section, int]]:
    """Where each line of the reading stands; a line that stands twice leads nowhere."""
    found: dict[str, tuple[Section, int]] = {}
    twice: set[str] = set()
    for section in sections:
        lines = section.text.splitlines(keepends=True)
        for line, start in zip(lines, _starts(lines), strict=False):
            bare = line.strip()
            if bare in found:
                twice.add(bare)
            if bare:
                found[bare] = (section, start + line.index(bare))
    return {line: place for line, place in found.items() if line not in twice}
