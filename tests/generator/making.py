"""From a seed to a delivered report with its truth."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from tests.generator.content import Report, draw_report, printed_values, sections_of, signature_of, title_of
from tests.generator.css import css
from tests.generator.fonts import require
from tests.generator.forms import metrics
from tests.generator.markup import Section, document_html, varied
from tests.generator.package import MEDIA_TYPES, SINGLE, SUFFIXES
from tests.generator.printing import Printed
from tests.generator.prose import Office
from tests.generator.relations import broken_relations
from tests.generator.scanning import digital_sheets, pack, scanned
from tests.generator.seal import seal_svg
from tests.generator.sheet import Sheet, map_box
from tests.generator.style import Family, Style, draw_style
from tests.generator.textlayer import with_text_faults
from tests.generator.truth import CellTruth, LineTruth, PageTruth, Place, SectionTruth, Truth
from tests.generator.typeset import Typeset, typeset
from tests.generator.values import Values


@dataclass(frozen=True)
class Generated:
    """A delivered file and its truth."""

    content: bytes
    media_type: str
    filename: str
    truth: Truth


@dataclass(frozen=True)
class Order:
    """What is to be made of a report.

    ``delivery`` is pdf, tiff, or jpeg, png, jp2 (one page only, more pages become a PDF), None for the style's own;
    ``quality`` that of JPEG compression, None for a random one; ``faults`` are named in ``scanning.FAULTS``
    (scans) and ``textlayer.TEXT_FAULTS`` (digital PDFs).
    """

    style: Style
    level: str
    family: Family = "tuned"
    seed: int = 0
    delivery: str | None = None
    quality: int | None = None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Text:
    """What a report prints."""

    title: str
    sections: tuple[Section, ...]
    signature: tuple[str, ...]
    printed: dict[str, Printed]


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
            inked = None if text is None else map_box(text, forward)
            places.append((cell.metric, Place(page=number, cell=map_box(cell.box, forward), text=inked)))
    height, width = sheet.image.shape[:2]
    truth = PageTruth(number=number, width=width, height=height, lines=tuple(lines))
    return _Delivered(truth, tuple(places), frozenset(sections))


def _cell_truth(metric: str, unit: str, printed: Printed, places: list[Place]) -> CellTruth:
    if not places:
        return CellTruth(metric=metric, value=None, raw="", unit=unit, expected="absent", place=None)
    first = next((p for p in places if p.text is not None), places[0])
    return CellTruth(
        metric=metric,
        value=printed.value,
        raw=printed.raw,
        unit=unit,
        expected=printed.expected,
        place=first,
        also=tuple(p for p in places if p is not first),
    )


def _cells(edition: str, printed: dict[str, Printed], pages: Sequence[_Delivered]) -> tuple[CellTruth, ...]:
    found: dict[str, list[Place]] = {}
    for page in pages:
        for metric, place in page.places:
            found.setdefault(metric, []).append(place)
    units = metrics(edition)
    return tuple(_cell_truth(metric, units[metric], printed[metric], found.get(metric, [])) for metric in units)


def _section_truth(section: Section, style: Style, pages: Sequence[_Delivered]) -> SectionTruth:
    return SectionTruth(
        number=section.number,
        title=varied(section.title, style),
        text=section.text,
        pages=tuple(page.truth.number for page in pages if section.number in page.sections),
    )


def _truth(report: Report, order: Order, text: _Text, pages: Sequence[_Delivered]) -> Truth:
    cells = _cells(report.edition, text.printed, pages)
    stated = {c.metric: None if c.value is None else Decimal(c.value) for c in cells if c.expected != "absent"}
    return Truth(
        office=report.office.name,
        region=report.office.region,
        year=report.year,
        edition=report.edition,
        title=text.title,
        level=order.level,
        family=order.family,
        style_seed=order.seed,
        style=order.style.summary(),
        cells=cells,
        sections=tuple(_section_truth(section, order.style, pages) for section in text.sections),
        pages=tuple(page.truth for page in pages),
        broken=broken_relations(stated, report.edition),
        signature=text.signature,
        faults=order.faults,
    )


def _text(report: Report, style: Style, rng: Random) -> _Text:
    printed = printed_values(report, style, rng)
    sections = sections_of(report, printed, style, rng)
    return _Text(title_of(report, style), sections, signature_of(report, style, rng), printed)


def _set(report: Report, style: Style, text: _Text, rng: Random) -> Typeset:
    seal = seal_svg(report.office.name, rng.uniform(-12, 12)) if style.seal else ""
    html = document_html(text.title, text.sections, text.signature, seal, css(style, text.title), style)
    return typeset(html)


def render(report: Report, order: Order, rng: Random) -> Generated:
    """A report as ordered, with its truth. Errors: FontsMissing where the style's fonts are not installed."""
    style = replace(order.style, seal=True, signature=True) if order.level == "seal" else order.style
    require((style.body_font, style.head_font, style.title_font, style.digit_font, style.table_font))
    text = _text(report, style, rng)
    set_ = _set(report, style, text, rng)
    if order.level == "digital":
        sheets, content, delivery = digital_sheets(set_), with_text_faults(set_.pdf, order.faults), "pdf"
    else:
        sheets = scanned(set_, report.office.name, order.level, style, order.faults, rng)
        wanted = order.delivery or style.delivery
        delivery = "pdf" if wanted in SINGLE and len(sheets) > 1 else wanted
        content = pack(sheets, set_, delivery, order.quality or rng.randint(62, 90), rng)
    pages = [_delivered(i + 1, sheet, set_) for i, sheet in enumerate(sheets)]
    filename = f"{report.office.name}{report.year}-{order.level}-{order.seed}{SUFFIXES[delivery]}"
    return Generated(content, MEDIA_TYPES[delivery], filename, _truth(report, order, text, pages))


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
    faults: tuple[str, ...] = (),
    **overrides: object,
) -> Generated:
    """The report of a seed: the same truth and pixels for the same arguments.

    ``previous`` continues an office's year before; ``errors`` fixes the number of the office's own wrong sums (random if
    None); ``overrides`` replace fields of the drawn style. Levels: ``degrade.LEVELS``; faults as in ``Order``.
    """
    style = replace(draw_style(style_seed, family), **overrides)  # type: ignore[arg-type]
    rng = Random(f"{family}/{style_seed}/{edition}/{level}/report")
    report = draw_report(rng, edition, style, office=office, year=year, previous=previous, errors=errors)
    return render(report, Order(style, level, family, style_seed, delivery, None, faults), rng)
