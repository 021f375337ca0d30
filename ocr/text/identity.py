"""Who reports on which year: read from what is printed, never guessed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from archive.records import Scope
from ocr.forms.values import clean
from ocr.text.dates import YEAR, dates_in, parse_year, periods_in
from ocr.text.headings import contents, numbered_title
from ocr.text.lines import Line
from ocr.text.titles import CORE, MARKS, PRONOUN, Title, is_organ, office_in, tidy, titles

CORRECTED = re.compile(r"更正|修订版|修正版|补正版")
PERIOD_CONTEXT = re.compile(r"统计|期限|数据|报告期|所列|截至")
OPENING = 1500  # characters from the start of the text in which a report introduces itself
NAME = r"(?P<name>[\u4e00-\u9fff（）()]{4,40}?)"
NAMED_BY = (
    re.compile(
        rf"本(?:年度)?(?:工作)?报告[^。；]{{0,12}}?(?:由|系)[“]?{NAME}[”]?(?:根据|按照|依据|编制|编写|公布|发布|汇总|负责|撰写)"
    ),
    re.compile(rf"(?:由|经){NAME}(?:编制|编写|公布|发布)"),
    re.compile(rf"(?:^|[。，,；：:（(\n]){NAME}[（(]以下简称"),
    re.compile(rf"(?:现将|现公布|公布|编制|特向社会公布|形成){NAME}(?:关于)?(?:{YEAR}年?度?)(?:的)?{CORE.pattern}"),
    re.compile(
        rf"(?:^|\n){YEAR}年度?，{NAME}(?:坚持|认真|严格|按照|深入|全面|高度|积极|始终|以|在|紧紧|持续|扎实|不断)"
    ),
)
NO_NAME = re.compile(
    r"^(在|根据|按照|我|本|全|由|经|以|对|为|是|该|各)|[的和与]$|委市|委区|委县|市委|区委|县委|党委|省委|国务院办公厅$"
)
SIGNED_NOISE = re.compile(r"[（(](?:盖章|公章|签章|印章)[)）]|^(?:单位|公布单位|发布单位|报告单位|编制单位|落款)[:：]")
SCOPES: tuple[tuple[Scope, re.Pattern[str]], ...] = (
    (
        "level",
        re.compile(
            r"不含下级|仅[为含指统计]*[^。；]{0,6}本级|统计(?:口径|范围)[^。；]{0,16}本级|数据[^。；]{0,6}为[^。；]{0,8}本级"
        ),
    ),
    ("own", re.compile(r"仅[为含指统计反映]*本(?:机关|单位|局|办)|统计(?:口径|范围)[^。；]{0,12}本(?:机关|单位)")),
    (
        "compiled",
        re.compile(
            r"统计(?:口径|范围)[^。；]{0,24}(?:汇总|下级|所属|各部门|全市|全县|全区)|含下级"
            r"|汇总(?:了)?(?:全[市县区省]|各|所属|下级)|数据[^。；]{0,8}汇总(?:数据|而成|统计)"
        ),
    ),
)
TITLE_SCOPES: tuple[tuple[Scope, re.Pattern[str]], ...] = (
    ("level", re.compile(r"本级")),
    ("own", re.compile(r"[（(]本(?:机关|单位)[)）]")),
    ("compiled", re.compile(r"汇总|含下级|[（(]全[市县区省][)）]")),
)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a report says of itself; None where it does not. `year` is the year reported on."""

    title: str | None = None
    office_name: str | None = None
    year: int | None = None
    scope: Scope | None = None
    period: tuple[date, date] | None = None
    corrected_edition: bool = False


def identify(head: Sequence[Line], text: str, tail: Sequence[Line], filename: str = "") -> Identity:
    """Find title, office, year, scope and period.

    `head` are the lines before the first section (`SectionSplit.head`), `text` is the running text of all lines, `tail`
    the signature (`SectionSplit.tail`). The year is the title's, else that of the period, else that of a sentence which
    says what is reported; the date of the signature alone says nothing, for it lies in the year after. The file's name
    only breaks a tie between a title and a period that name different years; nothing is taken from it alone.
    """
    title = _best_title(head)
    period = _period(text)
    return Identity(
        title=None if title is None else title.text,
        office_name=_office(title, head, text, tail),
        year=_year(title, period, text, tail, filename),
        scope=_scope(title, text),
        period=period,
        corrected_edition=_is_corrected(title, head),
    )


def split_reports(lines: Sequence[Line]) -> list[range]:
    """The ranges of `lines` that are reports of their own (a compiled volume): at least one, all lines in exactly one.

    A new report begins only where a new title stands and the numbering of sections starts again behind it, after the
    report before has come to its third section. A cover or a red head on the title's page goes with the title.
    """
    marks = _numbered(lines)
    found = titles(lines)
    starts = [0]
    highest = last_mark = 0
    for at, number in marks:
        if number == 1 and highest >= 3:
            opening = next((title for title in found if last_mark < title.first and title.last < at), None)
            if opening is not None:
                starts.append(_report_start(lines, opening.first, last_mark))
                highest = 0
        highest, last_mark = max(highest, number), at
    return [range(start, end) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


def _numbered(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """(index of line, number) of every line that looks like a numbered heading."""
    listed = contents(lines)
    return [
        (at, number)
        for at, line in enumerate(lines)
        if line.kind == "text" and at not in listed and (number := numbered_title(line.text)) is not None
    ]


def _report_start(lines: Sequence[Line], first: int, last_mark: int) -> int:
    """The first line of the title's page where only a red head stands above the title, else the title itself."""
    page = (lines[first].page, lines[first].part)
    top = first
    while top - 1 > last_mark and (lines[top - 1].page, lines[top - 1].part) == page and lines[top - 1].kind == "text":
        top -= 1
    opens_page = top == 0 or (lines[top - 1].page, lines[top - 1].part) != page
    return top if opens_page and not any(MARKS.search(tidy(line.text)) for line in lines[top:first]) else first


def _best_title(head: Sequence[Line]) -> Title | None:
    """The title that says most; of a cover and a title that say the same, the first."""
    return max(titles(head), key=lambda title: title.completeness, default=None)


def _office(title: Title | None, head: Sequence[Line], text: str, tail: Sequence[Line]) -> str | None:
    if title is not None and title.office_name is not None:
        return title.office_name
    opening = text[:OPENING]
    candidates = [_signature(tail), *_named_in("\n".join(line.text for line in head)), *_named_in(opening)]
    return next((name for name in [*candidates, _red_head(head)] if name is not None), None)


def _signature(tail: Sequence[Line]) -> str | None:
    """The organ named beside the date at the end, or in the last lines alone where no date stands there."""
    names = [SIGNED_NOISE.sub("", tidy(line.text)) for line in tail]
    dated = [at for at, name in enumerate(names) if any(dates_in(name))]
    near = [names[i] for at in dated for i in (at - 1, at, at + 1) if 0 <= i < len(names)]
    near = [re.sub(rf"{YEAR}年.*$", "", name) for name in near]
    return next((name for name in [*near, *reversed(names)] if _is_office(name)), None)


def _named_in(text: str) -> Iterator[str]:
    folded = "\n".join("".join(line.split()) for line in text.splitlines())
    for pattern in NAMED_BY:
        for match in pattern.finditer(folded):
            name = office_in(match["name"])
            if name is not None and _is_office(name):
                yield name


def _red_head(head: Sequence[Line]) -> str | None:
    names = (re.fullmatch(r"(.{4,30})文件", tidy(line.text)) for line in head)
    return next((match[1] for match in names if match and _is_office(match[1])), None)


def _is_office(name: str) -> bool:
    return (
        4 <= len(name) <= 40
        and is_organ(name)
        and not MARKS.search(name)
        and not PRONOUN.match(name)
        and not NO_NAME.search(name)
    )


def _year(
    title: Title | None, period: tuple[date, date] | None, text: str, tail: Sequence[Line], filename: str
) -> int | None:
    stated = [year for year in (None if title is None else title.year, period and period[1].year) if year]
    if len(set(stated)) > 1:
        in_name = [year for year in stated if str(year) in filename]
        return in_name[0] if len(set(in_name)) == 1 else stated[0]
    return stated[0] if stated else _year_in_prose(text[:OPENING], tail)


def _year_in_prose(opening: str, tail: Sequence[Line]) -> int | None:
    """The year of a sentence that says what is reported; the first year of the prose if it is signed a year later."""
    folded = clean(opening)
    said = re.search(
        rf"(?:现将|公布|编制|报告|汇报|总结)[^。;]{{0,40}}?({YEAR})年度?[^。;]{{0,30}}?(?:政府信息公开|政务公开|信息公开)",
        folded,
    )
    if said:
        return parse_year(said[1])
    first = re.search(rf"(?<!\d)({YEAR})年度?(?!\d{{1,2}}月|[一二三四五六七八九十]{{1,2}}月)", folded)
    year = parse_year(first[1]) if first else None
    signed = [day.year for line in tail for day in dates_in(clean(line.text))]
    return year if year is not None and year + 1 in signed else None


def _period(text: str) -> tuple[date, date] | None:
    folded = clean(text)
    for period, match in periods_in(folded):
        around = folded[max(match.start() - 40, 0) : match.start()] + folded[match.end() : match.end() + 12]
        if PERIOD_CONTEXT.search(around):
            return period
    return None


def _scope(title: Title | None, text: str) -> Scope | None:
    """What the figures are said to cover; the mere words 本机关 or 全市 in prose say nothing of the figures."""
    if title is not None:
        for scope, pattern in TITLE_SCOPES:
            if pattern.search(title.text):
                return scope
    folded = "".join(text.split())
    return next((scope for scope, pattern in SCOPES if pattern.search(folded)), None)


def _is_corrected(title: Title | None, head: Sequence[Line]) -> bool:
    if title is not None and CORRECTED.search(title.text):
        return True
    return any(len(tidy(line.text)) <= 8 and CORRECTED.search(line.text) for line in head)
