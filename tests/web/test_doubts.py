"""Why a value is in doubt is English on an English page, whatever the note quotes; every note has its English."""

import re
from pathlib import Path

import pytest

from web.app import create_app
from web.bootstrap import Services
from web.ui import doubts

HERE = Path(__file__).parents[2]
HAN = re.compile("[\u4e00-\u9fff]")
NOTE = re.compile(r'(?:reasons|doubts)\.append\("([^"]+)"\)|Parsed\([^,]+, "([^"]+)"\)|_doubt\(\w+, \w+, "([^"]+)"\)')


def _notes() -> set[str]:
    """The notes that the readers write as they stand."""
    found = [NOTE.findall(path.read_text(encoding="utf-8")) for path in (HERE / "ocr" / "forms").glob("*.py")]
    return {text for groups in found for group in groups for text in group if text}


def test_every_plain_note_of_the_readers_has_its_english(shop: Services) -> None:
    notes = _notes()
    assert len(notes) > 6
    with create_app(shop).test_request_context("/?lang=en"):
        assert [note for note in notes if HAN.search(doubts.doubt(note))] == []


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("各次识读不一致：“1”、“7”；识读把握不足", "read differently: “1”、“7”; read with too little certainty"),
        ("单位“台”不是件", "the unit “台” is not 件"),
        ("该行应有7栏，识读到6栏", "the row should have 7 columns, 6 were found"),
        ("从未有过的说明", "从未有过的说明"),
    ],
)
def test_facts_stay_in_the_english_and_new_words_as_they_are(shop: Services, said: str, shown: str) -> None:
    with create_app(shop).test_request_context("/?lang=en"):
        assert doubts.doubt(said) == shown
    with create_app(shop).test_request_context("/?lang=zh"):
        assert doubts.doubt(said) == said


@pytest.mark.parametrize(
    ("said", "shown"),
    [("各次识读不一致", "read differently"), ("不是数值", "is no number"), ("单位不是件", "the unit is not 件")],
)
def test_kinds_of_notes_are_english_too(shop: Services, said: str, shown: str) -> None:
    with create_app(shop).test_request_context("/?lang=en"):
        assert doubts.kind(said) == shown
