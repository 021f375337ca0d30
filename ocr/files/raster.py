"""From a file to the pictures of its pages, as a viewer shows them. Runs in the child process only."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pikepdf
from pdf2image import convert_from_path
from pdf2image.exceptions import PDFInfoNotInstalledError, PDFPageCountError, PDFPopplerTimeoutError, PDFSyntaxError
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from archive.errors import EngineMissing, ReadingFailed, RefusedFile
from archive.records import PageImage
from ocr.files.detect import JPEG, PDF, PNG
from ocr.files.embedded import Embedded, embedded
from ocr.page import Image

DPI = 200
"""Pages are rasterised at this; images keep their own resolution."""
LONGEST = 4700
"""No page is rasterised larger than this many pixels (A2 at 200 dpi); giant pages are scaled down."""
MOST_PIXELS = 120_000_000
"""Images with more are refused: A3 at 600 dpi has 70 million."""
MOST_PAGES = 5000
TOGETHER = 4
"""Pages rasterised by one run of poppler: its start costs as much as a page."""
COLOURED, FEW = 24, 40
"""Planes that differ by more show colour; so many pixels of every ninth may, for JPEG leaves some on grey print."""
A4_LONG = 11.69
"""Inches. Photographs carry no true resolution, so their page is taken for A4."""

READ_ERRORS = (OSError, ValueError, SyntaxError, EOFError, Pillow.DecompressionBombError, UnidentifiedImageError)


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """One page as a viewer shows it: grey or RGB pixels, square, and its picture encoded for the archive."""

    number: int
    image: Image
    dpi: float
    picture: PageImage


def count_pages(source: Path, media_type: str, filename: str) -> int:
    """Open the file strictly and count; raises `RefusedFile` for what is damaged, locked or too large."""
    pages = _count_pdf(source, filename) if media_type == PDF else _count_frames(source, filename)
    if pages < 1:
        raise RefusedFile(filename, "it has no pages.", "Export or scan it again.")
    if pages > MOST_PAGES:
        raise RefusedFile(filename, f"it has {pages} pages, more than {MOST_PAGES}.", "Split it into its reports.")
    return pages


def _count_pdf(source: Path, filename: str) -> int:
    try:
        # A repair may lose pages without a word, so none is tried.
        with pikepdf.open(source, attempt_recovery=False, suppress_warnings=True) as pdf:
            return len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise RefusedFile(filename, "it is locked by a password.", "Remove the password and add it again.") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        reason = "the PDF is damaged or cut off."
        raise RefusedFile(filename, reason, "Copy it again from where it came, or print it to a new PDF.") from error


def _count_frames(source: Path, filename: str) -> int:
    try:
        with Pillow.open(source) as image:
            count = int(getattr(image, "n_frames", 1))
            for frame in range(min(count, MOST_PAGES)):
                image.seek(frame)
                _check_size(image, filename)
                image.load()
            return count
    except READ_ERRORS as error:
        reason = "the image is damaged, cut off or too large."
        raise RefusedFile(filename, reason, "Scan or save it again, at 300 dpi or less.") from error


def _check_size(image: Pillow.Image, filename: str) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise RefusedFile(
            filename,
            f"the image has {width} x {height} pixels, more than {MOST_PIXELS // 1_000_000} million.",
            "Save it smaller, at 300 dpi or less.",
        )


def rasters(source: Path, media_type: str, filename: str, first: int, last: int) -> Iterator[Raster]:
    """The pages first..last in order; raises `ReadingFailed` for a page that cannot be shown."""
    return (_pdf_pages if media_type == PDF else _frames)(source, media_type, filename, first, last)


def _pdf_pages(source: Path, _: str, filename: str, first: int, last: int) -> Iterator[Raster]:
    sizes = _page_sizes(source, first, last)
    whole = _whole_pictures(source, first, last)
    number = first
    while number <= last:
        if number in whole:
            yield _taken(number, whole.pop(number))
            number += 1
            continue
        giant = _is_giant(sizes[number - first])
        end = number
        while (
            end < min(last, number + TOGETHER - 1)
            and end + 1 not in whole
            and _is_giant(sizes[end + 1 - first]) == giant
        ):
            end += 1
        for at, image in enumerate(_poppler(source, filename, number, end, giant=giant)):
            inches = max(sizes[number + at - first]) / 72
            yield Raster(number + at, image, max(image.shape[:2]) / inches, _encoded(number + at, image))
        number = end + 1


def _taken(number: int, found: Embedded) -> Raster:
    if found.data is not None:
        picture = PageImage(number=number, media_type=JPEG, data=found.data)
        return Raster(number, simplified(found.image), max(found.dpi), picture)
    image = np.asarray(_square(Pillow.fromarray(found.image), *found.dpi))
    return Raster(number, image, max(found.dpi), _encoded(number, image))


def _whole_pictures(source: Path, first: int, last: int) -> dict[int, Embedded]:
    """The pages that are one picture each, by their numbers; a few at a time are asked for."""
    with pikepdf.open(source, attempt_recovery=False, suppress_warnings=True) as pdf:
        found = ((number, embedded(pdf.pages[number - 1])) for number in range(first, last + 1))
        return {number: picture for number, picture in found if picture is not None}


def _page_sizes(source: Path, first: int, last: int) -> list[tuple[float, float]]:
    """Widths and heights in points, as cropped."""
    with pikepdf.open(source, attempt_recovery=False, suppress_warnings=True) as pdf:
        sizes = []
        for page in pdf.pages[first - 1 : last]:
            left, bottom, right, top = (float(edge) for edge in page.cropbox)
            unit = float(page.obj.get("/UserUnit", 1))
            sizes.append((max(abs(right - left) * unit, 1.0), max(abs(top - bottom) * unit, 1.0)))
        return sizes


def _is_giant(size: tuple[float, float]) -> bool:
    return max(size) / 72 * DPI > LONGEST


def _poppler(source: Path, filename: str, first: int, last: int, *, giant: bool) -> list[Image]:
    try:
        pictures = convert_from_path(
            source,
            dpi=DPI,
            size=LONGEST if giant else (None, None),
            first_page=first,
            last_page=last,
            use_cropbox=True,
            timeout=100,
            strict=False,
        )
    except PDFInfoNotInstalledError as error:
        raise EngineMissing("The program pdftoppm is not installed.", "Install poppler-utils.") from error
    except (PDFPageCountError, PDFPopplerTimeoutError, PDFSyntaxError, *READ_ERRORS) as error:
        raise ReadingFailed(
            filename, f"page {first} cannot be shown.", "Print the document to a new PDF and add that."
        ) from error
    if len(pictures) != last - first + 1:
        raise ReadingFailed(
            filename, f"page {first + len(pictures)} cannot be shown.", "Print the document to a new PDF and add that."
        )
    return [simplified(_drawn(picture)) for picture in pictures]


def _drawn(picture: Pillow.Image) -> Image:
    """The pixels of a page that poppler drew, as its bytes hold them: Pillow copies these four times over."""
    data, shape = getattr(picture, "fp", None), (picture.height, picture.width, 3)
    tiles: list[Any] = list(getattr(picture, "tile", ()))
    if not isinstance(data, io.BytesIO) or picture.format != "PPM" or picture.mode != "RGB" or len(tiles) != 1:
        return np.asarray(picture)
    codec, _, offset, arguments = tiles[0]
    if codec != "raw" or arguments != "RGB" or len(data.getbuffer()) < offset + picture.height * picture.width * 3:
        return np.asarray(picture)
    return np.frombuffer(data.getvalue(), np.uint8, picture.height * picture.width * 3, offset).reshape(shape)


def _frames(source: Path, media_type: str, filename: str, first: int, last: int) -> Iterator[Raster]:
    try:
        with Pillow.open(source) as image:
            for number in range(first, last + 1):
                image.seek(number - 1)
                _check_size(image, filename)
                shown, dpi = _as_shown(image)
                yield Raster(number, shown, dpi, _picture(image, source, media_type, number, shown))
    except READ_ERRORS as error:
        raise ReadingFailed(filename, "the image cannot be shown.", "Save it again as PNG and add that.") from error


def _as_shown(image: Pillow.Image) -> tuple[Image, float]:
    """Turned as EXIF says, on white where transparent, pixels made square (a fax has 204 x 98 dpi); and the dpi."""
    across, down = _density(image)
    turned = ImageOps.exif_transpose(image)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        layer = turned.convert("RGBA")
        turned = Pillow.alpha_composite(Pillow.new("RGBA", layer.size, "white"), layer)
    if turned.mode.startswith("I"):
        deep = np.asarray(turned, np.float64)
        turned = Pillow.fromarray((deep / max(float(deep.max()), 255.0) * 255).astype(np.uint8))
    shown = turned.convert("L" if turned.mode in ("1", "L") else "RGB")
    if across and down:
        shown = _square(shown, across, down)
    pixels = simplified(np.asarray(shown))
    return pixels, max(across, down) or max(pixels.shape[:2]) / A4_LONG


def _square(image: Pillow.Image, across: float, down: float) -> Pillow.Image:
    """The picture with square pixels, at the finer of its resolutions."""
    if abs(across / down - 1) <= 0.05:
        return image
    target = max(across, down)
    size = (round(image.width * target / across), round(image.height * target / down))
    return image.resize(size, Pillow.Resampling.BILINEAR)


def _density(image: Pillow.Image) -> tuple[float, float]:
    """The resolution that a scanner wrote, (0, 0) where there is none that can be true."""
    across, down = (float(v) for v in image.info.get("dpi", (0, 0)))
    longest = max(image.width / across, image.height / down) if across > 0 and down > 0 else 0
    # 72 and 96 dpi are what programs write when they know nothing; a page is between A6 and A2.
    return (across, down) if 5.5 < longest < 24 and min(across, down) > 96 else (0.0, 0.0)


def _picture(image: Pillow.Image, source: Path, media_type: str, number: int, shown: Image) -> PageImage:
    """The original bytes where a browser shows them as they are, else the pixels encoded."""
    plain = media_type in (JPEG, PNG) and image.getexif().get(0x0112, 1) == 1 and shown.shape[1::-1] == image.size
    if plain and getattr(image, "n_frames", 1) == 1 and image.mode in ("1", "L", "P", "RGB"):
        return PageImage(number=number, media_type=media_type, data=source.read_bytes())
    return _encoded(number, shown)


def _encoded(number: int, image: Image) -> PageImage:
    """Black and white as PNG, which is exact and small; the rest as JPEG."""
    picture, out = Pillow.fromarray(image), io.BytesIO()
    if image.ndim == 2 and _is_binary(image[::7, ::7]) and _is_binary(image):
        picture.convert("1").save(out, "PNG")
        return PageImage(number=number, media_type=PNG, data=out.getvalue())
    picture.save(out, "JPEG", quality=90 if image.ndim == 2 else 88)
    return PageImage(number=number, media_type=JPEG, data=out.getvalue())


def _is_binary(image: Image) -> bool:
    return bool(((image == 0) | (image == 255)).all())


def simplified(pixels: Image) -> Image:
    """One plane where all three are alike: what has no colour is grey."""
    if pixels.ndim == 3 and not _has_colour(pixels):
        return np.ascontiguousarray(pixels[:, :, 1])
    return np.ascontiguousarray(pixels)


def _has_colour(pixels: Image) -> bool:
    red, green, blue = cv2.split(np.ascontiguousarray(pixels[::3, ::3]))
    spread = cv2.subtract(cv2.max(cv2.max(red, green), blue), cv2.min(cv2.min(red, green), blue))
    return int(np.count_nonzero(spread > COLOURED)) > FEW
