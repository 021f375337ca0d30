"""Page images as the files that offices hand over: PDF of scans, multi-page TIFF, single JPEG or PNG."""

import io
import zlib
from dataclasses import dataclass
from random import Random

import numpy as np
import pikepdf
from PIL import Image as Pillow

from tests.generator.sheet import Image

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "tiff": "image/tiff",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "jp2": "image/jp2",
}
SUFFIXES = {"pdf": ".pdf", "tiff": ".tif", "jpeg": ".jpg", "png": ".png", "jp2": ".jp2"}
SINGLE = frozenset({"jpeg", "png", "jp2"})
"""Formats that hold one page only."""
_ORIENTATION = 0x0112
_EXIF_TURN = {0: 1, 1: 6, 2: 3, 3: 8}


def is_binary(image: Image) -> bool:
    """Whether a grey image is black and white only."""
    return image.ndim == 2 and bool(np.isin(image[::7, ::7], (0, 255)).all())


def jpeg(image: Image, quality: int, turn: int = 0) -> bytes:
    """JPEG bytes; stored turned, and shown upright by EXIF, when the camera was held sideways (``turn`` quarters)."""
    out = io.BytesIO()
    exif = Pillow.Exif()
    if turn:
        exif[_ORIENTATION] = _EXIF_TURN[turn]
    Pillow.fromarray(_stored(image, turn)).save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()


def lossless(image: Image, delivery: str) -> bytes:
    """PNG or JPEG 2000 bytes."""
    out = io.BytesIO()
    Pillow.fromarray(image).save(out, {"png": "PNG", "jp2": "JPEG2000"}[delivery])
    return out.getvalue()


def _image_object(pdf: pikepdf.Pdf, image: Image, quality: int) -> pikepdf.Object:
    common = {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Image,
        "/Width": image.shape[1],
        "/Height": image.shape[0],
    }
    if is_binary(image):
        packed = zlib.compress(np.packbits(image > 127, axis=1).tobytes(), 9)
        kind = {
            "/BitsPerComponent": 1,
            "/ColorSpace": pikepdf.Name.DeviceGray,
            "/Filter": pikepdf.Name.FlateDecode,
        }
        return pdf.make_stream(packed, {**common, **kind})
    space = pikepdf.Name.DeviceGray if image.ndim == 2 else pikepdf.Name.DeviceRGB
    kind = {"/BitsPerComponent": 8, "/ColorSpace": space, "/Filter": pikepdf.Name.DCTDecode}
    return pdf.make_stream(jpeg(image, quality), {**common, **kind})


def _stored(image: Image, turn: int) -> Image:
    """The image that shows upright when its page is turned clockwise by ``turn`` quarters."""
    return np.ascontiguousarray(np.rot90(image, turn))


@dataclass(frozen=True)
class Leaf:
    """How a page lies in a PDF: its size in pt as viewed, quarters given by /Rotate, and a margin outside the CropBox."""

    size: tuple[float, float]
    turn: int = 0
    margin: float = 0.0


def pdf_of(images: list[Image], leaves: list[Leaf], quality: int) -> bytes:
    """A PDF with one image a page."""
    pdf = pikepdf.new()
    for image, leaf in zip(images, leaves, strict=True):
        wide, high = leaf.size[::-1] if leaf.turn % 2 else leaf.size
        page = pdf.add_blank_page(page_size=(wide, high))
        page.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(Im=_image_object(pdf, _stored(image, leaf.turn), quality))
        )
        page.Contents = pdf.make_stream(f"q {wide:.3f} 0 0 {high:.3f} 0 0 cm /Im Do Q".encode())
        if leaf.margin:
            m = leaf.margin
            page.MediaBox = pikepdf.Array([-m, -m, wide + m / 2, high + m])
            page.CropBox = pikepdf.Array([0, 0, wide, high])
        if leaf.turn:
            page.Rotate = 90 * (leaf.turn % 4)
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def tiff_of(images: list[Image], dpi: list[tuple[float, float]]) -> bytes:
    """A multi-page TIFF: G4 for black and white, else JPEG-compressed."""
    frames = [
        Pillow.fromarray(i).convert("1", dither=Pillow.Dither.NONE) if is_binary(i) else Pillow.fromarray(i)
        for i in images
    ]
    compression = "group4" if all(f.mode == "1" for f in frames) else "jpeg"
    for frame, resolution in zip(frames, dpi, strict=True):
        frame.encoderinfo = {"dpi": resolution, "compression": compression}
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression=compression, dpi=dpi[0])
    return out.getvalue()


def leaves_for(sizes: list[tuple[float, float]], rng: Random) -> list[Leaf]:
    """Some scans are stored sideways and shown upright by /Rotate; some have a CropBox."""
    margin = rng.choice((0.0,) * 9 + (24.0,))
    sideways = rng.random() < 0.2
    return [Leaf(size, rng.choice((0, 1, 2, 3)) if sideways else 0, margin) for size in sizes]
