"""Builds the rows and the bodies of billing, as real as they come."""

from typing import Any

from polyfactory import PostGenerated, Use

from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.schemas import PaymentEvent, PaymentEventData, SubscriptionCreate
from backend.apps.billing.values import CURRENCY, PaymentFact, Plan, SubscriptionState
from backend.core.clock import utc_now
from backend.tests.harness.factories import BodyFactory, RowFactory

FAKER = BodyFactory.__faker__


def provider_id() -> str:
    return f"sub_{FAKER.hexify('^' * 16)}"


def monthly_price(_: str, subscription: dict[str, Any]) -> int:
    plan: Plan = subscription["plan"]
    return plan.monthly_price


class BillingSubscriptionFactory(RowFactory[BillingSubscription]):
    """Wanted by the customer; the provider has not heard of it yet."""

    amount = PostGenerated(monthly_price)
    currency = CURRENCY
    state = SubscriptionState.PENDING
    problem = None
    provider_id = None


class SubscriptionCreateFactory(BodyFactory[SubscriptionCreate]): ...


class PaymentEventDataFactory(BodyFactory[PaymentEventData]):
    """About nothing of ours, unless `reference` says so."""

    subscription_id = Use(provider_id)


class PaymentEventFactory(BodyFactory[PaymentEvent]):
    type = PaymentFact.ACTIVATED
    timestamp = Use(utc_now)
    data = Use(PaymentEventDataFactory.build)
