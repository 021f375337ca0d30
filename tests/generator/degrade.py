"""What scanners, cameras, copiers and fax machines do to a page: each level as a function on sheets."""

from collections.abc import Callable
from random import Random
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.generator.sheet import Image, Sheet, curved, skewed, turned, warped

LEVELS = (
    "digital",
    "office300",
    "office200",
    "rotated",
    "seal",
    "photo",
    "bad150",
    "showthrough",
    "curved",
    "fax100",
    "sealdigits",
    "mixed",
)
DPI = {"office300": 300, "photo": 220, "bad150": 150, "fax100": 204}
"""Resolution at which a level's pages are rasterised; 200 where not named."""
COLOUR = frozenset({"seal", "sealdigits", "photo"})
"""Levels that are always in colour."""


def dots(level: str) -> int:
    """Pixels per inch of a level's page image before it is degraded."""
    return DPI.get(level, 200)


def _generator(rng: Random) -> np.random.Generator:
    return np.random.default_rng(rng.getrandbits(64))


def noisy(image: Image, rng: Random, sigma: float) -> Image:
    """Gaussian noise of ``sigma`` grey levels, the same in all channels."""
    noise = _generator(rng).standard_normal(image.shape[:2], np.float32) * np.float32(sigma)
    changed: Any = image + (noise if image.ndim == 2 else noise[:, :, None])
    return np.asarray(np.clip(changed, 0, 255), np.uint8)


def toned(image: Image, ink: float, paper: float) -> Image:
    """Grey levels compressed into ``ink`` … ``paper``."""
    table = np.clip(ink + (paper - ink) * np.arange(256) / 255, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(image, table), np.uint8)


def blurred(image: Image, sigma: float) -> Image:
    """Gaussian blur of ``sigma`` pixels."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)


def speckled(image: Image, rng: Random, per_million: float) -> Image:
    """Dark specks of one to three pixels."""
    out = image.copy()
    height, width = image.shape[:2]
    random = _generator(rng)
    for _ in range(int(height * width * per_million / 1e6)):
        x, y = int(random.integers(width)), int(random.integers(height))
        size, tone = int(random.integers(1, 4)), int(random.integers(20, 140))
        out[y : y + size, x : x + size] = tone
    return out


def lit(image: Image, rng: Random, depth: float) -> Image:
    """Uneven light: a slope and a broad shadow, up to ``depth`` darker."""
    height, width = image.shape[:2]
    angle, centre = rng.uniform(0, 2 * np.pi), (rng.random(), rng.random())
    y, x = np.mgrid[0:32, 0:32] / 31.0
    slope = 0.5 + 0.5 * (np.cos(angle) * (x - 0.5) + np.sin(angle) * (y - 0.5))
    shadow = np.exp(-((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / 0.12)
    factor = (1 - depth * (0.6 * slope + 0.4 * shadow)).astype(np.float32)
    wide: Any = cv2.resize(factor, (width, height), interpolation=cv2.INTER_LINEAR)
    light = wide if image.ndim == 2 else wide[:, :, None]
    return np.asarray(np.clip(image * light, 0, 255), np.uint8)


def _office(sheet: Sheet, rng: Random, dpi: int = 200) -> Sheet:
    if rng.random() < 0.85:
        sheet = skewed(sheet, rng.uniform(-1.5, 1.5), (rng.uniform(-12, 12), rng.uniform(-12, 12)))
    image = blurred(sheet.image, rng.uniform(0.35, 0.65) * dpi / 200)
    image = toned(image, rng.uniform(10, 55), rng.uniform(240, 255))
    image = noisy(image, rng, rng.uniform(2, 7))
    return sheet.with_image(speckled(image, rng, rng.uniform(0, 6)))


def _office300(sheet: Sheet, rng: Random) -> Sheet:
    return _office(sheet, rng, 300)


def _rotated(sheet: Sheet, rng: Random) -> Sheet:
    return turned(_office(sheet, rng), rng.choice((1, 2, 3)))


def _corners(width: int, height: int, size: tuple[int, int], rng: Random) -> NDArray[np.float32]:
    """Where a page's corners land in a photo: inside the frame, none straight above another."""
    wide, high = size
    inset = rng.uniform(0.02, 0.06)

    def near(x: float, y: float) -> tuple[float, float]:
        jitter = 0.028
        return (
            (inset + x * (1 - 2 * inset) + rng.uniform(-jitter, jitter) * 0.7) * wide,
            (inset + y * (1 - 2 * inset) + rng.uniform(-jitter, jitter) * 0.7) * high,
        )

    return np.array([near(0, 0), near(1, 0), near(1, 1), near(0, 1)], np.float32)


def _desk(size: tuple[int, int], rng: Random) -> int:
    return rng.choice((60, 90, 130, 40))


def _photo(sheet: Sheet, rng: Random) -> Sheet:
    height, width = sheet.image.shape[:2]
    size = (int(width * 1.08), int(height * 1.08))
    source = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    matrix = cv2.getPerspectiveTransform(source, _corners(width, height, size, rng))
    sheet = warped(sheet, np.asarray(matrix), size, _desk(size, rng))
    image = blurred(sheet.image, rng.uniform(0.6, 1.05))
    image = lit(toned(image, rng.uniform(25, 60), rng.uniform(225, 250)), rng, rng.uniform(0.15, 0.4))
    return sheet.with_image(noisy(_tinted(image, rng), rng, rng.uniform(2, 5)))


def _tinted(image: Image, rng: Random) -> Image:
    """The colour of lamplight or daylight."""
    if image.ndim == 2:
        return image
    tint = np.array([1.0, rng.uniform(0.95, 1), rng.uniform(0.85, 1)], np.float32)
    return np.asarray(np.clip(image * tint, 0, 255), np.uint8)


def _bad150(sheet: Sheet, rng: Random) -> Sheet:
    sheet = skewed(sheet, rng.uniform(-3, 3), (rng.uniform(-10, 10), rng.uniform(-10, 10)))
    image = blurred(sheet.image, rng.uniform(0.6, 0.9))
    image = toned(image, rng.uniform(60, 120), rng.uniform(225, 250))
    image = noisy(image, rng, rng.uniform(8, 16))
    return sheet.with_image(speckled(image, rng, rng.uniform(5, 40)))


def _showthrough(sheet: Sheet, rng: Random) -> Sheet:
    back = blurred(np.ascontiguousarray(sheet.image[:, ::-1]), rng.uniform(1.5, 2.5))
    shift = rng.randint(-60, 60)
    back = np.roll(back, (shift, rng.randint(-30, 30)), (0, 1))
    faint = toned(back, rng.uniform(185, 215), 255)
    blended = (sheet.image.astype(np.uint16) * faint // 255).astype(np.uint8)
    return _office(sheet.with_image(blended), rng)


def _curved(sheet: Sheet, rng: Random) -> Sheet:
    sheet = curved(sheet, rng.uniform(0.006, 0.02), rng.uniform(0.1, 0.35))
    width = sheet.image.shape[1]
    shade = 1 - rng.uniform(0.25, 0.6) * np.exp(-np.linspace(0, 1, width) / 0.035)
    dark = sheet.image * (shade[None, :] if sheet.image.ndim == 2 else shade[None, :, None])
    return _office(sheet.with_image(dark.astype(np.uint8)), rng)


def binary(image: Image, threshold: int) -> Image:
    """Black and white, as 0 and 255."""
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    return np.where(grey < threshold, 0, 255).astype(np.uint8)


def _fax(sheet: Sheet, rng: Random) -> Sheet:
    """1 bit at 204 by 98 dots (standard fax), or at 100 by 100."""
    sheet = skewed(sheet, rng.uniform(-0.8, 0.8))
    height, width = sheet.image.shape[:2]
    across = 1.0 if rng.random() < 0.5 else 100 / 204
    size = (round(width * across), round(height * 98 / 204))
    small = cv2.resize(blurred(sheet.image, 0.5), size, interpolation=cv2.INTER_AREA)
    image = binary(np.asarray(small, np.uint8), rng.randint(150, 200))
    flips = _generator(rng).random(image.shape) < 0.0004
    return sheet.with_image(np.where(flips, 255 - image, image).astype(np.uint8))


def _mixed(sheet: Sheet, rng: Random) -> Sheet:
    return STEPS[rng.choice(("office200", "rotated", "bad150", "showthrough", "curved", "photo"))](sheet, rng)


STEPS: dict[str, Callable[[Sheet, Random], Sheet]] = {
    "office300": _office300,
    "office200": _office,
    "rotated": _rotated,
    "seal": _office,
    "sealdigits": _office,
    "photo": _photo,
    "bad150": _bad150,
    "showthrough": _showthrough,
    "curved": _curved,
    "fax100": _fax,
    "mixed": _mixed,
}


def degrade(sheet: Sheet, level: str, rng: Random) -> Sheet:
    """The sheet as a device of this level delivers it. Errors: KeyError for an unknown level."""
    return STEPS[level](sheet, rng)


def stamped(image: Image, stamp: Image, centre: tuple[int, int]) -> Image:
    """The image with a stamp (RGB on white) multiplied onto it around ``centre`` (x, y in pixels)."""
    out: Any = image.copy() if image.ndim == 3 else cv2.cvtColor(image, cv2.COLOR_GRAY2RGB)
    size = stamp.shape[0]
    x, y = centre[0] - size // 2, centre[1] - size // 2
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + size, out.shape[1]), min(y + size, out.shape[0])
    if right > left and bottom > top:
        part = stamp[top - y : bottom - y, left - x : right - x].astype(np.uint16)
        out[top:bottom, left:right] = (out[top:bottom, left:right].astype(np.uint16) * part // 255).astype(np.uint8)
    return np.asarray(out, np.uint8)
