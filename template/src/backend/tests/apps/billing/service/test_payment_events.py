"""What the provider tells changes what it is about, once, whatever arrives when."""

from http import HTTPStatus
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.billing.models import BillingSubscription, ProviderEvent
from backend.apps.billing.values import PaymentFact, SubscriptionState
from backend.tests.apps.billing.builders import MakeBillingSubscription
from backend.tests.apps.billing.factories import PaymentEventDataFactory, PaymentEventFactory
from backend.tests.apps.billing.signed_events import Deliver, event_about, signed_event
from backend.tests.harness.racing import race
from backend.tests.harness.sandbox import Sandbox

PENDING, ACTIVE, CANCELLING, CANCELLED, FAILED = SubscriptionState
ACTIVATED, PAYMENT_FAILED, CANCELLED_BY_PROVIDER = PaymentFact
OUTCOMES = {
    (PENDING, ACTIVATED): ACTIVE,
    (PENDING, PAYMENT_FAILED): FAILED,
    (ACTIVE, PAYMENT_FAILED): FAILED,
    (PENDING, CANCELLED_BY_PROVIDER): CANCELLED,
    (ACTIVE, CANCELLED_BY_PROVIDER): CANCELLED,
    (CANCELLING, CANCELLED_BY_PROVIDER): CANCELLED,
}


@pytest.mark.parametrize(("before", "fact"), [*product(SubscriptionState, PaymentFact)])
async def test_a_fact_changes_what_it_is_about(
    make_billing_subscription: MakeBillingSubscription,
    deliver: Deliver,
    session: AsyncSession,
    before: SubscriptionState,
    fact: PaymentFact,
) -> None:
    subscription = await make_billing_subscription(state=before)

    response = await deliver(signed_event(event_about(subscription.id, fact)))

    assert response.status_code == HTTPStatus.NO_CONTENT
    stored = await session.get_one(BillingSubscription, subscription.id)
    assert stored.state is OUTCOMES.get((before, fact), before)


async def test_a_fact_mends_the_problem_and_names_the_agreement(
    make_billing_subscription: MakeBillingSubscription, deliver: Deliver, session: AsyncSession
) -> None:
    troubled = await make_billing_subscription(problem="Nobody answered.")
    event = event_about(troubled.id)

    await deliver(signed_event(event))

    stored = await session.get_one(BillingSubscription, troubled.id)
    assert (stored.problem, stored.provider_id) == (None, event.data.subscription_id)


async def test_an_event_is_kept(
    subscription: BillingSubscription, deliver: Deliver, session: AsyncSession
) -> None:
    event = event_about(subscription.id)

    await deliver(signed_event(event, event_id="msg_1"))

    kept = (await session.scalars(select(ProviderEvent))).one()
    assert (kept.event_id, kept.kind, kept.occurred_at) == ("msg_1", event.type, event.timestamp)
    assert (kept.subscription_id, kept.organization_id) == (
        subscription.id,
        subscription.organization_id,
    )


async def test_what_is_about_nothing_of_ours_is_kept(
    deliver: Deliver, session: AsyncSession
) -> None:
    response = await deliver(signed_event(PaymentEventFactory.build()))

    assert response.status_code == HTTPStatus.NO_CONTENT
    assert (await session.scalars(select(ProviderEvent))).one().subscription_id is None


async def test_a_kind_that_we_do_not_know_changes_nothing(
    subscription: BillingSubscription, deliver: Deliver, session: AsyncSession
) -> None:
    event = event_about(subscription.id).model_copy(update={"type": "invoice.finalized"})

    response = await deliver(signed_event(event))

    assert response.status_code == HTTPStatus.NO_CONTENT
    stored = await session.get_one(BillingSubscription, subscription.id)
    assert stored.state is PENDING


async def test_an_event_that_comes_again_counts_once(
    subscription: BillingSubscription, deliver: Deliver, session: AsyncSession
) -> None:
    first = signed_event(event_about(subscription.id), event_id="msg_1")
    # Had it counted, it would have ended what the first one began.
    again = signed_event(event_about(subscription.id, PAYMENT_FAILED), event_id="msg_1")

    responses = [await deliver(first), await deliver(again)]

    assert {response.status_code for response in responses} == {HTTPStatus.NO_CONTENT}
    assert (await session.scalars(select(ProviderEvent))).one().kind == ACTIVATED
    stored = await session.get_one(BillingSubscription, subscription.id)
    assert stored.state is ACTIVE


@pytest.mark.committed
@pytest.mark.parametrize("is_ours", [True, False])
async def test_an_event_that_comes_many_times_at_once_counts_once(
    subscription: BillingSubscription,
    deliver: Deliver,
    session: AsyncSession,
    sandbox: Sandbox,
    is_ours: bool,
) -> None:
    reference = subscription.id if is_ours else PaymentEventDataFactory.build().reference
    event = signed_event(event_about(reference))

    responses = await race(sandbox, *(deliver(event) for _ in range(5)))

    assert [response.status_code for response in responses] == [HTTPStatus.NO_CONTENT] * 5
    assert len((await session.scalars(select(ProviderEvent))).all()) == 1


@pytest.mark.committed
async def test_of_two_facts_at_once_the_end_remains(
    subscription: BillingSubscription, deliver: Deliver, session: AsyncSession, sandbox: Sandbox
) -> None:
    facts = [signed_event(event_about(subscription.id, fact)) for fact in PaymentFact]

    await race(sandbox, *map(deliver, facts))

    stored = await session.get_one(BillingSubscription, subscription.id)
    assert stored.state.has_ended
    assert len((await session.scalars(select(ProviderEvent))).all()) == len(facts)
