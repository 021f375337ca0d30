"""Readings of a report whose values obey its relations, to be changed by tests."""

from collections.abc import Iterable, Mapping

from archive.forms import load_form
from archive.records import Alternative, CellReading, Edition, Observation, Status

COLUMNS = ("natural_person", "enterprise", "research", "public_benefit", "legal_service", "other_organisation")
ENTRIES = {"received": (30, 4, 0, 1, 2, 0), "carried_in": (3, 1, 0, 0, 0, 0), "disclosed": (17, 2, 0, 1, 0, 0)}
MORE = {"unavailable_not_held": (12, 2, 0, 0, 2, 0), "carried_out": (4, 1, 0, 0, 0, 0)}


def values(edition: Edition = "2021") -> dict[str, int]:
    """A table 2 and a table 3 that add up; everything else is 0."""
    found = {metric.id: 0 for metric in load_form(edition).metrics}
    rows: dict[str, tuple[int, ...]] = {**ENTRIES, **MORE}
    rows["processed"] = tuple(a + b for a, b in zip(rows["disclosed"], rows["unavailable_not_held"], strict=True))
    for row, counts in rows.items():
        found |= {f"requests.{row}.{column}": count for column, count in zip(COLUMNS, counts, strict=True)}
        found[f"requests.{row}.total"] = sum(counts)
    return found | {"reconsideration.upheld": 2, "reconsideration.corrected": 1, "reconsideration.total": 3}


def reading(
    changed: Mapping[str, Observation] | None = None, edition: Edition = "2021", blank: Iterable[str] = ()
) -> tuple[Observation, ...]:
    """The report read without an error, but for what is given."""
    empty = set(blank)
    plain = {m: none(m) if m in empty else certain(m, value) for m, value in values(edition).items()}
    return tuple({**plain, **(changed or {})}.values())


def certain(metric: str, value: int, confidence: float = 0.99) -> Observation:
    """Both readers saw it alike."""
    views = tuple(CellReading(reader=name, raw=str(value), confidence=confidence) for name in ("cell", "page"))
    return _observation(metric, str(value), Status.CERTAIN, views, confidence)


def none(metric: str) -> Observation:
    """A blank cell."""
    return _observation(metric, None, Status.NOT_STATED, (), 1.0)


def missing(metric: str) -> Observation:
    """A cell that was not found."""
    return Observation(metric=metric, value=None, unit="件", raw=None, status=Status.MISSING)


def doubtful(metric: str, value: int | None, *, second: int | None = None, nearly: str = "") -> Observation:
    """A reading in doubt; `second` is what the other reader saw, `nearly` what the first character nearly was."""
    raw = "o" if value is None else str(value)
    others = (Alternative(at=0, char=nearly, confidence=0.2),) if nearly else ()
    views = [CellReading(reader="cell", raw=raw, confidence=0.7, alternatives=others)]
    if second is not None:
        views.append(CellReading(reader="page", raw=str(second), confidence=0.8))
    seen = tuple(str(one) for one in (value, second) if one is not None)
    found = _observation(metric, seen[0] if value is not None else None, Status.DOUBTFUL, tuple(views), 0.7)
    return found.model_copy(update={"candidates": seen, "reason": "识读把握不足"})


def _observation(
    metric: str, value: str | None, status: Status, views: tuple[CellReading, ...], confidence: float
) -> Observation:
    return Observation(
        metric=metric,
        value=value,
        unit="件",
        raw=views[0].raw if views else "",
        status=status,
        confidence=confidence,
        page=1,
        box=(0.1, 0.1, 0.2, 0.2),
        readings=views,
    )
