"""The other engine: Tesseract through pytesseract, with the simplified Chinese model."""

import os
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import cv2
import numpy as np
import pytesseract

from archive.errors import EngineMissing, ReadingFailed
from ocr.engines.crops import has_print
from ocr.engines.finder import words_in
from ocr.engines.order import reading_order
from ocr.engines.sight import Sight
from ocr.page import Char, Image, LineText, PixelBox, WorkWord

LANGUAGE = "chi_sim"
LINE_HEIGHT = 48
"""Tesseract's models were trained on lines of about this height."""
MARGIN = 12
APART = 40
"""White rows between the lines of one sheet: fewer, and Tesseract joins them to one block."""
TOGETHER = 60
"""Lines read by one run: the program's start costs as much as twenty lines."""


class TesseractEngine:
    """Raises `EngineMissing` when it is built and the program or its Chinese model is not there.

    Lines are found by the same detector as with the other engine; Tesseract reads them. It knows no alternatives, and its
    confidence is that of a word.
    """

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._name = fingerprint()

    @property
    def name(self) -> str:
        """The program's version and its language."""
        return self._name

    def read_lines(self, images: Sequence[Image], *, careful: bool = False) -> list[LineText]:
        """See `OcrEngine`; `careful` reads each line by itself."""
        lines = [LineText("", 0.0)] * len(images)
        places = [n for n, image in enumerate(images) if has_print(image)]
        size = 1 if careful else TOGETHER
        for group in (places[n : n + size] for n in range(0, len(places), size)):
            for place, line in zip(group, _read_sheet([images[n] for n in group]), strict=True):
                lines[place] = line
        return lines

    def detect(self, image: Image) -> list[PixelBox]:
        """See `OcrEngine`."""
        return self._sight.lines(image)

    def read_page(self, image: Image) -> list[WorkWord]:
        """See `OcrEngine`."""
        return words_in(image, reading_order(self.detect(image)), self.read_lines)


@cache
def fingerprint() -> str:
    """What decides this engine's readings; raises `EngineMissing`."""
    try:
        languages = pytesseract.get_languages()
        version = str(pytesseract.get_tesseract_version())
    except (pytesseract.TesseractNotFoundError, OSError, SystemExit) as error:
        raise EngineMissing("The program tesseract is not installed.", "Install tesseract-ocr.") from error
    if LANGUAGE not in languages:
        raise EngineMissing(
            "Tesseract's model for simplified Chinese is not installed.", "Install tesseract-ocr-chi-sim."
        )
    return f"tesseract-{version} {LANGUAGE}"


def _read_sheet(images: Sequence[Image]) -> list[LineText]:
    """Set the lines one under another on one white sheet and read it as a single block of lines."""
    scaled = [_scaled(image) for image in images]
    width = max(image.shape[1] for image in scaled) + 2 * MARGIN
    pitch = LINE_HEIGHT + APART
    sheet = np.full((pitch * len(scaled) + APART, width), 255, np.uint8)
    for n, image in enumerate(scaled):
        top = APART + n * pitch
        sheet[top : top + LINE_HEIGHT, MARGIN : MARGIN + image.shape[1]] = image
    rows: list[list[Char]] = [[] for _ in scaled]
    for char, middle in _chars(sheet, single=len(images) == 1):
        row = int((middle - APART / 2) // pitch)
        if 0 <= row < len(rows):
            rows[row].append(char)
    factors = [image.shape[0] / LINE_HEIGHT for image in images]
    return [_line(row, factor) for row, factor in zip(rows, factors, strict=True)]


def _scaled(image: Image) -> Image:
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
    width = max(1, round(grey.shape[1] * LINE_HEIGHT / grey.shape[0]))
    way = cv2.INTER_AREA if grey.shape[0] > LINE_HEIGHT else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, (width, LINE_HEIGHT), interpolation=way), dtype=np.uint8)


def _chars(sheet: Image, *, single: bool) -> Iterator[tuple[Char, float]]:
    """The characters with their places on the sheet, and the middle of their row."""
    for word in _words(sheet, 7 if single else 6):
        text, confidence = str(word["text"]).strip(), float(word["conf"]) / 100
        if not text or confidence < 0:
            continue
        share = word["width"] / len(text)
        for n, letter in enumerate(text):
            left = word["left"] + n * share - MARGIN
            yield Char(letter, min(confidence, 1.0), left, left + share), word["top"] + word["height"] / 2


def _words(sheet: Image, layout: int) -> Iterator[dict[str, Any]]:
    os.environ["OMP_THREAD_LIMIT"] = "1"  # with more it is slower
    try:
        data = pytesseract.image_to_data(
            sheet,
            lang=LANGUAGE,
            config=f"--psm {layout} --dpi 200 -c preserve_interword_spaces=1",
            output_type=pytesseract.Output.DICT,
            timeout=100,
        )
    except (pytesseract.TesseractError, RuntimeError, OSError) as error:
        raise ReadingFailed("page", f"Tesseract failed: {error}", "Choose the engine rapidocr.") from error
    for n in range(len(data["text"])):
        yield {key: data[key][n] for key in ("text", "conf", "left", "top", "width", "height")}


def _line(chars: Sequence[Char], factor: float) -> LineText:
    """Characters from left to right, in pixels of the crop."""
    ordered = [
        Char(c.text, c.confidence, max(c.left * factor, 0.0), c.right * factor)
        for c in sorted(chars, key=lambda c: c.left)
    ]
    if not ordered:
        return LineText("", 0.0)
    mean = sum(c.confidence for c in ordered) / len(ordered)
    return LineText("".join(c.text for c in ordered), mean, tuple(ordered))
