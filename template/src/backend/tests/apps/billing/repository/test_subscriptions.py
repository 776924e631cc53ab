"""Lists of subscriptions stay inside an organization, and keep what has ended."""

from httpx import AsyncClient

from backend.apps.accounts.models import Organization
from backend.apps.billing.schemas import SubscriptionRead
from backend.apps.billing.values import SubscriptionState
from backend.core.pagination import Page
from backend.tests.apps.billing.builders import MakeBillingSubscription
from backend.tests.apps.billing.paths import path_of

PENDING, ACTIVE, CANCELLING, CANCELLED, FAILED = SubscriptionState


def state_in(subscriptions: Page[SubscriptionRead]) -> list[SubscriptionState]:
    return [subscription.state for subscription in subscriptions.items]


async def test_a_list_is_of_one_organization_and_one_state(
    member_client: AsyncClient,
    organization: Organization,
    make_billing_subscription: MakeBillingSubscription,
) -> None:
    failed = await make_billing_subscription(organization=organization, state=FAILED)
    await make_billing_subscription(organization=organization, state=ACTIVE)
    await make_billing_subscription(state=FAILED)

    response = await member_client.get(path_of(organization), params={"state": FAILED})

    items = [SubscriptionRead.model_validate(failed)]
    page = Page[SubscriptionRead](items=items, total=1, limit=50, offset=0)
    assert Page[SubscriptionRead].model_validate(response.json()) == page


async def test_a_list_keeps_what_has_ended(
    member_client: AsyncClient,
    organization: Organization,
    make_billing_subscription: MakeBillingSubscription,
) -> None:
    for standing in (CANCELLED, FAILED, ACTIVE):
        await make_billing_subscription(organization=organization, state=standing)

    response = await member_client.get(path_of(organization), params={"limit": 2})

    page = Page[SubscriptionRead].model_validate(response.json())
    assert (state_in(page), page.total) == ([CANCELLED, FAILED], 3)
