"""What clients and the payments provider send about subscriptions, and what they get back."""

from datetime import datetime
from uuid import UUID

from pydantic import ConfigDict, Field

from backend.apps.billing.values import Plan, SubscriptionState
from backend.core.pagination import PageParams
from backend.core.schemas import Line, Moment, Schema


class SubscriptionCreate(Schema):
    plan: Plan


class SubscriptionRead(Schema):
    id: UUID
    plan: Plan
    amount: int = Field(description="What a month costs, in minor units of the currency.")
    currency: str
    state: SubscriptionState
    problem: str | None
    created_at: datetime


class SubscriptionQuery(PageParams):
    state: SubscriptionState | None = None


class FromProvider(Schema):
    """The provider may say more from one day to the next; what we do not know is no error."""

    model_config = ConfigDict(extra="ignore")


class PaymentEventData(FromProvider):
    reference: UUID
    subscription_id: Line


class PaymentEvent(FromProvider):
    type: Line
    timestamp: Moment
    data: PaymentEventData


class SignatureHeaders(FromProvider):
    """Those of standardwebhooks.com; optional here, a missing one is as bad as a wrong one."""

    webhook_id: str | None = Field(default=None, max_length=120)
    webhook_timestamp: str | None = None
    webhook_signature: str | None = None
