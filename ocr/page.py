"""What passes between the two sides of recognition: a page made ready to be read, and the engine that reads lines.

Working coordinates: pixels of the working image, x to the right and y down, origin at the top left corner of the top
left pixel; a box is (left, top, right, bottom), right and bottom exclusive. Fractions: as in `archive.records`.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
"""Grey, shape (height, width), 0 is black; or colour, shape (height, width, 3), in the order R, G, B."""

Points = NDArray[np.float64]
"""Shape (n, 2), one (x, y) a row."""

PointMap = Callable[[Points], Points]
"""Maps points to points, vectorised; never changes its argument."""

PixelBox = tuple[float, float, float, float]


class OcrEngine(Protocol):
    """One recognition engine with its models loaded. Raises `EngineMissing` when it is built, never when it reads."""

    @property
    def name(self) -> str:
        """Engine, version and model: what two readings with the same name would share."""

    def read_lines(self, images: Sequence[Image], *, careful: bool = False) -> list["LineText"]:
        """Read crops that hold one line each (grey or colour, any size), in the order given; "" where all is blank.

        `careful` asks for the best that the engine has, at several times the cost.
        """

    def detect(self, image: Image) -> list[PixelBox]:
        """Find the lines of print on a whole upright page, in no particular order, without reading them."""

    def read_page(self, image: Image) -> list["WorkWord"]:
        """Find and read all lines of a whole upright page, in reading order of a single column."""


LineReader = OcrEngine


@dataclass(frozen=True, slots=True)
class Char:
    """One character as read: where it stands on the x axis, how sure the reader is, what else it might be.

    `left` and `right` are in pixels of the crop (`LineText`) or of the working image (`WorkWord`). A recogniser knows
    the middle of a character well and its edges roughly. `alternatives` are (character, probability), likeliest first,
    without `text` itself; the empty string stands for "no character here".
    """

    text: str
    confidence: float
    left: float
    right: float
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class LineText:
    """What a recogniser saw on one crop. `confidence` is the mean over the characters, 0 where nothing was seen."""

    text: str
    confidence: float
    chars: tuple[Char, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkWord:
    """A run of print on one line of the working image. `chars` has one entry per character of `text`.

    `lone`: it was read on a crop of its own print, as a cell is, so that reading its cell is no second look.
    """

    text: str
    box: PixelBox
    confidence: float = 1.0
    chars: tuple[Char, ...] = ()
    lone: bool = False


@dataclass(frozen=True, slots=True)
class DrawnRule:
    """A straight line that a digital page draws, in fractions of the page as a viewer shows it.

    `start` and `end` along its direction, `at` and `thick` across it; a row of dots is many.
    """

    direction: Literal["horizontal", "vertical"]
    start: float
    end: float
    at: float
    thick: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class WorkPage:
    """One page made ready to be read: upright, deskewed, flattened, its seal painted out.

    `image` is the working image, grey, close to 200 dpi (an A4 page is 2339 pixels long), hairlines kept, paper near
    255. `to_scan` maps working pixels to fractions of the page as scanned. `words` are in reading order of a single
    column. `dpi` is that of the working image. `part` counts from 0 where one sheet holds two pages side by side.
    """

    number: int
    image: Image
    words: tuple[WorkWord, ...]
    source: Literal["text", "recognised"]
    to_scan: PointMap
    dpi: float = 200.0
    part: int = 0
    drawn: tuple[DrawnRule, ...] | None = None


ReadLines = Callable[[Sequence[Image]], list[LineText]]
"""Reads crops that hold one line each, in the order given."""


def join_notes(notes: Sequence[str]) -> str:
    """The notes of a sheet's parts, left to right, as one `PageReading.layout`."""
    return json.dumps(list(notes), ensure_ascii=False)


def split_notes(layout: str) -> list[str]:
    """The notes of `join_notes`; an empty layout has none."""
    return [str(note) for note in json.loads(layout)] if layout else []
