"""The headings of a report: which lines are headings, of which section, and what is only a table of contents."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from archive.forms import Form, FormSection
from ocr.forms.values import clean
from ocr.text.lines import Line

HAN = "一二三四五六七八九十"
# What recognition makes of 一 二 三 where the mark after it shows that a numeral is meant.
SLIPS = {"-": 1, "—": 1, "–": 1, "ー": 1, "_": 1, "=": 2, "ニ": 2, "≡": 3}
NUMERALS = (
    ("plain", re.compile(rf"第(?P<n>[{HAN}]{{1,3}})(?:部分|章|节|[、,.:])")),
    ("bracket", re.compile(rf"[(\[【〔](?P<n>[{HAN}]{{1,3}})[)\]】〕][、,.]?")),
    ("plain", re.compile(rf"(?P<n>[{HAN}]{{1,3}})[、,.:;·丶'`]")),
    ("plain", re.compile(r"(?P<n>[-—–ー_=ニ≡])[、,.丶]")),
    ("arabic", re.compile(r"(?P<n>\d{1,2})[、,.](?!\d)")),
    ("bare", re.compile(rf"(?P<n>[{HAN}]{{1,2}})")),
)
LEADERS = re.compile(r"(\.{3,}|·{3,}|-{4,}|—{4,}|_{4,})[-(]*\d{0,3}[-)]*$")
CELL = "|"  # stands for a table's cell among the lines' texts: it ends a run of entries
CONTENTS = {"目录", "目次", "目彔"}
NOTHING_ELSE = re.compile(r"(暂?无|没有)(其他)?(需要报告的)?(事项)?。?")
SENTENCE = re.compile(r"[。;!?]")
LONGEST_TITLE = 34  # characters; the longest in the forms has 26
LONGEST_OWN_TITLE = 30
CLOSE, SURE = 0.45, 0.8  # similarity of titles: enough beside the right numeral, enough without
PLAIN = 0.5  # what the right numeral adds to the likeness of the title
IN_CELL = {"plain": SURE + PLAIN, "none": 0.95}  # what a line must be worth that was taken for a cell, by its numeral
GAP_COST = 0.6  # for each number left out between an office's own headings, whose numbers have no gaps
WEAK = 0.2  # the worth of a heading that only its numeral speaks for


@dataclass(frozen=True, slots=True)
class Heading:
    """Lines `first`..`last` are the heading of section `number`; `rest` is where the last line goes on as text.

    `weak` headings count only directly after the section before them.
    """

    number: int
    title: str
    first: int
    last: int
    score: float
    rest: int | None = None
    weak: bool = False


@dataclass(frozen=True, slots=True)
class _Joined:
    """One to three lines as one: folded text, and for each folded character its place in the lines' joined text."""

    text: str
    folded: str
    offsets: tuple[int, ...]
    before_last: int

    def printed(self, start: int, end: int) -> str:
        """The folded characters start..end as they are printed, without white space."""
        if start >= end:
            return ""
        return "".join(self.text[self.offsets[start] : self.offsets[end - 1] + 1].split())

    def place(self, end: int) -> int:
        """Where the last line's own text goes on after the folded character before `end`."""
        return self.offsets[end - 1] + 1 - self.before_last


@dataclass(frozen=True, slots=True)
class _Numeral:
    style: str
    number: int | None
    end: int


def form_headings(lines: Sequence[Line], form: Form) -> tuple[Heading, ...]:
    """The headings of the form's sections, in its order, and any that the office added behind them."""
    excluded, labels = contents(lines), _row_labels(form)
    candidates = [
        heading
        for first in range(len(lines))
        if first not in excluded and lines[first].kind == "text"
        for joined, last in _spans(lines, first, excluded)
        for heading in _form_candidates(joined, first, last, form, labels)
    ]
    return _best_chain([*candidates, *_between_tables(lines, form, labels)])


def _between_tables(lines: Sequence[Line], form: Form, labels: Sequence[str]) -> Iterator[Heading]:
    """Headings that were taken for a cell, because they stand between two tables that were taken for one."""
    for at, line in enumerate(lines):
        enough = IN_CELL.get(_numeral(clean(line.text)).style) if line.kind == "cell" else None
        if enough is not None:
            for heading in _form_candidates(_join([line]), at, at, form, labels):
                if not heading.weak and heading.rest is None and heading.score >= enough:
                    yield heading


def own_headings(lines: Sequence[Line], skipped: set[int]) -> tuple[Heading, ...]:
    """The office's own headings 一、二、三 in order; `skipped` lines are none, such as those within a table."""
    excluded = contents(lines) | skipped
    candidates = [
        heading
        for first in range(len(lines))
        if first not in excluded and lines[first].kind == "text"
        for joined, last in _spans(lines, first, excluded)
        for heading in _own_candidates(lines, joined, first, last)
    ]
    return _best_chain(candidates, gap_cost=GAP_COST)


def contents(lines: Sequence[Line]) -> set[int]:
    """The lines of a table of contents: with leaders, or after 目录, or three headings in a row that come again."""
    texts = [clean(line.text) if line.kind == "text" else CELL for line in lines]
    found = {i for i, text in enumerate(texts) if LEADERS.search(text)}
    for start, text in enumerate(texts):
        if text in CONTENTS:
            found |= {start, *_listed(texts, start + 1)}
    return found | _repeated_runs(texts)


def numbered_title(text: str) -> int | None:
    """The number of a line that looks like a heading of the first level (三、…); None for any other line."""
    folded = clean(text)
    numeral = _numeral(folded)
    title = folded[numeral.end :].rstrip(":。.")
    return numeral.number if numeral.style == "plain" and not SENTENCE.search(title) and _is_own_title(title) else None


def _listed(texts: Sequence[str], start: int) -> Iterator[int]:
    """Entries that follow 目录: each comes again further down, or is a mere number."""
    for i in range(start, len(texts)):
        if not re.fullmatch(r"\d{0,3}", texts[i]) and not _comes_again(texts, i):
            return
        yield i


def _repeated_runs(texts: Sequence[str]) -> set[int]:
    found: set[int] = set()
    run: list[int] = []
    for i, text in enumerate([*texts, ""]):
        if i < len(texts) and _is_numbered_title(text):
            run.append(i)
        elif i < len(texts) and re.fullmatch(r"\d{0,3}", text) and run:
            continue
        else:
            again = {entry for entry in run if _comes_again(texts, entry)} if len(run) >= 3 else set()
            found |= again if len(again) >= 3 else set()
            run = []
    return found


def _is_numbered_title(text: str) -> bool:
    return len(text) <= LONGEST_TITLE + 3 and not SENTENCE.search(text) and _numeral(text).style in {"plain", "bracket"}


def _comes_again(texts: Sequence[str], entry: int) -> bool:
    text = re.sub(r"\d{1,3}$", "", LEADERS.sub("", texts[entry]))
    return any(len(later) < 60 and _similar(text, later) >= 0.85 for later in texts[entry + 1 :])


def _spans(lines: Sequence[Line], first: int, excluded: set[int]) -> Iterator[tuple[_Joined, int]]:
    """The line alone, then with one and two lines after it on its page: a heading may wrap."""
    for last in range(first, min(first + 3, len(lines))):
        line = lines[last]
        if last > first and (
            last in excluded
            or line.kind != "text"
            or line.whole
            or lines[first].whole
            or line.page != lines[first].page
        ):
            return
        if last > first and _numeral(clean(line.text)).style in {"plain", "bracket", "arabic"}:
            return
        yield _join(lines[first : last + 1]), last
        if len(clean(line.text)) > LONGEST_TITLE + 4:
            return


def _join(lines: Sequence[Line]) -> _Joined:
    text = "".join(line.text for line in lines)
    folded = [(char, at) for at, raw in enumerate(text) for char in unicodedata.normalize("NFKC", raw).strip()]
    return _Joined(
        text,
        "".join(char for char, _ in folded),
        tuple(at for _, at in folded),
        sum(len(line.text) for line in lines[:-1]),
    )


def _numeral(folded: str) -> _Numeral:
    for style, pattern in NUMERALS:
        match = pattern.match(folded)
        if match:
            return _Numeral(style, _number(match["n"]), match.end())
    return _Numeral("none", None, 0)


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    if text in SLIPS:
        return SLIPS[text]
    tens, _, ones = text.rpartition("十")
    if "十" not in text:
        return HAN.index(text[-1]) + 1  # what stands before it is a stroke of the back or a speck
    return 10 * (HAN.index(tens) + 1 if tens else 1) + (HAN.index(ones) + 1 if ones else 0)


def _form_candidates(joined: _Joined, first: int, last: int, form: Form, labels: Sequence[str]) -> Iterator[Heading]:
    """What a line may head; `labels` are the form's `_row_labels`."""
    numeral = _numeral(joined.folded)
    if _is_row_label(joined.folded, labels):
        return
    title = joined.folded[numeral.end :].rstrip(":。.")
    end = numeral.end + len(title)
    if title and len(title) <= LONGEST_TITLE and not SENTENCE.search(title):
        similar = {section.number: _title_likeness(title, section) for section in form.sections}
        for section in form.sections:
            score = _score(numeral, section.number, similar)
            if score:
                printed = _as_known(joined.printed(numeral.end, end), section)
                yield Heading(section.number, printed, first, last, score)
        if first == last and _may_stand_by_numeral(numeral, title):
            yield Heading(numeral.number or 0, joined.printed(numeral.end, end), first, last, WEAK, weak=True)
    yield from _run_in_candidates(joined, numeral, first, last, form)


def _score(numeral: _Numeral, number: int, similar: dict[int, float]) -> float:
    """How well a line heads a section, 0 where it does not: similarity of the title, and what its numeral adds."""
    own, best = similar[number], max(similar.values())
    if own < best - 0.05:
        return 0.0
    if numeral.number != number:
        return 0.0 if own < SURE or numeral.style == "arabic" else own - (0.0 if numeral.number is None else 0.2)
    if numeral.style == "plain":
        return own + PLAIN if own >= CLOSE else 0.0
    return own + 0.3 if own >= SURE else 0.0


def _may_stand_by_numeral(numeral: _Numeral, title: str) -> bool:
    return numeral.style == "plain" and 2 <= len(title) <= LONGEST_OWN_TITLE and "," not in title


def _run_in_candidates(joined: _Joined, numeral: _Numeral, first: int, last: int, form: Form) -> Iterator[Heading]:
    """A heading that goes on as text in its own line: 六、其他需要报告的事项：无。"""
    if numeral.style not in {"plain", "bare"}:
        return
    for section in form.sections:
        for known in _titles(section):
            end = numeral.end + len(known)
            likeness = _similar(joined.folded[numeral.end : end], known)
            if section.number == numeral.number and likeness >= 0.9 and _goes_on(joined, end):
                text_from = end + 1 if joined.folded[end] in ":。." else end
                printed = _as_known(joined.printed(numeral.end, end), section)
                rest = joined.place(text_from)
                if text_from < len(joined.folded) and rest > 0:
                    yield Heading(section.number, printed, first, last, likeness + PLAIN, rest)


def _goes_on(joined: _Joined, end: int) -> bool:
    if end >= len(joined.folded):
        return False
    rest = joined.folded[end:]
    gap = joined.offsets[end] - joined.offsets[end - 1] > 1
    return gap or rest[0] in ":。." or bool(NOTHING_ELSE.fullmatch(rest))


def _own_candidates(lines: Sequence[Line], joined: _Joined, first: int, last: int) -> Iterator[Heading]:
    numeral = _numeral(joined.folded)
    if numeral.style != "plain" or last - first > 1 or numeral.number is None:
        return
    title = joined.folded[numeral.end :].rstrip(":。.")
    stop = SENTENCE.search(title)
    if title and not stop and _is_own_title(title) and (first == last or _continues(lines[first], lines[last])):
        printed = joined.printed(numeral.end, numeral.end + len(title))
        yield Heading(numeral.number, printed, first, last, 1.0 if first == last else 1.1)
    elif first == last and stop and _is_own_title(title[: stop.start()]):
        end = numeral.end + stop.start()
        printed = joined.printed(numeral.end, end)
        yield Heading(numeral.number, printed, first, last, 0.4, joined.place(end + 1))


def _is_own_title(title: str) -> bool:
    return 2 <= len(title) <= (20 if "," in title else LONGEST_OWN_TITLE)


def _continues(line: Line, following: Line) -> bool:
    """True where a heading of the office's own wraps: a line filled to the margin, then a few characters."""
    text = clean(following.text)
    short = len(text) <= 12 and not re.search(r"[,。;:、\d]", text)
    return short and line.box[2] - line.box[0] > 3 * (following.box[2] - following.box[0]) and line.box[2] > 0.8


def _best_chain(candidates: Sequence[Heading], gap_cost: float = 0.0) -> tuple[Heading, ...]:
    """The headings in rising order of number and place whose scores sum up highest; of equals the first."""
    ordered = sorted(candidates, key=lambda heading: (heading.first, heading.last))
    best: list[tuple[float, int | None]] = []
    for at, heading in enumerate(ordered):
        alone = heading.score * (0.5 if heading.weak else 1.0) - gap_cost * (heading.number - 1)
        total, before = alone, None
        for earlier in range(at):
            gap = heading.number - ordered[earlier].number - 1
            together = best[earlier][0] + heading.score - gap_cost * gap
            if together > total and _may_follow(ordered[earlier], heading):
                total, before = together, earlier
        best.append((total, before))
    chain: list[Heading] = []
    at_end = max(range(len(best)), key=lambda at: (best[at][0], -at), default=None)
    while at_end is not None:
        chain.insert(0, ordered[at_end])
        at_end = best[at_end][1]
    return tuple(chain)


def _may_follow(before: Heading, heading: Heading) -> bool:
    if heading.first <= before.last or heading.number <= before.number:
        return False
    return not heading.weak or heading.number == before.number + 1


def _title_likeness(title: str, section: FormSection) -> float:
    return max(_similar(title, known) for known in _titles(section))


def _titles(section: FormSection) -> tuple[str, ...]:
    return _cleaned((section.title, *section.aliases))


@cache
def _cleaned(titles: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(clean, titles))


def _as_known(printed: str, section: FormSection) -> str:
    """One character that differs from a known title is a slip of recognition."""
    for known in (section.title, *section.aliases):
        if len(known) == len(printed) and sum(a != b for a, b in zip(known, printed, strict=True)) <= 1:
            return known
    return printed


def _similar(one: str, other: str) -> float:
    return float(fuzz.ratio(one, other)) / 100


def _row_labels(form: Form) -> tuple[str, ...]:
    """The numbered labels of the form's tables, which look like headings: 一、本年新收政府信息公开申请数量."""
    firsts = {row.labels[0] for table in form.tables for block in table.blocks for row in block.rows if row.labels}
    return tuple(clean(label) for label in sorted(firsts) if label[0] in HAN)


def _is_row_label(folded: str, labels: Sequence[str]) -> bool:
    return any(_similar(folded, label) >= 0.85 or folded.startswith(label) for label in labels)
