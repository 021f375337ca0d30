"""Words of a page as they stand: which belong under or beside one another, and which read most like a label."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive.records import Box
from ocr.forms.labels import likeness, plain
from ocr.text.lines import PlacedWord, text_units

LIKE = 0.6
MOST_WORDS = 12
SAME_LINE = 0.5
NEAR = 2.0  # heights of a line


@dataclass(frozen=True, slots=True)
class Item:
    """A word with its box in pixels, for heights and widths are compared."""

    word: PlacedWord
    box: Box

    @property
    def x(self) -> float:
        """Its horizontal middle."""
        return (self.box[0] + self.box[2]) / 2

    @property
    def y(self) -> float:
        """Its vertical middle."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def height(self) -> float:
        """The height of its line."""
        return self.box[3] - self.box[1]


Group = tuple[Item, ...]


def scaled(box: Box, width: int, height: int) -> Box:
    return (box[0] * width, box[1] * height, box[2] * width, box[3] * height)


def holds(item: Item, part: Item) -> bool:
    """Whether a word is a part of another, or that itself."""
    (left, top, right, bottom), (x0, y0, x1, y1) = item.box, part.box
    return (top, bottom) == (y0, y1) and left <= x0 and x1 <= right


def part_of(item: Item, start: float, end: float, text: str) -> Item:
    """The part of a word between two fractions of its width."""

    def cut(box: Box) -> Box:
        left, top, right, bottom = box
        return (left + start * (right - left), top, left + end * (right - left), bottom)

    return Item(PlacedWord(text, cut(item.word.box), cut(item.word.scan)), cut(item.box))


def in_lines(items: Iterable[Item]) -> Group:
    """From the top down, what shares a line from the left."""
    lines: list[list[Item]] = []
    for item in sorted(items, key=lambda item: item.y):
        if lines and abs(item.y - lines[-1][0].y) < SAME_LINE * max(item.height, lines[-1][0].height):
            lines[-1].append(item)
        else:
            lines.append([item])
    return tuple(item for line in lines for item in sorted(line, key=lambda item: item.x))


def lines_of(items: Iterable[Item]) -> list[list[Item]]:
    """Words whose heights overlap, from the top down."""
    lines: list[list[Item]] = []
    for item in sorted(items, key=lambda item: item.y):
        if lines and item.box[1] + 0.2 * item.height < max(other.box[3] for other in lines[-1]):
            lines[-1].append(item)
        else:
            lines.append([item])
    return lines


def best_run(labels: Sequence[str], items: Sequence[Item]) -> Group:
    """The words under or beside one another that are most like one of a cell's labels; none where none are."""
    best: tuple[float, Group] = (LIKE, ())
    for column in (group for belong in (_in_column, on_line, _centred) for group in _joined(items, belong)):
        ordered = in_lines(column)
        for start in range(len(ordered)):
            for end in range(start + 1, min(start + MOST_WORDS, len(ordered)) + 1):
                run = ordered[start:end]
                text = "".join(item.word.text for item in run)
                score = max(likeness(text, label) for label in labels)
                best = max(best, (score, run), key=lambda one: one[0])
    return best[1]


def _joined(items: Sequence[Item], belong: Callable[[Item, Item], bool]) -> list[list[Item]]:
    """Words that belong together, by twos."""
    joined: list[list[Item]] = []
    for item in items:
        near = [group for group in joined if any(belong(item, other) for other in group)]
        joined = [group for group in joined if group not in near] + [[item, *(other for g in near for other in g)]]
    return joined


def _beside(item: Item, other: Item) -> bool:
    gap = max(item.box[0], other.box[0]) - min(item.box[2], other.box[2])
    return abs(item.y - other.y) < SAME_LINE * other.height and gap < NEAR * other.height


def _in_column(item: Item, other: Item) -> bool:
    common = min(item.box[2], other.box[2]) - max(item.box[0], other.box[0])
    return common > 0.5 * min(item.box[2] - item.box[0], other.box[2] - other.box[0])


def _centred(item: Item, other: Item) -> bool:
    """Characters set one below another, beside another such column: on one middle or one left edge."""
    room = SAME_LINE * max(item.height, other.height)
    return abs(item.x - other.x) < room or abs(item.box[0] - other.box[0]) < room


def on_line(item: Item, other: Item) -> bool:
    return _in_column(item, other) or _beside(item, other)


def cut_at_labels(item: Item, labels: Sequence[str]) -> list[Item]:
    """A word as it is, or cut where it runs on through the next cell's: into the longest parts of labels."""
    text = item.word.text
    if is_part(item, labels):
        return [item]
    bounds = [0]
    while bounds[-1] < len(text):
        at = bounds[-1]
        ends = range(len(text), at + 1, -1)
        bounds.append(next((end for end in ends if any(plain(text[at:end]) in label for label in labels)), at + 1))
    return [share_of(item, a, b) for a, b in pairwise(bounds)]


def share_of(item: Item, start: int, end: int) -> Item:
    """Some characters of a word, in the place that their widths give them."""
    text = item.word.text
    whole = text_units(text)
    return part_of(item, text_units(text[:start]) / whole, text_units(text[:end]) / whole, text[start:end])


def is_part(item: Item, labels: Sequence[str]) -> bool:
    """Whether a word stands in one of the labels, as `plain` has them."""
    text = plain(item.word.text)
    return any(text in label for label in labels)
