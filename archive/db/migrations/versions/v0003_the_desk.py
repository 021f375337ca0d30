"""The main figures' doubts first; findings that a person answered; what later readings say of corrections."""

import sqlalchemy as sa
from alembic import op

revision = "v0003"
down_revision = "v0002"
branch_labels = None
depends_on = None

DOUBTS = "(status IN ('doubtful', 'missing', 'proposed') OR questioned)"
DISAGREEING = "later = 'disagrees' AND undone IS NULL"
FIRST = (
    *(f"requests.{row}.total" for row in ("received", "carried_in", "processed", "carried_out")),
    *(f"{part}.total" for part in ("reconsideration", "litigation_direct", "litigation_after_review")),
    *(f"statistics.{name}" for name in ("disclosed_items", "applications_received", "applications_concluded")),
    *(f"statistics.{name}" for name in ("applications_answered", "reconsiderations", "lawsuits")),
)
SECOND = ("requests.received.%", "requests.carried_in.%", "requests.processed.%", "requests.carried_out.%")


def upgrade() -> None:
    # Added in place: a batch change would copy tables of millions of rows.
    op.add_column("observations", sa.Column("urgency", sa.SmallInteger(), server_default=sa.text("2"), nullable=False))
    op.add_column("findings", sa.Column("answered", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("corrections", sa.Column("later", sa.String(length=12), nullable=True))
    _rank_doubts()
    op.drop_index("ix_observations_doubts", "observations")
    _partial_index(
        "ix_observations_doubts",
        "observations",
        ["urgency", "confidence", "report_key", "metric_key", "status", "questioned"],
        DOUBTS,
    )
    _partial_index("ix_corrections_disagreeing", "corrections", ["key"], DISAGREEING)


def _rank_doubts() -> None:
    """Only what is in doubt now: the others are ranked whenever their report is derived again."""
    names = ", ".join(f"'{name}'" for name in FIRST)
    second = " OR ".join(f"name LIKE '{pattern}'" for pattern in (*SECOND, "requests.%.total"))
    for rank, which in ((1, second), (0, f"name IN ({names})")):
        op.execute(
            sa.text(
                f"UPDATE observations SET urgency = {rank} WHERE {DOUBTS} "  # noqa: S608 - constants of this file
                f"AND metric_key IN (SELECT key FROM metrics WHERE {which})"
            )
        )


def _partial_index(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    raise NotImplementedError("What people answered would be lost.")
