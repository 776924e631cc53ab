"""An organization subscribes, looks, tries again and cancels; the provider hears of it later."""

from http import HTTPStatus

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.apps.accounts.models import Organization
from backend.apps.billing.events import SubscriptionRequested
from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.schemas import SubscriptionRead
from backend.apps.billing.values import CURRENCY, Plan, SubscriptionState
from backend.tests.apps.answers import refusal_of
from backend.tests.apps.billing.builders import MakeBillingSubscription
from backend.tests.apps.billing.factories import FAKER, SubscriptionCreateFactory
from backend.tests.apps.billing.paths import path_of
from backend.tests.harness.jobs import Published


@pytest.mark.parametrize("plan", Plan)
async def test_subscribing_waits_for_the_provider(
    admin_client: AsyncClient,
    organization: Organization,
    session: AsyncSession,
    published: Published,
    plan: Plan,
) -> None:
    new = SubscriptionCreateFactory.build(plan=plan)

    response = await admin_client.post(path_of(organization), json=new.model_dump(mode="json"))

    assert response.status_code == HTTPStatus.CREATED
    stored = (await session.scalars(select(BillingSubscription))).one()
    assert SubscriptionRead.model_validate(response.json()) == SubscriptionRead(
        id=stored.id,
        plan=plan,
        amount=plan.monthly_price,
        currency=CURRENCY,
        state=SubscriptionState.PENDING,
        problem=None,
        created_at=stored.created_at,
    )
    assert [told.subscription_id for told in await published(SubscriptionRequested)] == [stored.id]


async def test_a_member_reads_a_subscription(
    member_client: AsyncClient, organization: Organization, subscription: BillingSubscription
) -> None:
    response = await member_client.get(path_of(organization, subscription.id))

    expected = SubscriptionRead.model_validate(subscription)
    assert SubscriptionRead.model_validate(response.json()) == expected


@pytest.mark.parametrize("step", ["", "retry", "cancellation"])
async def test_subscriptions_of_other_tenants_are_unknown(
    admin_client: AsyncClient,
    organization: Organization,
    make_billing_subscription: MakeBillingSubscription,
    step: str,
) -> None:
    other = await make_billing_subscription()
    method = "POST" if step else "GET"

    response = await admin_client.request(method, path_of(organization, other.id, step))

    assert refusal_of(response) == (HTTPStatus.NOT_FOUND, "subscription-not-found")


@pytest.mark.parametrize("step", ["", "retry", "cancellation"])
async def test_who_is_only_a_member_changes_nothing(
    member_client: AsyncClient, organization: Organization, step: str
) -> None:
    new = SubscriptionCreateFactory.build()
    path = path_of(organization, FAKER.uuid4(cast_to=None) if step else "", step)

    response = await member_client.post(path, json=new.model_dump(mode="json"))

    assert refusal_of(response) == (HTTPStatus.FORBIDDEN, "role-too-low")
