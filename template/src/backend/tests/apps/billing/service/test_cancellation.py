"""Whatever the provider has heard of a subscription, it ends there and here, or is cancelling."""

from http import HTTPStatus

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.service.cancellation import Cancellation
from backend.apps.billing.values import AgreementStatus, SubscriptionState
from backend.core.http import OutageError, RefusedError
from backend.tests.apps.billing.builders import MakeBillingSubscription
from backend.tests.apps.billing.payments import FakePayments
from backend.tests.harness.fakes.calls import Fault
from backend.tests.harness.fakes.faults import (
    Fail,
)
from backend.tests.harness.fakes.outages import OUTAGES

PENDING, ACTIVE, CANCELLING, CANCELLED, FAILED = SubscriptionState


@pytest.mark.parametrize("standing", [PENDING, ACTIVE, FAILED])
async def test_only_what_is_to_be_cancelled_gets_cancelled(
    payments: FakePayments,
    cancellation: Cancellation,
    make_billing_subscription: MakeBillingSubscription,
    session: AsyncSession,
    standing: SubscriptionState,
) -> None:
    other = await make_billing_subscription(state=standing)
    payments.agree_on(other.id)

    await cancellation.carry_out(other.id)

    assert (await session.get_one(BillingSubscription, other.id)).state is standing


async def test_a_cancelled_subscription_is_cancelled_at_the_provider(
    payments: FakePayments,
    cancellation: Cancellation,
    make_billing_subscription: MakeBillingSubscription,
    session: AsyncSession,
) -> None:
    cancelling = await make_billing_subscription(state=CANCELLING)
    payments.agree_on(cancelling.id)

    await cancellation.carry_out(cancelling.id)

    assert payments.agreements[cancelling.id].status is AgreementStatus.CANCELLED
    stored = await session.get_one(BillingSubscription, cancelling.id)
    assert stored.state is CANCELLED


async def test_what_the_provider_never_heard_of_needs_no_cancellation(
    payments: FakePayments,
    cancellation: Cancellation,
    make_billing_subscription: MakeBillingSubscription,
    session: AsyncSession,
) -> None:
    cancelling = await make_billing_subscription(state=CANCELLING)

    await cancellation.carry_out(cancelling.id)

    stored = await session.get_one(BillingSubscription, cancelling.id)
    assert stored.state is CANCELLED
    assert payments.agreements == {}


@pytest.mark.parametrize("outage", [*OUTAGES, Fail(HTTPStatus.UNAUTHORIZED)], ids=str)
async def test_an_outage_leaves_it_cancelling(
    payments: FakePayments,
    cancellation: Cancellation,
    make_billing_subscription: MakeBillingSubscription,
    session: AsyncSession,
    outage: Fault,
) -> None:
    cancelling = await make_billing_subscription(state=CANCELLING)
    payments.agree_on(cancelling.id)
    payments.always(outage)

    with pytest.raises((OutageError, RefusedError)):
        await cancellation.carry_out(cancelling.id)

    stored = await session.get_one(BillingSubscription, cancelling.id)
    assert stored.state is CANCELLING
