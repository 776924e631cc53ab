"""What billing tells itself: work for the payments provider, done after the commit."""

from uuid import UUID

from backend.core.events import Event


class SubscriptionRequested(Event):
    subscription_id: UUID


class CancellationRequested(Event):
    subscription_id: UUID
