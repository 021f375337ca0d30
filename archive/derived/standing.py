"""A reading as it stands: with people's words on its values, its texts and its edition laid over it. Pure functions."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from archive.boxes import around, holds, middle
from archive.derived.corrections import EDITION, SECTION, TABLE, apply, metric_words
from archive.derived.named import with_named
from archive.derived.texts import TEXT, TITLE, with_words
from archive.forms import load_form
from archive.records import Box, Edition, Observation, ReportReading, Status, Table

Point = tuple[int, float, float]
# The word on a table that does not belong to the report; any other names the form's table that it is.
OUTSIDE = "none"
# What is left of a value that was read from a table which does not belong to the report.
_NOTHING = dict.fromkeys(("value", "raw", "confidence", "page", "box", "reason"), None) | {
    "status": Status.MISSING,
    "readings": (),
    "candidates": (),
}

# How a later reading stands to an earlier correction: it says the same, it says again what was corrected, or a third.
Later = Literal["agrees", "repeats", "disagrees"]


def stand(reading: ReportReading, words: Mapping[str, Any]) -> ReportReading:
    """The reading with every word in force on it; what nobody spoke of stays as it was read."""
    edition = words.get(EDITION) or reading.edition
    points = outside(words)
    theirs = _disowned(reading.tables, points)
    observations = _without(_observations(reading, edition), theirs)
    named = _named(reading.tables, words)
    filled = _filled(edition, observations, named)
    changes: dict[str, Any] = {"observations": apply(filled, metric_words(words))}
    if points or named:
        changes["tables"] = tuple(_called(table, named, theirs) for table in reading.tables)
    if filled != observations:
        changes["findings"] = tuple(one for one in reading.findings if one.relation not in _found(named))
    if edition != reading.edition:
        changes["edition"] = edition
    said = section_words(words)
    if said:
        texts = with_words(reading.texts, said)
        # Number 0 is the prose before the first section; it goes where all of it was moved into sections.
        changes["preamble"] = next((one for one in texts if one.number == 0 and one.text.strip()), None)
        changes["sections"] = tuple(one for one in texts if one.number)
    return reading.model_copy(update=changes)


def table_field(page: int, x: float, y: float) -> str:
    """The name under which a word on the table around a point is kept; a point stays where engines change."""
    return f"{TABLE}{page}-{round(x * 1000)}-{round(y * 1000)}"


def outside(words: Mapping[str, Any]) -> tuple[Point, ...]:
    """The points (page, x, y) of tables of which people said that they do not belong to the report."""
    return tuple(point for point, after in _table_words(words) if after == OUTSIDE)


def _table_words(words: Mapping[str, Any]) -> list[tuple[Point, str]]:
    """The words on tables: the point that each was said of, and what the table there is."""
    parts = [(field.removeprefix(TABLE).split("-"), after) for field, after in words.items() if field.startswith(TABLE)]
    return [((int(page), int(x) / 1000, int(y) / 1000), str(after)) for (page, x, y), after in parts]


def named_tables(reading: ReportReading, words: Mapping[str, Any]) -> dict[str, tuple[Table, ...]]:
    """The tables of which people said which table of the form they are, by its id, their parts in printed order."""
    return _named(reading.tables, words)


def _named(tables: Sequence[Table], words: Mapping[str, Any]) -> dict[str, tuple[Table, ...]]:
    found: dict[str, tuple[Table, ...]] = {}
    for name in {after for _, after in _table_words(words)} - {OUTSIDE}:
        points = [point for point, after in _table_words(words) if after == name]
        found[name] = _disowned(tables, points)
    return found


def _filled(
    edition: Edition, observations: Sequence[Observation], named: Mapping[str, Sequence[Table]]
) -> tuple[Observation, ...]:
    if edition == "none" or not named:
        return tuple(observations)
    return with_named(edition, observations, load_form(edition), named)


def _called(table: Table, named: Mapping[str, Sequence[Table]], theirs: Sequence[Table]) -> Table:
    """The table under the name that people gave it."""
    if table in theirs:
        return table.model_copy(update={"form": None})
    name = next((name for name, parts in named.items() if table in parts), table.form)
    return table if name == table.form else table.model_copy(update={"form": name})


def _found(named: Mapping[str, Sequence[Table]]) -> set[str]:
    """The findings that a table is absent, of tables that people found."""
    return {f"absent.{name}" for name in named}


def box_of(table: Table, page: int) -> Box | None:
    """The box around a table's cells on a page, None where it has none there."""
    boxes = [cell.box for cell in table.cells if cell.page == page and cell.box]
    return around(boxes) if boxes else None


def stands_at(table: Table, page: int, x: float, y: float) -> bool:
    """Whether a point of a page lies in the box around a table's cells there."""
    box = box_of(table, page)
    return box is not None and holds(box, x, y)


def _disowned(tables: Sequence[Table], points: Sequence[Point]) -> tuple[Table, ...]:
    return tuple(table for table in tables if any(stands_at(table, *point) for point in points))


def _without(observations: Sequence[Observation], tables: Sequence[Table]) -> tuple[Observation, ...]:
    """The observations, those printed in these tables not found: what is printed there is not the report's."""
    if not tables:
        return tuple(observations)
    return tuple(one.model_copy(update=_NOTHING) if _stands_in(one, tables) else one for one in observations)


def _stands_in(one: Observation, tables: Sequence[Table]) -> bool:
    if one.page is None or one.box is None:
        return False
    return any(stands_at(table, one.page, *middle(one.box)) for table in tables)


def section_words(words: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """Of all words those on sections: by number, then text and title."""
    said: dict[int, dict[str, Any]] = defaultdict(dict)
    for field, after in words.items():
        if field.startswith(SECTION):
            number, _, part = field.removeprefix(SECTION).partition(".")
            said[int(number)][part] = after
    return dict(said)


def section_field(number: int, part: str) -> str:
    """The name under which words on a section's text or title are kept; raises ValueError for another part."""
    if part not in (TEXT, TITLE):
        raise ValueError(part)
    return f"{SECTION}{number}.{part}"


def as_read(reading: ReportReading, field: str) -> tuple[str | None, bool] | None:
    """What a reading itself says of a field that people may speak of, and whether it is sure; None: it does not say."""
    if field.startswith(SECTION):
        number, _, part = field.removeprefix(SECTION).partition(".")
        found = {str(one.number): one for one in reading.texts}.get(number)
        return (getattr(found, part), True) if found else None
    if not field.startswith(EDITION.partition(".")[0] + "."):
        return _value(reading.observations, field)
    known = {"title": reading.title, "scope": reading.scope, "edition": reading.edition, "year": reading.year}
    value = known.get(field.partition(".")[2])
    return None if value is None else (str(value), True)


def held_against(reading: ReportReading, field: str, before: str | None, after: str | None) -> Later | None:
    """How a later reading stands to a word; None where it does not say, or is not sure of anything else."""
    found = as_read(reading, field)
    if found is None:
        return None
    value, sure = found
    if value == after:
        return "agrees"
    if not sure:
        return None
    return "repeats" if value == before else "disagrees"


def _value(observations: Sequence[Observation], metric: str) -> tuple[str | None, bool] | None:
    for one in observations:
        if one.metric == metric and one.status not in (Status.MISSING, Status.ABSENT):
            sure = one.status in (Status.CERTAIN, Status.NOT_STATED)
            # A doubtful cell without a value says nothing at all.
            return (one.value, sure) if sure or one.value is not None else None
    return None


def _observations(reading: ReportReading, edition: Edition) -> tuple[Observation, ...]:
    """Every metric of the edition once; those that the reading did not look for are not found."""
    if edition == reading.edition:
        return reading.observations
    if edition == "none":
        return ()
    read = {one.metric: one for one in reading.observations}
    return tuple(
        read.get(metric.id)
        or Observation(metric=metric.id, value=None, unit=metric.unit, raw=None, status=Status.MISSING)
        for metric in load_form(edition).metrics
    )
