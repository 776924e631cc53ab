"""What the provider's events do to subscriptions, each of them once."""

from datetime import timedelta

from backend.apps.billing.errors import EventNotAuthenticError
from backend.apps.billing.models import BillingSubscription
from backend.apps.billing.repository.provider_events import ProviderEventRepository
from backend.apps.billing.repository.subscriptions import SubscriptionRepository
from backend.apps.billing.schemas import PaymentEvent, SignatureHeaders
from backend.apps.billing.service.signatures import Signer, is_recent
from backend.apps.billing.settings import BillingSettings
from backend.apps.billing.values import PaymentFact
from backend.core.clock import utc_now


class EventGate:
    """Lets in what the provider signed, a short while ago."""

    def __init__(self, settings: BillingSettings) -> None:
        self.signer = Signer(settings.payments_webhook_secret.get_secret_value())
        self.tolerance = timedelta(seconds=settings.payments_event_age_seconds)

    def admit(self, headers: SignatureHeaders, body: bytes) -> str:
        """Return the event's id. Raises EventNotAuthenticError."""
        event_id, timestamp = headers.webhook_id, headers.webhook_timestamp
        if not (event_id and timestamp and headers.webhook_signature):
            raise EventNotAuthenticError
        if not is_recent(timestamp, utc_now(), self.tolerance):
            raise EventNotAuthenticError
        if not self.signer.is_right(headers.webhook_signature, event_id, timestamp, body):
            raise EventNotAuthenticError
        return event_id


class PaymentEventService:
    def __init__(
        self, subscriptions: SubscriptionRepository, events: ProviderEventRepository
    ) -> None:
        self.subscriptions = subscriptions
        self.events = events

    async def receive(self, event_id: str, event: PaymentEvent) -> None:
        subscription = await self.subscriptions.lock(event.data.reference)
        is_new = await self.events.add_once(
            event_id=event_id,
            kind=event.type,
            occurred_at=event.timestamp,
            subscription_id=subscription.id if subscription else None,
            organization_id=subscription.organization_id if subscription else None,
        )
        if is_new and subscription:
            apply(event, subscription)


def apply(event: PaymentEvent, subscription: BillingSubscription) -> None:
    # The provider tells more than we act on, and may tell things that are not invented yet.
    if event.type not in list(PaymentFact):
        return
    changed = PaymentFact(event.type).changes(subscription.state)
    if changed is None:
        return
    subscription.state = changed
    subscription.provider_id = event.data.subscription_id
    subscription.problem = None
