"""Sign-in, sign-out and new passwords by Flask-Security; CSRF on every form; limits on attempts."""

from typing import Any, cast

from flask import Flask, flash, redirect, request, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_security import Security, SQLAlchemySessionUserDatastore, current_user, uia_username_mapper
from flask_security.signals import password_changed
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from werkzeug.wrappers import Response

from archive.db.engines import Engines
from web.accounts.models import ARCHIVIST, LONGEST_NAME, NEWCOMER, Role, User
from web.settings import Settings, secret_key
from web.ui.language import gettext as _
from web.ui.language import lazy_gettext as N_  # noqa: N812 - the name by which extraction finds it

OPEN_TO_NEWCOMERS = {"security.change_password", "security.logout", "static"}
FOUR_HOURS = 4 * 3600


def configuration(settings: Settings) -> dict[str, Any]:
    """The Flask settings of sessions, CSRF and accounts."""
    return {
        "SECRET_KEY": secret_key(settings),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": settings.https,
        "WTF_CSRF_TIME_LIMIT": FOUR_HOURS,
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_LENGTH_MIN": 10,
        "SECURITY_USERNAME_ENABLE": True,
        # The library asks for four characters; Chinese names have two.
        "SECURITY_USERNAME_MIN_LENGTH": 1,
        "SECURITY_USERNAME_MAX_LENGTH": LONGEST_NAME,
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [{"username": {"mapper": uia_username_mapper, "case_insensitive": True}}],
        "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_REGISTERABLE": False,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        # The library's own Chinese lacks these.
        "SECURITY_MSG_UNAUTHENTICATED": (N_("Sign in to see this page."), "error"),
        "SECURITY_MSG_GENERIC_AUTHN_FAILED": (N_("The user name or the password is wrong."), "error"),
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_CHANGE_URL": "/password",
        "SECURITY_POST_LOGIN_VIEW": "/intake",
        "SECURITY_POST_LOGOUT_VIEW": "/",
        "SECURITY_POST_CHANGE_VIEW": "/intake",
        "SECURITY_DEFAULT_REMEMBER_ME": False,
        "RATELIMIT_STORAGE_URI": settings.limits_storage,
        "RATELIMIT_HEADERS_ENABLED": False,
    }


class RequestSession(Session):
    """Reads through the read engine; a form of sign-in or password takes the write lock from its start."""

    def __init__(self, *, engines: Engines, **_options: Any) -> None:
        super().__init__(expire_on_commit=False)
        self._engines = engines

    def get_bind(self, *_args: Any, **_facts: Any) -> Engine:
        changes = request.method == "POST" and str(request.endpoint).startswith("security.")
        return self._engines.write if changes else self._engines.read


def init_app(app: Flask, settings: Settings, engines: Engines) -> Limiter:
    """Attach accounts to the application; the limiter is returned for the views that want one."""
    app.config.update(configuration(settings))
    CSRFProtect(app)
    session: scoped_session[Session] = scoped_session(sessionmaker(class_=RequestSession, engines=engines))
    app.teardown_appcontext(lambda _error: session.remove())
    Security(app, SQLAlchemySessionUserDatastore(session, User, Role))
    limiter = Limiter(get_remote_address, app=app)
    login = app.view_functions["security.login"]
    app.view_functions["security.login"] = cast(Any, limiter.limit(settings.login_limit, methods=["POST"])(login))
    app.before_request(_close_to_newcomers)
    password_changed.connect(_welcome, app, weak=False)
    return limiter


def is_archivist() -> bool:
    """Whether the reader of this page is signed in and may see and change what the public may not."""
    return bool(current_user.is_authenticated and current_user.has_role(ARCHIVIST))


def user_name() -> str:
    """The name that events and corrections record."""
    return str(current_user.username)


def _close_to_newcomers() -> Response | None:
    if (
        request.endpoint in OPEN_TO_NEWCOMERS
        or not current_user.is_authenticated
        or not current_user.has_role(NEWCOMER)
    ):
        return None
    flash(_("Choose a password of your own first: the one you were given works only once."), "warning")
    return redirect(url_for("security.change_password"))


def _welcome(app: Flask, user: User, **_facts: Any) -> None:
    """A chosen password opens the doors."""
    store = app.extensions["security"].datastore
    store.remove_role_from_user(user, NEWCOMER)
    store.commit()
