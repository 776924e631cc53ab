"""What billing's tables refuse, whatever the code above them forgets to ask."""

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.billing.models import BillingSubscription, ProviderEvent
from backend.apps.billing.values import SubscriptionState
from backend.tests.apps.billing.builders import MakeBillingSubscription
from backend.tests.apps.billing.signed_events import Deliver, event_about, signed_event

LIVE = [state for state in SubscriptionState if not state.has_ended]
ENDED = [state for state in SubscriptionState if state.has_ended]


@pytest.mark.parametrize("standing", LIVE)
async def test_an_organization_has_one_live_subscription(
    make_billing_subscription: MakeBillingSubscription,
    organization: Organization,
    standing: SubscriptionState,
) -> None:
    await make_billing_subscription(organization=organization, state=SubscriptionState.ACTIVE)

    with pytest.raises(IntegrityError, match="uq_billing_subscriptions_live"):
        await make_billing_subscription(organization=organization, state=standing)


@pytest.mark.parametrize("standing", ENDED)
async def test_the_past_is_as_long_as_it_was(
    make_billing_subscription: MakeBillingSubscription,
    organization: Organization,
    session: AsyncSession,
    standing: SubscriptionState,
) -> None:
    for _ in range(2):
        await make_billing_subscription(organization=organization, state=standing)

    assert len((await session.scalars(select(BillingSubscription))).all()) == 2


@pytest.mark.parametrize("amount", [0, -1])
async def test_nothing_is_paid_for_nothing(
    make_billing_subscription: MakeBillingSubscription, amount: int
) -> None:
    with pytest.raises(IntegrityError, match="ck_billing_subscriptions_amount_positive"):
        await make_billing_subscription(amount=amount)


async def test_an_agreement_is_about_one_subscription(
    make_billing_subscription: MakeBillingSubscription,
) -> None:
    await make_billing_subscription(provider_id="sub_1")

    with pytest.raises(IntegrityError, match="uq_billing_subscriptions_provider_id"):
        await make_billing_subscription(provider_id="sub_1")


async def test_billing_ends_with_its_organization(
    subscription: BillingSubscription, deliver: Deliver, session: AsyncSession
) -> None:
    await deliver(signed_event(event_about(subscription.id)))

    await session.execute(delete(Organization))

    assert await session.scalar(select(BillingSubscription)) is None
    assert await session.scalar(select(ProviderEvent)) is None
