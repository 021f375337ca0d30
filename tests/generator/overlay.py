"""Truth boxes drawn on the delivered pages, for people to look at."""

import io

import cv2
import numpy as np
from pdf2image import convert_from_bytes
from PIL import Image as Pillow
from PIL import ImageSequence

from tests.generator.making import Generated
from tests.generator.sheet import Image
from tests.generator.truth import Box

_COLOURS = {"cell": (0, 160, 0), "text": (220, 0, 0), "line": (0, 90, 255)}


def page_images(made: Generated, dpi: int = 100) -> list[Image]:
    """The delivered pages as RGB images, as a viewer shows them."""
    if made.media_type == "application/pdf":
        pages = convert_from_bytes(made.content, dpi=dpi, use_cropbox=True)
        return [np.asarray(page.convert("RGB"), np.uint8) for page in pages]
    frames = ImageSequence.Iterator(Pillow.open(io.BytesIO(made.content)))
    return [np.asarray(frame.convert("RGB"), np.uint8) for frame in frames]


def _draw(image: Image, box: Box, colour: tuple[int, int, int]) -> None:
    height, width = image.shape[:2]
    start = (round(box[0] * width), round(box[1] * height))
    cv2.rectangle(image, start, (round(box[2] * width), round(box[3] * height)), colour, 1)


def overlays(made: Generated, dpi: int = 100) -> list[Image]:
    """The pages with cells green, their texts red and all other lines blue."""
    images = [image.copy() for image in page_images(made, dpi)]
    for page, image in zip(made.truth.pages, images, strict=True):
        for line in page.lines:
            if line.kind != "value":
                _draw(image, line.box, _COLOURS["line"])
    for cell in made.truth.cells:
        for place in (cell.place, *cell.also):
            if place is None:
                continue
            _draw(images[place.page - 1], place.cell, _COLOURS["cell"])
            if place.text is not None:
                _draw(images[place.page - 1], place.text, _COLOURS["text"])
    return images
