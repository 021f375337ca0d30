"""The command line. Each command is a module; what is heavy is imported when its command runs."""

import sys
from importlib import import_module
from typing import Any

import click

from archive.errors import DanganError
from web.cli.output import complain

COMMANDS = {
    "demo": "demo",
    "add": "add",
    "list": "reading",
    "show": "reading",
    "find": "find",
    "serve": "serve",
    "worker": "worker",
    "review": "review",
    "check": "upkeep",
    "reindex": "upkeep",
    "export": "export",
    "user": "user",
    "config": "config",
}
"""Which module of this package holds a command."""

INTERRUPTED = 130


class Commands(click.Group):
    """The commands by name; only the module of the one asked for is imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"web.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def dangan() -> None:
    """Turn annual reports on government information disclosure into an archive that can be searched and relied on."""


def main(arguments: list[str] | None = None) -> None:
    """Run a command; errors of this project are told as they are, and give the exit code."""
    try:
        result: Any = dangan.main(arguments, prog_name="dangan", standalone_mode=False)
    except DanganError as error:
        complain(str(error))
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output has gone, as in `dangan list | head`.
        sys.stderr.close()
        sys.exit(0)
    sys.exit(result if isinstance(result, int) else 0)
