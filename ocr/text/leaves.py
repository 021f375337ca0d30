"""The pages of a document as they were bound or scanned: blank ones, copies of the page before, a wrong order.

Printed page numbers prove an order; where they do, pages are read in it. A copy is read once. All of it is said.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from archive.forms import Form
from archive.records import Finding, PageReading, ReportReading, Section
from ocr.forms.values import clean
from ocr.text.furniture import Place
from ocr.text.lines import Line

ALIKE = 95.0
"""Of 100: two recognitions of one page differ by a few characters."""
FEWEST = 40
"""Characters; pages with less say too little to be copies of each other."""
DIGITS = 0.02
"""Of a page's digits, that two recognitions of it may see differently."""
NUMERAL = re.compile(r"^[一二三四五六七八九十]+[、.,]")
GAPS = 2
"""Page numbers that may be missing where the rest still proves an order."""


Told = tuple[Finding, frozenset[int]]
"""A finding and the pages that it is about."""


@dataclass(frozen=True, slots=True)
class Leaves:
    """`order`: the pages to be read, in the order to read them in; `findings`: what is odd about them, by page."""

    order: tuple[int, ...]
    findings: tuple[Told, ...] = ()


def leaves(pages: Sequence[PageReading], numbers: Mapping[Place, int]) -> Leaves:
    """How the pages belong together; `numbers` are those printed on them."""
    blank = [page.number for page in pages if page.source == "blank"]
    printed = {page: numbers[page, part] for page, part in sorted(numbers, reverse=True)}
    copies = _copies(pages, printed)
    kept = [page.number for page in pages if page.number not in copies]
    inked = [page for page in kept if page not in blank]
    order = _order(inked, printed)
    if order is not None:
        moved = frozenset(a for a, b in zip(inked, order, strict=True) if a != b)
        told = "、".join(f"第{page}页印有页码{printed[page]}" for page in sorted(moved))
        found = [_fact("document.page_order", f"页面顺序有误，已按印刷页码阅读：{told}。", moved)]
        kept = order
    else:
        found = [*_missing(inked, printed, set(blank))]
    return Leaves(tuple(kept), (*found, *_blank(blank), *(_copy(*pair) for pair in copies.items())))


def _copies(pages: Sequence[PageReading], printed: Mapping[int, int]) -> dict[int, int]:
    """Each page that shows the same as one before it -> that one.

    Pages apart may be alike in two reports: they are copies where they have one page number, and no other pages have.
    """
    texts = {page.number: _text(page) for page in pages if page.source != "blank"}
    copies: dict[int, int] = {}
    for before, page in pairwise(texts):
        if _same(texts[before], texts[page]):
            copies[page] = copies.get(before, before)
    apart = {
        page: before
        for before, page in combinations((page for page in texts if page in printed and page not in copies), 2)
        if printed[before] == printed[page] and _same(texts[before], texts[page])
    }
    others = [number for page, number in printed.items() if page not in copies and page not in apart]
    return copies | (apart if len(set(others)) == len(others) else {})


def _text(page: PageReading) -> str:
    return clean("".join(word.text for word in page.words))


def _same(one: str, other: str) -> bool:
    """Whether two texts are recognitions of one page: alike, and in their digits too, by which forms differ."""
    if min(len(one), len(other)) < FEWEST or fuzz.ratio(one, other, score_cutoff=ALIKE) < ALIKE:
        return False
    digits = ["".join(char for char in text if char.isdigit()) for text in (one, other)]
    return Levenshtein.distance(*digits) <= DIGITS * max(map(len, digits))


def _order(pages: Sequence[int], printed: Mapping[int, int]) -> list[int] | None:
    """The pages by their printed numbers, None where these prove nothing or the pages are in order."""
    found = [printed.get(page) for page in pages]
    known = [number for number in found if number is not None]
    if len(pages) < 2 or len(known) < len(pages) or len(set(known)) < len(known):
        return None
    if max(known) - min(known) >= len(known) + GAPS or known == sorted(known):
        return None
    return sorted(pages, key=lambda page: printed[page])


def _missing(pages: Sequence[int], printed: Mapping[int, int], blank: set[int]) -> list[Told]:
    """Where the printed numbers go up by more than the pages do."""
    found = []
    numbered = [(at, page) for at, page in enumerate(pages) if page in printed]
    for (at, page), (later_at, later) in pairwise(numbered):
        between = sum(page < number < later for number in blank)
        lost = printed[later] - printed[page] - (later_at - at)
        if between < lost <= len(pages):
            told = f"第{page}页印有页码{printed[page]}，第{later}页印有页码{printed[later]}，其间可能缺页。"
            found.append(_fact("document.page_missing", told, frozenset((page, later))))
    return found


def _blank(pages: Sequence[int]) -> list[Told]:
    if not pages:
        return []
    told = "、".join(f"第{page}页" for page in pages)
    return [_fact("document.page_blank", f"空白页：{told}。", frozenset(pages))]


def _copy(page: int, of: int) -> Told:
    return _fact("document.page_repeated", f"第{page}页与第{of}页重复，只读一次。", frozenset((page, of)))


def _fact(relation: str, message: str, pages: frozenset[int]) -> Told:
    return Finding(relation=relation, grade="hint", metrics=(), message=message, likely="document"), pages


def with_page_facts(report: ReportReading, bound: Leaves, pages: tuple[int, ...], *, alone: bool) -> ReportReading:
    """A report whose pages were counted in the order of reading, with the document's own numbers and what is odd."""
    moved = _renumbered(report, dict(enumerate(bound.order, 1)))
    own = pages if alone else moved.pages
    findings = (finding for finding, where in bound.findings if any(min(own) <= page <= max(own) for page in where))
    return moved.model_copy(update={"pages": own, "findings": (*findings, *moved.findings)})


def with_each_other(reports: Sequence[ReportReading]) -> tuple[ReportReading, ...]:
    """Several reports of one document, each of which says so."""
    if len(reports) < 2:
        return tuple(reports)
    told = "；".join(f"{_name(report)}（第{min(report.pages)}至{max(report.pages)}页）" for report in reports)
    message = f"本文件含{len(reports)}份年报：{told}。各份数据互不相加。"
    said = Finding(relation="document.reports", grade="hint", metrics=(), message=message, likely="document")
    return tuple(report.model_copy(update={"findings": (said, *report.findings)}) for report in reports)


def _name(report: ReportReading) -> str:
    scope = {"own": "，本机关", "level": "，本级", "compiled": "，汇总"}.get(report.scope or "", "")
    return (report.title or report.office_name or "未识读到标题") + scope


def _renumbered(report: ReportReading, numbers: Mapping[int, int]) -> ReportReading:
    """The report with every page number replaced."""

    def new(pages: Sequence[int]) -> tuple[int, ...]:
        return tuple(sorted({numbers[page] for page in pages}))

    def moved(section: Section) -> Section:
        runs = tuple(run.model_copy(update={"page": numbers[run.page]}) for run in section.runs)
        return section.model_copy(update={"pages": new(section.pages), "runs": runs})

    preamble = moved(report.preamble) if report.preamble else None
    sections = tuple(map(moved, report.sections))
    tables = tuple(
        table.model_copy(
            update={
                "pages": new(table.pages),
                "cells": tuple(c.model_copy(update={"page": c.page and numbers[c.page]}) for c in table.cells),
            }
        )
        for table in report.tables
    )
    observed = tuple(o.model_copy(update={"page": o.page and numbers[o.page]}) for o in report.observations)
    changed: dict[str, object] = {"pages": new(report.pages), "preamble": preamble, "sections": sections}
    changed |= {"tables": tables, "observations": observed}
    return report if all(a == b for a, b in numbers.items()) else report.model_copy(update=changed)


def out_of_order(lines: Sequence[Line], form: Form) -> tuple[Finding, ...]:
    """One finding where the form's sections do not follow one another: pages without numbers were shuffled."""
    titles = {clean(title): section.number for section in form.sections for title in (section.title, *section.aliases)}
    found = [
        (titles[title], line.page)
        for line in lines
        if line.kind == "text" and (title := NUMERAL.sub("", clean(line.text))) in titles
    ]
    for (number, page), (later, later_page) in pairwise(found):
        if later < number and later_page != page:
            told = f"第{number}部分在第{page}页，第{later}部分在其后的第{later_page}页，页面顺序可能有误。"
            return (_fact("document.page_order", told, frozenset((page, later_page)))[0],)
    return ()
