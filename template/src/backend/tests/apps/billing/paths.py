"""Where billing is found over HTTP."""

from uuid import UUID

from backend.apps.accounts.models import Organization


def path_of(organization: Organization, subscription_id: UUID | str = "", step: str = "") -> str:
    parts = [f"/v1/organizations/{organization.id}/subscriptions", str(subscription_id), step]
    return "/".join(filter(None, parts))
