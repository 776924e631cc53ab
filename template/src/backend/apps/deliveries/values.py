"""Words of this app that rows, bodies and rules share."""

from enum import StrEnum


class DeliveryState(StrEnum):
    """Where a mail is on its way; the last two are ends, unless an admin begins again."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
