"""What questions make of a report's values: read where a report is derived."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from archive.clock import now
from archive.db.tables import questions
from archive.derived.corrections import is_metric
from archive.records import Observation, Status

PUBLIC, SAMPLING = "public", "sampling"

# How sure a value still is that the public questions; one that an archivist found wrong is not sure at all.
SURENESS = 0.5

# Asked for with every record: put together once.
_OPEN = select(questions.c.source, questions.c.metric).where(
    questions.c.report_key == bindparam("report"), questions.c.state == "open"
)

_OBJECTED = "抽检认为识读有误"
_SURE = (Status.CERTAIN, Status.NOT_STATED)


@dataclass(frozen=True)
class Open:
    """The metrics of a report that are questioned: by the public, and by archivists who looked at a sample."""

    public: frozenset[str] = frozenset()
    sampling: frozenset[str] = frozenset()


def open_questions(connection: Connection, report_key: int) -> Open:
    """The questions on a report that nobody has answered."""
    rows = connection.execute(_OPEN, {"report": report_key}).all()
    by = {source: frozenset(row.metric for row in rows if row.source == source) for source in (PUBLIC, SAMPLING)}
    return Open(by[PUBLIC], by[SAMPLING])


def doubted(observations: Sequence[Observation], objected: frozenset[str]) -> tuple[Observation, ...]:
    """The observations, those in doubt that were found wrong in a sample; the value is kept as it was read."""
    if not objected:
        return tuple(observations)
    return tuple(
        one.model_copy(update={"status": Status.DOUBTFUL, "confidence": 0.0, "reason": _OBJECTED})
        if one.metric in objected and one.status in _SURE
        else one
        for one in observations
    )


def added_doubts(objected: frozenset[str], doubts: Sequence[str], words: Mapping[str, Any]) -> int:
    """How many doubts a sample added to those of a reading."""
    return sum(metric not in doubts and metric not in words for metric in objected)


def settle(connection: Connection, report_key: int, field: str, user: str) -> None:
    """A person's word on a value answers every question on it."""
    if is_metric(field):
        connection.execute(
            questions.update()
            .where(questions.c.report_key == report_key, questions.c.metric == field, questions.c.state == "open")
            .values(state="settled", closed=now(), closed_by=user)
        )
