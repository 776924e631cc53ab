"""The nouns of billing: subscriptions, and the provider that they are paid through."""

from collections.abc import AsyncIterator
from typing import cast

import pytest
from httpx import AsyncClient

from backend.apps.accounts.models import Organization
from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.resources import BillingResources, open_resources
from backend.apps.billing.settings import BillingSettings
from backend.core.dependencies import State, with_resources
from backend.tests.apps.accounts.builders import MakeOrganization
from backend.tests.apps.billing.builders import BillingSubscriptionBuilder, MakeBillingSubscription
from backend.tests.apps.billing.payments import FakePayments
from backend.tests.apps.billing.signed_events import Deliver
from backend.tests.apps.billing.subscribers import Subscriber
from backend.tests.harness.fakes.server import FakeServer, open_server
from backend.tests.harness.persistence import Persist
from backend.tests.harness.settings import settings_for_tests


@pytest.fixture(scope="session")
async def payments_server() -> AsyncIterator[FakeServer]:
    """The payments provider's port, open for the whole run."""
    async with open_server() as server:
        yield server


@pytest.fixture(scope="session")
async def billing(payments_server: FakeServer) -> AsyncIterator[BillingResources]:
    """What billing opens at the start of the process; it leads to the fake."""
    settings = cast("BillingSettings", settings_for_tests(payments_url=payments_server.url))
    async with open_resources(settings) as resources:
        yield resources


@pytest.fixture
async def payments(payments_server: FakeServer) -> AsyncIterator[FakePayments]:
    """The payments provider, who has agreed to nothing yet."""
    async with payments_server.running(FakePayments()) as payments:
        yield payments


@pytest.fixture
def state(state: State, billing: BillingResources) -> State:
    """What every request carries; billing's part of it leads to the fake."""
    return with_resources(state, {"billing": billing})


@pytest.fixture
def make_billing_subscription(
    persist: Persist, make_organization: MakeOrganization
) -> MakeBillingSubscription:
    """Saves a subscription, and the organization if none is given."""
    return BillingSubscriptionBuilder(persist, make_organization)


@pytest.fixture
async def subscription(
    make_billing_subscription: MakeBillingSubscription, organization: Organization
) -> BillingSubscription:
    """A subscription of `organization` that the provider has not heard of yet."""
    return await make_billing_subscription(organization=organization)


@pytest.fixture
def subscriber(admin_client: AsyncClient, organization: Organization) -> Subscriber:
    """An admin of `organization`, who subscribes, looks, tries again and cancels."""
    return Subscriber(admin_client, organization)


@pytest.fixture
def deliver(client: AsyncClient) -> Deliver:
    """Delivers an event as the provider does; it needs no user."""
    return Deliver(client)
