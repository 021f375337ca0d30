"""The archive's parts and how they are. Pure."""

from dataclasses import dataclass
from typing import Literal

from archive.views import Health

State = Literal["well", "stale", "silent"]
"""`stale`: it answers, but by an index of another version or by none, so that it must be rebuilt."""


@dataclass(frozen=True)
class Part:
    """One part of the archive: its name and its state are keys for words."""

    name: str
    state: State

    @property
    def well(self) -> bool:
        """Whether it does its work."""
        return self.state == "well"


def parts(health: Health, *, index: State) -> tuple[Part, ...]:
    """Database, files, index and workers."""
    return (
        Part("database", _answers(there=health.database)),
        Part("storage", _answers(there=health.storage)),
        Part("index", index),
        Part("worker", _answers(there=health.workers > 0)),
    )


def _answers(*, there: bool) -> State:
    return "well" if there else "silent"
