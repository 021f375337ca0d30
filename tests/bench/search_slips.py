""" "Did you mean" on words of the corpus with one slip each: of another sound-alike character, of a look-alike, exchanged."""

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from search.engine import SearchEngine
from search.query import Query
from search.slips import _alike, _homophones
from tests.bench.search_corpus import grown

WORDS = 100  # of each kind
LENGTHS = (3, 6)

Slip = Callable[[str, random.Random], str]


@dataclass(frozen=True, slots=True)
class Meant:
    """Of words with a slip that find nothing: how many, how many got a proposal, and the word that was meant; mean
    milliseconds of an answer.
    """

    lost: int
    proposed: int
    right: int
    took: float


def measured(engine: SearchEngine) -> dict[str, Meant]:
    """Each kind of slip."""
    return {name: _of(engine, slip) for name, slip in SLIPS.items()}


def _of(engine: SearchEngine, slip: Slip) -> Meant:
    chance = random.Random(3)
    text = "".join(section.text for record in grown(600) for section in record.sections)
    runs = [run for run in re.findall(r"[一-鿿]+", text) if len(run) >= LENGTHS[1]]
    pairs: list[tuple[str, str | None]] = []
    took = 0.0
    while len(pairs) < WORDS:
        run = chance.choice(runs)
        size = chance.randint(*LENGTHS)
        start = chance.randrange(len(run) - size + 1)
        word = run[start : start + size]
        begun = time.perf_counter()
        answer = engine.search(Query(text=slip(word, chance), facets=(), limit=1))
        if not answer.total and not answer.likely:
            pairs.append((word, answer.suggestion))
            took += time.perf_counter() - begun
    proposed = sum(found is not None for _, found in pairs)
    return Meant(len(pairs), proposed, sum(word == found for word, found in pairs), 1000 * took / len(pairs))


def _replaced(table: Callable[[], dict[str, str]]) -> Slip:
    def slip(word: str, chance: random.Random) -> str:
        places = [at for at, char in enumerate(word) if table().get(char)]
        if not places:
            return word
        at = chance.choice(places)
        return word[:at] + chance.choice(table()[word[at]]) + word[at + 1 :]

    return slip


def _exchanged(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


SLIPS: dict[str, Slip] = {
    "another of the same sound": _replaced(_homophones),
    "another of the same shape": _replaced(_alike),
    "two exchanged": _exchanged,
}
