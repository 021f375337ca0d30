"""What goes where: answers to standard output, everything else to standard error."""

import sys
from collections.abc import Iterable, Sequence

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

# Columns of a table that is written to a file or a pipe: no id is folded there, whatever COLUMNS says.
UNBOUNDED = 1000


def console() -> Console:
    """Where progress and messages go."""
    return Console(stderr=True, highlight=False)


def say(message: str) -> None:
    """A message for the person at the terminal."""
    click.echo(message, err=True)


def complain(message: str) -> None:
    """What went wrong, with the remedy."""
    click.echo(f"dangan: {message}", err=True)


def answer(text: str) -> None:
    """What was asked for."""
    click.echo(text)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[int] = ()) -> None:
    """A table on standard output; as wide as it needs to be where nobody looks at it."""
    width = None if sys.stdout.isatty() else UNBOUNDED
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for place, heading in enumerate(headings):
        shown.add_column(heading, justify="right" if place in numbers else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text("" if value is None else str(value)) for value in row))
    Console(width=width, highlight=False).print(shown)
