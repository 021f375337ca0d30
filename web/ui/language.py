"""The language of a page: Chinese unless the reader asks for English; catalogues are read from .po files at start."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, g, has_app_context, has_request_context, request
from flask_babel import Babel, Domain, get_locale
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
        return catalogue(language())


def language() -> str:
    """The language of this request, found out once: a page asks for it hundreds of times. Chinese outside of any."""
    if not has_app_context():
        return LANGUAGES[0]
    known: str | None = g.get("language")
    if known is None:
        locale = get_locale()
        known = g.language = locale.language if locale else LANGUAGES[0]
    return known


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
    text = str(catalogue(language()).ugettext(message))
    return text % facts if facts else text


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
    return language() == "zh"


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
    # Flask-Babel's own find the locale anew for every message.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: catalogue(language()).ugettext(message),
        lambda one, many, number: catalogue(language()).ungettext(one, many, number),
        newstyle=True,
    )
    app.after_request(remember_choice)
    app.jinja_env.globals.update(languages=LANGUAGES, current_language=lambda: "zh" if in_chinese() else "en")
