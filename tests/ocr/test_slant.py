"""A slash leans, a one does not, in every font that is installed."""

import subprocess

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ocr.page import Image as Grey
from ocr.tables.voices.slant import LEANING, lean


def fonts() -> list[str]:
    found = subprocess.run(["fc-list", "--format", "%{file}\n"], capture_output=True, text=True, check=True).stdout
    wanted = ("CJK-Regular", "Serif-Regular", "Sans-Regular", "wqy", "ukai", "uming", "DejaVuSans.ttf")
    return sorted({path for path in found.splitlines() if any(name in path for name in wanted)})


def drawn(text: str, path: str) -> Grey:
    image = Image.new("L", (80, 80), 255)
    ImageDraw.Draw(image).text((25, 15), text, font=ImageFont.truetype(path, 36), fill=0)
    return np.asarray(image)


@pytest.mark.parametrize("path", fonts())
def test_slashes_lean_and_ones_stand(path: str) -> None:
    assert lean(drawn("/", path)) >= LEANING
    assert lean(drawn("1", path)) < LEANING


def test_paper_does_not_lean() -> None:
    assert lean(np.full((30, 30), 255, dtype=np.uint8)) == 0.0
