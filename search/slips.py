""" "Did you mean": what may have been meant by a text that finds nothing.

Slips are those of people who type (another character of the same sound, two exchanged, one too many) and of machines
that read (a character of much the same shape). What is proposed finds something, and is offered, never applied.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.resources import files

from search.query import Parsed

MOST = 300  # candidates that are tried
SHORTEST, LONGEST = 2, 12  # characters of a phrase that is worth trying: a shorter one may mean anything

Count = Callable[[Sequence[str]], Sequence[int]]


def meant(parsed: Parsed, count: Count) -> str | None:
    """Another text that finds most, None where none does; only for texts of phrases that must all be there.

    `count` tells how many sections have each of some folded phrases.
    """
    phrases = [clause[0] for clause in parsed.clauses if len(clause) == 1]
    if not phrases or len(phrases) != len(parsed.clauses) or parsed.excluded:
        return None
    lost = [phrase for phrase, found in zip(phrases, count(phrases), strict=True) if not found]
    better = {phrase: _best(phrase, count) for phrase in lost}
    if not lost or None in better.values():
        return None
    return " ".join(better.get(phrase) or phrase for phrase in phrases)


def candidates(phrase: str) -> tuple[str, ...]:
    """What may have been meant by a folded phrase, likeliest first: each differs by one slip."""
    if not SHORTEST <= len(phrase) <= LONGEST:
        return ()
    slips = itertools.chain(_replaced(phrase, _alike()), _exchanged(phrase), _replaced(phrase, _homophones()))
    found = itertools.chain(slips, _shortened(phrase))
    return tuple(itertools.islice(dict.fromkeys(slip for slip in found if slip != phrase), MOST))


def _best(phrase: str, count: Count) -> str | None:
    tried = candidates(phrase)
    found = list(count(tried)) if tried else []
    most = max(found, default=0)
    return tried[found.index(most)] if most else None


def _replaced(phrase: str, table: dict[str, str]) -> Iterator[str]:
    for at, char in enumerate(phrase):
        for other in table.get(char, ""):
            yield phrase[:at] + other + phrase[at + 1 :]


def _exchanged(phrase: str) -> Iterator[str]:
    for at in range(len(phrase) - 1):
        yield phrase[:at] + phrase[at + 1] + phrase[at] + phrase[at + 2 :]


def _shortened(phrase: str) -> Iterator[str]:
    """Without one character, where enough is left to mean something."""
    if len(phrase) > SHORTEST + 1:
        for at in range(len(phrase)):
            yield phrase[:at] + phrase[at + 1 :]


@cache
def _alike() -> dict[str, str]:
    """Each character with those that look like it in print: groups of our own making, of these reports' characters."""
    table: dict[str, str] = {}
    for group in (files(__package__) / "lookalikes.txt").read_text(encoding="utf-8").split():
        for char in group:
            table[char] = table.get(char, "") + group.replace(char, "")
    return table


@cache
def _homophones() -> dict[str, str]:
    """Each everyday character (the first level of GB 2312) with those of the same sound, whatever the tone."""
    from pypinyin import lazy_pinyin  # loads its dictionary, half a second

    rows = (bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF))
    chars = [char for row in rows if (char := row.decode("gb2312", errors="ignore"))]
    sounds: dict[str, str] = {}
    for char in chars:
        sound = lazy_pinyin(char)[0]
        sounds[sound] = sounds.get(sound, "") + char
    return {char: group.replace(char, "") for group in sounds.values() for char in group}
