"""The delivery history: a row for each mail to each reader, with all that became of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.apps.accounts.models import Organization
from backend.apps.deliveries.values import DeliveryState
from backend.core.columns import words
from backend.core.models import Model


class Delivery(Model):
    """The mail as it was written: what it tells about may have changed since."""

    __tablename__ = "deliveries"
    __table_args__ = (
        # A digest that is written again, by a job that runs twice, meets itself here.
        UniqueConstraint("digest_id", "recipient"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        CheckConstraint("state <> 'failed' OR reason IS NOT NULL", name="failed"),
        Index("ix_deliveries_organization_id_created_at", "organization_id", "created_at"),
    )

    organization_id: Mapped[UUID] = mapped_column(ForeignKey(Organization.id, ondelete="CASCADE"))
    digest_id: Mapped[UUID]
    profile_id: Mapped[UUID]
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[DeliveryState] = mapped_column(
        words(DeliveryState, "state"), default=DeliveryState.PENDING
    )
    # Counts up for ever, so that a worker can tell its own attempt from a later one.
    attempts: Mapped[int] = mapped_column(default=0)
    attempts_allowed: Mapped[int]
    # Why it failed, or why it is tried again.
    reason: Mapped[str | None] = mapped_column(Text)
    # Set just before the text goes out: from here on it may arrive.
    handed_over_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
