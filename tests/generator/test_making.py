"""Generated reports: their truth is what their pages show."""

import json
import unicodedata
from dataclasses import replace
from functools import cache
from random import Random

import cv2
import numpy as np
import pypdfium2
import pytest

from tests.generator import CellTruth, Generated, Place, Truth, bundle, make
from tests.generator.content import draw_report
from tests.generator.degrade import LEVELS
from tests.generator.fonts import FontsMissing, require
from tests.generator.forms import metrics
from tests.generator.making import Order, render
from tests.generator.overlay import overlays, page_images
from tests.generator.sheet import Image
from tests.generator.style import FAMILIES, Family, draw_style

DIGITAL: tuple[tuple[int, str, Family], ...] = (
    (0, "2019", "tuned"),
    (1, "2021", "tuned"),
    (2, "2014", "tuned"),
    (3, "2021", "heldout"),
    (4, "2019", "heldout"),
    (5, "2014", "heldout"),
)


@cache
def _made(seed: int, edition: str, level: str, family: Family) -> Generated:
    return make(seed, edition, level, family)


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _text_in(page: pypdfium2.PdfPage, place: Place, box: tuple[float, float, float, float]) -> str:
    del place
    width, height = page.get_size()
    left, top, right, bottom = box
    text = page.get_textpage().get_text_bounded(left * width, (1 - bottom) * height, right * width, (1 - top) * height)
    return _bare(str(text))


@pytest.mark.parametrize(("seed", "edition", "family"), DIGITAL)
def test_the_text_layer_says_in_every_cell_what_the_truth_says(seed: int, edition: str, family: Family) -> None:
    made = _made(seed, edition, "digital", family)
    pdf = pypdfium2.PdfDocument(made.content)
    checked = 0
    for cell in made.truth.cells:
        if cell.place is None:
            continue
        box = cell.place.text or cell.place.cell
        assert _text_in(pdf[cell.place.page - 1], cell.place, box) == _bare(cell.raw), cell.metric
        checked += 1
    assert checked >= len(made.truth.cells) - 15


@pytest.mark.parametrize(("seed", "edition", "family"), DIGITAL)
def test_sections_are_in_the_text_layer(seed: int, edition: str, family: Family) -> None:
    made = _made(seed, edition, "digital", family)
    printed = _bare(_document_text(made.content))
    for section in made.truth.sections:
        for line in section.text.splitlines():
            assert set(_bare(line)) <= set(printed), line


@pytest.mark.parametrize("edition", ["none", "2014", "2019", "2021"])
def test_every_metric_of_the_edition_is_there_once(edition: str) -> None:
    truth = _made(0, edition, "digital", "tuned").truth
    assert [cell.metric for cell in truth.cells] == list(metrics(edition))


def _grey(image: Image) -> Image:
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)


def _crop(images: list[Image], place: Place, box: tuple[float, float, float, float]) -> Image:
    image = images[place.page - 1]
    height, width = image.shape[:2]
    left, top, right, bottom = box
    return _grey(image[int(top * height) : int(bottom * height) + 1, int(left * width) : int(right * width) + 1])


def _has_ink(images: list[Image], cell: CellTruth) -> bool:
    assert cell.place is not None
    assert cell.place.text is not None
    ink = _crop(images, cell.place, cell.place.text)
    around = _crop(images, cell.place, cell.place.cell)
    return int(ink.min()) < float(np.median(around)) - 45


@pytest.mark.parametrize("level", LEVELS)
def test_values_are_inked_where_the_truth_places_them(level: str) -> None:
    made = _made(LEVELS.index(level) + 20, "2021", level, "tuned")
    images = page_images(made, 150)
    assert len(images) == len(made.truth.pages)
    printed = [cell for cell in made.truth.cells if cell.place is not None and cell.place.text is not None]
    assert len(printed) > 5
    missed = [cell.metric for cell in printed if not _has_ink(images, cell)]
    assert len(missed) <= len(printed) * 0.01, missed


def _ink_outside_text(images: list[Image], cell: CellTruth) -> float:
    """The share of a cell's ink that lies beyond the box of its text; the cell's rules are left out."""
    assert cell.place is not None
    assert cell.place.text is not None
    image = _grey(images[cell.place.page - 1])
    height, width = image.shape
    dark = image < 128
    left, top, right, bottom = (round(v * s) for v, s in zip(cell.place.cell, (width, height) * 2, strict=True))
    inside = dark[top + 4 : bottom - 4, left + 4 : right - 4].sum()
    left, top, right, bottom = (round(v * s) for v, s in zip(cell.place.text, (width, height) * 2, strict=True))
    return 1 - float(dark[top - 1 : bottom + 1, left - 1 : right + 1].sum() / inside) if inside else 0.0


@pytest.mark.parametrize("seed", [0, 3])
def test_text_boxes_hold_the_whole_ink_of_their_cells(seed: int) -> None:
    made = make(seed, "2019", "digital", "tuned", cell_pad=4, row_pad=4, zero_blanks=0)
    images = page_images(made, 150)
    printed = [cell for cell in made.truth.cells if cell.place is not None and cell.place.text is not None]
    assert len(printed) > 50
    for cell in printed:
        assert _ink_outside_text(images, cell) < 0.03, cell.metric


def test_blank_cells_are_blank() -> None:
    made = make(6, "2019", "digital", "tuned", zero_blanks=1, rule_sides="all")
    images = page_images(made, 150)
    blank = [c for c in made.truth.cells if c.expected == "not_stated" and not c.raw and c.place]
    assert len(blank) > 20
    for cell in blank:
        assert cell.place is not None
        inside = _crop(images, cell.place, cell.place.cell)[5:-5, 5:-5]
        assert int(inside.min()) > 200, cell.metric


def test_the_truth_survives_json() -> None:
    truth = _made(0, "2019", "digital", "tuned").truth
    assert Truth.from_json(truth.to_json()) == truth
    assert json.loads(truth.to_json())["office"] == truth.office
    assert truth.cell("requests.received.total").unit == "件"


def test_the_same_seed_makes_the_same_report() -> None:
    first, second = make(9, "2014", "bad150"), make(9, "2014", "bad150")
    assert first.truth == second.truth
    assert all(np.array_equal(a, b) for a, b in zip(page_images(first), page_images(second), strict=True))


def test_an_absent_table_has_no_places() -> None:
    style = draw_style(1, "tuned")
    report = replace(draw_report(Random(1), "2021", style), absent=frozenset({"disputes"}))
    truth = render(report, Order(style, "digital"), Random(1)).truth
    absent = [cell for cell in truth.cells if cell.expected == "absent"]
    assert {cell.metric.split(".")[0] for cell in absent} == {
        "reconsideration",
        "litigation_direct",
        "litigation_after_review",
    }
    assert len(absent) == 15
    assert all(cell.place is None and cell.value is None for cell in absent)


def test_page_faults_are_made_and_named() -> None:
    sound = make(7, "none", "bad150", two_up=False, delivery="pdf")
    faulty = make(7, "none", "bad150", two_up=False, delivery="pdf", faults=("blank_page", "duplicate_page"))
    assert len(faulty.truth.pages) == len(sound.truth.pages) + 2 == len(page_images(faulty))
    assert [page for page in faulty.truth.pages if not page.lines]
    assert faulty.truth.faults == ("blank_page", "duplicate_page")


@pytest.mark.parametrize("delivery", ["jpeg", "png", "jp2", "tiff", "pdf"])
def test_single_pages_come_in_every_format(delivery: str) -> None:
    made = make(11, "none", "office200", delivery=delivery, page="A4", body_pt=9, cover=False, spacer=0, two_up=False)
    assert len(page_images(made)) == len(made.truth.pages) == 1
    assert made.media_type.endswith(
        {"jpeg": "jpeg", "png": "png", "jp2": "jp2", "tiff": "tiff", "pdf": "pdf"}[delivery]
    )


def test_overlays_draw_on_every_page() -> None:
    made = _made(0, "2019", "digital", "tuned")
    for plain, drawn in zip(page_images(made), overlays(made), strict=True):
        assert not np.array_equal(plain, drawn)


def test_heldout_styles_have_what_tuned_ones_never_draw() -> None:
    for name in ("body_font", "table_font", "rule", "rule_sides", "body_pt", "page", "blank", "number_align"):
        assert set(FAMILIES["heldout"][name]) - set(FAMILIES["tuned"][name]), name
    tuned = {draw_style(seed, "tuned").table_font for seed in range(80)}
    assert tuned == set(FAMILIES["tuned"]["table_font"])


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(KeyError):
        make(0, "2019", "microfilm")


def _document_text(content: bytes) -> str:
    return "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(content))


def test_text_faults_spoil_the_text_and_not_the_look() -> None:
    sound = make(8, "none", "digital")
    radicals = make(8, "none", "digital", faults=("radicals",))
    mute = make(8, "none", "digital", faults=("no_unicode",))
    assert "行" in _document_text(sound.content)
    assert "行" not in _document_text(radicals.content)
    assert _bare(_document_text(radicals.content)) == _bare(_document_text(sound.content))
    assert "信息" not in _document_text(mute.content)
    for changed in (radicals, mute):
        for before, after in zip(page_images(sound), page_images(changed), strict=True):
            assert np.array_equal(before, after)


def test_a_bundle_moves_each_report_s_pages() -> None:
    parts = [_made(0, "2019", "digital", "tuned"), _made(1, "2021", "digital", "tuned")]
    content, truths = bundle(parts)
    first, second = truths
    assert len(pypdfium2.PdfDocument(content)) == len(first.pages) + len(second.pages)
    assert first == parts[0].truth
    assert second.pages[0].number == len(first.pages) + 1
    page = pypdfium2.PdfDocument(content)[second.pages[0].number - 1]
    assert _bare(second.pages[0].lines[0].text) in _bare(page.get_textpage().get_text_bounded())


def test_a_bundle_takes_pdfs_only() -> None:
    with pytest.raises(ValueError, match="no PDF"):
        bundle([make(8, "none", "bad150", delivery="tiff")])


def test_a_font_that_is_not_installed_is_named_with_its_package() -> None:
    assert "fonts-arphic-ukai" in str(FontsMissing(("AR PL UKai CN",)))
    with pytest.raises(FontsMissing, match="No Such Song"):
        make(0, "none", "digital", body_font="No Such Song")


def test_the_families_fonts_are_installed() -> None:
    for family in ("tuned", "heldout"):
        for name in ("body_font", "head_font", "table_font", "digit_font"):
            require(FAMILIES[family][name])
