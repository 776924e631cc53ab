"""How billing can go wrong."""

from uuid import UUID

from backend.apps.accounts.errors import OrganizationNotFoundError
from backend.apps.billing.values import SubscriptionState
from backend.core.errors import ConflictError, NotFoundError, UnauthorizedError


class SubscriptionNotFoundError(NotFoundError):
    """What other tenants read too: whose subscription it is, is nobody else's business."""

    def __init__(self, subscription_id: UUID) -> None:
        super().__init__(f"Subscription {subscription_id} does not exist.")


class AlreadySubscribedError(ConflictError):
    def __init__(self) -> None:
        super().__init__("This organization has a subscription; cancel it before the next one.")


class SubscriptionNotPendingError(ConflictError):
    def __init__(self, state: SubscriptionState) -> None:
        super().__init__(f"The subscription is {state}; only a pending one can be tried again.")


class SubscriptionEndedError(ConflictError):
    def __init__(self, state: SubscriptionState) -> None:
        super().__init__(f"The subscription is {state} already.")


class EventNotAuthenticError(UnauthorizedError):
    """One sentence for every reason, so that nobody can find out how near they came."""

    def __init__(self) -> None:
        super().__init__("The event is not signed by the payments provider, or it is too old.")


# What a race may violate, as told to those who do not race; each gets the violated values.
CONFLICTS = {
    "uq_billing_subscriptions_live": lambda _: AlreadySubscribedError(),
    "fk_billing_subscriptions_organization_id": OrganizationNotFoundError,
}
