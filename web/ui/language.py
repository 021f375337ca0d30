"""The language of a page: Chinese unless the reader asks for English; catalogues are read from .po files at start."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, has_request_context, request
from flask_babel import Babel, Domain, get_locale
from flask_babel import gettext as translated
from flask_babel import lazy_gettext as translated_later

LANGUAGES = ("zh", "en")
LOCALES = {"zh": "zh_Hans_CN", "en": "en"}
"""The locale of a language: libraries that bring their own Chinese call it so."""

COOKIE = "lang"
FOLDER = Path(__file__).parent.parent / "translations"
ONE_YEAR = 365 * 24 * 3600


class Catalogues(Domain):  # type: ignore[misc]
    """The project's translations: English is the language of the source, the others are `translations/<language>.po`."""

    def get_translations(self) -> NullTranslations:
        locale = get_locale()
        return catalogue(locale.language if locale else LANGUAGES[0])


@cache
def catalogue(language: str) -> NullTranslations:
    """Compile one catalogue in memory, so that what is shown is always what the .po file says."""
    path = FOLDER / f"{language}.po"
    if not path.exists():
        return Translations()
    compiled = BytesIO()
    with path.open("rb") as stream:
        write_mo(compiled, read_po(stream, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def gettext(message: str, **facts: object) -> str:
    """The message in the reader's language; imported as `_`, by which extraction finds it."""
    return str(translated(message, **facts))


def lazy_gettext(message: str) -> Any:
    """The message, translated when it is shown; imported as `N_`, by which extraction finds it."""
    return translated_later(message)


def choose_language() -> str:
    """`?lang=`, then the reader's earlier choice, then Accept-Language, then Chinese."""
    if not has_request_context():
        return LANGUAGES[0]
    for asked in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if asked in LANGUAGES:
            return asked
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def in_chinese() -> bool:
    """Whether this page is in Chinese: terms that come from data have a name in each language."""
    locale = get_locale()
    return locale is None or locale.language == "zh"


def remember_choice(response: Response) -> Response:
    """Keep an explicit choice in a cookie, so that links need not carry it."""
    asked = request.args.get("lang")
    if asked in LANGUAGES and request.cookies.get(COOKIE) != asked:
        response.set_cookie(COOKIE, asked, max_age=ONE_YEAR, samesite="Lax", httponly=True, secure=request.is_secure)
    response.vary.update(("Accept-Language", "Cookie"))
    return response


def init_app(app: Flask) -> None:
    """Attach Flask-Babel with the project's catalogues."""
    babel = Babel(
        app,
        default_locale=LOCALES[LANGUAGES[0]],
        locale_selector=lambda: LOCALES[choose_language()],
        default_timezone="Asia/Shanghai",
    )
    babel.__dict__["domain_instance"] = Catalogues()
    app.after_request(remember_choice)
    app.jinja_env.globals.update(languages=LANGUAGES, current_language=lambda: "zh" if in_chinese() else "en")
