"""How onboarding can go wrong."""

from uuid import UUID

from backend.apps.customers.values import CustomerState
from backend.core.errors import ConflictError, NotFoundError


class CustomerNotFoundError(NotFoundError):
    """What other tenants read too: whose customer it is, is nobody else's business."""

    def __init__(self, customer_id: UUID) -> None:
        super().__init__(f"Customer {customer_id} does not exist.")


class OnboardingOrderError(ConflictError):
    def __init__(self, current: CustomerState, wanted: CustomerState) -> None:
        super().__init__(f"The customer is {current} and cannot become {wanted} now.")
