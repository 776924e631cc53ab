"""How alert profiles can go wrong."""

from uuid import UUID

from backend.apps.accounts.errors import OrganizationNotFoundError
from backend.core.errors import ConflictError, NotFoundError


class AlertProfileNotFoundError(NotFoundError):
    """What other tenants read too: whose profile it is, is nobody else's business."""

    def __init__(self, profile_id: UUID) -> None:
        super().__init__(f"Alert profile {profile_id} does not exist.")


class AlertProfileNameTakenError(ConflictError):
    def __init__(self, name: str) -> None:
        super().__init__(f"This organization already has an alert profile named {name!r}.")


# What a race may violate, as told to those who do not race; each gets the violated values.
CONFLICTS = {
    "uq_alert_profiles_organization_id_name": lambda _, name: AlertProfileNameTakenError(name),
    "fk_alert_profiles_organization_id": OrganizationNotFoundError,
}
