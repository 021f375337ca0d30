"""What a reader sees when something is wrong: clear words and a way on; JSON for programs."""

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
from web.ui.language import gettext as _

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


def answer(code: int, reason: str) -> Answer:
    """A page, or JSON where a program asked."""
    extra = {"Retry-After": RETRY_SECONDS} if code == 503 else {}
    if request.path.startswith(API_PREFIX):
        return {"error": heading(code), "reason": reason}, code, extra
    page = render_template("fault.html", code=code, heading=heading(code), reason=reason, advice=advice(code))
    return page, code, extra


def init_app(app: Flask) -> None:
    """Register the handlers; what is not expected is logged whole and shown without its insides."""

    @app.errorhandler(DanganError)
    def ours(error: DanganError) -> Answer:
        code = code_of(error)
        if code >= 500:
            app.logger.error("%s", error)
        return answer(code, str(error))

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
