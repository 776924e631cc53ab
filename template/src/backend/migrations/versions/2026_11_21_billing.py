"""Billing: subscriptions, and the events of the payments provider."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "3c8e51f7a2d9"
down_revision: str | None = "c3a58e2d71f4"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    create_billing_subscriptions()
    create_provider_events()


def downgrade() -> None:
    op.drop_table("provider_events")
    op.drop_table("billing_subscriptions")


def create_billing_subscriptions() -> None:
    op.create_table(
        "billing_subscriptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("plan", sa.String(20), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("problem", sa.String(200), nullable=True),
        sa.Column("provider_id", sa.String(120), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_subscriptions")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_billing_subscriptions_organization_id"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("provider_id", name=op.f("uq_billing_subscriptions_provider_id")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_billing_subscriptions_amount_positive")),
        sa.CheckConstraint(
            "plan IN ('starter', 'team', 'enterprise')",
            name=op.f("ck_billing_subscriptions_plan"),
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'active', 'cancelling', 'cancelled', 'failed')",
            name=op.f("ck_billing_subscriptions_state"),
        ),
    )
    op.create_index(
        op.f("ix_billing_subscriptions_organization_id"),
        "billing_subscriptions",
        ["organization_id"],
    )
    op.create_index(
        op.f("uq_billing_subscriptions_live"),
        "billing_subscriptions",
        ["organization_id"],
        unique=True,
        postgresql_where=sa.text("state NOT IN ('cancelled', 'failed')"),
    )


def create_provider_events() -> None:
    op.create_table(
        "provider_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_id", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(120), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=True),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_events")),
        sa.UniqueConstraint("event_id", name=op.f("uq_provider_events_event_id")),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["billing_subscriptions.id"],
            name=op.f("fk_provider_events_subscription_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_provider_events_organization_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        op.f("ix_provider_events_subscription_id"), "provider_events", ["subscription_id"]
    )
    op.create_index(
        op.f("ix_provider_events_organization_id"), "provider_events", ["organization_id"]
    )
