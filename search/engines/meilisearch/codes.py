"""Text made exact for Meilisearch, which cuts Chinese into words and compares phrases by neighbouring pairs only.

Words: every overlapping pair of characters becomes one word of eight Latin letters, which no tokenizer cuts. A phrase
of these words matches where each word, each two words at distance one, and each two at distance one or two, stand so
*somewhere* in the document. That is exact for substrings of up to three characters, and of four unless the middle two
are the same; parts of longer ones may stand apart.

Absent words close the gap. A *minimal absent word* of a text is a string that the text lacks although it has the string
without its first and without its last character. A string whose substrings of a certain length are all in the text is
itself in the text exactly if it contains no longer minimal absent word. So a document carries a code of each of its
minimal absent words that the words above may mistake, and a query excludes documents that carry a substring of it.
"""

import hashlib
from collections import defaultdict

from search.text import grams

SURE = 4  # characters of which a phrase of pairs is exact, unless the middle two are the same
GAP = "\ue000"  # between windows, for private use: no phrase has it
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CODES = len(_LETTERS) ** 4  # 456,976: planes 0 to 6, where planes 14 to 16 move to 4 to 6, which are unassigned


def char_word(char: str) -> str:
    """One character as a word of four letters."""
    point = ord(char)
    number = min(point - 0xA0000 if point >= 0xE0000 else point, _CODES - 1)
    letters = ""
    for _ in range(4):
        number, letter = divmod(number, len(_LETTERS))
        letters = _LETTERS[letter] + letters
    return letters


def pair_words(folded: str) -> list[str]:
    """All overlapping pairs of a folded text in order, each as one word of eight letters."""
    words = {char: char_word(char) for char in set(folded)}
    return [words[pair[0]] + words[pair[1]] for pair in grams(folded, 2)]


def likely_words(folded: str) -> list[str]:
    """The pairs of what a text may say, in words of their own: nine letters."""
    return ["z" + word for word in pair_words(folded)]


def phrase_words(phrase: str) -> str:
    """What to search for a folded phrase: its pairs in order, or the one character."""
    return char_word(phrase) if len(phrase) == 1 else " ".join(pair_words(phrase))


def absent_codes(folded: str) -> list[str]:
    """The codes of a text's minimal absent words that a phrase of pairs may mistake."""
    length = SURE - 1
    codes = [
        code
        for word, found in _places(folded, length - 1).items()
        if word[0] == word[1]
        for code in _absent_around(folded, word, found)
    ]
    places = _places(folded, length)
    while places:
        longer: dict[str, list[int]] = defaultdict(list)
        for word, found in places.items():
            if len(found) > 1:
                codes += _absent_around(folded, word, found)
                for at in found:
                    if at + length < len(folded):
                        longer[word + folded[at + length]].append(at)
        places, length = longer, length + 1
    return codes


def forbidden_codes(phrase: str) -> list[str]:
    """The codes of a phrase's substrings that may be mistaken: no document with the phrase carries one."""
    size = len(phrase)
    words = [phrase[a:b] for a in range(size) for b in range(a + SURE, size + 1)]
    return [_code(word) for word in dict.fromkeys(words) if len(word) > SURE or word[1] == word[2]]


def _places(folded: str, length: int) -> dict[str, list[int]]:
    """Where each substring of a length begins."""
    places: dict[str, list[int]] = defaultdict(list)
    for at in range(len(folded) - length + 1):
        places[folded[at : at + length]].append(at)
    return places


def _absent_around(folded: str, word: str, found: list[int]) -> list[str]:
    """Codes of one character, the word, one character: each end occurs with the word, but not both at once."""
    end = len(word)
    before = {folded[at - 1] for at in found if at > 0}
    after = {folded[at + end] for at in found if at + end < len(folded)}
    if len(before) < 2 and len(after) < 2 and found[0] > 0 and found[-1] + end < len(folded):
        return []
    both = {(folded[at - 1], folded[at + end]) for at in found if at > 0 and at + end < len(folded)}
    return [_code(first + word + last) for first in before for last in after if (first, last) not in both]


def _code(word: str) -> str:
    return hashlib.blake2b(word.encode(), digest_size=8).hexdigest()
