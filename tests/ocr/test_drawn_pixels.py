"""The pixels of a page that poppler drew are taken from its bytes; a picture of any other kind is left to Pillow."""

import io

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageFile

from ocr.files.raster import _drawn


def picture(mode: str, kind: str) -> Pillow.Image:
    pixels = np.arange(7 * 5 * 3, dtype=np.uint8).reshape(7, 5, 3)
    out = io.BytesIO()
    Pillow.fromarray(pixels).convert(mode).save(out, kind)
    return Pillow.open(io.BytesIO(out.getvalue()))


@pytest.mark.parametrize(("mode", "kind"), [("RGB", "PPM"), ("L", "PPM"), ("RGB", "PNG")])
def test_pixels_are_those_that_pillow_sees(mode: str, kind: str) -> None:
    assert np.array_equal(_drawn(picture(mode, kind)), np.asarray(picture(mode, kind)))


def test_a_picture_that_is_cut_off_is_left_to_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    # A typesetter that other tests load lets Pillow fill with grey what is lacking.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    whole = picture("RGB", "PPM").fp  # type: ignore[attr-defined]
    with pytest.raises(OSError, match="truncated"):
        _drawn(Pillow.open(io.BytesIO(whole.getvalue()[:-3])))
