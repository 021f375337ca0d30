"""What a reader sees when something is wrong: clear words and a way on; JSON for programs."""

import re

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from archive.errors import (
    BlobMissing,
    Conflict,
    DanganError,
    IndexUnavailable,
    InvalidQuery,
    InvalidValue,
    NotFound,
    RefusedFile,
    TooMany,
)
from web.accounts.security import is_archivist
from web.context import services
from web.ui import told, words
from web.ui.language import gettext as _
from web.ui.language import in_chinese
from web.ui.language import lazy_gettext as N_  # noqa: N812 - the name that extraction looks for

API_PREFIX = "/api/"
CODES: tuple[tuple[type[DanganError], int], ...] = (
    (NotFound, 404),
    (BlobMissing, 404),
    (Conflict, 409),
    (InvalidQuery, 422),
    (InvalidValue, 422),
    (RefusedFile, 422),
    (TooMany, 429),
    (IndexUnavailable, 503),
)
RETRY_SECONDS = "30"

_QUERY_WORDS = (
    N_("The query has %(length)s characters."),
    N_("Use at most %(most)s."),
    N_("Only the first %(most)s hits can be paged through."),
    N_("Narrow the query with a filter."),
    N_("Likely matches are found for one phrase only."),
    N_("Write one phrase of two characters or more."),
    N_("Nothing follows OR."),
    N_('Write "OR" in quotes to search for it.'),
    N_("A quotation mark is not closed."),
    N_('Close it, or write the text without the first ".'),
    N_("OR needs a word on either side."),
    N_("“%(token)s” names nothing."),
    N_("Write a word after it, or put it in quotes to search for it."),
    N_("The query only excludes."),
    N_('Add a word to look for, or search for "-%(word)s" in quotes.'),
    N_("The query has more than %(most)s words."),
    N_("Leave some out, or quote them as one phrase."),
    N_("The query has more than %(most)s alternatives."),
    N_("Ask in two queries."),
    N_("The query excludes too much at once."),
    N_("Leave some of the exclusions out."),
    N_("The condition “%(text)s” is not understood."),
    N_("Write: requests.received.total >= 100"),
    N_("There is no metric “%(metric)s”."),
    N_("The metrics and their ids are listed on the help page."),
    N_("“%(text)s” is not a number."),
    N_("Write digits, as in: requests.received.total >= 100"),
    N_("“%(text)s” is not a year."),
    N_("Write four digits, as in 2020 or 二〇二〇年."),
    N_("“%(text)s” are not years."),
    N_("Write the first year before the last, at most %(most)s years, as in 2018-2020."),
    N_("“%(text)s” are not days."),
    N_("Write 2026-11-22, 2026-11, or 2026-11-01..2026-11-20."),
    N_("“%(text)s” ends before it begins."),
    N_("Write the earlier day first."),
    N_("A filter has an impossible value: %(values)s."),
    N_("Remove it and choose another."),
    N_("“%(text)s” is not the number of a page or section."),
    N_("Write digits."),
    N_("There is no facet “%(name)s”."),
    N_("Facets are %(names)s."),
    N_("There is no order “%(name)s”."),
    N_("Orders are relevance, year, office and the id of a metric, with a minus before it for the largest first."),
)
"""What `search` says of a query; it knows nothing of languages, so its words are named here for the catalogue."""

CHINESE = re.compile(r"[\u4e00-\u9fff]")
"""What the archive itself says is in English: on a Chinese page it stands in small print, below what is translated."""

Answer = tuple[str | dict[str, str], int, dict[str, str]]


def code_of(error: DanganError) -> int:
    """The HTTP status of an error of this project."""
    return next((code for kind, code in CODES if isinstance(error, kind)), 503)


def heading(code: int) -> str:
    """What happened, in a few words."""
    headings = {
        400: _("This form cannot be accepted"),
        401: _("Please sign in"),
        403: _("This is not open to you"),
        404: _("Nothing is kept under this address"),
        405: _("This address does not take that"),
        409: _("Somebody else changed this first"),
        413: _("This upload is too large"),
        415: _("This address does not take that"),
        422: _("This request cannot be understood"),
        429: _("Too many attempts"),
        503: _("This part is out of service for the moment"),
    }
    return headings.get(code, _("Something went wrong here"))


def advice(code: int) -> str:
    """What the reader can do."""
    advices = {
        400: _("The page may have been open for too long. Go back, reload it and send it again."),
        404: _("The address may be mistyped, or the report was withdrawn. Search for the office and the year."),
        409: _("Nothing was overwritten. Reload the page and look at the present state."),
        413: _("Send fewer or smaller files."),
        422: _("Correct what is named above and try again."),
        429: _("Wait a few minutes and try again."),
        503: _("Records are safe. Try again in a moment."),
    }
    return advices.get(code, _("Try again; if it stays, tell the archivists what you did."))


def spoken(error: DanganError) -> str:
    """An error in the reader's language, as far as the catalogue has its words. Where the search engine stands and what
    it said is for archivists, as is what a store answered; the public hears what still works.
    """
    if isinstance(error, IndexUnavailable) and not is_archivist():
        return _("Search is out of service for the moment. Offices, years and reports can be opened as ever.")
    if code_of(error) >= 500 and not is_archivist():
        return ""
    if not isinstance(error, InvalidQuery):
        return told.problem(error)
    return words.sentences(*(_(text, **error.facts) if error.facts else _(text) for text in error.template if text))


def answer(code: int, reason: str) -> Answer:
    """A page, or JSON where a program asked."""
    extra = {"Retry-After": RETRY_SECONDS} if code == 503 else {}
    if request.path.startswith(API_PREFIX):
        return {"error": heading(code), "reason": reason}, code, extra
    said = reason if not in_chinese() or CHINESE.search(reason) else ""
    page = render_template(
        "fault.html",
        code=code,
        heading=heading(code),
        reason=said,
        advice=advice(code),
        detail="" if said or code == 404 else reason,
        limits=services().settings,
    )
    return page, code, extra


def init_app(app: Flask) -> None:
    """Register the handlers; what is not expected is logged whole and shown without its insides."""

    @app.errorhandler(DanganError)
    def ours(error: DanganError) -> Answer:
        code = code_of(error)
        if code >= 500:
            app.logger.error("%s", error)
        return answer(code, spoken(error))

    @app.errorhandler(CSRFError)
    def forged(error: CSRFError) -> Answer:
        return answer(400, str(error.description))

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> Answer | HTTPException:
        if error.code is None or error.code < 400:
            return error
        return answer(error.code, "")

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Answer:
        app.logger.exception("unexpected", exc_info=error)
        return answer(500, "")
