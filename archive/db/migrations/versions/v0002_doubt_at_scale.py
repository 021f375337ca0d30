"""Questions, samples, a second pair of eyes, the offices that must report, archival codes."""

import sqlalchemy as sa
from alembic import op

revision = "v0002"
down_revision = "v0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _columns()
    _doubts_with_questions()
    _questions()
    _samples()
    op.create_table(
        "dues",
        sa.Column("office_key", KEY, nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["office_key"], ["offices.key"], name="fk_dues_office_key_offices"),
        sa.PrimaryKeyConstraint("office_key", "year", name="pk_dues"),
    )
    op.create_index("ix_dues_year", "dues", ["year"])


def _columns() -> None:
    """Added in place: a batch change would copy tables of millions of rows."""
    op.add_column("documents", sa.Column("archival_code", sa.Text(), nullable=True))
    op.create_index("ix_documents_archival_code", "documents", ["archival_code"])
    op.add_column("readings", sa.Column("agreement", sa.Text(), nullable=True))
    op.add_column("corrections", _flag("pending"))
    op.add_column("corrections", sa.Column("confirmed", MOMENT, nullable=True))
    op.add_column("corrections", sa.Column("confirmed_by", sa.Text(), nullable=True))
    _partial_index("ix_corrections_pending", "corrections", ["key"], "pending")
    op.add_column("observations", _flag("questioned"))


def _doubts_with_questions() -> None:
    """The index of what needs a person takes in the values that somebody questioned."""
    op.drop_index("ix_observations_doubts", "observations")
    _partial_index(
        "ix_observations_doubts",
        "observations",
        ["confidence", "report_key", "metric_key"],
        "(status IN ('doubtful', 'missing', 'proposed') OR questioned)",
    )


def _questions() -> None:
    op.create_table(
        "questions",
        sa.Column("key", KEY, nullable=False),
        sa.Column("report_key", KEY, nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("user_name", sa.Text(), nullable=True),
        sa.Column("asker", sa.String(length=64), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("closed", MOMENT, nullable=True),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["report_key"], ["reports.key"], name="fk_questions_report_key_reports"),
        sa.PrimaryKeyConstraint("key", name="pk_questions"),
    )
    op.create_index("ix_questions_at", "questions", ["at"])
    op.create_index("ix_questions_report_key_metric", "questions", ["report_key", "metric"])
    _partial_index("ix_questions_open", "questions", ["key"], "state = 'open'")


def _samples() -> None:
    op.create_table(
        "samples",
        sa.Column("key", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("rate", sa.Float(), nullable=False),
        sa.Column("meant", sa.Text(), nullable=False),
        sa.Column("strata", sa.Text(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_samples"),
    )
    op.create_table(
        "sample_items",
        sa.Column("sample_key", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version_key", KEY, nullable=False),
        sa.Column("reading_key", KEY, nullable=False),
        sa.Column("batch_key", KEY, nullable=True),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("verdict", sa.String(length=8), nullable=True),
        sa.Column("user_name", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=True),
        sa.Column("held_by", sa.Text(), nullable=True),
        sa.Column("held", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["sample_key"], ["samples.key"], name="fk_sample_items_sample_key_samples"),
        sa.ForeignKeyConstraint(["version_key"], ["versions.key"], name="fk_sample_items_version_key_versions"),
        sa.ForeignKeyConstraint(["reading_key"], ["readings.key"], name="fk_sample_items_reading_key_readings"),
        sa.ForeignKeyConstraint(["batch_key"], ["batches.key"], name="fk_sample_items_batch_key_batches"),
        sa.PrimaryKeyConstraint("sample_key", "number", name="pk_sample_items"),
    )


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)


def _partial_index(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    raise NotImplementedError("What people said of samples and questions would be lost.")
