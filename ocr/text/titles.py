"""Titles of annual reports among lines of text: 西工区凯旋东路街道办事处2020年政府信息公开工作年度报告."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from ocr.text.dates import YEAR, parse_year
from ocr.text.headings import contents
from ocr.text.lines import Line

SUBJECTS = ("政府信息公开", "政务信息公开", "政务公开", "信息公开")
KINDS = ("年度报告", "年度工作报告", "工作年度报告", "工作报告", "工作情况报告", "年报", "工作年报", "情况年度报告")
CORE = re.compile(
    rf"(?:{'|'.join(SUBJECTS)})(?:工作|情况|及)*的?(?:{YEAR}年?度?)?(?:年度|工作|情况|的|总结)*(?:报告|年报)"
)
SIMILAR_CORE = 86  # of 100; one slip of recognition in eight characters
OPEN, CLOSE = r"[(（\[【〔《]", r"[)）\]】〕》]"
BEHIND = re.compile(rf"{OPEN}[^()（）]{{1,20}}{CLOSE}")
REST = re.compile(rf"(?:{YEAR}年?度?|更正版?|修订版?)?")
LONGEST = 70  # characters of a title's line
LONGEST_PART = 36
MARKS = re.compile(r"[。，,；;：:！!？?、]")
NO_TITLE_PART = re.compile(
    rf"(文件|号|通知|函|网站?|目录|附件\d?)$|^(附件|索引号|来源|发布|浏览|字体|日期|编号|时间)|^({YEAR}年)?\d{{1,2}}月"
)
ORGAN = re.compile(
    r"(政府|办公室|办事处|委员会|管委会|局|厅|署|部|院|中心|站|队|所|公司|集团|大学|中学|小学|学校|银行|联合会|协会|社|馆|处|办|司)$"
)
REGION = re.compile(r"[\u4e00-\u9fff]{1,14}(省|市|县|区|州|盟|旗|乡|镇|街道)$")
HAN_ONLY = re.compile(r"[\u4e00-\u9fff]+(?:[12]\d{0,2})?")  # a year may be cut in two
ATTACHED = re.compile(r"^附件?[一二三四五六七八九十\d]{0,2}[：:.、]")
PRONOUN = re.compile(r"(我|本|全|该|各)(市|县|区|局|厅|委|办|镇|乡|街道|省|机关|单位|部|院|中心|所|站|队|级)*")
COMPLETE = 4  # characters; 办公室 or 财政局 alone go on from the line above


@dataclass(frozen=True, slots=True)
class Title:
    """A title and what it says. Lines `first`..`last` hold it; `text` is as printed, without white space."""

    text: str
    first: int
    last: int
    office_name: str | None
    year: int | None

    @property
    def completeness(self) -> int:
        """How much of office and year it names."""
        return (self.office_name is not None) + (self.year is not None)


def titles(lines: Sequence[Line]) -> list[Title]:
    """Every title in the order printed; tables of contents and prose that mentions a report are left out."""
    excluded = contents(lines)
    found: list[Title] = []
    for first in range(len(lines)):
        if found and first <= found[-1].last:
            continue
        title = _title_at(lines, first, excluded)
        if title is not None:
            found.append(title)
    return found


def tidy(text: str) -> str:
    """Without white space, letters and digits in the usual width; punctuation stays as printed."""
    folded = ((char, unicodedata.normalize("NFKC", char)) for char in "".join(text.split()))
    return "".join(usual if len(usual) == 1 and usual.isalnum() else char for char, usual in folded)


@dataclass(frozen=True, slots=True)
class _Core:
    """Where a title names the kind of report, from 政府信息公开 to 报告; `spelling` where recognition slipped in it."""

    start: int
    end: int
    spelling: str | None = None


def _title_at(lines: Sequence[Line], first: int, excluded: set[int]) -> Title | None:
    """The title whose core begins in line `first`, with the lines above and below that belong to it."""
    for last in range(first, min(first + 4, len(lines))):
        if last in excluded or not _is_part(lines[last]) or lines[last].page != lines[first].page:
            return None
        core = _core("".join(tidy(line.text) for line in lines[first : last + 1]))
        if core is None:
            continue
        if core.start >= len(tidy(lines[first].text)) or _ends_prose(lines, first):
            return None
        return _whole_title(lines, first, last, core, excluded)
    return None


def _ends_prose(lines: Sequence[Line], first: int) -> bool:
    """True where the line before is prose that goes on: the end of a paragraph that mentions a report is no title."""
    if not first or lines[first].whole:
        return False
    before, line = lines[first - 1], lines[first]
    goes_on = MARKS.search(tidy(before.text)) is not None and before.text.strip()[-1:] not in "。：:；！"
    same_column = line.box[0] < before.box[0] + 2 * before.em and line.box[2] < before.box[2]
    return before.kind == "text" and before.page == line.page and goes_on and same_column


def _is_part(line: Line) -> bool:
    text = tidy(line.text)
    return line.kind == "text" and 0 < len(text) <= LONGEST and not MARKS.search(ATTACHED.sub("", text).rstrip("：:"))


def _core(text: str) -> _Core | None:
    """The core of a text that is a title: nothing but brackets and a year follows it."""
    matches = list(CORE.finditer(text))
    found = _Core(matches[-1].start(), matches[-1].end()) if matches else _similar_core(text)
    if found is None or not REST.fullmatch(BEHIND.sub("", text[found.end :])):
        return None
    return found


@cache
def _known_cores() -> tuple[str, ...]:
    return tuple(subject + kind for subject in SUBJECTS for kind in KINDS if len(subject + kind) >= 8)


def _similar_core(text: str) -> _Core | None:
    """A core in which recognition slipped: 政府信启公开工作年度报告."""
    if not {"报", "告"} & set(text):
        return None
    alignments = []
    for known in _known_cores():
        found = (
            fuzz.partial_ratio_alignment(known, text, score_cutoff=SIMILAR_CORE) if len(known) <= len(text) else None
        )
        if found is not None and found.dest_end - found.dest_start == len(known):
            alignments.append((len(known), found.score, found.dest_start, known))
    if not alignments:
        return None
    length, _, start, known = max(alignments)
    return _Core(start, start + length, known)


def _whole_title(lines: Sequence[Line], first: int, last: int, core: _Core, excluded: set[int]) -> Title:
    text = "".join(tidy(line.text) for line in lines[first : last + 1])
    printed = "".join("".join(line.text.split()) for line in lines[first : last + 1])
    if core.spelling is not None and len(printed) == len(text):
        printed = printed[: core.start] + core.spelling + printed[core.end :]
    before, behind = text[: core.start], text[core.start :]
    while first and first - 1 not in excluded and _belongs_above(lines, first, before):
        first -= 1
        before = tidy(lines[first].text) + before
        printed = "".join(lines[first].text.split()) + printed
    while last + 1 < len(lines) and BEHIND.fullmatch(tidy(lines[last + 1].text)):
        last += 1
        behind += tidy(lines[last].text)
        printed += "".join(lines[last].text.split())
    return Title(ATTACHED.sub("", printed), first, last, office_in(before), _year(f"{before}|{behind}"))


def _year(text: str) -> int | None:
    years = (parse_year(match[1]) for match in re.finditer(rf"(?<!\d)({YEAR})(?!\d)", text))
    return next((year for year in years if year is not None), None)


def _belongs_above(lines: Sequence[Line], first: int, before: str) -> bool:
    """Whether the line above goes on into this title: the office's name or a part of it, or the year."""
    above, line = lines[first - 1], lines[first]
    text = tidy(above.text)
    if above.page != line.page or not _is_part(above) or len(text) > LONGEST_PART or NO_TITLE_PART.search(text):
        return False
    if _core(text) is not None or not (above.whole or line.whole or _same_type(above, line)):
        return False
    own, name = _named(before), office_in(text)
    if not own:
        ends_in_year = re.search(rf"(?:{YEAR}|^\d{{1,3}})年?度?$", text) is not None
        return name is None or ends_in_year or is_organ(name) or REGION.fullmatch(name) is not None
    if len(own) < COMPLETE or not is_organ(own):
        return HAN_ONLY.fullmatch(text) is not None
    return REGION.fullmatch(text) is not None or (
        not above.whole and HAN_ONLY.fullmatch(text) is not None and not is_organ(text)
    )


def _same_type(above: Line, line: Line) -> bool:
    """Set in the same size, centred on one axis, and directly above each other."""
    height = line.box[3] - line.box[1]
    off_axis = abs(above.box[0] + above.box[2] - line.box[0] - line.box[2]) / 2
    return 0.75 < above.em / line.em < 1.33 and line.box[1] - above.box[3] < 2.5 * height and off_axis < 2 * line.em


def is_organ(name: str) -> bool:
    """True for the name of an organ, with or without its second name in brackets."""
    return ORGAN.search(re.sub(rf"{BEHIND.pattern}$", "", name)) is not None


def office_in(before: str) -> str | None:
    """The office named in what stands before 政府信息公开 in a title; None where nothing or only 我局 stands there."""
    name = _named(before)
    return None if len(name) < 2 or PRONOUN.fullmatch(name) else name


def _named(before: str) -> str:
    name = re.sub(rf"{OPEN}?{YEAR}年?度?{CLOSE}?", "", before)
    name = re.sub(r"^(附件?\d?[:：.、]?|关于(公布|印发|发布)?|[《“\"'*#]+)+", "", name)
    return re.sub(r"(关于|年度|年|的|[·《“\"'\-—])+$|^年?度$", "", name)
