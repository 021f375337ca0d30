"""The table of reconsideration and litigation without rules, of which no grid was made: its headers tell its columns.

Headers of two lines that stand close are read across: 结果 结果 其他 尚未 in one word, 维持 纠正 结果 审结 in the next.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from archive.forms import forms
from ocr.forms.disputes import GROUPS, NAMED, PARTS
from ocr.forms.labels import likeness, plain
from ocr.text.loose_table import RowPlace, Table
from ocr.text.loose_words import Item, cut_at_labels, is_part

BELOW = 5.0
"""Heights of a line: how far below the last group's name the headers' last line stands at most."""
ROOM = 2.5
"""Heights of a line: how far below the headers the values stand at most."""
COLUMNS = 3 * len(PARTS)


def bare_disputes(items: Sequence[Item]) -> Table | None:
    """The table whose three groups are named on the page; None where they do not have fifteen columns under them."""
    names = [_named(items, group) for group in GROUPS]
    groups = [name for name in names if name is not None]
    if len(groups) < len(GROUPS):
        return None
    height = median(item.height for item in groups)
    top, last = min(item.box[3] for item in groups), max(item.box[3] for item in groups)
    known = [plain(part) for part in PARTS]
    inside = (item for item in items if top - height < item.y < last + BELOW * height)
    leaves = [part for item in inside if item not in groups for part in _leaves(item, known)]
    columns = _columns(leaves, height)
    if len(columns) != COLUMNS:
        return None
    middles = [median(item.x for item in column) for column in columns]
    inner = ((a + b) / 2 for a, b in pairwise(middles))
    xs = (middles[0] - height, *inner, middles[-1] + height)
    bottom = max(item.box[3] for item in leaves)
    return Table("disputes", forms()[-1].table("disputes").blocks[0], xs, (_values(items, bottom, height),))


def below_headers(items: Sequence[Item], xs: Sequence[float], band: tuple[float, float]) -> float:
    """Where the values' row begins, which reaches from `band`'s top to its bottom: below the last lines of headers in it."""
    known = [plain(part) for part in PARTS]
    inside = (item for item in items if band[0] <= item.y < band[1] and xs[0] <= item.x <= xs[-1])
    return max((item.box[3] for item in inside if _leaves(item, known)), default=band[0])


def _named(items: Sequence[Item], group: str) -> Item | None:
    found = [item for item in items if likeness(item.word.text, group) >= NAMED]
    # 行政复议 stands in the section's title, too.
    return max(found, key=lambda item: likeness(item.word.text, group), default=None)


def _leaves(item: Item, known: Sequence[str]) -> list[Item]:
    """A word's parts, where all of them are of the headers."""
    parts = cut_at_labels(item, known)
    return parts if all(is_part(part, known) and plain(part.word.text) for part in parts) else []


def _columns(leaves: Sequence[Item], height: float) -> list[list[Item]]:
    """What stands on one middle, from the left."""
    columns: list[list[Item]] = []
    for item in sorted(leaves, key=lambda item: item.x):
        if columns and item.x - median(other.x for other in columns[-1]) < height:
            columns[-1].append(item)
        else:
            columns.append([item])
    return columns


def _values(items: Sequence[Item], bottom: float, height: float) -> RowPlace:
    """The line of values below the headers; a line without height where the page has none."""
    below = [item for item in items if bottom - 0.3 * height < item.y < bottom + ROOM * height]
    first = min((item.y for item in below), default=bottom)
    line = [item for item in below if item.y < first + 0.6 * height]
    if not line or any(_is_text(item) for item in line):
        return RowPlace(0, "", bottom, bottom)
    return RowPlace(0, "", bottom, max(item.box[3] for item in line))


def _is_text(item: Item) -> bool:
    return any("\u4e00" < char <= "\u9fff" for char in item.word.text)
