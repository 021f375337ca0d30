"""Derived sizes of page images."""

import io
import os
from pathlib import Path

from PIL import Image

WIDTHS = (160, 1000, 1800)
"""Thumbnail, screen, zoomed; larger than the scan is never made."""

QUALITY = 72
FASTEST_GOOD = 3  # WebP method: a page of 1000 px in about 50 ms


def derived_path(folder: Path, sha256: str, page: int, width: int) -> Path:
    """Where one derived image is kept."""
    return folder / sha256[:2] / sha256 / f"{page}-{width}.webp"


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


def keep(path: Path, data: bytes) -> None:
    """Write whole or not at all: two requests may make the same image at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    part.write_bytes(data)
    part.replace(path)
