"""The picture that a scanner put into a PDF, where it is the whole page: taken as it is, not drawn again.

That costs a fifth of drawing the page, keeps every pixel of the scan, and the archive keeps the scanner's own bytes. Where
a page is anything but one upright JPEG it is drawn; but coarse dots keep their number, for the edges that drawing gives them are
made up.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pikepdf
from PIL import Image as Pillow

from ocr.page import Image

SLACK = 1.0
"""Points that the picture's edge may lie off the page's."""
SQUARE = 0.02
"""How much a pixel's sides may differ."""
LONGEST = 500
"""Bytes of what a page says that draws one picture and nothing else."""
MOST_PIXELS = 30_000_000
"""A4 at 500 dpi; larger ones are drawn smaller."""
HARMLESS = frozenset({"q", "Q"})
ORIENTATION = 0x0112

END_OF_IMAGE = b"\xff\xd9"
Matrix = tuple[float, float, float, float, float, float]


COARSE = 180
"""Dots per inch: of finer pictures nothing is lost when their page is drawn."""
UNREADABLE = (
    pikepdf.PdfError,
    pikepdf.UnsupportedImageTypeError,
    pikepdf.DependencyError,
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    SyntaxError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """A page's own picture, upright: its pixels (grey or RGB), its dots per inch across and down, its bytes if a JPEG."""

    image: Image
    dpi: tuple[float, float]
    data: bytes | None = None


def embedded(page: Any) -> Embedded | None:
    """The JPEG, or the coarse dots, that are all that a `pikepdf.Page` shows; None where it must be drawn."""
    try:
        found = _only_image(page)
        return None if found is None else _picture(page, *found) or _dots(page, *found)
    except UNREADABLE:
        return None


def _only_image(page: Any) -> tuple[Any, Matrix] | None:
    """The one picture that fills the page, and how it is drawn; None where the page shows anything else."""
    if page.obj.get("/Annots") or "/Group" in page.obj:
        return None
    drawn = _only_drawing(page)
    if drawn is None:
        return None
    image = page.resources.XObject[drawn[0]]
    covers = _covers(drawn[1], [float(edge) for edge in page.cropbox])
    small = int(image.Width) * int(image.Height) <= MOST_PIXELS
    return (image, drawn[1]) if covers and small and _is_plain(image) else None


def _picture(page: Any, image: Any, matrix: Matrix) -> Embedded | None:
    across, down = _dpi(page, image, matrix)
    if _turn(page) or not _is_jpeg(image) or abs(across / down - 1) > SQUARE:
        return None
    return _opened(bytes(image.read_raw_bytes()), (int(image.Width), int(image.Height)), down)


def _dots(page: Any, image: Any, matrix: Matrix) -> Embedded | None:
    """A picture of black and white dots that are coarser than a page is drawn."""
    across, down = _dpi(page, image, matrix)
    if int(image.get("/BitsPerComponent", 8)) != 1 or image.get("/ColorSpace") != "/DeviceGray" or down > COARSE:
        return None
    pixels = np.asarray(pikepdf.PdfImage(image).as_pil_image().convert("L"), dtype=np.uint8)
    turn = _turn(page)
    shown = np.ascontiguousarray(np.rot90(pixels, -turn))
    return Embedded(shown, (down, across) if turn % 2 else (across, down))


def _turn(page: Any) -> int:
    """Quarters clockwise by which a viewer turns the page."""
    return int(page.obj.get("/Rotate", 0)) // 90 % 4


def _dpi(page: Any, image: Any, matrix: Matrix) -> tuple[float, float]:
    """Across and down, before the page is turned."""
    inch = 72 / float(page.obj.get("/UserUnit", 1))
    return int(image.Width) / matrix[0] * inch, int(image.Height) / matrix[3] * inch


def _only_drawing(page: Any) -> tuple[str, Matrix] | None:
    """The name of the one object that the page draws, and where to; None where it does anything else."""
    if len(_content(page)) > LONGEST:
        return None
    steps: list[Any] = list(pikepdf.parse_content_stream(page))
    matrix: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    drawn = None
    for one in steps:
        step = str(one.operator)
        if step == "cm":
            matrix = _times([float(number) for number in one.operands], matrix)
        elif step == "Do" and drawn is None:
            drawn = (str(one.operands[0]), matrix)
        elif step not in HARMLESS:
            return None
    return drawn


def _content(page: Any) -> bytes:
    contents = page.obj.get("/Contents")
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"".join(part.read_bytes() for part in parts)


def _times(first: Sequence[float], then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _is_plain(image: Any) -> bool:
    """Whether an object is a picture without mask or mapping of its values."""
    return image.get("/Subtype") == "/Image" and not any(
        key in image for key in ("/SMask", "/Mask", "/Decode", "/ImageMask")
    )


def _is_jpeg(image: Any) -> bool:
    """Whether a picture is a JPEG in grey or RGB."""
    filters = image.get("/Filter")
    one = filters[0] if isinstance(filters, pikepdf.Array) and len(filters) == 1 else filters
    known = image.get("/ColorSpace") in ("/DeviceGray", "/DeviceRGB")
    return one == "/DCTDecode" and "/DecodeParms" not in image and known


def _covers(matrix: Matrix, crop: Sequence[float]) -> bool:
    """Whether a picture drawn with this matrix stands upright and fills the page as a viewer shows it."""
    a, b, c, d, e, f = matrix
    edges = (e, f, e + a, f + d)
    upright = abs(b) < 1e-6 and abs(c) < 1e-6 and a > 0 and d > 0
    return upright and all(abs(edge - wanted) <= SLACK for edge, wanted in zip(edges, crop, strict=True))


def _opened(data: bytes, size: tuple[int, int], dpi: float) -> Embedded | None:
    # Pillow fills what a cut file lacks with grey where a library has told it to.
    if not data.rstrip(b"\0\r\n ").endswith(END_OF_IMAGE):
        return None
    with Pillow.open(io.BytesIO(data), formats=("JPEG",)) as picture:
        if picture.size != size or picture.mode not in ("L", "RGB") or picture.getexif().get(ORIENTATION, 1) != 1:
            return None
        return Embedded(np.asarray(picture, dtype=np.uint8), (dpi, dpi), data)
