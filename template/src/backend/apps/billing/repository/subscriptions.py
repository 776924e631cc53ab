"""Queries over subscriptions."""

from uuid import UUID

from sqlalchemy import ColumnExpressionArgument, true

from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.schemas import SubscriptionQuery
from backend.apps.billing.values import SubscriptionState
from backend.core.pagination import Rows
from backend.core.repository import Repository

ENDED = [state for state in SubscriptionState if state.has_ended]


class SubscriptionRepository(Repository[BillingSubscription]):
    model = BillingSubscription

    async def page_in(
        self, organization_id: UUID, query: SubscriptionQuery
    ) -> Rows[BillingSubscription]:
        in_state = BillingSubscription.state == query.state if query.state else true()
        return await self.page(
            query, BillingSubscription.organization_id == organization_id, in_state
        )

    async def find_in(
        self, organization_id: UUID, subscription_id: UUID
    ) -> BillingSubscription | None:
        return await self.find(
            BillingSubscription.organization_id == organization_id,
            BillingSubscription.id == subscription_id,
        )

    async def find_live(self, organization_id: UUID) -> BillingSubscription | None:
        return await self.find(
            BillingSubscription.organization_id == organization_id,
            BillingSubscription.state.not_in(ENDED),
        )

    async def lock(
        self, subscription_id: UUID, *where: ColumnExpressionArgument[bool]
    ) -> BillingSubscription | None:
        """Find it, and keep everyone else from changing it until this transaction is over."""
        wanted = self.rows(BillingSubscription.id == subscription_id, *where)
        return await self.session.scalar(wanted.with_for_update())

    async def lock_in(
        self, organization_id: UUID, subscription_id: UUID
    ) -> BillingSubscription | None:
        mine = BillingSubscription.organization_id == organization_id
        return await self.lock(subscription_id, mine)
