"""From a seed to a report: drawn, typeset, rasterised, degraded, packed, with its truth."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

import numpy as np
from pdf2image import convert_from_bytes

from tests.generator import degrade as device
from tests.generator import prose
from tests.generator.css import css
from tests.generator.layout import (
    SECTIONS,
    Table,
    disclosure_table,
    disclosure_tables,
    disputes_table,
    disputes_tables,
    requests_table,
)
from tests.generator.layout import metrics as form_metrics
from tests.generator.markup import (
    Part,
    Section,
    bar_chart,
    document_html,
    paragraph,
    plain_table,
    table_part,
    varied,
)
from tests.generator.package import MEDIA_TYPES, SUFFIXES, jpeg, pdf_of, tiff_of, turns_for
from tests.generator.printing import Printed, plain, print_value
from tests.generator.prose import Office
from tests.generator.relations import broken_relations
from tests.generator.seal import seal_svg
from tests.generator.sheet import Image, Sheet, clean, map_box, side_by_side
from tests.generator.style import Family, Style, draw_style
from tests.generator.truth import CellTruth, Expected, LineTruth, PageTruth, Place, SectionTruth, Truth
from tests.generator.typeset import Typeset, typeset
from tests.generator.values import Values, draw, with_blanks, with_office_errors

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


@dataclass(frozen=True)
class Generated:
    """A delivered file and its truth."""

    content: bytes
    media_type: str
    filename: str
    truth: Truth


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
    tables = edition in ("2019", "2021")
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


def _printed(report: Report, style: Style, rng: Random) -> dict[str, Printed]:
    units = form_metrics(report.edition)
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
        from tests.generator.statistics import statistics_table

        part = table_part(statistics_table(), printed, style)
        sections.append(Section(len(sections) + 1, "政府信息公开情况统计表", (part,)))
    return tuple(sections)


def _title(report: Report, style: Style) -> str:
    year = str(report.year)
    stated = style.title_year.format(year=year, hanzi=year.translate(_HANZI))
    office = report.office.name if style.office_in_title else ""
    return f"{office}{stated}政府信息公开工作年度报告"


def _signature(report: Report, style: Style, rng: Random) -> tuple[str, ...]:
    if style.signature or not style.office_in_title:
        return (report.office.name, f"{report.year + 1}年{rng.randint(1, 3)}月{rng.randint(1, 28)}日")
    return ()


def _places(report: Report, printed: dict[str, Printed], pages: "Sequence[_Delivered]") -> tuple[CellTruth, ...]:
    found: dict[str, list[Place]] = {}
    for page in pages:
        for metric, place in page.places:
            found.setdefault(metric, []).append(place)
    units = form_metrics(report.edition)
    return tuple(_cell_truth(metric, units[metric], printed[metric], found.get(metric, [])) for metric in units)


def _cell_truth(metric: str, unit: str, printed: Printed, places: list[Place]) -> CellTruth:
    if not places:
        return CellTruth(metric=metric, value=None, raw="", unit=unit, expected="absent", place=None)
    first = next((p for p in places if p.text is not None), places[0])
    expected: Expected = printed.expected
    return CellTruth(
        metric=metric,
        value=printed.value,
        raw=printed.raw,
        unit=unit,
        expected=expected,
        place=first,
        also=tuple(p for p in places if p is not first),
    )


@dataclass(frozen=True)
class _Delivered:
    """A delivered page: its truth, its values' places, the sections on it."""

    truth: PageTruth
    places: tuple[tuple[str, Place], ...]
    sections: frozenset[int]


def _delivered(number: int, sheet: Sheet, set_: Typeset) -> _Delivered:
    lines: list[LineTruth] = []
    places: list[tuple[str, Place]] = []
    sections: set[int] = set()
    for source, forward in sheet.pages:
        page = set_.pages[source - 1]
        texts = {line.metric: line.box for line in page.lines if line.metric}
        lines += [LineTruth(text=n.text, box=map_box(n.box, forward), kind=n.kind) for n in page.lines]
        sections |= {line.section for line in page.lines if line.section}
        for cell in page.cells:
            text = texts.get(cell.metric)
            place = Place(
                page=number, cell=map_box(cell.box, forward), text=None if text is None else map_box(text, forward)
            )
            places.append((cell.metric, place))
    height, width = sheet.image.shape[:2]
    truth = PageTruth(number=number, width=width, height=height, lines=tuple(lines))
    return _Delivered(truth, tuple(places), frozenset(sections))


def _blank_image(width: float, height: float) -> Image:
    """A stand-in of a digital page's size; it has no pixels of its own (a view on one)."""
    return np.broadcast_to(np.uint8(255), (round(height), round(width)))


def _stamp(name: str, dpi: int, rng: Random) -> Image:
    svg = seal_svg(name, rng.uniform(-12, 12), rng.uniform(0.55, 0.9))
    html = (
        f"<style>@page{{size:40mm 40mm;margin:0}}body{{margin:0}}div{{width:40mm;height:40mm}}</style><div>{svg}</div>"
    )
    return _raster(typeset(html).pdf, dpi, True)[0]


def _raster(pdf: bytes, dpi: int, colour: bool) -> list[Image]:
    return [np.asarray(page, np.uint8) for page in convert_from_bytes(pdf, dpi=dpi, grayscale=not colour)]


def _stamp_digits(images: list[Image], set_: Typeset, stamp: Image, rng: Random) -> list[Image]:
    """Every page with values gets a seal over some of them."""
    out = []
    for image, page in zip(images, set_.pages, strict=True):
        if page.cells:
            left, top, right, bottom = rng.choice(page.cells).box
            centre = (int((left + right) / 2 * image.shape[1]), int((top + bottom) / 2 * image.shape[0]))
            image = device.stamped(image, stamp, centre)
        out.append(image)
    return out


def _scanned(set_: Typeset, report: Report, level: str, style: Style, rng: Random) -> list[Sheet]:
    dpi = device.dots(level)
    colour = level in device.COLOUR or (style.seal and level != "fax100" and rng.random() < 0.7)
    images = _raster(set_.pdf, dpi, colour)
    if level == "sealdigits":
        images = _stamp_digits(images, set_, _stamp(report.office.name, dpi, rng), rng)
    sheets = [clean(i + 1, image) for i, image in enumerate(images)]
    if style.two_up and level not in ("fax100", "curved"):
        sheets = [
            side_by_side(*sheets[i : i + 2]) if i + 1 < len(sheets) else sheets[i] for i in range(0, len(sheets), 2)
        ]
    return [device.degrade(sheet, level, rng) for sheet in sheets]


def _size_pt(sheet: Sheet, set_: Typeset) -> tuple[float, float]:
    """The delivered page in pt: that of the typeset page, turned or doubled as the sheet was."""
    page = set_.pages[sheet.pages[0][0] - 1]
    width, height = page.width * 0.75 * len(sheet.pages), page.height * 0.75
    sideways = (sheet.image.shape[1] > sheet.image.shape[0]) != (width > height)
    return (height, width) if sideways else (width, height)


def _pack(sheets: list[Sheet], set_: Typeset, delivery: str, quality: int, rng: Random) -> bytes:
    sizes = [_size_pt(sheet, set_) for sheet in sheets]
    images = [sheet.image for sheet in sheets]
    if delivery == "jpeg":
        return jpeg(images[0], max(quality, 75))
    if delivery == "tiff":
        dots = [(i.shape[1] / w * 72, i.shape[0] / h * 72) for i, (w, h) in zip(images, sizes, strict=True)]
        return tiff_of(images, dots)
    return pdf_of(images, sizes, quality, turns_for(len(images), rng))


def render(
    report: Report,
    style: Style,
    level: str,
    family: Family,
    seed: int,
    rng: Random,
    delivery: str | None = None,
    quality: int | None = None,
) -> Generated:
    """A report in a style, delivered by a device of ``level`` as ``delivery`` (pdf, tiff, jpeg; the style's own if None).

    ``quality`` is that of JPEG compression, random if None.

    A JPEG holds one page only: more pages are delivered as a PDF of photos instead.
    """
    printed = _printed(report, style, rng)
    form = report.edition in ("2019", "2021")
    sections = _form_sections(report, printed, style, rng) if form else _free_sections(report, printed, style)
    title = _title(report, style)
    signature = _signature(report, style, rng)
    seal = seal_svg(report.office.name, rng.uniform(-12, 12)) if level == "seal" or style.seal else ""
    set_ = typeset(document_html(title, sections, signature, seal, css(style, title), style))
    if level == "digital":
        sheets = [Sheet(_blank_image(p.width, p.height), ((i + 1, lambda q: q),)) for i, p in enumerate(set_.pages)]
        content, delivery = set_.pdf, "pdf"
    else:
        sheets = _scanned(set_, report, level, style, rng)
        wanted = delivery or style.delivery
        delivery = "pdf" if wanted == "jpeg" and len(sheets) > 1 else wanted
        content = _pack(sheets, set_, delivery, quality or rng.randint(62, 90), rng)
    pages = [_delivered(i + 1, sheet, set_) for i, sheet in enumerate(sheets)]
    truth = _truth(report, style, level, family, seed, title, sections, printed, pages)
    filename = f"{report.office.name}{report.year}-{level}-{seed}{SUFFIXES[delivery]}"
    return Generated(content, MEDIA_TYPES[delivery], filename, truth)


def _truth(
    report: Report,
    style: Style,
    level: str,
    family: Family,
    seed: int,
    title: str,
    sections: tuple[Section, ...],
    printed: dict[str, Printed],
    pages: list[_Delivered],
) -> Truth:
    cells = _places(report, printed, pages)
    stated = {c.metric: None if c.value is None else Decimal(c.value) for c in cells if c.expected != "absent"}
    return Truth(
        office=report.office.name,
        region=report.office.region,
        year=report.year,
        edition=report.edition,
        title=title,
        level=level,
        family=family,
        style_seed=seed,
        style=style.summary(),
        cells=cells,
        sections=tuple(
            SectionTruth(
                number=s.number,
                title=varied(s.title, style),
                text=s.text,
                pages=tuple(p.truth.number for p in pages if s.number in p.sections),
            )
            for s in sections
        ),
        pages=tuple(p.truth for p in pages),
        broken=broken_relations(stated, report.edition),
    )


def make(
    style_seed: int,
    edition: str,
    level: str,
    family: Family = "tuned",
    *,
    office: Office | None = None,
    year: int | None = None,
    previous: Values | None = None,
    errors: int | None = None,
    delivery: str | None = None,
    **overrides: object,
) -> Generated:
    """The report of a seed: the same bytes' pixels and truth for the same arguments.

    ``previous`` continues an office's year before; ``errors`` fixes the number of the office's own wrong sums;
    ``overrides`` replace fields of the drawn style. Levels: ``degrade.LEVELS``.
    """
    style = replace(draw_style(style_seed, family), **overrides)  # type: ignore[arg-type]
    rng = Random(f"{family}/{style_seed}/{edition}/{level}/report")
    report = draw_report(rng, edition, style, office=office, year=year, previous=previous, errors=errors)
    return render(report, style, level, family, style_seed, rng, delivery)


__all__ = ["Generated", "Report", "draw_report", "make", "plain", "render"]
