"""Second voices end a doubt where they agree, raise one where they differ, and tell strokes from pieces of rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from archive.records import CellReading
from ocr.page import Char, LineText, WorkPage
from ocr.page import Image as Grey
from ocr.tables.cells import CellContent
from ocr.tables.ink import ink_of
from ocr.tables.ruled.grid import Grid, GridCell
from ocr.tables.voices.second import with_second_voices
from tests.ocr.test_digits import han_font
from tests.ocr.test_slant import fonts

WIDE, HIGH = 100, 60


@dataclass
class Heard:
    """A second reader that says what it is told, in the order asked, and nothing where it is told nothing."""

    says: Sequence[tuple[str, float]] = ()
    asked: int = 0
    crops: list[Grey] = field(default_factory=list)

    def __call__(self, images: Sequence[Grey]) -> list[LineText]:
        self.asked += len(images)
        told = [*self.says, *[("", 0.0)] * len(images)][: len(images)]
        return [LineText(t, p, tuple(Char(c, p, 10.0 * n, 10.0 * n + 10) for n, c in enumerate(t))) for t, p in told]


def cells(count: int) -> Grid:
    boxes = [(float(WIDE * i), 0.0, float(WIDE * (i + 1)), float(HIGH)) for i in range(count)]
    edges = tuple(float(WIDE * i) for i in range(count + 1))
    return Grid(edges, (0.0, float(HIGH)), tuple(GridCell(0, 0, i, i, box) for i, box in enumerate(boxes)))


def page(printed: Sequence[str], face: str = "") -> Grey:
    image = Image.new("L", (WIDE * len(printed), HIGH), 255)
    font = ImageFont.truetype(face or fonts()[0], 28)
    for place, text in enumerate(printed):
        ImageDraw.Draw(image).text((WIDE * place + 20, 14), text, font=font, fill=0)
    return np.asarray(image)


def readings(
    image: Grey, read: Sequence[tuple[str, float]], second: Heard, readers: Sequence[str] = ("cell",)
) -> list[list[tuple[str, str]]]:
    """What was read of each cell afterwards, after first readings `read` with their certainty."""
    grid = cells(len(read))
    work = WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda points: points)
    first = [
        CellContent(*ink_of(image, cell.box, 200.0), tuple(CellReading(reader=r, raw=t, confidence=p) for r in readers))
        for cell, (t, p) in zip(grid.cells, read, strict=True)
    ]
    (found,) = with_second_voices(work, [grid], [first], second)
    return [[(reading.reader, reading.raw) for reading in content.readings] for content in found]


SURE = [("205", 0.99), ("317", 0.99), ("64", 0.99), ("89", 0.99)]
PRINTED = [text for text, _ in SURE]


def test_nobody_is_asked_about_a_page_that_was_read_surely() -> None:
    second = Heard()
    assert readings(page(PRINTED), SURE, second) == [[("cell", text)] for text in PRINTED]
    assert second.asked == 0


def test_a_surely_heard_other_number_stands_beside_the_first() -> None:
    second = Heard([("57", 0.95)])
    assert readings(page(["57"]), [("51", 0.6)], second)[0] == [("cell", "51"), ("second", "57")]


def test_an_unsure_other_number_is_not_listened_to() -> None:
    assert readings(page(["57"]), [("51", 0.6)], Heard([("57", 0.5)]))[0] == [("cell", "51")]


def test_a_sign_that_the_first_reader_lost_is_another_number() -> None:
    assert readings(page(["8"]), [("8", 0.6)], Heard([("-8", 0.9)]))[0] == [("cell", "8"), ("second", "-8")]


def test_digits_that_look_like_the_others_of_the_page_end_a_doubt() -> None:
    image = page([*PRINTED, "265"])
    assert readings(image, [*SURE, ("265", 0.5)], Heard())[-1] == [("cell", "265"), ("shape", "265")]


def test_digits_that_look_like_another_kind_end_no_doubt() -> None:
    image = page([*PRINTED, "265"])
    assert readings(image, [*SURE, ("285", 0.5)], Heard())[-1] == [("cell", "285")]


def test_a_piece_of_a_rule_is_no_one_though_it_was_read_so() -> None:
    image = page([*PRINTED, "", "32"]).copy()
    image[8:54, 450:454] = 0
    for heard in ("", "1"):
        second = Heard([*SURE, (heard, 0.95)])
        found = readings(image, [*SURE, ("1", 0.98), ("32", 0.5)], second, readers=("cell", "page"))
        assert found[4] == [("cell", "1"), ("page", "1"), ("second", "")]


def test_a_one_as_high_as_the_other_digits_that_the_second_hears_stands() -> None:
    image = page([*PRINTED, "1", "32"])
    second = Heard([*SURE, ("1", 0.95), ("32", 0.95)])
    assert readings(image, [*SURE, ("1", 0.98), ("32", 0.5)], second)[4] == [("cell", "1"), ("second", "1")]


def test_what_two_tables_lead_to_is_asked_for_once() -> None:
    image, second = page(["57"]), Heard([("57", 0.9)])
    grid = cells(1)
    content = CellContent(
        *ink_of(image, grid.cells[0].box, 200.0), (CellReading(reader="cell", raw="57", confidence=0.6),)
    )
    work = WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda points: points)
    found = with_second_voices(work, [grid, grid], [[content], [content]], second)
    assert second.asked == 1
    assert [[r.reader for r in group[0].readings] for group in found] == [["cell", "second"]] * 2


def test_a_stroke_that_leans_is_not_made_sure_by_readers_that_take_slashes_for_ones() -> None:
    image = page([*PRINTED, "/"])
    assert readings(image, [*SURE, ("1", 0.3)], Heard([("1", 0.99)]))[-1] == [("cell", "1")]


def test_a_rule_beside_a_nought_is_no_ten() -> None:
    image = page([*PRINTED, "0", "32"]).copy()
    image[4:56, 412:415] = 0
    second = Heard([*SURE, ("10", 0.85)])
    assert readings(image, [*SURE, ("10", 0.98), ("32", 0.5)], second)[4] == [("cell", "10"), ("second", "")]


def test_a_ten_of_even_height_stands() -> None:
    image = page([*PRINTED, "10", "32"])
    second = Heard([*SURE, ("10", 0.85), ("32", 0.9)])
    assert readings(image, [*SURE, ("10", 0.98), ("32", 0.5)], second)[4] == [("cell", "10"), ("second", "10")]


def test_where_rules_are_read_as_bars_a_one_at_the_edge_is_confirmed_by_nobody() -> None:
    printed, sure = ["16", "26", "36", "46", "56"], 0.99
    clean = [(text, sure) for text in printed]
    barred = [("16", sure), *[("|6", sure)] * 3, ("46", sure)]
    told = [("16", sure), ("46", sure)]
    (first, *_rest) = readings(page(printed), barred, Heard(told), readers=("cell", "page"))
    assert first[-1] == ("second", "")
    (first, *_rest) = readings(page(printed), clean, Heard(told), readers=("cell", "page"))
    assert all(raw == "16" for _reader, raw in first)


def test_more_digits_than_the_print_has_room_for_are_confirmed_by_nobody() -> None:
    read = [("10", 0.99), ("23", 0.99), ("45", 0.99)]
    (first, second, _third) = readings(page(["1", "23", "45"]), read, Heard([("10", 0.99)]), readers=("cell", "page"))
    assert first[-1] == ("second", "")
    assert {raw for _reader, raw in second} == {"23"}


def test_a_narrow_one_has_room_for_its_stroke() -> None:
    image = page(["", "23", "45", "67", "89"]).copy()
    image[19:40, 22:25] = 0
    read = [("1", 0.99), *[(text, 0.99) for text in ("23", "45", "67", "89")]]
    (first, *_rest) = readings(image, read, Heard([("1", 0.99)]), readers=("cell", "page"))
    assert {raw for _reader, raw in first} == {"1"}


def test_a_one_that_stands_outside_of_the_print_is_the_rule_beside_it() -> None:
    noughts = [("0", 0.99), ("20", 0.99), ("40", 0.99), ("60", 0.99)]
    image = page(["0", *[text for text, _ in noughts]])
    (first, *_rest) = readings(image, [("10", 0.9), *noughts], Heard([("10", 0.95)] * 5), readers=("cell", "page"))
    assert ("second", "") in first
    whole = page(["10", *[text for text, _ in noughts]])
    (first, *_rest) = readings(whole, [("10", 0.9), *noughts], Heard([("10", 0.95)] * 5), readers=("cell", "page"))
    assert {raw for _reader, raw in first} == {"10"}


TENS = [(text, 0.99) for text in ("10", "21", "41", "140", "160", "105", "60", "40")]


def test_a_stroke_beside_a_digit_that_every_reader_takes_for_a_one_is_no_one() -> None:
    image = page([*[text for text, _ in TENS], "  0"]).copy()
    image[20:42, 828:831] = 60
    read = [*TENS, ("10", 0.99)]
    found = readings(image, read, Heard(), readers=("cell", "page"))
    assert found[8] == [("cell", "10"), ("page", "10"), ("shape", "0")]
    assert all(len(one) == 2 for one in found[:8])


def test_a_digit_that_a_stroke_makes_another_is_in_doubt() -> None:
    image = page([*PRINTED, "305", "63", "53", "0"]).copy()
    sure = [*SURE, ("305", 0.99), ("63", 0.99), ("53", 0.99), ("3", 0.99)]
    assert readings(image, sure, Heard(), readers=("cell", "page"))[-1][-1] == ("shape", "")


def test_a_letter_of_one_reader_beside_a_digit_of_the_other_is_asked_about() -> None:
    grid, image, second = cells(1), page(["1"]), Heard([("1", 0.99)])
    given = (CellReading(reader="cell", raw="Q", confidence=0.98), CellReading(reader="page", raw="0", confidence=0.98))
    work = WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda points: points)
    first = CellContent(*ink_of(image, grid.cells[0].box, 200.0), given)
    (found,) = with_second_voices(work, [grid], [[first]], second)
    assert [reading.raw for reading in found[0].readings] == ["Q", "0", "1"]


def broken(image: Grey, cell: int) -> Grey:
    """The page with the head and the foot of a cell's digit whitened, as thin strokes of a fax are lost."""
    spoilt = image.copy()
    rows, columns = np.nonzero(image[:, WIDE * cell : WIDE * (cell + 1)] < 128)
    middle = WIDE * cell + (int(columns.min()) + int(columns.max())) // 2
    for edge in (rows.min(), rows.max() - 2):
        spoilt[edge : edge + 3, middle - 1 : middle + 2] = 255
    return spoilt


def test_a_nought_whose_sides_do_not_meet_is_known_by_the_pages_others() -> None:
    image = broken(page([*PRINTED, "0"]), 4)
    assert readings(image, [*SURE, ("()", 0.9)], Heard())[-1] == [("cell", "()"), ("shape", "0")]


def test_brackets_around_print_or_wider_than_a_digit_are_no_nought() -> None:
    assert readings(page([*PRINTED, "8"]), [*SURE, ("()", 0.9)], Heard())[-1] == [("cell", "()")]
    assert readings(page([*PRINTED, "(   )"]), [*SURE, ("()", 0.9)], Heard())[-1] == [("cell", "()")]


def stroke_from(top: int) -> Grey:
    """The page with a stroke, as high as its digits, in its last cell from this row down."""
    image = page([*PRINTED, ""]).copy()
    image[top : top + 20, 4 * WIDE + 40 : 4 * WIDE + 44] = 0
    return image


def test_a_stroke_that_hangs_from_the_rule_above_is_no_one_whoever_says_so() -> None:
    said = Heard([("205", 0.99), ("317", 0.99), ("64", 0.99), ("89", 0.99), ("1", 0.95)])
    assert readings(stroke_from(20), [*SURE, ("1", 0.6)], said)[-1][-1][1] == "1"
    assert readings(stroke_from(5), [*SURE, ("1", 0.6)], said)[-1] == [("cell", "1"), ("second", "")]


def test_what_two_readers_agree_on_unsurely_needs_a_voice_beside_them() -> None:
    """All of a fax's readers took 523 for 528, the second one unsurely too."""
    image = page([*PRINTED, "528", "8"])
    read = [*SURE, ("528", 0.95), ("8", 0.5)]
    both = ("cell", "page")
    other = readings(image, read, Heard([*SURE, ("523", 0.6)]), readers=both)[4]
    assert other[-1] == ("second", "523")
    silent = readings(image, read, Heard([*SURE, ("528", 0.6)]), readers=both)[4]
    assert silent == [("cell", "528"), ("page", "528")]


def test_a_one_on_a_page_whose_digits_break_may_be_what_is_left_of_a_four() -> None:
    image = page(["60", "68", "80", "89", ""]).copy()
    image[25:45, 440:444] = 0
    broken = image.copy()
    for left in range(0, 400, WIDE):
        broken[:, left + 27 : left + 29] = 255
    read = [("60", 0.99), ("68", 0.99), ("80", 0.99), ("89", 0.99), ("1", 0.96)]
    second = [(text, 0.95) for text, _ in read]
    assert readings(image, read, Heard(second))[-1][-1] == ("second", "1")
    assert readings(broken, read, Heard(second))[-1][-1] == ("shape", "")


def test_a_one_that_reaches_low_to_the_left_may_be_a_four_without_its_bar() -> None:
    """A fax left a stem and a slanted stroke of the first four of 4024; every reader took it for a one."""
    image = Image.fromarray(page([*PRINTED, ""]))
    draw = ImageDraw.Draw(image)
    draw.rectangle((440, 20, 444, 41), fill=0)
    flag = np.asarray(image).copy()
    draw.line((433, 34, 441, 21), fill=0, width=2)
    read = [*SURE, ("1", 0.99)]
    assert readings(np.asarray(image), read, Heard([("1", 0.99)]), readers=("cell", "page"))[-1][-1] == ("shape", "")
    ImageDraw.Draw(shown := Image.fromarray(flag)).line((434, 26, 441, 21), fill=0, width=2)
    assert readings(np.asarray(shown), read, Heard(), readers=("cell", "page"))[-1] == [("cell", "1"), ("page", "1")]


def test_a_three_that_no_other_voice_hears_may_be_a_nought_where_digits_break() -> None:
    image = page(["60", "68", "80", "89", "3", "0"]).copy()
    read = [("60", 0.99), ("68", 0.99), ("80", 0.99), ("89", 0.99), ("3", 0.98), ("0", 0.98)]
    heard = Heard([(text, 0.95) for text, _ in read[:4]])
    poor = [*read[:3], ("89", 0.5), *read[4:]]
    assert readings(image, poor, heard, readers=("cell", "page"))[4][2:] == []
    for left in range(0, 400, WIDE):
        image[:, left + 27 : left + 29] = 255
    found = readings(image, poor, heard, readers=("cell", "page"))
    assert found[4][2:] == [("second", "")]
    assert found[5][2:] == []


def test_the_raised_mark_of_a_footnote_is_no_digit() -> None:
    picture = Image.fromarray(page([*PRINTED, "76", "78"]))
    ImageDraw.Draw(picture).text((WIDE * 4 + 54, 12), "1", font=ImageFont.truetype(fonts()[0], 16), fill=0)
    read = [*SURE, ("761", 0.98), ("78", 0.98)]
    found = readings(np.asarray(picture), read, Heard([("761", 0.95)]), readers=("cell", "page"))
    assert found[4][-1] == ("shape", "76")
    assert found[5] == [("cell", "78"), ("page", "78")]


def test_a_lone_stroke_that_one_reader_saw_surely_is_asked_for_on_a_clean_page_too() -> None:
    """The end of a dashed rule below a table is a one to the reader of the page."""
    image = page(["", "25", "37", "48"]).copy()
    image[30:39, 30:33] = 0
    second = Heard([("", 0.0)])
    found = readings(image, [("1", 0.98), ("25", 0.99), ("37", 0.99), ("48", 0.99)], second, readers=("page",))
    assert second.asked == 1
    assert found[0][-1][1] == ""
    assert found[1] == [("page", "25")]
    unsure = readings(image, [("1", 0.98), ("25", 0.99), ("37", 0.99), ("48", 0.99)], Heard([("1", 0.6)]), ("page",))
    assert unsure[0][-1][1] == ""


def test_a_guess_says_nothing_against_digits_that_are_like_their_kinds() -> None:
    """A nought with a dot in it is an eight to some readers, and never surely."""
    first, more = [("0", 0.99)] * 4 + SURE, ("cell", "page")
    image = page([text for text, _ in first])
    asked = [("0.5", 0.6)]  # a page of which more is in doubt has every value read again
    unsure = [*first, *asked]
    image = page([text for text, _ in unsure])
    heard = Heard([("8", 0.2), *((text, 0.99) for text, _ in first[1:]), ("0.5", 0.99)])
    assert readings(image, unsure, heard, more)[0] == [("cell", "0"), ("page", "0")]
    heard = Heard([("8", 0.7), *((text, 0.99) for text, _ in first[1:]), ("0.5", 0.99)])
    assert ("second", "8") in readings(image, unsure, heard, more)[0]


def test_known_digits_that_a_first_reader_was_unsure_of_need_no_further_voice() -> None:
    """One value in doubt has all of the page asked for."""
    read = [("205", 0.8, 0.95), ("317", 0.5, 0.5), *((text, 0.99, 0.99) for text in PRINTED)]
    image, grid = page([text for text, *_ in read]), cells(len(read))
    work = WorkPage(number=1, image=image, words=(), source="recognised", to_scan=lambda points: points)
    contents = [
        CellContent(
            *ink_of(image, cell.box, 200.0),
            tuple(CellReading(reader=r, raw=text, confidence=p) for r, p in zip(("cell", "page"), sure, strict=True)),
        )
        for cell, (text, *sure) in zip(grid.cells, read, strict=True)
    ]
    (found,) = with_second_voices(work, [grid], [contents], Heard([("205", 0.4), ("317", 0.99)]))
    assert [reading.reader for reading in found[0].readings] == ["cell", "page"]


def test_where_most_values_are_in_doubt_two_readings_by_one_model_prove_nothing() -> None:
    """A five in the grain of a bad scan was a three to both, and the second reader was too unsure to be heard."""
    image = page([*PRINTED, "5"])
    both = ("cell", "page")
    weak = [(text, 0.5) for text, _ in SURE[:3]]
    said = Heard([*SURE, ("5", 0.4)])
    assert readings(image, [*weak, SURE[3], ("3", 0.99)], said, readers=both)[-1][-1] == ("shape", "")
    assert readings(image, [*SURE, ("3", 0.99)], Heard(), readers=both)[-1] == [("cell", "3"), ("page", "3")]


def test_an_eight_on_a_page_whose_noughts_are_read_as_eights_is_in_doubt() -> None:
    read = [*((text, 0.99) for text in ("0", "0", "0", "64")), ("8", 0.99), ("317", 0.5)]
    image = page([text for text, _ in read])
    dotted = Heard([("8", 0.2)] * 3 + [("64", 0.99), ("8", 0.99), ("317", 0.99)])
    assert ("shape", "") in readings(image, read, dotted, ("cell", "page"))[4]
    plain = Heard([("0", 0.9)] * 3 + [("64", 0.99), ("8", 0.99), ("317", 0.99)])
    assert ("shape", "") not in readings(image, read, plain, ("cell", "page"))[4]


def test_strokes_that_are_like_the_pages_ones_need_the_second_readers_word() -> None:
    """A four of a fax without its thin strokes, or the two sides of a nought."""
    read = [*SURE, ("1", 0.92), ("11", 0.92), ("205", 0.5)]
    image = page([text for text, _ in read])
    words = [(text, 0.99) for text in PRINTED]
    found = readings(image, read, Heard([*words, ("", 0.0), ("1", 0.4), ("205", 0.99)]), ("cell", "page"))
    assert [one for group in found[4:6] for one in group if one[0] == "shape" and one[1]] == []
    assert all(any(reader == "second" for reader, _ in group) for group in found[4:6])


def test_a_one_on_a_page_where_a_four_lost_its_thin_strokes_is_in_doubt() -> None:
    read = [*SURE, ("10", 0.99), ("↓2", 0.6)]
    image = page([text.replace("↓", "4") for text, _ in read])
    told = [*((text, 0.99) for text in PRINTED), ("10", 0.99), ("42", 0.9)]
    assert ("shape", "") in readings(image, read, Heard(told), ("cell", "page"))[4]
    assert ("shape", "") not in readings(image, [*read[:-1], ("42", 0.6)], Heard(told), ("cell", "page"))[4]


def test_an_eight_that_the_first_reader_was_unsure_of_needs_a_surer_word() -> None:
    read = [*SURE, ("8", 0.55)]
    image = page([*PRINTED, "0"])
    assert ("second", "8") not in readings(image, read, Heard([*((text, 0.99) for text in PRINTED), ("8", 0.88)]))[4]
    assert ("second", "8") in readings(image, read, Heard([*((text, 0.99) for text in PRINTED), ("8", 0.98)]))[4]


@pytest.mark.parametrize("others", [["84件", "37件", "65件"], ["84", "37", "65"]])
def test_a_unit_read_as_a_digit_is_in_doubt_where_the_page_prints_units(others: Sequence[str]) -> None:
    image = page(["21件", *others], han_font())
    found = readings(image, [("214", 0.99), *((text, 0.99) for text in others)], Heard([("214", 0.99)]))
    assert (("shape", "21") in found[0]) is others[0].endswith("件")
