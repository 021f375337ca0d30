"""A stroke that leans among digits that stand is a slash; where nothing shows how digits stand, it is in doubt."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from archive.records import CellReading
from ocr.page import Image as Grey
from ocr.tables.cells import CellContent
from ocr.tables.slashes import settled
from tests.ocr.test_slant import fonts

BOXES = {0: (10.0, 10.0, 50.0, 70.0), 1: (110.0, 10.0, 150.0, 70.0)}


def page(texts: tuple[str, str]) -> Grey:
    image = Image.new("L", (220, 80), 255)
    font = ImageFont.truetype(fonts()[0], 40)
    for text, box in zip(texts, BOXES.values(), strict=True):
        ImageDraw.Draw(image).text((box[0] + 10, box[1] + 5), text, font=font, fill=0)
    return np.asarray(image)


def content(raw: str, place: int) -> CellContent:
    readings = tuple(CellReading(reader=reader, raw=raw, confidence=0.99) for reader in ("cell", "page"))
    return CellContent("print", BOXES[place], readings)


def read(texts: tuple[str, str], raws: tuple[str, str]) -> list[tuple[str, float]]:
    cells = [content(raw, place) for place, raw in enumerate(raws)]
    return [(c.readings[0].raw, c.readings[0].confidence) for c in settled([cells], page(texts))[0]]


def test_a_leaning_one_beside_an_upright_nought_is_a_slash() -> None:
    assert read(("/", "0"), ("1", "0")) == [("/", 0.99), ("0", 0.99)]


def test_an_upright_one_stays() -> None:
    assert read(("1", "0"), ("1", "0")) == [("1", 0.99), ("0", 0.99)]


def test_where_nothing_stands_upright_a_leaning_one_is_in_doubt() -> None:
    (raw, confidence), _ = read(("/", "/"), ("1", "1"))
    assert raw == "1"
    assert confidence < 0.5


def test_specks_around_a_one_do_not_make_it_lean() -> None:
    image = page(("1", "0")).copy()
    image[64:68, 12:16] = 0
    image[12:16, 44:48] = 0
    cells = [content("1", 0), content("0", 1)]
    assert [c.readings[0].raw for c in settled([cells], image)[0]] == ["1", "0"]
