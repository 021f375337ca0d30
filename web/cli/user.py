"""`user`: accounts of archivists."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from web.accounts.store import Accounts
from web.cli.output import answer, say, table

SHORTEST = 10


@click.group("user")
def user_command() -> None:
    """Make, list, close and reopen accounts of archivists."""


@user_command.command("add")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of making one.")
def add(name: str, *, password_stdin: bool) -> None:
    """Make the account NAME. A password that is made here is printed once and must be changed at the first sign-in."""
    with accounts() as store:
        given = _password() if password_stdin else None
        _tell(name, store.add(name, given), made=given is None)


@user_command.command("reset")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of making one.")
def reset(name: str, *, password_stdin: bool) -> None:
    """Give NAME a new password and end all its sessions."""
    with accounts() as store:
        given = _password() if password_stdin else None
        _tell(name, store.reset(name, given), made=given is None)


@user_command.command("list")
def list_users() -> None:
    """List the accounts."""
    with accounts() as store:
        rows = [(one.name, "open" if one.active else "closed", ", ".join(one.roles)) for one in store.all()]
    table(("name", "state", "roles"), rows)


@user_command.command("close")
@click.argument("name")
def close(name: str) -> None:
    """Close the account NAME; what it did stays recorded."""
    with accounts() as store:
        store.set_active(name, active=False)


@user_command.command("open")
@click.argument("name")
def reopen(name: str) -> None:
    """Reopen the account NAME."""
    with accounts() as store:
        store.set_active(name, active=True)


@contextmanager
def accounts() -> Iterator[Accounts]:
    """The accounts of the archive in force."""
    from web.bootstrap import services
    from web.settings import load_settings

    with services(load_settings()) as shop:
        yield Accounts(shop.archive.ground.engines.write)


def _password() -> str:
    given = sys.stdin.readline().rstrip("\n")
    if len(given) < SHORTEST:
        raise click.UsageError(f"A password has at least {SHORTEST} characters.")
    return given


def _tell(name: str, password: str, *, made: bool) -> None:
    if made:
        say(f"The one-time password of {name}; it is not shown again and must be changed at the first sign-in:")
        answer(password)
    else:
        say(f"{name} can sign in.")
