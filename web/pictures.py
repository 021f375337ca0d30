"""Derived sizes of page images, made when they are first asked for; that with which a report opens is made beforehand."""

import io
import os
from pathlib import Path

from PIL import Image, ImageDraw

from archive.records import Box, ReportRecord

SCREEN = 1000
WIDTHS = (160, SCREEN, 1800)
"""Thumbnail, screen, zoomed; larger than the scan is never made."""

CROP_WIDTH = 640
AROUND_ACROSS, AROUND_UP = 0.12, 0.012
FRAME = (179, 38, 30)

QUALITY = 72
FASTEST_GOOD = 1  # WebP method: a quarter of the time of method 3, files up to a fifth larger


def derived_path(folder: Path, sha256: str, page: int, width: int) -> Path:
    """Where one derived image is kept."""
    return folder / sha256[:2] / sha256 / f"{page}-{width}.webp"


def opening_page(record: ReportRecord) -> int:
    """The page with which a report opens where no other is asked for."""
    return min((number for section in record.sections for number in section.pages), default=1)


def derive(data: bytes, width: int) -> bytes:
    """The page as WebP, at most `width` pixels wide."""
    with Image.open(io.BytesIO(data)) as opened:
        image = opened.convert("L" if opened.mode in ("1", "L", "I;16") else "RGB")
    if image.width > width:
        height = max(1, round(image.height * width / image.width))
        image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    target = io.BytesIO()
    image.save(target, "WEBP", quality=QUALITY, method=FASTEST_GOOD)
    return target.getvalue()


def crop(data: bytes, box: Box) -> bytes:
    """The surroundings of a box as WebP: as much to every side as the box is wide and high, at least a few lines."""
    with Image.open(io.BytesIO(data)) as opened:
        width, height = opened.size
        left, right = _widened(box[0], box[2], AROUND_ACROSS, width)
        top, bottom = _widened(box[1], box[3], AROUND_UP, height)
        image = opened.crop((left, top, right, bottom)).convert("RGB")
    draw = ImageDraw.Draw(image)
    edges = (box[0] * width - left, box[1] * height - top, box[2] * width - left, box[3] * height - top)
    draw.rectangle(edges, outline=FRAME, width=max(2, image.width // 200))
    if image.width > CROP_WIDTH:
        image = image.resize((CROP_WIDTH, max(1, image.height * CROP_WIDTH // image.width)), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    image.save(target, "WEBP", quality=QUALITY, method=FASTEST_GOOD)
    return target.getvalue()


def _widened(start: float, end: float, least: float, pixels: int) -> tuple[int, int]:
    """A stretch with its own length added on both sides, `least` of the page if that is more; in pixels, on the page."""
    more = max(end - start, least)
    return max(0, int((start - more) * pixels)), min(pixels, int((end + more) * pixels) + 1)


def keep(path: Path, data: bytes) -> None:
    """Write whole or not at all: two requests may make the same image at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    part.write_bytes(data)
    part.replace(path)
