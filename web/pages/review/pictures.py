"""Parts of pages as pictures, enlarged, with the cell in question framed."""

import io

from PIL import Image, ImageDraw

from archive.records import Box
from web.pages.review.places import Turn

FRAME = (179, 38, 30)
QUALITY = 80
FASTEST_GOOD = 3
LARGEST = 4
"""How far a part is enlarged at most: beyond, there are only larger pixels."""

_BACK: dict[int, Image.Transpose] = {
    90: Image.Transpose.ROTATE_90,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_270,
}


def opened(data: bytes, turn: Turn) -> Image.Image:
    """A page's picture, turned so that its rows run across."""
    with Image.open(io.BytesIO(data)) as picture:
        plain = picture.convert("L" if picture.mode in ("1", "L", "I;16") else "RGB")
    return plain.transpose(_BACK[turn]) if turn else plain


def part(page: Image.Image, box: Box, frame: Box | None, width: int) -> bytes:
    """A part of a page as WebP, `width` pixels wide where the scan has enough of them."""
    left, top = int(box[0] * page.width), int(box[1] * page.height)
    right, bottom = max(left + 2, round(box[2] * page.width)), max(top + 2, round(box[3] * page.height))
    cut = page.crop((left, top, right, bottom)).convert("RGB")
    scale = min(LARGEST, width / cut.width)
    cut = cut.resize((max(1, round(cut.width * scale)), max(1, round(cut.height * scale))), Image.Resampling.LANCZOS)
    if frame is not None:
        across, down = page.width * scale, page.height * scale
        edges = (frame[0] * across, frame[1] * down, frame[2] * across, frame[3] * down)
        x, y = left * scale, top * scale
        room = 2
        ImageDraw.Draw(cut).rectangle(
            (edges[0] - x - room, edges[1] - y - room, edges[2] - x + room, edges[3] - y + room), outline=FRAME, width=2
        )
    target = io.BytesIO()
    cut.save(target, "WEBP", quality=QUALITY, method=FASTEST_GOOD)
    return target.getvalue()
