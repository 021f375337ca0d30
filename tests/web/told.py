"""Shared by the tests of texts that readers and the archive say in one language and the pages in both."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from web.app import create_app
from web.bootstrap import Services

SOURCES = Path(__file__).parents[2]
Say = Callable[[str], str]


def literals(pattern: str, *folders: str) -> set[str]:
    """What the groups of `pattern` hold in the sources of these folders."""
    files = [path for folder in folders for path in (SOURCES / folder).rglob("*.py")]
    found = [re.findall(pattern, path.read_text(encoding="utf-8")) for path in files]
    texts = {text for groups in found for group in groups for text in ((group,) if isinstance(group, str) else group)}
    return texts - {""}


def unknown(shop: Services, language: str, say: Say, texts: Iterable[str]) -> list[str]:
    """Those that a page in this language says as they stand."""
    with create_app(shop).test_request_context(f"/?lang={language}"):
        return sorted(text for text in texts if say(text) == text)


def shown(shop: Services, language: str, say: Say, text: str) -> str:
    """What a page in this language says for it."""
    with create_app(shop).test_request_context(f"/?lang={language}"):
        return say(text)
