"""The archive's parts and whether they are well. Pure."""

from dataclasses import dataclass

from archive.views import Health


@dataclass(frozen=True)
class Part:
    """One part of the archive: its name is a key for words, `well` says whether it answers."""

    name: str
    well: bool


def parts(health: Health, *, index: bool) -> tuple[Part, ...]:
    """Database, files, index and workers."""
    return (
        Part("database", health.database),
        Part("storage", health.storage),
        Part("index", index),
        Part("worker", health.workers > 0),
    )
