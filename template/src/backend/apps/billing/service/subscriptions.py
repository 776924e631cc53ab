"""What an organization does with its subscriptions; the provider hears of it after the commit."""

from uuid import UUID

from backend.apps.accounts.models import Membership
from backend.apps.billing.errors import (
    AlreadySubscribedError,
    SubscriptionEndedError,
    SubscriptionNotFoundError,
    SubscriptionNotPendingError,
)
from backend.apps.billing.events import CancellationRequested, SubscriptionRequested
from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.repository.subscriptions import SubscriptionRepository
from backend.apps.billing.schemas import SubscriptionCreate, SubscriptionQuery
from backend.apps.billing.values import SubscriptionState
from backend.core.outbox import Outbox
from backend.core.pagination import Rows


class SubscriptionService:
    def __init__(self, subscriptions: SubscriptionRepository, outbox: Outbox) -> None:
        self.subscriptions = subscriptions
        self.outbox = outbox

    async def page(self, reader: Membership, query: SubscriptionQuery) -> Rows[BillingSubscription]:
        return await self.subscriptions.page_in(reader.organization_id, query)

    async def read(self, reader: Membership, subscription_id: UUID) -> BillingSubscription:
        found = await self.subscriptions.find_in(reader.organization_id, subscription_id)
        if found is None:
            raise SubscriptionNotFoundError(subscription_id)
        return found

    async def subscribe(self, admin: Membership, new: SubscriptionCreate) -> BillingSubscription:
        if await self.subscriptions.find_live(admin.organization_id):
            raise AlreadySubscribedError
        subscription = await self.subscriptions.add(
            BillingSubscription(
                organization_id=admin.organization_id,
                plan=new.plan,
                amount=new.plan.monthly_price,
            )
        )
        await self.outbox.publish(SubscriptionRequested(subscription_id=subscription.id))
        return subscription

    async def retry(self, admin: Membership, subscription_id: UUID) -> BillingSubscription:
        subscription = await self._lock(admin, subscription_id)
        if subscription.state is not SubscriptionState.PENDING:
            raise SubscriptionNotPendingError(subscription.state)
        await self.outbox.publish(SubscriptionRequested(subscription_id=subscription.id))
        return subscription

    async def cancel(self, admin: Membership, subscription_id: UUID) -> BillingSubscription:
        subscription = await self._lock(admin, subscription_id)
        if subscription.state.has_ended:
            raise SubscriptionEndedError(subscription.state)
        subscription.state = SubscriptionState.CANCELLING
        await self.outbox.publish(CancellationRequested(subscription_id=subscription.id))
        return subscription

    async def _lock(self, admin: Membership, subscription_id: UUID) -> BillingSubscription:
        found = await self.subscriptions.lock_in(admin.organization_id, subscription_id)
        if found is None:
            raise SubscriptionNotFoundError(subscription_id)
        return found
