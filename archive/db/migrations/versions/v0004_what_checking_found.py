"""What checking changed in a report's values is kept, so that a record is put together without checking anew."""

import sqlalchemy as sa
from alembic import op

revision = "v0004"
down_revision = "v0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Empty: what is not kept is checked when it is asked for, and kept by the next reindex or change of the report.
    op.create_table(
        "checks",
        sa.Column(
            "report_key",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.ForeignKey("reports.key", name="fk_checks_report_key_reports"),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("report_key", name="pk_checks"),
    )


def downgrade() -> None:
    op.drop_table("checks")
