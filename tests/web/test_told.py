"""What the readers of files say in English is Chinese on a Chinese page, with its facts."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from web.app import create_app
from web.bootstrap import Services
from web.ui import told

HERE = Path(__file__).parents[2]
LITERAL = re.compile(r'RefusedFile\(\s*filename,\s*"([^"{]+)",\s*"([^"{]+)"')


def _sentences() -> set[str]:
    """The reasons and remedies that `ocr` writes as they stand."""
    sources = [path.read_text(encoding="utf-8") for path in (HERE / "ocr").rglob("*.py")]
    return {text for source in sources for pair in LITERAL.findall(source) for text in pair}


def test_every_plain_reason_of_the_readers_has_its_chinese(shop: Services) -> None:
    sentences = _sentences()
    assert len(sentences) > 8
    with create_app(shop).test_request_context("/?lang=zh"):
        assert [text for text in sentences if told.reason(text) == text] == []


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("it has 5001 pages, more than 5000.", "共 5001 页，超过 5000 页。"),
        ("its name ends in .pdf, but its content is image/png.", "扩展名为 .pdf，内容却是 image/png。"),
        ("its type is not known (it looks like a ZIP archive).", "文件类型不明（似为ZIP 压缩包）。"),
        ("something new went wrong", "something new went wrong"),
    ],
)
def test_facts_stay_in_the_chinese_and_new_words_as_they_are(shop: Services, said: str, shown: str) -> None:
    with create_app(shop).test_request_context("/?lang=zh"):
        assert told.reason(said) == shown
    with create_app(shop).test_request_context("/?lang=en"):
        assert told.reason(said) == said


def test_events_are_words_on_the_health_page(staff: FlaskClient) -> None:
    page = staff.get("/health").get_data(as_text=True)
    assert "生成年报" in page
    assert "report.made" not in page
