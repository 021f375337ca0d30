"""Labels set one character below another, left of the rows of a table without rules."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ocr.engines import open_engines
from ocr.page import WorkPage, WorkWord
from ocr.tables.ruled.grid import Grid
from ocr.tables.unruled.upright_labels import with_upright_labels
from tests.ocr.test_stacked import font_of

SIZE = 29
GRID = Grid((200.0, 500.0, 600.0), (80.0, 500.0), ())


def page(label: str, *words: WorkWord) -> WorkPage:
    """A label upright at 150, and the rows' labels beside it as grey bars."""
    image = Image.new("L", (700, 600), 255)
    font = ImageFont.truetype(font_of("Noto Serif CJK SC"), SIZE)
    for at, char in enumerate(label):
        ImageDraw.Draw(image).text((150, 120 + at * SIZE * 1.2), char, font=font, fill=20)
    for word in words:
        if word.text == "行":
            ImageDraw.Draw(image).rectangle(word.box, fill=90)
    return WorkPage(1, np.asarray(image), words, "recognised", lambda points: points / 600)


def texts(work: WorkPage) -> list[str]:
    found = with_upright_labels(work, work.image, [GRID], open_engines("rapidocr").reader)
    return [word.text for word in found]


def row(top: float) -> WorkWord:
    return WorkWord("行", (220, top, 480, top + 30))


def test_a_label_beside_its_rows_is_read_and_its_pieces_are_left_out() -> None:
    piece = WorkWord("二单", (148, 118, 182, 190))
    assert texts(page("本年度办理结果", row(100), piece, row(200))) == ["行", "行", "本年度办理结果"]


def test_print_in_lines_and_other_columns_are_no_labels() -> None:
    assert texts(page("", row(100), row(140), row(180))) == ["行", "行", "行"]
    assert texts(page("岁寒松柏后凋也", row(100))) == ["行"]


def test_a_table_at_the_pages_edge_has_no_room_for_labels_beside_it() -> None:
    """OpenCV ends the process that hands it an image without pixels."""
    work = page("", row(100))
    beyond = Grid((800.0, 900.0, 1000.0), (80.0, 500.0), ())
    assert with_upright_labels(work, work.image, [beyond], open_engines("rapidocr").reader) == work.words
