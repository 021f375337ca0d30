"""A number's digits are cut from its crop, free of dust and units, and compared with the page's other digits."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.image.shapes import Shape
from ocr.page import Image as Grey
from ocr.tables.voices.digits import likenesses, number_in, number_print
from tests.ocr.test_slant import fonts


def crop(text: str, font: str, *, dust: bool = False) -> Grey:
    image = Image.new("L", (200, 50), 250)
    draw = ImageDraw.Draw(image)
    draw.text((20, 8), text, font=ImageFont.truetype(font, 26), fill=20)
    if dust:
        draw.rectangle((6, 40, 8, 42), fill=0)
        draw.rectangle((180, 5, 182, 7), fill=0)
    return np.asarray(image)


def han_font() -> str:
    return next(path for path in fonts() if "CJK" in path or "wqy" in path)


def shapes(text: str, font: str) -> list[tuple[str, Shape]]:
    found = number_print(crop(text, font), text)
    assert found is not None
    return found.shapes()


@pytest.mark.parametrize(
    ("text", "number"),
    [("84件", "84"), ("1,200", "1200"), ("6.58", "6.58"), ("－1", "-1"), ("—", ""), ("3 5", ""), ("项+1项", "1")],
)
def test_the_number_in_a_text(text: str, number: str) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize("font", fonts())
def test_digits_are_most_like_their_own_kind(font: str) -> None:
    known = {digit: [shape] for digit, shape in shapes("0123456789", font)}
    assert "".join(known) == "0123456789"
    for digit, shape in shapes("8675309214", font):
        (alike,) = likenesses([shape], known)
        assert max(alike, key=lambda kind: alike[kind]) == digit


def test_dust_and_units_are_no_digits() -> None:
    number = number_print(crop("84件", han_font(), dust=True), "84件")
    bare = number_print(crop("84", han_font()), "84")
    assert number is not None
    assert bare is not None
    assert abs(number.mask.shape[1] - bare.mask.shape[1]) <= 2
    assert [digit for digit, _ in number.shapes()] == ["8", "4"]


def test_a_number_beside_a_dash_is_not_told_without_its_sign() -> None:
    image = crop("31", han_font()).copy()
    image[24:26, 4:14] = 0
    assert number_print(image, "31") is None


def test_plain_paper_shows_no_number() -> None:
    assert number_print(np.full((30, 60), 240, np.uint8), "5") is None


def test_a_dot_within_a_nought_is_no_broken_digit() -> None:
    image = Image.new("L", (200, 60), 250)
    draw = ImageDraw.Draw(image)
    draw.ellipse((20, 8, 44, 48), outline=20, width=4)
    bare = number_print(np.asarray(image), "0")
    draw.ellipse((30, 25, 34, 31), fill=20)
    dotted = number_print(np.asarray(image), "0")
    draw.rectangle((20, 26, 44, 30), fill=250)
    broken = number_print(np.asarray(image), "0")
    assert bare is not None
    assert dotted is not None
    assert broken is not None
    assert [one.is_broken for one in (bare, dotted, broken)] == [False, False, True]
