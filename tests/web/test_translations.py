"""Both languages are whole: every message has its Chinese, and no template or view speaks outside the catalogue."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from web.app import template_folders
from web.ui.language import FOLDER

WEB = Path(FOLDER).parent
METHODS = [("**/templates/**.html", "jinja2.ext.babel_extract"), ("**.py", "python")]
PROPER = {"SHA-256", "Enter", "dangan", "English", "中文", "档", "openapi", "json", "api", "v1", "CSV", "REPORT"}
SPOKEN = ("alt", "title", "aria-label", "placeholder")
PAGES = (
    "/",
    "/search?q=行政许可",
    "/offices",
    "/data",
    "/data/requests.received.total?year=2020",
    "/compare",
    "/help",
    "/about",
    "/sign-in",
)


def said() -> set[str]:
    """Every message of the source."""
    found = extract_from_dir(str(WEB), METHODS, keywords={"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)})
    return {message if isinstance(message, str) else message[0] for _file, _line, message, _comments, _context in found}


def test_every_message_has_its_chinese_and_none_is_left_over() -> None:
    with (FOLDER / "zh.po").open("rb") as stream:
        catalogue = read_po(stream, locale="zh")
    texts = {
        (message.id if isinstance(message.id, str) else message.id[0]): message.string
        for message in catalogue
        if message.id
    }
    assert {message for message in said() if message} - texts.keys() == set()
    assert texts.keys() - said() == set()
    empty = [key for key, text in texts.items() if not (text if isinstance(text, str) else "".join(text or ()))]
    assert empty == []


def test_placeholders_survive_translation() -> None:
    with (FOLDER / "zh.po").open("rb") as stream:
        for message in read_po(stream, locale="zh"):
            if message.id:
                assert list(message.check()) == [], message.id


class Spoken(HTMLParser):
    """Collects what a reader would read or hear of a template."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("script", "style", "code")
        self.found += [value or "" for name, value in attrs if name in SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style", "code")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


@pytest.mark.parametrize(
    "template",
    [path for folder in template_folders() for path in sorted(folder.rglob("*.html"))],
    ids=lambda path: path.name,
)
def test_no_template_speaks_outside_the_catalogue(template: Path) -> None:
    source = re.sub(r"\{% block page_class %\}\w*", "", template.read_text(encoding="utf-8"))
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", " ", source, flags=re.DOTALL)
    parser = Spoken()
    parser.feed(text)
    words = {word for piece in parser.found for word in re.findall(r"[^\W\d_][\w-]+|[\u4e00-\u9fff]", piece)}
    assert words - PROPER == set()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_chinese_unless_asked_and_english_when_asked(client: FlaskClient, page: str) -> None:
    chinese = client.get(page).get_data(as_text=True)
    assert '<html lang="zh-CN">' in chinese
    assert "跳到正文" in chinese
    english = client.get(page, headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert '<html lang="en">' in english
    assert "Skip to content" in english


def test_an_asked_language_is_remembered(client: FlaskClient) -> None:
    client.get("/?lang=en")
    assert '<html lang="en">' in client.get("/help").get_data(as_text=True)
    client.get("/?lang=zh")
    assert '<html lang="zh-CN">' in client.get("/help", headers={"Accept-Language": "en"}).get_data(as_text=True)
