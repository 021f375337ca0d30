"""Decode what a line recogniser says at each step along the line (CTC) into characters with places and alternatives."""

from collections.abc import Sequence
from unicodedata import normalize

import numpy as np

from ocr.engines.session import Floats
from ocr.page import Char, LineText

BLANK = 0
ALTERNATIVES = 5
"""How many other characters are kept per place; the second and third carry nearly all confusions."""
FAINT = 0.02
"""Alternatives less likely than this are noise."""
NEVER = 1e-5
"""Classes less likely than this at every step of a line change no confidence's fourth digit: nearly all of thousands."""


def decode(steps: Floats, keys: Sequence[str], pixels_per_step: float) -> LineText:
    """Greedy decoding of `steps`, shape (time, classes), each row a probability distribution; class 0 is the blank.

    A character that was nearly seen beside another (a faint decimal point) lowers its neighbours' confidence, so that a
    line that lost a character never looks certain.
    """
    steps, keys = _likely(steps, keys)
    best = steps.argmax(axis=1)
    starts = np.flatnonzero(np.diff(best, prepend=-1) != 0)
    ends = np.append(starts[1:], len(best))
    runs = [(int(a), int(b)) for a, b in zip(starts, ends, strict=True) if best[a] != BLANK]
    if not runs:
        return LineText("", 0.0)
    peaks = [a + int(steps[a:b, best[a]].argmax()) for a, b in runs]
    trust = _trust(steps, best, runs, peaks)
    chars = _without_spaces(_place(steps, keys, runs, peaks, trust, pixels_per_step))
    if not chars:
        return LineText("", 0.0)
    return LineText("".join(c.text for c in chars), sum(c.confidence for c in chars) / len(chars), chars)


def _likely(steps: Floats, keys: Sequence[str]) -> tuple[Floats, list[str]]:
    """The steps with the blank and the classes that any step holds for possible, and these classes' characters."""
    possible = steps.max(axis=0) >= NEVER
    possible[BLANK] = True
    places = np.flatnonzero(possible)
    return steps[:, places], [keys[place] for place in places.tolist()]


def _trust(steps: Floats, best: np.ndarray, runs: list[tuple[int, int]], peaks: list[int]) -> list[float]:
    """Each character's probability, lowered to what is left where the gap beside it nearly held another character."""
    trust = [float(min(steps[p, best[p]], 1.0)) for p in peaks]
    bounds = [0, *(b for _, b in runs)], [*(a for a, _ in runs), len(best)]
    for gap, (left, right) in enumerate(zip(*bounds, strict=True)):
        if right <= left:
            continue
        # A character smears into the step beside it: what neighbours also say is not a lost character.
        inside = steps[left:right].copy()
        near = [n for n in (gap - 1, gap) if 0 <= n < len(runs)]
        inside[:, [BLANK, *(int(best[peaks[n]]) for n in near)]] = 0
        lost = float(inside.max())
        for n in near:
            trust[n] = min(trust[n], 1.0 - lost)
    return trust


def _place(
    steps: Floats,
    keys: Sequence[str],
    runs: list[tuple[int, int]],
    peaks: list[int],
    trust: list[float],
    width: float,
) -> tuple[Char, ...]:
    middles = [(a + b) / 2 * width for a, b in runs]
    halves = [(b - a) / 2 * width + width for a, b in runs]
    chars = []
    for n, (peak, middle) in enumerate(zip(peaks, middles, strict=True)):
        before = (middles[n - 1] + middle) / 2 if n else middle - halves[n]
        after = (middle + middles[n + 1]) / 2 if n + 1 < len(middles) else middle + halves[n]
        reach = max(halves[n], 2.5 * width)
        left, right = max(before, middle - reach, 0.0), min(after, middle + reach)
        text, others = keys[int(steps[peak].argmax())], _alternatives(steps[peak], keys)
        # A bracket is as sure as both its widths together.
        sure = trust[n] + sum(chance for other, chance in others if _folded(other) == _folded(text))
        chars.append(Char(text, min(sure, 1.0), left, right, others))
    return tuple(chars)


def _folded(char: str) -> str:
    return normalize("NFKC", char)


def _without_spaces(chars: Sequence[Char]) -> tuple[Char, ...]:
    """Chinese has no spaces: one is kept only between characters of ASCII."""
    kept = []
    for n, char in enumerate(chars):
        if not char.text.isspace() or (0 < n < len(chars) - 1 and (chars[n - 1].text + chars[n + 1].text).isascii()):
            kept.append(char)
    return tuple(kept)


def _alternatives(step: Floats, keys: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """The likeliest classes at one step after the first."""
    top = np.flatnonzero(step >= FAINT)
    ordered = top[np.argsort(step[top])[::-1]][1 : ALTERNATIVES + 1]
    return tuple((keys[int(k)], float(step[k])) for k in ordered)
