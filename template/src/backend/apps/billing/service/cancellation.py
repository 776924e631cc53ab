"""How a subscription ends at the provider, whatever the provider has heard of it."""

from http import HTTPStatus
from uuid import UUID

from backend.apps.billing.repository.payments import Payments
from backend.apps.billing.repository.subscriptions import SubscriptionRepository
from backend.apps.billing.values import SubscriptionState
from backend.core.database import Sessionmaker
from backend.core.http import RefusedError


class Cancellation:
    def __init__(self, sessionmaker: Sessionmaker, payments: Payments) -> None:
        self.sessionmaker = sessionmaker
        self.payments = payments

    async def carry_out(self, subscription_id: UUID) -> None:
        """Raises OutageError or RefusedError; then it is cancelling, and may be asked again."""
        try:
            await self.payments.cancel(subscription_id)
        except RefusedError as refusal:
            # What the provider never heard of needs no cancellation.
            if refusal.status != HTTPStatus.NOT_FOUND:
                raise
        async with self.sessionmaker.begin() as session:
            subscription = await SubscriptionRepository(session).lock(subscription_id)
            if subscription and subscription.state is SubscriptionState.CANCELLING:
                subscription.state = SubscriptionState.CANCELLED
