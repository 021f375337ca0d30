"""Making and listing accounts, without a web request: what the command line and the demo use."""

import secrets
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from argon2 import PasswordHasher
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from archive.errors import Conflict, InvalidValue, NotFound
from web.accounts.models import ARCHIVIST, LONGEST_NAME, NEWCOMER, Role, User

MAIL_HOST = "users.invalid"
"""Accounts have names, not addresses; the column for addresses wants one. RFC 2606: this domain never exists."""


class Account(NamedTuple):
    """One account as a list shows it."""

    name: str
    active: bool
    roles: tuple[str, ...]


class Accounts:
    """The accounts in one database; `engine` takes writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, name: str, password: str | None = None) -> str:
        """Make an archivist and return the password; one made here must be changed at the first sign-in.

        Raises `Conflict` where the name is taken and `InvalidValue` where the sign-in page would refuse it.
        """
        name = _usable(name)
        with self._session() as session:
            if session.scalar(select(User).where(User.username == name)) is not None:
                raise Conflict(f"There is a user {name} already.", "Choose another name or reset the password.")
            user = User(username=name, email=f"{name}@{MAIL_HOST}", active=True, fs_uniquifier=secrets.token_hex(32))
            session.add(user)
            return _give_password(session, user, password)

    def reset(self, name: str, password: str | None = None) -> str:
        """Give a new password and end all sessions of the user; raises `NotFound`."""
        with self._session() as session:
            user = _user(session, name)
            user.fs_uniquifier = secrets.token_hex(32)
            return _give_password(session, user, password)

    def set_active(self, name: str, *, active: bool) -> None:
        """Close or reopen an account; raises `NotFound`."""
        with self._session() as session:
            _user(session, name).active = active

    def all(self) -> tuple[Account, ...]:
        """Every account, by name."""
        with self._session() as session:
            users = session.scalars(select(User).order_by(User.username))
            return tuple(Account(user.username, user.active, tuple(role.name for role in user.roles)) for user in users)

    @contextmanager
    def _session(self) -> Iterator[Session]:
        with Session(self._engine) as session, session.begin():
            yield session


def _give_password(session: Session, user: User, password: str | None) -> str:
    given = password or secrets.token_urlsafe(12)
    user.password = PasswordHasher().hash(given)
    user.roles = [_role(session, name) for name in ((ARCHIVIST,) if password else (ARCHIVIST, NEWCOMER))]
    return given


def _usable(name: str) -> str:
    """The name as the sign-in page will look for it; letters and digits of any script are all that it takes."""
    if not name.isalnum() or len(name) > LONGEST_NAME:
        raise InvalidValue(
            f"{name!r} is no user name.", f"Take up to {LONGEST_NAME} letters and digits, Chinese or Latin."
        )
    return unicodedata.normalize("NFKD", name)


def _user(session: Session, name: str) -> User:
    user = session.scalar(select(User).where(User.username == unicodedata.normalize("NFKD", name)))
    if user is None:
        raise NotFound(f"There is no user {name}.", "List them with: dangan user list")
    return user


def _role(session: Session, name: str) -> Role:
    role = session.scalar(select(Role).where(Role.name == name))
    if role is None:
        role = Role(name=name)
        session.add(role)
    return role
