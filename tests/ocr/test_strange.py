"""Each digit is held against the others of its kind on the page: what is unlike them all is no sure digit."""

from collections.abc import Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr.page import Image as Grey
from ocr.tables.voices.digits import NumberPrint, number_print
from ocr.tables.voices.strange import Strange, strange_digits
from tests.ocr.test_slant import fonts

USUAL = ["205", "317", "64", "89", "538", "53", "95", "35", "43", "38", "73", "210", "110"]


def crop(text: str) -> Grey:
    image = Image.new("L", (30 + 20 * len(text), 60), 255)
    ImageDraw.Draw(image).text((14, 14), text, font=ImageFont.truetype(fonts()[0], 28), fill=0)
    return np.asarray(cv2.GaussianBlur(np.asarray(image), (0, 0), 0.6), np.uint8)


def found(crops: Sequence[tuple[Grey, str]]) -> list[Strange | None]:
    prints: list[NumberPrint | None] = [number_print(image, text) for image, text in crops]
    assert all(prints)
    return strange_digits(prints, [True] * len(prints))


def usual() -> list[tuple[Grey, str]]:
    return [(crop(text), text) for text in USUAL]


def test_digits_of_one_font_are_no_strangers() -> None:
    assert found(usual()) == [None] * len(USUAL)


def test_a_five_that_every_reader_took_for_a_three_is_strange() -> None:
    *rest, last = found([*usual(), (crop("58"), "38")])
    assert not any(rest)
    assert last is not None
    assert last.place == 0


def test_a_stroke_at_the_edge_is_a_stranger_for_good() -> None:
    image = crop("20").copy()
    image[12:34, 48:51] = 40
    assert found([*usual(), (image, "201")])[-1] == Strange(2, firm=True)


def test_where_a_kind_is_seen_too_rarely_nothing_is_said() -> None:
    assert found([(crop("7"), "1"), (crop("11"), "11")]) == [None, None]
