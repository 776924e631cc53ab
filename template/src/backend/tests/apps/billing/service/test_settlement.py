"""Whatever the provider does, a subscription is in a clear state afterwards, and paid for once."""

from dataclasses import replace
from http import HTTPStatus

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.billing.events import CancellationRequested
from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.repository.payments import Payments
from backend.apps.billing.service.settlement import REFUSED, UNANSWERED, Settlement
from backend.apps.billing.values import AgreementStatus, SubscriptionState
from backend.core.http import OutageError, Patience, RefusedError
from backend.tests.apps.billing.builders import MakeBillingSubscription
from backend.tests.apps.billing.changes import become
from backend.tests.apps.billing.payments import Agreement, FakePayments, Order
from backend.tests.harness.fakes.calls import Fault
from backend.tests.harness.fakes.faults import (
    Fail,
    Hang,
    LoseAnswer,
    Meanwhile,
    ServeTwice,
)
from backend.tests.harness.fakes.outages import OUTAGES
from backend.tests.harness.jobs import Published

PENDING, ACTIVE, CANCELLING, CANCELLED, FAILED = SubscriptionState
STATES = {
    AgreementStatus.INCOMPLETE: PENDING,
    AgreementStatus.ACTIVE: ACTIVE,
    AgreementStatus.CANCELLED: CANCELLED,
}


def impatient(settlement: Settlement) -> Settlement:
    """Return the same, which waits for an answer no longer than a test may."""
    patience = Patience(attempts=2, seconds=0.05, backoff_seconds=0)
    provider = replace(settlement.payments.provider, patience=patience)
    return Settlement(settlement.sessionmaker, Payments(provider))


@pytest.mark.parametrize("status", AgreementStatus)
async def test_a_subscription_is_what_was_agreed(
    payments: FakePayments,
    settlement: Settlement,
    subscription: BillingSubscription,
    session: AsyncSession,
    status: AgreementStatus,
) -> None:
    payments.status = status

    await settlement.begin(subscription.id)

    stored = await session.get_one(BillingSubscription, subscription.id)
    assert (stored.state, stored.problem) == (STATES[status], None)
    assert payments.agreements == {
        subscription.id: Agreement(
            id=str(stored.provider_id), reference=subscription.id, status=status
        )
    }


async def test_only_the_one_in_question_is_begun(
    payments: FakePayments,
    settlement: Settlement,
    make_billing_subscription: MakeBillingSubscription,
) -> None:
    _, wanted, _ = [await make_billing_subscription() for _ in range(3)]

    await settlement.begin(wanted.id)

    assert list(payments.agreements) == [wanted.id]


async def test_the_provider_is_told_what_was_wanted(
    payments: FakePayments, settlement: Settlement, subscription: BillingSubscription
) -> None:
    await settlement.begin(subscription.id)

    assert payments.received(Order) == [
        Order(
            reference=subscription.id,
            plan=subscription.plan,
            amount=subscription.plan.monthly_price,
            currency="EUR",
        )
    ]


@pytest.mark.parametrize("outage", [*OUTAGES, ServeTwice()], ids=str)
async def test_a_short_outage_is_waited_out(
    payments: FakePayments,
    settlement: Settlement,
    subscription: BillingSubscription,
    session: AsyncSession,
    outage: Fault,
) -> None:
    payments.will(outage)

    await settlement.begin(subscription.id)

    stored = await session.get_one(BillingSubscription, subscription.id)
    assert stored.state is ACTIVE
    assert list(payments.agreements) == [subscription.id]


@pytest.mark.parametrize("outage", OUTAGES, ids=str)
async def test_a_long_outage_leaves_it_pending_and_says_so(
    payments: FakePayments,
    settlement: Settlement,
    subscription: BillingSubscription,
    session: AsyncSession,
    outage: Fault,
) -> None:
    payments.always(outage)

    with pytest.raises(OutageError):
        await settlement.begin(subscription.id)

    stored = await session.get_one(BillingSubscription, subscription.id)
    assert (stored.state, stored.problem) == (PENDING, UNANSWERED)
    assert len(payments.asked) == 3


async def test_silence_is_an_outage(
    payments: FakePayments,
    settlement: Settlement,
    subscription: BillingSubscription,
    session: AsyncSession,
) -> None:
    payments.always(Hang())

    with pytest.raises(OutageError):
        await impatient(settlement).begin(subscription.id)

    stored = await session.get_one(BillingSubscription, subscription.id)
    assert (stored.state, stored.problem) == (PENDING, UNANSWERED)


async def test_after_an_outage_it_begins_again(
    payments: FakePayments,
    settlement: Settlement,
    subscription: BillingSubscription,
    session: AsyncSession,
) -> None:
    payments.will(LoseAnswer(), LoseAnswer(), LoseAnswer())
    with pytest.raises(OutageError):
        await settlement.begin(subscription.id)

    await settlement.begin(subscription.id)

    stored = await session.get_one(BillingSubscription, subscription.id)
    assert (stored.state, stored.problem, stored.provider_id) == (ACTIVE, None, "sub_0001")


async def test_a_refused_payment_is_the_end(
    payments: FakePayments,
    settlement: Settlement,
    subscription: BillingSubscription,
    session: AsyncSession,
) -> None:
    payments.will(Fail(HTTPStatus.PAYMENT_REQUIRED))

    await settlement.begin(subscription.id)

    stored = await session.get_one(BillingSubscription, subscription.id)
    assert (stored.state, stored.problem) == (FAILED, REFUSED)


@pytest.mark.parametrize("status", [HTTPStatus.UNAUTHORIZED, HTTPStatus.BAD_REQUEST])
async def test_a_mistake_of_ours_is_not_the_customers(
    payments: FakePayments,
    settlement: Settlement,
    subscription: BillingSubscription,
    session: AsyncSession,
    status: HTTPStatus,
) -> None:
    payments.will(Fail(status))

    with pytest.raises(RefusedError):
        await settlement.begin(subscription.id)

    stored = await session.get_one(BillingSubscription, subscription.id)
    assert (stored.state, stored.problem) == (PENDING, UNANSWERED)


@pytest.mark.parametrize("standing", [ACTIVE, CANCELLING, CANCELLED, FAILED])
async def test_what_is_settled_is_not_begun(
    payments: FakePayments,
    settlement: Settlement,
    make_billing_subscription: MakeBillingSubscription,
    standing: SubscriptionState,
) -> None:
    settled = await make_billing_subscription(state=standing)

    await settlement.begin(settled.id)

    assert payments.asked == []


@pytest.mark.parametrize("standing", [ACTIVE, FAILED])
async def test_an_event_that_overtakes_the_answer_stands(
    payments: FakePayments,
    settlement: Settlement,
    subscription: BillingSubscription,
    session: AsyncSession,
    standing: SubscriptionState,
) -> None:
    payments.status = AgreementStatus.INCOMPLETE
    payments.will(Meanwhile(become(settlement.sessionmaker, subscription, standing)))

    await settlement.begin(subscription.id)

    stored = await session.get_one(BillingSubscription, subscription.id)
    assert stored.state is standing


@pytest.mark.parametrize("standing", [CANCELLING, CANCELLED, FAILED, None], ids=str)
async def test_what_nobody_wants_any_more_is_given_up_at_the_provider(
    payments: FakePayments,
    settlement: Settlement,
    subscription: BillingSubscription,
    published: Published,
    standing: SubscriptionState | None,
) -> None:
    payments.will(Meanwhile(become(settlement.sessionmaker, subscription, standing)))

    await settlement.begin(subscription.id)

    (told,) = await published(CancellationRequested)
    assert told.subscription_id == subscription.id


@pytest.mark.parametrize("standing", [ACTIVE, CANCELLING, CANCELLED])
async def test_a_refusal_that_comes_too_late_changes_nothing(
    payments: FakePayments,
    settlement: Settlement,
    subscription: BillingSubscription,
    session: AsyncSession,
    standing: SubscriptionState,
) -> None:
    refusal = Fail(HTTPStatus.PAYMENT_REQUIRED)
    payments.will(Meanwhile(become(settlement.sessionmaker, subscription, standing), then=refusal))

    await settlement.begin(subscription.id)

    stored = await session.get_one(BillingSubscription, subscription.id)
    assert (stored.state, stored.problem) == (standing, None)
