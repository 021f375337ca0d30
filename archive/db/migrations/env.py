"""Alembic's entry: migrates on the connection that `archive.db.migrate` hands in."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from archive.db.migrate import is_ours
from archive.db.tables import metadata
from archive.db.types import Moment


def _render(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Write our own types as what they are in the database, so that an old migration never changes with them."""
    if kind != "type" or not type(item).__module__.startswith("archive."):
        return False
    return "sa.DateTime(timezone=True)" if isinstance(item, Moment) else "sa.Text()"


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    include_object=is_ours,
    render_as_batch=True,
    render_item=_render,
    compare_type=False,
)
context.run_migrations()
