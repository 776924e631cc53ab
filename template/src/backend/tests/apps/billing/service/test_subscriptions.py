"""An organization has one subscription at a time, and the provider hears of it later."""

from asyncio import create_task, wait
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any
from uuid import UUID

import pytest
from httpx import Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.billing.events import CancellationRequested, SubscriptionRequested
from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.schemas import SubscriptionRead
from backend.apps.billing.values import SubscriptionState
from backend.core.database import Sessionmaker
from backend.tests.apps.answers import problem_of, refusal_of
from backend.tests.apps.billing.builders import MakeBillingSubscription
from backend.tests.apps.billing.subscribers import Subscriber
from backend.tests.harness.jobs import Published
from backend.tests.harness.racing import race
from backend.tests.harness.sandbox import Sandbox

PENDING, ACTIVE, CANCELLING, CANCELLED, FAILED = SubscriptionState
Ask = Callable[[Subscriber, UUID], Coroutine[Any, Any, Response]]
REFUSALS: dict[Ask, str] = {
    Subscriber.retry: "subscription-not-pending",
    Subscriber.cancel: "subscription-ended",
}


@pytest.mark.parametrize("standing", [PENDING, ACTIVE, CANCELLING])
async def test_there_is_one_subscription_at_a_time(
    subscriber: Subscriber,
    organization: Organization,
    make_billing_subscription: MakeBillingSubscription,
    published: Published,
    standing: SubscriptionState,
) -> None:
    await make_billing_subscription(organization=organization, state=standing)

    response = await subscriber.order()

    assert refusal_of(response) == (HTTPStatus.CONFLICT, "already-subscribed")
    assert await published(SubscriptionRequested) == []


@pytest.mark.parametrize("standing", [CANCELLED, FAILED])
async def test_another_one_may_follow_its_end(
    subscriber: Subscriber,
    organization: Organization,
    make_billing_subscription: MakeBillingSubscription,
    standing: SubscriptionState,
) -> None:
    await make_billing_subscription(organization=organization, state=standing)

    response = await subscriber.order()

    assert response.status_code == HTTPStatus.CREATED


async def test_other_tenants_subscriptions_do_not_count(
    subscriber: Subscriber, make_billing_subscription: MakeBillingSubscription
) -> None:
    await make_billing_subscription()

    response = await subscriber.order()

    assert response.status_code == HTTPStatus.CREATED


@pytest.mark.committed
async def test_of_two_subscriptions_at_once_one_comes_about(
    sandbox: Sandbox, subscriber: Subscriber, session: AsyncSession, published: Published
) -> None:
    responses = await race(sandbox, *(subscriber.order() for _ in range(4)))

    created, *lost = sorted(responses, key=lambda response: response.status_code)
    late = problem_of(await subscriber.order())
    assert created.status_code == HTTPStatus.CREATED
    assert [problem_of(response) for response in lost] == [late] * 3
    (stored,) = (await session.scalars(select(BillingSubscription))).all()
    assert [told.subscription_id for told in await published(SubscriptionRequested)] == [stored.id]


async def test_a_pending_subscription_is_tried_again(
    subscriber: Subscriber, subscription: BillingSubscription, published: Published
) -> None:
    response = await subscriber.retry(subscription.id)

    assert response.status_code == HTTPStatus.ACCEPTED
    assert SubscriptionRead.model_validate(response.json()).state is PENDING
    (told,) = await published(SubscriptionRequested)
    assert told.subscription_id == subscription.id


@pytest.mark.parametrize("standing", [ACTIVE, CANCELLING, CANCELLED, FAILED])
async def test_what_is_settled_is_not_tried_again(
    subscriber: Subscriber,
    organization: Organization,
    make_billing_subscription: MakeBillingSubscription,
    published: Published,
    standing: SubscriptionState,
) -> None:
    settled = await make_billing_subscription(organization=organization, state=standing)

    response = await subscriber.retry(settled.id)

    assert refusal_of(response) == (HTTPStatus.CONFLICT, "subscription-not-pending")
    assert await published(SubscriptionRequested) == []


@pytest.mark.parametrize("standing", [PENDING, ACTIVE, CANCELLING])
async def test_cancelling_waits_for_the_provider(
    subscriber: Subscriber,
    organization: Organization,
    make_billing_subscription: MakeBillingSubscription,
    published: Published,
    standing: SubscriptionState,
) -> None:
    live = await make_billing_subscription(organization=organization, state=standing)

    response = await subscriber.cancel(live.id)

    assert response.status_code == HTTPStatus.ACCEPTED
    assert SubscriptionRead.model_validate(response.json()).state is CANCELLING
    assert [told.subscription_id for told in await published(CancellationRequested)] == [live.id]


async def test_the_subscription_that_is_meant_is_cancelled(
    subscriber: Subscriber,
    organization: Organization,
    make_billing_subscription: MakeBillingSubscription,
    session: AsyncSession,
) -> None:
    ended, live, _ = [
        await make_billing_subscription(organization=organization, state=standing)
        for standing in (FAILED, ACTIVE, CANCELLED)
    ]

    await subscriber.cancel(live.id)

    stored = {one.id: one.state for one in await session.scalars(select(BillingSubscription))}
    assert (stored[live.id], stored[ended.id]) == (CANCELLING, FAILED)


@pytest.mark.parametrize("standing", [CANCELLED, FAILED])
async def test_what_has_ended_is_not_cancelled(
    subscriber: Subscriber,
    organization: Organization,
    make_billing_subscription: MakeBillingSubscription,
    published: Published,
    standing: SubscriptionState,
) -> None:
    ended = await make_billing_subscription(organization=organization, state=standing)

    response = await subscriber.cancel(ended.id)

    assert refusal_of(response) == (HTTPStatus.CONFLICT, "subscription-ended")
    assert await published(CancellationRequested) == []


@pytest.mark.committed
@pytest.mark.parametrize(("ask", "refusal"), REFUSALS.items())
async def test_what_happens_at_the_same_moment_is_waited_for(
    subscriber: Subscriber,
    subscription: BillingSubscription,
    sessionmaker: Sessionmaker,
    ask: Ask,
    refusal: str,
) -> None:
    async with sessionmaker.begin() as failing:
        (await failing.get_one(BillingSubscription, subscription.id)).state = FAILED
        await failing.flush()
        asking = create_task(ask(subscriber, subscription.id))
        done, _ = await wait([asking], timeout=0.2)
        assert not done

    assert refusal_of(await asking) == (HTTPStatus.CONFLICT, refusal)
