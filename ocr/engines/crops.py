"""Put line crops into batches as the recognisers want them: 48 pixels high, values -1 to 1, one width a batch."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from ocr.engines.session import Floats
from ocr.page import Image

HEIGHT = 48
"""The input height of every PP-OCR recogniser since version 3."""
STEP = 64
"""Widths are rounded up to this, so that the runtime sees few shapes."""
BATCH_PIXELS = 6144
"""Columns in one batch: keeps the answer (a probability per 8 columns and class) below 60 MB."""
WIDEST = 3200
PLAIN = 24
"""Grey levels: the grain of bare paper spans fewer."""


def batches(images: Sequence[Image]) -> Iterator[tuple[list[int], Floats, list[float]]]:
    """Group crops of like width; yields their places in `images`, the batch, and each crop's columns per pixel."""
    scaled = [(i, resize(image)) for i, image in enumerate(images) if has_print(image)]
    scaled.sort(key=lambda item: item[1].shape[1])
    while scaled:
        width = _rounded(scaled[-1][1].shape[1])
        count = max(1, BATCH_PIXELS // width)
        chosen, scaled = scaled[-count:], scaled[:-count]
        batch = np.stack([pad(crop, width) for _, crop in chosen])
        scales = [crop.shape[1] / images[i].shape[1] for i, crop in chosen]
        yield [i for i, _ in chosen], batch, scales


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


def pad(crop: Image, width: int) -> Floats:
    """As three equal planes; the rest of the width is 0 after scaling, as in training."""
    plane = np.zeros((HEIGHT, width), np.float32)
    plane[:, : crop.shape[1]] = crop.astype(np.float32) / 127.5 - 1.0
    return np.broadcast_to(plane, (3, HEIGHT, width))


def _rounded(width: int) -> int:
    return -(-width // STEP) * STEP
