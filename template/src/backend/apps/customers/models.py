"""Whom an organization finds tenders for, and how far their onboarding has come."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.apps.accounts.models import Organization
from backend.apps.customers.values import CustomerPlan, CustomerState
from backend.core.columns import words
from backend.core.models import Model


class Customer(Model):
    __tablename__ = "customers"
    # A state says which steps were taken, so what a step brought has to be there.
    __table_args__ = (
        CheckConstraint(
            "(state = 'started') = (legal_name IS NULL)"
            " AND (legal_name IS NULL) = (country IS NULL)"
            " AND (legal_name IS NULL) = (contact_email IS NULL)",
            name="profile",
        ),
        CheckConstraint("(state IN ('started', 'profiled')) = (plan IS NULL)", name="subscription"),
        CheckConstraint("(state = 'complete') = (completed_at IS NOT NULL)", name="completion"),
    )

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey(Organization.id, ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(120))
    state: Mapped[CustomerState] = mapped_column(
        words(CustomerState, "state"), default=CustomerState.STARTED
    )
    legal_name: Mapped[str | None] = mapped_column(String(120))
    country: Mapped[str | None] = mapped_column(String(2))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    plan: Mapped[CustomerPlan | None] = mapped_column(words(CustomerPlan, "plan"))
    completed_at: Mapped[datetime | None]
