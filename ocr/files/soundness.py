"""Whether a page's text layer says what stands on the page: glyphs lie on ink, ink has glyphs, samples read alike."""

from collections.abc import Sequence
from unicodedata import category, normalize

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz.fuzz import ratio

from ocr.engines import Engines
from ocr.engines.finder import cut
from ocr.files.numbers import marked, struck, unproven, with_notes
from ocr.files.textlayer import Glyph
from ocr.page import DrawnRule, Image, PixelBox, WorkWord

LINES, HEAD, NUMBERS = 2, 14, 10
"""So many lines, of so many characters, and so many numbers are compared with what stands on the page."""
ALIKE = 70
"""Percent: a line reads alike; a number must read the same."""
INKED = 0.97
"""Share of the glyphs that lie on ink in a layer that belongs to the page."""
STRAY, STRAY_SHARE = 40, 0.15
"""So many marks of a character's size without a glyph, and so many per glyph, are text that the layer lacks."""
SMALLEST, LARGEST, THINNEST = 0.04, 0.3, 0.02
"""Inches: the size of a character, and how narrow the narrowest is."""
RULE = 0.17
"""Inches: a drawn line as long as this is no stroke of a letter that was turned into outlines."""
LOOKALIKES = str.maketrans("OoQDlI|", "0000111")


def is_sound(
    words: Sequence[WorkWord],
    glyphs: Sequence[Glyph],
    image: Image,
    dpi: float,
    engines: Engines,
    drawn: Sequence[DrawnRule] = (),
) -> bool:
    """Hold the layer's words (pixels of `image`, a page as a program drew it) against the picture.

    Lines that the page draws are no print: dashes are of a character's size, and one beside a number reads as a digit.
    """
    boxes, bare = _pixels(glyphs, image), without_drawn(image, drawn, dpi)
    return _on_ink(boxes, image) and not _lacks_text(boxes, bare, dpi) and _reads_alike(words, bare, engines)


def without_spoilt(
    words: Sequence[WorkWord], image: Image, dpi: float, engines: Engines, drawn: Sequence[DrawnRule] = ()
) -> tuple[WorkWord, ...]:
    """A sound layer's words but for numbers that are struck out, or to which a mark beside them belongs.

    Their cells hold print that was not read.
    """
    bare = without_drawn(image, drawn, dpi)
    near = marked(words, bare)
    seen = engines.reader.read_lines([cut(bare, widened(word.box, 0.25)) for word in near], careful=True)
    more = {_start(word) for word, line in zip(near, seen, strict=True) if _plain(line.text) != _plain(word.text)}
    spoilt = more | {_start(word) for word in struck(words, image)}
    return tuple(word for word in words if _start(word) not in spoilt)


def _start(word: WorkWord) -> tuple[float, float]:
    """Where a word begins, which its box may be widened beyond."""
    return (word.chars[0].left if word.chars else word.box[0], word.box[1])


def _plain(text: str) -> str:
    return "".join(normalize("NFKC", text).translate(LOOKALIKES).split())


def without_drawn(image: Image, drawn: Sequence[DrawnRule], dpi: float) -> Image:
    """A copy with the drawn lines painted over in white, a pixel wider than they are; strokes of letters stay."""
    bare = image.copy()
    for rule in drawn:
        picture = bare if rule.direction == "horizontal" else bare.T
        across, along = picture.shape
        if (rule.end - rule.start) * along < RULE * dpi:
            continue
        top, bottom = ((rule.at + side * rule.thick / 2) * across for side in (-1, 1))
        rows = slice(max(round(top) - 1, 0), max(round(bottom) + 1, 0))
        picture[rows, max(round(rule.start * along) - 1, 0) : max(round(rule.end * along) + 1, 0)] = 255
    return bare


def _pixels(glyphs: Sequence[Glyph], image: Image) -> NDArray[np.int64]:
    height, width = image.shape
    boxes = np.array([glyph.box for glyph in glyphs]) * [width, height, width, height]
    return np.clip(np.round(boxes), 0, [width, height, width, height]).astype(np.int64)


def _on_ink(boxes: NDArray[np.int64], image: Image) -> bool:
    # A dash is a line of one pixel, which a renderer may put on either side of its place.
    inked = [bool((image[max(y0 - 1, 0) : y1 + 2, max(x0 - 1, 0) : x1 + 2] < 200).any()) for x0, y0, x1, y1 in boxes]
    return float(np.mean(inked)) > INKED


def _lacks_text(boxes: NDArray[np.int64], image: Image, dpi: float) -> bool:
    """Whether print stands where the layer has none: a table pasted as a picture, text turned into outlines."""
    mask = np.asarray(cv2.threshold(image, 139, 255, cv2.THRESH_BINARY_INV)[1], dtype=np.uint8)
    for x0, y0, x1, y1 in boxes:
        mask[max(y0 - 2, 0) : y1 + 3, max(x0 - 2, 0) : x1 + 3] = 0
    outlines, parents = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    outer = [outline for place, outline in enumerate(outlines) if parents[0, place, 3] < 0]
    sides = np.array([sorted(cv2.boundingRect(outline)[2:]) for outline in outer]).reshape(-1, 2)
    # What is thinner than a character is wide is a piece of a rule.
    printed = (sides[:, 1] >= SMALLEST * dpi) & (sides[:, 1] <= LARGEST * dpi) & (sides[:, 0] >= THINNEST * dpi)
    marks = int(printed.sum())
    return marks > max(STRAY, STRAY_SHARE * len(boxes))


def _reads_alike(words: Sequence[WorkWord], image: Image, engines: Engines) -> bool:
    """Samples, and the numbers that look like none of these, read by the quick recogniser."""
    numbers = _numbers(words)
    if not _all_read([*_heads(words), *numbers], image, engines):
        return False
    return _all_read(unproven(words, numbers, image), image, engines)


def _all_read(samples: Sequence[WorkWord], image: Image, engines: Engines) -> bool:
    """Whether each sample reads alike; what differs is read again carefully before it counts."""
    crops = [cut(image, widened(word.box, 0.25)) for word in samples]
    differing = _differing(samples, [line.text for line in engines.sight.quick.read(crops)])
    if differing:
        again = engines.reader.read_lines([crops[n] for n in differing], careful=True)
        differing = _differing([samples[n] for n in differing], [line.text for line in again])
    return not differing


def _differing(samples: Sequence[WorkWord], seen: Sequence[str]) -> list[int]:
    return [n for n, (word, text) in enumerate(zip(samples, seen, strict=True)) if not same_text(word.text, text)]


def _heads(words: Sequence[WorkWord]) -> list[WorkWord]:
    longest = sorted((word for word in words if len(word.text) > 3), key=lambda w: -len(w.text))[:LINES]
    return [_head(word) for word in longest]


def _head(word: WorkWord) -> WorkWord:
    chars = word.chars[:HEAD]
    left, top, _, bottom = word.box
    return WorkWord("".join(char.text for char in chars), (left, top, chars[-1].right, bottom), 1.0, chars)


def _numbers(words: Sequence[WorkWord]) -> list[WorkWord]:
    """Numbers that show each digit, of either width, at least once where the page has it: a font may have one digit wrong."""
    chosen: list[WorkWord] = []
    shown: set[str] = set()
    noted = with_notes(words)
    for word in sorted((w for w in words if w.text.isdecimal() and w not in noted), key=lambda w: -len(w.text)):
        if set(word.text) - shown and len(chosen) < NUMBERS:
            chosen.append(word)
            shown |= set(word.text)
    return chosen


def same_text(layer: str, seen: str) -> bool:
    """Whether the layer's text is what was seen: a number exactly, a line nearly; forms of letters aside."""
    first, second = (_letters(text) for text in (layer, seen))
    if first.isdigit():
        return first == second.translate(LOOKALIKES)
    return not first or ratio(first, second) >= ALIKE


def _letters(text: str) -> str:
    return "".join(char for char in normalize("NFKC", text) if category(char)[0] in "LN")


def widened(box: PixelBox, by: float) -> PixelBox:
    """A box grown by a share of its height on all sides, not beyond the top left corner."""
    reach = by * (box[3] - box[1])
    return (max(box[0] - reach, 0.0), max(box[1] - reach, 0.0), box[2] + reach, box[3] + reach)
