"""Recognition-aware recall: what a text would say if a doubtful character were read otherwise.

Every other reading of a doubtful character makes a *window*: the folded text around it with that reading in place. Two
doubtful characters close to each other are also exchanged together. A phrase that stands in a window but not in the
text is a likely match: offered beside the certain ones, never among them.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence

from archive.records import Alternative
from search.text import fold

REACH = 12  # characters on either side: a phrase of up to 13 is found wherever the doubtful character stands in it
CLOSE = 4  # characters within which two doubtful ones are exchanged together
MOST = 500  # windows of a section; one with more is unreadable anyway
LEAST = 0.02  # probability below which a reading is noise

Exchange = tuple[Alternative, ...]


def windows(text: str, alternatives: Sequence[Alternative]) -> tuple[str, ...]:
    """The folded surroundings of each exchange, without those that read like the text itself."""
    serious = sorted((a for a in alternatives if a.confidence >= LEAST and a.at < len(text)), key=lambda a: a.at)
    folded = fold(text) if serious else ""
    found = (_window(text, exchange) for exchange in _exchanges(serious))
    return tuple(itertools.islice(dict.fromkeys(window for window in found if window not in folded), MOST))


def _exchanges(alternatives: Sequence[Alternative]) -> Iterator[Exchange]:
    """Each reading alone, then each two of places close to each other."""
    yield from ((alternative,) for alternative in alternatives)
    for at, first in enumerate(alternatives):
        for second in itertools.takewhile(lambda other: other.at - first.at <= CLOSE, alternatives[at + 1 :]):  # noqa: B023
            if second.at > first.at:
                yield first, second


def _window(text: str, exchange: Exchange) -> str:
    start = max(0, exchange[0].at - REACH)
    end = exchange[-1].at + 1 + REACH
    return fold("".join(_exchanged(text[start:end], exchange, start)))


def _exchanged(piece: str, exchange: Iterable[Alternative], start: int) -> list[str]:
    chars = list(piece)
    for alternative in exchange:
        chars[alternative.at - start] = alternative.char
    return chars
