"""A scanner's own picture is taken where it is the whole page, and only there."""

import io
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image as Pillow
from PIL.TiffImagePlugin import TiffImageFile

from ocr.files.detect import PDF
from ocr.files.embedded import Embedded, embedded
from ocr.files.raster import rasters

SIZE = (827, 1170)  # A4 at 100 dpi
PAGE = (595.44, 842.4)


def jpeg(mode: str = "L", **options: object) -> bytes:
    """A picture that is darker to the right and to the foot."""
    across, down = np.linspace(255, 120, SIZE[0]), np.linspace(0, 100, SIZE[1])
    pixels = Pillow.fromarray((across[None, :] - down[:, None]).astype(np.uint8)).convert(mode)
    out = io.BytesIO()
    pixels.save(out, "JPEG", quality=95, **options)
    return out.getvalue()


def pdf(data: bytes, content: str = "q {w} 0 0 {h} 0 0 cm /Im Do Q", **page_keys: object) -> pikepdf.Pdf:
    made = pikepdf.new()
    page = made.add_blank_page(page_size=PAGE)
    image = made.make_stream(data)
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = *SIZE, 8
    image.ColorSpace, image.Filter = pikepdf.Name.DeviceGray, pikepdf.Name.DCTDecode
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
    page.Contents = made.make_stream(content.format(w=PAGE[0], h=PAGE[1]).encode())
    for key, value in page_keys.items():
        page.obj[f"/{key}"] = value
    return made


def taken(made: pikepdf.Pdf) -> Embedded | None:
    """What is taken of the first page, whose document must stay open."""
    return embedded(made.pages[0])


def test_the_picture_is_the_scanners_own() -> None:
    data = jpeg()
    found = taken(pdf(data))
    assert found is not None
    assert found.data == data
    assert found.image.shape == SIZE[::-1]
    assert found.dpi == pytest.approx((100, 100), rel=0.01)


def test_it_shows_what_drawing_the_page_shows(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    made = pdf(jpeg())
    made.save(path)
    (picture,) = rasters(path, PDF, path.name, 1, 1)
    made.pages[0].Contents = made.make_stream(f"q {PAGE[0]} 0 0 {PAGE[1]} 0 0 cm /Im Do Q 0 0 m 0 0 l".encode())
    made.save(path)
    (drawn,) = rasters(path, PDF, path.name, 1, 1)
    assert drawn.image.shape[0] == pytest.approx(2 * picture.image.shape[0], abs=3)
    small = np.asarray(Pillow.fromarray(drawn.image).resize(SIZE, Pillow.Resampling.BOX))
    assert np.abs(small.astype(int) - picture.image).mean() < 2


@pytest.mark.parametrize(
    ("content", "keys"),
    [
        pytest.param("q {w} 0 0 {h} 0 0 cm /Im Do Q", {"Rotate": 90}, id="turned by the page"),
        pytest.param("q -{w} 0 0 {h} {w} 0 cm /Im Do Q", {}, id="mirrored"),
        pytest.param("q {w} 0 0 -{h} 0 {h} cm /Im Do Q", {}, id="upside down"),
        pytest.param("q 300 0 0 420 0 0 cm /Im Do Q", {}, id="a part of the page"),
        pytest.param("q {w} 0 0 {h} 0 0 cm /Im Do Q q 9 0 0 9 0 0 cm /Im Do Q", {}, id="two pictures"),
        pytest.param("q {w} 0 0 {h} 0 0 cm /Im Do Q 0 0 9 9 re f", {}, id="something over it"),
        pytest.param("q 0 0 9 9 re W n {w} 0 0 {h} 0 0 cm /Im Do Q", {}, id="cut off"),
        pytest.param("", {}, id="nothing"),
    ],
)
def test_any_other_page_is_drawn(content: str, keys: dict[str, object]) -> None:
    assert taken(pdf(jpeg(), content, **keys)) is None


def test_a_picture_that_is_mapped_masked_or_damaged_is_drawn() -> None:
    for change in ({"Decode": pikepdf.Array([1, 0])}, {"SMask": pikepdf.Dictionary()}, {"Width": 800}):
        made = pdf(jpeg())
        for key, value in change.items():
            made.pages[0].Resources.XObject.Im[f"/{key}"] = value
        assert taken(made) is None
    assert taken(pdf(b"\xff\xd8\xff no JPEG")) is None
    assert taken(pdf(jpeg()[:3000])) is None


def test_a_picture_that_its_own_note_turns_is_drawn() -> None:
    note = Pillow.Exif()
    note[0x0112] = 6
    assert taken(pdf(jpeg(exif=note))) is None


def dots(*, fax: bool = False, size: tuple[int, int] = SIZE, turn: int = 0) -> pikepdf.Pdf:
    """A page of black and white dots, with a black corner at the left of its head."""
    pixels = np.full(size[::-1], 255, np.uint8)
    pixels[: size[1] // 8, : size[0] // 2] = 0
    made = pdf(np.packbits(pixels > 0, axis=1).tobytes(), Rotate=turn)
    image = made.pages[0].Resources.XObject.Im
    image.Width, image.Height, image.BitsPerComponent = *size, 1
    del image.Filter
    if fax:
        out = io.BytesIO()
        Pillow.fromarray(pixels).convert("1").save(out, "TIFF", compression="group4", tiffinfo={278: size[1]})
        with TiffImageFile(io.BytesIO(out.getvalue())) as tiff:
            (start,), (length,), white_is_0 = tiff.tag_v2[273], tiff.tag_v2[279], tiff.tag_v2[262] == 0
        parms = pikepdf.Dictionary(K=-1, Columns=size[0], Rows=size[1], BlackIs1=white_is_0)
        image.write(out.getvalue()[start : start + length], filter=pikepdf.Name.CCITTFaxDecode, decode_parms=parms)
    return made


@pytest.mark.parametrize("fax", [False, True])
@pytest.mark.parametrize("turn", [0, 90, 180])
def test_coarse_dots_are_taken_as_they_are_and_as_the_page_shows_them(tmp_path: Path, *, fax: bool, turn: int) -> None:
    path = tmp_path / "fax.pdf"
    made = dots(fax=fax, turn=turn)
    found = taken(made)
    assert found is not None
    assert found.image.shape == (SIZE if turn == 90 else SIZE[::-1])
    assert set(np.unique(found.image)) == {0, 255}
    made.pages[0].Contents = made.make_stream(f"q {PAGE[0]} 0 0 {PAGE[1]} 0 0 cm /Im Do Q 0 0 m 0 0 l".encode())
    made.save(path)
    (drawn,) = rasters(path, PDF, path.name, 1, 1)
    small = Pillow.fromarray(drawn.image).resize(found.image.shape[::-1], Pillow.Resampling.BOX)
    assert np.abs(np.asarray(small).astype(int) - found.image).mean() < 2


def test_dots_of_two_resolutions_are_shown_square(tmp_path: Path) -> None:
    path = tmp_path / "fax.pdf"
    dots(size=(1687, 1146)).save(path)
    (page,) = rasters(path, PDF, path.name, 1, 1)
    assert page.image.shape[0] / page.image.shape[1] == pytest.approx(PAGE[1] / PAGE[0], rel=0.01)
    assert page.dpi == pytest.approx(204, rel=0.01)


def test_fine_dots_are_drawn() -> None:
    assert taken(dots(size=(2480, 3508))) is None
