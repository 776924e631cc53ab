"""Customers, and how far their onboarding has come."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "9d1f6c0a4b7e"
down_revision: str | None = "7d1f0a6c2b84"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("legal_name", sa.String(120), nullable=True),
        sa.Column("country", sa.String(2), nullable=True),
        sa.Column("contact_email", sa.String(254), nullable=True),
        sa.Column("plan", sa.String(20), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_customers_organization_id"),
            ondelete="CASCADE",
        ),
        *checks(),
    )
    op.create_index(op.f("ix_customers_organization_id"), "customers", ["organization_id"])


def downgrade() -> None:
    op.drop_table("customers")


def checks() -> list[sa.CheckConstraint]:
    rules = {
        "state": "state IN ('started', 'profiled', 'subscribed', 'complete')",
        "plan": "plan IN ('starter', 'team', 'enterprise')",
        "profile": (
            "(state = 'started') = (legal_name IS NULL)"
            " AND (legal_name IS NULL) = (country IS NULL)"
            " AND (legal_name IS NULL) = (contact_email IS NULL)"
        ),
        "subscription": "(state IN ('started', 'profiled')) = (plan IS NULL)",
        "completion": "(state = 'complete') = (completed_at IS NOT NULL)",
    }
    return [
        sa.CheckConstraint(rule, name=op.f(f"ck_customers_{name}")) for name, rule in rules.items()
    ]
