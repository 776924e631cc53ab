"""How deliveries can go wrong: for those who ask about them, and with the mail itself."""

from uuid import UUID

from backend.core.errors import ConflictError, NotFoundError


class DeliveryNotFoundError(NotFoundError):
    """What other tenants read too: whose delivery it is, is nobody else's business."""

    def __init__(self, delivery_id: UUID) -> None:
        super().__init__(f"Delivery {delivery_id} does not exist.")


class DeliveryNotFailedError(ConflictError):
    def __init__(self) -> None:
        super().__init__("Only a delivery that has failed can be tried again.")


class MailError(Exception):
    """Why a mail was not sent, in a sentence for the history."""


class MailDelayedError(MailError):
    """Nobody has taken the mail; somebody may at another time."""


class MailRefusedError(MailError):
    """Nobody will take the mail however often it is tried."""


class MailInDoubtError(MailError):
    """It was handed over, and whether it was taken nobody knows."""

    def __init__(self) -> None:
        super().__init__(
            "It was handed over, but we did not hear whether it was taken: it may have arrived."
        )


class TakenOverError(Exception):
    """Another worker has begun the same delivery anew; its attempt counts."""
