"""The domain's terms as the screen says them. The Chinese is in the catalogue and equals the list in the help."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from flask_babel import format_date, format_datetime

from archive.forms import Metric
from archive.forms import metric as known_metric
from archive.records import Finding, Observation, ReportStatus, Status
from web.ui.language import gettext as _
from web.ui.language import in_chinese
from web.ui.language import lazy_gettext as N_  # noqa: N812 - the name that extraction looks for

TOGETHER = re.compile(r"((?:\d{4}|[〇○零一二三四五六七八九]{4})年度?|政府信息公开工作年度报告)")

STOPS = ("。", "？", "！", "；", "：")

LONGEST_SAID = 60
"""Characters of a word that a history shows."""

_STATUSES = {
    Status.CERTAIN: N_("Machine-read, consistent"),
    Status.NOT_STATED: N_("Left blank in the original"),
    Status.DOUBTFUL: N_("In doubt"),
    Status.MISSING: N_("Not found by the reader"),
    Status.ABSENT: N_("The original has no such table"),
    Status.PROPOSED: N_("Suggested value, not adopted"),
    Status.CORRECTED: N_("Corrected by a person"),
}
"""Made once, each put into words when it is asked for: a page may say hundreds of them."""

SURE = 0.98
FAIRLY_SURE = 0.9


def status(observation: Observation) -> str:
    """How far a value may be trusted, in words."""
    if observation.status is Status.NOT_STATED and observation.raw:
        return _("The original says “%(raw)s”", raw=observation.raw)
    return status_name(observation.status)


def status_name(of: Status) -> str:
    """The word for a status."""
    return str(_STATUSES[of])


def status_sign(of: Status) -> str:
    """A sign that stands beside a value, so that colour is not needed; empty where nothing need be said."""
    signs = {Status.DOUBTFUL: "?", Status.MISSING: "✕", Status.PROPOSED: "≈", Status.CORRECTED: "✓"}
    return signs.get(of, "")


def report_status(of: ReportStatus) -> str:
    """Whether the public sees a report, in words."""
    return {
        ReportStatus.DRAFT: _("Not yet open"),
        ReportStatus.PUBLISHED: _("Open"),
        ReportStatus.WITHDRAWN: _("Withdrawn"),
    }[of]


def confidence(value: float | None) -> str:
    """A word, not a number: nobody can act on 0.998."""
    if value is None:
        return _("not said")
    if value >= SURE:
        return _("high")
    return _("fair") if value >= FAIRLY_SURE else _("low")


def finding_kind(finding: Finding) -> str:
    """What a finding looks like: our reading, the office's table, or a mere hint."""
    if finding.likely == "reading":
        return _("Probably a misreading")
    return _("The printed table does not add up") if finding.grade == "hard" else _("Worth checking")


def title_pieces(title: str) -> list[str]:
    """A title cut so that every second piece, the year or the fixed words, stays on one line."""
    return TOGETHER.split(title)


def edition(of: str | None) -> str:
    """An edition of the form and the years it applies to."""
    return {
        "2014": _("2014 edition, for 2014–2018"),
        "2019": _("2019 edition, for 2019–2020"),
        "2021": _("2021 edition, from 2021"),
        "none": _("No national form"),
    }.get(of or "", _("Not known"))


def scope(of: str | None) -> str:
    """What the figures cover."""
    return {
        "own": _("The office itself"),
        "level": _("Its level of government"),
        "compiled": _("Compiled with all below it"),
    }.get(of or "", _("Not stated"))


def kind(of: str | None) -> str:
    """What kind of organ an office is."""
    return {
        "government": _("Government"),
        "department": _("Department"),
        "township": _("Township or street office"),
        "authorised": _("Authorised body"),
        "enterprise": _("Public enterprise"),
    }.get(of or "", _("Not known"))


def level(of: str) -> str:
    """A rung of administration."""
    return {
        "national": _("National"),
        "province": _("Province"),
        "city": _("City"),
        "county": _("County or district"),
        "township": _("Township or street"),
    }.get(of, _("Not known"))


def reader(of: str) -> str:
    """One of the independent ways in which a cell was read."""
    return {
        "cell": _("Read cell by cell"),
        "page": _("Read with the whole page"),
        "second": _("Read by another model"),
        "shape": _("By the look of the page's other digits"),
        "text": _("Text of the file"),
        "counted": _("By the order of cells"),
        "placed": _("By the place under the heading"),
    }.get(of, of)


def page_source(of: str) -> str:
    """Where a page's words come from."""
    return {
        "text": _("text of the file"),
        "recognised": _("recognised from the image"),
        "typeset": _("typeset by this archive from text"),
        "blank": _("blank page"),
    }.get(of, of)


def media(of: str) -> str:
    """A file's type as people call it."""
    names = {"text/plain": _("text"), "text/html": "HTML", "text/markdown": "Markdown", "image/jp2": "JPEG 2000"}
    names |= {"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX"}
    return names.get(of) or of.rpartition("/")[2].upper()


def engine(of: str) -> str:
    """A recognition engine by its own name."""
    return {"rapid": "RapidOCR", "rapidocr": "RapidOCR", "tesseract": "Tesseract"}.get(of, of)


def metric(of: Metric) -> str:
    """A metric's name, from the form's data."""
    return of.label if in_chinese() else (of.en or of.label)


def unit(of: str | None) -> str:
    """A unit of the forms."""
    units = {
        "件": _("items (件)"),
        "项": _("entries (项)"),
        "条": _("pieces (条)"),
        "次": _("times (次)"),
        "篇": _("articles (篇)"),
        "个": _("units (个)"),
        "人": _("persons (人)"),
        "人次": _("attendances (人次)"),
        "万元": _("10,000 yuan (万元)"),
    }
    return units.get(of or "", _("unit unknown"))


def number(value: str | int | Decimal | None) -> str:
    """A value as it is read on screen: thousands grouped as both languages do, every decimal kept."""
    if value is None:
        return ""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return f"{exact:,f}"


def day(value: date | None) -> str:
    """A date without its time."""
    return format_date(value, "medium" if in_chinese() else "d MMM y") if value else ""


def moment(value: datetime | None) -> str:
    """A date and time of day."""
    return format_datetime(value, "short" if in_chinese() else "d MMM y, HH:mm") if value else ""


def percent(share: float) -> str:
    """A share as a percentage of three digits."""
    return f"{100 * share:.3g}{percent_sign()}"


def percent_sign() -> str:
    """The sign behind a number: English sets it off."""
    return "%" if in_chinese() else "\N{NO-BREAK SPACE}%"


def sentences(*parts: str) -> str:
    """Sentences one after another: a full-width stop brings its own room, and one that lacks its stop gets it."""
    said = ""
    for part in filter(None, parts):
        stop = "." if said[-1:].isalnum() else ""
        said += part if not said or said.endswith(STOPS) else f"{stop} {part}"
    return said


def file_size(size: int) -> str:
    """Bytes as people say them."""
    return (
        _("%(size)s KB", size=number(max(1, size // 1000)))
        if size < 1_000_000
        else _("%(size)s MB", size=number(f"{size / 1_000_000:.1f}"))
    )


def absence(of: str | None) -> str:
    """Why a year has no report."""
    return {
        "not_made": _("The office made no report"),
        "not_handed_over": _("Not handed over"),
        "unknown": _("Missing, reason unknown"),
    }.get(of or "", _("No report"))


def job_state(of: str) -> str:
    """How far the reading of a document is."""
    return {
        "queued": _("Waiting"),
        "reading": _("Being read"),
        "read": _("Read"),
        "failed": _("Could not be read"),
        "set_aside": _("Set aside after several attempts"),
    }.get(of, of)


def outcome(of: str) -> str:
    """What became of a file that was handed in."""
    return {"received": _("Received"), "duplicate": _("Already here"), "refused": _("Refused")}.get(of, of)


def column(of: Metric) -> str:
    """The column's part of a metric's name."""
    return of.label.rpartition(" / ")[2] if in_chinese() else of.en.rpartition(": ")[2]


def row(of: Metric) -> str:
    """The row's part of a metric's name."""
    return of.label.rpartition(" / ")[0] if in_chinese() else of.en.rpartition(": ")[0]


def relation(relation_id: str) -> str:
    """What a relation demands, in a sentence; empty for one that has none."""
    return next((words for head, words in _relations().items() if relation_id.startswith(head)), "")


def _relations() -> dict[str, str]:
    """By the head of a relation's id."""
    disputes = _("The total should equal upheld, corrected, other outcome and pending together.")
    return {
        "requests.row.": _("The total should equal natural persons and the five kinds of organisations together."),
        "requests.results.": _("“Total handled” should equal the sum of all results."),
        "requests.balance.": _("New and carried-in requests should equal those handled and carried out."),
        "reconsideration.sum": disputes,
        "litigation_direct.sum": disputes,
        "litigation_after_review.sum": disputes,
        "statistics.sum.": _("The figure should equal the sum of its parts."),
        "statistics.part.": _("A part should not exceed the figure that it is part of."),
        "statistics.least.": _("The figure should not be below the sum of its parts."),
        "carry_over.": _("What is carried in should equal what the year before carried out."),
        "stock.": _("The stock should equal last year’s stock with what came and went."),
        "text.": _("The figure in the text should equal that in the table."),
        "channels": _("Items disclosed should lie between the largest channel and the sum of channels."),
        "jump.": _("The amount differs a thousandfold from the year before: yuan for 10,000 yuan?"),
        "document.page_order": _("The pages are not in order."),
        "document.page_missing": _("A page seems to be missing."),
        "document.page_blank": _("A page is blank."),
        "document.page_repeated": _("A page is there twice and was read once."),
        "document.reports": _("The document holds several reports, whose figures are never added."),
        "document.table_twice": _("A table is there twice, and what either covers is not said."),
    }


def source(of: str) -> str:
    """Where a value that the desk offers comes from, as one of a list within a line."""
    said = {
        "standing": _("the reading"),
        "proposed": _("Suggested value, not adopted"),
        "seen": _("second-best reading"),
        "implied": _("what the sums ask for; nobody has seen it printed"),
    }.get(of) or reader(of)
    return said[:1].lower() + said[1:]


def doubt_kind(of: str) -> str:
    """A kind of what needs a person."""
    kinds = {
        "findings": _("Sums that do not add up"),
        "disagreeing": _("Corrections that a later reading reads otherwise"),
    }
    return kinds.get(of) or status_name(Status(of))


def later(of: str | None) -> str:
    """How a later reading stands to a correction; empty where it says nothing."""
    return {
        "agrees": _("A later reading agrees."),
        "repeats": _("A later reading reads again what was corrected."),
        "disagrees": _("A later reading disagrees."),
    }.get(of or "", "")


def colon() -> str:
    """What stands between a name and what is said of it: Chinese has a colon of its own width and no blank."""
    return "：" if in_chinese() else ": "


def field(of: str) -> str:
    """What a correction is about: a field of the report, a section, a finding or a value."""
    names = {"title": _("Title"), "office": _("Office"), "year": _("Year reported on")}
    names |= {"scope": _("Scope of the figures"), "edition": _("Edition of the form")}
    if of.startswith("report.section."):
        number, _dot, part = of.removeprefix("report.section.").partition(".")
        section = _("Section %(number)s", number=number) if number != "0" else _("Preamble")
        return section + colon() + (_("Title") if part == "title" else _("Text"))
    if of.startswith("report.table."):
        return _("Table on page %(number)s", number=of.removeprefix("report.table.").partition("-")[0])
    if of.startswith("finding."):
        # Outside of the f-string: what collects the messages looks into f-strings on Python 3.12 and later only.
        return _("Finding") + colon() + of.removeprefix("finding.")
    bare = of.removeprefix("report.")
    return names.get(bare) or _metric_name(of)


def said(field: str, text: str | None) -> str:
    """What a word says, short; a table of the form by its name."""
    if field.startswith("report.table."):
        return form_table(text)
    return text if text and len(text) <= LONGEST_SAID else f"{text[:LONGEST_SAID]}…" if text else "—"


def form_table(of: str | None) -> str:
    """What a table of a report was taken for."""
    return {
        "disclosure": _("Table 1: proactive disclosure"),
        "requests": _("Table 2: requests"),
        "disputes": _("Table 3: reconsideration and litigation"),
        "statistics": _("The indicator table of 2014"),
    }.get(of or "", _("A table of the office’s own"))


def _metric_name(metric_id: str) -> str:
    try:
        return metric(known_metric(metric_id))
    except KeyError:
        return metric_id
