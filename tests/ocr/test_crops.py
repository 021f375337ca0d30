"""Crops come to the recogniser in few shapes, whatever a page holds, and each crop as it is printed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.engines.crops import BATCH_PIXELS, HEIGHT, SIZES, batches
from ocr.engines.ctc import decode
from ocr.page import Image


def crop(width: int) -> Image:
    image = np.full((HEIGHT, width), 255, np.uint8)
    image[10:30, width // 2] = 0
    return image


@given(st.lists(st.integers(8, 1600), max_size=40))
def test_every_crop_is_read_once_in_a_batch_of_few_sizes(widths: list[int]) -> None:
    seen: list[int] = []
    for places, batch, scales in batches([crop(width) for width in widths]):
        assert len(places) == len(batch) == len(scales)
        assert len(places) in SIZES
        assert len(places) == 1 or batch.size <= 3 * HEIGHT * BATCH_PIXELS
        seen += places
    assert sorted(seen) == list(range(len(widths)))


def test_the_rest_of_a_crops_width_is_neither_paper_nor_print() -> None:
    ((places, batch, _),) = batches([crop(70), crop(100)])
    rows = dict(zip(places, batch, strict=True))
    assert np.all(rows[0][:, :, 70:] == 0)
    assert np.all(rows[0][:, :, :30] == 1)
    assert np.array_equal(rows[1][0], rows[1][2])


def test_classes_that_no_step_holds_for_possible_change_nothing() -> None:
    keys = ["", *(chr(0x4E00 + n) for n in range(3000))]
    steps = np.full((6, len(keys)), 1e-7, np.float32)
    for step, (first, share, other) in enumerate(
        [(0, 0.9, 5), (7, 0.8, 9), (0, 0.95, 7), (2000, 0.6, 2500), (0, 1, 1)]
    ):
        steps[step, first], steps[step, other] = share, 1 - share
    steps[5, 0] = 1.0
    line = decode(steps, keys, 8.0)
    assert line.text == keys[7] + keys[2000]
    assert line.chars[0].confidence == pytest.approx(0.8)
    assert [other for other, _ in line.chars[1].alternatives] == [keys[2500]]
