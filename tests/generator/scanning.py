"""From a typeset report to the delivered sheets and the file that holds them."""

from random import Random

import numpy as np
from pdf2image import convert_from_bytes

from tests.generator import degrade as device
from tests.generator.package import SINGLE, jpeg, leaves_for, lossless, pdf_of, tiff_of
from tests.generator.seal import seal_svg
from tests.generator.sheet import Image, Sheet, clean, side_by_side
from tests.generator.style import Style
from tests.generator.typeset import Typeset, TypesetPage, typeset

FAULTS = ("blank_page", "duplicate_page", "shuffled")
"""What may befall a document's pages: an empty one in between, one scanned twice, all out of order."""

_FLAT_ONLY = frozenset({"fax100", "curved"})
_BREAK_MM = 0.9


def digital_sheets(set_: Typeset) -> list[Sheet]:
    """The pages of a digital PDF: places without pixels."""
    return [
        Sheet(_blank_image(round(p.width), round(p.height)), ((i + 1, lambda q: q),)) for i, p in enumerate(set_.pages)
    ]


def _blank_image(width: int, height: int) -> Image:
    """A white image that takes no memory (a view on one pixel)."""
    return np.broadcast_to(np.uint8(255), (height, width))


def _raster(pdf: bytes, dpi: int, *, colour: bool) -> list[Image]:
    return [np.asarray(page, np.uint8) for page in convert_from_bytes(pdf, dpi=dpi, grayscale=not colour)]


def _stamp(name: str, dpi: int, rng: Random) -> Image:
    svg = seal_svg(name, rng.uniform(-12, 12), rng.uniform(0.55, 0.9))
    css = "@page{size:40mm 40mm;margin:0}body{margin:0}div{width:40mm;height:40mm}"
    return _raster(typeset(f"<style>{css}</style><div>{svg}</div>").pdf, dpi, colour=True)[0]


def _stamp_digits(image: Image, page: TypesetPage, stamp: Image, rng: Random) -> Image:
    """A page with values gets a seal over some of them."""
    if not page.cells:
        return image
    left, top, right, bottom = rng.choice(page.cells).box
    centre = (int((left + right) / 2 * image.shape[1]), int((top + bottom) / 2 * image.shape[0]))
    return device.stamped(image, stamp, centre)


def _table_span(page: TypesetPage, table: str) -> tuple[float, float] | None:
    """Top and bottom of a table's values on a page, as fractions of its height."""
    boxes = [cell.box for cell in page.cells if cell.metric.startswith(table)]
    return (min(b[1] for b in boxes), max(b[3] for b in boxes)) if boxes else None


def _without_rule(image: Image, at: float, page: TypesetPage) -> Image:
    """The image with a band across at height ``at`` (fraction) whitened."""
    height = image.shape[0]
    reach = _BREAK_MM / 25.4 * 96 / page.height / 2
    out = image.copy()
    out[int((at - reach) * height) : int((at + reach) * height) + 1] = 255
    return out


def _open_breaks(images: list[Image], pages: tuple[TypesetPage, ...], style: Style, rng: Random) -> list[Image]:
    """Tables that go on overleaf lose their closing rule at the page's end, and sometimes the rule at the next one's top."""
    out = list(images)
    tables = ["requests", "statistics"] + (["disclosure"] if style.table1 == "one" else [])
    both = not style.repeat_header and rng.random() < 0.5
    for i in range(len(pages) - 1):
        for table in tables:
            above, below = _table_span(pages[i], table), _table_span(pages[i + 1], table)
            if above and below:
                out[i] = _without_rule(out[i], above[1], pages[i])
            if above and below and both:
                out[i + 1] = _without_rule(out[i + 1], below[0], pages[i + 1])
    return out


def _faulted(sheets: list[Sheet], faults: tuple[str, ...], rng: Random) -> list[Sheet]:
    out = list(sheets)
    if "duplicate_page" in faults:
        again = rng.randrange(len(out))
        out.insert(again + 1, out[again])
    if "blank_page" in faults:
        like = rng.choice(out).image
        out.insert(rng.randint(1, len(out)), Sheet(np.full(like.shape, 255, np.uint8), ()))
    if "shuffled" in faults:
        rng.shuffle(out)
    return out


def _paired(sheets: list[Sheet]) -> list[Sheet]:
    """Two pages on one sheet; an odd last page stays alone."""
    pairs = [sheets[i : i + 2] for i in range(0, len(sheets), 2)]
    return [side_by_side(*pair) if len(pair) == 2 else pair[0] for pair in pairs]


def scanned(set_: Typeset, name: str, level: str, style: Style, faults: tuple[str, ...], rng: Random) -> list[Sheet]:
    """The report's pages as a device of ``level`` delivers them; ``name`` is what the seal says."""
    dpi = device.dots(level)
    colour = level in device.COLOUR or (style.seal and level != "fax100" and rng.random() < 0.7)
    images = _raster(set_.pdf, dpi, colour=colour)
    if style.open_breaks and style.rule_sides != "none":
        images = _open_breaks(images, set_.pages, style, rng)
    if level == "sealdigits":
        stamp = _stamp(name, dpi, rng)
        images = [_stamp_digits(image, page, stamp, rng) for image, page in zip(images, set_.pages, strict=True)]
    sheets = [clean(i + 1, image) for i, image in enumerate(images)]
    portrait = all(page.height > page.width for page in set_.pages)
    if style.two_up and portrait and level not in _FLAT_ONLY:
        sheets = _paired(sheets)
    return [device.degrade(sheet, level, rng) for sheet in _faulted(sheets, faults, rng)]


def _size_pt(sheet: Sheet, set_: Typeset) -> tuple[float, float]:
    """The delivered page in pt: that of the typeset page, turned or doubled as the sheet was."""
    page = set_.pages[sheet.pages[0][0] - 1] if sheet.pages else set_.pages[0]
    width, height = page.width * 0.75 * max(len(sheet.pages), 1), page.height * 0.75
    sideways = (sheet.image.shape[1] > sheet.image.shape[0]) != (width > height)
    return (height, width) if sideways else (width, height)


def pack(sheets: list[Sheet], set_: Typeset, delivery: str, quality: int, rng: Random) -> bytes:
    """The sheets as a file; formats of one page take the first."""
    images = [sheet.image for sheet in sheets]
    if delivery == "jpeg":
        return jpeg(images[0], quality, rng.choice((0, 0, 0, 1, 2, 3)))
    if delivery in SINGLE:
        return lossless(images[0], delivery)
    sizes = [_size_pt(sheet, set_) for sheet in sheets]
    if delivery == "tiff":
        dots = [(i.shape[1] / w * 72, i.shape[0] / h * 72) for i, (w, h) in zip(images, sizes, strict=True)]
        return tiff_of(images, dots)
    return pdf_of(images, leaves_for(sizes, rng), quality)
