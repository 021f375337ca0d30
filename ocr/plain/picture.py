"""The typeset PDF -> the pictures of its pages (poppler, through pdf2image)."""

from collections.abc import Iterator
from io import BytesIO

from pdf2image import convert_from_bytes
from pdf2image.exceptions import PDFInfoNotInstalledError, PDFPageCountError, PDFPopplerTimeoutError, PDFSyntaxError

from archive.errors import EngineMissing, ReadingFailed
from archive.records import PageImage

PAGE_PIXELS = (1240, 1754)  # A4 at 150 dpi
SECONDS = 300
BATCH = 16  # pages held in memory at a time


def page_images(pdf: bytes, filename: str, count: int) -> Iterator[PageImage]:
    """The pages as PNG, grey, all `PAGE_PIXELS` large; raises `EngineMissing` without poppler, else `ReadingFailed`."""
    for first in range(1, count + 1, BATCH):
        yield from _batch(pdf, filename, first, min(first + BATCH - 1, count))


def _batch(pdf: bytes, filename: str, first: int, last: int) -> Iterator[PageImage]:
    try:
        pages = convert_from_bytes(
            pdf, size=PAGE_PIXELS, first_page=first, last_page=last, grayscale=True, use_cropbox=True, timeout=SECONDS
        )
    except PDFInfoNotInstalledError as error:
        raise EngineMissing(
            "poppler is not installed.", "Install it, for example: apt-get install poppler-utils"
        ) from error
    except (PDFPageCountError, PDFSyntaxError, PDFPopplerTimeoutError) as error:
        raise ReadingFailed(filename, "its typeset pages could not be drawn.", "Report this as a fault.") from error
    for number, page in enumerate(pages, first):
        buffer = BytesIO()
        page.save(buffer, format="PNG", optimize=False)
        yield PageImage(number=number, media_type="image/png", data=buffer.getvalue())
