"""Lines in reading order -> the headed parts of a report."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile

from rapidfuzz import fuzz

from archive.forms import Form
from archive.records import Section
from ocr.forms.values import clean
from ocr.text.dates import DATE
from ocr.text.headings import NOTHING_ELSE, Heading, form_headings, numbered_title, own_headings
from ocr.text.lines import Line, cut, flow, text_units
from ocr.text.titles import MARKS, is_organ, tidy

WHOLE = "全文"
STATISTICS = "政府信息公开情况统计表"
ATTACHED = re.compile(r"附[件表录]?[一二三\d]?[:：.、]?")
TABLE_NOTE = re.compile(r"[(]?(单位负责人|审核人|填报人|填表人|联系电话|填报日期|填表日期|注[:\d]|备注|说明[:])")
FIGURE = re.compile(r"(条|件|次|篇|个|人|人次|万元)?([\d.,]+(条|件|次|篇|个|人|人次|万元|元)?|[-—/无])?")
HEADS = re.compile(r"(统计指标|统计数|单位|统计|指标)+")
NUMERAL = re.compile(r"[一二三四五六七八九十\d]")
TABLE_HEAD_LINES = 6  # title, year, unit, office: no more stands between the table's title and its first cell
TAIL_LINES = 8
LEAST_ROWS = 6  # lines of a table's rows
SIGNATURE_LINES = 6
DATE_SPECKS = re.compile(r"(?<=[年月])[-.·'’、,，]+(?=\d)|(?<=\d)[-.·'’、,，]+(?=[年月日])")
SCRAP = 2  # characters: what a seal that was painted out leaves of its letters
RIGHT_HALF = 0.4  # of the page's width: a signature with a seal begins right of it
SEAL = 0.1  # of the page's width: how far the seal reaches beyond the signature
LEAST_HEADER, LEAST_LENGTH = 3, 9  # cells, characters: 统计指标单位统计数 read as two
SAME_HEADER = 0.8  # of the cells of a header that is printed again; a slip or a speck may be among them
LEAST_LIKE, LIKE_HEADER = 3, 80.0  # characters, and rapidfuzz's likeness: a slip in a word of a header
SHORT = 40  # full-width characters; a longer line is prose, not part of a signature


@dataclass(frozen=True, slots=True)
class SectionSplit:
    """`head` stands before the first heading; it is all lines where there is none. `preamble` is its prose, from the first
    sentence on, as section 0: titles and dates above it are told as the report's own.

    `tail` are the short lines at the end, among them the signature. The signature itself (office and date) stands under
    the whole report and is in no section's text. `where` has one entry per line given: the number of the section that it
    stands in, None before the first heading and for the signature.
    """

    head: tuple[Line, ...]
    sections: tuple[Section, ...]
    tail: tuple[Line, ...]
    where: tuple[int | None, ...]
    preamble: Section | None = None


@dataclass(frozen=True, slots=True)
class _Part:
    """The lines of one section by their index; `first` and `last` are its heading's lines, None without a heading."""

    number: int
    title: str
    heading: Heading | None
    members: tuple[int, ...]


def split_sections(lines: Sequence[Line], form: Form | None) -> SectionSplit:
    """Split one report's lines (without furniture) at its headings; a section that is not there is absent.

    With a form that prescribes sections, numbers are the form's; sections that the office added behind them go on
    counting. Without (2014, none) they count the office's own headings; edition 2014's table of indicators is a section
    of its own, numbered after the others. A report without any heading is one section 1, titled 全文. A title is as
    printed, without its numeral.
    """
    if form is not None and form.sections:
        parts = _parts(len(lines), form_headings(lines, form))
    else:
        labels = _labels(form) if form is not None else ()
        tables = _statistics_tables(lines, labels)
        inside = {i for table in tables for i in table if lines[i].kind == "cell" or not _is_numbered(lines[i])}
        parts = _with_tables(_parts(len(lines), own_headings(lines, inside)), tables, lines)
        lines = [_as_cell(line, labels) if index in inside else line for index, line in enumerate(lines)]
    parts = parts or [_Part(1, WHOLE, None, tuple(range(len(lines))))]
    return _split(lines, _unsigned(lines, parts), _tail(lines, _last(parts)))


def _split(lines: Sequence[Line], parts: Sequence[_Part], tail: tuple[Line, ...]) -> SectionSplit:
    where: list[int | None] = [None] * len(lines)
    for part in parts:
        for index in _indexes(part):
            where[index] = part.number
    headed = any(part.heading is not None for part in parts)
    first = min((index for part in parts for index in _indexes(part)), default=0) if headed else len(lines)
    return SectionSplit(
        head=tuple(lines[:first]),
        sections=tuple(_section(lines, part) for part in parts),
        tail=tail,
        where=tuple(where),
        preamble=_preamble(lines[:first]) if headed else None,
    )


def _preamble(head: Sequence[Line]) -> Section | None:
    members = tuple(itertools.dropwhile(lambda at: head[at].kind == "cell" or _is_short(head[at]), range(len(head))))
    return _section(head, _Part(0, "", None, members)) if members else None


def _indexes(part: _Part) -> tuple[int, ...]:
    heading = part.heading
    own = () if heading is None else tuple(range(heading.first, heading.last + 1))
    return (*own, *(index for index in part.members if index not in own))


def _parts(count: int, headings: Sequence[Heading]) -> list[_Part]:
    """Each heading with the lines up to the next; a heading that goes on as text has its own last line among them."""
    ends = [heading.first for heading in headings[1:]] + [count][: len(headings)]
    return [
        _Part(h.number, h.title, h, tuple(range(h.last + (1 if h.rest is None else 0), end)))
        for h, end in zip(headings, ends, strict=True)
    ]


def _section(lines: Sequence[Line], part: _Part) -> Section:
    body = [lines[index] for index in part.members]
    heading = part.heading
    if heading is not None and heading.rest is not None:
        body[0] = cut(lines[heading.last], heading.rest)
    text = flow(_without_repeated_headers(body))
    pages = {lines[index].page for index in _indexes(part)}
    return Section(
        number=part.number,
        title=part.title,
        text=text.text,
        pages=tuple(sorted(pages | set(text.pages))),
        runs=text.runs,
    )


def _without_repeated_headers(lines: Sequence[Line]) -> list[Line]:
    """A table that goes on over the page break prints its header again: in running text it is said once."""
    kept: list[Line] = []
    start, skip = 0, 0  # where the table at hand begins, and how many of its cells are still to be left out
    for at, line in enumerate(lines):
        before = _cell_before(lines, at)
        if line.kind == "cell" and (before is None or line.table != before.table):
            start = at
        elif before is not None and (line.page, line.part) != (before.page, before.part) and line.table:
            skip = _header_length(lines, start, at)
        if not skip:
            kept.append(line)
        skip = max(skip - 1, 0)
    return kept


def _cell_before(lines: Sequence[Line], at: int) -> Line | None:
    """The line before where it is a cell; at a page break the cell before a scrap of a label that the break cut."""
    scrap = at > 1 and lines[at].kind == "cell" and lines[at - 1].kind == "text" and len(lines[at - 1].text) <= SCRAP
    before = lines[at - 1 - scrap] if at else None
    is_break = before is not None and (before.page, before.part) != (lines[at].page, lines[at].part)
    return before if before is not None and before.kind == "cell" and (is_break or not scrap) else None


def _header_length(lines: Sequence[Line], start: int, again: int) -> int:
    """How many cells from `again` on repeat those over the table's first figures, in whatever order, or read as parts of
    one another, but for slips; fewer than three repeat nothing but by chance."""
    header = "|".join(clean(line.text) for line in takewhile(_is_no_figure, lines[start:again]))
    cells = takewhile(lambda line: line.kind == "cell" and _is_no_figure(line), lines[again:])
    same = [_is_of_header(clean(line.text), header) for line in cells]
    counts = (at + 1 for at in range(len(same)) if same[at] and sum(same[: at + 1]) >= SAME_HEADER * (at + 1))
    count = max(counts, default=0)
    length = sum(len(clean(line.text)) for line in lines[again : again + count])
    return count if sum(same[:count]) >= LEAST_HEADER or length >= LEAST_LENGTH else 0


def _is_of_header(text: str, header: str) -> bool:
    """In it as it is, or but for a slip; a numeral tells one block's title from the next."""
    may_slip = len(text) >= LEAST_LIKE and not NUMERAL.search(text)
    return text in header or (may_slip and fuzz.partial_ratio(text, header) >= LIKE_HEADER)


def _is_no_figure(line: Line) -> bool:
    return not FIGURE.fullmatch(clean(line.text))


def _last(parts: Sequence[_Part]) -> _Part:
    """The last part that is not a table's own: the signature stands at its end."""
    return ([part for part in parts if part.heading is not None] or list(parts))[-1]


def _tail(lines: Sequence[Line], part: _Part) -> tuple[Line, ...]:
    ending: list[Line] = []
    for index in reversed(part.members):
        line = lines[index]
        if line.kind == "cell" or not _is_short(line) or len(ending) == TAIL_LINES:
            break
        ending.insert(0, line)
    return tuple(ending)


def _unsigned(lines: Sequence[Line], parts: Sequence[_Part]) -> list[_Part]:
    """The parts without the signature: the date in the last lines, and the office's name beside it."""
    last = _last(parts)
    count = _signature_length([lines[index] for index in last.members])
    kept = last.members[: len(last.members) - count]
    return [_Part(part.number, part.title, part.heading, kept) if part is last else part for part in parts]


def _signature_length(lines: Sequence[Line]) -> int:
    """How many of the last lines are office and date, in either order, and letters of the seal about them; 0 where no date
    stands there alone."""
    kinds = [(line, _signature_part(line)) for line in reversed(lines[-SIGNATURE_LINES:])]
    run = list(takewhile(lambda pair: pair[1] is not None, kinds))
    signature = [line for line, kind in run if kind != "scrap"]
    own = [kind for _, kind in takewhile(lambda pair: pair[1] != "scrap" or _is_beside(pair[0], signature), run)]
    return len(own) if "date" in own else 0


def _signature_part(line: Line) -> str | None:
    text = tidy(line.text) if line.kind == "text" else ""
    text = DATE_SPECKS.sub("", text)
    if 0 < len(text) <= SCRAP and not NOTHING_ELSE.fullmatch(text):
        return "scrap"
    match = re.search(rf"(?:{DATE})$", text)
    before = text[: match.start()] if match else text
    name = re.sub(r"[（(](盖章|公章|印章|签章)[)）]$", "", before)
    if match and len(name) == 1 and line.box[0] > RIGHT_HALF and name not in "至自于从到在":
        return "date"
    if name and not (is_organ(name) and 4 <= len(name) <= SHORT and not MARKS.search(name)):
        return None
    return "date" if match else "office" if name else None


def _is_beside(scrap: Line, signature: Sequence[Line]) -> bool:
    """Whether a letter of the seal stands over the signature, where prose never begins."""
    if not signature:
        return False
    left, right = min(line.box[0] for line in signature), max(line.box[2] for line in signature)
    return left > RIGHT_HALF and left - SEAL <= scrap.box[0] and scrap.box[2] <= right + SEAL


def _is_short(line: Line) -> bool:
    return text_units(line.text) <= SHORT and not re.search(r"[。；;，,]", line.text.strip().rstrip("。"))


def _with_tables(parts: list[_Part], tables: Sequence[tuple[int, ...]], lines: Sequence[Line]) -> list[_Part]:
    """Take tables of indicators out of the sections they stand in; one under a heading of its own stays there."""
    for table in tables:
        holder = next((part for part in parts if set(table) & set(part.members)), None)
        if holder is not None and _is_tables_own(holder):
            continue
        number = max((part.number for part in parts), default=0) + 1
        title = next((_title(lines[i]) for i in table if _names_statistics(lines[i])), STATISTICS)
        members = tuple(i for i in table if not _names_statistics(lines[i]))
        parts = [
            _Part(part.number, part.title, part.heading, tuple(i for i in part.members if i not in table))
            for part in parts
        ]
        parts.append(_Part(number, title, None, members))
    return parts


def _is_tables_own(part: _Part) -> bool:
    return bool(re.search(r"统计|附表", part.title)) and part.heading is not None


def _is_numbered(line: Line) -> bool:
    return _names_statistics(line) and numbered_title(line.text) is not None


def _title(line: Line) -> str:
    return re.sub(rf"^{ATTACHED.pattern}(?=\S)", "", "".join(line.text.split()))


def _names_statistics(line: Line) -> bool:
    text = clean(line.text)
    return line.kind == "text" and len(text) <= SHORT and fuzz.partial_ratio(STATISTICS, text) >= 80


@cache
def _labels(form: Form) -> tuple[str, ...]:
    """All that the form prints in its tables: labels of rows, headings, units."""
    blocks = [block for table in form.tables for block in table.blocks]
    rows = {label for block in blocks for row in block.rows for label in (*row.labels, *row.aliases)}
    columns = {label for block in blocks for column in block.columns for label in (*column.labels, *column.aliases)}
    heads = {name for block in blocks for name in (block.corner, *block.headings)}
    return tuple(sorted({clean(label) for label in rows | columns | heads | {"单位"}} - {""}))


def _statistics_tables(lines: Sequence[Line], labels: Sequence[str]) -> list[tuple[int, ...]]:
    """Each table of indicators with its title and its notes, by the indexes of its lines."""
    cells = [i for i, line in enumerate(lines) if line.kind == "cell" and line.table == "statistics"]
    groups: list[list[int]] = []
    for i in cells:
        between = range(groups[-1][-1] + 1, i) if groups else range(0)
        gap = sum(not _is_of_table(lines[j], labels) for j in between)
        if groups and gap <= TABLE_HEAD_LINES and not any(_names_statistics(lines[j]) for j in between):
            groups[-1] += [*between, i]
        else:
            groups.append([i])
    groups += _tables_without_cells(lines, labels, {i for group in groups for i in group})
    return [tuple(range(_table_start(lines, group[0]), _table_end(lines, group[-1], labels) + 1)) for group in groups]


def _tables_without_cells(lines: Sequence[Line], labels: Sequence[str], taken: set[int]) -> list[list[int]]:
    """Tables that no rules were found of: rows of the form's labels right below the title, as lines of text."""
    found = []
    for at, line in enumerate(lines):
        last = _table_end(lines, at, labels) if _names_statistics(line) else at
        if last - at >= LEAST_ROWS and not taken & set(range(at, last + 1)):
            found.append(list(range(at + 1, last + 1)))
    return found


def _table_start(lines: Sequence[Line], first: int) -> int:
    """The index of the table's title before its first cell, and of the word 附件 before that."""
    for at in range(first - 1, max(first - TABLE_HEAD_LINES - 1, -1), -1):
        if not _is_short(lines[at]) or lines[at].kind == "cell":
            return first
        if _names_statistics(lines[at]):
            return at - 1 if at and ATTACHED.fullmatch(clean(lines[at - 1].text)) else at
    return first


def _table_end(lines: Sequence[Line], last: int, labels: Sequence[str]) -> int:
    """The index of the table's last line: rows whose rules were not found, and notes, go with it."""
    while last + 1 < len(lines) and (
        TABLE_NOTE.match(clean(lines[last + 1].text)) or _is_of_table(lines[last + 1], labels)
    ):
        last += 1
    return last


def _as_cell(line: Line, labels: Sequence[str]) -> Line:
    """What stands in the table is a cell, whether rules were found or not; a note under it stays prose."""
    return replace(line, kind="cell", table="statistics") if _is_of_table(line, labels) else line


def _is_of_table(line: Line, labels: Sequence[str]) -> bool:
    """A cell, a figure or a unit, or a line that holds one of the form's labels."""
    text = clean(line.text)
    if line.kind == "cell" or FIGURE.fullmatch(text) or HEADS.fullmatch(text):
        return True
    whole = re.sub(rf"{FIGURE.pattern}$", "", text)
    return whole in labels or (len(whole) >= 4 and any(fuzz.ratio(whole, label) >= 85 for label in labels))
