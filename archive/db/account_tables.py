"""Accounts, with the columns of Flask-Security's third schema, mapped by `web`."""

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String, Table, Text, text

from archive.db.base import metadata
from archive.db.types import CommaList

roles = Table(
    "roles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("description", String(255)),
    Column("permissions", CommaList),
    Column("update_datetime", DateTime, nullable=False, server_default=text("CURRENT_TIMESTAMP")),
)

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String(255), nullable=False, unique=True),
    Column("username", String(255), unique=True),
    Column("password", String(255)),
    Column("active", Boolean, nullable=False),
    Column("fs_uniquifier", String(64), nullable=False, unique=True),
    Column("fs_webauthn_user_handle", String(64), unique=True),
    Column("confirmed_at", DateTime),
    Column("last_login_at", DateTime),
    Column("current_login_at", DateTime),
    Column("last_login_ip", String(64)),
    Column("current_login_ip", String(64)),
    Column("login_count", Integer),
    Column("tf_primary_method", String(64)),
    Column("tf_totp_secret", String(255)),
    Column("tf_phone_number", String(128)),
    Column("mf_recovery_codes", CommaList),
    Column("us_totp_secrets", Text),
    Column("us_phone_number", String(128), unique=True),
    Column("create_datetime", DateTime, nullable=False, server_default=text("CURRENT_TIMESTAMP")),
    Column("update_datetime", DateTime, nullable=False, server_default=text("CURRENT_TIMESTAMP")),
)

roles_users = Table(
    "roles_users",
    metadata,
    Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", Integer, ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True),
)
