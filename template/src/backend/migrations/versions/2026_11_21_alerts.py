"""Alert profiles: what an organization wants to be told about."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision: str = "c3a58e2d71f4"
down_revision: str | None = "9d1f6c0a4b7e"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LISTS = ["keywords", "cpv_codes", "countries"]


def upgrade() -> None:
    op.create_table(
        "alert_profiles",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("keywords", ARRAY(sa.Text()), nullable=False),
        sa.Column("cpv_codes", ARRAY(sa.Text()), nullable=False),
        sa.Column("countries", ARRAY(sa.Text()), nullable=False),
        sa.Column("min_value", sa.BigInteger(), nullable=True),
        sa.Column("max_value", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_profiles")),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_alert_profiles_organization_id"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "organization_id", "name", name=op.f("uq_alert_profiles_organization_id_name")
        ),
        *checks(),
    )
    op.create_index(
        op.f("ix_alert_profiles_keywords_cpv_codes_countries"),
        "alert_profiles",
        LISTS,
        postgresql_using="gin",
    )


def downgrade() -> None:
    op.drop_table("alert_profiles")


def checks() -> list[sa.CheckConstraint]:
    rules = {
        "value_range": "min_value >= 0 AND max_value >= 0 AND min_value <= max_value",
        "asks_for_something": "keywords <> '{}' OR cpv_codes <> '{}'",
    }
    return [
        sa.CheckConstraint(rule, name=op.f(f"ck_alert_profiles_{name}"))
        for name, rule in rules.items()
    ]
