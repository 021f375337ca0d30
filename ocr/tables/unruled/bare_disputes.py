"""Rows of the table of reconsideration and litigation that are known without their headers: by their number and their sums."""

from collections.abc import Sequence
from itertools import pairwise
from math import inf

from ocr.forms.disputes import GROUPS, NAMED, PARTS
from ocr.forms.labels import likeness
from ocr.forms.observe import LIKE_NOUGHT
from ocr.forms.values import NOTHING, clean
from ocr.page import WorkWord
from ocr.tables.ruled.grid import Grid, GridCell
from ocr.tables.unruled.direct import SPECK, DirectGrid

WHOLE = 3 * len(PARTS)
NAMES = (*GROUPS, "行政诉讼")
HEADER = frozenset("".join(PARTS))
RUNNING_HEAD = 2  # lines above the first row of a page: a running head, specks
SPECKS = ".,:;'`·。，、：；‘’“”"


def bare_rows(words: Sequence[WorkWord]) -> list[DirectGrid]:
    """Rows of fifteen values whose headers the page break cut, or of litigation's ten at the head of a page.

    Their number and their sums say what they are.
    """
    rows = _lines(words)
    wanted = {WHOLE: len(rows), 2 * len(PARTS): RUNNING_HEAD + 1}
    return [
        _bare(row, firm=True)
        for at, row in enumerate(rows)
        if at < wanted.get(len(row), 0) and _adds_up([w.text for w in row])
    ]


def unproven_rows(words: Sequence[WorkWord]) -> list[DirectGrid]:
    """Rows of fifteen values below what is left of the table's headers, not firm: for their sums break, or they hold slashes read
    as ones, their number alone says what they are."""
    begin = _begin(words)
    wanted = [row for row in _lines(words) if len(row) == WHOLE and begin < _middle(row[0])]
    return [_bare(row, firm=False) for row in wanted if _counts([word.text for word in row])]


def _begin(words: Sequence[WorkWord]) -> float:
    """The height below which the table's values may stand: that of a name of it, or of enough pieces of its headers."""
    named = [_middle(word) for word in words if max(likeness(word.text, name) for name in NAMES) >= NAMED]
    pieces = sorted(_middle(word) for word in words if clean(word.text) and set(clean(word.text)) <= HEADER)
    return min([*named, *pieces[len(PARTS) - 1 :]], default=inf)


def _lines(words: Sequence[WorkWord]) -> list[list[WorkWord]]:
    """The words line by line from the top down, each from left to right, without specks."""
    lines: list[list[WorkWord]] = []
    for word in sorted((w for w in words if not SPECK.fullmatch(clean(w.text))), key=_middle):
        if lines and _middle(word) - _middle(lines[-1][-1]) <= 0.5 * (word.box[3] - word.box[1]):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.box[0]) for line in lines]


def _counts(texts: Sequence[str]) -> list[str]:
    """The texts without units and specks; none where one of them neither is a count nor says that there is none."""
    counts = [clean(text).strip(SPECKS).removesuffix("件") for text in texts]
    counts = ["0" if count in LIKE_NOUGHT else count for count in counts]
    return counts if all(count.isdecimal() or count in NOTHING for count in counts) else []


def _adds_up(texts: Sequence[str]) -> bool:
    """Whether in each five values the last is the sum of the others, and not all are nothing but for a row of noughts and blanks."""
    counts = _counts(texts)
    numbers = [int(count) if count.isdecimal() else 0 for count in counts]
    fives = [numbers[start : start + 5] for start in range(0, len(numbers), 5)]
    noughts = len(counts) == WHOLE and sum(count.isdecimal() for count in counts) >= len(PARTS)
    return (noughts or any(numbers)) and all(sum(five[:4]) == five[4] for five in fives)


def _bare(row: Sequence[WorkWord], *, firm: bool) -> DirectGrid:
    """The row under the form's own names."""
    boxes = [word.box for word in row]
    inner = [(a[2] + b[0]) / 2 for a, b in pairwise(boxes)]
    xs = (boxes[0][0] - 4, *inner, boxes[-1][2] + 4)
    top, bottom = min(b[1] for b in boxes) - 2, max(b[3] for b in boxes) + 2
    ys = (top - 1, top, bottom)
    cells = [
        GridCell(level, level, column, column, (xs[column], ys[level], xs[column + 1], ys[level + 1]))
        for level in (0, 1)
        for column in range(len(row))
    ]
    return DirectGrid(Grid(xs, ys, tuple(cells)), {i: PARTS[i % len(PARTS)] for i in range(len(row))}, firm)


def _middle(word: WorkWord) -> float:
    return (word.box[1] + word.box[3]) / 2
