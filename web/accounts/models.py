"""Users and roles as Flask-Security sees them, mapped onto the archive's own tables."""

from typing import ClassVar

from flask_security import RoleMixin, UserMixin
from sqlalchemy import Table
from sqlalchemy.orm import DeclarativeBase, Mapped, relationship

from archive.db import tables

ARCHIVIST = "archivist"
"""May upload, correct and publish."""

LONGEST_NAME = 64
"""Characters of a user name."""

NEWCOMER = "newcomer"
"""Holds a one-time password: everything but choosing a new one is closed until that is done."""


class Base(DeclarativeBase):
    """The archive's metadata, so that there is one chain of migrations."""

    metadata = tables.metadata


class Role(Base, RoleMixin):
    """What a user may do."""

    __table__: ClassVar[Table] = tables.roles
    id: Mapped[int]
    name: Mapped[str]


class User(Base, UserMixin):
    """A person who may sign in; `username` is what they type."""

    __table__: ClassVar[Table] = tables.users
    username: Mapped[str]
    password: Mapped[str]
    fs_uniquifier: Mapped[str]
    active: Mapped[bool]
    roles: Mapped[list[Role]] = relationship(Role, secondary=tables.roles_users)  # type: ignore[assignment]
