"""What a reading tells of its readers: how often they agreed on a cell, and for which reasons values are in doubt. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from pydantic import Field

from archive.derived.corrections import IN_DOUBT
from archive.records import Observation, Record

_QUOTED = re.compile(r"“[^”]*”")
_BLANKS = re.compile(r"\s+")


class Agreement(Record):
    """Of one reading: cells that several readers saw, those on which all said the same, and doubts by their reason.

    `alone` counts the cells that one reader alone saw.
    """

    compared: int = 0
    agreed: int = 0
    alone: int = 0
    reasons: dict[str, int] = Field(default_factory=dict)


def agreement(observations: Sequence[Observation]) -> Agreement:
    """How far the readers of these values agreed."""
    several = [one for one in observations if len(one.readings) > 1]
    reasons = Counter(kind for one in observations if one.status in IN_DOUBT for kind in kinds_of(one))
    return Agreement(
        compared=len(several),
        agreed=sum(len({_plain(seen.raw) for seen in one.readings}) == 1 for one in several),
        alone=sum(len(one.readings) == 1 for one in observations),
        reasons=dict(sorted(reasons.items())),
    )


def together(found: Sequence[Agreement]) -> Agreement:
    """Several readings as one."""
    reasons: Counter[str] = Counter()
    for one in found:
        reasons.update(one.reasons)
    return Agreement(
        compared=sum(one.compared for one in found),
        agreed=sum(one.agreed for one in found),
        alone=sum(one.alone for one in found),
        reasons=dict(reasons.most_common()),
    )


def kinds_of(observation: Observation) -> tuple[str, ...]:
    """The kinds of an observation's reasons: what they say without the characters that they quote."""
    parts = (observation.reason or "").split("；")
    kinds = (_QUOTED.sub("", part.partition("：")[0]).strip() for part in parts)
    return tuple(dict.fromkeys(kind for kind in kinds if kind)) or (observation.status.value,)


def _plain(raw: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", raw))
