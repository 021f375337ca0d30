"""How a text is cut into the index's words, and what an index has learned of its texts to be quick where they repeat.

Three characters side by side are a word with its place, so that a phrase is found by comparing places. Where a longer
phrase stands in half of all sections that takes ten times as long as to look up a word; so such phrases (`common`)
are words of their own. And reports that have two words in one section cannot be told from those that have them in two
without gathering them section by section, a quarter of a second in a million; so the pairs of characters that stand
in as many sections (`pairs`) are noted once more with the number of their section in the report.

Both are learned from the first reports of a rebuild and kept in the generation's folder: what is common in one archive
is not in another. They make the index quick and change no answer.
"""

import itertools
import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from pathlib import Path

from search.text import fold, grams

SHORTEST, LONGEST = 4, 8  # characters of a common phrase: shorter ones are words in any case, longer ones have many
SHARE = 0.4  # of all sections: what fewer have is found by places soon enough
ENOUGH = 1_000  # sections to learn from
SAMPLE = 500  # reports that are looked at
MOST = 400  # words that are learned of either kind
FILE = "words.json"
_FIRST_CODE = 0x4E00  # of the characters that stand for pairs: any that are not white space

Word = tuple[str, str]


@dataclass(frozen=True)
class Words:
    """What is common in one index: phrases, with every part of four characters or more of each, and pairs."""

    common: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.common)

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {pair: chr(_FIRST_CODE + at) for at, pair in enumerate(self.pairs)}

    def of(self, phrase: str) -> list[Word]:
        """The words that a folded phrase is found by, each with its field: threes side by side, unless it is one itself."""
        size = len(phrase)
        if size < SHORTEST:
            return [(("chars", "pairs", "threes")[size - 1], phrase)]
        if phrase in self._known:
            return [("common", phrase)]
        return [("threes", phrase[at : at + 3]) for at in places(size)]

    def common_in(self, folded: str) -> str:
        """The common phrases of a text, each as often as it stands there, with blanks between."""
        return "".join([f"{phrase} " * folded.count(phrase) for phrase in self.common])

    def coded(self, folded: str) -> str:
        """The common pairs of a text, each once, as a character."""
        return "".join([code for pair, code in self._codes.items() if pair in folded])  # a third less than by grams

    def code(self, phrase: str) -> str | None:
        """The character that stands for a common pair."""
        return self._codes.get(phrase)


def places(size: int) -> list[int]:
    """Where the threes of a phrase of so many characters begin; the last overlaps the one before where need be."""
    return sorted({*range(0, size - 2, 3), size - 3})


@lru_cache(maxsize=1)
def listed() -> Words:
    """What an index begins with, of `phrases.txt`, before there is enough to learn from."""
    phrases = (files(__package__) / "phrases.txt").read_text(encoding="utf-8").split()
    sizes = range(SHORTEST, LONGEST + 1)
    return Words(tuple(sorted({gram for phrase in phrases for size in sizes for gram in grams(fold(phrase), size)})))


def learned(texts: Sequence[str]) -> Words:
    """What is common in some folded texts; the listed words where they are too few to tell."""
    if len(texts) < ENOUGH:
        return listed()
    least = SHARE * len(texts)
    pairs = Counter(itertools.chain.from_iterable(set(grams(text, 2)) for text in texts))
    return Words(_most(_common(texts, least), least), _most(pairs, least))


def keep(words: Words, folder: Path) -> None:
    """Keep the words of an index beside it."""
    with (folder / FILE).open("w", encoding="utf-8") as file:
        json.dump({"common": words.common, "pairs": words.pairs}, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())


@lru_cache(maxsize=4)
def kept(folder: Path) -> Words:
    """The words of an index, which stay as they are."""
    found = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return Words(tuple(found["common"]), tuple(found["pairs"]))


def _common(texts: Sequence[str], least: float) -> Counter[str]:
    """How many texts have each phrase that at least so many have."""
    found: Counter[str] = Counter()
    shorter: frozenset[str] | None = None
    for size in range(SHORTEST, LONGEST + 1):
        counts = Counter(itertools.chain.from_iterable(_grams_beyond(text, size, shorter) for text in texts))
        common = {gram: count for gram, count in counts.items() if count >= least}
        found.update(common)
        shorter = frozenset(common)
    return found


def _grams_beyond(text: str, size: int, shorter: frozenset[str] | None) -> set[str]:
    """The different grams of a text of which both shorter parts are common."""
    found: Iterable[str] = grams(text, size)
    if shorter is not None:
        found = (gram for gram in found if gram[1:] in shorter and gram[:-1] in shorter)
    return set(found)


def _most(counts: Counter[str], least: float) -> tuple[str, ...]:
    """The most frequent, at most `MOST`: a part of a phrase is no rarer than the phrase, and comes before it."""
    common = sorted((-count, len(word), word) for word, count in counts.items() if count >= least)
    return tuple(sorted(word for _, _, word in common[:MOST]))
