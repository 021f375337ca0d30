"""Grain of a noisy page is no print beside print as dark as its words; what is faint but long is."""

import cv2
import numpy as np

from ocr.page import Image, WorkPage, WorkWord
from ocr.tables.ink import crop_of, ink_of, print_level

BOX = (10.0, 10.0, 190.0, 90.0)
DARK = 60.0


def cell() -> Image:
    return np.full((100, 200), 255, np.uint8)


def with_grain() -> Image:
    """Faint flecks a few pixels wide, close enough to be taken for the parts of one stroke."""
    image = cell()
    for x in range(80, 104, 4):
        image[48:51, x : x + 2] = 205
    return image


def test_grain_far_fainter_than_the_words_is_no_print() -> None:
    assert ink_of(with_grain(), BOX, 200)[0] == "print"
    assert ink_of(with_grain(), BOX, 200, DARK) == ("specks", None)


def test_a_faint_stroke_as_long_as_a_digits_stays_print() -> None:
    image = cell()
    cv2.line(image, (100, 40), (100, 60), 205, 3)
    assert ink_of(image, BOX, 200, DARK)[0] == "print"


def test_print_as_dark_as_the_words_is_print_among_grain() -> None:
    image = with_grain()
    cv2.putText(image, "7", (130, 60), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 60, 2)
    ink, box = ink_of(image, BOX, 200, DARK)
    assert ink == "print"
    assert box is not None
    assert box[0] > 120


def test_paper_is_empty_however_dark_the_words_are() -> None:
    assert ink_of(cell(), BOX, 200, DARK) == ("none", None)


def test_the_level_is_that_of_the_usual_word() -> None:
    image = cell()
    for x, grey in ((20, 50), (80, 60), (140, 200)):
        image[30:60, x : x + 30 : 3] = grey
    words = tuple(WorkWord("字", (x, 30, x + 30, 60)) for x in (20, 80, 140))
    page = WorkPage(number=1, image=image, words=words, source="recognised", to_scan=lambda points: points)
    assert print_level(page) == 60
    assert print_level(WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda p: p)) is None


def ruled_cell(*, slash: bool) -> Image:
    """A cell whose rules stand inside its box, and a nought that a stroke ties to both."""
    image = cell()
    cv2.rectangle(image, (11, 11), (188, 88), 0, 2)
    if slash:
        cv2.putText(image, "0", (90, 60), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
        cv2.line(image, (80, 90), (120, 8), 0, 3)
    return image


def test_print_that_a_stroke_ties_to_the_rules_is_no_part_of_them() -> None:
    assert ink_of(ruled_cell(slash=False), BOX, 200) == ("none", None)
    ink, box = ink_of(ruled_cell(slash=True), BOX, 200)
    assert ink == "print"
    assert box is not None
    assert box[0] < 90 < 110 < box[2]


def test_pale_print_beside_black_rules_is_as_dark_as_the_words() -> None:
    image = cell()
    image[:, 8:12], image[:, 188:192], image[8:12], image[88:92] = 0, 0, 0, 0
    image[40:60, 100:103] = 150
    assert ink_of(image, (9.0, 9.0, 191.0, 91.0), 200, 130.0)[0] == "print"


def test_the_box_of_print_goes_on_over_its_thin_strokes() -> None:
    """A nought of which only the left side is dark."""
    image = cell()
    image[40:60, 100:103] = 60
    image[40:42, 103:112], image[58:60, 103:112], image[40:60, 110:112] = 190, 190, 190
    ink, box = ink_of(image, BOX, 200, DARK)
    assert ink == "print"
    assert box is not None
    assert (box[0], box[2]) == (100, 112)


def test_a_crop_ends_where_the_rules_around_its_cell_show() -> None:
    image = cell()
    for y in (10, 90):
        image[y - 3 : y + 4] = 30
    for x in (10, 190):
        image[:, x - 3 : x + 4] = 30
    image[20:80, 175:183] = 60
    crop = crop_of(image, (175.0, 20.0, 183.0, 80.0), BOX, 200)
    assert (crop < 60).sum() == 0
    assert (crop <= 60).sum() == 60 * 8
