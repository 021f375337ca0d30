"""Find lines of print with a differentiable-binarisation detector (PP-OCR): a map of "here is print" becomes boxes.

Pages are deskewed before they come here, so boxes stand upright and each connected patch of the map is one line.
"""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.engines.session import Floats, Session
from ocr.page import Char, Image, LineText, PixelBox, WorkWord

# The constants of PP-OCR's own detector: probability of a pixel, of a patch, growth of a patch to the printed size.
PIXEL, PATCH, GROWTH = 0.3, 0.5, 1.6
SMALLEST = 3


def print_chance(image: Image, session: Session, side: int) -> Floats:
    """The probability of print, shape about that of `image` scaled so that its longer side is `side` pixels."""
    chance: Floats = session(_prepare(image, side))[0, 0].copy()
    return chance


def find_lines(chance: Floats, width: int, height: int) -> list[PixelBox]:
    """The lines on a map of `print_chance`, as boxes on the image of this size."""
    boxes = _patches(chance)
    if not len(boxes):
        return []
    ratio = np.array([width / chance.shape[1], height / chance.shape[0]] * 2)
    boxes = np.clip(_grow(boxes) * ratio, 0, [width, height, width, height])
    return [(float(a), float(b), float(c), float(d)) for a, b, c, d in boxes]


def _prepare(image: Image, side: int) -> Floats:
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
    height, width = grey.shape
    scale = min(side / max(height, width), 2.0)
    # The network halves its input five times.
    size = tuple(max(32, round(length * scale / 32) * 32) for length in (width, height))
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    plane = small.astype(np.float32) / 127.5 - 1.0
    return np.ascontiguousarray(np.broadcast_to(plane, (1, 3, *plane.shape)))


def _patches(chance: Floats) -> NDArray[np.float64]:
    """Boxes of the connected patches, shape (n, 4), whose mean probability is high enough."""
    mask = cv2.dilate((chance > PIXEL).astype(np.uint8), np.ones((2, 2), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    if count < 2:
        return np.empty((0, 4))
    mean = np.bincount(labels.ravel(), chance.ravel(), count) / stats[:, cv2.CC_STAT_AREA]
    left, top, wide, high = (stats[:, n].astype(np.float64) for n in range(4))
    good = (mean >= PATCH) & (np.minimum(wide, high) >= SMALLEST)
    good[0] = False
    return np.stack([left, top, left + wide, top + high], axis=1)[good]


def _grow(boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The detector marks the core of a line; its edge lies area * GROWTH / perimeter further out."""
    wide, high = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    reach = wide * high * GROWTH / (2 * (wide + high))
    return boxes + np.stack([-reach, -reach, reach, reach], axis=1)


def cut(image: Image, box: PixelBox) -> Image:
    """The part of the image within the box, at least one pixel each way."""
    left, top, right, bottom = (round(edge) for edge in box)
    return image[top : max(bottom, top + 1), left : max(right, left + 1)]


def words_in(image: Image, boxes: Sequence[PixelBox], read: Callable[[list[Image]], list[LineText]]) -> list[WorkWord]:
    """What `read` sees in the boxes, where it sees anything."""
    lines = read([cut(image, box) for box in boxes])
    return [to_word(line, box) for line, box in zip(lines, boxes, strict=True) if line.text.strip()]


def to_word(line: LineText, box: PixelBox) -> WorkWord:
    """A line read on the crop of `box`, moved to where the crop lay."""
    left = round(box[0])
    chars = tuple(Char(c.text, c.confidence, c.left + left, c.right + left, c.alternatives) for c in line.chars)
    return WorkWord(line.text, box, line.confidence, chars)
