"""What deliveries tells itself: a mail to send, after the commit and again after a failure."""

from uuid import UUID

from backend.core.events import Event


class DeliveryDue(Event):
    delivery_id: UUID
