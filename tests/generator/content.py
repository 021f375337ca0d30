"""What a report says: values, prose, sections, title, before a page is set."""

from dataclasses import dataclass, replace
from random import Random

from tests.generator import prose
from tests.generator.forms import metrics
from tests.generator.layout import (
    SECTIONS,
    Table,
    disclosure_table,
    disclosure_tables,
    disputes_table,
    disputes_tables,
    requests_table,
)
from tests.generator.markup import Part, Section, bar_chart, paragraph, plain_table, table_part
from tests.generator.printing import Printed, print_value
from tests.generator.prose import Office
from tests.generator.statistics import statistics_table
from tests.generator.style import Style
from tests.generator.values import Values, draw, with_blanks, with_office_errors

FORMS = ("2019", "2021")
"""The editions with six sections and three tables."""
_HANZI = str.maketrans("0123456789", "〇一二三四五六七八九")
_YEARS = {"none": (2008, 2013), "2014": (2014, 2018), "2019": (2019, 2020), "2021": (2021, 2025)}


@dataclass(frozen=True)
class Report:
    """What a report says, before it looks like anything.

    ``absent`` names tables (disclosure, requests, disputes) that the office left out; ``overview``, ``problems`` and
    ``others`` are the paragraphs of sections 一, 五 and 六; ``free`` the headed parts of a report without a form.
    """

    office: Office
    year: int
    edition: str
    values: Values
    overview: tuple[str, ...]
    problems: tuple[str, ...]
    others: tuple[str, ...]
    absent: frozenset[str] = frozenset()
    free: tuple[tuple[str, tuple[str, ...]], ...] = ()


def draw_report(
    rng: Random,
    edition: str,
    style: Style,
    *,
    office: Office | None = None,
    year: int | None = None,
    previous: Values | None = None,
    errors: int | None = None,
) -> Report:
    """A report of a random (or given) office; ``errors`` sums are wrong by the office's own fault."""
    office = office or prose.draw_office(rng)
    year = year if year is not None else rng.randint(*_YEARS[edition])
    values = draw(rng, edition, office.scale, previous)
    wrong = errors if errors is not None else rng.choices((0, 1, 2), (0.92, 0.05, 0.03))[0]
    values = with_blanks(rng, with_office_errors(rng, values, wrong), style.zero_blanks)
    tables = edition in FORMS
    return Report(
        office,
        year,
        edition,
        values,
        prose.overview(office, year, values, style.overview, rng),
        prose.problems(office, year, rng),
        prose.others(office, year, rng),
        frozenset({"disputes"}) if tables and rng.random() < 0.04 else frozenset(),
        () if tables else prose.free_sections(office, year, rng),
    )


def printed_values(report: Report, style: Style, rng: Random) -> dict[str, Printed]:
    units = metrics(report.edition)
    return {m: print_value(report.values[m], m, units[m], style.notation, rng) for m in units}


def _header_unit(table: Table, style: Style) -> Table:
    """Table 1 without 万元 in its header, where this office writes the unit into the cell or nowhere."""
    if style.notation.unit == "header":
        return table
    short = {"采购总金额（单位：万元，保留4位小数）": "采购总金额", "本年收费金额（单位：万元）": "本年收费金额"}
    rows = tuple(tuple(replace(c, text=short.get(c.text, c.text)) for c in row) for row in table.rows)
    return replace(table, rows=rows)


def _disclosure(report: Report, style: Style) -> tuple[Table, ...]:
    if style.table1 == "one":
        tables: tuple[Table, ...] = (disclosure_table(report.edition),)
    else:
        tables = disclosure_tables(report.edition, style.table1 == "captioned")
    return tuple(_header_unit(table, style) for table in tables)


def _overview_parts(report: Report, style: Style, rng: Random) -> tuple[Part, ...]:
    parts = [paragraph(text, style) for text in report.overview]
    channels = tuple((name, rng.randint(5, 900)) for name in ("门户网站", "微信公众号", "政务微博", "其他方式"))
    if style.foreign_table:
        parts.append(plain_table((("公开渠道", "信息条数"), *((n, str(c)) for n, c in channels)), style))
    if style.chart:
        parts.append(bar_chart(f"{report.year}年各渠道公开信息情况（单位：条）", channels))
    return tuple(parts)


def _form_sections(report: Report, printed: dict[str, Printed], style: Style, rng: Random) -> tuple[Section, ...]:
    tables = {
        "disclosure": _disclosure(report, style),
        "requests": (requests_table(report.edition),),
        "disputes": (disputes_table(),) if style.table3 == "one" else disputes_tables(),
    }
    parts = {
        name: tuple(table_part(t, printed, style) for t in group)
        if name not in report.absent
        else (paragraph("本年度未发生此类情况。", style),)
        for name, group in tables.items()
    }
    bodies = (
        _overview_parts(report, style, rng),
        parts["disclosure"],
        parts["requests"],
        parts["disputes"],
        tuple(paragraph(text, style) for text in report.problems),
        tuple(paragraph(text, style) for text in report.others),
    )
    return tuple(Section(i + 1, title, body) for i, (title, body) in enumerate(zip(SECTIONS, bodies, strict=True)))


def _free_sections(report: Report, printed: dict[str, Printed], style: Style) -> tuple[Section, ...]:
    sections = [
        Section(i + 1, title, tuple(paragraph(text, style) for text in texts))
        for i, (title, texts) in enumerate(report.free)
    ]
    if report.edition == "2014":
        part = table_part(statistics_table(), printed, style)
        sections.append(Section(len(sections) + 1, "政府信息公开情况统计表", (part,)))
    return tuple(sections)


def sections_of(report: Report, printed: dict[str, Printed], style: Style, rng: Random) -> tuple[Section, ...]:
    """The headed parts of the report: the form's six, or the office's own."""
    if report.edition in FORMS:
        return _form_sections(report, printed, style, rng)
    return _free_sections(report, printed, style)


def title_of(report: Report, style: Style) -> str:
    """The title with the year as this office writes it."""
    year = str(report.year)
    stated = style.title_year.format(year=year, hanzi=year.translate(_HANZI))
    office = report.office.name if style.office_in_title else ""
    return f"{office}{stated}政府信息公开工作年度报告"


def signature_of(report: Report, style: Style, rng: Random) -> tuple[str, ...]:
    """The office's name and a date under the report, where this office signs; always where the title does not name it."""
    if style.signature or not style.office_in_title:
        return (report.office.name, f"{report.year + 1}年{rng.randint(1, 3)}月{rng.randint(1, 28)}日")
    return ()
