"""A stroke that leans among digits that stand is a slash; where nothing shows how digits stand, it is in doubt."""

from dataclasses import replace

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from archive.records import CellReading
from ocr.page import Image as Grey
from ocr.tables.cells import CellContent
from ocr.tables.voices.slashes import settled
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


def test_a_leaning_stroke_beside_an_upright_nought_that_one_reader_takes_for_a_slash_is_one() -> None:
    both = [replace(content("1", 0), readings=(*content("1", 0).readings, *content("/", 0).readings)), content("0", 1)]
    assert [c.readings[0].raw for c in settled([both], page(("/", "0")))[0]] == ["/", "0"]


def test_a_lone_leaning_stroke_that_every_reader_takes_for_a_one_is_in_doubt() -> None:
    """Noise makes a faint one lean, too; slashes say that nothing is stated, and seldom stand alone."""
    assert read(("/", "0"), ("1", "0")) == [("1", 0.3), ("0", 0.99)]


def test_an_upright_one_stays() -> None:
    assert read(("1", "0"), ("1", "0")) == [("1", 0.99), ("0", 0.99)]


def slanted(degrees: float, boxes: int = 1, grain: int = 0) -> tuple[Grey, list[CellContent]]:
    """Strokes that lean as much, each in a box of its own, read as ones; `grain` is the share of dark pixels, per cent."""
    image = np.full((80, 100 * boxes), 255, np.uint8)
    reach = 18 * np.tan(np.radians(degrees))
    for n in range(boxes):
        ends = [(round(100 * n + 30 - way * reach), round(40 + way * 18)) for way in (1, -1)]
        cv2.line(image, ends[0], ends[1], 0, 3, cv2.LINE_AA)
    image[np.random.default_rng(1).random(image.shape) < grain / 100] = 120
    readings = tuple(CellReading(reader=reader, raw="1", confidence=0.99) for reader in ("cell", "page"))
    return image, [CellContent("print", (100.0 * n + 10, 15, 100.0 * n + 50, 65), readings) for n in range(boxes)]


def first(drawn: tuple[Grey, list[CellContent]]) -> tuple[str, float]:
    image, cells = drawn
    reading = settled([cells], image)[0][0].readings[0]
    return reading.raw, reading.confidence


def test_where_nothing_stands_upright_a_stroke_that_may_be_slanted_type_is_in_doubt() -> None:
    raw, confidence = first(slanted(15, boxes=4))
    assert raw == "1"
    assert confidence < 0.5


def test_no_slanted_type_leans_as_far_as_a_steep_stroke() -> None:
    assert first(slanted(30, boxes=3)) == ("/", 0.99)
    assert first(slanted(30)) == ("1", 0.3)


def test_a_lone_leaning_stroke_on_a_noisy_page_is_in_doubt() -> None:
    raw, confidence = first(slanted(30, grain=8))
    assert raw == "1"
    assert confidence < 0.5


def test_strokes_that_lean_alike_on_a_noisy_page_are_slashes() -> None:
    assert first(slanted(30, boxes=4, grain=8)) == ("/", 0.99)


def test_the_foot_of_a_faint_one_is_no_slash() -> None:
    image, cells = slanted(0)
    image[15:60] = 255
    image[57:60, 20:40] = 0
    raw, confidence = first((image, cells))
    assert raw == "1"
    assert confidence < 0.5


def test_specks_around_a_one_do_not_make_it_lean() -> None:
    image = page(("1", "0")).copy()
    image[64:68, 12:16] = 0
    image[12:16, 44:48] = 0
    cells = [content("1", 0), content("0", 1)]
    assert [c.readings[0].raw for c in settled([cells], image)[0]] == ["1", "0"]


def test_a_leaning_one_among_noughts_that_lean_is_no_slash_though_one_of_them_seems_to_stand() -> None:
    image, cells = slanted(15, boxes=5)
    image[:, 100:] = 255
    for place, degrees in enumerate((15, 15, 15, 0), 1):
        middle = (100 * place + 30, 40)
        cv2.ellipse(image, middle, (6, 18), degrees, 0, 360, 0, 3, cv2.LINE_AA)
    noughts = tuple(CellReading(reader=reader, raw="0", confidence=0.99) for reader in ("cell", "page"))
    cells[1:] = [CellContent("print", cell.print_box, noughts) for cell in cells[1:]]
    raw, confidence = first((image, cells))
    assert raw == "1"
    assert confidence < 0.5


def test_many_strokes_show_on_an_average_that_they_lean_as_no_type_does() -> None:
    """19 degrees are too few for one stroke: measured badly, slanted type may seem to lean so."""
    assert first(slanted(19, boxes=9)) == ("/", 0.99)
    assert first(slanted(19, boxes=4))[0] == "1"
    assert first(slanted(16, boxes=9))[0] == "1"


def test_the_noughts_of_longer_numbers_show_how_the_type_stands() -> None:
    image = page(("/", "80"))
    cells = [content("/", 0), content("80", 1)]
    assert settled([cells], image)[0][0].readings[0].confidence == 0.99
