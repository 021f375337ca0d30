"""`config`: the settings in force."""

import json
import os

import click
from pydantic import SecretStr

from web.cli.output import answer, table
from web.settings import Settings, load_settings, variable


@click.command("config")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def config_command(*, as_json: bool) -> None:
    """Print every setting, its value and where it comes from; secrets are masked."""
    settings = load_settings()
    rows = [
        (variable(name), shown(getattr(settings, name)), "environment" if os.environ.get(variable(name)) else "default")
        for name in Settings.model_fields
    ]
    if as_json:
        answer(json.dumps({name: value for name, value, _ in rows}, indent=2, ensure_ascii=False))
        return
    meanings = {variable(name): field.description for name, field in Settings.model_fields.items()}
    table(("setting", "value", "from", "meaning"), [(*row, meanings[row[0]]) for row in rows])


def shown(value: object) -> str | None:
    """A value as text; a secret only says that it is set, an address of a database hides its password."""
    if value is None:
        return None
    if isinstance(value, SecretStr):
        return "********"
    text = str(value)
    if "://" in text and "@" in text:
        from sqlalchemy import make_url

        return make_url(text).render_as_string(hide_password=True)
    return text
