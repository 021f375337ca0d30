"""From a seed to a report: drawn, typeset, rasterised, degraded, packed, with its truth."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

import numpy as np
from pdf2image import convert_from_bytes

from tests.generator import degrade as device
from tests.generator.content import Report, draw_report, printed_values, sections_of, signature_of, title_of
from tests.generator.css import css
from tests.generator.forms import metrics
from tests.generator.markup import Section, document_html, varied
from tests.generator.package import MEDIA_TYPES, SUFFIXES, jpeg, pdf_of, tiff_of, turns_for
from tests.generator.printing import Printed
from tests.generator.prose import Office
from tests.generator.relations import broken_relations
from tests.generator.seal import seal_svg
from tests.generator.sheet import Image, Sheet, clean, map_box, side_by_side
from tests.generator.style import Family, Style, draw_style
from tests.generator.truth import CellTruth, Expected, LineTruth, PageTruth, Place, SectionTruth, Truth
from tests.generator.typeset import Typeset, typeset
from tests.generator.values import Values


@dataclass(frozen=True)
class Generated:
    """A delivered file and its truth."""

    content: bytes
    media_type: str
    filename: str
    truth: Truth


def _places(report: Report, printed: dict[str, Printed], pages: "Sequence[_Delivered]") -> tuple[CellTruth, ...]:
    found: dict[str, list[Place]] = {}
    for page in pages:
        for metric, place in page.places:
            found.setdefault(metric, []).append(place)
    units = metrics(report.edition)
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
    printed = printed_values(report, style, rng)
    sections = sections_of(report, printed, style, rng)
    title = title_of(report, style)
    signature = signature_of(report, style, rng)
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
