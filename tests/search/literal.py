"""What must be found, computed without an index: the archive's definition of a literal match, and of the filters."""

import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from archive.records import ReportRecord


def literal(text: str) -> str:
    """NFKC, lower case, no white space: the definition's own words, apart from the code that is tested."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).lower() if not char.isspace())


def matching(reports: Iterable[ReportRecord], holds: Callable[[str], bool]) -> set[tuple[str, int]]:
    """The sections (report, number) whose literal text `holds`."""
    return {(r.id, s.number) for r in reports for s in r.sections if holds(literal(s.text))}


def queries(texts: Sequence[str], number: int, seed: int = 7) -> list[str]:
    """Random substrings of 1 to 8 characters, a third of them with a character changed, so that most of these miss."""
    chance = random.Random(seed)
    found: list[str] = []
    while len(found) < number:
        text = chance.choice(texts)
        start = chance.randrange(len(text))
        query = list(text[start : start + chance.randint(1, 8)])
        if chance.random() < 1 / 3:
            other = chance.choice(texts)
            query[chance.randrange(len(query))] = other[chance.randrange(len(other))]
        if literal("".join(query)):
            found.append("".join(query))
    return found


def most_common(values: Iterable[str]) -> list[tuple[str, int]]:
    """Values with their counts, the most frequent first, equal ones by value."""
    return sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
