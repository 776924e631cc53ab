"""Tenders: the public feed, what organizations watch for, and what was found for them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision: str = "e4f7b91c05a3"
down_revision: str | None = "3c8e51f7a2d9"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TEXTS = ARRAY(sa.Text())


def upgrade() -> None:
    create_tenders()
    create_watches()
    create_tender_matches()
    create_feed_runs()


def downgrade() -> None:
    for table in ("feed_runs", "tender_matches", "watches", "tenders"):
        op.drop_table(table)


def create_tenders() -> None:
    op.create_table(
        "tenders",
        *own_columns("tenders"),
        sa.Column("reference", sa.String(120), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("buyer", sa.String(300), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("keywords", TEXTS, nullable=False),
        sa.Column("cpv_codes", TEXTS, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("reference", name=op.f("uq_tenders_reference")),
    )
    create_index("tenders", "published_at")
    create_index("tenders", "keywords", "cpv_codes", postgresql_using="gin")


def create_watches() -> None:
    op.create_table(
        "watches",
        *own_columns("watches"),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("keywords", TEXTS, nullable=False),
        sa.Column("cpv_codes", TEXTS, nullable=False),
        sa.Column("countries", TEXTS, nullable=False),
        sa.Column("min_value", sa.BigInteger(), nullable=True),
        sa.Column("max_value", sa.BigInteger(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        of_an_organization("watches"),
        sa.UniqueConstraint("profile_id", name=op.f("uq_watches_profile_id")),
    )
    create_index("watches", "organization_id")
    create_index("watches", "keywords", "cpv_codes", postgresql_using="gin")


def create_tender_matches() -> None:
    op.create_table(
        "tender_matches",
        *own_columns("tender_matches"),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("tender_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        of_an_organization("tender_matches"),
        sa.ForeignKeyConstraint(
            ["tender_id"],
            ["tenders.id"],
            name=op.f("fk_tender_matches_tender_id"),
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint(
            "profile_id", "tender_id", name=op.f("uq_tender_matches_profile_id_tender_id")
        ),
    )
    create_index("tender_matches", "organization_id")
    create_index("tender_matches", "tender_id")


def create_feed_runs() -> None:
    op.create_table(
        "feed_runs",
        *own_columns("feed_runs"),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("cursor", sa.String(500), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("tenders", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(200), nullable=True),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('running', 'complete', 'abandoned')", name=op.f("ck_feed_runs_state")
        ),
    )
    op.create_index(
        op.f("uq_feed_runs_running"),
        "feed_runs",
        ["state"],
        unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )


def own_columns(table: str) -> list[sa.Column[object] | sa.PrimaryKeyConstraint]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def of_an_organization(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["organization_id"],
        ["organizations.id"],
        name=op.f(f"fk_{table}_organization_id"),
        ondelete="CASCADE",
    )


def create_index(table: str, *columns: str, postgresql_using: str = "btree") -> None:
    name = op.f(f"ix_{table}_{'_'.join(columns)}")
    op.create_index(name, table, list(columns), postgresql_using=postgresql_using)
