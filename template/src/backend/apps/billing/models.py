"""What an organization pays for, and what the payments provider told about it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.apps.accounts.models import Organization
from backend.apps.billing.values import CURRENCY, Plan, SubscriptionState
from backend.core.columns import words
from backend.core.models import Model


class BillingSubscription(Model):
    """Its key is also the provider's name for it, so that whatever is asked twice is one thing."""

    __tablename__ = "billing_subscriptions"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey(Organization.id, ondelete="CASCADE"), index=True
    )
    plan: Mapped[Plan] = mapped_column(words(Plan, "plan"))
    # A month's price, in minor units of the currency: what was agreed, whatever the plan costs now.
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3), default=CURRENCY)
    state: Mapped[SubscriptionState] = mapped_column(
        words(SubscriptionState, "state"), default=SubscriptionState.PENDING
    )
    # Why it is still pending, or why it failed: a sentence for the customer.
    problem: Mapped[str | None] = mapped_column(String(200))
    provider_id: Mapped[str | None] = mapped_column(String(120), unique=True)


# After the class, for it names its columns: two live ones would be paid for twice.
Index(
    "uq_billing_subscriptions_live",
    BillingSubscription.organization_id,
    unique=True,
    postgresql_where=BillingSubscription.state.not_in(
        [SubscriptionState.CANCELLED, SubscriptionState.FAILED]
    ),
)


class ProviderEvent(Model):
    """One event of the provider, kept so that it counts once however often it is delivered."""

    __tablename__ = "provider_events"

    event_id: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(120))
    occurred_at: Mapped[datetime]
    # Empty for what is about nothing of ours.
    subscription_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(BillingSubscription.id, ondelete="CASCADE"), index=True
    )
    organization_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Organization.id, ondelete="CASCADE"), index=True
    )
