"""The quick form of `./dangan bench accuracy`: whole reports through the whole chain, no value silently wrong."""

from collections.abc import Iterator

import pytest

from archive.ports import Reader
from ocr.reader import build_reader
from tests.bench.accuracy import score_one
from tests.generator.style import Family


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    built = build_reader("rapidocr")
    yield built
    built.close()


@pytest.mark.parametrize(
    ("edition", "level", "family", "seed", "least"),
    [
        pytest.param("2019", "digital", "tuned", 3, 1.0, id="ruled"),
        pytest.param("2019", "digital", "tuned", 18, 1.0, id="without rules, blanks as nothing, full-width digits"),
        pytest.param("2021", "digital", "tuned", 39, 1.0, id="without rules, numbers at the right"),
        pytest.param("2014", "digital", "tuned", 2, 1.0, id="indicators"),
        pytest.param("2021", "office200", "tuned", 4, 0.99, id="scan"),
        pytest.param("2021", "bad150", "tuned", 4, 0.97, id="bad scan"),
        pytest.param("2019", "digital", "heldout", 3, 0.9, id="of the held-out family"),
    ],
)
def test_a_report_is_read_right_or_says_its_doubt(
    reader: Reader, edition: str, level: str, family: Family, seed: int, least: float
) -> None:
    score = score_one(reader, seed, edition, level, family, None)
    assert score.silently_wrong == 0
    assert score.share("right") >= least
    assert score.share("box_hits", "boxed") == 1.0
