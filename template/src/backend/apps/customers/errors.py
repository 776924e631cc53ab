"""How onboarding can go wrong."""

from uuid import UUID

from backend.apps.accounts.errors import OrganizationNotFoundError
from backend.apps.customers.values import CustomerState
from backend.core.errors import ConflictError, NotFoundError


class CustomerNotFoundError(NotFoundError):
    """What other tenants read too: whose customer it is, is nobody else's business."""

    def __init__(self, customer_id: UUID) -> None:
        super().__init__(f"Customer {customer_id} does not exist.")


class OnboardingOrderError(ConflictError):
    def __init__(self, current: CustomerState, wanted: CustomerState) -> None:
        super().__init__(f"The customer is {current} and cannot become {wanted} now.")


# What a race may violate, as told to those who do not race; each gets the violated values.
CONFLICTS = {"fk_customers_organization_id": OrganizationNotFoundError}
