"""Whatever way a page was scanned, it is made upright and straight, and its words lead back to the scan."""

import difflib
import io
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from pdf2image import convert_from_bytes
from PIL import Image as Pillow

from ocr.engines import Engines
from ocr.image.curves import rule_curves
from ocr.image.prepare import Prepared, prepare
from ocr.image.seal import without_seal
from ocr.image.straighten import bend
from ocr.page import Image, Points, WorkWord
from ocr.work import read_pages
from tests.ocr.reading.papers import PROSE, TITLE, encoded, page, pdf_of_html, skewed


def homography(points: Points, matrix: Points) -> Points:
    mapped = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:])


def photographed(image: Image) -> tuple[Image, Points]:
    """On a dark desk, from aside, lit from the left; and the homography."""
    height, width = image.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    seen = np.array([(90, 60), (1600, 110), (1690, 2350), (40, 2300)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, seen)
    taken = cv2.warpPerspective(image, matrix, (1760, 2440), borderValue=70)
    light = np.linspace(0.65, 1.0, 1760)[None, :]
    return np.asarray(taken * light, np.uint8), np.asarray(matrix)


def sagging(image: Image) -> Image:
    """Bent towards a spine at the left by 40 pixels."""
    height, width = image.shape
    xs, ys = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bent = cv2.remap(image, xs, ys - 40 * np.exp(-xs / 300).astype(np.float32), cv2.INTER_LINEAR, borderValue=(255,))
    return np.asarray(bent, np.uint8)


def read(scan: Image, engines: Engines) -> tuple[Prepared, list[WorkWord]]:
    (prepared,) = prepare(scan, 200.0, engines.sight)
    return prepared, engines.reader.read_page(prepared.image)


def title_middle(prepared: Prepared, words: list[WorkWord]) -> Points:
    """Where the title's middle stands on the scan, fractions."""
    title = max(words, key=lambda w: difflib.SequenceMatcher(None, w.text, TITLE).ratio())
    assert difflib.SequenceMatcher(None, title.text, TITLE).ratio() > 0.9
    left, top, right, bottom = title.box
    return np.asarray(prepared.to_scan(np.array([[(left + right) / 2, (top + bottom) / 2]]))[0])


def share_read(words: list[WorkWord]) -> float:
    text = "".join(word.text for word in words)
    found = difflib.SequenceMatcher(
        None, text, TITLE + "一、总体情况" + PROSE * 4, autojunk=False
    ).get_matching_blocks()
    return sum(block.size for block in found) / len(TITLE + "一、总体情况" + PROSE * 4)


@pytest.fixture(scope="module")
def home(engines: Engines) -> Points:
    return title_middle(*read(page(), engines))


WAYS: dict[str, tuple[Callable[[Image], Image], Callable[[Points], Points]]] = {
    "turned by 90": (lambda i: np.rot90(i, -1), lambda p: np.array([1 - p[1], p[0]])),
    "upside down": (lambda i: np.rot90(i, 2), lambda p: 1 - p),
    "turned by 270": (lambda i: np.rot90(i, 1), lambda p: np.array([p[1], 1 - p[0]])),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_turned_page_is_read_and_its_words_lead_back(way: str, engines: Engines, home: Points) -> None:
    turn, place = WAYS[way]
    prepared, words = read(np.ascontiguousarray(turn(page())), engines)
    assert share_read(words) > 0.98
    assert np.abs(title_middle(prepared, words) - place(home)).max() < 0.004


@pytest.mark.parametrize("degrees", [-3.0, -0.7, 1.5, 6.0])
def test_a_skewed_page_is_straightened(degrees: float, engines: Engines, home: Points) -> None:
    prepared, words = read(skewed(page(), degrees), engines)
    assert share_read(words) > 0.98
    assert bend(rule_curves(prepared.image), 0) < 2.5
    size = np.array([1654, 2339])
    matrix = cv2.getRotationMatrix2D((827, 1169.5), degrees, 1.0)
    expected = (matrix @ np.append(home * size, 1.0)) / size
    assert np.abs(title_middle(prepared, words) - expected).max() < 0.004


def test_a_photograph_is_flattened(engines: Engines, home: Points) -> None:
    scan, matrix = photographed(page())
    prepared, words = read(scan, engines)
    assert share_read(words) > 0.98
    assert bend(rule_curves(prepared.image), 0) < 3
    assert bend(rule_curves(prepared.image, vertical=True), 1) < 3
    expected = homography(home[None] * [1654, 2339], matrix)[0] / [1760, 2440]
    assert np.abs(title_middle(prepared, words) - expected).max() < 0.004


def test_a_page_that_sags_at_the_spine_is_straightened(engines: Engines) -> None:
    bent = sagging(page())
    assert bend(rule_curves(bent), 0) > 10
    prepared, words = read(bent, engines)
    assert share_read(words) > 0.98
    assert bend(rule_curves(prepared.image), 0) < 3


def test_two_pages_on_one_sheet_are_read_apart(engines: Engines) -> None:
    left, right = prepare(np.concatenate([page(), page()], axis=1), 200.0, engines.sight)
    assert (left.part, right.part) == (0, 1)
    middles = [title_middle(one, engines.reader.read_page(one.image)) for one in (left, right)]
    assert middles[1][0] - middles[0][0] == pytest.approx(0.5, abs=0.003)


def test_a_landscape_page_stays_whole(engines: Engines) -> None:
    wide = np.full((1654, 2339), 255, np.uint8)
    wide[100:1100, 100:2200] = cv2.resize(page()[1000:1900, 100:1554], (2100, 1000))
    assert len(prepare(wide, 200.0, engines.sight)) == 1


def test_a_blank_page_gives_no_words(engines: Engines) -> None:
    _, words = read(np.full((2339, 1654), 250, np.uint8), engines)
    assert words == []


def test_faint_print_is_darkened_and_paper_whitened(engines: Engines) -> None:
    faint = np.asarray(150 + page().astype(np.float32) * (205 - 150) / 255, np.uint8)
    (prepared,) = prepare(faint, 200.0, engines.sight)
    assert np.percentile(prepared.image, 50) > 245
    assert prepared.image.min() < 90


def test_a_seal_is_painted_out_and_the_print_under_it_kept(engines: Engines) -> None:
    colour = cv2.cvtColor(page(), cv2.COLOR_GRAY2RGB)
    stamp = np.full_like(colour, 255)
    cv2.circle(stamp, (800, 700), 230, (225, 40, 50), 16)
    cv2.circle(stamp, (800, 700), 90, (225, 40, 50), -1)
    scan = np.asarray(colour.astype(np.uint16) * stamp // 255, np.uint8)
    scan = np.asarray(Pillow.open(io.BytesIO(encoded(scan, "JPEG", quality=70))))
    painted = without_seal(scan)
    assert np.percentile(painted[780:860, 720:880], 60) > 225
    prepared, words = read(scan, engines)
    assert share_read(words) > 0.97
    assert prepared.image.ndim == 2


@pytest.mark.parametrize("degrees", [-1.0, 1.0])
def test_values_between_two_lines_of_their_labels_do_not_turn_the_page(engines: Engines, degrees: float) -> None:
    """The rows of such pages look sharpest two or three degrees away, where values stand level with a line of a label."""
    cells = f"<td style='width: 5.2cm'>其他法律行政法<br>规禁止公开的信息</td>{'<td>0</td>' * 7}"
    style = """@page { size: A4; margin: 2.5cm } table { border-collapse: collapse }
td { text-align: center; padding: 3px; width: 1.1cm } body { font: 11pt/1.4 'WenQuanYi Zen Hei' }"""
    made = pdf_of_html(f"<table>{f'<tr>{cells}</tr>' * 15}</table>", style)
    scan = np.asarray(convert_from_bytes(made, dpi=200, grayscale=True)[0])
    _, words = read(skewed(scan, degrees), engines)
    first = [word.box[0] for word in words if word.text.startswith("其他法律")]
    assert len(first) == 15
    assert np.ptp(first) < 12


@pytest.mark.parametrize("wrong", [1, 2, 3])
def test_a_page_whose_lines_misled_is_read_the_other_ways_up(
    wrong: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dashed rules between low rows have led to a page on its side, which read as single wrong characters."""
    monkeypatch.setattr("ocr.image.prepare.quarters_to_upright", lambda *given: wrong)
    path = tmp_path / "page.png"
    path.write_bytes(encoded(page(), "PNG"))
    ((reading, _),) = read_pages(path, path.name, "image/png", (1, 1), "rapidocr")
    title = max(reading.words, key=lambda w: difflib.SequenceMatcher(None, w.text, TITLE).ratio())
    assert difflib.SequenceMatcher(None, title.text, TITLE).ratio() > 0.9
    assert title.box[1] < 0.2
