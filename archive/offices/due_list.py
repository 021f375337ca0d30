"""The yearly list of the offices that must report (应有), as people keep it: a table in a CSV file. Pure functions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from archive.lists import lines
from archive.offices.names import clean
from archive.views import AbsenceReason

# What a heading may say for each column, and a cell for each state.
_HEADINGS = {
    "office": ("office", "单位", "单位名称", "机关", "机关名称"),
    "region": ("region", "行政区划", "地区", "区划"),
    "level": ("level", "级别", "层级"),
    "year": ("year", "年度", "统计年度", "年份"),
    "state": ("state", "状态", "情况"),
}
_STATES: dict[str, AbsenceReason | None] = {
    "": None,
    "must report": None,
    "due": None,
    "应报": None,
    "应有": None,
    "应编制": None,
    "not made": "not_made",
    "not_made": "not_made",
    "未编制": "not_made",
    "not handed over": "not_handed_over",
    "not_handed_over": "not_handed_over",
    "未移交": "not_handed_over",
    "unknown": "unknown",
    "原因不明": "unknown",
}
_YEAR = re.compile(r"(20\d{2})年?(度)?")
_LONGEST_LEVEL = 16


@dataclass(frozen=True)
class Due:
    """One office that must report on a year; `absence` says why there is no report, where the list does."""

    line: int
    office: str
    region: tuple[str, ...]
    level: str | None
    year: int
    absence: AbsenceReason | None


@dataclass(frozen=True)
class Wrong:
    """A line that was not understood, and why."""

    line: int
    reason: str


def parse(data: bytes, filename: str) -> tuple[tuple[Due, ...], tuple[Wrong, ...]]:
    """The lines of a list, and those that were not understood; raises `RefusedFile` for what is no such table."""
    good: list[Due] = []
    wrong: list[Wrong] = []
    for line, cells in lines(data, filename, _HEADINGS, frozenset({"office", "year"})):
        found = _line(line, cells)
        if isinstance(found, Wrong):
            wrong.append(found)
        else:
            good.append(found)
    return tuple(good), tuple(wrong)


def _line(line: int, cells: Mapping[str, str]) -> Due | Wrong:
    year = _YEAR.fullmatch(cells["year"])
    state = cells.get("state", "").lower()
    if not clean(cells["office"]):
        return Wrong(line, "no office is named")
    if year is None:
        return Wrong(line, f"“{cells['year']}” is no year")
    if state not in _STATES:
        return Wrong(line, f"“{cells['state']}” is no state")
    region = tuple(part for part in re.split(r"[/\\>、\s]+", cells.get("region", "")) if part)
    level = cells.get("level", "")[:_LONGEST_LEVEL] or None
    return Due(line, cells["office"], region, level, int(year[1]), _STATES[state])
