"""Put line crops into batches as the recognisers want them: 48 pixels high, values -1 to 1, one width a batch."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from ocr.engines.session import Floats
from ocr.page import Image

HEIGHT = 48
"""The input height of every PP-OCR recogniser since version 3."""
STEP = 64
"""Widths are rounded up to this, so that the runtime sees few shapes: a new one costs as much as 2,300 columns."""
GROUP_PIXELS = 6144
"""Columns in crops that are widened alike. What is read depends on the width: recognisers look at a line's paper, too."""
SIZES = (8, 2, 1)
"""Crops in one batch: few sizes, so that shapes come again."""
BATCH_PIXELS = 1024
"""Columns in one batch: what a larger one computes leaves the processor's cache, and each column costs a fifth more."""
WIDEST = 3200
PLAIN = 24
"""Grey levels: the grain of bare paper spans fewer."""


def batches(images: Sequence[Image]) -> Iterator[tuple[list[int], Floats, list[float]]]:
    """Group crops of like width; yields their places in `images`, the batch, and each crop's columns per pixel."""
    scaled = [(place, resize(image)) for place, image in enumerate(images) if has_print(image)]
    scaled.sort(key=lambda item: item[1].shape[1])
    while scaled:
        width = _rounded(scaled[-1][1].shape[1])
        count = max(1, GROUP_PIXELS // width)
        for chosen in _sized(scaled[-count:], width):
            scales = [crop.shape[1] / images[place].shape[1] for place, crop in chosen]
            yield [place for place, _ in chosen], batch_of([crop for _, crop in chosen], width), scales
        scaled = scaled[:-count]


def _sized(group: Sequence[tuple[int, Image]], width: int) -> Iterator[Sequence[tuple[int, Image]]]:
    """A group in parts of the largest of SIZES that still fits."""
    sizes = [size for size in SIZES if size * width <= BATCH_PIXELS or size == 1]
    at = 0
    while at < len(group):
        size = next(size for size in sizes if size <= len(group) - at)
        yield group[at : at + size]
        at += size


def has_print(image: Image) -> bool:
    """Whether a crop can hold print at all: a recogniser sees letters in plain paper."""
    return min(image.shape[:2]) > 3 and int(image.max()) - int(image.min()) > PLAIN


def resize(image: Image) -> Image:
    """To the recogniser's height, proportions kept, as grey; a very long line is squeezed."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
    height, width = grey.shape
    target = int(np.clip(round(width * HEIGHT / height), 8, WIDEST))
    way = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    return cv2.resize(grey, (target, HEIGHT), interpolation=way).astype(np.uint8, copy=False)


def batch_of(crops: Sequence[Image], width: int) -> Floats:
    """Shape (n, 3, HEIGHT, width): three equal planes; the rest of the width is 0 after scaling, as in training."""
    planes = np.zeros((len(crops), 1, HEIGHT, width), np.float32)
    for plane, crop in zip(planes, crops, strict=True):
        plane[0, :, : crop.shape[1]] = crop.astype(np.float32) / 127.5 - 1.0
    return np.ascontiguousarray(np.broadcast_to(planes, (len(crops), 3, HEIGHT, width)))


def _rounded(width: int) -> int:
    return -(-width // STEP) * STEP
