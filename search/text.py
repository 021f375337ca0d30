"""Text as the index sees it: folded, cut into overlapping pairs of characters, and the way back to the printed text.

Folding is NFKC, lower case, no white space; beyond these, variants of one character are made one: traditional
characters become simplified (OpenCC, character for character) and radicals that PDFs print for common characters
become these. A traditional character that is also in everyday simplified use (those of GB 2312: 著, 乾, 後) is left
alone, so that for simplified text folding is exactly NFKC, lower case, no white space: the archive's definition of a
literal match.
"""

import bisect
import itertools
import operator
import re
import sys
import unicodedata
from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache

Span = tuple[int, int]

WIDTH = 120  # characters of an excerpt
ROOM = 60  # characters that an occurrence may take beyond its own, blanks above all

# From Unicode's EquivalentUnifiedIdeograph.txt: radicals that stand for an everyday character and that NFKC leaves
# alone.
_RADICALS = dict(
    zip(
        "⺁⺄⺇⺌⺠⺧⺩⺬⺯⺶⺷⻁⻄⻅⻆⻇⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻱",
        "厂乙几小民牛王示糸羊羊虎西见角角贝足车长长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
# What folds character by character, one to one: ASCII, ideographs, common punctuation and signs, and the full-width forms
# of ASCII.
_PLAIN_CHARS = "!-~¥§°±×÷·“”‘’—•‰※←-↓■□▲△●○★☆、。〇々〈-】〔-〛\u4e00-\u9fff！-～￥"
_SIMPLE = re.compile(rf"[{_PLAIN_CHARS}\s]*")
_WIDE = re.compile("[！-～￥]")  # of the plain ones, those that NFKC changes
_ODD = re.compile(rf"[^{_PLAIN_CHARS}\s]+")
_SOLID = re.compile(r"\S+")
_UTF32 = f"utf-32-{sys.byteorder[0]}e"  # one machine word a character, as in `array("I")`
_BLANK = ord(" ")
_FINAL_SIGMA = {"ς": "σ"}  # lower() writes a last Σ so, which would make folding depend on what follows


@cache
def _variants() -> dict[int, str]:
    """The table of single characters that stand for others, for `str.translate`."""
    from opencc import OpenCC  # 0.2 s, and only a process that searches or indexes needs it

    traditional = [chr(c) for c in (*range(0x3400, 0xA000), *range(0xF900, 0xFB00))]
    simplified = OpenCC("t2s").convert("\n".join(traditional)).split("\n")
    table = {t: s for t, s in zip(traditional, simplified, strict=True) if t != s and len(s) == 1 and not _everyday(t)}
    table = {char: table.get(variant, variant) for char, variant in table.items()}
    return str.maketrans(_FINAL_SIGMA | table | _RADICALS)


@cache
def _varied() -> re.Pattern[str]:
    """One of the characters that have variants; most texts have none, and to know it is a tenth of translating."""
    return re.compile(f"[{''.join(map(chr, sorted(_variants())))}]")


def _everyday(char: str) -> bool:
    """Whether the standard set of simplified characters has this one."""
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def fold(text: str) -> str:
    """The text as the index compares it: NFKC, lower case, variants made one, no white space."""
    compatible = _narrowed(text) if _SIMPLE.fullmatch(text) else unicodedata.normalize("NFKC", text)
    return "".join(_lowered(compatible).split())


def _narrowed(text: str) -> str:
    """NFKC of a text of plain characters, in a fifth of the time."""
    for char in set(_WIDE.findall(text)):
        text = text.replace(char, unicodedata.normalize("NFKC", char))
    return text


def _lowered(text: str) -> str:
    lower = text.lower()
    return lower.translate(_variants()) if _varied().search(lower) else lower


@lru_cache(maxsize=65536)
def _fold_cluster(cluster: str) -> str:
    return fold(cluster)


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """The smallest pieces of a text that can be folded one by one, each with its place."""
    start = 0
    for at in range(1, len(text)):
        if not _joins(text[at]):
            yield start, text[start:at]
            start = at
    if text:
        yield start, text[start:]


@lru_cache(maxsize=65536)
def _joins(char: str) -> bool:
    """Whether NFKC may join this character to the one before it."""
    if ord(char) < 0x300:
        return False
    decomposed = unicodedata.normalize("NFKD", char)[0]
    return unicodedata.combining(decomposed) != 0 or _composes_backward(decomposed)


def _composes_backward(char: str) -> bool:
    """Hangul vowels and finals, and the vowel signs that compose without being marks of a combining class."""
    return "\u1161" <= char <= "\u11ff" or unicodedata.category(char) in ("Mc", "Mn")


def fold_map(text: str) -> tuple[str, list[Span]]:
    """The folded text and, for each of its characters, the span of the original text that it comes from."""
    folded: list[str] = []
    spans: list[Span] = []
    for start, cluster in _clusters(text):
        piece = _fold_cluster(cluster)
        folded.append(piece)
        spans += [(start, start + len(cluster))] * len(piece)
    return "".join(folded), spans


def grams(folded: str, size: int) -> list[str]:
    """All overlapping runs of `size` characters, at least 2, in order: of 2, "行政许可" gives 行政, 政许, 许可."""
    shorter = list(folded) if size == 2 else grams(folded, size - 1)
    return list(map(operator.add, shorter, folded[size - 1 :]))  # half the time of slicing


def spaced_grams(folded: str, size: int) -> str:
    """The same runs with a blank between, in a tenth of the time: each character is laid into its places at once."""
    count = len(folded) - size + 1
    if count < 1:
        return ""
    codes = array("I", folded.encode(_UTF32))
    laid = array("I", [_BLANK]) * (count * (size + 1))
    for at in range(size):
        laid[at :: size + 1] = codes[at : at + count]
    return laid.tobytes().decode(_UTF32)[:-1]


def find_spans(text: str, phrases: tuple[str, ...], limit: int = 100, reach: int | None = None) -> tuple[Span, ...]:
    """Where folded `phrases` stand in the original text: spans in order, overlapping ones joined, at most `limit`.

    With a `reach` those that begin more than so many characters behind the first may be left out.
    """
    if not any(phrases):
        return ()
    text = text if reach is None else text[: _enough(text, phrases, reach)]
    whole, origins = _simply_folded(text) if _SIMPLE.fullmatch(text) else _folded_by_pieces(text)
    found = itertools.chain.from_iterable(_occurrences(whole, phrase, limit) for phrase in phrases if phrase)
    return _joined(origins(sorted(found)[:limit]))


def _enough(text: str, phrases: tuple[str, ...], reach: int) -> int:
    """How much of a text has the first occurrence and what begins within `reach` of it: the first is not behind one that
    is printed as it is asked, and to look further takes longer than all else.
    """
    printed = [at for phrase in phrases if phrase and (at := text.find(phrase)) >= 0]
    return min(printed) + reach + max(map(len, phrases)) + ROOM if printed else len(text)


Folded = tuple[str, Callable[[Sequence[Span]], list[Span]]]
"""A folded text, and the spans of the original text that some first and last characters of it come from."""


def _simply_folded(text: str) -> Folded:
    """Of a text of which every character but white space folds to one."""
    words = text.split()
    ends = list(itertools.accumulate(map(len, words)))
    if not ends or len(text) == ends[-1] + len(ends) - 1:
        blanks = list(range(len(ends)))  # before each word: one between two and none around them
    else:
        starts = (found.start() for found in _SOLID.finditer(text))
        blanks = [start - end + len(word) for start, end, word in zip(starts, ends, words, strict=True)]

    def origins(found: Sequence[Span]) -> list[Span]:
        word = bisect.bisect_right
        return [(a + blanks[word(ends, a)], b + blanks[word(ends, b)] + 1) for a, b in found]

    return _lowered(_narrowed("".join(words))), origins


def _folded_by_pieces(text: str) -> Folded:
    pieces = list(_pieces(text))
    folded = [_folded_piece(text[start:end]) for start, end in pieces]
    starts = list(itertools.accumulate((len(piece) for piece, _ in folded), initial=0))

    def origin(at: int) -> Span:
        piece = bisect.bisect_right(starts, at) - 1
        ((first, last),) = folded[piece][1]([(at - starts[piece],) * 2])
        return pieces[piece][0] + first, pieces[piece][0] + last

    return "".join(piece for piece, _ in folded), lambda found: [(origin(a)[0], origin(b)[1]) for a, b in found]


def _folded_piece(text: str) -> Folded:
    if _SIMPLE.fullmatch(text):
        return _simply_folded(text)
    folded, spans = fold_map(text)
    return folded, lambda found: [(spans[a][0], spans[b][1]) for a, b in found]


def find_nearly(text: str, phrase: str) -> tuple[Span, ...]:
    """The places of the original text, as long as the folded `phrase`, that differ from it in the fewest characters."""
    folded, origin = fold_map(text)
    size = len(phrase)
    starts = range(len(folded) - size + 1)
    misses = [sum(a != b for a, b in zip(folded[at : at + size], phrase, strict=True)) for at in starts]
    least = min(misses, default=size)
    return _joined([(origin[at][0], origin[at + size - 1][1]) for at in starts if misses[at] == least < size])


def _pieces(text: str) -> Iterator[Span]:
    """Spans that fold on their own: of plain characters and white space, and of others with the one that these join."""
    start = 0
    for found in _ODD.finditer(text):
        odd = found.start() - (_joins(text[found.start()]) and found.start() > start)
        if odd > start:
            yield start, odd
        yield odd, found.end()
        start = found.end()
    if start < len(text):
        yield start, len(text)


def _occurrences(folded: str, phrase: str, limit: int) -> list[Span]:
    """The first and last character of each occurrence, at most `limit`; occurrences do not overlap."""
    size = len(phrase)
    ends = itertools.accumulate(len(before) + size for before in folded.split(phrase, limit)[:-1])
    return [(end - size, end - 1) for end in ends]


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for start, end in spans:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def excerpt(text: str, spans: tuple[Span, ...], width: int = WIDTH) -> tuple[str, int, tuple[Span, ...]]:
    """About `width` characters around the first span: the excerpt, its place in the text, the spans within the excerpt.

    Without spans it is the beginning of the text. Spans are offsets into the excerpt; one that is cut off is shortened.
    """
    first = spans[0][0] if spans else 0
    start = max(0, min(first - width // 4, len(text) - width))
    end = min(len(text), start + width)
    inside = tuple((max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start)
    return text[start:end], start, inside
