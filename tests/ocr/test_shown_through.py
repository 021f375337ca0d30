"""What shows through from the back of the sheet is told from print by its paleness and by how badly it reads."""

import numpy as np
import pytest

from ocr.page import WorkPage, WorkWord
from ocr.tables.ink import of_this_side, without_pale

BOXES = [(20.0, 20.0 + 60 * at, 220.0, 50.0 + 60 * at) for at in range(6)]


def page(last: WorkWord, tone: int) -> WorkPage:
    image = np.full((400, 300), 255, np.uint8)
    words = [WorkWord("政府信息公开", box, 0.99) for box in BOXES[:-1]] + [last]
    for word in words:
        left, top, right, bottom = (round(edge) for edge in word.box)
        image[top + 5 : bottom - 5, left + 5 : right - 5 : 4] = tone if word is last else 40
    return WorkPage(1, image, tuple(words), "recognised", lambda points: points / 400)


@pytest.mark.parametrize(
    ("text", "tone", "confidence", "kept"),
    [
        ("只开公坛主二", 210, 0.3, False),
        ("只开公坛主二", 60, 0.3, True),
        ("第二十条第（六）项", 210, 0.98, True),
        ("12", 210, 0.3, True),
    ],
)
def test_only_pale_and_unsure_text_is_the_backs(text: str, tone: int, confidence: float, kept: bool) -> None:
    work = page(WorkWord(text, BOXES[-1], confidence), tone)
    assert (text in [word.text for word in of_this_side(work)]) == kept


@pytest.mark.parametrize(("tone", "kept"), [(210, False), (60, True)])
def test_a_pale_number_may_be_the_backs(tone: int, kept: bool) -> None:
    work = page(WorkWord("0", BOXES[-1], 0.99), tone)
    assert ("0" in [word.text for word in without_pale(work, work.words)]) == kept
