"""Running heads and page numbers: what stands on pages but in no report."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import cn2an
from rapidfuzz import fuzz

from ocr.forms.labels import labels
from ocr.forms.values import clean
from ocr.text.lines import Line, text_units

TOP, BOTTOM = 0.1, 0.88  # furniture stands above or below these fractions of the page's height
SAME_HEIGHT = 0.02
IN_THE_MIDDLE = 0.03  # of the page's width
SLIPS = 85.0  # rapidfuzz's likeness of a running head to the same one with a slip
FEWEST_SHUFFLED = 3  # pages
SMALL = 0.9  # of the body's size
HEAD_UNITS = 45  # a longer line is prose
DASHES = r"[-—–―_·•~|ー一]"
NUMERAL = r"(\d{1,4}|[一二三四五六七八九十百]{1,5})"
DECORATED = (
    re.compile(rf"{DASHES}+(\d{{1,4}}){DASHES}+"),
    re.compile(rf"第{NUMERAL}页([,/]?共{NUMERAL}页)?"),
    re.compile(rf"共{NUMERAL}页[,/]?第(?P<last>\d{{1,4}})页"),
    re.compile(r"(\d{1,3})/\d{1,3}页?"),
    re.compile(r"(?:page|p\.?)(\d{1,3})(?:(?:of|/)\d{1,3})?", re.IGNORECASE),
)
HEADS = ("单位", "统计数", "指标", "统计")
BARE = re.compile(rf"{DASHES}?(\d{{1,3}}){DASHES}?")
SHORT_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")

Place = tuple[int, int]
"""(page, part)"""


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of a document without its furniture, which is kept beside; `numbers` are the page numbers in print."""

    lines: tuple[Line, ...]
    furniture: tuple[Line, ...] = ()
    numbers: tuple[tuple[Place, int], ...] = ()


def without_furniture(lines: Sequence[Line]) -> Body:
    """Take running heads and page numbers out of a document's lines; in doubt a line stays, and a cell always does."""
    numbers = _page_numbers(lines)
    dropped = set(numbers) | _running_heads(lines, set(numbers))
    return Body(
        tuple(line for index, line in enumerate(lines) if index not in dropped),
        tuple(line for index, line in enumerate(lines) if index in dropped),
        tuple(((lines[index].page, lines[index].part), number) for index, number in sorted(numbers.items())),
    )


def _page_numbers(lines: Sequence[Line]) -> dict[int, int]:
    """Index of each line that is a page number -> the number. A bare number counts only in step with another page's."""
    edges = set(_edge_lines(lines))
    decorated = {i: n for i in edges if (n := _decorated_number(lines[i].text)) is not None}
    bare = {
        i: int(match[1])
        for i in edges - set(decorated)
        if (match := BARE.fullmatch(clean(lines[i].text))) and _in_zone(lines[i])
    }
    order = {place: at for at, place in enumerate(sorted({(line.page, line.part) for line in lines}))}
    steps = Counter(number - order[lines[i].page, lines[i].part] for i, number in (bare | decorated).items())
    in_step = {
        i: number
        for i, number in bare.items()
        if steps[step := number - order[lines[i].page, lines[i].part]] > 1
        or (step == 1 and (len(order) == 1 or _stands_as_number(lines, i)))
    }
    return decorated | (_shuffled(lines, bare, len(order)) or in_step)


def _stands_as_number(lines: Sequence[Line], index: int) -> bool:
    """Whether a line stands alone in the middle of the foot: the numbers of the other pages may not have been read."""
    line = lines[index]
    height = line.box[3] - line.box[1]
    others = [o for o in lines if o is not line and (o.page, o.part) == (line.page, line.part)]
    middle = (line.box[0] + line.box[2]) / 2
    return abs(middle - 0.5) <= IN_THE_MIDDLE and all(o.box[3] <= line.box[1] - height for o in others)


def _shuffled(lines: Sequence[Line], bare: dict[int, int], pages: int) -> dict[int, int]:
    """Bare numbers whatever their order: one on each page, at one height, each of a whole run of numbers once."""
    numbers = sorted(bare.values())
    heights = [lines[i].box[1] for i in bare]
    places = {(lines[i].page, lines[i].part) for i in bare}
    is_run = len(numbers) >= FEWEST_SHUFFLED and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    at_one_height = max(heights, default=0.0) - min(heights, default=0.0) <= SAME_HEIGHT
    return bare if is_run and at_one_height and len(places) == len(numbers) == pages else {}


def _decorated_number(text: str) -> int | None:
    for pattern in DECORATED:
        match = pattern.fullmatch(clean(text))
        if match:
            return _number(match.groupdict().get("last") or match[1])
    return None


def _number(text: str) -> int:
    return int(text) if text.isdigit() else int(cn2an.cn2an(text, "smart"))


def _edge_lines(lines: Sequence[Line]) -> Iterable[int]:
    """Text lines that no other line stands above, or below, within their column of the page."""
    pages: dict[Place, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        pages[line.page, line.part].append(index)
    for indexes in pages.values():
        tops, bottoms = (min(lines[i].box[1] for i in indexes), max(lines[i].box[3] for i in indexes))
        for i in indexes:
            line = lines[i]
            height = line.box[3] - line.box[1]
            outermost = line.box[1] < tops + height or line.box[3] > bottoms - height
            if line.kind == "text" and (outermost or _in_zone(line)):
                yield i


def _in_zone(line: Line) -> bool:
    return line.box[3] < TOP or line.box[1] > BOTTOM


def _running_heads(lines: Sequence[Line], numbers: set[int]) -> set[int]:
    """Short lines in the margins that stand at the same height with the same words on several pages.

    Three pages are enough, or two that follow each other where the line is in smaller print than the body: in a volume
    of many reports a short one has no more.
    """
    candidates = [i for i, line in enumerate(lines) if i not in numbers and _may_be_head(line)]
    groups: dict[str, list[int]] = defaultdict(list)
    for i in candidates:
        if key := _head_key(lines[i].text):
            groups[key].append(i)
    order = {place: at for at, place in enumerate(sorted({(line.page, line.part) for line in lines}))}
    small = SMALL * median([line.em for line in lines if line.kind == "text"] or [0.0])
    found: set[int] = set()
    for group in groups.values():
        for i in group:
            places = sorted(order[place] for place in _same_place(lines, i, group))
            adjacent = any(later - place == 1 for place, later in pairwise(places))
            if len(places) >= (2 if len(order) <= 3 or (adjacent and lines[i].em < small) else 3):
                found.add(i)
    return found | {i for i in candidates if _is_slip_of(lines, i, found)}


def _is_slip_of(lines: Sequence[Line], index: int, heads: set[int]) -> bool:
    """Whether a line is one of the heads, at its height and with its figures, but for a slip of recognition."""
    key, top = _head_key(lines[index].text), lines[index].box[1]
    known = {_head_key(lines[i].text) for i in heads if abs(lines[i].box[1] - top) <= SAME_HEIGHT}
    return any(_figures(key) == _figures(head) and fuzz.ratio(key, head) >= SLIPS for head in known)


def _figures(key: str) -> str:
    """The digits that tell one year from the next; round noughts are lost first."""
    return "".join(char for char in key if char.isdigit() or char in "一二三四五六七八九").replace("0", "")


def _same_place(lines: Sequence[Line], index: int, group: Sequence[int]) -> set[Place]:
    top = lines[index].box[1]
    return {(lines[i].page, lines[i].part) for i in group if abs(lines[i].box[1] - top) <= SAME_HEIGHT}


def _may_be_head(line: Line) -> bool:
    text = line.text.strip()
    if line.kind != "text" or not _in_zone(line) or text[-1:] in "。；;，," or text_units(text) > HEAD_UNITS:
        return False
    # The header of a table without rules is printed again on every page.
    return clean(text) not in HEADS and clean(text) not in map(clean, labels())


def _head_key(text: str) -> str:
    """What stays the same from page to page: page numbers go, a year stays, for it tells one report from the next."""
    return SHORT_NUMBER.sub("", clean(text))
