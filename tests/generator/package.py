"""Page images as the files that offices hand over: PDF of scans, multi-page TIFF, single JPEG or PNG."""

import io
import zlib
from random import Random

import numpy as np
import pikepdf
from PIL import Image as Pillow

from tests.generator.sheet import Image

MEDIA_TYPES = {"pdf": "application/pdf", "tiff": "image/tiff", "jpeg": "image/jpeg", "png": "image/png"}
SUFFIXES = {"pdf": ".pdf", "tiff": ".tif", "jpeg": ".jpg", "png": ".png"}


def is_binary(image: Image) -> bool:
    """Whether a grey image is black and white only."""
    return image.ndim == 2 and bool(np.isin(image[::7, ::7], (0, 255)).all())


def jpeg(image: Image, quality: int) -> bytes:
    """JPEG bytes of a grey or RGB image."""
    out = io.BytesIO()
    Pillow.fromarray(image).save(out, "JPEG", quality=quality)
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


def pdf_of(images: list[Image], sizes: list[tuple[float, float]], quality: int, turns: list[int]) -> bytes:
    """A PDF with one image a page; ``sizes`` in pt as viewed; ``turns`` are quarters given by /Rotate."""
    pdf = pikepdf.new()
    for image, (width, height), turn in zip(images, sizes, turns, strict=True):
        wide, high = (height, width) if turn % 2 else (width, height)
        page = pdf.add_blank_page(page_size=(wide, high))
        page.Resources = pikepdf.Dictionary(
            XObject=pikepdf.Dictionary(Im=_image_object(pdf, _stored(image, turn), quality))
        )
        page.Contents = pdf.make_stream(f"q {wide:.3f} 0 0 {high:.3f} 0 0 cm /Im Do Q".encode())
        if turn:
            page.Rotate = 90 * (turn % 4)
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
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression=compression, dpi=dpi[0])
    return out.getvalue()


def turns_for(count: int, rng: Random) -> list[int]:
    """Pages of some scans are stored sideways and shown upright by /Rotate."""
    if rng.random() < 0.8:
        return [0] * count
    return [rng.choice((0, 1, 2, 3)) for _ in range(count)]
