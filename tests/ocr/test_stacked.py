"""Labels set one character below another are cut into their lines and read as one line."""

import subprocess
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.engines import open_engines
from ocr.tables.unruled.stacked import line_cuts, read_stack


def font_of(name: str) -> str:
    return subprocess.run(["fc-match", "-f", "%{file}", name], capture_output=True, text=True, check=True).stdout


def column(lines: list[str], size: int, leading: float) -> np.ndarray:
    """Lines one below another, as narrow cells print them, cut to their ink."""
    image = Image.new("L", (8 * size, round(len(lines) * size * leading) + 2 * size), 255)
    font = ImageFont.truetype(font_of("Noto Serif CJK SC"), size)
    for at, line in enumerate(lines):
        left = (8 * size - font.getlength(line)) / 2
        ImageDraw.Draw(image).text((left, size / 2 + at * size * leading), line, font=font, fill=20)
    ink = np.asarray(image)
    rows, columns = np.flatnonzero((ink < 128).any(axis=1)), np.flatnonzero((ink < 128).any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


@pytest.mark.parametrize("leading", [1.15, 1.4, 1.9])
def test_a_column_is_cut_between_its_lines(leading: float) -> None:
    cuts = line_cuts(column(list("本年度办理结果"), 29, leading), 200)
    assert len(cuts) == 8
    assert all(0.6 * 29 * leading <= b - a <= 1.3 * 29 * leading for a, b in pairwise(cuts))


@pytest.mark.parametrize("lines", [list("三、本年度办理结果"), ["（三）", *"不予公开"], ["政府信息", "公开情况"]])
def test_a_column_is_read_from_the_top_down(lines: list[str]) -> None:
    read = read_stack(column(lines, 29, 1.2), open_engines("rapidocr").reader, 200)
    assert read.text.translate(str.maketrans("（）", "()")) == "".join(lines).translate(str.maketrans("（）", "()"))


def test_a_column_lying_on_its_side_is_read_too() -> None:
    lying = np.ascontiguousarray(np.rot90(column(["本年度办理结果"], 29, 1.2)))
    assert read_stack(lying, open_engines("rapidocr").reader, 200).text == "本年度办理结果"
