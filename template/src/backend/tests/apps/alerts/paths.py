"""Where an alert profile is found over HTTP."""

from backend.apps.alerts.models import AlertProfile


def path_of(profile: AlertProfile) -> str:
    return f"/v1/organizations/{profile.organization_id}/alert-profiles/{profile.id}"
