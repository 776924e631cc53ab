"""What becomes of a subscription at the provider; no transaction is open while we ask."""

from http import HTTPStatus
from uuid import UUID

from backend.apps.billing.events import CancellationRequested
from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.repository.payments import Agreement, Payments
from backend.apps.billing.repository.subscriptions import SubscriptionRepository
from backend.apps.billing.values import SubscriptionState
from backend.core.database import Sessionmaker
from backend.core.http import OutageError, RefusedError
from backend.core.outbox import Outbox

REFUSED = "The payments provider refused the payment."
UNANSWERED = "The payments provider gave no usable answer."


class Settlement:
    def __init__(self, sessionmaker: Sessionmaker, payments: Payments) -> None:
        self.sessionmaker = sessionmaker
        self.payments = payments

    async def begin(self, subscription_id: UUID) -> None:
        """Raises OutageError or RefusedError; then it is pending, and may be begun again."""
        wanted = await self._find_pending(subscription_id)
        if wanted is None:
            return
        try:
            agreement = await self.payments.begin(wanted)
        except (OutageError, RefusedError) as error:
            if not is_final(error):
                await self._note_failure(subscription_id, SubscriptionState.PENDING, UNANSWERED)
                raise
            await self._note_failure(subscription_id, SubscriptionState.FAILED, REFUSED)
        else:
            await self._note_agreement(subscription_id, agreement)

    async def _find_pending(self, subscription_id: UUID) -> BillingSubscription | None:
        async with self.sessionmaker() as session:
            return await SubscriptionRepository(session).find(
                BillingSubscription.id == subscription_id,
                BillingSubscription.state == SubscriptionState.PENDING,
            )

    async def _note_failure(
        self, subscription_id: UUID, state: SubscriptionState, problem: str
    ) -> None:
        async with self.sessionmaker.begin() as session:
            subscription = await SubscriptionRepository(session).lock(subscription_id)
            if subscription and subscription.state is SubscriptionState.PENDING:
                subscription.state, subscription.problem = state, problem

    async def _note_agreement(self, subscription_id: UUID, agreement: Agreement) -> None:
        async with self.sessionmaker.begin() as session:
            subscription = await SubscriptionRepository(session).lock(subscription_id)
            if subscription is None or not subscription.state.is_wanted:
                # Cancelled while we asked, perhaps before the provider heard of it: once more.
                again = CancellationRequested(subscription_id=subscription_id)
                await Outbox(session).publish(again)
                return
            subscription.provider_id, subscription.problem = agreement.id, None
            if subscription.state is SubscriptionState.PENDING:
                subscription.state = agreement.status.outcome


def is_final(error: OutageError | RefusedError) -> bool:
    """Any other refusal is a mistake of ours, and may be mended until the next attempt."""
    return isinstance(error, RefusedError) and error.status == HTTPStatus.PAYMENT_REQUIRED
