"""What the relations made of a report's values, kept so that a record is put together without checking it anew.

Kept are the fields that checking changed, under a digest of all that they follow from: the reading, the year, people's
words and objections, and the code and data that check. A record whose digest is another is checked anew: what is kept
can be lacking, never out of date.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, bindparam, select

from archive.db.tables import checks
from archive.db.upsert import upsert
from archive.records import Observation

Changes = dict[str, dict[str, Any]]
"""By the place of an observation among its report's (as JSON has it), the fields that changed, as JSON."""


@dataclass(frozen=True)
class Kept:
    """What is kept of one report's checks."""

    report_key: int
    digest: str
    changes: Changes


_CHECKING = ("forms", "relations", "repair", "derived", "records.py")
_KEPT = select(checks.c.digest, checks.c.changes).where(checks.c.report_key == bindparam("report"))


def digest(blob_key: str, year: int | None, words: Mapping[str, Any], objected: Set[str]) -> str:
    """What a check follows from; a blob never changes under its key."""
    source = [_rules(), blob_key, year, dict(words), sorted(objected)]
    return hashlib.sha256(json.dumps(source, sort_keys=True).encode()).hexdigest()


def changes(before: Sequence[Observation], after: Sequence[Observation]) -> Changes:
    """How the values differ, one by one."""
    pairs = enumerate(zip(before, after, strict=True))
    return {str(at): _fields(one, other) for at, (one, other) in pairs if one != other}


def changed(observations: Sequence[Observation], kept: Changes) -> tuple[Observation, ...]:
    """The values with the changes made."""
    values = list(observations)
    for at, fields in kept.items():
        values[int(at)] = _with(values[int(at)], fields)
    return tuple(values)


def recall(connection: Connection, report_key: int, wanted: str) -> Changes | None:
    """What is kept of a report under this digest, None where it is of another or nothing is kept."""
    row = connection.execute(_KEPT, {"report": report_key}).first()
    return row.changes if row is not None and row.digest == wanted else None


def remember(connection: Connection, kept: Sequence[Kept]) -> None:
    """Put these in place of what was kept of their reports."""
    upsert(connection, checks, [asdict(one) for one in kept], ["report_key"])


def _fields(before: Observation, after: Observation) -> dict[str, Any]:
    differing = {name for name in Observation.model_fields if getattr(before, name) != getattr(after, name)}
    return after.model_dump(mode="json", include=differing)


def _with(observation: Observation, fields: Mapping[str, Any]) -> Observation:
    parsed = Observation.model_validate_json(json.dumps({**observation.model_dump(mode="json"), **fields}))
    return observation.model_copy(update={name: getattr(parsed, name) for name in fields})


@cache
def _rules() -> str:
    """A fingerprint of the code and the data by which values are checked."""
    found = hashlib.sha256()
    for file in _files(Path(__file__).parents[1]):
        found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def _files(package: Path) -> Iterator[Path]:
    for name in _CHECKING:
        within = package / name
        yield from [within] if within.is_file() else sorted(each for each in within.rglob("*.*") if _matters(each))


def _matters(file: Path) -> bool:
    return file.suffix in (".py", ".toml", ".txt", ".csv", ".json")
